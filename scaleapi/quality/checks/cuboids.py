"""Boxes in space: their sizes, and how they turn and change."""

from __future__ import annotations

from collections.abc import Iterator

from scaleapi.quality.checks.tracks import steps_of
from scaleapi.quality.extraction.arrays import np
from scaleapi.quality.rules.chunk import Chunk, hits
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__: list[str] = []


@built_in("empty_cuboid", "error", "A cuboid without any volume holds nothing.", unit="metres", family="lidar")
def empty_cuboid(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find cuboids with a side of zero or less."""
    del rule
    measured = chunk.cuboids.dimensions.min(axis=1, initial=np.inf)
    nothing = np.zeros(len(chunk.cuboids))
    yield from hits(
        chunk.cuboids, measured <= 0, measured, nothing, lambda side, _: f"has a side of {side:g}", "/dimensions"
    )


@built_in(
    "cuboid_too_small", "warning", "No object that is labeled is that small; give limits by label where you know them.",
    limit=0.2, unit="metres of the longest side", family="lidar",
)  # fmt: skip
def cuboid_too_small(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find cuboids whose longest side is below 0.2 metres: a traffic cone is 0.3 high."""
    measured, limits = chunk.cuboids.dimensions.max(axis=1, initial=-np.inf), rule.limits(chunk.cuboids.labels)
    found = (measured < limits) & (chunk.cuboids.dimensions > 0).all(axis=1)
    yield from hits(chunk.cuboids, found, measured, limits, "has a longest side of {:g} metres: at least {:g}".format)


@built_in(
    "cuboid_too_large", "warning", "No vehicle is that long; give limits by label where you know them.",
    limit=30.0, unit="metres of the longest side", family="lidar",
)  # fmt: skip
def cuboid_too_large(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find cuboids whose longest side is over 30 metres: trains are in wagons, road trains shorter."""
    measured, limits = chunk.cuboids.dimensions.max(axis=1, initial=-np.inf), rule.limits(chunk.cuboids.labels)
    yield from hits(
        chunk.cuboids, measured > limits, measured, limits, "has a longest side of {:g} metres: at most {:g}".format
    )


@built_in(
    "cuboid_size_change", "warning", "Things keep their size; one that grows was fitted to what was seen of it.",
    limit=1.2, unit="times a side before", family="lidar",
)  # fmt: skip
def cuboid_size_change(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find cuboids with a side that is 1.2 times that of the frame before, or less than a 1.2th of it."""
    cuboids, steps = chunk.cuboids, steps_of(chunk.cuboids)
    sides = np.where(cuboids.dimensions > 0, cuboids.dimensions, np.nan)
    ratio = sides[steps.after] / sides[steps.before]
    measured = np.full(len(cuboids), np.nan)
    measured[steps.after] = np.fmax(ratio, 1 / ratio).max(axis=1, initial=-np.inf)
    limits = rule.limits(cuboids.labels)
    words = "has a side that changed by a factor of {:.3g} since the frame before: at most {:g}"
    yield from hits(cuboids, measured > limits, measured, limits, words.format, "/dimensions")


@built_in(
    "yaw_jump", "warning", "A cuboid that turns at once has its front where its back was.",
    limit=1.0, unit="radians a frame", family="lidar",
)  # fmt: skip
def yaw_jump(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find cuboids that turn by more than 1 radian (57°) from one frame to the next: no vehicle does."""
    cuboids, steps = chunk.cuboids, steps_of(chunk.cuboids)
    turned = cuboids.yaw[steps.after] - cuboids.yaw[steps.before]
    measured = np.full(len(cuboids), np.nan)
    measured[steps.after] = np.abs(np.angle(np.exp(1j * turned))) / steps.frames
    limits = rule.limits(cuboids.labels)
    words = "turned by {:.3g} radians a frame: at most {:g}"
    yield from hits(cuboids, measured > limits, measured, limits, words.format, "/yaw")
