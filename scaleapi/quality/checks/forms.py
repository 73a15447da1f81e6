"""Answers to forms, categories and comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaleapi._show.text import shorten
from scaleapi.models.fields import chosen_labels
from scaleapi.models.labels import names_in
from scaleapi.models.rules import is_array, is_object, listed, mapped, numeral, numeral_or_text, objects, strings
from scaleapi.problems import pointer_of
from scaleapi.quality.extraction.answers import ANSWER_TYPES, Answer
from scaleapi.quality.rules.chunk import Chunk
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__: list[str] = []

_NOTHING: tuple[object, ...] = (None, "", [], {})


class _Asked(NamedTuple):
    """A question, and what came."""

    place: int
    field: Mapping[str, Any]
    value: Any
    pointer: str

    @property
    def name(self) -> str:
        return str(self.field.get("field_id"))

    @property
    def most(self) -> float:
        most = numeral_or_text(self.field.get("max_responses_required"))
        return 1 if most is None else most

    def responses(self) -> list[Any]:
        """List the responses: several, if the field takes several."""
        nested = is_array(self.value) and any(map(is_array, self.value))
        several = nested if self.field.get("type") == "category" else self.most > 1
        return listed(self.value) if several and is_array(self.value) else [self.value]

    def hit(self, message: str, measured: float | None = None, limit: float | None = None) -> Hit:
        return Hit(self.place, self.pointer, message, measured, limit, None, self.name[:80])


def _questions(chunk: Chunk, rule: Rule) -> Iterator[_Asked]:
    """Go through the questions of forms, each with its answer; once for each respondent."""
    by_person: dict[tuple[int, int], dict[str, Answer]] = {}
    for one in chunk.answers:
        by_person.setdefault((one.document, one.respondent), {})[one.field] = one
    answered = {place for place, _ in by_person}
    unknown = list[int]()
    for place, document in enumerate(chunk.documents):
        if document.type == "textcollection" and not listed(chunk.asked[place].params.get("fields")):
            unknown.append(place)
        elif document.type == "textcollection" and place not in answered and place not in chunk.unanswered:
            by_person[place, -1] = {}
    chunk.skip(rule, "its parameters have no `fields`, which are then a project's: give `payload`", unknown)
    for (place, person), answers in sorted(by_person.items()):
        whole = any(key == (place, -1) for key in by_person) and person >= 0
        where = f"/response/responses/{person}" if whole or person >= 0 else "/response/annotations"
        values = {name: (one.value, one.pointer) for name, one in answers.items()}
        if chunk.documents[place].type == "textcollection":
            yield from _walk(place, chunk.asked[place].params.get("fields"), values, where)


def _walk(place: int, fields: object, answers: Mapping[str, tuple[Any, str]], where: str) -> Iterator[_Asked]:
    for _, field in objects(fields):
        if field.get("type") == "form":
            yield from _walk(place, field.get("fields"), answers, where)
            continue
        name = field.get("field_id")
        if not isinstance(name, str):
            continue
        value, pointer = answers.get(name, (None, where + pointer_of((name,))))
        yield _Asked(place, field, value, pointer)
        if field.get("type") == "field_set":
            for at, one in enumerate(listed(value) if is_array(value) else [value]):
                inner = f"{pointer}/{at}" if is_array(value) else pointer
                if is_object(one):
                    yield from _walk(place, field.get("fields"), _inner(one, inner), inner)


def _inner(answers: dict[str, Any], pointer: str) -> dict[str, tuple[Any, str]]:
    return {name: (value, pointer + pointer_of((name,))) for name, value in answers.items()}


@built_in("answer_missing", "error", "A required answer that is not there was paid for.")
def answer_missing(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find required fields without an answer; and categories, comparisons and transcripts without one."""
    conditional = list[int]()
    for one in _questions(chunk, rule):
        if one.field.get("required") is True and one.value in _NOTHING:
            if one.field.get("conditions") in _NOTHING:
                yield one.hit("is required, and has no answer")
            else:
                conditional.append(one.place)
    chunk.skip(rule, "required fields with `conditions` may not have been asked", conditional)
    answered = {one.document for one in chunk.answers if one.value not in _NOTHING}
    for place, document in enumerate(chunk.documents):
        old = document.type in ANSWER_TYPES - {"textcollection"}
        if old and place not in answered and place not in {*chunk.unanswered}:
            yield Hit(place, "/response", "holds no answer")


@built_in("answer_invalid", "error", "An answer that is none of the choices, or out of range, cannot be counted.")
def answer_invalid(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find numbers out of range, texts that are too long, and choices that are none or too many."""
    for one in _questions(chunk, rule):
        for response in one.responses() if one.value not in _NOTHING else ():
            told = _wrong(one.field, response)
            if told:
                yield one.hit(f"{told} (got {shorten(response)})")
    for answer in chunk.answers:
        told = _wrong_old(chunk.asked[answer.document].params, answer)
        if told:
            yield Hit(answer.document, answer.pointer, f"{told} (got {shorten(answer.value)})", label=answer.field[:80])


def _wrong(field: Mapping[str, Any], value: object) -> str | None:
    kind = field.get("type")
    if kind == "number":
        number, low, high = numeral_or_text(value), numeral(field.get("min")), numeral(field.get("max"))
        if number is None:
            return "is no number"
        if low is not None and number < low:
            return f"is below {low:g}"
        return f"is above {high:g}" if high is not None and number > high else None
    if kind == "text":
        most = numeral(field.get("max_characters"))
        if not isinstance(value, str):
            return "is no text"
        return f"has {len(value)} characters: at most {most:g}" if most is not None and len(value) > most else None
    return _wrong_choice(field, value) if kind == "category" else None


def _wrong_choice(field: Mapping[str, Any], value: object) -> str | None:
    if not listed(field.get("choices")):
        return None
    if chosen_labels(field, value) is None:
        return "is none of the choices"
    least, most = (numeral_or_text(field.get(name)) for name in ("min_choices", "max_choices"))
    count = len(value) if is_array(value) else 1
    if least is not None and count < least:
        return f"is {count} choices: at least {least:g}"
    limit = 1 if most is None else most
    return f"is {count} choices: at most {limit:g}" if count > limit else None


def _wrong_old(params: Mapping[str, Any], answer: Answer) -> str | None:
    names = {"category": "categories", "choice": "choices"}
    known = names_in(params.get(names.get(answer.field, "")))
    if answer.field not in names or not known.leaves:
        return None
    given = strings(answer.value)
    allowed = known.leaves | known.parents  # that only the finest can be chosen is not documented here
    return "is none of what was asked for" if not given or not allowed >= {*given} else None


@built_in("answer_count", "error", "The payload says how many responses a field takes.", unit="responses")
def answer_count(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find fields with fewer or more responses than `min_responses_required` and `max_responses_required`."""
    for one in _questions(chunk, rule):
        least = numeral_or_text(mapped(one.field).get("min_responses_required")) or 1
        count = len(one.responses())
        if one.value in _NOTHING:
            continue  # of which another rule tells
        if count > one.most:
            yield one.hit(f"has {count} responses: at most {one.most:g}", float(count), float(one.most))
        elif count < least:
            yield one.hit(f"has {count} responses: at least {least:g}", float(count), float(least))
