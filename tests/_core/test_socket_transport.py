"""Connections of the ScaleClient, against servers that behave and servers that do not."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import pairwise
from typing import Any

import httpcore
import httpx
import pytest
import trustme

from scaleapi._core import system
from scaleapi._core.http.socket_transport import SocketTransport
from tests._core.answers import BIG, BROKEN, GOOD, WHOLE

LIMITS = httpx.Limits(max_connections=2, max_keepalive_connections=2, keepalive_expiry=60)
Talk = Callable[[socket.socket], None]


def head(line: socket.socket) -> bytes:
    """Read a request's head, and what came with it."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += some(line)
    return read


def some(line: socket.socket) -> bytes:
    """Read what came, and wait for it if nothing has."""
    piece = line.recv(65536)
    if not piece:
        raise ConnectionAbortedError
    return piece


def answering(answer: bytes, times: int = 1) -> Talk:
    """Answer so many requests of a connection, then hang up."""

    def talk(line: socket.socket) -> None:
        for _ in range(times):
            head(line)
            line.sendall(answer)

    return talk


@cache
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make the server's side of TLS and a client's that trusts it."""
    authority, serving = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(serving)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return serving, trusting


@contextmanager
def reached(talk: Talk, *, tls: bool = False) -> Generator[tuple[SocketTransport, str]]:
    """Serve, and give a transport that trusts the server, and its address."""
    context, trusting = contexts()
    server = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []

    def speak(line: socket.socket) -> None:
        with line, suppress(OSError):
            talk(line)

    def serve() -> None:
        while True:
            try:
                line = server.accept()[0]
            except OSError:
                return
            with suppress(OSError):
                lines.append(context.wrap_socket(line, server_side=True) if tls else line)
                threading.Thread(target=speak, args=[lines[-1]], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    transport = SocketTransport(trusting, LIMITS)
    try:
        yield transport, f"{'https' if tls else 'http'}://localhost:{server.getsockname()[1]}/x?y=1"
    finally:
        transport.close()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        for line in lines:
            line.close()


def ask(transport: SocketTransport, url: str, seconds: float = 30, **more: Any) -> httpx.Response:
    """Make one request, whose answer is still to be read."""
    steps = dict.fromkeys(("read", "write", "pool"), seconds) | {"connect": seconds if "https" in url else 30}
    method = more.pop("method", "POST" if more else "GET")
    return transport.handle_request(httpx.Request(method, url, extensions={"timeout": steps}, **more))


def get(transport: SocketTransport, url: str, seconds: float = 30, **more: Any) -> bytes:
    """Make one request, and read the answer."""
    return ask(transport, url, seconds, **more).read()


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("polls", [False, True])
def test_answers_come_one_after_another(tls: bool, polls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one connection; when the server has hung up, on a new one; also on Windows, which has no poll."""
    if not polls:
        monkeypatch.delattr(select, "poll", raising=False)
    with reached(answering(GOOD, 2), tls=tls) as (transport, url):
        for _ in range(3):
            assert [b"ok", b"ok"] == [get(transport, url), get(transport, url)]
            left: list[Any] = transport._pool.connections
            select.select([one._socket for one in left], [], [], 30 * len(left))  # until the hanging up is here


@pytest.mark.parametrize(("answer", "body"), WHOLE)
def test_bodies_end_where_they_end(answer: bytes, body: bytes) -> None:
    """By their length, in chunks, or with the connection; what only announces an answer is passed over."""
    with reached(answering(answer)) as (transport, url):
        assert body == get(transport, url)


def test_what_is_told_of_an_answer() -> None:
    """Its status, its reason, and its headers, each on one line."""
    with reached(answering(b"HTTP/1.1 404 N\xf6\r\nx-a: one\r\n\ttwo\r\ncontent-length: 0\r\n\r\n")) as (
        transport,
        url,
    ):
        response = ask(transport, url)
        assert (404, "one two") == (response.status_code, response.headers["x-a"])
        assert b"N\xf6" == response.extensions["reason_phrase"]
        assert b"" == response.read()


def test_a_request_goes_out_as_it_is() -> None:
    """With its target, its headers in their order, and its body: of a known length, or in chunks."""

    def mirror(line: socket.socket) -> None:
        request = head(line)
        while not request.endswith((b"\r\n\r\nabc", b"\r\n0\r\n\r\n")):
            request += some(line)
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + request)

    with reached(mirror) as (transport, url):
        known = get(transport, url, content=b"abc", headers={"X-B": "1", "X-A": b"\xe9"})
    with reached(mirror) as (transport, url):
        chunked = get(transport, url, content=iter([b"abc", b"", b"de"]))

    first, *headers, _, body = known.split(b"\r\n")
    assert (b"POST /x?y=1 HTTP/1.1", b"abc") == (first, body)
    assert [b"X-B: 1", b"X-A: \xe9"] == [one for one in headers if one.startswith(b"X-")]
    assert b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" == chunked.partition(b"\r\n\r\n")[2]


def test_much_at_once_in_both_directions() -> None:
    """Nothing is lost."""

    def mirror(line: socket.socket) -> None:
        read = head(line).partition(b"\r\n\r\n")[2]
        while len(read) < BIG:
            read += line.recv(1 << 20)
        line.sendall(f"HTTP/1.1 200 OK\r\ncontent-length: {BIG}\r\n\r\n".encode() + read)

    with reached(mirror) as (transport, url):
        assert b"abcde" * (BIG // 5) == get(transport, url, content=b"abcde" * (BIG // 5))


def refusing(line: socket.socket) -> None:
    """Answer before the body has come, and hang up."""
    head(line)
    line.sendall(b"HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 3\r\n\r\nbig")
    line.shutdown(socket.SHUT_RD)
    line.recv(1 << 20)


def test_an_answer_before_the_body_was_sent_is_read() -> None:
    """It says why the server would not have the rest."""
    with reached(refusing) as (transport, url), suppress(httpx.ReadError):  # a reset may overtake it
        assert b"big" == get(transport, url, content=b"x" * 40_000_000)


def silent(line: socket.socket) -> None:
    """Never answer; end when the other side does."""
    head(line)
    line.recv(1)


def stalling(line: socket.socket) -> None:
    """Begin an answer, and never end it."""
    head(line)
    line.sendall(GOOD[:-1])
    line.recv(1)


def resetting(line: socket.socket) -> None:
    """Break the connection with a reset."""
    head(line)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def deaf(line: socket.socket) -> None:
    """Never read; end when the other side does."""
    select.select([], [], [line], 5)


@pytest.mark.parametrize(
    ("talk", "more", "error"),
    [
        (silent, {}, httpx.ReadTimeout),
        (stalling, {}, httpx.ReadTimeout),
        (deaf, {"content": b"x" * 40_000_000}, httpx.WriteTimeout),
        (resetting, {}, httpx.ReadError),
        *((answering(answer), {}, error) for answer, error in BROKEN),
        (answering(GOOD), {"headers": {"x": "a\r\nb: c"}}, httpx.LocalProtocolError),
        (answering(GOOD), {"method": "A\nB"}, httpx.LocalProtocolError),
        (silent, {"headers": {"content-length": "9"}, "content": b"abc"}, httpx.LocalProtocolError),
        (silent, {"headers": {"content-length": "2"}, "content": b"abc"}, httpx.LocalProtocolError),
    ],
)
def test_what_breaks_is_told_apart(talk: Talk, more: dict[str, Any], error: type[Exception]) -> None:
    """As httpx's own errors, which say whether anything was sent."""
    seconds = 0.1 if error in {httpx.ReadTimeout, httpx.WriteTimeout} else 30
    with reached(talk) as (transport, url), pytest.raises(error):
        get(transport, url, seconds, **more)


def test_what_cannot_be_reached() -> None:
    """Nobody there, no host, no trusted certificate, no such protocol, a connection that is not made in time."""
    trusting = SocketTransport(ssl.create_default_context(), LIMITS)
    with reached(answering(GOOD), tls=True) as (_, secured):
        for wrong, said in [
            ("http://localhost:1/", "refused"),
            (f"http://{'a' * 64}.invalid/", "label"),
            (secured, "CERTIFICATE_VERIFY_FAILED"),
        ]:
            with pytest.raises(httpx.ConnectError, match=said):
                get(trusting, wrong)
        with pytest.raises(httpx.UnsupportedProtocol):
            get(trusting, secured.replace("https", "gopher"))
    with reached(silent) as (transport, url), pytest.raises(httpx.ConnectTimeout):
        get(transport, url.replace("http", "https"), 0.1)


def test_an_answer_that_is_not_read_ends_its_connection() -> None:
    """What is left of it must not be taken for the next answer."""
    with reached(answering(GOOD, 5)) as (transport, url):
        ask(transport, url).close()
        assert b"ok" == get(transport, url)


def test_a_connection_that_was_idle_for_too_long_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one on which the server spoke without being asked."""
    now = [0.0]
    monkeypatch.setattr(system, "monotonic", lambda: now[0])
    ports: list[int] = []

    def talk(line: socket.socket) -> None:
        while True:
            head(line)
            ports.append(line.getpeername()[1])
            line.sendall(GOOD)

    with reached(talk) as (transport, url):
        for now[0] in (0, 60, 120.1, 130):
            get(transport, url)

    assert [True, False, True] == [one == two for one, two in pairwise(ports)]


def test_no_more_connections_than_the_limit() -> None:
    """A request waits for one of them, and says so if there is none in time."""
    with reached(answering(GOOD, 5)) as (transport, url):
        held = [ask(transport, url) for _ in range(2)]
        with pytest.raises(httpx.PoolTimeout):
            ask(transport, url, 0.05)
        assert [b"ok", b"ok"] == [one.read() for one in held]
        assert b"ok" == get(transport, url, 0.05)


@pytest.mark.parametrize("tls", [False, True])
def test_closing_wakes_who_waits(tls: bool) -> None:
    """A thread that waits for an answer is told at once that there will be none."""
    asked = threading.Event()

    def talk(line: socket.socket) -> None:
        head(line)
        asked.set()
        line.recv(1)

    with reached(talk, tls=tls) as (transport, url):
        ends: list[Exception] = []

        def wait() -> None:
            try:
                get(transport, url)
            except httpx.TransportError as error:
                ends.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        asked.wait()
        began = time.monotonic()
        transport.close()
        waiting.join()
        assert 1 == len(ends)
        assert time.monotonic() - began < 10


def test_answers_side_by_side() -> None:
    """A connection that is in use is left alone when another one is opened."""
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % BIG + b"z" * BIG
    with reached(answering(answer)) as (transport, url):
        held = [ask(transport, url) for _ in range(2)]
        assert [BIG, BIG] == [len(one.read()) for one in held]


def test_connections_say_where_they_go() -> None:
    """For whoever looks into the pool."""
    with reached(answering(GOOD, 5)) as (transport, url):
        get(transport, url)
        (connection,) = transport._pool.connections
        assert connection.info().startswith("http://localhost:")


def test_a_connection_serves_one_request_at_a_time() -> None:
    """The pool takes another one, then."""
    with reached(answering(GOOD, 5)) as (transport, url):
        held = ask(transport, url)
        (connection,) = transport._pool.connections
        with pytest.raises(httpcore.ConnectionNotAvailable):
            connection.handle_request(httpcore.Request("GET", url))
        assert b"ok" == held.read()
