"""A page of the web, or another machine: what listens on this one is not for them."""

from __future__ import annotations

import inspect
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from scaleapi.cli import receiver
from scaleapi.cli.exits import Failed
from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import _parser
from scaleapi.emulator.server import RunningServer
from tests.conftest import TRUST
from tests.emulator.api import basic

AUTH = {"authorization": basic("live_key")}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """Serve an emulator that knows a name of its own."""
    with Emulator() as emulator, emulator.serve(allowed_hosts=["Emulator"]) as running:
        yield running


OURS = ["", "localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:1", "a.localhost", "emulator:1", "10.0.0.7", "localhost."]
FOREIGN = ["evil.example", "evil.example:1", "localhost.evil.example", "127.0.0.1.evil.example", "[x", "localhost@evil"]


@pytest.mark.parametrize(("host", "status"), [*((one, 200) for one in OURS), *((one, 403) for one in FOREIGN)])
def test_foreign_hosts_are_refused(server: RunningServer, host: str, status: int) -> None:
    """A name that somebody has pointed at this machine (DNS rebinding) gets nothing."""
    answer = httpx.get(f"{server.url}/teams", headers={**AUTH, "host": host}, verify=TRUST)

    assert status == answer.status_code
    assert ("allowed_hosts" in answer.text) == (status == 403)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:3000", 200),
        ("http://127.0.0.1", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_pages_cannot_steer(server: RunningServer, origin: str, status: int) -> None:
    """A page that posts to an address gets nothing done."""
    url = server.url.replace("/v1", "/_emulator/reset")
    assert status == httpx.post(url, headers={"origin": origin}, verify=TRUST).status_code


def test_two_hosts(server: RunningServer) -> None:
    """None of several may be foreign."""
    host, port = server.url.removeprefix("http://").removesuffix("/v1").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(b"GET /v1/teams HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("text", ["' OR '1'='1", "x'; DROP TABLE tasks; --", '" OR 1=1', "%", "_", "x\\"])
def test_text_is_no_sql(text: str) -> None:
    """What stands in filters is compared, and nothing else."""
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("p", "chat")
        client.create_task("chat", project="p", unique_id="1", tags=["a"])

        filters: list[dict[str, Any]] = [{name: text} for name in ("batch_name", "unique_id", "tags")]
        assert [[], [], []] == [list(client.get_tasks("p", **one)) for one in filters]
        assert 1 == client.get_tasks_count("p")


def test_what_listens_is_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator and `scaleapi listen` are reached from this machine only, unless they are told otherwise."""
    bound: list[str] = []

    def made(host: str, *_: object) -> object:
        bound.append(host)
        raise OSError(1, "not here")

    monkeypatch.setattr(receiver, "make_server", made)
    with pytest.raises(Failed):
        receiver.serve(receiver.Receiver("k", None, print), 0, print, None)

    assert ["127.0.0.1"] == bound
    assert "127.0.0.1" == _parser().parse_args([]).host == inspect.signature(Emulator.serve).parameters["host"].default
