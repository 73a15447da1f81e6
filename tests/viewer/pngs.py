"""Small images, written by hand: a PNG is a few chunks."""

from __future__ import annotations

import struct
import zlib

__all__ = ["png"]


def png(width: int, height: int, top: tuple[int, int, int] = (90, 130, 180)) -> bytes:
    """Make an image that becomes lighter downwards, with a line every 50 pixels."""
    rows = b"".join(b"\x00" + _row(width, at, height, top) for at in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _row(width: int, at: int, height: int, top: tuple[int, int, int]) -> bytes:
    colour = bytes(one + (235 - one) * at // max(height, 1) for one in top)
    line = bytes(max(one - 20, 0) for one in colour)
    if at % 50 == 0:
        return line * width
    return ((line + colour * 49) * (width // 50 + 1))[: width * 3]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
