"""Results that lie in files: a response holds them until it is known where they are served."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scaleapi.emulator.wire import is_array, is_object

__all__ = ["ResultFile", "files_in", "indexed_png", "with_urls"]


@dataclass(frozen=True, slots=True)
class ResultFile:
    """Stands in a response where the URL of a file will be."""

    name: str
    """Of the file, unique within the response."""
    content: object
    """What JSON can hold, or the bytes of a PNG."""


def with_urls(value: object, url_of: Callable[[str], str]) -> object:
    """Put URLs in the place of files."""
    if isinstance(value, ResultFile):
        return url_of(value.name)
    if is_object(value):
        return {name: with_urls(item, url_of) for name, item in value.items()}
    return [with_urls(item, url_of) for item in value] if is_array(value) else value


def files_in(value: object) -> Iterator[ResultFile]:
    """Iterate over the files in a response."""
    if isinstance(value, ResultFile):
        yield value
    for item in value.values() if is_object(value) else value if is_array(value) else ():
        yield from files_in(item)


def indexed_png(rows: list[bytes]) -> bytes:
    """Write a PNG of one channel; each row is a byte for each pixel."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
