"""How well raters agree, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from scaleapi._show.shown import Rows, Shown
from scaleapi.quality.extraction.arrays import Floats, Ints, np
from scaleapi.quality.metrics.alpha import Level, krippendorff_alpha
from scaleapi.quality.metrics.intervals import Interval, bootstrap
from scaleapi.quality.metrics.kappa import cohen_kappa, fleiss_kappa

__all__ = ["Reliability"]


@dataclass(frozen=True, repr=False)
class Reliability(Shown):
    """The ratings of some units by several raters, and how reliable they are. What is undefined is NaN.

    A unit is an answer to a question, or a thing that raters drew or marked.
    """

    ratings: Floats
    """(raters, units): the place of the category among `categories`, or the number that was given; NaN for none."""
    items: Ints
    """(units,): the item of each unit."""
    categories: Sequence[str]
    """Empty for numbers."""
    level: Level = "nominal"
    """What differences mean, for alpha."""

    @property
    def raters(self) -> int:
        """How many raters there are."""
        return len(self.ratings)

    @property
    def units(self) -> int:
        """How many units two raters at least have rated."""
        return int((np.isfinite(self.ratings).sum(axis=0) >= 2).sum())

    @cached_property
    def agreement(self) -> float:
        """The share of pairs of ratings of the same unit that are equal."""
        return _agreement(self._counts(self.ratings))

    @cached_property
    def cohen_kappa(self) -> float:
        """Cohen's kappa; NaN unless there are two raters."""
        return _cohen(self.ratings)

    @cached_property
    def fleiss_kappa(self) -> float:
        """Fleiss's kappa; units may have different numbers of raters."""
        return fleiss_kappa(self._counts(self.ratings))

    @property
    def kappa(self) -> float:
        """Cohen's kappa of two raters, Fleiss's of more."""
        return self.cohen_kappa if self.raters == 2 else self.fleiss_kappa

    @cached_property
    def alpha(self) -> float:
        """Krippendorff's alpha, of the level."""
        return krippendorff_alpha(self.ratings, self.level) if self.ratings.size else float("nan")

    @cached_property
    def by_label(self) -> dict[str, float]:
        """Krippendorff's alpha of each category against all others together."""
        return {name: self._against_others(at) for at, name in enumerate(self.categories)}

    def by_item(self) -> dict[int, float]:
        """Return the share of equal pairs of ratings in each item that has some, by its place among the items."""
        order = np.argsort(self.items, kind="stable")
        names, starts = np.unique(self.items[order], return_index=True)
        parts = np.split(order, starts[1:])
        shares = [_agreement(self._counts(self.ratings[:, part])) for part in parts] if len(names) else []
        return {name: share for name, share in zip(names.tolist(), shares, strict=True) if not np.isnan(share)}

    def interval(
        self, statistic: str = "alpha", *, resamples: int = 1000, level: float = 0.95, seed: int = 0
    ) -> Interval:
        """Return the bootstrap interval of `alpha`, `kappa` or `agreement`: items are drawn anew, with replacement.

        Raises:
            ValueError: There is no such statistic.
        """
        if statistic not in {"alpha", "kappa", "agreement"}:
            raise ValueError(f"statistic must be 'alpha', 'kappa' or 'agreement', not {statistic!r}")
        order = np.argsort(self.items, kind="stable")
        _, starts, sizes = np.unique(self.items[order], return_index=True, return_counts=True)

        def drawn(places: Ints) -> float:
            counts = sizes[places]
            units = order[spread(starts[places], counts)]
            some = Reliability(self.ratings[:, units], self.items[units], self.categories, self.level)
            return float(getattr(some, statistic))

        return bootstrap(drawn, len(starts), resamples=resamples, level=level, seed=seed)

    def _against_others(self, place: int) -> float:
        told = np.where(np.isfinite(self.ratings), (self.ratings == place).astype(np.float64), np.nan)
        return krippendorff_alpha(told)

    def _counts(self, ratings: Floats) -> Floats:
        """Return how many raters gave each rating to each unit: (units, ratings)."""
        there = np.isfinite(ratings)
        values, codes = np.unique(ratings[there], return_inverse=True)
        counts = np.zeros((ratings.shape[1], len(values)))
        np.add.at(counts, (np.nonzero(there)[1], codes), 1)
        return counts

    def _facts(self) -> list[tuple[str, object]]:
        means = [(name, round(getattr(self, name), 4)) for name in ("agreement", "kappa", "alpha")]
        return [("raters", self.raters), ("units", self.units), *means]

    def _rows(self) -> Rows:
        cells = ((name, f"{alpha:.4f}") for name, alpha in self.by_label.items())
        return Rows(("label", "alpha"), cells, len(self.by_label))


def spread(starts: Ints, counts: Ints) -> Ints:
    """List the places of groups: each from its start on, as many as it has."""
    ends = np.cumsum(counts)
    steps = np.repeat(starts - (ends - counts), counts)
    return np.asarray(np.arange(len(steps), dtype=np.int64) + steps)


def _agreement(counts: Floats) -> float:
    raters = counts.sum(axis=1)
    pairs = (raters * (raters - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan")


def _cohen(ratings: Floats) -> float:
    if len(ratings) != 2:
        return float("nan")
    return cohen_kappa(ratings[0].tolist(), ratings[1].tolist())
