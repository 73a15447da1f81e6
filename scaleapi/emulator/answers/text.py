"""textcollection: one answer for each field, in the flat form that the documentation shows.

Where several people are asked (`responses_required`), there is an answer of each of them instead.
"""

from __future__ import annotations

import json
from random import Random

from scaleapi.emulator.answers.labels import number_in
from scaleapi.emulator.wire import Json, is_array, is_object

__all__ = ["answer_fields", "attempts_in", "attempts_of_several"]

_TEXT = "The answer covers the question and is easy to follow."
_INNER = ("fields", "choices", "subchoices")


def answer_fields(params: Json, random: Random) -> Json:
    """Make the response of a textcollection task; fields of a type whose answers are not documented get none."""
    people = _count(params.get("responses_required"))
    if people > 1:
        return {"responses": _of_people(params, people, random)}
    return {"annotations": _answers(params.get("fields"), random)}


def attempts_in(response: Json) -> list[Json]:
    """Tell the answers of several people in the form in which callbacks carry them: `task.attempts`."""
    return [_attempt(person) for person in _objects(response.get("responses"))]


def attempts_of_several(params: Json, people: object, random: Random) -> list[Json]:
    """Make the attempts of so many people, whose consensus is the response."""
    return [_attempt(person) for person in _of_people(params, _count(people, 0), random)]


def _of_people(params: Json, people: int, random: Random) -> list[Json]:
    fields = _with_codes(params.get("fields"))
    return [_answers(fields, random) for _ in range(people)]


def _with_codes(things: object) -> list[Json]:
    return [_with_code(thing) for thing in _objects(things)]


def _with_code(thing: Json) -> Json:
    """Copy a field or choice with its value as a string: so come those of several people, of whatever type they are."""
    inner = {name: _with_codes(thing[name]) for name in _INNER if name in thing}
    return {**thing, **inner, **({"value": _code(thing["value"])} if "value" in thing else {})}


def _code(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _attempt(answers: Json) -> Json:
    return {"response": {"annotations": {name: {"response": [value]} for name, value in answers.items()}}}


def _answers(fields: object, random: Random) -> Json:
    values = {
        field["field_id"]: _answer(field, random)
        for field in _objects(fields)
        if isinstance(field.get("field_id"), str)
    }
    return {field_id: value for field_id, value in values.items() if value is not None}


def _answer(field: Json, random: Random) -> object:
    most = _count(field.get("max_responses_required"))
    if most == 1:
        return _value(field, random)
    least = min(_count(field.get("min_responses_required")), most)
    values = [_value(field, random) for _ in range(random.randint(least, min(most, least + 2)))]
    return [value for value in values if value is not None] or None


def _value(field: Json, random: Random) -> object:
    value: object = None
    match field.get("type"):
        case "text":
            value = _TEXT[: _count(field.get("max_characters"), len(_TEXT))]
        case "boolean":
            value = random.choice([True, False])
        case "number":
            value = number_in(field, random)
        case "category":
            value = _choices(field, random)
        case "datetime":
            value = f"2024-0{random.randint(1, 9)}-15T12:00:00.000Z"
        case "ranking_order":
            value = _ranking(field, random)
        case "field_set" | "form":
            value = _answers(field.get("fields"), random)
        case _:
            pass
    return value


def _choices(field: Json, random: Random) -> list[object]:
    values = _leaf_values(field.get("choices"))
    most = min(_count(field.get("max_choices")), len(values))
    least = min(max(1, _count(field.get("min_choices"))), most)
    return random.sample(values, random.randint(least, most))


def _ranking(field: Json, random: Random) -> list[str] | str:
    """Rank all options, the best first: the positions of `num_options`, as strings; "0" where there are none."""
    options = _count(field.get("num_options", field.get("num_items_to_rank")), 0)
    positions = [str(position) for position in range(options)]
    return random.sample(positions, len(positions)) or "0"


def _leaf_values(choices: object) -> list[object]:
    values: list[object] = []
    for choice in _objects(choices):
        values += _leaf_values(choice.get("subchoices")) or [choice.get("value")]
    return values


def _count(value: object, default: int = 1) -> int:
    """Read a number above 0, also as a form sends it; at most 100."""
    digits = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    readable = digits.isascii() and digits.isdigit() and len(digits) < 10
    return min(int(digits), 100) or default if readable else default


def _objects(value: object) -> list[Json]:
    return [entry for entry in value if is_object(entry)] if is_array(value) else []
