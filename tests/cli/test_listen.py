"""`scaleapi listen`: callbacks on this machine, printed and passed on."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from wsgiref.simple_server import make_server

import httpx
import pytest

from scaleapi.cli.receiver import Received, Receiver
from scaleapi.cli.session import Session
from scaleapi.emulator import Emulator
from tests.cli.conftest import Shell
from tests.conftest import TRUST

BODY = {"task_id": "t1", "status": "completed", "task": {"task_id": "t1", "status": "completed", "type": "chat"}}


Arrange = Callable[[Callable[[str], Any]], "Future[Any]"]


@pytest.fixture
def when_listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Arrange]:
    """Do something beside, once a listener has said its address; the result tells what came of it."""
    said = Session.say

    def arrange(what: Callable[[str], Any]) -> Future[Any]:
        done: Future[Any] = Future()

        def say(self: Session, text: str, *, always: bool = False) -> None:
            said(self, text, always=always)
            if text.startswith("listening at "):
                work = pool.submit(what, text.removeprefix("listening at "))
                work.add_done_callback(lambda one: done.set_result(one.result()))

        monkeypatch.setattr(Session, "say", say)
        return done

    with ThreadPoolExecutor(1) as pool:
        yield arrange


def post(url: str, key: str = "emulator", body: object = BODY) -> int:
    """Post a callback, and return the status of the answer."""
    headers = {"scale-callback-auth": key}
    return httpx.post(url, json=body, headers=headers, trust_env=False, verify=TRUST).status_code


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[str, Any]], list[str]]]:
    """Run a receiver; what came is noted down, and the first status of the list is answered."""
    came: list[tuple[str, Any]] = []
    statuses = ["200 OK"]

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        came.append((environ["HTTP_SCALE_CALLBACK_AUTH"], body))
        start(statuses[0], [("content-length", "0")])
        return []

    with make_server("127.0.0.1", 0, app) as server:  # pyright: ignore[reportArgumentType]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", came, statuses
        server.shutdown()
        thread.join()


def test_from_the_emulator(shell: Shell, when_listening: Arrange, receiver: Any) -> None:
    """What the emulator posts is printed, and passed on with its key."""
    url, came, _ = receiver

    def run(address: str) -> None:
        with Emulator() as emulator, emulator.client() as client:
            client.create_task("chat", callback_url=address)
            emulator.deliver_callbacks()

    when_listening(run)
    ran = shell(f"listen --port 0 --count 1 --forward-to {url} --format table")

    assert 0 == ran.code
    assert [("emulator", "completed")] == [(key, body["status"]) for key, body in came]
    assert f"callback: task {came[0][1]['task_id']} completed -> HTTP 200\n" == ran.out
    assert "callbacks must carry the emulator's usual one" in ran.err


def test_in_a_pipe(shell: Shell, when_listening: Arrange) -> None:
    """In a pipe, callbacks come as JSON; what is said of them goes to standard error."""
    when_listening(lambda url: [post(url), post(url), post(url, body={"batch": "b"})])

    ran = shell("listen --port 0 --count 3")

    assert [BODY, BODY, {"batch": "b"}] == [json.loads(line) for line in ran.out.splitlines()]
    assert ["callback: task t1 completed"] * 2 + ["callback: of no task"] == ran.err.splitlines()[2:]


@pytest.mark.parametrize("given", ["file", "environment"])
def test_keys(shell: Shell, when_listening: Arrange, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """A key comes from a file or the environment; a callback with another one is refused, and told of."""
    (shell.folder / "key").write_text("secret\n")
    (shell.folder / "key").chmod(0o600)
    answers = when_listening(lambda url: [post(url), post(url, "secret")])
    if given == "environment":
        monkeypatch.setenv("SCALE_CALLBACK_KEY", "secret")

    ran = shell("listen --port 0 --count 2" + (" --key-file key" if given == "file" else ""))

    assert [401, 200] == answers.result(10)
    assert "Callback refused (401)" in ran.err
    assert "secret" not in ran.err + ran.out


@pytest.mark.parametrize(("status", "answer"), [("204 No Content", 200), ("500 Oh", 500)])
def test_what_the_receiver_answers(
    shell: Shell, when_listening: Arrange, receiver: Any, status: str, answer: int
) -> None:
    """What the receiver does not take is to be sent again."""
    url, _, statuses = receiver
    statuses[0] = status
    answered = when_listening(post)

    ran = shell(f"listen --port 0 --count 1 --forward-to {url} --format table")

    assert (answer, f"callback: task t1 completed -> HTTP {status[:3]}\n") == (answered.result(10), ran.out)


def test_no_receiver(shell: Shell, when_listening: Arrange) -> None:
    """A receiver that is not there is told of, and the callback is to be sent again."""
    answered = when_listening(post)

    ran = shell("listen --port 0 --count 1 --forward-to http://127.0.0.1:9/ --format table")

    assert 500 == answered.result(10)
    assert "callback: task t1 completed -> no answer: " in ran.out


def test_interrupted(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is how it ends."""
    said = Session.say

    def say(self: Session, text: str, *, always: bool = False) -> None:
        said(self, text, always=always)
        if text.startswith("listening"):
            raise KeyboardInterrupt

    monkeypatch.setattr(Session, "say", say)

    assert 0 == shell("listen --port 0").code


def test_a_port_in_use(shell: Shell) -> None:
    """The line says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = shell(f"listen --port {port}")

    assert 2 == ran.code
    assert f"cannot listen at 127.0.0.1:{port}: Address already in use; give another --port" in ran.err


@pytest.mark.parametrize("address", ["127.0.0.1:5000", "ftp://example.com"])
def test_no_address(shell: Shell, address: str) -> None:
    """Something that is no address is wrong usage."""
    ran = shell(f"listen --forward-to {address}")

    assert 2 == ran.code
    assert f"--forward-to must be an address like http://127.0.0.1:5000/callbacks, not '{address}'" in ran.err


def test_the_key_is_hidden() -> None:
    """A receiver can be shown without its key."""
    assert "Receiver(forward_to=None)" == repr(Receiver("secret", None, print))
    assert "callback: of no task" == str(Received({}, ""))
