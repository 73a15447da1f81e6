r"""Stretches of files of lines: the unit of work that any process can do by itself, given nothing but a description.

Where a stretch ends depends on no line, so a file is cut without being read. A line belongs to the stretch in which its
first byte is, even if it goes on into the next ones:

    stretches   abc\nd | ef\n | gh | i\nj
    lines       abc, def | none | ghi | j
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

from scaleapi._io.compression import is_packed, open_packed
from scaleapi._io.paths import StrPath, local_path, size_of, text_of

__all__ = ["Stretch", "lines_of", "stretches_of"]

_PIECE = 1 << 16
"""Bytes that are held at a time of a line that began before the stretch."""


class Stretch(NamedTuple):
    """Some lines of a file: those that begin at or after `start` and before `end`."""

    place: str
    """The file: an absolute path, as a worker may stand in another folder, or a URL."""
    start: int
    """Bytes from the beginning of the file."""
    end: int | None
    """Bytes from the beginning of the file; None for all that follows."""


def stretches_of(place: StrPath, size: int = 64 << 20) -> list[Stretch]:
    """Cut a file of lines into stretches, in order.

    The last one has no end: what is added to the file meanwhile belongs to it. So one stretch is made of an empty file,
    and of what has no size to tell, like a pipe. A packed file is one stretch, as it can only be read from the start.

    Args:
        place: A path or URL.
        size: How many bytes a stretch has, at least 1.

    Raises:
        OSError: There is no such file. A packed file is not looked for before its lines are read.
        ImportError: A URL needs the extra `remote`.
        ValueError: The size is less than 1.
    """
    if size < 1:
        raise ValueError(f"a stretch has at least 1 byte, not {size}")
    path = local_path(place)
    name = text_of(place) if path is None else str(path.absolute())
    starts = [0] if is_packed(place) else [0, *range(size, size_of(place), size)]
    return [Stretch(name, start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def lines_of(stretch: Stretch) -> Iterator[bytes]:
    r"""Read the lines of a stretch, each with its `\n`; one line is in memory at a time.

    Raises:
        OSError: There is no such file, or it cannot be read.
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14; a URL needs the extra `remote`.
    """
    with open_packed(stretch.place) as file:
        at = _skip_begun(file, stretch) if stretch.start else 0
        for line in file if stretch.end is None or at < stretch.end else ():
            yield line
            at += len(line)
            if stretch.end is not None and at >= stretch.end:
                break


def _skip_begun(file: IO[bytes], stretch: Stretch) -> int:
    """Pass over the line that began before a stretch; return where the next one begins.

    Reading from one byte earlier finds a line that ended just there, too. A line that goes on beyond the stretch is not
    followed: a line of gigabytes spans hundreds of stretches, and each would read it to its end.
    """
    at = file.seek(stretch.start - 1)
    while stretch.end is None or at < stretch.end:
        piece = file.readline(_PIECE)
        at += len(piece)
        if not piece or piece.endswith(b"\n"):
            break
    return at
