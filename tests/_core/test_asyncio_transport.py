"""Our connections under asyncio, against servers that behave and servers that do not."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from typing import Any, cast

import httpcore
import httpx
import pytest
import trustme

from scaleapi._core import system
from scaleapi._core.http.asyncio_connection import AsyncioConnection
from scaleapi._core.http.asyncio_line import Line
from scaleapi._core.http.asyncio_transport import AsyncioTransport
from tests._core.answers import BIG, BROKEN, GOOD, WHOLE

LIMITS = httpx.Limits(max_connections=5, max_keepalive_connections=5, keepalive_expiry=60)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def head(reader: asyncio.StreamReader) -> bytes:
    """Read a request's head."""
    return await reader.readuntil(b"\r\n\r\n")


def answering(answer: bytes, times: int = 1) -> Talk:
    """Answer so many requests of a connection, then hang up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            await head(reader)
            writer.write(answer)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    return talk


@asynccontextmanager
async def reached(talk: Talk, tls: bool = False) -> AsyncIterator[tuple[AsyncioTransport, str]]:
    """Serve, and give a transport that trusts the server, and its address."""
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    talks: list[asyncio.Task[None]] = []

    async def tidily(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(cast("asyncio.Task[None]", asyncio.current_task()))
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await talk(reader, writer)
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(tidily, "127.0.0.1", 0, ssl=context if tls else None)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    transport = AsyncioTransport(trusting, LIMITS)
    try:
        yield transport, f"{'https' if tls else 'http'}://localhost:{server.sockets[0].getsockname()[1]}/x?y=1"
    finally:
        await transport.aclose()
        server.close()
        for one in talks:
            one.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)  # lets what was aborted end


async def get(transport: AsyncioTransport, url: str, seconds: float = 30, **more: Any) -> bytes:
    """Make one request, and read the answer."""
    steps = dict.fromkeys(("read", "write", "pool"), seconds) | {"connect": seconds if "https" in url else 30}
    request = httpx.Request("POST" if more else "GET", url, extensions={"timeout": steps}, **more)
    return await (await transport.handle_async_request(request)).aread()


@pytest.mark.parametrize("tls", [False, True])
def test_answers_come_one_after_another(tls: bool) -> None:
    """On one connection; when the server has hung up, on a new one."""

    async def story() -> list[bytes]:
        async with reached(answering(GOOD, 2), tls) as (transport, url):
            return [await get(transport, url) for _ in range(5)]

    assert [b"ok"] * 5 == asyncio.run(story())


@pytest.mark.parametrize("tls", [False, True])
def test_much_at_once_in_both_directions(tls: bool) -> None:
    """Neither side is flooded, and nothing is lost."""

    async def mirror(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        await asyncio.sleep(0)  # lets the sender run into the limit
        body = await reader.readexactly(BIG)
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {BIG}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def story() -> bytes:
        async with reached(mirror, tls) as (transport, url):
            return await get(transport, url, content=b"abcde" * (BIG // 5))

    assert b"abcde" * (BIG // 5) == asyncio.run(story())


def test_an_answer_that_nobody_reads_waits() -> None:
    """The server is held up while much is unread, and goes on once it is read."""
    answer = f"HTTP/1.1 200 OK\r\ncontent-length: {BIG}\r\n\r\n".encode() + b"z" * BIG

    async def story() -> bytes:
        async with reached(answering(answer)) as (transport, url):
            response = await transport.handle_async_request(httpx.Request("GET", url))
            for _ in range(500):  # time for the loop to take in what comes
                await asyncio.sleep(0)
            return await response.aread()

    assert b"z" * BIG == asyncio.run(story())


def test_closing_waits_until_a_connection_is_down() -> None:
    """One that was never opened is closed at once."""

    async def story() -> bool:
        async with reached(answering(GOOD, 5)) as (transport, url):
            await get(transport, url)
            [opened] = cast("list[AsyncioConnection]", transport._pool.connections)
            fresh = AsyncioConnection(httpcore.URL(url).origin, ssl.create_default_context(), None)
            await opened.aclose()
            await fresh.aclose()
            return opened.line.lost.is_set() and opened.is_closed() and fresh.is_closed()

    assert asyncio.run(story())


def test_answers_side_by_side() -> None:
    """A connection that is in use is left alone when another one is opened."""
    answer = f"HTTP/1.1 200 OK\r\ncontent-length: {BIG}\r\n\r\n".encode() + b"z" * BIG

    async def story() -> list[int]:
        async with reached(answering(answer)) as (transport, url):
            held = [await transport.handle_async_request(httpx.Request("GET", url)) for _ in range(2)]
            return [len(await one.aread()) for one in held]

    assert [BIG, BIG] == asyncio.run(story())


@pytest.mark.parametrize(("answer", "body"), WHOLE)
def test_bodies_end_where_they_end(answer: bytes, body: bytes) -> None:
    """By their length, in chunks, or with the connection; what only announces an answer is passed over."""

    async def story() -> bytes:
        async with reached(answering(answer)) as (transport, url):
            return await get(transport, url)

    assert body == asyncio.run(story())


async def mirror(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with the request, once its body has ended."""
    request = await head(reader)
    length = re.search(rb"(?i)content-length: (\d+)", request)
    request += await (reader.readexactly(int(length[1])) if length else reader.readuntil(b"0\r\n\r\n"))
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(request) + request)
    await writer.drain()


async def pieces() -> AsyncIterator[bytes]:
    """Give a body piece by piece."""
    for piece in (b"abc", b"", b"de"):
        yield piece


def test_a_request_goes_out_as_it_is() -> None:
    """With its target, its headers in their order, and its body: of a known length, or in chunks."""

    async def story(**more: Any) -> bytes:
        async with reached(mirror) as (transport, url):
            return await get(transport, url, **more)

    first, *headers, _, body = asyncio.run(story(content=b"abc", headers={"X-B": "1", "X-A": b"\xe9"})).split(b"\r\n")

    assert (b"POST /x?y=1 HTTP/1.1", b"abc") == (first, body)
    assert [b"X-B: 1", b"X-A: \xe9"] == [one for one in headers if one.startswith(b"X-")]
    assert asyncio.run(story(content=pieces())).endswith(b"\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")


@pytest.mark.parametrize("answer", [GOOD, WHOLE[0][0], WHOLE[5][0]])
def test_a_connection_is_kept(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it was idle for too long, or its answer was not read to the end."""
    now, ports = [0.0], list[int]()
    monkeypatch.setattr(system, "monotonic", lambda: now[0])

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await head(reader)
            ports.append(writer.get_extra_info("peername")[1])
            writer.write(answer)

    async def story() -> None:
        async with reached(talk) as (transport, url):
            for now[0] in (0, 59, 120, 130):
                await get(transport, url)
            (connection,) = transport._pool.connections
            assert connection.info().startswith("http://localhost:")
            held = await transport.handle_async_request(httpx.Request("GET", url))
            with pytest.raises(httpcore.ConnectionNotAvailable):
                await connection.handle_async_request(httpcore.Request("GET", url))
            await held.aclose()
            await get(transport, url)

    asyncio.run(story())
    assert [True, False, True, True, answer.startswith(b"HTTP/1.1 204")] == [one == two for one, two in pairwise(ports)]


def test_nothing_is_sent_on_a_lost_connection() -> None:
    """It is said so at once."""

    async def story() -> None:
        async with reached(answering(b"")) as (_, url):
            line = await Line.open("localhost", httpx.URL(url).port or 0, None, None)
            line.abort()
            await line.lost.wait()
            with pytest.raises(httpcore.WriteError, match="closed"):
                await line.write(b"x", None)

    asyncio.run(story())


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never answer; end when the other side does."""
    del writer
    await head(reader)
    await reader.read()


async def stalling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begin an answer, and never end it."""
    await head(reader)
    writer.write(GOOD[:-1])
    await reader.read()


async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never read."""
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    del reader
    await asyncio.Event().wait()


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Break the connection with a reset."""
    await head(reader)
    writer.get_extra_info("socket").setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # no lingering
    writer.transport.abort()


@pytest.mark.parametrize(
    ("talk", "more", "error"),
    [
        (silent, {}, httpx.ReadTimeout),
        (deaf, {"content": b"x" * 40_000_000}, httpx.WriteTimeout),
        (resetting, {}, httpx.ReadError),
        (stalling, {}, httpx.ReadTimeout),
        *((answering(answer), {}, error) for answer, error in BROKEN),
        (answering(GOOD), {"headers": {"x": "a\r\nb: c"}}, httpx.LocalProtocolError),
        (silent, {"headers": {"content-length": "9"}, "content": b"abc"}, httpx.LocalProtocolError),
        (silent, {"headers": {"content-length": "2"}, "content": b"abc"}, httpx.LocalProtocolError),
    ],
)
def test_what_breaks_is_told_apart(talk: Talk, more: dict[str, Any], error: type[Exception]) -> None:
    """As httpx's own errors."""

    async def story() -> None:
        async with reached(talk) as (transport, url):
            await get(transport, url, 0.05 if error in {httpx.ReadTimeout, httpx.WriteTimeout} else 30, **more)

    with pytest.raises(error):
        asyncio.run(story())


def test_what_cannot_be_reached() -> None:
    """Nobody there, no certificate that is trusted, no such protocol, and a connection that is not made in time."""

    async def story() -> None:
        async with reached(answering(GOOD)) as (transport, url), reached(answering(GOOD), tls=True) as (_, secured):
            with pytest.raises(httpx.ConnectError):
                await get(transport, "http://localhost:1/")
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await get(transport, secured)
            with pytest.raises(httpx.UnsupportedProtocol):
                await get(transport, url.replace("http", "gopher"))
        async with reached(silent) as (transport, url):
            with pytest.raises(httpx.ConnectTimeout):
                await get(transport, url.replace("http", "https"), 0.05)

    asyncio.run(story())


def test_a_canceled_request_leaves_nothing() -> None:
    """Its connection is closed, and the next request gets a new one."""

    async def story() -> bytes:
        async with reached(silent) as (transport, url):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(get(transport, url), 0.05)
        async with reached(answering(GOOD)) as (transport, url):
            return await get(transport, url)

    assert b"ok" == asyncio.run(story())
