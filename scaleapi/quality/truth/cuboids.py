"""Boxes in space: by the IoU in space, and by that from above."""

from __future__ import annotations

from collections.abc import Sequence

from scaleapi.quality.extraction.arrays import Floats, Ints, np, taken
from scaleapi.quality.extraction.cuboids import Cuboids, cuboids_of
from scaleapi.quality.metrics.cuboids import cuboid_iou_of_pairs
from scaleapi.quality.truth.attributes import compare_attributes
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.matched import Cases, Edges, near_pairs, settle
from scaleapi.quality.truth.options import Pairing
from scaleapi.quality.truth.sides import labels_at, numbered

__all__ = ["comparable_cuboids", "compare_cuboids", "cuboid_cases", "cuboid_edges", "rows_of_cuboids"]


def compare_cuboids(book: Book, pairing: Pairing) -> None:
    """Compare cuboids, frame by frame and label by label. Pitch and roll are not looked at."""
    both = cuboids_of(pairing.found), cuboids_of(pairing.there)
    broken = book.unreadable_pairs(pairing, both[0].misfits, both[1].misfits)
    which = [comparable_cuboids(book, one, broken) for one in both]
    mine, theirs = cuboid_cases(both, which, pairing.items, np.arange(len(pairing.items)))
    found, there = (rows_of_cuboids(one, at) for one, at in zip(both, which, strict=True))
    in_space, from_above = cuboid_edges(mine, found, theirs, there)
    by_space = book.options.cuboid_iou == "3d"
    best = settle(book, "cuboids", mine, theirs, in_space if by_space else from_above)
    other, name = (from_above, "cuboids_bev") if by_space else (in_space, "cuboids_3d")
    settle(book, name, mine, theirs, other, by_threshold=False)
    answers = [taken(one.attributes, at) for one, at in zip(both, which, strict=True)]
    document = both[0].document[which[0]].tolist()
    compare_attributes(book, pairing.found, document, answers[0], answers[1], best)


def cuboid_cases(both: Sequence[Cuboids], which: Sequence[Ints], items: Ints, groups: Ints) -> list[Cases]:
    """Sort cuboids by frame, among those of documents of the same group."""
    numbers = [[groups[one.document[at]], one.frame[at]] for one, at in zip(both, which, strict=True)]
    return [
        Cases(items[one.document[at]], image, labels_at(one.labels, at))
        for one, at, image in zip(both, which, numbered(numbers), strict=True)
    ]


def cuboid_edges(mine: Cases, found: Floats, theirs: Cases, there: Floats) -> tuple[Edges, Edges]:
    """List the pairs of cuboids of the same frame that overlap: in space, and from above."""
    left, right = near_pairs(mine.image, _bounds(found), theirs.image, _bounds(there))
    above, space = cuboid_iou_of_pairs(found, there, left, right)
    return Edges(left, right, space, space).only(space > 0), Edges(left, right, above, above).only(above > 0)


def comparable_cuboids(book: Book, cuboids: Cuboids, broken: Ints) -> Ints:
    """Choose the cuboids of which all is known; count the others."""
    there = ~np.isin(cuboids.document, broken)
    sound = np.isfinite(rows_of_cuboids(cuboids, np.arange(len(cuboids)))).all(axis=1)
    lost = np.flatnonzero(there & ~sound)
    tasks = taken(cuboids.documents, cuboids.document[lost])
    places = [f"{task.task_id} {where}" for task, where in zip(tasks, taken(cuboids.pointers, lost), strict=True)]
    book.skips.note("cuboids of which position or dimensions are missing or no numbers", places)
    return np.flatnonzero(there & sound)


def rows_of_cuboids(cuboids: Cuboids, which: Ints) -> Floats:
    """Return x, y, z, dx, dy, dz and yaw."""
    columns = [cuboids.position, cuboids.dimensions, cuboids.yaw[:, None]]
    return np.concatenate(columns, axis=1)[which]


def _bounds(cuboids: Floats) -> Floats:
    """Return what the cuboids cover from above, however they are turned: lowest x and y, highest x and y."""
    reach = np.hypot(cuboids[:, 3], cuboids[:, 4])[:, None] / 2
    return np.concatenate([cuboids[:, :2] - reach, cuboids[:, :2] + reach], axis=1)
