"""Find keys that occur twice among millions, with a small memory: sorted runs of fingerprints in a temporary file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from heapq import merge
from tempfile import TemporaryFile
from typing import IO

__all__ = ["Keys", "entry"]

_RUN = 50_000
_ROW = 8
_SIZE = 16 + _ROW
"""A fingerprint of 128 bits, so that two keys with the same one are the same key, and the number of its row."""
_BLOCK = 1000 * _SIZE


def entry(key: str, row: int) -> bytes:
    """Make a fingerprint of a key, with the row that it stands in."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest() + row.to_bytes(_ROW, "big")


class Keys:
    """Collects keys with the rows that they stand in."""

    def __init__(self) -> None:
        self._run: list[bytes] = []
        self._written: IO[bytes] | None = None
        self._starts: list[tuple[int, int]] = []

    def add(self, entries: Iterable[bytes]) -> None:
        """Add what `entry` made of more keys and rows."""
        self._run.extend(entries)
        if len(self._run) >= _RUN:
            self._write()

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Iterate over the rows whose key stands in an earlier row, each with the first such row. Call once."""
        try:
            if self._written is None and len({one[:-_ROW] for one in self._run}) == len(self._run):
                return  # as nearly always
            written = self._written
            runs = [_entries(written, *start) for start in self._starts] if written is not None else []
            first = b""
            for one in merge(*runs, sorted(self._run)):
                if one[:-_ROW] != first[:-_ROW]:
                    first = one
                else:
                    yield _row_of(one), _row_of(first)
        finally:
            self.close()

    def close(self) -> None:
        """Give the temporary file up; `repeated` does so at its end."""
        if self._written is not None:
            self._written.close()

    def _write(self) -> None:
        if self._written is None:
            self._written = TemporaryFile()  # noqa: SIM115 - closed by repeated()
        self._starts.append((self._written.tell(), len(self._run)))
        self._written.write(b"".join(sorted(self._run)))
        self._run.clear()


def _row_of(one: bytes) -> int:
    return int.from_bytes(one[-_ROW:], "big")


def _entries(written: IO[bytes], start: int, count: int) -> Iterator[bytes]:
    end = start + count * _SIZE
    for at in range(start, end, _BLOCK):
        written.seek(at)  # all runs share one file, and are read in turns
        block = written.read(min(_BLOCK, end - at))
        yield from (block[i : i + _SIZE] for i in range(0, len(block), _SIZE))
