"""Precision, recall and F1 of what was counted, and the confusion matrix of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scaleapi._show.shown import Rows, Shown
from scaleapi.quality.metrics.arrays import Floats, Ints

__all__ = ["Confusion", "Scores", "confusion_matrix", "confusion_of", "scores_of"]

NAN = float("nan")


@dataclass(frozen=True, slots=True, repr=False)
class Scores(Shown):
    """How often something was found rightly, wrongly, and not at all. What is undefined, for lack of cases, is NaN."""

    true_positives: float = 0
    """What was found, and is there. Halves are partial matches."""
    false_positives: float = 0
    """What was found, and is not there."""
    false_negatives: float = 0
    """What is there, and was not found."""
    overlap: float = 0
    """The sum of the IoU of what was found, or 0 where there is no such thing."""
    overlaps: float = 0
    """How many have an IoU."""

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)

    @property
    def mean_iou(self) -> float:
        """The mean IoU of what was found and is there."""
        return _share(self.overlap, self.overlaps)

    @property
    def support(self) -> float:
        """How many there are in the reference."""
        return self.true_positives + self.false_negatives

    def __add__(self, other: Scores) -> Scores:
        return Scores(*(a + b for a, b in zip(self.numbers(), other.numbers(), strict=True)))

    def numbers(self) -> tuple[float, float, float, float, float]:
        """Return the fields, in order."""
        return (self.true_positives, self.false_positives, self.false_negatives, self.overlap, self.overlaps)

    def _facts(self) -> list[tuple[str, object]]:
        means = [(name, round(getattr(self, name), 4)) for name in ("precision", "recall", "f1", "mean_iou")]
        return [*means, ("support", self.support)]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else NAN


def scores_of(totals: Floats) -> Floats:
    """Return precision, recall, F1 and mean IoU of sums of the fields of `Scores`.

    Args:
        totals: An array of shape (…, 5).

    Returns:
        An array of shape (…, 4); NaN where there is nothing to divide by.
    """
    hit, wrong, missed, overlap, overlaps = np.moveaxis(totals, -1, 0)
    parts = np.stack([hit, hit, 2 * hit, overlap], axis=-1)
    wholes = np.stack([hit + wrong, hit + missed, 2 * hit + wrong + missed, overlaps], axis=-1)
    shares: Floats = np.divide(parts, wholes, out=np.full(parts.shape, NAN), where=wholes > 0)
    return shares


@dataclass(frozen=True, slots=True, repr=False)
class Confusion(Shown):
    """Which labels were taken for which."""

    labels: list[Hashable]
    """The labels, in the order of rows and columns. None, if it is among them, stands for nothing: of what was found
    and is not there, or is there and was not found."""
    matrix: Ints
    """How often: a row for each label of the reference, a column for each that was predicted."""

    @property
    def accuracy(self) -> float:
        """The share of cases with the right label."""
        return _share(float(np.trace(self.matrix)), float(self.matrix.sum()))

    @property
    def by_label(self) -> dict[Hashable, Scores]:
        """Precision, recall and F1 of each label, taken for itself."""
        found, there, hits = self.matrix.sum(axis=0), self.matrix.sum(axis=1), np.diag(self.matrix)
        counts = zip(self.labels, hits.tolist(), (found - hits).tolist(), (there - hits).tolist(), strict=True)
        return {label: Scores(*numbers) for label, *numbers in counts if label is not None}

    def _facts(self) -> list[tuple[str, object]]:
        return [("labels", len(self.labels)), ("cases", int(self.matrix.sum())), ("accuracy", round(self.accuracy, 4))]

    def _rows(self) -> Rows:
        names = ["(nothing)" if label is None else str(label) for label in self.labels]
        lines = ((name, *row) for name, row in zip(names, self.matrix.tolist(), strict=True))
        return Rows(("reference", *names), lines, len(names))


def confusion_matrix(
    predicted: Iterable[Hashable], reference: Iterable[Hashable], labels: Iterable[Hashable] | None = None
) -> Confusion:
    """Count which labels were taken for which.

    Args:
        predicted: The label of each case.
        reference: What it should be.
        labels: The labels and their order; without it, all that occur, sorted as text. Cases with another are left out.

    Raises:
        ValueError: There are not as many of one as of the other.
    """
    return confusion_of(Counter(zip(reference, predicted, strict=True)), labels)


def confusion_of(counts: Mapping[Any, int], labels: Iterable[Hashable] | None = None) -> Confusion:
    """Make a confusion matrix of counts by pairs: the label of the reference, and the one that was predicted."""
    order: list[Hashable] = (
        sorted({one for pair in counts for one in pair}, key=_by_text) if labels is None else list(labels)
    )
    known = {label: at for at, label in enumerate(order)}
    matrix = np.zeros((len(order), len(order)), dtype=np.int64)
    for (there, found), count in counts.items():
        if there in known and found in known:
            matrix[known[there], known[found]] += count
    return Confusion(order, matrix)


def _by_text(label: Hashable) -> tuple[bool, str]:
    return label is None, str(label)
