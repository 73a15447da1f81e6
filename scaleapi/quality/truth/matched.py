"""Things that were matched one to one, such as shapes: counted by item and label, at each threshold."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from scaleapi.quality.extraction.arrays import Bools, Floats, Ints, np, taken
from scaleapi.quality.metrics.matching import matched_edges, pairs_within
from scaleapi.quality.truth.book import Book, codes_in, rows_of

__all__ = ["Cases", "Edges", "near_pairs", "settle"]

_ROUNDING = 1e-9
"""By how much an IoU may be below the threshold, for it is computed in floating point."""
_MANY = 1_000_000
"""Pairs in one image, from which on they are looked for in a tree."""


class Cases(NamedTuple):
    """Things on one side."""

    item: Ints
    """The number of the item of each."""
    image: Ints
    """What it can be compared with: things with the same number."""
    labels: list[str]


class Edges(NamedTuple):
    """Pairs that may be matched."""

    left: Ints
    """Places among what was found."""
    right: Ints
    """Places among what is there."""
    iou: Floats
    """How much they overlap; NaN for things that are near or not, such as points."""
    weight: Floats
    """How good the match is."""

    def only(self, which: Bools) -> Edges:
        """Return some of them."""
        return Edges(self.left[which], self.right[which], self.iou[which], self.weight[which])

    def above(self, threshold: float) -> Edges:
        """Return those that are good enough."""
        with np.errstate(invalid="ignore"):
            return self.only((self.iou >= threshold - _ROUNDING) | np.isnan(self.iou))

    def matched(self) -> Edges:
        """Return the best ones, one to one."""
        return self.only(matched_edges(self.left, self.right, self.weight))


def settle(book: Book, family: str, found: Cases, there: Cases, edges: Edges, *, by_threshold: bool = True) -> Edges:
    """Match things of the same label, and count them; the rest, of any label, tells what is mistaken for what.

    Returns:
        The matches at the threshold of the comparison.
    """
    tally = book.family(family)
    mine, theirs = tally.codes(found.labels), tally.codes(there.labels)
    same = edges.only(mine[edges.left] == theirs[edges.right])
    best = same.above(book.options.threshold).matched()
    tally.rows.append(_counted(found, mine, there, theirs, best))
    if by_threshold:
        _count_mistaken(book.confusion, found, there, edges.above(book.options.threshold), best)
        _count_by_threshold(book, found, there, same)
    return best


def _counted(found: Cases, mine: Ints, there: Cases, theirs: Ints, best: Edges) -> Floats:
    hits, overlap, seen = np.zeros(len(mine)), np.zeros(len(mine)), np.zeros(len(theirs))
    hits[best.left], overlap[best.left], seen[best.right] = 1, best.iou, 1
    return rows_of((found.item, mine), hits, overlap, (there.item, theirs), seen)


def _count_by_threshold(book: Book, found: Cases, there: Cases, edges: Edges) -> None:
    mine, theirs = (codes_in(book.labels, side.labels) for side in (found, there))
    for limit in book.options.thresholds:
        tally = book.at(limit)
        tally.rows.append(_counted(found, mine, there, theirs, edges.above(limit).matched()))
        tally.fold()


def _count_mistaken(
    confusion: Counter[tuple[str | None, str | None]], found: Cases, there: Cases, edges: Edges, best: Edges
) -> None:
    free, unseen = np.ones(len(found.labels), dtype=bool), np.ones(len(there.labels), dtype=bool)
    free[best.left], unseen[best.right] = False, False
    mistaken = edges.only(free[edges.left] & unseen[edges.right]).matched()
    free[mistaken.left], unseen[mistaken.right] = False, False
    for pairs in (best, mistaken):
        confusion.update(zip(taken(there.labels, pairs.right), taken(found.labels, pairs.left), strict=True))
    confusion.update((None, label) for label in taken(found.labels, np.flatnonzero(free)))
    confusion.update((label, None) for label in taken(there.labels, np.flatnonzero(unseen)))


def near_pairs(found: Ints, bounds: Floats, there: Ints, others: Floats) -> tuple[Ints, Ints]:
    """List the pairs in the same image whose bounds meet.

    Args:
        found: The number of the image of each thing.
        bounds: Of each: lowest x and y, highest x and y, of shape (n, 4).
        there: As `found`, of the other side.
        others: As `bounds`.
    """
    sizes = np.bincount(found), np.bincount(there)
    shared = min(map(len, sizes))
    many = np.flatnonzero(sizes[0][:shared] * sizes[1][:shared] > _MANY)
    few_left, few_right = (np.flatnonzero(~np.isin(one, many)) for one in (found, there))
    left, right = pairs_within(found[few_left], there[few_right])
    left, right = few_left[left], few_right[right]
    meet = (bounds[left, :2] <= others[right, 2:]).all(axis=1) & (others[right, :2] <= bounds[left, 2:]).all(axis=1)
    pairs = [(left[meet], right[meet])]
    for image in many.tolist():
        mine, theirs = (np.flatnonzero(one == image) for one in (found, there))
        pairs += [_in_tree(mine, bounds, theirs, others)]
    return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])


def _in_tree(mine: Ints, bounds: Floats, theirs: Ints, others: Floats) -> tuple[Ints, Ints]:
    from scaleapi.quality.metrics.polygons import shapely  # costs time

    tree: Any = shapely.STRtree(shapely.box(*others[theirs].T))
    left, right = tree.query(shapely.box(*bounds[mine].T))
    return mine[left], theirs[right]
