"""Pixels of images, and points of clouds, that have an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scaleapi.export.masks import Masks, UnreadableMask, mask_by_id
from scaleapi.quality.extraction.arrays import Ints, np
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.segments import Segment, points_of, segments_of
from scaleapi.quality.metrics.counts import Scores
from scaleapi.quality.metrics.masks import mask_confusion
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.options import Pairing

__all__ = ["coded", "compare_masks", "compare_points", "mask_of", "meanings_of"]

_FARTHEST = 1 << 24
"""Beyond the highest index that a mask can hold."""


def compare_masks(book: Book, pairing: Pairing) -> None:
    """Compare the masks of segmentations, pixel by pixel, by what their indexes mean."""
    sides = [meanings_of(segments_of(some)) for some in (pairing.found, pairing.there)]
    for place, documents in enumerate(zip(pairing.found, pairing.there, strict=True)):
        try:
            found = mask_of(book.options.masks, documents[0])
            there = mask_of(book.options.reference_masks, documents[1])
        except UnreadableMask as why:
            _leave(book, pairing, place, f"segmentations: {why}")
            continue
        if found.shape != there.shape:
            _leave(book, pairing, place, "segmentations whose masks have another size than their reference")
            continue
        _count(
            book,
            "masks",
            int(pairing.items[place]),
            [(found, sides[0].get(place, {})), (there, sides[1].get(place, {}))],
        )


def _leave(book: Book, pairing: Pairing, place: int, why: str) -> None:
    book.skips.note(why, [pairing.found[place].task_id])
    book.broken.add(int(pairing.items[place]))


def compare_points(book: Book, pairing: Pairing) -> None:
    """Compare the labels of points, frame by frame."""
    sides = [meanings_of(segments_of(some)) for some in (pairing.found, pairing.there)]
    for place, (one, other) in enumerate(zip(pairing.found, pairing.there, strict=True)):
        frames = [[points for _, points in points_of(document)] for document in (one, other)]
        for number in range(max(map(len, frames))):
            pair = [some[number] if number < len(some) else [] for some in frames]
            if len(pair[0]) != len(pair[1]):
                book.skips.note(
                    "frames with another number of points than their reference", [f"{one.task_id} {number}"]
                )
                continue
            arrays = [_indexes(points) for points in pair]
            _count(
                book,
                "points",
                int(pairing.items[place]),
                [(a, side.get(place, {})) for a, side in zip(arrays, sides, strict=True)],
            )


def _indexes(points: Sequence[Any]) -> Ints:
    sound = (one if isinstance(one, int) and abs(one) < _FARTHEST else -1 for one in points)
    return np.array(list(sound), dtype=np.int64)


def meanings_of(segments: Any) -> dict[int, dict[int, str]]:
    """Sort what indexes mean by document; instances of a label are that label."""
    found = dict[int, dict[int, str]]()
    one: Segment
    for one in segments:
        if one.index is not None and one.label is not None:
            found.setdefault(one.document, {})[one.index] = one.label
    return found


def _count(book: Book, family: str, item: int, sides: Sequence[tuple[Ints, dict[int, str]]]) -> None:
    """Count the pixels of each label; what has no label is no label of its own, but can be mistaken for one."""
    labels = list(dict.fromkeys(label for _, meaning in sides for label in meaning.values()))
    found, there = (coded(mask, meaning, labels) for mask, meaning in sides)
    counts = mask_confusion(found, there, len(labels) + 1)
    hits = np.diag(counts)
    wrong, missed = counts.sum(axis=0) - hits, counts.sum(axis=1) - hits
    for label, hit, more, less in zip(labels, hits.tolist(), wrong.tolist(), missed.tolist(), strict=False):
        if hit + more + less:
            book.family(family).add(item, label, Scores(hit, more, less, hit, hit + more + less))


def coded(mask: Ints, meaning: dict[int, str], labels: list[str]) -> Ints:
    """Replace indexes by the places of their labels; by one more for what has no label."""
    codes = {label: at for at, label in enumerate(labels)}
    indexes, places = np.unique(mask, return_inverse=True)
    named = [codes.get(meaning.get(index, ""), len(labels)) for index in indexes.tolist()]
    return np.array(named, dtype=np.int64)[places.reshape(mask.shape)]


def mask_of(masks: Masks | None, document: TaskDocument) -> Ints:
    """Return the mask of a task.

    Raises:
        UnreadableMask: There is none, or it cannot be read.
    """
    return mask_by_id(masks, document.task_id)
