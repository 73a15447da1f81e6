"""Bodies are bounded: in size, also unpacked, and in time, also when they drip in."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import ScaleClient
from scaleapi._core import system
from scaleapi._core.http.bodies import Body, TooLargeError, TooLateError
from scaleapi.exceptions import ScaleInvalidRequest, ScaleResponseError, ScaleTimeoutError
from tests.conftest import Clients

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": lambda text: zlib.compress(text)[2:-4],
}


def read(body: Body, whole: bytes, size: int) -> bytes:
    """Read a body that comes in pieces."""
    for at in range(0, len(whole), size):
        if not body.add(whole[at : at + size]):
            break
    return body.whole()


@given(text=st.binary(max_size=300), packing=st.sampled_from(sorted(PACKERS)), size=st.integers(1, 100), data=st.data())
def test_any_body(text: bytes, packing: str, size: int, data: st.DataObject) -> None:
    """However it is packed and cut, it is read whole, up to the last byte that is allowed, and no further."""
    packed = PACKERS[packing](text)
    headers = {"content-encoding": packing}
    into = io.BytesIO()

    assert text == read(Body(headers, len(text), None), packed, size)
    assert text[: 1 << 20] == read(Body(headers, len(text), None, success=False), packed, size)
    assert b"" == read(Body(headers, len(text), None, into=into), packed, size)
    assert text == into.getvalue()
    if text:
        with pytest.raises(TooLargeError, match="max_response_bytes"):
            read(Body(headers, data.draw(st.integers(0, len(text) - 1)), None), packed, size)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """200 KB that unpack to 200 MB take a few megabytes."""
    bomb = gzip.compress(b"0" * (200 << 20))

    tracemalloc.start()
    with pytest.raises(TooLargeError):
        read(Body({"content-encoding": "gzip"}, 5 << 20, None), bomb, 65536)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 16 << 20


def test_deflate_that_begins_like_a_frame() -> None:
    """The first byte alone may do so by chance: the check in the second one tells (RFC 1950, 2.2)."""
    bare = b"\x08\x05\x00\xfa\xffhello" + b"\x01\x00\x00\xff\xff"
    assert b"hello" == read(Body({"content-encoding": "deflate"}, 5, None), bare, 1)


def test_broken_packing() -> None:
    """What is not packed as it says is an error."""
    with pytest.raises(zlib.error):
        Body({"content-encoding": "gzip"}, 10, None).add(b"plain")


def test_a_body_that_drips_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline counts between pieces."""
    body = Body({}, 10, until=system.monotonic() + 5)
    body.add(b"1")
    later = system.monotonic() + 6
    monkeypatch.setattr(system, "monotonic", lambda: later)
    with pytest.raises(TooLateError):
        body.add(b"2")


class Dripping(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes byte by byte; the clock goes on by a second with each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
        self.text, self.sent = text, 0
        began = system.monotonic()
        monkeypatch.setattr(system, "monotonic", lambda: began + self.sent)

    def __iter__(self) -> Any:
        for at in range(len(self.text)):
            self.sent += 1
            yield self.text[at : at + 1]

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def answering(clients: Clients, answer: httpx.Response, **options: Any) -> Any:
    """Make a client, with an httpx client of the user's own, that always gets this answer."""
    transport = httpx.MockTransport(lambda _: answer)
    own: Any = httpx.Client if clients.kind == "sync" else httpx.AsyncClient
    return clients(http_client=own(transport=transport), max_retries=0, **options)


def test_a_deadline_while_an_answer_comes_in(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that sends a byte a second does not hold a call for longer than its deadline."""
    stream = Dripping(monkeypatch, b'{"task_id": "t", "status": "completed"}')
    client = answering(clients, httpx.Response(200, stream=stream), deadline=5)

    with pytest.raises(ScaleTimeoutError, match="while the answer was coming in"):
        client.get_task("t")

    assert stream.sent <= 7


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_too_large(clients: Clients, packed: bool) -> None:
    """It is refused with the name of the setting, also in a copy of the client with another limit."""
    text = b'{"task_id": "t", "status": "completed", "x": "' + b"x" * 1000 + b'"}'
    headers = {"content-encoding": "gzip"} if packed else {}

    def answer() -> httpx.Response:
        return httpx.Response(200, headers=headers, content=gzip.compress(text) if packed else text)

    assert "t" == answering(clients, answer(), max_response_bytes=len(text)).get_task("t").id
    with pytest.raises(ScaleResponseError, match=r"too large: .*max_response_bytes"):
        answering(clients, answer(), max_response_bytes=500).get_task("t")


def test_another_limit_for_some_calls() -> None:
    """`with_options` sets it, too."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"task_id": "t", "status": "completed"}))
    with ScaleClient("k", http_client=httpx.Client(transport=transport), max_retries=0) as client:
        with pytest.raises(ScaleResponseError):
            client.with_options(max_response_bytes=5).get_task("t")
        assert "t" == client.get_task("t").id


def test_a_large_error_is_cut(clients: Clients) -> None:
    """An error page of any size is still the error that its status says."""
    answer = httpx.Response(400, stream=httpx.ByteStream(b"no " * (1 << 20)))
    with pytest.raises(ScaleInvalidRequest, match=r"^no no"):
        answering(clients, answer, max_response_bytes=100).get_task("t")


@pytest.mark.parametrize(
    ("success", "pieces", "wanted"),
    [
        (True, [b"abc", b"de"], [True, True]),
        (False, [b"abc", b"de"], [True, False]),
        (False, [b"abc", b"defg"], [True, False]),
        (False, [b"abcdefg"], [False]),
    ],
)
def test_where_a_body_is_cut(success: bool, pieces: list[bytes], wanted: list[bool]) -> None:
    """After exactly as many bytes as it may have; of an error, nothing more is read then."""
    body = Body({}, 5, None, success=success)
    assert (wanted, b"abcde") == ([body.add(piece) for piece in pieces], body.whole())


@pytest.mark.parametrize(("length", "refused"), [("5", False), ("6", True), ("", False), ("five", False)])
def test_a_length_that_is_announced(length: str, refused: bool) -> None:
    """More than an answer may have is refused before it comes; an error that long is not."""
    with pytest.raises(TooLargeError, match=r"more than 5 bytes \(max_response_bytes\)") if refused else nullcontext():
        Body({"content-length": length}, 5, None)
    Body({"content-length": length}, 5, None, success=False)


@pytest.mark.parametrize("broken", [{"content-encoding": "gzip"}, {"content-encoding": "deflate"}])
def test_an_answer_that_is_not_packed_as_it_says(clients: Clients, broken: dict[str, str]) -> None:
    """It is a broken connection, as one that ends early."""
    stream = httpx.ByteStream(b"plain")
    answer = httpx.Response(200, headers=broken, stream=Dripping.__new__(Dripping))
    answer.stream = stream
    with pytest.raises(Exception, match="connection broke"):
        answering(clients, answer).get_task("t")
