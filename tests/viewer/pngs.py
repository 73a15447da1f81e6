"""Small images, written by hand: a PNG is a few chunks."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

__all__ = ["mask", "png"]

_Colour = tuple[int, int, int]


def png(width: int, height: int, top: _Colour = (90, 130, 180)) -> bytes:
    """Make an image that becomes lighter downwards, with a line every 50 pixels."""
    rows = b"".join(b"\x00" + _row(width, at, height, top) for at in range(height))
    return _file(width, height, 2, rows)


def mask(width: int, height: int, areas: Iterable[tuple[tuple[int, int, int, int], _Colour]]) -> bytes:
    """Make a transparent image with areas (left, top, right, bottom) in colours; later ones lie on top."""
    rows = [bytearray(4 * width) for _ in range(height)]
    for (left, top, right, bottom), colour in areas:
        for row in rows[top:bottom]:
            row[4 * left : 4 * right] = bytes((*colour, 255)) * (right - left)
    return _file(width, height, 6, b"".join(b"\x00" + row for row in rows))


def _file(width: int, height: int, kind: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _row(width: int, at: int, height: int, top: _Colour) -> bytes:
    colour = bytes(one + (235 - one) * at // max(height, 1) for one in top)
    line = bytes(max(one - 20, 0) for one in colour)
    if at % 50 == 0:
        return line * width
    return ((line + colour * 49) * (width // 50 + 1))[: width * 3]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
