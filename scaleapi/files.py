"""What can be called on files."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import IO, Any

from scaleapi._core.arguments import plain, refuse
from scaleapi._core.call import Call, Repeat, Upload
from scaleapi._core.endpoint import endpoint
from scaleapi._core.noun import Endpoints
from scaleapi.models.file import File
from scaleapi.models.json_values import dumps

__all__ = ["File", "FileEndpoints"]

LARGEST_UPLOAD = 80 * 1000 * 1000
"""Bytes: the documented limit is 80 MB a file."""


class FileEndpoints(Endpoints):
    """The calls on files."""

    @endpoint
    def upload_file(self, /, file: IO[bytes], **fields: Any) -> Call[File]:
        """Upload a file to the service's storage: streamed from its beginning, and left open.

        Not sent again after an unknown outcome: the file would be stored twice.

        Args:
            file: A file opened in binary mode, 80 MB at most.
            **fields: `project_name`, `display_name`, `reference_id` (unique), `metadata` (a dictionary).

        Raises:
            ScaleValidationError: The file is open in text mode, or too large.
        """
        check_upload(file)
        return upload_call(file, fields, Repeat.unless_done if file.seekable() else Repeat.never)

    @endpoint
    def import_file(self, /, file_url: str, **fields: Any) -> Call[File]:
        """Have the service fetch a file from a URL into its storage.

        Args:
            file_url: Where the file is.
            **fields: `project_name`, `reference_id` (unique), `metadata`.
        """
        return import_call(file_url, fields)


def upload_call(file: IO[bytes], fields: Mapping[str, Any], repeat: Repeat) -> Call[File]:
    """Describe the upload of an open file."""
    texts = {name: _text(value) for name, value in fields.items() if value is not None}
    upload = Upload(file, _file_name(file), texts)
    return Call("POST", "files/upload", File.model_validate, upload=upload, repeat=repeat)


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


def _file_name(file: IO[bytes]) -> str:
    name = getattr(file, "name", None)
    return PurePath(name).name if isinstance(name, str) and name else "upload"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dumps(plain(value))
