"""textcollection: one answer for each field, in the flat form that the documentation shows."""

from __future__ import annotations

from random import Random

from scaleapi.emulator.answers.labels import number_in
from scaleapi.emulator.wire import Json, is_array, is_object

__all__ = ["answer_fields"]

_TEXT = "The answer covers the question and is easy to follow."


def answer_fields(params: Json, random: Random) -> Json:
    """Make the response of a textcollection task; fields of a type whose answers are not documented get none."""
    return {"annotations": _answers(params.get("fields"), random)}


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


def _leaf_values(choices: object) -> list[object]:
    values: list[object] = []
    for choice in _objects(choices):
        values += _leaf_values(choice.get("subchoices")) or [choice.get("value")]
    return values


def _count(value: object, default: int = 1) -> int:
    return min(value, 100) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


def _objects(value: object) -> list[Json]:
    return [entry for entry in value if is_object(entry)] if is_array(value) else []
