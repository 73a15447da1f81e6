"""Open files that may be packed; which way goes by the end of the name."""

from __future__ import annotations

import gzip
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, cast

__all__ = ["open_packed"]

_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def open_packed(path: Path) -> IO[bytes]:
    """Open a file to read bytes: `.gz` and `.zst` are unpacked on the way.

    Raises:
        OSError: There is no such file, or it cannot be read.
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14.
    """
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return _open_zstd(path) if path.suffix == ".zst" else path.open("rb")


def _open_zstd(path: Path) -> IO[bytes]:
    try:
        zstd = import_module(_ZSTD)
    except ImportError as error:
        raise ImportError(f"{path.name} is packed with zstd: install scaleapi[zstd] to read it") from error
    unpacked: IO[bytes] = zstd.open(path, "rb")
    return unpacked
