"""A JSON array in a file, item by item: what is held in memory is one item, not the array."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import TextIOWrapper
from json import JSONDecoder
from typing import IO, Any

from scaleapi._io import bounds
from scaleapi._io.json_text import integer

__all__ = ["items_of"]

_BEGIN = re.compile(r'\s*(\{\s*"annotations"\s*:\s*)?\[\s*')
_NEXT = re.compile(r"\s*([,\]])\s*")
_DECODER = JSONDecoder(parse_int=integer)


def items_of(file: IO[bytes], size: int = 1 << 16) -> Iterator[Any]:
    """Iterate over the items of an array, bare or under the key `annotations`; closes the file at the end.

    Args:
        file: UTF-8, read from its present position.
        size: How many characters are read at once, at the least.

    Raises:
        ValueError: There is no array, it breaks off, or an item is absurdly long.
    """
    with TextIOWrapper(file, encoding="utf-8-sig", errors="surrogatepass") as source:
        text = source.read(size)
        begin = _BEGIN.match(text)
        if begin is None:
            raise ValueError(f"the file holds no JSON array: it begins with {text[:40]!r}")
        text = text[begin.end() :]
        while not text.startswith("]"):
            item, text = _one(text, source, size)
            yield item


def _one(text: str, source: TextIOWrapper, size: int) -> tuple[Any, str]:
    """Read one item, and what follows its comma. An item counts as whole once something stands behind it."""
    while True:
        try:
            item, end = _DECODER.raw_decode(text)
        except RecursionError:
            raise ValueError("an item is nested too deeply") from None
        except ValueError as error:
            item, end, broken = None, len(text), error
        else:
            broken = ValueError("the array breaks off")
        if (behind := _NEXT.match(text, end)) is not None:
            return item, _rest(text, behind, source, size)
        if len(text) > bounds.MOST_AT_ONCE:
            raise ValueError(f"an item has more than {bounds.MOST_AT_ONCE} characters")
        # Twice as much each time: an item of any length is tried a few times only.
        more = source.read(max(size, len(text)))
        if not more:
            raise broken
        text += more


def _rest(text: str, behind: re.Match[str], source: TextIOWrapper, size: int) -> str:
    if behind[1] == "]":
        return "]"
    return text[behind.end() :] or source.read(size).lstrip()
