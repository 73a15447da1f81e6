"""COCO's average precision, collected image by image, where shapes say how sure they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scaleapi.quality.extraction.arrays import Bools, Floats, np
from scaleapi.quality.metrics.precision import area_under, hits_of

__all__ = ["ScoredBook"]


@dataclass
class _Label:
    scores: list[Floats] = field(default_factory=list[Floats])
    hits: list[Bools] = field(default_factory=list[Bools])


@dataclass
class ScoredBook:
    """Collects the detections of each label, with what they hit at each threshold."""

    labels: dict[str, _Label] = field(default_factory=dict[str, _Label])
    total: Counter[str] = field(default_factory=Counter[str])
    """How many things of each label are there."""

    def add(self, label: str, scores: Floats, overlaps: Floats, thresholds: Floats) -> None:
        """Take in the detections of a label in one image, and their IoU with what is there."""
        book = self.labels.setdefault(label, _Label())
        given, hits = hits_of(scores, overlaps, thresholds)
        book.scores.append(given)
        book.hits.append(hits)

    def by_label(self, thresholds: int) -> dict[str, Floats]:
        """Return the average precision of each label at each of so many thresholds; none if nothing has a score."""
        return {label: self._of_label(label, thresholds) for label in self.total} if self.labels else {}

    def _of_label(self, label: str, thresholds: int) -> Floats:
        book = self.labels.get(label, _Label())
        scores = np.concatenate([np.empty(0), *book.scores])
        hits = np.concatenate([np.empty((thresholds, 0), dtype=bool), *book.hits], axis=1)
        return area_under(scores, hits, self.total[label])
