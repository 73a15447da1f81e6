"""Results that are missing, empty, or not of their documented form."""

from __future__ import annotations

from collections.abc import Iterator

from scaleapi.quality.checks.misshapen import misshapen
from scaleapi.quality.extraction.arrays import Ints, np
from scaleapi.quality.extraction.reading import DRAWN_TYPES, FILE_TYPES
from scaleapi.quality.extraction.spans import SPAN_TYPES
from scaleapi.quality.rules.chunk import Chunk
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__ = ["GEOMETRIES"]

GEOMETRIES = ("box", "polygon", "line", "point", "cuboid", "ellipse", "path")
"""The shapes that rules know."""


@built_in("response_missing", "error", "A completed task without a response was paid for, and has no result.")
def response_missing(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find tasks that are completed, and have no response."""
    del rule
    for place in chunk.unanswered:
        yield Hit(place, "/response", "is missing, though the task is completed")


@built_in(
    "malformed", "error", "What is not as documented breaks whatever reads it, or is left out without anybody noticing."
)
def malformed(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find values of other types than documented, and shapes without what makes them one."""
    del rule
    for things in (chunk.shapes, chunk.cuboids, chunk.spans):
        for one in things.misfits:
            yield Hit(one.document, one.pointer, one.message, uuid=one.uuid)
    told = {(one.document, one.pointer.rpartition("/")[0]) for one in chunk.shapes.misfits}
    shapes, broken = chunk.shapes, ~np.isfinite(chunk.shapes.boxes).all(axis=1) & chunk.is_kind(*GEOMETRIES)
    for at in np.flatnonzero(broken).tolist():
        place, pointer = int(shapes.document[at]), shapes.pointer(at)
        if (place, pointer) not in told:
            message = f"is a {shapes.kinds[at]} without finite numbers for its place"
            yield Hit(place, pointer, message, None, None, shapes.uuids[at], shapes.labels[at])
    yield from _cuboids(chunk)
    for place, document in enumerate(chunk.documents):
        yield from (Hit(place, pointer, message) for pointer, message in misshapen(document))
    unknown = ~chunk.is_kind(*GEOMETRIES)
    for kind in sorted({shapes.kinds[at] for at in np.flatnonzero(unknown).tolist()}):
        some = shapes.document[unknown & chunk.is_kind(kind)]
        chunk.skip(None, f"no rule knows the geometry `{kind[:80]}`", some.tolist())


def _cuboids(chunk: Chunk) -> Iterator[Hit]:
    cuboids = chunk.cuboids
    told = {(one.document, one.pointer.rpartition("/")[0]) for one in cuboids.misfits}
    broken = ~np.isfinite(np.concatenate([cuboids.position, cuboids.dimensions], axis=1)).all(axis=1)
    for at in np.flatnonzero(broken).tolist():
        place, pointer = int(cuboids.document[at]), cuboids.pointer(at)
        if (place, pointer) not in told:
            message = "is a cuboid without finite numbers for `position` and `dimensions`"
            yield Hit(place, pointer, message, None, None, cuboids.uuids[at], cuboids.labels[at])


@built_in("no_annotations", "warning", "An empty result is as often skipped work as an image with nothing on it.")
def no_annotations(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find results without a single annotation."""
    del rule
    counts = sum(_counted(one.document, chunk) for one in (chunk.shapes, chunk.cuboids, chunk.spans))
    odd = {one.document for things in (chunk.shapes, chunk.cuboids, chunk.spans) for one in things.misfits}
    for place in np.flatnonzero(counts == 0).tolist():
        kind = chunk.documents[place].type
        holds = kind in DRAWN_TYPES | FILE_TYPES | SPAN_TYPES or kind == "lidarannotation"
        if holds and place not in odd and place not in {*chunk.unanswered}:
            where = "/response/annotations"
            yield Hit(place, where, "is empty")


def _counted(documents: Ints, chunk: Chunk) -> Ints:
    return np.bincount(documents, minlength=len(chunk.documents)).astype(np.int64)


@built_in("uuid_twice", "error", "Links and reviews name annotations by their id, and meet the wrong one.")
def uuid_twice(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find ids that two annotations of one image, frame, scene or text have."""
    del rule
    shapes, cuboids, spans = chunk.shapes, chunk.cuboids, chunk.spans
    for things, frames in ((shapes, chunk.images), (cuboids, cuboids.frame), (spans, np.zeros(len(spans), np.int64))):
        seen: set[tuple[int, int, str]] = set()
        for at, uuid in enumerate(things.uuids):
            if uuid is None:
                continue
            key = (int(things.document[at]), int(frames[at]), uuid)
            if key in seen:
                message = f"has the id {uuid!r:.60}, which another one has, too"
                yield Hit(key[0], things.pointer(at), message, None, None, uuid, things.labels[at])
            seen.add(key)
