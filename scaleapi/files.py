"""What can be called on files."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike, fspath
from pathlib import PurePath
from typing import IO, Any

from scaleapi._core.calls.arguments import page_size, plain, query_of, refuse
from scaleapi._core.calls.call import Call, Flow, Query, Repeat, Upload
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.cursor import PageRange, list_name, read_cursor
from scaleapi._core.paging.pages import Pages, page_call
from scaleapi._core.resource import Resource
from scaleapi._io.paths import StrPath
from scaleapi._warn import warn_about
from scaleapi.models.file import File
from scaleapi.models.json_values import dumps
from scaleapi.models.page import Page
from scaleapi.problems import Problem, nearest

__all__ = ["File", "FileEndpoints"]

LARGEST_UPLOAD = 80 * 1000 * 1000
"""Bytes: the documented limit is 80 MB a file."""


class FileEndpoints(Resource):
    """The calls on files."""

    @endpoint
    def upload_file(self, /, file: StrPath | IO[bytes], **fields: Any) -> Flow[File]:
        """Upload a file to the service's storage: streamed from its beginning.

        Not sent again after an unknown outcome: the file would be stored twice.

        Args:
            file: The path of a file, which is opened and closed here; or a file opened in binary mode, which is left
                open. 80 MB at most.
            **fields: `project_name`, `display_name`, `reference_id` (unique), `metadata` (a dictionary).

        Raises:
            ScaleValidationError: The file cannot be read, is open in text mode, or too large.
        """
        doubt_fields(fields, UPLOAD_FIELDS)
        return _upload(file, fields, self._config.retry)

    @endpoint
    def import_file(self, /, file_url: str, **fields: Any) -> Call[File]:
        """Have the service fetch a file from a URL into its storage.

        Not sent again after an unknown outcome: it might be stored twice.

        Args:
            file_url: Where the file is.
            **fields: `project_name`, `reference_id` (unique), `metadata`.
        """
        doubt_fields(fields, UPLOAD_FIELDS)
        return import_call(file_url, fields)

    @paged
    def get_files(
        self,
        project_name: str,
        metadata: str | None = None,
        limit: int | str | None = None,
        *,
        cursor: str | None = None,
    ) -> Pages[File]:
        """List a project's files, fetching page after page as they are read. Known from third parties.

        Args:
            project_name: The project.
            metadata: A filter on the files' metadata, in a form that is not documented.
            limit: The page size, 1 to 100.
            cursor: Go on where another listing with the same arguments was left: its `cursor`.
        """
        if not project_name:
            raise refuse("/project_name", "missing", "a project_name is needed")
        query = query_of({"project": project_name, "metadata": metadata or None, "limit": page_size(limit)})
        return _file_pages(query, cursor)


UPLOAD_FIELDS = ("project_name", "display_name", "reference_id", "metadata")

read_page: Callable[[object], Page[File]] = partial(Page[File].read, item=File.received)


def _file_pages(query: Query, cursor: str | None) -> Pages[File]:
    """Describe a list of files, which goes on by token."""
    name = list_name("files", query)

    def call(page_range: PageRange) -> Call[Page[File]]:
        return page_call("files", read_page, query + page_range.more)

    def after(page_range: PageRange, page: Page[File]) -> PageRange | None:
        seen = page_range.seen + len(page)
        more = ("next_token", page.next_token) if page.next_token else ("offset", str(seen))
        return PageRange((more,), seen=seen) if page.has_more else None

    return Pages(call, after, read_cursor(name, cursor), name, what="files", query=query)


def doubt_fields(fields: Mapping[str, Any], known: Sequence[str]) -> None:
    """Warn of names that are nearly a known one; all are sent."""
    for name in fields.keys() - set(known):
        meant = nearest(name, known)
        if meant is not None:
            hint = f"did you mean `{meant}`?"
            warn_about(Problem(f"/{name}", "unknown_name", "is no known field", fields[name], hint, "warning"))


def _upload(file: StrPath | IO[bytes], fields: Mapping[str, Any], policy: RetryPolicy) -> Flow[File]:
    """Upload a file, and close it if it was given by its path."""
    if not isinstance(file, (str, PathLike)):
        check_upload(file)
        repeat = Repeat.unless_done if file.seekable() else Repeat.never
        return (yield from exchange(upload_call(file, fields, repeat), policy))
    try:
        opened = open(file, "rb")  # noqa: PTH123, SIM115 - any path; closed below
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise refuse("/file", "format", f"cannot be read: {why}", fspath(file), "give the path of a file") from error
    with opened:
        check_upload(opened)
        return (yield from exchange(upload_call(opened, fields, Repeat.unless_done), policy))


def upload_call(file: IO[bytes], fields: Mapping[str, Any], repeat: Repeat) -> Call[File]:
    """Describe the upload of an open file."""
    upload = Upload(file, file_name(file), text_fields(fields))
    return Call("POST", "files/upload", File.model_validate, upload=upload, repeat=repeat)


def text_fields(fields: Mapping[str, Any]) -> dict[str, str]:
    """Write the fields that go beside a file; what is None is left out."""
    return {name: _text(value) for name, value in fields.items() if value is not None}


def import_call(file_url: str, fields: Mapping[str, Any]) -> Call[File]:
    """Describe the import of a file from a URL."""
    body = {"file_url": file_url, **fields}
    return Call("POST", "files/import", File.model_validate, json=body, repeat=Repeat.unless_done)


def check_upload(file: IO[bytes]) -> None:
    """Refuse what cannot be uploaded before a byte is sent."""
    if isinstance(file, io.TextIOBase) or not hasattr(file, "read"):
        raise refuse("/file", "type", 'must be a file opened in binary mode: open(name, "rb")', type(file).__name__)
    if not file.seekable():
        return
    position = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(position)
    if size > LARGEST_UPLOAD:
        raise refuse("/file", "size", "an upload has 80 MB at most", f"{size} bytes", "use import_file with a URL")


def file_name(file: IO[bytes]) -> str:
    """Name a file as it is sent: without its folder."""
    name = getattr(file, "name", None)
    return PurePath(name).name if isinstance(name, str) and name else "upload"


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else dumps(plain(value))
    return text.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair has no place in a form
