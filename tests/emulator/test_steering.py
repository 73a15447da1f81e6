"""An emulator that runs elsewhere is steered from this machine, and from no other."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import respx

from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import _parser
from scaleapi.emulator.connection import Limits
from scaleapi.emulator.remote import RemoteEmulator
from scaleapi.emulator.server import RunningServer, Server
from scaleapi.emulator.wire import Request
from scaleapi.exceptions import (
    ScaleConnectionError,
    ScaleException,
    ScaleForbidden,
    ScaleInvalidRequest,
    ScaleResourceNotFound,
    ScaleResponseError,
)
from tests.emulator.api import Api

RESET = Request("POST", "/_emulator/reset", [], {})


@pytest.fixture
def server(emulator: Emulator) -> Iterator[RunningServer]:
    """Serve the emulator."""
    with emulator.serve() as running:
        yield running


def test_workers_and_reviewers(server: RunningServer, live: Api) -> None:
    """Tasks are completed, failed, changed and rejected; in the end everything is forgotten."""
    one, two = live.task()["task_id"], live.task()["task_id"]
    people = RemoteEmulator(server.url)

    told = [
        people.complete(one, {"a": 1})["response"],
        people.fix(one, {"a": 2})["response"],
        people.reject(one, "Too short.")["customer_review_comments"],
        people.fail(two, "Oh.")["response"],
    ]
    people.reset()

    assert [{"a": 1}, {"a": 2}, ["Too short."], {"error": "Oh."}] == told
    assert 0 == live.get("/tasks")["total"]


def test_rejected(emulator: Emulator, test: Api) -> None:
    """A rejected task says so, whether there are comments or not."""
    task_id = test.task()["task_id"]
    test.get(f"/task/{task_id}")

    assert "rejected" == emulator.reject(task_id)["customer_review_status"]


def test_refusals_are_errors(server: RunningServer, live: Api) -> None:
    """What the emulator refuses is the error that the client knows."""
    people = RemoteEmulator(server.url)
    with pytest.raises(ScaleResourceNotFound, match="not found"):
        people.complete("none")
    with pytest.raises(ScaleInvalidRequest, match="Only a completed task can be audited"):
        people.reject(live.task()["task_id"])


def test_nobody_is_there(emulator: Emulator) -> None:
    """The error says that no emulator runs at the address, and how to start one."""
    with emulator.serve() as running:
        address = running.url
    with pytest.raises(ScaleConnectionError, match=r"no emulator at http://127.*python -m scaleapi\.emulator"):
        RemoteEmulator(address).reset()


@pytest.mark.parametrize(("status", "text"), [(404, "<html>"), (200, "[]"), (404, '{"detail": "Not Found"}')])
def test_somebody_else_is_there(status: int, text: str) -> None:
    """An answer that is no emulator's says that the address is wrong."""
    with respx.mock() as web:
        web.post("http://localhost:9/_emulator/reset").respond(status, text=text)
        with pytest.raises(ScaleResponseError, match=rf"at http://localhost:9 is no emulator \(HTTP {status}\)"):
            RemoteEmulator("http://localhost:9/").reset()


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://localhost", "http:///v1"])
def test_no_address(url: str) -> None:
    """Something that is no address is refused at once."""
    with pytest.raises(ScaleException, match="must be like http://127"):
        RemoteEmulator(url)


def test_addresses() -> None:
    """The address is taken as the emulator prints it, and the usual one is the default."""
    assert "RemoteEmulator('http://127.0.0.1:8000')" == repr(RemoteEmulator())
    assert "http://localhost:7" == RemoteEmulator("http://localhost:7/v1/").url


@pytest.mark.parametrize(
    ("limits", "request_", "peer"),
    [
        (Limits(), RESET, "127.0.0.1"),
        (Limits(), RESET, "::1"),
        (Limits(), Request("GET", "/_emulator/results/t/annotations.json", [], {}), "10.0.0.7"),
        (Limits(), Request("POST", "/v1/task/chat", [], {}), "10.0.0.7"),
        (Limits(steered_from_anywhere=True), RESET, "10.0.0.7"),
    ],
)
def test_who_may_steer(limits: Limits, request_: Request, peer: str) -> None:
    """This machine may; others may use the API and fetch results, and steer if they are allowed to."""
    limits.check_steering(request_, peer)


class Elsewhere(Server):
    """A server that believes its clients to be on another machine."""

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer the requests of a connection."""
        super().finish_request(request, ("10.0.0.7", client_address[1]))


def test_others_may_not_steer(emulator: Emulator) -> None:
    """Another machine gets a 403 from the routes that steer."""
    with Elsewhere(("127.0.0.1", 0), emulator.handle) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        with pytest.raises(ScaleForbidden, match=r"10\.0\.0\.7 is another"):
            RemoteEmulator(server.url).reset()
        server.shutdown()


def test_the_option_is_there() -> None:
    """On the command line, steering from elsewhere is off unless it is asked for."""
    asked = [_parser().parse_args(arguments).steered_from_anywhere for arguments in ([], ["--steered-from-anywhere"])]

    assert [False, True] == asked


def test_steering_costs_no_import() -> None:
    """The class of an emulator is defined without httpx: pytest imports it in every run."""
    import subprocess

    code = "import sys, scaleapi.emulator; print('httpx' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "False" == told.strip()
