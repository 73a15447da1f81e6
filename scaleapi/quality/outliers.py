"""Sizes that are far from those of their label. Known only at the end, so what is kept of each shape is little.

Of all shapes the logarithm of the size is counted, in bins of a sixteenth of an octave (4.4 %); of the smallest and the
largest of each label it is kept who they are. So memory does not grow with the number of shapes, and what several
processes have counted is added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from scaleapi.quality.checks.shapes import areas_of
from scaleapi.quality.extraction.arrays import Bools, Floats, listed_ints, np
from scaleapi.quality.findings import Finding, Skipped
from scaleapi.quality.rules.chunk import Chunk, Things
from scaleapi.quality.rules.rule import Rule

__all__ = ["SIZE_OUTLIER", "SizeBook"]

SIZE_OUTLIER = Rule(
    "size_outlier",
    "warning",
    "A shape far smaller or larger than others of its label is mostly of another label, or a slip.",
    5.0,
    "robust standard deviations of the logarithm of the size",
    family="images",
)
"""The rule. Five of them leave out one of a million where sizes are lognormal; its name for the median is robust."""

_BINS = 16
"""A doubling of the side."""
_LEAST = 30
"""Shapes of a label, below which nothing can be said."""
_NARROWEST = 0.25
"""Octaves: labels whose shapes are all the same size are not held to less."""
_MOST = 100
"""Smallest and largest shapes that are kept, of each label."""
_MOST_LABELS = 5_000


class _Extreme(NamedTuple):
    """A shape that may be an outlier."""

    size: float
    """The logarithm, to the base 2, of the side of a square, or cube, of its size."""
    number: int
    """The task's place in all tasks."""
    task_id: str
    batch: str | None
    pointer: str
    uuid: str | None


class SizeBook:
    """Collects sizes by label; shapes on images, and cuboids, for themselves."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], Counter[int]] = {}
        self._small: dict[tuple[str, str], list[_Extreme]] = {}
        self._large: dict[tuple[str, str], list[_Extreme]] = {}
        self.overflown: bool = False
        """Whether there were more labels than are kept."""

    def add(self, chunk: Chunk) -> None:
        """Count the shapes of some tasks."""
        shapes = chunk.shapes
        if len(shapes):
            kinds = (chunk.is_kind(kind) for kind in ("box", "polygon", "ellipse", "cuboid"))
            names = ("box", "polygon", "ellipse", "2D cuboid")
            for name, which in zip(names, kinds, strict=True):
                if which.any():
                    self._count(chunk, shapes, name, areas_of(chunk) ** 0.5, which)
        if len(chunk.cuboids):
            volumes = np.clip(chunk.cuboids.dimensions, 0, None).prod(axis=1)
            self._count(chunk, chunk.cuboids, "cuboid", np.cbrt(volumes), np.ones(len(volumes), dtype=bool))

    def _count(self, chunk: Chunk, things: Things, kind: str, sizes: Floats, which: Bools) -> None:
        labels = np.array([one or "" for one in things.labels], dtype=object)
        fit = which & np.isfinite(sizes) & (sizes > 0)
        logs = np.log2(sizes, out=np.full(len(sizes), np.nan), where=fit)
        for label in sorted({*labels[fit].tolist()}):
            key = (kind, label)
            if key not in self._counts and len(self._counts) >= _MOST_LABELS:
                self.overflown = True
                continue
            some = np.flatnonzero(fit & (labels == label))
            values, counts = np.unique(np.floor(logs[some] * _BINS).astype(np.int64), return_counts=True)
            self._counts.setdefault(key, Counter()).update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
            order = listed_ints(some[np.argsort(logs[some], kind="stable")])
            for kept, ends in ((self._small, order[:_MOST]), (self._large, order[-_MOST:])):
                worst = kept[key][-1].size if len(kept.get(key, ())) == _MOST else None
                better = [at for at in ends if worst is None or (logs[at] < worst) == (kept is self._small)]
                self._keep(kept, key, [_extreme(chunk, things, at, logs) for at in better])

    def _keep(self, kept: dict[tuple[str, str], list[_Extreme]], key: tuple[str, str], more: list[_Extreme]) -> None:
        sign = 1 if kept is self._small else -1
        kept[key] = sorted([*kept.get(key, ()), *more], key=lambda one: (sign * one.size, one.number))[:_MOST]

    def merge(self, other: SizeBook, first: int) -> None:
        """Take over what another one has counted; its first task is that of the number `first` here."""
        for key, counts in other._counts.items():
            self._counts.setdefault(key, Counter()).update(counts)
            for mine, more in ((self._small, other._small), (self._large, other._large)):
                self._keep(mine, key, [one._replace(number=first + one.number) for one in more.get(key, [])])
        self.overflown |= other.overflown

    def findings(self, rule: Rule, skipped: Skipped) -> Iterator[tuple[int, Finding]]:
        """List the outliers, each with its task's place; and count what could not be judged."""
        few: dict[str, None] = {}
        for key, counts in sorted(self._counts.items()):
            kind, label = key
            limit = float(rule.limits([label])[0])
            if counts.total() < _LEAST:
                few |= dict.fromkeys(one.task_id for one in self._small[key])
                continue
            middle, spread = _middle_and_spread(counts)
            outliers = {(one.task_id, one.pointer): one for one in (*self._small[key], *self._large[key])}
            found = [one for one in outliers.values() if abs(one.size - middle) / spread > limit]
            if len(found) >= _MOST:
                reason = f"only the {_MOST} smallest and largest of a label are kept"
                skipped.note(rule.name, reason, [self._small[key][0].task_id])
            yield from ((one.number, _finding(rule, one, kind, label, middle, spread, limit)) for one in found)
        skipped.note(rule.name, f"there are fewer than {_LEAST} shapes of a label to compare with", few)
        if self.overflown:
            skipped.note(rule.name, f"there are more than {_MOST_LABELS:,} labels", ["all"])


def _extreme(chunk: Chunk, things: Things, at: int, logs: Floats) -> _Extreme:
    document = chunk.documents[int(things.document[at])]
    where, uuid = things.pointer(at), things.uuids[at]
    return _Extreme(float(logs[at]), document.number, document.task_id, document.batch, where, uuid)


def _middle_and_spread(counts: Counter[int]) -> tuple[float, float]:
    """Return the median of logarithms, and 1.4826 times the median distance from it: a robust standard deviation."""
    bins = np.array(sorted(counts), dtype=np.float64)
    weights = np.array([counts[int(one)] for one in bins.tolist()])
    middle = _median(bins, weights)
    spread = 1.4826 * _median(np.abs(bins - middle), weights)
    return (middle + 0.5) / _BINS, max(spread / _BINS, _NARROWEST)


def _median(values: Floats, weights: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def _finding(rule: Rule, one: _Extreme, kind: str, label: str, middle: float, spread: float, limit: float) -> Finding:
    away = (one.size - middle) / spread
    ratio = 2 ** abs(one.size - middle)
    message = (
        f"is {ratio:.3g} times {'larger' if away > 0 else 'smaller'} than the usual {kind} of its label, by its side"
    )
    measured, about = round(abs(away), 4), (label or None, one.batch)
    return Finding(one.task_id, one.uuid, one.pointer, rule.name, rule.severity, measured, limit, message, *about)
