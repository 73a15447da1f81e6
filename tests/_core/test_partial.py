"""Downloads that go on after a break: what is asked for, and where the answer goes."""

from __future__ import annotations

import io
from contextlib import nullcontext

import httpx
import pytest

from scaleapi import ScaleClient
from scaleapi._core.calls.call import Call
from scaleapi._core.calls.partial import OtherPartError, PartialFile
from scaleapi.exceptions import ScaleResponseError

HAVE = b"abcde"
TAG = '"1"'
DATE = "Wed, 05 Mar 2025 00:00:00 GMT"


@pytest.mark.parametrize(
    ("content", "validator", "expected"),
    [(b"", "", {}), (b"", TAG, {}), (HAVE, "", {}), (HAVE, TAG, {"Range": "bytes=5-", "If-Range": TAG})],
)
def test_what_is_asked_for(content: bytes, validator: str, expected: dict[str, str]) -> None:
    """The rest, if there is a beginning whose version is known; in any case unpacked."""
    part = PartialFile(io.BytesIO(content), validator)
    assert {"Accept-Encoding": "identity"} | expected == part.headers()


@pytest.mark.parametrize(
    ("status", "headers", "kept", "validator"),
    [
        (206, {"content-range": "bytes 5-9/10"}, HAVE, TAG),
        (206, {"content-range": "bytes 5-9/10", "etag": '"2"'}, HAVE, TAG),
        (200, {"content-range": "bytes 5-9/10", "etag": '"2"'}, b"", '"2"'),
        (200, {"etag": '"2"', "last-modified": DATE}, b"", '"2"'),
        (200, {"etag": 'W/"2"', "last-modified": DATE}, b"", DATE),
        (200, {"last-modified": DATE}, b"", DATE),
        (200, {"etag": '"2"', "content-encoding": "identity"}, b"", '"2"'),
        (200, {"etag": '"2"', "content-encoding": ""}, b"", '"2"'),
        (200, {"etag": '"2"', "content-encoding": "gzip"}, b"", ""),
        (200, {}, b"", ""),
    ],
)
def test_where_an_answer_goes(status: int, headers: dict[str, str], kept: bytes, validator: str) -> None:
    """After what is there, if it goes on exactly there (RFC 9110, 14.4); else into an empty file."""
    file = io.BytesIO(HAVE)
    part = PartialFile(file, TAG)

    assert file is part.begin(status, headers)
    assert (kept, len(kept), validator) == (file.getvalue(), file.tell(), part.validator)


@pytest.mark.parametrize("place", ["bytes 4-9/10", "bytes 55-59/60", ""])
def test_another_part_than_was_asked_for(place: str) -> None:
    """It is told, and what was there, and its version, are forgotten."""
    file = io.BytesIO(HAVE)
    part = PartialFile(file, TAG)

    with pytest.raises(OtherPartError, match=f"the server sent another part: {place}"):
        part.begin(206, {"content-range": place, "etag": '"2"'})

    assert (b"", 0, "") == (file.getvalue(), file.tell(), part.validator)


@pytest.mark.parametrize(("most", "content"), [(10, b"abcdefghij"), (9, HAVE)])
def test_a_call_that_goes_on_with_a_file(most: int, content: bytes) -> None:
    """What comes is added to it; what was there counts for the limit of its size."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(206, headers={"content-range": "bytes 5-9/10"}, content=b"fghij")

    part = PartialFile(io.BytesIO(HAVE), TAG)
    call = Call("GET", "", bool, address="https://files.example.com/f", into=part, promises_json=False)
    http = httpx.Client(transport=httpx.MockTransport(answer))
    client = ScaleClient("k", http_client=http, max_retries=0, max_download_bytes=most)
    with nullcontext() if most == 10 else pytest.raises(ScaleResponseError, match="max_download_bytes"):
        client.run(call)

    part.file.seek(0)
    assert content == part.file.read()
    assert [("bytes=5-", "identity", None)] == [
        (one.headers["range"], one.headers["accept-encoding"], one.headers.get("authorization")) for one in asked
    ]
