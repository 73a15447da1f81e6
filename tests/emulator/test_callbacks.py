"""Callbacks and tasks that complete after a while."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
import respx

from scaleapi import ScaleClient
from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import _emulator, _parser
from scaleapi.emulator.callbacks import RETRIES, is_loopback
from tests.conftest import Clients

HOOK = "http://127.0.0.1:9/hook"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2024, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def hook(respx_mock: respx.MockRouter) -> respx.Route:
    """Take callbacks."""
    return respx_mock.post(HOOK)


def test_a_callback_tells_of_a_completed_task(hook: respx.Route) -> None:
    """It carries the task and the auth key; that it was taken stands on the task."""
    hook.respond(200)
    with Emulator(callback_auth_key="secret-of-callbacks") as emulator, emulator.client() as client:
        task = client.get_task(client.create_task("chat", callback_url=HOOK).task_id)
        [made] = emulator.deliver_callbacks()
        request = hook.calls.last.request
        content = json.loads(request.content)
        assert (task.id, HOOK, 1, True) == (made.task_id, made.url, made.attempt, made.succeeded)
        assert "secret-of-callbacks" == request.headers["scale-callback-auth"]
        assert (task.id, "completed", task.as_dict()) == (content["task_id"], content["status"], content["task"])
        assert [] == emulator.deliver_callbacks()
        assert client.get_task(task.id).callback_succeeded


def test_a_callback_tells_of_a_chat_of_version_2(hook: respx.Route) -> None:
    """It is that of version 1, with the conversation as the response."""
    hook.respond(200)
    with Emulator() as emulator, emulator.client("live_a") as client:
        client.create_project("p", "chat")
        task = client.v2.create_chat_task(project_name="p", callback_url=HOOK)
        emulator.complete(task.task_id)
        assert [True] == [made.succeeded for made in emulator.deliver_callbacks()]
        content = json.loads(hook.calls.last.request.content)
        shown = client.v2.get_task(task.task_id)

    assert (task.task_id, "completed") == (content["task_id"], content["status"])
    assert [shown.threads[0].id] == [thread["id"] for thread in content["response"]["threads"]]


RATING: dict[str, Any] = {
    "attachments": [{"type": "text", "content": "x"}],
    "fields": [
        {"type": "category", "field_id": "help", "title": "h", "choices": [{"label": "yes", "value": 1}]},
        {"type": "text", "field_id": "why", "title": "w"},
    ],
}


def test_a_callback_of_several_people_tells_of_each(hook: respx.Route) -> None:
    """It carries the attempts, which the task itself does not show; so does one of a consensus project."""
    hook.respond(200)
    with Emulator() as emulator, emulator.client() as client:
        project = {"name": "agreed", "type": "textcollection", "pipeline": "consensus_task", "consensus_attempts": 2}
        client.request("POST", "projects", json=project)
        for more in ({"responses_required": 3}, {"project": "agreed"}, {}):
            task_id = client.create_task("textcollection", callback_url=HOOK, **RATING, **more).task_id
            assert "attempts" not in client.get_task(task_id).as_dict()
        emulator.deliver_callbacks()
    several, agreed, one = (json.loads(call.request.content)["task"] for call in hook.calls)
    assert (3, 2, False) == (len(several["attempts"]), len(agreed["attempts"]), "attempts" in one)
    for attempt, person in zip(several["attempts"], several["response"]["responses"], strict=True):
        expected = {"help": {"response": [["1"]]}, "why": {"response": [person["why"]]}}
        assert {"response": {"annotations": expected}} == attempt
    assert {"annotations"} == set(agreed["response"])


def test_a_review_calls_back_and_notes_that_it_was_taken(hook: respx.Route) -> None:
    """The changed answer is in the callback, the earlier one beside it; then `callback_completed` is true."""
    hook.respond(200)
    with Emulator() as emulator, emulator.client() as client:
        task = client.create_task("chat", callback_url=HOOK)
        emulator.fix(task.task_id, {"responses": []})
        emulator.deliver_callbacks()
        assert client.get_task(task.task_id).as_dict()["callback_completed"] is True
    content = json.loads(hook.calls.last.request.content)
    assert ({"responses": []}, "fixed") == (content["response"], content["task"]["customer_review_status"])
    assert 1 == len(content["task"]["prior_responses"])


@pytest.mark.parametrize("effect", [httpx.Response(500), httpx.ConnectError("nobody")])
def test_a_callback_is_tried_twenty_times_more(hook: respx.Route, effect: Any) -> None:
    """Ever more slowly, within 24 hours; then it has failed."""
    hook.mock(side_effect=[effect] * 99)
    clock, attempts = Clock(), []
    with Emulator(clock=clock) as emulator, emulator.client() as client:
        task = client.create_task("chat", callback_url=HOOK)
        for _ in range(26 * 60):
            attempts += [clock.now for _ in emulator.deliver_callbacks()]
            clock.now += timedelta(minutes=1)
        assert client.get_task(task.id).callback_succeeded is False
    assert RETRIES + 1 == len(attempts)
    assert timedelta(hours=23) < attempts[-1] - attempts[0] <= timedelta(hours=24, minutes=1)


def test_failures_audits_and_requests_call_back(hook: respx.Route) -> None:
    """Each of these is told of, with the status at the time of delivery."""
    hook.respond(204)
    with Emulator() as emulator, emulator.client("live_k") as client:
        failed = client.create_task("chat", callback_url=HOOK)
        audited = client.create_task("chat", callback_url=HOOK)
        emulator.fail(failed.id)
        emulator.complete(audited.id)
        assert 2 == len(emulator.deliver_callbacks())
        client.audit_task(audited.id, accepted=True)
        client.request("POST", f"task/{failed.id}/send_callback")
        told = [(made.task_id, made.attempt) for made in emulator.deliver_callbacks()]
        assert sorted([(failed.id, 1), (audited.id, 1)]) == sorted(told)
    assert {"error", "completed"} == {json.loads(call.request.content)["status"] for call in hook.calls}


def test_a_callback_stays_on_this_machine(respx_mock: respx.MockRouter) -> None:
    """Other hosts get none unless that is asked for."""
    away = respx_mock.post("https://hooks.example.com/scale").respond(200)
    for anywhere in (False, True):
        with Emulator(callbacks_anywhere=anywhere) as emulator, emulator.client() as client:
            client.create_task("chat", callback_url="https://hooks.example.com/scale")
            assert anywhere == bool(emulator.deliver_callbacks())
    assert 1 == away.call_count


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://localhost:1/x", True), ("http://127.9.9.9/", True), ("http://[::1]/", True),
     ("http://example.com", False), ("http://10.0.0.1", False), ("http:///x", False), ("http://[x", False)],
)  # fmt: skip
def test_what_this_machine_is(url: str, here: bool) -> None:
    """Decided without asking DNS."""
    assert here is is_loopback(url)


def test_nobody_to_call(hook: respx.Route) -> None:
    """No address or an e-mail address: nothing is posted. A reset while posting forgets the rest."""
    with Emulator() as emulator, emulator.client() as client:
        client.create_task("chat")
        mailed = client.create_task("chat", callback_url="a@example.com")
        assert {"success": False} == client.request("POST", f"task/{mailed.id}/send_callback")
        assert [] == emulator.deliver_callbacks()
        client.create_task("chat", callback_url=HOOK)

        def forget(_: httpx.Request) -> httpx.Response:
            emulator.reset()
            return httpx.Response(200)

        hook.mock(side_effect=forget)
        assert 1 == len(emulator.deliver_callbacks())
        assert [] == emulator.deliver_callbacks()


def test_a_receiver_may_audit_at_once(hook: respx.Route) -> None:
    """What its call brings about is told, too, and not taken for the callback that is being answered."""
    with Emulator(clock=Clock()) as emulator, emulator.client() as client:
        task = client.create_task("chat", callback_url=HOOK)

        def audit(_: httpx.Request) -> httpx.Response:
            if len(hook.calls) == 0:
                client.audit_task(task.id, accepted=True)
            return httpx.Response(200)

        hook.mock(side_effect=audit)
        assert [1, 1, 0] == [len(emulator.deliver_callbacks()) for _ in range(3)]


def test_an_address_that_is_none_is_not_taken() -> None:
    """It is a failure like any other."""
    with Emulator(callbacks_anywhere=True) as emulator, emulator.client() as client:
        client.create_task("chat", callback_url="http://localhost/" + "x" * 70_000)
        assert [False] == [made.succeeded for made in emulator.deliver_callbacks()]


def test_a_server_calls_back_by_itself() -> None:
    """Over real sockets, without being asked to."""
    taken, done = [], threading.Event()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.headers["scale-callback-auth"])
            self.send_response(200)
            self.end_headers()
            done.set()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as receiver, Emulator() as emulator, emulator.serve() as server:
        thread = threading.Thread(target=receiver.handle_request)
        thread.start()
        with ScaleClient("test_k", api_instance_url=server.url) as client:
            client.create_task("chat", callback_url=f"http://127.0.0.1:{receiver.server_port}/")
        assert done.wait(20)
        thread.join()
    assert ["emulator"] == taken


def test_pending_for_some_reads(clients: Clients) -> None:
    """Each sight of a pending task counts, alone or in a list."""
    with Emulator(pending_reads=2) as emulator:
        client = clients.of(emulator)
        task = client.create_task("chat")
        seen = [task.status, client.get_task(task.id).status, client.tasks()[0].status, client.get_task(task.id).status]
        assert ["pending", "pending", "pending", "completed"] == seen
        assert "completed" == client.get_task(task.id).status


def test_pending_for_some_seconds(clients: Clients) -> None:
    """The clock decides, for every key; the batch follows."""
    clock = Clock()
    with Emulator(clock=clock, pending_seconds=60) as emulator:
        client = clients.of(emulator, "live_k")
        client.create_project("p", "chat")
        client.create_batch("p", "b")
        task = client.create_task("chat", batch="b")
        client.finalize_batch("b")
        clock.now += timedelta(seconds=59)
        assert ("pending", 0) == (client.get_task(task.id).status, client.get_tasks_count("p", status="completed"))
        clock.now += timedelta(seconds=1)
        assert 1 == client.get_tasks_count("p", status="completed")
        assert "completed" == client.get_batch("b").status


def test_the_command_line_sets_all_of_it() -> None:
    """Every setting has its option."""
    arguments = ["--pending-reads", "1", "--pending-seconds", "9", "--callback-auth-key", "k", "--callbacks-anywhere"]
    with _emulator(_parser().parse_args(arguments)) as emulator, emulator.client() as client:
        task = client.create_task("chat")
        assert ["pending", "pending", "completed"] == [task.status, *(client.get_task(task.id).status for _ in "12")]
    with _emulator(_parser().parse_args(["--complete-on-create"])) as emulator, emulator.client() as client:
        assert "completed" == client.create_task("chat").status
