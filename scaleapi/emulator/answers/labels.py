"""Label trees and attributes, which several task types share.

Parameters may have any shape here, for the service checks few of them: what does not fit is passed over.
"""

from __future__ import annotations

from random import Random
from typing import Any

from scaleapi.emulator.wire import Json, is_array, is_object

__all__ = [
    "applies",
    "attribute_value",
    "entries",
    "instance_leaves",
    "is_global",
    "leaves",
    "number_in",
    "number_or",
    "objects",
]


_LARGEST = 10**12


def leaves(labels: object) -> list[str]:
    """List the names at the ends of a label tree: only those occur in responses."""
    return [leaf for label in entries(labels) for leaf in _leaves_of(label)]


def instance_leaves(labels: object) -> list[tuple[str, bool]]:
    """List the names at the ends of a label tree, each with whether its instances are told apart; no name twice."""
    found: dict[str, bool] = {}
    for label in entries(labels):
        told_apart = is_object(label) and label.get("instance_label") is True
        found |= dict.fromkeys(_leaves_of(label), told_apart)
    return list(found.items())


def objects(value: object) -> dict[str, Json]:
    """Keep the entries of a mapping that are objects."""
    return {name: entry for name, entry in value.items() if is_object(entry)} if is_object(value) else {}


def is_global(definition: Json) -> bool:
    """Tell whether an attribute belongs to the whole scene."""
    return any(condition.get("is_global") is True for condition in _conditions(definition))


def applies(definition: Json, label: str | None, attributes: Json) -> bool:
    """Tell whether an attribute is asked of an annotation with this label and these other attributes."""
    return all(
        _allows(label, wanted)
        for condition in _conditions(definition)
        for wanted in objects(condition).get("label_condition", {}).values()
    ) and all(
        _allows(attributes.get(name), wanted)
        for condition in _conditions(definition)
        for clause in entries(condition.get("attribute_conditions"))
        if is_object(clause)
        for name, wanted in clause.items()
    )


def attribute_value(definition: Json, annotation: Json, random: Random) -> object:
    """Make the value of an attribute that is not linked; None if it has none."""
    value: object = None
    match definition.get("type", "category"):
        case "category":
            value = _category(definition, random)
        case "number":
            value = number_in(definition, random)
        case "angle":
            value = random.randrange(0, 360)
        case "text":
            value = "A short remark."
        case "x_line" | "y_line" as kind:
            value = _offset(annotation, "width" if kind == "x_line" else "height", random)
        case _:
            pass
    return value


def number_in(definition: Json, random: Random) -> int | float:
    """Make a number within `min` and `max`, on a multiple of `step` above the least."""
    lowest = number_or(definition.get("min"), 0)
    highest = number_or(definition.get("max"), max(10, lowest + 10))
    step = number_or(definition.get("step"), 1) or 1
    steps = max(0, int(min(_LARGEST, (highest - lowest) / abs(step))))
    value = lowest + random.randint(0, steps) * abs(step)
    return round(value, 6) if isinstance(value, float) else value


def _category(definition: Json, random: Random) -> object:
    choices = leaves(definition.get("choices"))
    if not choices:
        return None
    if definition.get("allow_multiple") is True:
        return random.sample(choices, random.randint(1, min(2, len(choices))))
    return random.choice(choices)


def _offset(annotation: Json, side: str, random: Random) -> object:
    if annotation.get("type") == "box":
        return random.randint(0, int(annotation[side]))
    # A cuboid has no width or height of its own; every cuboid made here is larger than this.
    return random.randint(0, 20) if annotation.get("type") == "cuboid" else None


def _leaves_of(label: object) -> list[str]:
    if isinstance(label, str):
        return [label]
    if not is_object(label):
        return []
    below = leaves(label.get("subchoices"))
    return below or ([label["choice"]] if isinstance(label.get("choice"), str) else [])


def _conditions(definition: Json) -> list[Json]:
    value: object = definition.get("conditions")
    return [entry for entry in ([value] if is_object(value) else entries(value)) if is_object(entry)]


def _allows(value: object, wanted: object) -> bool:
    allowed, given = entries(wanted) or [wanted], entries(value) or [value]
    return any(entry in allowed for entry in given)


def entries(value: object) -> list[Any]:
    """Return an array as it is; an empty one for anything else."""
    return value if is_array(value) else []


def number_or(value: object, default: float) -> int | float:
    """Return a number of usual size as it is, and the default for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) >= _LARGEST:
        return default
    return value
