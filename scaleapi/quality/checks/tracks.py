"""The same object from frame to frame: on videos, and in lidar scenes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scaleapi.models.rules import listed, mapped
from scaleapi.quality.extraction.arrays import Floats, Ints, codes_of, listed_ints, np
from scaleapi.quality.extraction.cuboids import Cuboids
from scaleapi.quality.extraction.shapes import Shapes
from scaleapi.quality.rules.chunk import Chunk, Things, hits
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__ = ["Steps", "steps_of"]

_EVERY_FRAME = ("videoannotation", "lidarannotation", "lidarsegmentation")
"""Task types whose files name every frame in which an object is; others name those in which it changes."""


class Steps(NamedTuple):
    """Pairs of an object's places in two frames that follow each other."""

    before: Ints
    after: Ints
    frames: Ints
    """How many frames lie from one to the other: at least 1."""


def steps_of(things: Shapes | Cuboids, view: Ints | None = None) -> Steps:
    """Pair what has the same id in one task, frame by frame.

    Args:
        things: Shapes or cuboids.
        view: The number of the camera of each.
    """
    named = np.flatnonzero(np.array([one is not None for one in things.uuids], dtype=bool) & (things.frame >= 0))
    views = np.zeros(len(things), np.int64) if view is None else view
    uuids = codes_of([things.uuids[at] for at in named.tolist()])
    keys = (things.frame[named], uuids, views[named], things.document[named])
    order = np.lexsort(keys)
    frames, *same = (key[order] for key in keys)
    joined = np.logical_and.reduce([key[1:] == key[:-1] for key in same]) & (frames[1:] > frames[:-1])
    at = named[order]
    return Steps(at[:-1][joined], at[1:][joined], (frames[1:] - frames[:-1])[joined].astype(np.int64))


def _moved(things: Things, steps: Steps, measured: Floats, rule: Rule, words: str) -> Iterator[Hit]:
    """Make hits of steps whose measure is over the limit; each is told of the later place."""
    full = np.full(len(things.labels), np.nan)
    full[steps.after] = measured
    limits = rule.limits(things.labels)
    yield from hits(things, steps.after[measured > limits[steps.after]], full, limits, words.format)


@built_in(
    "track_jump", "warning", "An object that jumps is mostly two objects with one id.",
    limit=2.0, unit="own diagonals a frame", family="videos",
)  # fmt: skip
def track_jump(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find objects whose centre moves by more than two of their own diagonals a frame."""
    shapes, steps = chunk.shapes, steps_of(chunk.shapes, chunk.shapes.view)
    boxes = shapes.boxes
    centre, size = boxes[:, :2] + boxes[:, 2:] / 2, np.hypot(boxes[:, 2], boxes[:, 3])
    far = np.linalg.norm(centre[steps.after] - centre[steps.before], axis=1) / steps.frames
    mean = np.maximum((size[steps.after] + size[steps.before]) / 2, 1.0)
    yield from _moved(shapes, steps, far / mean, rule, "moved by {:.3g} of its diagonals a frame: at most {:g}")


@built_in(
    "cuboid_jump", "warning", "An object that jumps is mostly two objects with one id.",
    limit=10.0, unit="metres a frame", family="lidar",
)  # fmt: skip
def cuboid_jump(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find cuboids that move by more than 10 metres a frame: at ten frames a second, 360 km/h."""
    cuboids, steps = chunk.cuboids, steps_of(chunk.cuboids)
    far = np.linalg.norm(cuboids.position[steps.after] - cuboids.position[steps.before], axis=1) / steps.frames
    yield from _moved(cuboids, steps, far, rule, "moved by {:.3g} metres a frame: at most {:g}")


def _both(chunk: Chunk) -> Iterator[tuple[Shapes | Cuboids, Steps]]:
    yield chunk.shapes, steps_of(chunk.shapes, chunk.shapes.view)
    yield chunk.cuboids, steps_of(chunk.cuboids)


@built_in(
    "track_gap", "warning", "Frames without an object that is before and after them were mostly forgotten.",
    limit=0.0, unit="missing frames",
)  # fmt: skip
def track_gap(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find frames that an object is missing from, though it is in others before and after.

    Of `videoplaybackannotation` nothing is told: its files name only some of the frames.
    """
    for things, steps in _both(chunk):
        every = np.array([one.type in _EVERY_FRAME for one in chunk.documents], dtype=bool)
        gaps = np.where(every[things.document[steps.after]], steps.frames - 1.0, 0.0)
        yield from _moved(things, steps, gaps, rule, "is missing from the {:g} frames before: at most {:g}")


@built_in(
    "short_track", "warning", "An object in a single frame is mostly one whose id changed, or a click by accident.",
    limit=2.0, unit="frames",
)  # fmt: skip
def short_track(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find objects in fewer than 2 frames of a video or scene that has more."""
    enough = [one.type in _EVERY_FRAME and _frames(one.files) > 1 for one in chunk.documents]
    for things in (chunk.shapes, chunk.cuboids):
        which = np.flatnonzero(np.array(enough, dtype=bool)[things.document]) if len(things) else np.zeros(0, np.int64)
        keys = [(int(things.document[at]), things.uuids[at]) for at in which.tolist()]
        named = [at for at, (_, uuid) in zip(listed_ints(which), keys, strict=True) if uuid is not None]
        codes = codes_of([(int(things.document[at]), things.uuids[at]) for at in named])
        counts = np.bincount(codes, minlength=1).astype(np.float64)
        first = [named[at] for at in listed_ints(np.unique(codes, return_index=True)[1].astype(np.int64))]
        full, limits = np.zeros(len(things)), rule.limits(things.labels)
        full[first] = counts[: len(first)]
        found = np.array([at for at in first if full[at] < limits[at]], dtype=np.int64)
        yield from hits(
            things, found, full, limits, lambda count, least: f"is in {count:g} frame(s): at least {least:g}"
        )


def _frames(files: object) -> int:
    content = mapped(files).get("annotations")
    return len(listed(mapped(content).get("annotations", content)))


@built_in("track_label", "error", "One object has one label; another one halfway is wrong before or after it.")
def track_label(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find objects whose label changes from one frame to the next."""
    del rule
    for things, steps in _both(chunk):
        for before, after in zip(steps.before.tolist(), steps.after.tolist(), strict=True):
            yield from _relabeled(things, things.labels, before, after)


def _relabeled(things: Shapes | Cuboids, labels: Sequence[str | None], before: int, after: int) -> Iterator[Hit]:
    if labels[before] != labels[after]:
        message = f"is {labels[after]!r:.60} here, and {labels[before]!r:.60} before"
        where = f"{things.pointer(after)}/label"
        yield Hit(int(things.document[after]), where, message, None, None, things.uuids[after], labels[after])
