"""What is drawn: on images, in videos, and on the images of a scene's cameras."""

from __future__ import annotations

from collections.abc import Sequence

from scaleapi.quality.extraction.arrays import Ints, np, taken
from scaleapi.quality.extraction.shapes import Shapes, shapes_of
from scaleapi.quality.truth.attributes import compare_attributes
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.detections import count_detections
from scaleapi.quality.truth.matched import Cases, Edges, near_pairs, settle
from scaleapi.quality.truth.options import Options, Pairing
from scaleapi.quality.truth.outlines import AREAS, is_readable, kinds_of, similarity_of
from scaleapi.quality.truth.sides import Side, labels_at, numbered, place_of

__all__ = ["compare_shapes", "shape_edges", "shape_sides"]


def compare_shapes(book: Book, pairing: Pairing) -> None:
    """Compare what is drawn, image by image, label by label, and each kind of shape with itself."""
    found, there = shapes_of(pairing.found), shapes_of(pairing.there)
    broken = book.unreadable_pairs(pairing, found.misfits, there.misfits)
    mine, theirs = shape_sides(book, (found, there), broken, pairing.items, np.arange(len(pairing.items)))
    edges = shape_edges(mine, theirs, book.options)
    best = settle(book, "shapes", mine.cases, theirs.cases, edges)
    document = found.document[mine.which].tolist()
    answers = [taken(side.shapes.attributes, side.which) for side in (mine, theirs)]
    compare_attributes(book, pairing.found, document, answers[0], answers[1], best)
    count_detections(book, mine, theirs, edges)


def shape_sides(book: Book, both: Sequence[Shapes], broken: Ints, items: Ints, groups: Ints) -> list[Side]:
    """Choose the shapes that can be compared; count the others.

    Args:
        book: Where these are counted.
        both: The shapes of each side.
        broken: The places of documents that are left out.
        items: The item of each document.
        groups: Of each document, what it is compared with: those with the same number.
    """
    kinds = [kinds_of(one) for one in both]
    which = [_comparable(book, *one, broken) for one in zip(both, kinds, strict=True)]
    images = numbered(
        [
            [groups[shapes.document[at]], shapes.frame[at], shapes.view[at], kind[at]]
            for shapes, kind, at in zip(both, kinds, which, strict=True)
        ]
    )
    return [
        Side(shapes, at, kind, Cases(items[shapes.document[at]], image, labels_at(shapes.labels, at)))
        for shapes, kind, at, image in zip(both, kinds, which, images, strict=True)
    ]


def _comparable(book: Book, shapes: Shapes, kinds: Ints, broken: Ints) -> Ints:
    there = ~np.isin(shapes.document, broken)
    sound, known = is_readable(shapes, kinds), kinds >= 0
    for at in np.flatnonzero(there & ~known).tolist():
        book.skips.note(f"shapes of the kind {shapes.kinds[at]!r}, which nothing compares", [place_of(shapes, at)])
    lost = np.flatnonzero(there & known & ~sound).tolist()
    book.skips.note("shapes of which coordinates are missing or no numbers", [place_of(shapes, at) for at in lost])
    return np.flatnonzero(there & known & sound)


def shape_edges(mine: Side, theirs: Side, options: Options) -> Edges:
    """List the pairs of shapes of the same image and kind that overlap, or are near each other."""
    bounds = mine.bounds(options.tolerance), theirs.bounds(options.tolerance)
    left, right = near_pairs(mine.cases.image, bounds[0], theirs.cases.image, bounds[1])
    similarity = similarity_of(
        mine.shapes, theirs.shapes, mine.which[left], theirs.which[right], mine.kinds, options.tolerance
    )
    area = mine.kinds[mine.which[left]] < AREAS
    return Edges(left, right, np.where(area, similarity, np.nan), similarity).only(similarity > 0)
