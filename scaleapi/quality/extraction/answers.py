"""Answers: of forms, categories, comparisons, transcriptions and the like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scaleapi._keywords import known_keywords
from scaleapi.models.rules import is_array, is_object
from scaleapi.problems import pointer_of
from scaleapi.quality.extraction.documents import TaskDocument

__all__ = ["ANSWER_TYPES", "Answer", "answers_of"]

ANSWER_TYPES = frozenset(
    {"audiotranscription", "categorization", "comparison", "datacollection", "textcollection", "transcription"}
)
"""Task types whose response is answers by name."""

_WRAPPED = {"field_id", "response"}


class Answer(NamedTuple):
    """What one respondent answered to one question."""

    document: int
    """The place of its task among the documents."""
    field: str
    """The field's id or key; `category`, `choice` or `transcript` where there is one question."""
    value: Any
    """The answer, as plain JSON; of a field with several responses, the array of all."""
    respondent: int
    """Who answered, from 0; -1 where there is one answer for all."""
    pointer: str


@known_keywords
def answers_of(documents: Sequence[TaskDocument]) -> Iterator[Answer]:
    """Read answers. Documents of other types, and what is no object where answers should be, have none."""
    for place, document in enumerate(documents):
        response = document.response if document.type in ANSWER_TYPES else None
        if not is_object(response):
            continue
        yield from _fields(place, response.get("annotations"), ("response", "annotations"))
        people = response.get("responses")
        for number, answers in enumerate(people if is_array(people) else ()):
            yield from _fields(place, answers, ("response", "responses", number), number)
        yield from _fields(place, response.get("fields"), ("response", "fields"))
        for name in ("category", "choice", "transcript", "taxonomies"):
            if response.get(name) is not None:
                yield Answer(place, name, response[name], -1, f"/response/{name}")


def _fields(place: int, answers: object, steps: tuple[str | int, ...], respondent: int = -1) -> Iterator[Answer]:
    for name, answer in answers.items() if is_object(answers) else ():
        more: tuple[str | int, ...] = (*steps, name)
        if is_object(answer) and (answer.keys() >= _WRAPPED or answer.keys() == {"response"}):
            yield Answer(place, name, answer["response"], respondent, pointer_of((*more, "response")))
        else:
            yield Answer(place, name, answer, respondent, pointer_of(more))
