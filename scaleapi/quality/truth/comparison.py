"""What comes of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scaleapi._show.shown import Rows, Shown, ShownFields
from scaleapi.quality.extraction.arrays import Floats, np
from scaleapi.quality.metrics.counts import Confusion, Scores, scores_of
from scaleapi.quality.metrics.intervals import Interval, bootstrap_sums
from scaleapi.quality.truth.skipped import NotCompared

__all__ = ["AveragePrecision", "Comparison", "FieldComparison", "ItemComparison", "LabeledScores", "Share"]

_NAMES = ("precision", "recall", "f1", "mean_iou")


@dataclass(frozen=True, slots=True, repr=False)
class LabeledScores(Shown):
    """Precision, recall, F1 and mean IoU, over all and by label. What is undefined, for lack of cases, is NaN."""

    by_label: Mapping[str, Scores]
    total: Scores
    """The sums over all labels."""
    of_pixels: bool = False
    """Whether pixels or points are counted: then the mean IoU is that over labels."""

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return self.total.precision

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.total.recall

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return self.total.f1

    @property
    def mean_iou(self) -> float:
        """The mean IoU of what was matched; of pixels and points, the mean over labels."""
        if not self.of_pixels:
            return self.total.mean_iou
        shares = [one.mean_iou for one in self.by_label.values()]
        return sum(shares) / len(shares) if shares else float("nan")

    def _facts(self) -> list[tuple[str, object]]:
        return [*((name, round(getattr(self, name), 4)) for name in _NAMES), ("labels", len(self.by_label))]

    def _rows(self) -> Rows:
        heads = ("label", *_NAMES, "support")
        cells = (
            (label, *(f"{getattr(one, name):.4f}" for name in _NAMES), f"{one.support:g}")
            for label, one in self.by_label.items()
        )
        return Rows(heads, cells, len(self.by_label))


@dataclass(frozen=True, slots=True, repr=False)
class ItemComparison(ShownFields):
    """How one task compares with its reference."""

    task_id: str
    reference_id: str
    scores: Scores
    by_label: Mapping[str, Scores]


@dataclass(frozen=True, slots=True, repr=False)
class Share(Shown):
    """How many of some answers are right."""

    count: int
    equal: int

    @property
    def accuracy(self) -> float:
        """The share of equal answers; NaN if there are none."""
        return self.equal / self.count if self.count else float("nan")

    def _facts(self) -> list[tuple[str, object]]:
        return [("count", self.count), ("accuracy", round(self.accuracy, 4))]


@dataclass(frozen=True, slots=True, repr=False)
class FieldComparison(ShownFields):
    """How the answers to one question compare."""

    kind: str
    """`category`, `number` or `text`."""
    count: int
    """How many answers were compared."""
    accuracy: float
    """The share of answers that are equal; of several choices, of those where all are."""
    normalized: float | None = None
    """Of texts: the share of those that are equal but for case, blanks and the form of characters (NFKC)."""
    mean_distance: float | None = None
    """Of texts the mean edit distance, of numbers the mean difference."""
    mean_similarity: float | None = None
    """Of texts: the mean of 1 less the edit distance by the longer length."""
    confusion: Confusion | None = None
    """Of categories, where one is chosen: which were taken for which; the empty text stands for no answer."""


@dataclass(frozen=True, slots=True, repr=False)
class AveragePrecision(Shown):
    """COCO's average precision, over 100 detections an image."""

    thresholds: tuple[float, ...]
    by_label: Mapping[str, Floats]
    """At each threshold of IoU; NaN where nothing is there."""

    @property
    def mean(self) -> float:
        """The mean over thresholds and labels: COCO's AP, if these are its thresholds."""
        return self._mean(np.stack(list(self.by_label.values())) if self.by_label else np.empty((0, 1)))

    def at(self, threshold: float) -> float:
        """Return the mean over labels at a threshold: `at(0.5)` is COCO's AP50.

        Raises:
            ValueError: It is none of the thresholds.
        """
        place = self.thresholds.index(threshold)
        return self._mean(np.array([one[place] for one in self.by_label.values()]))

    @staticmethod
    def _mean(values: Floats) -> float:
        known = values[~np.isnan(values)]
        return float(known.mean()) if known.size else float("nan")

    def _facts(self) -> list[tuple[str, object]]:
        return [("mean", round(self.mean, 4)), ("labels", len(self.by_label))]


@dataclass(frozen=True, repr=False)
class Comparison(LabeledScores):
    """How results compare with what is known to be right.

    Its own `precision`, `recall`, `f1`, `mean_iou` and `by_label` are over things that were drawn or marked, and
    choices; where there are none, over pixels and points; else over texts.
    """

    threshold: float = 0.5
    """The least IoU of a match."""
    families: Mapping[str, LabeledScores] = field(default_factory=dict[str, LabeledScores])
    """By family: `shapes`, `cuboids`, `cuboids_bev` (matched from above), `spans`, `spans_partial` (a span that only
    overlaps counts by half), `relations`, `categories`, `texts` (equal if normalised), `masks`, `points`."""
    by_threshold: Mapping[float, LabeledScores] = field(default_factory=dict[float, LabeledScores])
    """Shapes and cuboids at each threshold of IoU."""
    average_precision: AveragePrecision | None = None
    """None where nothing has a score."""
    confusion: Confusion | None = None
    """Of shapes and cuboids: which labels were taken for which; None among the labels stands for nothing."""
    attributes: Mapping[str, Share] = field(default_factory=dict[str, Share])
    """By attribute: answers about things that were matched, and about whole images."""
    fields: Mapping[str, FieldComparison] = field(default_factory=dict[str, FieldComparison])
    """By field: answers of forms, categories and texts."""
    items: list[ItemComparison] = field(default_factory=list[ItemComparison])
    not_compared: list[NotCompared] = field(default_factory=list[NotCompared])
    rows: Floats = field(default_factory=lambda: np.empty((0, 7)))
    """Item, label and the fields of `Scores`: what the headline sums up."""

    @property
    def compared(self) -> int:
        """How many items were compared."""
        return len(self.items)

    @cached_property
    def accuracy(self) -> float:
        """The share of equal answers over all fields; NaN if there are none."""
        counts = sum(one.count for one in self.fields.values())
        return sum(one.accuracy * one.count for one in self.fields.values()) / counts if counts else float("nan")

    def intervals(
        self, label: str | None = None, *, resamples: int = 1000, level: float = 0.95, seed: int = 0
    ) -> dict[str, Interval]:
        """Return bootstrap intervals of precision, recall, F1 and mean IoU: items are drawn anew, with replacement.

        Args:
            label: Of one label only.
            resamples: How often.
            level: The probability that the intervals are for.
            seed: The same one gives the same intervals.
        """
        rows = self.rows if label is None else self.rows[self.rows[:, 1] == [*self.by_label, label].index(label)]
        items = rows[:, 0].astype(np.int64)
        sums = np.stack([np.bincount(items, one, len(self.items)) for one in rows[:, 2:].T], axis=1)
        found = bootstrap_sums(sums, scores_of, resamples=resamples, level=level, seed=seed)
        return dict(zip(_NAMES, found, strict=True))

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain JSON; null for what is undefined."""
        by_label = {label: _numbers(one) for label, one in self.by_label.items()}
        families = {name: _numbers(one) for name, one in self.families.items()}
        attributes = {name: {"count": one.count, "accuracy": one.accuracy} for name, one in self.attributes.items()}
        average = None if self.average_precision is None else _plain(self.average_precision.mean)
        left_out = [
            {"count": one.count, "reason": one.reason, "examples": [*one.examples]} for one in self.not_compared
        ]
        numbers = {"compared": self.compared, **_numbers(self), "accuracy": _plain(self.accuracy)}
        more = {"average_precision": average, "by_label": by_label, "families": families, "attributes": attributes}
        return {**numbers, **more, "not_compared": left_out}

    def _facts(self) -> list[tuple[str, object]]:
        means = [(name, round(getattr(self, name), 4)) for name in _NAMES]
        left_out = sum(one.count for one in self.not_compared)
        return [("compared", self.compared), *means, ("labels", len(self.by_label)), ("not_compared", left_out)]


def _numbers(scores: Scores | LabeledScores) -> dict[str, float | None]:
    support = scores.support if isinstance(scores, Scores) else scores.total.support
    return {**{name: _plain(getattr(scores, name)) for name in _NAMES}, "support": support}


def _plain(number: float) -> float | None:
    return None if number != number else number  # noqa: PLR0124  (NaN, which JSON does not have)
