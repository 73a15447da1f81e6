"""Faults on purpose, and what the clients make of them: no create is lost or done twice, whatever happens."""

from __future__ import annotations

import itertools
import logging
import pickle
from contextlib import suppress
from typing import Any

import httpx
import pytest

from scaleapi import ScaleClient, ScaleException
from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import main
from scaleapi.emulator.faults import FAULTS, Fault, FaultKind, parse_fault
from scaleapi.exceptions import Outcome
from tests.conftest import TEST_KEY, Clients, told_by

CREATES = 25
OVER_SOCKETS: tuple[FaultKind, ...] = ("reset", "reset_after", "truncated", "html")
MIXTURES: list[tuple[FaultKind, ...]] = [
    *((kind,) for kind in FAULTS),
    FAULTS,
    ("reset_after", "500_after", "429"),
    ("truncated", "slow", "html"),
]


def create_many(client: Any, unique: bool) -> tuple[list[str], list[ScaleException]]:
    """Create tasks, and keep what came of each."""
    ids, errors = [], []
    for number in range(CREATES):
        extra = {"unique_id": f"u{number}"} if unique else {}
        try:
            ids.append(client.create_task("chat", project="p", metadata={"number": number}, **extra).task_id)
        except ScaleException as error:
            errors.append(error)
    return ids, errors


@pytest.mark.parametrize("unique", [True, False])
@pytest.mark.parametrize("kinds", MIXTURES, ids="+".join)
def test_exactly_once(clients: Clients, kinds: tuple[FaultKind, ...], unique: bool) -> None:
    """As many tasks as creates that succeeded or were applied, no doubles, and every outcome is true."""
    with Emulator(seed=7) as emulator, emulator.client(TEST_KEY) as observer:
        observer.create_project("p", "chat")
        client = clients.of(emulator, max_retries=2, timeout=0.5)
        for kind in kinds:
            emulator.faults.add(kind, method="POST", path="/v1/task/*", probability=0.5 / len(kinds))
            emulator.faults.add(kind, method="GET", probability=0.3 / len(kinds))
        ids, errors = create_many(client, unique)
        emulator.faults.clear()
        stored = [task.metadata["number"] for task in observer.get_tasks("p")]

    assert sorted(set(ids)) == sorted(ids)
    assert len(set(stored)) == len(stored)
    sure = len(ids) + sum(error.outcome is Outcome.applied for error in errors)
    unknown = sum(error.outcome is Outcome.unknown for error in errors)
    assert sure <= len(stored) <= sure + unknown


@pytest.mark.parametrize("kind", ["reset_after", "500_after", "truncated", "slow"])
@pytest.mark.parametrize("unique", [True, False])
def test_a_create_that_was_done_is_found(clients: Clients, kind: Any, unique: bool) -> None:
    """One fault after the work was done: the retry meets its own task, and the call succeeds."""
    with Emulator() as emulator:
        emulator.faults.add(kind, times=1, seconds=99)
        task = clients.of(emulator).create_task("chat", **({"unique_id": "u"} if unique else {}))
        assert 1 == len(clients.of(emulator).tasks().docs)
        assert task.task_id == clients.of(emulator).tasks().docs[0].task_id


def test_one_fault_of_each_kind_is_survived(clients: Clients) -> None:
    """Reads go on after anything."""
    with Emulator() as emulator:
        client = clients.of(emulator)
        task = client.create_task("chat")
        for kind in FAULTS:
            emulator.faults.clear()
            emulator.faults.add(kind, times=1)
            assert task == client.get_task(task.task_id)


def test_what_is_new_in_an_answer_is_kept(clients: Clients) -> None:
    """A field and a status of the future do not break an older client."""
    with Emulator() as emulator:
        emulator.faults.add("unknown_field", method="GET", path="/v1/task/*", times=1)
        emulator.faults.add("unknown_enum", method="GET")
        client = clients.of(emulator)
        made = client.create_task("chat").task_id
        assert {"a": [1]} == client.get_task(made).field_of_the_future
        listed = client.tasks()[0]
        assert ("status_of_the_future", False) == (listed.status, listed.status.known)


def test_a_fault_concerns_what_it_names() -> None:
    """Method, path, number and chance decide; control routes always go well; the seed repeats everything."""

    def met(seed: int) -> list[int]:
        with Emulator(seed=seed) as emulator, emulator.client(max_retries=0) as client:
            few = emulator.faults.add("503", method="POST", path="/v1/task/*", times=2)
            some = emulator.faults.add("500", path="/v1/tasks", probability=0.5)
            for _ in range(20):
                with suppress(ScaleException):
                    client.create_task("chat")
                    client.tasks()
            emulator.reset()
            return [few.met, some.met]

    assert met(1) == met(1)
    assert met(1)[0] == 2
    assert len({tuple(met(seed)) for seed in range(8)}) > 1


def test_text_answers_have_nothing_to_change() -> None:
    """An answer that is no JSON stays as it is."""
    with Emulator() as emulator, emulator.client() as client:
        emulator.faults.add("unknown_field")
        client.invite_teammates(["a@example.com"], "member")
        assert 2 == len(client.list_teammates())


def test_faults_over_a_socket(waits: list[float]) -> None:
    """The server breaks connections and waits for real; the client goes on."""
    with Emulator() as emulator, emulator.serve() as server:
        for kind in OVER_SOCKETS:
            emulator.faults.add(kind, times=1)
        emulator.faults.add("slow", times=1, seconds=0.01)
        with ScaleClient("test_k", api_instance_url=server.url, max_retries=5) as client:
            created = client.create_task("chat")
            assert [created] == client.tasks().docs
    assert 4 == len(waits)


@pytest.mark.parametrize(
    ("text", "message"),
    [("fire", "there is no fault 'fire'"), ("500,often", "not like name=value"), ("500,color=red", "has no color"),
     ("500,times=x", "invalid literal")],
)  # fmt: skip
def test_faults_that_cannot_be_read(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line says what is wrong."""
    with pytest.raises(ValueError, match=message):
        parse_fault(text)
    with pytest.raises(SystemExit):
        main(["--fault", text])
    assert message in capsys.readouterr().err


def test_faults_from_the_command_line() -> None:
    """All details can be given."""
    text = "429,path=/v1/tasks,method=GET,times=3,probability=0.5,seconds=2"
    assert Fault("429", "/v1/tasks", "GET", 3, 0.5, 2.0) == Fault(**parse_fault(text))


def test_the_key_is_nowhere(clients: Clients, caplog: pytest.LogCaptureFixture) -> None:
    """A planted key is in no repr, log line, event, error, traceback or pickle, whatever goes wrong."""
    key, said = "test_canary_3f9c", []
    caplog.set_level(logging.DEBUG)
    with Emulator() as emulator:
        client = clients.of(emulator, key, on_event=lambda event: said.append(repr(event)), timeout=0.5, max_retries=1)
        driver = getattr(client, "client", client)
        task = client.create_task("chat")
        said += [repr(task), repr(pickle.dumps(task)), repr(client), repr(vars(driver)), repr(vars(driver._config))]
        for kind, call in itertools.product(FAULTS, ("create_task", "get_task")):
            emulator.faults.clear()
            emulator.faults.add(kind)
            try:
                said.append(repr(getattr(client, call)("chat" if call == "create_task" else task.task_id)))
            except ScaleException as error:
                said.append(told_by(error))
    told = "".join([*said, caplog.text])
    assert "give_up" in told
    assert "canary" not in told
    assert httpx.BasicAuth(key, "")._auth_header not in told


@pytest.mark.parametrize(("kind", "odd"), [("unknown_enum", "status"), ("unknown_field", "field_of_the_future")])
@pytest.mark.parametrize("target", ["/task?task_id={}", "/tasks?project_name=p", "/batches", "/batch?batch_name=b"])
def test_what_is_new_in_version_2(kind: FaultKind, odd: str, target: str) -> None:
    """A page of version 2 has what no client knows in each of its things, an answer has it itself."""
    with Emulator() as emulator, emulator.client("live_a") as client:
        client.create_project("p", "chat")
        client.create_batch("p", "b")
        task = client.create_task("chat", project="p")
        emulator.faults.add(kind, path="/v2/*")
        headers = {"authorization": "Bearer live_a"}
        with httpx.Client(transport=emulator.transport, headers=headers, base_url="http://emulator.test/v2") as bare:
            answer = bare.get(target.format(task.id)).json()

    [thing] = answer.get("tasks") or answer.get("batches") or [answer]
    assert thing[odd] in ("status_of_the_future", {"a": [1]})
