"""Two shapes of one image: the same thing twice, or one inside another.

Pairs are found in a tree of places, in which images lie far from each other; never all with all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from scaleapi._io.optional import need
from scaleapi.quality.extraction.arrays import Bools, Floats, Ints, np
from scaleapi.quality.extraction.outlines import outlines_of
from scaleapi.quality.rules.chunk import Chunk, hits
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__ = ["Pairs", "near_pairs"]

shapely: Any = need("shapely", "quality", "quality control")


class Pairs(NamedTuple):
    """Pairs of shapes of the same image; each has the earlier shape as `first`."""

    first: Ints
    second: Ints
    shared: Floats
    """The area that they share, in square pixels."""
    areas: tuple[Floats, Floats]
    """Their own."""

    @property
    def iou(self) -> Floats:
        """What they share of what they cover together."""
        return np.asarray(self.shared / (self.areas[0] + self.areas[1] - self.shared), dtype=np.float64)

    @property
    def inside(self) -> Floats:
        """What they share of the smaller one."""
        return np.asarray(self.shared / np.minimum(*self.areas), dtype=np.float64)

    def only(self, which: Bools) -> Pairs:
        """Keep some."""
        return Pairs(
            self.first[which], self.second[which], self.shared[which], (self.areas[0][which], self.areas[1][which])
        )


def near_pairs(chunk: Chunk, least: float) -> Pairs:
    """Find pairs of shapes of one image and one geometry that may have an IoU of `least`, and measure them.

    Args:
        chunk: The tasks. Boxes, as they are turned, and polygons are looked at.
        least: The IoU, over 0.
    """
    shapes = chunk.shapes
    solid = np.isfinite(shapes.boxes).all(axis=1) & (shapes.boxes[:, 2:] > 0).all(axis=1)
    plain = chunk.is_kind("box") & (shapes.rotation == 0) & solid
    other = (chunk.is_kind("polygon") | (chunk.is_kind("box") & (shapes.rotation != 0))) & solid
    # Two level boxes with such an IoU have centres this near, by the size of the smaller one.
    level = _measured_boxes(chunk, *_candidates(chunk, np.flatnonzero(plain), (1 - least) / (2 * least)))
    drawn = _measured_outlines(chunk, *_candidates(chunk, np.flatnonzero(other), None))
    return _joined(level, drawn)


def _candidates(chunk: Chunk, which: Ints, reach: float | None) -> tuple[Ints, Ints]:
    """Find pairs whose centres are within a reach, in sides of the first; or whose envelopes meet, if it is None."""
    if len(which) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    bounds = chunk.bounds[which]
    low = bounds.min()
    # Images lie side by side, and never meet.
    shift = ((chunk.images[which] % 4096) * (bounds.max() - low + 1.0))[:, None]
    moved = bounds + np.concatenate([shift, shift * 0, shift, shift * 0], axis=1)
    if reach is None:
        found = shapely.STRtree(shapely.box(*moved.T)).query(shapely.box(*moved.T))
    else:
        centre, side = (moved[:, :2] + moved[:, 2:]) / 2, moved[:, 2:] - moved[:, :2]
        wide = np.concatenate([centre - reach * side, centre + reach * side], axis=1)
        found = shapely.STRtree(shapely.points(centre)).query(shapely.box(*wide.T))
    same = chunk.images[which[found[0]]] == chunk.images[which[found[1]]]
    kept = which[found[:, same & (found[0] != found[1])]]
    both = np.unique(np.sort(kept, axis=0), axis=1).astype(np.int64)
    return both[0], both[1]


def _measured_boxes(chunk: Chunk, first: Ints, second: Ints) -> Pairs:
    one, two = chunk.bounds[first], chunk.bounds[second]
    sides = np.minimum(one[:, 2:], two[:, 2:]) - np.maximum(one[:, :2], two[:, :2])
    areas = [np.asarray((some[:, 2:] - some[:, :2]).prod(axis=1), dtype=np.float64) for some in (one, two)]
    return Pairs(first, second, np.clip(sides, 0, None).prod(axis=1).astype(np.float64), (areas[0], areas[1]))


def _measured_outlines(chunk: Chunk, first: Ints, second: Ints) -> Pairs:
    kinds = np.array(chunk.shapes.kinds, dtype=object)
    alike = kinds[first] == kinds[second]
    first, second = first[alike], second[alike]
    one, two = (shapely.make_valid(outlines_of(chunk.shapes, some)) for some in (first, second))
    areas = [np.asarray(shapely.area(some), dtype=np.float64) for some in (one, two)]
    made = Pairs(first, second, np.asarray(shapely.area(shapely.intersection(one, two))), (areas[0], areas[1]))
    return made.only((areas[0] > 0) & (areas[1] > 0))


def _joined(one: Pairs, two: Pairs) -> Pairs:
    both = np.concatenate
    areas = (both([one.areas[0], two.areas[0]]), both([one.areas[1], two.areas[1]]))
    first, second = both([one.first, two.first]), both([one.second, two.second])
    return Pairs(first, second, both([one.shared, two.shared]), areas)


def _labeled_alike(chunk: Chunk, pairs: Pairs) -> Bools:
    labels = np.array(chunk.shapes.labels, dtype=object)
    return np.asarray(labels[pairs.first] == labels[pairs.second], dtype=bool)


def _tell(chunk: Chunk, pairs: Pairs, which: Bools, measured: Floats, limits: Floats, words: str) -> Iterator[Hit]:
    """Make a hit of the later shape of each pair; of several pairs with the same one, of the nearest."""
    best: dict[int, int] = {}
    for at in np.flatnonzero(which).tolist():
        second = int(pairs.second[at])
        if second not in best or measured[at] > measured[best[second]]:
            best[second] = at
    shapes, full = chunk.shapes, np.full((2, len(chunk.shapes)), np.nan)
    for second, at in best.items():
        full[:, second] = measured[at], limits[second]
    for hit, at in zip(
        hits(shapes, np.array([*best], np.int64), full[0], full[1], lambda _, __: ""), best.values(), strict=True
    ):
        first = int(pairs.first[at])
        other = f"{shapes.pointer(first)} (`{shapes.labels[first]}`)"
        yield hit._replace(message=f"{words.format(hit.measured)} {other}")


@built_in(
    "duplicate", "error", "The same object twice doubles its weight in training, and counts as an error in evaluation.",
    limit=0.9, unit="IoU", family="images",
)  # fmt: skip
def duplicate(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find pairs of one label with an IoU of 0.9: people who draw one object twice agree less with themselves."""
    limits = rule.limits(chunk.shapes.labels)
    pairs = _near(chunk, limits)
    found = _labeled_alike(chunk, pairs) & (pairs.iou >= limits[pairs.second])
    yield from _tell(chunk, pairs, found, pairs.iou, limits, "has an IoU of {:.2f} with")


@built_in(
    "labeled_twice", "warning", "One object with two labels is wrong in one of them, unless the labels may overlap.",
    limit=0.95, unit="IoU", family="images",
)  # fmt: skip
def labeled_twice(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find pairs of different labels with an IoU of 0.95: a rider and a bicycle stay below."""
    limits = rule.limits(chunk.shapes.labels)
    pairs = _near(chunk, limits)
    found = ~_labeled_alike(chunk, pairs) & (pairs.iou >= limits[pairs.second])
    yield from _tell(chunk, pairs, found, pairs.iou, limits, "has an IoU of {:.2f} with the other label")


def _near(chunk: Chunk, limits: Floats) -> Pairs:
    """Find the pairs for a limit; those for a lower one of before have them, too."""
    least = min(max(float(limits.min(initial=1.0)), 0.01), 0.9)
    return chunk.once(f"pairs {least}", lambda: near_pairs(chunk, least))


@built_in(
    "nested", "warning", "One inside another of the same label is mostly a part that was drawn again.",
    limit=0.99, unit="share of the smaller one", family="images",
)  # fmt: skip
def nested(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find level boxes of which 99 % lie in a larger one of the same label, and that are no duplicates of it."""
    limits, shapes = rule.limits(chunk.shapes.labels), chunk.shapes
    solid = np.isfinite(shapes.boxes).all(axis=1) & (shapes.boxes[:, 2:] > 0).all(axis=1)
    plain = np.flatnonzero(chunk.is_kind("box") & (shapes.rotation == 0) & solid)
    pairs = _measured_boxes(chunk, *_candidates(chunk, plain, 0.5))
    inner_second = pairs.areas[1] <= pairs.areas[0]
    inner = np.where(inner_second, pairs.second, pairs.first)
    turned = pairs._replace(first=np.where(inner_second, pairs.first, pairs.second), second=inner)
    found = _labeled_alike(chunk, pairs) & (pairs.inside >= limits[inner]) & (pairs.iou < _DUPLICATE)
    yield from _tell(chunk, turned, found, pairs.inside, limits, "lies to {:.0%} in")


_DUPLICATE = 0.9
"""The IoU from which another rule speaks."""
