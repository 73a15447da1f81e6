"""Segmentations: indexes that mean nothing, and what is left without a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scaleapi.export.masks import UnreadableMask
from scaleapi.models.rules import mapped
from scaleapi.quality.extraction.arrays import Ints, np
from scaleapi.quality.extraction.segments import POINT_TYPES, SEGMENT_TYPES, Segment, points_of
from scaleapi.quality.rules.chunk import Chunk
from scaleapi.quality.rules.rule import Hit, Rule, built_in
from scaleapi.quality.truth.masks import mask_of

__all__: list[str] = []


def _by_document(chunk: Chunk) -> dict[int, list[Segment]]:
    found: dict[int, list[Segment]] = {}
    for one in chunk.segments:
        found.setdefault(one.document, []).append(one)
    return found


@built_in("index_invalid", "error", "An index is the only way from a pixel to its label.")
def index_invalid(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find labels without an index, with the index 0, which is unlabeled, or with one that another label has."""
    del rule
    for place, segments in _by_document(chunk).items():
        seen: dict[int, Segment] = {}
        for one in segments:
            if one.index is None:
                yield Hit(place, one.pointer, "has no `index` that is a whole number", label=one.label)
            elif one.index <= 0:
                yield Hit(place, one.pointer, f"has the index {one.index}, which no label can have", label=one.label)
            elif one.index in seen:
                message = f"has the index {one.index}, as {seen[one.index].pointer} has"
                yield Hit(place, one.pointer, message, label=one.label)
            seen.setdefault(one.index or 0, one)
    for place, document in enumerate(chunk.documents):
        empty = document.type in SEGMENT_TYPES and mapped(document.response).get("labelMapping") == {}
        if empty:
            yield Hit(place, "/response/labelMapping", "names no label")


def _counts(chunk: Chunk, rule: Rule) -> Iterator[tuple[int, str, Counter[int]]]:
    """Count the pixels or points of each index: of each image whose mask is there, of each frame of points."""
    unmasked = list[int]()
    for place, document in enumerate(chunk.documents):
        if document.type in POINT_TYPES:
            for pointer, points in points_of(document):
                yield place, pointer, Counter(one for one in points if type(one) is int)
        elif document.type in SEGMENT_TYPES:
            mask = _mask(chunk, place)
            if mask is None:
                unmasked.append(place)
            else:
                values, counts = np.unique(mask, return_counts=True)
                where = "/response/annotations/combined/indexedImage"
                yield place, where, Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    if rule.name == "index_unknown":
        chunk.skip(rule, "there is no mask that can be read: give `masks`", unmasked)


def _mask(chunk: Chunk, place: int) -> Ints | None:
    try:
        return mask_of(chunk.options.masks, chunk.documents[place])
    except UnreadableMask:
        return None


@built_in("index_unknown", "error", "Pixels or points of an index that no label has are lost.", unit="pixels or points")
def index_unknown(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find indexes in masks, or of points, that no label has; 0 is unlabeled."""
    meant = {place: {one.index for one in some} for place, some in _by_document(chunk).items()}
    for place, pointer, counts in _counts(chunk, rule):
        for index in sorted(counts.keys() - meant.get(place, set()) - {0}):
            message = f"has {counts[index]} with the index {index}, which no label has"
            yield Hit(place, pointer, message, float(counts[index]), 0.0)


@built_in(
    "unlabeled_share", "warning", "Pixels or points without a label are not learnt from.",
    limit=0.05, unit="share of the pixels or points",
)  # fmt: skip
def unlabeled_share(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find segmentations of which more than 5 % have no label, unless the payload allows it."""
    limit = rule.limit_of(None)
    for place, pointer, share in (*_shares_of_masks(chunk, rule), *_shares_of_counts(chunk, rule)):
        if limit is not None and share > limit and chunk.asked[place].params.get("allow_unlabeled") is not True:
            yield Hit(place, pointer, f"is unlabeled to {share:.1%}: at most {limit:.1%}", round(share, 4), limit)


def _shares_of_masks(chunk: Chunk, rule: Rule) -> Iterator[tuple[int, str, float]]:
    for place, pointer, counts in _counts(chunk, rule):
        if counts:
            yield place, pointer, counts[0] / counts.total()


def _shares_of_counts(chunk: Chunk, rule: Rule) -> Iterator[tuple[int, str, float]]:
    """Tell it of images whose mask is not there by `numPixels`, where all of them and the size are known."""
    unknown = list[int]()
    for place, segments in _by_document(chunk).items():
        if chunk.documents[place].type not in SEGMENT_TYPES or _mask(chunk, place) is not None:
            continue
        pixels = [one.pixels for one in segments if one.pixels is not None]
        whole = float(chunk.sizes[place].prod())
        if len(pixels) == len(segments) and whole > 0:
            yield place, "/response/labelMapping", max(1 - sum(pixels) / whole, 0.0)
        else:
            unknown.append(place)
    chunk.skip(rule, "neither a mask nor the size of the image is known: give `masks` or `sizes`", unknown)
