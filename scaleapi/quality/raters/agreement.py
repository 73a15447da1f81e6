"""`agreement`: how well several results of the same things agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export import frames
from scaleapi.export.masks import Masks
from scaleapi.quality.extraction.arrays import np
from scaleapi.quality.metrics.alpha import Level
from scaleapi.quality.metrics.counts import Scores
from scaleapi.quality.raters.clusters import (
    Crowd,
    cuboids_of_raters,
    shapes_of_raters,
    spans_of_raters,
)
from scaleapi.quality.raters.items import Results, chunks_of, rated_items, results_of
from scaleapi.quality.raters.ratings import AnswerBook, Units, rate_answers, rate_things
from scaleapi.quality.raters.reliability import Reliability
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.comparison import Comparison
from scaleapi.quality.truth.families import compare_pairs, family_of
from scaleapi.quality.truth.keys import By
from scaleapi.quality.truth.options import CuboidIou, Options
from scaleapi.quality.truth.skipped import NotCompared, Skips
from scaleapi.quality.truth.sources import Source
from scaleapi.quality.truth.summary import summary_of

__all__ = ["Agreement", "agreement", "crowds_of"]

Reader = Callable[[Book, Results], Crowd[Any]]
_READERS: dict[str, Reader] = {"shapes": shapes_of_raters, "cuboids": cuboids_of_raters, "spans": spans_of_raters}


@dataclass(frozen=True, repr=False)
class Agreement(Shown):
    """How well raters agree. What is undefined, for lack of cases, is NaN."""

    pairwise: Comparison
    """Each rater against each other one, all pairs together: F1 and mean IoU, by label and item."""
    labels: Reliability | None = None
    """The labels of things that were drawn or marked, each thing a unit; None if there are no such things."""
    fields: Mapping[str, Reliability] = field(default_factory=dict[str, Reliability])
    """By field: choices and numbers of answers, each item a unit."""
    not_compared: list[NotCompared] = field(default_factory=list[NotCompared])

    @property
    def items(self) -> int:
        """How many things several raters have results of."""
        return self.pairwise.compared

    @property
    def kappa(self) -> float:
        """Cohen's kappa of two raters, Fleiss's of more: of labels; else the mean over fields."""
        return self._of("kappa")

    @property
    def alpha(self) -> float:
        """Krippendorff's alpha: of labels; else the mean over fields."""
        return self._of("alpha")

    @property
    def f1(self) -> float:
        """The F1 of raters against each other: whether they find the same things, with the same labels."""
        return self.pairwise.f1

    @property
    def mean_iou(self) -> float:
        """The mean IoU of what raters have in common; of pixels, the mean over labels."""
        return self.pairwise.mean_iou

    @property
    def by_label(self) -> Mapping[str, Scores]:
        """By label: F1 and mean IoU of raters against each other; `precision` and `recall` go by who comes first."""
        return self.pairwise.by_label

    def _of(self, name: str) -> float:
        if self.labels is not None:
            return float(getattr(self.labels, name))
        values = [getattr(one, name) for one in self.fields.values()]
        known = [value for value in values if not np.isnan(value)]
        return float(np.mean(known)) if known else float("nan")

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain JSON; null for what is undefined."""
        told = self.pairwise.to_dict()
        told |= {name: _plain(getattr(self, name)) for name in ("kappa", "alpha")}
        told["items"] = told.pop("compared")
        ratings = self.fields if self.labels is None else {"labels": self.labels, **self.fields}
        told["ratings"] = {name: _told(one) for name, one in ratings.items()}
        left_out = [
            {"count": one.count, "reason": one.reason, "examples": [*one.examples]} for one in self.not_compared
        ]
        return {**told, "not_compared": left_out}

    def _facts(self) -> list[tuple[str, object]]:
        means = [(name, round(getattr(self, name), 4)) for name in ("kappa", "alpha", "f1", "mean_iou")]
        left_out = sum(one.count for one in self.not_compared)
        return [("items", self.items), *means, ("fields", len(self.fields)), ("not_compared", left_out)]

    def _rows(self) -> Rows | None:
        return self.pairwise._rows()


def _told(ratings: Reliability) -> dict[str, Any]:
    numbers = {name: _plain(getattr(ratings, name)) for name in ("agreement", "kappa", "alpha")}
    return {"raters": ratings.raters, "units": ratings.units, **numbers}


def _plain(number: float) -> float | None:
    return None if np.isnan(number) else number


@known_keywords
def agreement(
    *results: Source,
    by: By | None = None,
    threshold: float = 0.5,
    tolerance: float = 10.0,
    cuboid_iou: CuboidIou = "3d",
    levels: Mapping[str, Level] | None = None,
    files: frames.Results | None = None,
    masks: Masks | None = None,
) -> Agreement:
    """Tell how well several results of the same things agree.

    - `pairwise` compares each rater with each other one, as `compare` does: whether they find the same things, how much
      these overlap, by label and item.
    - `labels` and `fields` tell how reliable labels and answers are beyond what chance would give: Cohen's kappa,
      Fleiss's kappa, Krippendorff's alpha. Things that were drawn or marked are first matched between raters, whatever
      their labels; one that a rater did not find has no rating by that rater.

    Nothing in a result makes it raise: what cannot be compared is in `not_compared`, with the reason.

    Args:
        *results: The results of each rater; or one source with several results of each thing: tasks with the answers
            of several people (`attempts`, `response.responses`), or several tasks with the same attachment or text.
            Each is what `compare` takes.
        by: What alone tells that results are of the same thing.
        threshold: The least IoU of a match.
        tolerance: Pixels that points and lines may be away.
        cuboid_iou: By which IoU cuboids are matched: in space, or from above.
        levels: By field, what differences between answers mean. Else choices are `nominal`, numbers `interval`.
        files: What `client.get_task_result` gave, by task id: for types whose annotations lie in files.
        masks: Of segmentations: the masks of indexes, by task id.

    Raises:
        ValueError: An option is none of its choices, or no results are given.
        TypeError: A source is nothing that can be read.
        ScaleExportError: A file holds what is no task.
        OSError: A file cannot be read.
        ImportError: The extra `quality` is missing.
    """
    if not results:
        raise ValueError("agreement() needs the results of raters, or one source with several results of each thing")
    skips = Skips(once=True)
    items = rated_items(results, by, files, skips)
    book = Book(
        Options(threshold, (threshold,), tolerance, cuboid_iou, masks=masks, reference_masks=masks), skips=skips
    )
    answers, units = AnswerBook(levels or {}), Units()
    for start, some in chunks_of(items):
        book.items += [(one.task_id, one.documents[1].task_id) for one in some]
        compare_pairs(
            book, [(start + at, *pair) for at, one in enumerate(some) for pair in combinations(one.documents, 2)]
        )
        for crowd in crowds_of(book, results_of(some, start)):
            rate_things(units, crowd)
        rate_answers(answers, results_of(some, start))
    fields = {name: one.reliability() for name, one in answers.fields.items()}
    return Agreement(summary_of(book), units.reliability() if units.items else None, fields, skips.told())


def crowds_of(book: Book, results: Results) -> list[Crowd[Any]]:
    """Read what was drawn or marked, of each kind of things."""
    kinds = {family_of(one) for one in results.documents}
    names = {name for family in kinds if family is not None for name in family.things}
    return [_READERS[name](book, results) for name in _READERS if name in names]
