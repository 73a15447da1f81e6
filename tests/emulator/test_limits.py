"""Absurd requests: each is refused, nothing is printed, and the server goes on."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import sys
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import main
from scaleapi.emulator.connection import Limits
from scaleapi.emulator.patience import PatientReader
from scaleapi.emulator.server import RunningServer, Server
from scaleapi.emulator.wire import Refusal, Request
from tests.conftest import TRUST
from tests.emulator.api import TEXT, Api, basic, dial, exchange

HEADERS = {"authorization": basic("live_key")}
HEAD = f"POST /v1/projects HTTP/1.1\r\nAuthorization: {HEADERS['authorization']}\r\n".encode()
PROJECT = b'{"name": "p", "type": "chat"}'
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def small() -> Iterator[RunningServer]:
    """Serve an emulator that takes bodies of 1000 bytes."""
    with Emulator(max_body_bytes=1000) as emulator, emulator.serve() as server:
        yield server


def statuses(answer: bytes) -> list[int]:
    """List the status codes of the replies in what a server sent."""
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d+) ", answer)]


LENGTHS: dict[str, tuple[bytes, int]] = {
    "far too long": (b"Content-Length: 99999999999\r\n\r\n", 413),
    "a byte too long": (b"Content-Length: 1001\r\n\r\n", 413),
    "longer than a number": (b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 413),
    "negative": (b"Content-Length: -1\r\n\r\n", 400),
    "with a sign": (b"Content-Length: +29\r\n\r\n" + PROJECT, 400),
    "with an underscore": (b"Content-Length: 2_9\r\n\r\n" + PROJECT, 400),
    "a fraction": (b"Content-Length: 29.0\r\n\r\n" + PROJECT, 400),
    "of another script": (b"Content-Length: \xb2\xb9\r\n\r\n" + PROJECT, 400),
    "hexadecimal": (b"Content-Length: 0x1d\r\n\r\n" + PROJECT, 400),
    "empty": (b"Content-Length:\r\n\r\n" + PROJECT, 400),
    "twice": (b"Content-Length: 29\r\nContent-Length: 29\r\n\r\n" + PROJECT, 400),
    "two that differ": (b"Content-Length: 29\r\nContent-Length: 2\r\n\r\n" + PROJECT, 400),
    "a list": (b"Content-Length: 29, 29\r\n\r\n" + PROJECT, 400),
    "beside chunks": (
        b"Content-Length: 29\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\n" + PROJECT + b"\r\n0\r\n\r\n",
        400,
    ),
    "longer than the body": (b"Content-Length: 500\r\n\r\n" + PROJECT, 400),
    "another coding": (b"Transfer-Encoding: gzip, chunked\r\n\r\n", 400),
    "a huge chunk": (CHUNKED + b"fffffffff\r\n", 413),
    "a chunk with a huge number": (CHUNKED + b"f" * 3000 + b"\r\n", 413),
    "chunks that add up": (CHUNKED + (b"64\r\n" + b"x" * 100 + b"\r\n") * 11, 413),
    "a negative chunk": (CHUNKED + b"-1\r\n", 400),
    "a chunk without a size": (CHUNKED + b"\r\n", 400),
    "a chunk that is longer than it says": (CHUNKED + b"1\r\n" + PROJECT + b"\r\n0\r\n\r\n", 400),
    "a chunk that ends early": (CHUNKED + b"1d\r\n{", 400),
    "a size that ends early": (CHUNKED + b"1d", 400),
    "an endless size": (CHUNKED + b"0" * 9000, 400),
    "endless trailers": (CHUNKED + b"0\r\n" + b"A: b\r\n" * 200, 413),
    "no line among headers": (b"nonsense\r\nContent-Length: 29\r\n\r\n" + PROJECT, 400),
    "a space before the colon": (b"Content-Length : 29\r\n\r\n" + PROJECT, 400),
    "headers that end early": (b"Content-Le", 400),
    "an endless header": (b"A: " + b"x" * 70_000 + b"\r\n\r\n", 413),
    "too many headers": (b"A: b\r\n" * 200 + b"\r\n", 413),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_lengths_and_headers(small: RunningServer, capfd: pytest.CaptureFixture[str], name: str) -> None:
    """Whatever a request says of its length, it is refused in wire form, and does nothing."""
    rest, status = LENGTHS[name]

    answer = exchange(small, HEAD, rest)

    assert [status] == statuses(answer)
    assert {"status_code": status} == {"status_code": json.loads(answer.partition(b"\r\n\r\n")[2])["status_code"]}
    assert [] == httpx.get(f"{small.url}/projects", headers=HEADERS, verify=TRUST).json()
    assert "" == capfd.readouterr().err


LINES = {
    "empty": (b"\r\n\r\n", 400),
    "endless": (b"GET /" + b"x" * 70_000, 413),
    "garbage": (b"\x00\xff\x16\x03\x01 \r\n\r\n", 400),
    "one word": (b"GET\r\n\r\n", 400),
    "four words": (b"GET /v1/tasks HTTP/1.1 please\r\n\r\n", 400),
    "an unknown method": (b"BREW /v1/tasks HTTP/1.1\r\n\r\n", 400),
    "a version that is none": (b"GET /v1/tasks HTTP/one\r\n\r\n", 400),
    "a later version": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "bytes in the path": (b"GET /v1/projects/\xff HTTP/1.1\r\n\r\n", 400),
    "half a character in the query": (b"GET /v1/tasks?project=%C3 HTTP/1.1\r\n\r\n", 400),
    "half a surrogate pair in the query": (b"GET /v1/tasks?project=%ED%A0%80 HTTP/1.1\r\n\r\n", 400),
    "cut off": (b"GET /v1/tasks HTTP/1.1", 400),
    "a method that is not there": (b"PATCH /v1/tasks HTTP/1.1\r\nAuthorization: Bearer live_k\r\n\r\n", 501),
    "an old version": (b"GET /v1/tasks HTTP/1.0\r\nAuthorization: Bearer live_k\r\n\r\n", 200),
    "no version": (b"GET /v1/tasks\r\nAuthorization: Bearer live_k\r\n\r\n", 400),
}


@pytest.mark.parametrize("name", LINES)
def test_request_lines(small: RunningServer, capfd: pytest.CaptureFixture[str], name: str) -> None:
    """A request line that is none, too long or not in UTF-8 is refused; then the connection is closed."""
    line, status = LINES[name]

    assert [status] == statuses(exchange(small, line))[:1]
    assert "" == capfd.readouterr().err


def test_garbage_behind_a_request(small: RunningServer) -> None:
    """The request is answered, the garbage is refused, and what stands behind that is not read."""
    good = b"GET /v1/tasks HTTP/1.1\r\nAuthorization: Bearer live_k\r\n\r\n"

    assert [200, 400] == statuses(exchange(small, good + b"\x01\x02\r\n\r\n" + good))


@pytest.mark.parametrize("rest", [b"Content-Length: 1000\r\n\r\n", CHUNKED + b"3e8\r\n"])
def test_a_body_of_just_that_size(small: RunningServer, rest: bytes) -> None:
    """The limit itself is allowed."""
    end = b"\r\n0\r\n\r\n" if rest.startswith(CHUNKED) else b""

    assert [404] == statuses(
        exchange(small, HEAD.replace(b"/projects", b"/batches/x/setMetadata"), rest, PROJECT.ljust(1000), end)
    )


def test_clients_that_send_it_all(small: RunningServer) -> None:
    """They read the refusal, too, and the next request works; in process it is the same."""
    big = json.dumps({"name": "x" * 5_000_000}).encode()

    async def in_process(emulator: Emulator) -> int:
        async with httpx.AsyncClient(transport=emulator.transport) as client:
            return (await client.post("http://x/v1/projects", content=big, headers=HEADERS)).status_code

    with httpx.Client(headers=HEADERS, verify=TRUST) as client, Emulator(max_body_bytes=len(big) - 1) as emulator:
        replies = [client.post(f"{small.url}/projects", content=big) for _ in range(3)]
        assert [413] * 3 == [reply.status_code for reply in replies]
        assert "1000 bytes" in replies[0].json()["error"]
        assert 200 == client.get(f"{small.url}/projects").status_code
        assert (413, 413) == (asyncio.run(in_process(emulator)), Api(emulator).send("POST", "/projects", big).status)


@pytest.mark.parametrize(("length", "expected"), [(len(PROJECT), [100, 409]), (1001, [413])])
def test_who_asks_first(length: int, expected: list[int]) -> None:
    """Who expects a go-ahead gets it only if the body will be read."""
    with Emulator(max_body_bytes=1000) as emulator, emulator.serve() as server:
        Api(emulator).project("p")
        head = HEAD + f"Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n".encode()

        assert expected == statuses(exchange(server, head, PROJECT))


@pytest.mark.parametrize("sent", [b"", b"GET /v1/tas", HEAD + b"A: ", HEAD + b"Content-Length: 29\r\n\r\n{"])
def test_a_request_that_does_not_come(emulator: Emulator, capfd: pytest.CaptureFixture[str], sent: bytes) -> None:
    """A connection on which a request does not come whole in time is told so, and closed."""
    with emulator.serve(read_timeout=0.1) as server, dial(server) as connection:
        connection.sendall(sent)

        assert [408] == statuses(b"".join(iter(lambda: connection.recv(65536), b"")))
    assert "" == capfd.readouterr().err


def test_a_request_that_drips_in(emulator: Emulator) -> None:
    """However often another byte comes, the time for the whole request is limited."""
    with emulator.serve(read_timeout=0.3) as server, dial(server) as connection:
        connection.settimeout(0.02)
        answer, drops = b"", 0
        while not answer:
            connection.sendall(b"x")
            drops += 1
            try:
                answer = connection.recv(65536)
            except TimeoutError:
                assert drops < 500
        assert [408] == statuses(answer)


def test_time_that_is_up() -> None:
    """What has come already is not read any more."""
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"x")
        reader = PatientReader(here, 0)
        reader.expect()
        with pytest.raises(Refusal, match="within 0 seconds"):
            reader.read(1)


def ask(connection: socket.socket) -> bytes:
    """Send a request on a connection that stays open, and read the whole answer."""
    connection.sendall(b"GET /v1/tasks HTTP/1.1\r\nAuthorization: Bearer live_k\r\n\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        answer += connection.recv(65536)
    return answer


def test_a_connection_that_waits_for_its_next_request(emulator: Emulator) -> None:
    """Between requests there is no hurry: clients keep connections open."""
    with emulator.serve(read_timeout=0.5) as server, dial(server) as connection:
        assert [200] == statuses(ask(connection))
        connection.settimeout(0.7)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert [200] == statuses(ask(connection))


def test_the_command_line_sets_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both limits have an option."""
    served: list[Server] = []

    def serve(server: Server) -> None:
        served.append(server)

    monkeypatch.setattr("scaleapi.emulator.server.Server.serve_forever", serve)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    assert 0 == main(["--port", "0", "--max-body-bytes", "10", "--read-timeout", "0.5"])

    [server] = served
    assert Limits(10, 0.5, hosts=frozenset({"127.0.0.1"})) == server.limits
    assert 413 == server.respond(Request("POST", "/v1/projects", [], HEADERS, PROJECT)).status


def deep(levels: int) -> bytes:
    """Write arrays within arrays."""
    return b"[" * levels + b"]" * levels


def test_nesting(live: Api) -> None:
    """A hundred levels are stored and read again; more are refused, wherever JSON is read."""
    task = json.loads(json.dumps(TEXT))
    task["fields"] = json.loads(deep(99))

    assert task["fields"] == live.post("/task/textcollection", task)["params"]["fields"]
    assert [task["fields"]] == [one["params"]["fields"] for one in live.get("/tasks")["docs"]]
    for body in (deep(101), b'{"a":' * 101 + b"1" + b"}" * 101, deep(100_000)):
        assert "nested too deeply" in live.refused("POST", "/projects", body)[1]
    assert 1 == live.get("/tasks")["total"]


@pytest.mark.parametrize("metadata", [deep(101), deep(4000), b'{"a": NaN}', b'{"a": 1e999}'])
def test_metadata_of_a_file(live: Api, metadata: bytes) -> None:
    """JSON in a form is read as strictly as a body."""
    parts = [b'name="file"; filename="a.png"\r\n\r\nx', b'name="metadata"\r\n\r\n' + metadata]
    form = b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--b--"

    assert 400 == live.refused("POST", "/files/upload", form, content_type="multipart/form-data; boundary=b")[0]


def test_a_form_of_many_parts(live: Api) -> None:
    """A form has a hundred parts at most."""
    form = b"--b\r\n" * 100_000 + b"--b--"

    message = live.refused("POST", "/files/upload", form, content_type="multipart/form-data; boundary=b")[1]

    assert "more than 100 parts" in message


def test_metadata_with_half_an_emoji(live: Api) -> None:
    """Text that was cut within an emoji is legal JSON, and comes back."""
    assert {"a": "\ud83d"} == live.task(metadata={"a": "\ud83d"})["metadata"]


TOKENS = [b"GET ", b"POST ", b"HEAD ", b"/v1/tasks", b"/v1/projects", b" HTTP/1.1", b" HTTP/1.0", b"\r\n", b"\n", b": "]
TOKENS += [b"Content-Length: ", b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"Connection: keep-alive"]
TOKENS += [
    b"1",
    b"-",
    b"99",
    b"99999999999",
    b"\r\n\r\n",
    b"0\r\n\r\n",
    b"{}",
    PROJECT,
    b"%ff",
    b"?limit=",
    b";",
    b"\x00",
]
TOKENS += [HEAD, CHUNKED, HEAD + CHUNKED, HEAD + b"Content-Length: 29\r\n\r\n" + PROJECT]


@pytest.fixture(scope="module")
def watched() -> Iterator[tuple[RunningServer, list[BaseException]]]:
    """Serve an emulator, and list its defects."""
    defects: list[BaseException] = []

    def note(*_: object) -> None:
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            defects.append(error)

    with pytest.MonkeyPatch.context() as patch, Emulator(max_body_bytes=1000) as emulator:
        patch.setattr(Server, "handle_error", note)
        with emulator.serve() as server:
            yield server, defects


@given(pieces=st.lists(st.sampled_from(TOKENS) | st.binary(max_size=8), max_size=12))
def test_any_bytes(watched: tuple[RunningServer, list[BaseException]], pieces: list[bytes]) -> None:
    """Whatever is sent, each reply is one of those that are known, and the next client is served."""
    server, defects = watched

    codes = statuses(exchange(server, b"".join(pieces)))

    assert set(codes) <= {100, 200, 400, 401, 409, 413, 501}
    assert 200 == httpx.get(f"{server.url}/tasks", headers=HEADERS, verify=TRUST).status_code
    assert [] == defects


@given(
    content_type=st.text(max_size=30) | st.just("multipart/form-data; boundary=b"),
    body=st.binary(max_size=200),
    data=st.data(),
)
def test_any_form(content_type: str, body: bytes, data: st.DataObject) -> None:
    """Any form, and any half of one, has an answer."""
    names = [
        b'name="file"; filename="a"',
        b"name*0*=utf-8''x",
        b"name*=x",
        b"filename*=klingon''%ff; name=\"file\"",
        body,
    ]
    parts = data.draw(st.lists(st.sampled_from(names), max_size=3))
    form = b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n\r\n" + body + b"\r\n" for part in parts)
    request = Request("POST", "/v1/files/upload", [], HEADERS | {"content-type": content_type}, form + b"--b--")
    with Emulator() as emulator:
        assert emulator.handle(request).status in {200, 400}


def test_a_client_that_is_gone(small: RunningServer, capfd: pytest.CaptureFixture[str]) -> None:
    """Connections that are reset at any point leave no trace."""
    for sent in (b"", b"GET", HEAD, HEAD + b"Content-Length: 29\r\n\r\n", HEAD + b"Content-Length: 9999\r\n\r\n"):
        connection = dial(small)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(sent)
        connection.close()
    assert 200 == httpx.get(f"{small.url}/tasks", headers=HEADERS, verify=TRUST).status_code
    assert "" == capfd.readouterr().err
