"""Open files that may be packed; which way goes by the end of the name."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from errno import EFBIG
from pathlib import Path, PurePath
from typing import IO, Any, cast

from scaleapi._io import bounds
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, open_to_read, text_of

__all__ = ["is_packed", "open_packed", "open_to_pack"]

_BLOCK = 1 << 16
"""Bytes that are unpacked at once."""
_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def is_packed(place: StrPath) -> bool:
    """Tell whether a file of this name is packed."""
    return _ending(place) in {".gz", ".zst"}


def open_packed(place: StrPath) -> IO[bytes]:
    """Open a file, by path or URL, to read bytes: `.gz` and `.zst` are unpacked on the way.

    Raises:
        OSError: There is no such file, or it cannot be read; when it is read: it is not what its name says, was cut
            off, or a line of it is absurdly long.
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14; a URL needs the extra `remote`.
    """
    if not is_packed(place):
        return open_to_read(place)
    packing: Any = gzip if _ending(place) == ".gz" else _zstd(place)
    source = open_to_read(place)
    return cast("IO[bytes]", _Unpacked(_Packed(packing, source, text_of(place)), source))


class _Packed(io.RawIOBase):
    """What a packed file holds. One that is broken is an OSError that names it, whatever the packing calls it."""

    def __init__(self, packing: Any, source: IO[bytes], name: str) -> None:
        self._file, self._name = packing.open(source, "rb"), name
        zstd: type[Exception] = getattr(packing, "ZstdError", EOFError)
        self._broken: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile, zstd)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            return cast("int", self._file.readinto(buffer))
        except self._broken as error:
            raise OSError(f"{self._name} is no whole packed file: {error}") from error

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return cast("int", self._file.seek(offset, whence))

    def close(self) -> None:
        self._file.close()
        super().close()


class _Unpacked(io.BufferedReader):
    """Closes the packed file, too. A few kilobytes may unpack to a line of any length: that is refused."""

    def __init__(self, unpacked: _Packed, source: IO[bytes]) -> None:
        super().__init__(unpacked, _BLOCK)
        self._source = source

    def readline(self, size: int | None = -1, /) -> bytes:
        if size is not None and size >= 0:
            return super().readline(size)
        line = super().readline(bounds.MOST_AT_ONCE + 1)
        if len(line) > bounds.MOST_AT_ONCE:
            raise OSError(EFBIG, f"a line unpacks to more than {bounds.MOST_AT_ONCE} bytes")
        return line

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._source.close()


def open_to_pack(path: Path, name: StrPath) -> IO[bytes]:
    """Open a new file to write bytes, packed as its later name says.

    Raises:
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14.
    """
    ending = _ending(name)
    if ending == ".gz":
        return cast("IO[bytes]", gzip.open(path, "wb", compresslevel=6))
    return cast("IO[bytes]", _zstd(name).open(path, "wb")) if ending == ".zst" else path.open("wb")


def _ending(place: StrPath) -> str:
    return PurePath(text_of(place)).suffix


def _zstd(place: StrPath) -> Any:
    return need(_ZSTD, "zstd", PurePath(text_of(place)).name)
