"""Disks that are full, and folders that cannot be written to, on any machine and as any user."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

__all__ = ["full", "open_folder", "posix", "read_only"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs limits and users of POSIX")
_NOBODY = 65534


@contextmanager
def full(after: int) -> Iterator[None]:
    """Have every write to a file fail that would make it larger than so many bytes, as on a full disk."""
    import resource  # POSIX only

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))  # Python ignores the signal, so that it is an OSError
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that every user can reach; pytest's own are of one user only."""
    path = Path(mkdtemp(prefix="scaleapi-disk-"))
    path.chmod(0o777)
    try:
        yield path
    finally:
        shutil.rmtree(path)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Have nothing in a folder changed by this process; root, who may do everything, becomes nobody meanwhile."""
    modes = {one: one.stat().st_mode for one in [folder, *folder.rglob("*")]}
    for one in modes:
        one.chmod(0o555 if one.is_dir() else 0o444)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
        for one, mode in modes.items():
            one.chmod(mode)
