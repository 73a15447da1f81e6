"""The widths and heights of images, in pixels: given, told by the response, or read from the image's header."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import IO

from scaleapi._io.paths import open_to_read
from scaleapi._keywords import known_keywords
from scaleapi.export.images import Sizes, size_of
from scaleapi.models.rules import mapped, numeral
from scaleapi.models.task import Task
from scaleapi.quality.extraction.documents import TaskDocument

__all__ = ["read_image_size", "size_in_header", "size_of_image"]

_HEADER = 1 << 20
"""Bytes that are read of an image: cameras put pictures and profiles before the size."""
_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})
"""JPEG's markers from C0 to CF that begin no frame."""


def size_of_image(document: TaskDocument, sizes: Sizes | None) -> tuple[float, float] | None:
    """Return the size of a task's image; None if nobody tells it.

    The API documents no field for it. Where a response has `width` and `height` beside its annotations, these are it.
    """
    found = size_of(document.task, document.params.get("attachment"), sizes) if sizes else None
    if found is not None:
        return found
    response = mapped(document.response) if document.tells_size else {}
    width, height = numeral(response.get("width")), numeral(response.get("height"))
    return (width, height) if width and height and width > 0 and height > 0 else None


@known_keywords
def read_image_size(task: Task) -> tuple[int, int] | None:
    """Read the size of a task's image from its header: give it as `sizes=read_image_size`.

    At most 1 MB of the attachment is read, from this machine or from storage that fsspec knows (`s3://…`; `https://…`
    needs the extra `remote` and aiohttp). PNG, JPEG, GIF, BMP and WebP are known. Turns that a camera notes down beside
    the pixels (EXIF) are not applied.

    Returns:
        Width and height in pixels; None if there is no attachment, it cannot be read, or it is no such image.

    Raises:
        ImportError: The attachment is a URL, and the extra `remote` is missing.
    """
    address = task.params.get("attachment")
    if not isinstance(address, str):
        return None
    try:
        file: IO[bytes]
        with closing(open_to_read(address.removeprefix("file://"))) as file:
            return size_in_header(file.read(_HEADER))
    except (OSError, ValueError):
        return None  # which is told as an image whose size is not known


def size_in_header(header: bytes) -> tuple[int, int] | None:
    """Find the size of an image in how its file begins; None if it is none of PNG, JPEG, GIF, BMP and WebP."""
    number = int.from_bytes
    if header.startswith(b"\x89PNG\r\n\x1a\n") and len(header) >= 24:
        return number(header[16:20], "big"), number(header[20:24], "big")
    if header.startswith(b"GIF8") and len(header) >= 10:
        return number(header[6:8], "little"), number(header[8:10], "little")
    if header.startswith(b"BM") and len(header) >= 26:
        return abs(number(header[18:22], "little", signed=True)), abs(number(header[22:26], "little", signed=True))
    if header.startswith(b"RIFF") and header[8:12] == b"WEBP" and len(header) >= 30:
        return _webp(header)
    return next(_jpeg(header), None) if header.startswith(b"\xff\xd8") else None


def _webp(header: bytes) -> tuple[int, int] | None:
    kind, number = header[12:16], int.from_bytes
    if kind == b"VP8X":
        return 1 + number(header[24:27], "little"), 1 + number(header[27:30], "little")
    if kind == b"VP8 ":
        return number(header[26:28], "little") & 0x3FFF, number(header[28:30], "little") & 0x3FFF
    if kind == b"VP8L":
        bits = number(header[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _jpeg(header: bytes) -> Iterator[tuple[int, int]]:
    """Go from segment to segment until one begins a frame."""
    file = BytesIO(header[2:])
    while len(mark := file.read(4)) == 4 and mark[0] == 0xFF:
        size = int.from_bytes(mark[2:], "big")
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in _NO_SIZE:
            frame = file.read(5)
            if len(frame) == 5:
                yield int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")
            return
        file.seek(max(size - 2, 0), 1)
