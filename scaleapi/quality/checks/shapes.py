"""Shapes on images, one at a time: where they are, how large, how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaleapi._io.optional import need
from scaleapi.quality.extraction.arrays import Bools, Floats, np
from scaleapi.quality.extraction.outlines import outlines_of, rings_of
from scaleapi.quality.rules.chunk import Chunk, hits
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__ = ["areas_of"]

shapely: Any = need("shapely", "quality", "quality control")

_SOLID = ("box", "polygon", "cuboid", "ellipse")
"""What has an area."""


@built_in(
    "outside_image", "error", "Training code clips such shapes, or fails on them.",
    limit=1.0, unit="pixels beyond the edge", family="images",
)  # fmt: skip
def outside_image(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes that reach beyond the image. One pixel is what rounding makes of an edge."""
    shapes, sizes = chunk.shapes, chunk.sizes[chunk.shapes.document]
    _tell_unknown(chunk, rule)
    beyond = np.concatenate([-chunk.bounds[:, :2], chunk.bounds[:, 2:] - sizes], axis=1)
    measured, limits = beyond.max(axis=1), rule.limits(shapes.labels)
    yield from hits(
        shapes, measured > limits, measured, limits, lambda far, _: f"reaches {far:g} pixels beyond the image"
    )


def _tell_unknown(chunk: Chunk, rule: Rule) -> None:
    """Count the tasks with shapes on an image of unknown size."""
    places = np.unique(chunk.shapes.document)
    unknown = places[np.isnan(chunk.sizes[places, 0])]
    chunk.skip(rule, "the size of the image is not known: give `sizes`", unknown.tolist())


def areas_of(chunk: Chunk) -> Floats:
    """Return the areas (n,) of shapes, in square pixels: of polygons what they enclose, else of the box."""
    return chunk.once("areas", lambda: _areas(chunk))


def _areas(chunk: Chunk) -> Floats:
    shapes = chunk.shapes
    areas = np.asarray(shapes.boxes[:, 2] * shapes.boxes[:, 3], dtype=np.float64)
    drawn = np.flatnonzero(chunk.is_kind("polygon") & (np.diff(shapes.starts) > 0))
    ring, owner = rings_of(shapes, drawn)
    if len(drawn):
        cross = ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]
        inner = owner[:-1] == owner[1:]
        areas[drawn] = np.abs(np.bincount(owner[:-1][inner], cross[inner], minlength=len(drawn))) / 2
        # Of outlines that cross themselves, parts count against each other.
        nothing = drawn[areas[drawn] == 0]
        areas[nothing] = shapely.area(shapely.make_valid(outlines_of(shapes, nothing)))
    return areas


@built_in("empty_shape", "error", "A shape without any area marks nothing, and divides by zero later.", family="images")
def empty_shape(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find boxes and polygons without any area, and lines without any length."""
    del rule
    shapes, areas = chunk.shapes, areas_of(chunk)
    sides = shapes.boxes[:, 2:]
    solid = chunk.is_kind(*_SOLID) & ((sides <= 0).any(axis=1) | (areas == 0))
    short = chunk.is_kind("line", "path") & (sides == 0).all(axis=1)
    yield from hits(shapes, solid | short, areas, np.zeros(len(shapes)), lambda area, _: f"has an area of {area:g}")


@built_in(
    "self_crossing", "error", "What is inside of an outline that crosses itself is told differently by every tool.",
    family="images",
)  # fmt: skip
def self_crossing(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find polygons whose outline crosses itself."""
    del rule
    shapes = chunk.shapes
    fit = np.isfinite(shapes.boxes).all(axis=1) & (np.diff(shapes.starts) > 3)
    drawn = np.flatnonzero(chunk.is_kind("polygon") & fit)
    if not len(drawn):
        return
    vertices, owner = rings_of(shapes, drawn)
    crossed = drawn[~shapely.is_simple(shapely.linearrings(vertices, indices=owner))]
    nothing = np.full(len(shapes), np.nan)
    for hit in hits(shapes, crossed, nothing, nothing, lambda _, __: "crosses itself", "/vertices"):
        yield hit._replace(measured=None, limit=None)


@built_in(
    "too_few_points", "error", "An outline of two points, or a line of one, is none.", unit="points", family="images"
)
def too_few_points(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find polygons with fewer than three different points, and lines with fewer than two."""
    del rule
    shapes = chunk.shapes
    counts = np.diff(shapes.starts).astype(np.float64)
    needed = np.where(chunk.is_kind("polygon"), 3.0, np.where(chunk.is_kind("line", "path"), 2.0, 0.0))
    for at in np.flatnonzero((needed > 0) & (counts > 0) & (counts < 6)):  # more than that are hardly all the same
        some = shapes.vertices[shapes.starts[at] : shapes.starts[at + 1]]
        counts[at] = len(np.unique(some, axis=0))
    few = (needed > 0) & (counts > 0) & (counts < needed)
    yield from hits(shapes, few, counts, needed, _few, "/vertices")


def _few(count: float, needed: float) -> str:
    return f"has {count:g} different point{'s' if count != 1 else ''}, and needs {needed:g}"


def _solid(chunk: Chunk) -> tuple[Bools, Floats, Floats]:
    """Tell which shapes have an area; their shorter and their longer sides."""
    sides = chunk.shapes.boxes[:, 2:]
    return chunk.is_kind(*_SOLID) & (sides > 0).all(axis=1), sides.min(axis=1), sides.max(axis=1)


@built_in(
    "too_small", "warning", "Such shapes are mostly clicks by accident: nobody sees what is in them.",
    limit=3.0, unit="pixels of the shorter side", family="images",
)  # fmt: skip
def too_small(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes with a side of less than 3 pixels: less than what a mouse can place."""
    solid, measured, _ = _solid(chunk)
    limits = rule.limits(chunk.shapes.labels)
    small = solid & (measured < limits)
    yield from hits(
        chunk.shapes, small, measured, limits, lambda side, least: f"has a side of {side:g} pixels: at least {least:g}"
    )


@built_in(
    "too_large", "warning", "No object of this label is that large in such images.",
    unit="pixels of the longer side", family="images", default=False,
)  # fmt: skip
def too_large(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes with a longer side than a limit, which only the user knows."""
    solid, _, measured = _solid(chunk)
    limits = rule.limits(chunk.shapes.labels)
    large = solid & (measured > limits)
    yield from hits(
        chunk.shapes, large, measured, limits, lambda side, most: f"has a side of {side:g} pixels: at most {most:g}"
    )


def _shares(chunk: Chunk, rule: Rule) -> Floats:
    _tell_unknown(chunk, rule)
    sizes = chunk.sizes[chunk.shapes.document]
    return np.asarray(areas_of(chunk) / (sizes[:, 0] * sizes[:, 1]), dtype=np.float64)


@built_in(
    "share_too_small", "warning", "Objects this small in the image are not wanted, or not to be seen.",
    unit="share of the image's area", family="images", default=False,
)  # fmt: skip
def share_too_small(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes with a smaller share of the image than a limit, which only the user knows."""
    solid, measured, limits = _solid(chunk)[0], _shares(chunk, rule), rule.limits(chunk.shapes.labels)
    yield from hits(chunk.shapes, solid & (measured < limits), measured, limits, _share)


@built_in(
    "share_too_large", "warning", "A shape around the whole image is mostly one that was not finished.",
    limit=0.98, unit="share of the image's area", family="images",
)  # fmt: skip
def share_too_large(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes that cover nearly all of the image: 98 % leaves room for a real close-up."""
    solid, measured, limits = _solid(chunk)[0], _shares(chunk, rule), rule.limits(chunk.shapes.labels)
    yield from hits(chunk.shapes, solid & (measured > limits), measured, limits, _share)


def _share(share: float, limit: float) -> str:
    return f"covers {100 * share:.3g} % of the image; the limit is {100 * limit:.3g} %"


@built_in(
    "aspect_ratio", "warning", "A sliver is mostly a slip of the mouse.",
    limit=40.0, unit="longer side by shorter side", family="images",
)  # fmt: skip
def aspect_ratio(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes that are more than 40 times as long as wide: poles and lane markings stay below."""
    solid, short, long = _solid(chunk)
    measured, limits = np.divide(long, short, out=np.zeros_like(long), where=solid), rule.limits(chunk.shapes.labels)
    found = solid & (measured > limits)
    yield from hits(
        chunk.shapes,
        found,
        measured,
        limits,
        lambda ratio, most: f"is {ratio:.3g} times as long as wide: at most {most:g}",
    )
