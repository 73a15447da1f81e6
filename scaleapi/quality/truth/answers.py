"""Answers of forms, categories, comparisons and transcriptions."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scaleapi.models.fields import chosen_labels
from scaleapi.models.rules import is_array, is_object, numeral, numeral_or_text, objects
from scaleapi.quality.extraction.answers import Answer, answers_of
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.metrics.counts import Scores
from scaleapi.quality.metrics.texts import edit_distance, normalized, similarity
from scaleapi.quality.truth.book import Book, FieldTally
from scaleapi.quality.truth.options import Pairing

__all__ = ["Question", "choices_of", "compare_answers", "flat", "questions_of"]

_ONE_QUESTION = frozenset({"category", "choice"})
"""What the answer is called where there is one question: its choices are labels by themselves."""
_TEXT_TYPES = frozenset({"audiotranscription", "transcription"})
_KINDS = {
    "boolean": "category", "category": "category", "number": "number", "ranking_order": "category",
    "select": "category", "text": "text",
}  # fmt: skip
_LONG = 40
"""Characters from which on an answer to a question that is not declared is a text, and no choice."""


class Question:
    """A question, as far as the payload declares it."""

    def __init__(self, name: str, declared: Mapping[str, Any], task_type: str | None) -> None:
        self.name: str = name
        self._declared = declared
        self._kind = "text" if task_type in _TEXT_TYPES else _KINDS.get(str(declared.get("type")))

    def kind(self, values: Sequence[Any]) -> str:
        """Tell what the answers are: `category`, `number` or `text`."""
        if self._kind:
            return self._kind
        if any(numeral(one) is not None for one in values) and all(numeral_or_text(one) is not None for one in values):
            return "number"
        return (
            "text"
            if any(isinstance(one, str) and _is_long(one) for one in values) and self.name not in _ONE_QUESTION
            else "category"
        )

    def values(self, answer: Any) -> list[Any]:
        """Return the answer as a flat list; choices by their labels, where the payload declares them."""
        if self._declared.get("type") == "category":
            labels = [chosen_labels(self._declared, one) for one in (answer if is_array(answer) else [answer])]
            if labels and all(one is not None for one in labels):
                return [label for one in labels for label in one or ()]
        return flat(answer)


def _is_long(text: str) -> bool:
    return len(text) > _LONG or len(text.split()) > 3


def flat(answer: Any) -> list[Any]:
    """Return the values in nested arrays."""
    return [value for one in answer for value in flat(one)] if is_array(answer) else [answer]


def choices_of(values: Sequence[Any]) -> frozenset[str]:
    """Return what was chosen, as texts; nothing for null."""
    return frozenset(one if isinstance(one, str) else json.dumps(one) for one in values if one is not None)


def questions_of(document: TaskDocument) -> dict[str, Question]:
    """Return the questions that a payload declares, by id; those within sets and forms, too."""
    declared = dict(_declared(document.params.get("fields")))
    return {name: Question(name, one, document.type) for name, one in declared.items()}


def _declared(fields: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for _, one in objects(fields):
        if isinstance(one.get("field_id"), str):
            yield one["field_id"], one
        yield from _declared(one.get("fields"))


def compare_answers(book: Book, pairing: Pairing) -> None:
    """Compare answers, field by field."""
    sides = [_by_field(answers_of(some)) for some in (pairing.found, pairing.there)]
    for place, document in enumerate(pairing.found):
        mine, theirs = (side.get(place, {}) for side in sides)
        questions = questions_of(document) if mine or theirs else {}
        for name in {**theirs, **mine}:
            question = questions.get(name) or Question(name, {}, document.type)
            one, other = mine.get(name, [None]), theirs.get(name, [None])
            if len(other) == 1:
                other *= len(one)
            if len(one) == len(other):
                for pair in zip(one, other, strict=True):
                    _compare(book, int(pairing.items[place]), question, *pair)
            else:
                book.skips.note(
                    f"answers of {len(one)} people where the reference has {len(other)}", [document.task_id]
                )


def _by_field(answers: Iterator[Answer]) -> dict[int, dict[str, list[Any]]]:
    """Sort answers by document and field; those of several people are several."""
    found = dict[int, dict[str, list[Any]]]()
    for one in answers:
        named = one.value.items() if is_object(one.value) and one.field == "taxonomies" else [(one.field, one.value)]
        for name, value in named:
            found.setdefault(one.document, {}).setdefault(name, []).append(value)
    return found


def _compare(book: Book, item: int, question: Question, found: Any, there: Any) -> None:
    mine, theirs = question.values(found), question.values(there)
    tally = book.fields.setdefault(question.name, FieldTally(question.kind([*mine, *theirs])))
    tally.count += 1
    {"category": _categories, "number": _numbers, "text": _texts}[tally.kind](
        book, tally, item, question.name, mine, theirs
    )


def _categories(book: Book, tally: FieldTally, item: int, name: str, mine: list[Any], theirs: list[Any]) -> None:
    found, there = choices_of(mine), choices_of(theirs)
    tally.equal += found == there
    if len(found) <= 1 and len(there) <= 1:
        tally.pairs["".join(there), "".join(found)] += 1
    for label in sorted(found | there):
        scores = Scores(label in found and label in there, label not in there, label not in found)
        book.family("categories").add(item, label if name in _ONE_QUESTION else f"{name}: {label}", scores)


def _numbers(book: Book, tally: FieldTally, item: int, name: str, mine: list[Any], theirs: list[Any]) -> None:
    found, there = ([numeral_or_text(one) for one in some] for some in (mine, theirs))
    pairs = [(a, b) for a, b in zip(found, there, strict=False) if a is not None and b is not None]
    same = len(pairs) == len(found) == len(there) and all(math.isclose(a, b, rel_tol=1e-9) for a, b in pairs)
    tally.equal += same
    tally.distance += math.fsum(min(abs(a - b), 1e300) for a, b in pairs if math.isfinite(a) and math.isfinite(b))
    book.family("categories").add(item, name, Scores(same, not same, not same))


def _texts(book: Book, tally: FieldTally, item: int, name: str, mine: list[Any], theirs: list[Any]) -> None:
    found, there = ("\n".join(str(one) for one in some if one is not None) for some in (mine, theirs))
    same = normalized(found) == normalized(there)
    tally.equal += found == there
    tally.normalized += same
    tally.distance += edit_distance(found, there)
    tally.similarity += similarity(found, there)
    book.family("texts").add(item, name, Scores(same, not same, not same))
