"""The ways to the emulator: httpx, a server, a process of its own, pytest."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import main
from scaleapi.emulator.coverage import render_coverage
from scaleapi.emulator.server import RunningServer
from scaleapi.emulator.transport import connect_async
from tests.conftest import TRUST
from tests.emulator.api import TEXT, Api, basic, exchange

TASK = json.dumps(TEXT).encode()
HEADERS = {"authorization": basic("live_key")}


# --- httpx ---


def chunks() -> Iterator[bytes]:
    """Give a payload in two pieces."""
    yield TASK[:10]
    yield TASK[10:]


async def async_chunks() -> AsyncIterator[bytes]:
    """Give a payload in two pieces."""
    for chunk in chunks():
        yield chunk


def test_httpx_client(emulator: Emulator) -> None:
    """A client reaches the emulator with plain, streamed and multipart bodies, and encoded paths."""
    with httpx.Client(transport=emulator.transport, base_url="http://any.test/v1", headers=HEADERS) as client:
        assert 200 == client.post("/task/textcollection", json=TEXT).status_code
        assert 200 == client.post("/task/textcollection", content=chunks()).status_code
        assert 1 == client.post("/files/upload", files={"file": ("a.png", b"x")}).json()["size"]
        assert {"name": "a/b ?", "type": "chat", "projectType": "standard"}.items() <= client.post(
            "/projects", json={"name": "a/b ?", "type": "chat"}
        ).json().items()
        assert "a/b ?" == client.get("/projects/a%2Fb%20%3F").json()["name"]
        assert 2 == client.get("/tasks", params={"limit": 1}).json()["total"]


def test_async_httpx_client(emulator: Emulator) -> None:
    """An async client reaches the same emulator, with the same kinds of bodies."""

    async def calls() -> list[int]:
        async with connect_async(emulator.handle) as client:
            client.headers.update(HEADERS)
            url = "http://any.test/v1"
            replies = [
                await client.post(f"{url}/task/textcollection", json=TEXT),
                await client.post(f"{url}/task/textcollection", content=async_chunks()),
                await client.post(f"{url}/files/upload", files={"file": ("a.png", b"x")}),
            ]
            return [reply.status_code for reply in replies]

    assert [200, 200, 200] == asyncio.run(calls())
    assert 2 == Api(emulator).get("/tasks")["total"]


def test_clients_of_this_package(emulator: Emulator) -> None:
    """An emulator makes clients of both kinds; options go through."""

    async def create() -> str:
        async with emulator.async_client("live_key", max_retries=0) as client:
            assert isinstance(client, AsyncScaleClient)
            return str((await client.create_task("textcollection", **TEXT)).status)

    with emulator.client() as client:
        assert isinstance(client, ScaleClient)
        assert client.create_task("textcollection", **TEXT).is_test
    assert "pending" == asyncio.run(create())


# --- the server ---


@pytest.fixture
def server(emulator: Emulator) -> Iterator[RunningServer]:
    """Serve the emulator at a free port."""
    with emulator.serve() as running:
        yield running


def connect(server: RunningServer) -> http.client.HTTPConnection:
    """Connect to a server."""
    return http.client.HTTPConnection(server.url.removeprefix("http://").removesuffix("/v1"), timeout=10)


def test_a_connection_is_kept(server: RunningServer) -> None:
    """Several requests go over one connection, with the length and the headers of each reply."""
    connection = connect(server)
    addresses = set()
    for _ in range(3):
        connection.request("POST", "/v1/task/textcollection", TASK, HEADERS)
        reply = connection.getresponse()
        assert (200, "pending") == (reply.status, json.loads(reply.read())["status"])
        addresses.add(connection.sock.getsockname())
    connection.close()

    assert 1 == len(addresses)
    assert reply.getheader("x-request-id")
    assert reply.getheader("date")


def test_chunked_bodies(server: RunningServer) -> None:
    """A body of unknown length comes in chunks, and the connection stays good."""
    connection = connect(server)
    for _ in range(2):
        connection.request("POST", "/v1/task/textcollection", chunks(), HEADERS, encode_chunked=True)
        reply = connection.getresponse()
        assert (200, "pending") == (reply.status, json.loads(reply.read())["status"])
    connection.close()


def test_chunks_with_trailers(server: RunningServer) -> None:
    """Chunk extensions and trailers are read over."""
    head = f"POST /v1/task/textcollection HTTP/1.1\r\nAuthorization: {HEADERS['authorization']}\r\n"
    body = f"Transfer-Encoding: chunked\r\n\r\n{len(TASK):x};a=b\r\n".encode() + TASK + b"\r\n0\r\nX: y\r\n\r\n"

    answer = exchange(server, head.encode(), body, b"GET / HTTP/1.1\r\n\r\n")

    assert [b"200", b"501"] == re.findall(rb"HTTP/1.1 (\d+)", answer)


@pytest.mark.parametrize("header", ["Content-Length: x", "Content-Length: -1", "Transfer-Encoding: chunked\r\n\r\nx"])
def test_bodies_without_an_end(server: RunningServer, header: str) -> None:
    """When the end of a request is unknown, the reply is a 400 and the connection is closed."""
    answer = exchange(server, f"POST /v1/projects HTTP/1.1\r\n{header}\r\n\r\nGET / HTTP/1.1\r\n\r\n".encode())

    assert 1 == answer.count(b"HTTP/1.1 400")
    assert b'"status_code":400' in answer


def test_half_a_body_does_nothing(server: RunningServer, live: Api, capfd: pytest.CaptureFixture[str]) -> None:
    """A client that ends within a body is told so; it makes nothing, and leaves no noise."""
    head = f"POST /v1/projects HTTP/1.1\r\nAuthorization: {HEADERS['authorization']}\r\nContent-Length: 99\r\n\r\n"

    answer = exchange(server, head.encode(), b'{"name": "p", "type": "chat"}')

    assert b"The connection ended within the body" in answer
    assert [] == live.get("/projects")
    assert "" == capfd.readouterr().err


def test_head_has_no_body(server: RunningServer) -> None:
    """A HEAD request is answered without a body, so that the connection stays good."""
    connection = connect(server)
    for _ in range(2):
        connection.request("HEAD", "/v1/tasks", headers=HEADERS)
        reply = connection.getresponse()
        assert (501, b"") == (reply.status, reply.read())
    connection.close()


def test_defects_are_reported(capfd: pytest.CaptureFixture[str]) -> None:
    """A defect of the emulator is printed, and does not stop the server."""

    def broken(_request: object) -> object:
        raise ZeroDivisionError

    with RunningServer(("127.0.0.1", 0), broken, lambda: None) as server:  # type: ignore[arg-type]
        assert b"" == exchange(server, b"GET / HTTP/1.1\r\n\r\n")
        assert b"" == exchange(server, b"GET / HTTP/1.1\r\n\r\n")
    assert 2 == capfd.readouterr().err.count("raise ZeroDivisionError\n")


def test_many_connections_at_once(server: RunningServer, live: Api) -> None:
    """32 connections create tasks at once; no id is given twice and none is lost."""

    def create(worker: int) -> list[str]:
        connection, made = connect(server), list[str]()
        for number in range(10):
            body = json.dumps(TEXT | {"unique_id": f"{worker}-{number}"})
            connection.request("POST", "/v1/task/textcollection", body, HEADERS)
            made.append(json.loads(connection.getresponse().read())["task_id"])
        connection.close()
        return made

    with ThreadPoolExecutor(32) as pool:
        ids = [task_id for made in pool.map(create, range(32)) for task_id in made]

    assert 320 == len(set(ids)) == live.get("/tasks")["total"]


def test_one_of_many_wins(server: RunningServer) -> None:
    """Of many creates at once with one unique_id, one is accepted and the others are 409."""

    def create(_worker: int) -> int:
        connection = connect(server)
        connection.request("POST", "/v1/task/textcollection", json.dumps(TEXT | {"unique_id": "u"}), HEADERS)
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(16) as pool:
        assert [200] + [409] * 15 == sorted(pool.map(create, range(16)))


def test_closing_hangs_up(emulator: Emulator) -> None:
    """A server that stops closes the connections that clients keep open."""
    with emulator.serve() as server:
        connection = connect(server)
        connection.request("GET", "/v1/tasks", headers=HEADERS)
        connection.getresponse().read()
    assert b"" == connection.sock.recv(1)
    connection.close()


def test_control_over_http(server: RunningServer, live: Api) -> None:
    """Tasks are completed and failed, and everything is forgotten, by routes that need no key."""
    one, two = live.task()["task_id"], live.task()["task_id"]
    base = server.url.removesuffix("/v1") + "/_emulator"
    with httpx.Client(verify=TRUST) as client:
        completed = client.post(f"{base}/tasks/{one}/complete", json={"response": {"a": 1}}).json()
        failed = client.post(f"{base}/tasks/{two}/fail", json={"error": "Oh."}).json()
        unknown = client.post(f"{base}/tasks/none/complete")
        client.post(f"{base}/reset")

    assert ({"a": 1}, {"error": "Oh."}) == (completed["response"], failed["response"])
    assert 404 == unknown.status_code
    assert 0 == live.get("/tasks")["total"]


# --- a process of its own ---


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Start the emulator with `start`; whatever is left is killed."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def start(processes: list[subprocess.Popen[str]], db: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a process at a free port, and read the address it prints."""
    command = [sys.executable, "-m", "scaleapi.emulator", "--port", "0", "--db", str(db)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    processes.append(process)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_well(processes: list[subprocess.Popen[str]], tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the process with exit code 0, even while a client is connected."""
    process, url = start(processes, tmp_path / "scale.db")
    with httpx.Client(headers=HEADERS, verify=TRUST) as client:
        assert 200 == client.get(f"{url}/tasks").status_code
        process.send_signal(number)
        _, errors = process.communicate(timeout=10)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", url)
    assert (0, "") == (process.returncode, errors)


def test_nothing_is_lost_when_it_is_killed(processes: list[subprocess.Popen[str]], tmp_path: Path) -> None:
    """Every create that was answered is in the file after kill -9, and the file is whole."""
    process, url = start(processes, tmp_path / "scale.db")
    answered: list[str] = []

    def create(_worker: int) -> None:
        with httpx.Client(headers=HEADERS, verify=TRUST) as client:
            for _ in range(1000):
                try:
                    answered.append(client.post(f"{url}/task/textcollection", content=TASK).json()["task_id"])
                except httpx.TransportError:
                    return
                if len(answered) >= 100:
                    process.kill()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(create, range(4)))
    with Emulator(tmp_path / "scale.db") as emulator:
        kept = [Api(emulator).get(f"/task/{task_id}")["task_id"] for task_id in answered]

    assert len(answered) >= 100
    assert answered == kept


def test_a_port_that_is_taken(server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is in use is named, with exit code 1."""
    port = server.url.rsplit(":", 1)[1].removesuffix("/v1")

    code = main(["--port", port])

    assert (1, f"cannot listen at 127.0.0.1:{port}") == (code, capsys.readouterr().err[: 27 + len(port)])


def test_main_serves_until_it_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address is printed before the first request is answered; Ctrl-C is a normal end."""

    def interrupted(_server: object) -> None:
        assert capsys.readouterr().out.startswith("http://127.0.0.1:")
        raise KeyboardInterrupt

    monkeypatch.setattr("scaleapi.emulator.server.Server.serve_forever", interrupted)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    assert 0 == main(["--port", "0"])


# --- pytest and the documentation ---


def test_plugin_fixtures(scale_emulator: Emulator, scale_client: ScaleClient) -> None:
    """The fixtures belong together: what the client makes, the emulator has."""
    task = scale_client.create_task("textcollection", **TEXT)

    assert "pending" == task.status
    assert "completed" == Api(scale_emulator, "test_emulator").get(f"/task/{task.id}")["status"]


def test_the_coverage_table_is_current() -> None:
    """The page about the emulator has the table that the routes make."""
    page = (Path(__file__).parents[2] / "docs/emulator.md").read_text(encoding="utf-8")

    table = page.partition("<!-- coverage:begin -->\n")[2].partition("<!-- coverage:end -->")[0]

    assert render_coverage() == table


def test_the_page_about_the_emulator_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The script of the page prints the response that it gave."""
    page = (Path(__file__).parents[2] / "docs/emulator.md").read_text(encoding="utf-8")
    script = re.findall(r"```python\n(from scaleapi.*?)```", page, flags=re.DOTALL)[0]

    exec(compile(script, "docs/emulator.md", "exec"), {})  # noqa: S102 - our own text

    assert "{'annotations': {'mood': 'happy'}}\n" == capsys.readouterr().out
