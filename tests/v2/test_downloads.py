"""Downloads: streamed to a file, gone on with after a break, without the key, and never half under the name."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from scaleapi.exceptions import (
    ScaleConnectionError,
    ScaleException,
    ScaleForbidden,
    ScaleResponseError,
    ScaleValidationError,
)
from scaleapi.models import v2 as models
from tests.conftest import Clients
from tests.v2.conftest import V2

URL = "https://files.example.com/big?signature=x"
TAG = {"etag": '"1"'}


class Breaks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, begin: bytes) -> None:
        self.begin = begin

    def __iter__(self) -> Iterator[bytes]:
        yield self.begin
        raise httpx.ReadError("reset")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.begin
        raise httpx.ReadError("reset")


def breaks(begin: bytes, headers: dict[str, str]) -> httpx.Response:
    """Answer with the begin of a file."""
    return httpx.Response(200, headers=headers, stream=Breaks(begin))


def rest(begin: int, content: bytes) -> httpx.Response:
    """Answer with the rest of a file."""
    return httpx.Response(206, headers={"content-range": f"bytes {begin}-9/10"}, content=content)


@pytest.fixture
def files() -> Iterator[respx.Route]:
    """A host of files."""
    with respx.mock() as router:
        yield router.get(URL)


def ranges(files: respx.Route) -> list[tuple[str | None, str | None]]:
    """List what was asked for."""
    asked = [call.request.headers for call in files.calls]
    assert {(None, "identity")} == {(one.get("authorization"), one["accept-encoding"]) for one in asked}
    return [(one.get("range"), one.get("if-range")) for one in asked]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([httpx.Response(200, content=b"0123456789")], [(None, None)]),
        ([breaks(b"0123", TAG), rest(4, b"456789")], [(None, None), ("bytes=4-", '"1"')]),
        ([breaks(b"xxxx", TAG), httpx.Response(200, content=b"0123456789")], [(None, None), ("bytes=4-", '"1"')]),
        ([breaks(b"xxxx", {}), httpx.Response(200, content=b"0123456789")], [(None, None)] * 2),
        (
            [
                breaks(gzip.compress(b"0123"), {**TAG, "content-encoding": "gzip"}),
                httpx.Response(200, content=b"0123456789"),
            ],
            [(None, None)] * 2,
        ),
        ([breaks(b"xxxx", {"etag": 'W/"1"'}), httpx.Response(200, content=b"0123456789")], [(None, None)] * 2),
        (
            [breaks(b"0123", {"last-modified": "Wed, 05 Mar 2025 00:00:00 GMT"}), rest(4, b"456789")],
            [(None, None), ("bytes=4-", "Wed, 05 Mar 2025 00:00:00 GMT")],
        ),
        (
            [breaks(b"xxxx", TAG), rest(7, b"789"), httpx.Response(200, content=b"0123456789")],
            [(None, None), ("bytes=4-", '"1"'), (None, None)],
        ),
        (
            [breaks(b"xxxx", TAG), httpx.Response(416), httpx.Response(200, content=b"0123456789")],
            [(None, None), ("bytes=4-", '"1"'), (None, None)],
        ),
    ],
)
def test_a_download_goes_on(v2: Any, files: respx.Route, tmp_path: Path, answers: Any, asked: Any) -> None:
    """After a break only the rest is asked for, if it is of the same version; the result is the whole file."""
    files.mock(side_effect=answers)

    assert 10 == v2.download_response(URL, tmp_path / "new" / "file")

    assert asked == ranges(files)
    assert {"file": b"0123456789"} == {one.name: one.read_bytes() for one in (tmp_path / "new").iterdir()}


def test_a_later_call_goes_on(clients: Clients, files: respx.Route, tmp_path: Path) -> None:
    """What came before the service gave up stays beside the place, hidden; the file that stood there stays, too."""
    v2 = clients(max_retries=0).v2
    place = tmp_path / "file"
    place.write_bytes(b"old")
    files.mock(side_effect=[breaks(b"0123", TAG), httpx.Response(403), rest(4, b"456789")])

    for error in (ScaleConnectionError, ScaleForbidden):
        with pytest.raises(error):
            v2.download_response(URL, place)
        assert b"old" == place.read_bytes()
    v2.download_response(URL, place)

    assert [(None, None), ("bytes=4-", '"1"'), ("bytes=4-", '"1"')] == ranges(files)
    assert {"file": b"0123456789"} == {one.name: one.read_bytes() for one in tmp_path.iterdir()}


def test_what_is_left_of_another_file_is_not_used(clients: Clients, files: respx.Route, tmp_path: Path) -> None:
    """Nor is what cannot be told to be the same; nothing of it stays."""
    v2 = clients(max_retries=0).v2
    files.mock(side_effect=[breaks(b"xxxx", TAG), breaks(b"xxxx", {})])
    with pytest.raises(ScaleConnectionError):
        v2.download_response(URL, tmp_path / "file")
    assert [".file.part", ".file.version"] == sorted(one.name for one in tmp_path.iterdir())

    with respx.mock() as router:
        other = router.get("https://files.example.com/other").respond(content=b"0123")
        v2.download_response("https://files.example.com/other", tmp_path / "file")
    assert "range" not in other.calls.last.request.headers
    with pytest.raises(ScaleConnectionError):
        v2.download_response(URL, tmp_path / "file")

    assert {"file": b"0123"} == {one.name: one.read_bytes() for one in tmp_path.iterdir()}


def test_a_download_has_a_limit(clients: Clients, files: respx.Route, tmp_path: Path) -> None:
    """Also one that goes on: what has come already counts."""
    v2 = clients(max_download_bytes=9).v2
    for answers in ([httpx.Response(200, content=b"0123456789")], [breaks(b"0123", TAG), rest(4, b"456789")]):
        files.mock(side_effect=answers)
        with pytest.raises(ScaleResponseError, match=r"more than . bytes"):
            v2.download_response(URL, tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_download_to_storage(v2: Any, files: respx.Route) -> None:
    """A URL of storage gets the whole file."""
    import fsspec

    files.respond(content=b"0123456789")

    v2.download_response(URL, "memory://responses/file")

    assert b"0123456789" == fsspec.filesystem("memory").cat_file("/responses/file")


@pytest.mark.parametrize(
    ("task", "more"),
    [
        (models.DatasetTask(task_id="t/1"), {"attachment_id": "a"}),
        ("t/1", {"attachment_id": "a"}),
        (f"{V2}/datasets/task/t%2F1/response_url/a", {}),
        (models.DatasetTask(response={"response_url": f"{V2}/datasets/task/t%2F1/response_url/a"}), {}),
    ],
)
def test_attachments_are_asked_for_with_the_key(
    v2: Any, files: respx.Route, tmp_path: Path, task: Any, more: Any
) -> None:
    """The service redirects to the file, whose host gets no key."""
    files.respond(content=b"{}")
    with respx.mock(base_url=V2) as api:
        own = api.get("/datasets/task/t%2F1/response_url/a").respond(302, headers={"location": URL})
        v2.download_response(task, tmp_path / "file", **more)

    assert own.calls.last.request.headers["authorization"].startswith("Bearer ")
    assert [(None, None)] == ranges(files)


def test_addresses_elsewhere_get_no_key(v2: Any, files: respx.Route, tmp_path: Path) -> None:
    """Even if they look like ours."""
    files.respond(content=b"{}")
    with respx.mock() as other:
        like_ours = other.get("https://evil.example/v2/datasets/task/t/response_url/a").respond(content=b"x")
        v2.download_response("https://evil.example/v2/datasets/task/t/response_url/a", tmp_path / "a")
    v2.download_response(models.DeliveredTask(response_url=URL), tmp_path / "b")

    assert "authorization" not in like_ours.calls.last.request.headers
    assert [(None, None)] == ranges(files)


@pytest.mark.parametrize("task", ["t1", "ftp://x", "", models.Task(task_id="t")])
def test_what_names_no_file(v2: Any, tmp_path: Path, task: Any) -> None:
    """An id alone, another scheme, and a task whose response is in it."""
    wanted = ScaleException if isinstance(task, models.V2Entity) else ScaleValidationError
    with pytest.raises(wanted, match=r"response_url|must be a task"):
        v2.download_response(task, tmp_path / "x")
    assert not list(tmp_path.iterdir())
