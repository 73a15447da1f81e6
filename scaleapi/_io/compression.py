"""Open files that may be packed; which way goes by the end of the name."""

from __future__ import annotations

import gzip
import io
import sys
from errno import EFBIG
from pathlib import Path, PurePath
from typing import IO, Any, cast

from scaleapi._io import bounds
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, open_to_read, text_of

__all__ = ["is_packed", "open_packed", "open_to_pack"]

_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def is_packed(place: StrPath) -> bool:
    """Tell whether a file of this name is packed."""
    return _ending(place) in {".gz", ".zst"}


def open_packed(place: StrPath) -> IO[bytes]:
    """Open a file, by path or URL, to read bytes: `.gz` and `.zst` are unpacked on the way.

    Raises:
        OSError: There is no such file, or it cannot be read; when it is read: a line of it is absurdly long.
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14; a URL needs the extra `remote`.
    """
    if not is_packed(place):
        return open_to_read(place)
    unpack: Any = gzip.open if _ending(place) == ".gz" else _zstd(place).open
    source = open_to_read(place)
    return cast("IO[bytes]", _Unpacked(unpack(source, "rb"), source))


class _Unpacked(io.BufferedReader):
    """Closes the packed file, too. A few kilobytes may unpack to a line of any length: that is refused."""

    def __init__(self, unpacked: Any, source: IO[bytes]) -> None:
        super().__init__(unpacked)
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
