"""From results to ratings: a row for each rater, a column for each answer, or each thing that was drawn or marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scaleapi.models.rules import numeral_or_text
from scaleapi.quality.extraction.answers import answers_of
from scaleapi.quality.extraction.arrays import Ints, ints, np
from scaleapi.quality.metrics.alpha import Level
from scaleapi.quality.raters.clusters import Crowd, clusters_of
from scaleapi.quality.raters.items import Results
from scaleapi.quality.raters.reliability import Reliability
from scaleapi.quality.truth.answers import Question, choices_of, questions_of

__all__ = ["AnswerBook", "Units", "rate_answers", "rate_things"]


@dataclass
class Units:
    """Collects ratings, unit by unit."""

    level: Level = "nominal"
    is_number: bool = False
    categories: dict[str, int] = field(default_factory=dict[str, int])
    items: list[int] = field(default_factory=list[int])
    ratings: list[tuple[int, int, float]] = field(default_factory=list[tuple[int, int, float]])
    """Rater, unit, and the rating."""

    def add(self, item: int, ratings: Mapping[int, str | float]) -> None:
        """Take in a unit, with the rating of each rater that gave one."""
        for rater, rating in ratings.items():
            code = self.categories.setdefault(rating, len(self.categories)) if isinstance(rating, str) else rating
            self.ratings.append((rater, len(self.items), code))
        self.items.append(item)

    def reliability(self) -> Reliability:
        """Make a table of what was collected."""
        raters = max((rater for rater, _, _ in self.ratings), default=-1) + 1
        table = np.full((raters, len(self.items)), np.nan)
        for rater, unit, rating in self.ratings:
            table[rater, unit] = rating
        return Reliability(table, ints(self.items), [*self.categories], self.level)


@dataclass
class AnswerBook:
    """The ratings of each question."""

    levels: Mapping[str, Level]
    fields: dict[str, Units] = field(default_factory=dict[str, Units])

    def units(self, question: Question, values: Sequence[Any]) -> Units | None:
        """Return where answers to a question are collected; None for texts, which are no ratings."""
        if question.name not in self.fields:
            kind = question.kind(values)
            if kind == "text":
                return None
            level = self.levels.get(question.name, "interval" if kind == "number" else "nominal")
            self.fields[question.name] = Units(level, is_number=kind == "number" or level != "nominal")
        return self.fields[question.name]


def rate_answers(book: AnswerBook, results: Results) -> None:
    """Collect the answers of all raters: each is a rating of its item."""
    found = dict[tuple[int, str], dict[int, Any]]()
    questions = dict[int, dict[str, Question]]()
    for answer in answers_of(results.documents):
        item = int(results.items[answer.document])
        if item not in questions:
            questions[item] = questions_of(results.documents[answer.document])
        found.setdefault((item, answer.field), {})[int(results.raters[answer.document])] = answer.value
    kinds = {int(item): results.documents[at].type for at, item in enumerate(results.items.tolist())}
    for (item, name), answers in found.items():
        question = questions[item].get(name) or Question(name, {}, kinds[item])
        values = {rater: question.values(answer) for rater, answer in answers.items()}
        units = book.units(question, [one for some in values.values() for one in some])
        if units is not None:
            told = {rater: _rating(some, units) for rater, some in values.items()}
            units.add(item, {rater: one for rater, one in told.items() if one is not None})


def _rating(values: Sequence[Any], units: Units) -> str | float | None:
    """Return a rating: a number, or the choices as one category; None for no answer."""
    if units.is_number:
        number = numeral_or_text(values[0]) if len(values) == 1 else None
        return None if number is None or abs(number) > 1e300 else float(number)
    choices = choices_of(values)
    return " + ".join(sorted(choices)) if choices else None


def rate_things(units: Units, crowd: Crowd[Any]) -> Ints:
    """Collect the labels of things that several raters drew or marked: each thing is a unit. Return the clusters."""
    clusters = clusters_of(crowd)
    ratings: list[dict[int, str | float]] = [{} for _ in range(int(clusters.max(initial=-1)) + 1)]
    items = [0] * len(ratings)
    rows = zip(clusters.tolist(), crowd.item.tolist(), crowd.rater.tolist(), crowd.labels, strict=True)
    for cluster, item, rater, label in rows:
        ratings[cluster][rater], items[cluster] = label, item
    for item, one in zip(items, ratings, strict=True):
        units.add(item, one)
    return clusters
