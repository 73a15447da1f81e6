"""Boxes in space: by the IoU in space, and by that from above."""

from __future__ import annotations

from scaleapi.quality.extraction.arrays import Floats, Ints, np, taken
from scaleapi.quality.extraction.cuboids import Cuboids, cuboids_of
from scaleapi.quality.metrics.cuboids import cuboid_iou_of_pairs
from scaleapi.quality.truth.attributes import compare_attributes
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.matched import Cases, Edges, near_pairs, settle
from scaleapi.quality.truth.options import Pairing
from scaleapi.quality.truth.sides import labels_at, numbered

__all__ = ["compare_cuboids"]


def compare_cuboids(book: Book, pairing: Pairing) -> None:
    """Compare cuboids, frame by frame and label by label. Pitch and roll are not looked at."""
    both = cuboids_of(pairing.found), cuboids_of(pairing.there)
    broken = book.unreadable(pairing, both[0].misfits, both[1].misfits)
    which = [_comparable(book, one, broken) for one in both]
    images = numbered([[one.document[at], one.frame[at]] for one, at in zip(both, which, strict=True)])
    mine, theirs = (
        Cases(pairing.items[one.document[at]], image, labels_at(one.labels, at))
        for one, at, image in zip(both, which, images, strict=True)
    )
    found, there = (_rows(one, at) for one, at in zip(both, which, strict=True))
    left, right = near_pairs(mine.image, _bounds(found), theirs.image, _bounds(there))
    above, space = cuboid_iou_of_pairs(found, there, left, right)
    in_space, from_above = (Edges(left, right, one, one).only(one > 0) for one in (space, above))
    by_space = book.options.cuboid_iou == "3d"
    best = settle(book, "cuboids", mine, theirs, in_space if by_space else from_above)
    other, name = (from_above, "cuboids_bev") if by_space else (in_space, "cuboids_3d")
    settle(book, name, mine, theirs, other, by_threshold=False)
    answers = [taken(one.attributes, at) for one, at in zip(both, which, strict=True)]
    document = both[0].document[which[0]].tolist()
    compare_attributes(book, pairing.found, document, answers[0], answers[1], best)


def _comparable(book: Book, cuboids: Cuboids, broken: Ints) -> Ints:
    there = ~np.isin(cuboids.document, broken)
    sound = np.isfinite(_rows(cuboids, np.arange(len(cuboids)))).all(axis=1)
    lost = np.flatnonzero(there & ~sound)
    tasks = taken(cuboids.documents, cuboids.document[lost])
    places = [f"{task.task_id} {where}" for task, where in zip(tasks, taken(cuboids.pointers, lost), strict=True)]
    book.skips.note("cuboids of which position or dimensions are missing or no numbers", places)
    return np.flatnonzero(there & sound)


def _rows(cuboids: Cuboids, which: Ints) -> Floats:
    """Return x, y, z, dx, dy, dz and yaw."""
    columns = [cuboids.position, cuboids.dimensions, cuboids.yaw[:, None]]
    return np.concatenate(columns, axis=1)[which]


def _bounds(cuboids: Floats) -> Floats:
    """Return what the cuboids cover from above, however they are turned: lowest x and y, highest x and y."""
    reach = np.hypot(cuboids[:, 3], cuboids[:, 4])[:, None] / 2
    return np.concatenate([cuboids[:, :2] - reach, cuboids[:, :2] + reach], axis=1)
