"""What average precision needs: shapes that say how sure they are, held against what is in their image."""

from __future__ import annotations

from collections.abc import Iterator

from scaleapi.models.rules import numeral
from scaleapi.quality.extraction.arrays import Floats, Ints, np, taken
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.matched import Edges
from scaleapi.quality.truth.sides import Side, numbered

__all__ = ["count_detections"]


def count_detections(book: Book, mine: Side, theirs: Side, edges: Edges) -> None:
    """Collect the shapes with an area and a score, label by label, with what each hits."""
    areas = theirs.has_area.tolist()
    book.scored.total.update(label for label, area in zip(theirs.cases.labels, areas, strict=True) if area)
    scores = _scores(mine, book.options.score)
    is_scored = np.isfinite(scores)
    if not is_scored.any():
        return
    lost = mine.places(np.flatnonzero(~is_scored & mine.has_area))
    book.skips.note("shapes without a score, for the average precision", lost)
    known = {label: at for at, label in enumerate(dict.fromkeys([*mine.cases.labels, *theirs.cases.labels]))}
    codes = [np.array([known[one] for one in side.cases.labels], dtype=np.int64) for side in (mine, theirs)]
    found, there = numbered([[mine.cases.image, codes[0]], [theirs.cases.image, codes[1]]])
    found = np.where(is_scored & mine.has_area, found, -1)
    there = np.where(theirs.has_area, there, -2)
    limits = np.array(book.options.thresholds)
    for rows, overlaps in _matrices(found, there, edges):
        book.scored.add(mine.cases.labels[int(rows[0])], scores[rows], overlaps, limits)


def _scores(side: Side, name: str) -> Floats:
    answers = taken(side.shapes.attributes, side.which)
    told = [numeral(one.get(name)) if one else None for one in answers]
    return np.array([np.nan if one is None else one for one in told], dtype=np.float64)


def _matrices(found: Ints, there: Ints, edges: Edges) -> Iterator[tuple[Ints, Floats]]:
    """Go through the groups of detections: which these are, and their IoU with all things of the same group."""
    within = edges.only(found[edges.left] == there[edges.right])
    rows_of, columns_of, edges_of = _Sorted(found), _Sorted(there), _Sorted(found[within.left])
    for group in np.unique(found[found >= 0]).tolist():
        rows, columns, own = rows_of.members(group), columns_of.members(group), edges_of.members(group)
        overlaps = np.zeros((len(rows), len(columns)))
        places = np.searchsorted(rows, within.left[own]), np.searchsorted(columns, within.right[own])
        overlaps[places] = within.iou[own]
        yield rows, overlaps


class _Sorted:
    """Finds the members of groups."""

    def __init__(self, groups: Ints) -> None:
        self._order = np.argsort(groups, kind="stable")
        self._groups = groups[self._order]

    def members(self, group: int) -> Ints:
        """Return the places of the members of a group, rising."""
        start, end = np.searchsorted(self._groups, [group, group + 1])
        return self._order[start:end]
