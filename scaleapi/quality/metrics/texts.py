"""How far texts are from each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Sequence

__all__ = ["edit_distance", "normalized", "similarity"]


def edit_distance(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """Return the Levenshtein distance: how many items to add, remove or replace to make one of the other.

    Args:
        a: A text; or a sequence of anything, such as words.
        b: The other.

    The columns of the table are kept as the bits of whole numbers (Myers 1999, in Hyyrö's form), so that two texts of
    10,000 characters take about 0.1 s.
    """
    if len(a) < len(b):
        a, b = b, a
    if not b:
        return len(a)
    places: dict[Hashable, int] = {}
    for at, item in enumerate(b):
        places[item] = places.get(item, 0) | 1 << at
    everywhere, last = (1 << len(b)) - 1, 1 << len(b) - 1
    more, less, distance = everywhere, 0, len(b)
    for item in a:
        same = places.get(item, 0)
        steady = (((same & more) + more) ^ more) | same | less
        up, down = (less | ~(steady | more)) & everywhere, more & steady
        distance += bool(up & last) - bool(down & last)
        up = (up << 1 | 1) & everywhere
        more, less = (down << 1 | ~(steady | up)) & everywhere, up & steady
    return distance


def similarity(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """Return 1 less the edit distance by the longer length: 1 for equal texts, also for two empty ones."""
    longer = max(len(a), len(b))
    return 1 - edit_distance(a, b) / longer if longer else 1.0


def normalized(text: str) -> str:
    """Return a text without what differs by writing only: width and composition (NFKC), case, and blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
