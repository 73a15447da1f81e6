"""Rules: what must hold between the fields of a part.

A rule is a pure function of the wire form of the part. It gives a Finding for each mistake, and is silent about values
of the wrong type: the fields speak about those. Rules run for every payload, and nearly always find nothing: those that
many payloads have return early, as making a generator costs more than looking up what is not there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, TypeGuard

from scaleapi.problems import Finding, did_you_mean, missing

__all__ = [
    "NUMBER_TEXT",
    "WHOLE_TEXT",
    "Rule",
    "in_order",
    "is_array",
    "is_object",
    "known_type",
    "listed",
    "mapped",
    "needed",
    "not_empty",
    "number_in",
    "numeral",
    "numeral_or_text",
    "objects",
    "one_of",
    "present",
    "read_by",
    "reads",
    "strings",
    "uncertain",
    "within",
]

Rule = Callable[[Mapping[str, Any]], Iterable[Finding]]
"""Looks at the wire form of one part, and yields what is wrong with it."""

Raw = Mapping[str, Any]


def uncertain(rule: Rule) -> Rule:
    """Make warnings of what a rule finds, because what it rests on was inferred or only seen in others' code.

    The rule itself is `__wrapped__`.
    """

    @wraps(rule)
    def softer(raw: Raw) -> Iterable[Finding]:
        return map(Finding.as_warning, rule(raw))

    return softer


def reads(*names: str) -> Callable[[Rule], Rule]:
    """Say which fields a rule looks at, where it looks at no other: in the same values it finds the same again.

    For rules about what the tasks of a project have in common, such as labels and geometries.
    """

    def mark(rule: Rule) -> Rule:
        vars(rule)["reads"] = names
        return rule

    return mark


def read_by(rule: Rule) -> tuple[str, ...]:
    """Return the fields that a rule looks at; none if it does not say so."""
    names: tuple[str, ...] = vars(rule).get("reads", ())
    return names


def present(*names: str) -> Rule:
    """Require fields that only a rule can require; mostly together with `unsure`."""

    def rule(raw: Raw) -> Iterable[Finding]:
        return [missing((name,)) for name in names if raw.get(name) is None]

    return rule


def needed(*names: str) -> Rule:
    """Require fields, unless the payload names a project or batch: the service takes from there what is absent."""

    def rule(raw: Raw) -> Iterable[Finding]:
        if raw.get("project") is not None or raw.get("batch") is not None:
            return ()
        return [missing((name,), why=_UNLESS_PROJECT) for name in names if raw.get(name) is None]

    return rule


_UNLESS_PROJECT = ", unless a project or batch gives it"


def within(name: str, lowest: float | None = None, highest: float | None = None) -> Rule:
    """Keep a number between two limits, both allowed."""

    def rule(raw: Raw) -> Iterable[Finding]:
        if raw.get(name) is None:
            return ()
        value = numeral_or_text(raw[name])
        if value is not None and lowest is not None and value < lowest:
            return [Finding((name,), "range", f"must be at least {lowest}", value)]
        if value is not None and highest is not None and value > highest:
            return [Finding((name,), "range", f"must be at most {highest}", value)]
        return ()

    return rule


def in_order(low: str, high: str, *, lowest: float | None = None, highest: float | None = None) -> Rule:
    """Keep `low` ≤ `high`.

    Args:
        low: The name of the smaller number. Compared with a default, it is only doubted.
        high: The name of the larger number.
        lowest: The service's default of the smaller one; without it, an absent one is not compared.
        highest: The service's default of the larger one; without it, an absent one is unlimited.
    """

    def rule(raw: Raw) -> Iterable[Finding]:
        given, limit = raw.get(low), raw.get(high)
        if given is limit is None:
            return ()
        least = numeral_or_text(lowest if given is None else given)
        most = numeral_or_text(highest if limit is None else limit)
        if least is None or most is None or least <= most:
            return ()
        name, sign = (high, "at least") if limit is not None else (low, "at most")
        other, bound = (low, least) if name == high else (high, most)
        finding = Finding((name,), "relation", f"must be {sign} `{other}`, which is {bound}", raw[name])
        return [finding if raw.get(other) is not None else finding.as_warning()]  # a default may follow what is given

    return rule


def not_empty(name: str) -> Rule:
    """Refuse an empty string or an empty array."""

    def rule(raw: Raw) -> Iterable[Finding]:
        value = raw.get(name)
        return [Finding((name,), "length", "must not be empty", value)] if value in ("", []) else ()

    return rule


def one_of(name: str, *choices: str) -> Rule:
    """Allow only certain strings; for a set that is not surely closed, together with `unsure`."""

    def rule(raw: Raw) -> Iterable[Finding]:
        value = raw.get(name)
        if not isinstance(value, str) or value in choices:
            return ()
        return [Finding((name,), "choice", f"must be {_either(choices)}", value, did_you_mean(value, choices))]

    return rule


def known_type(*known: str) -> Rule:
    """Doubt a `type` that is not known here. It is sent: the API is larger than its documentation."""

    def rule(raw: Raw) -> Iterable[Finding]:
        value = raw.get("type")
        if not isinstance(value, str) or value in known:
            return ()
        hint = did_you_mean(value, known) or f"known are {_either(known, 'and')}"
        return [Finding(("type",), "unknown_tag", "is no known type", value, hint, "warning")]

    return rule


def _either(choices: Iterable[str], last: str = "or") -> str:
    *others, final = [f"`{choice}`" for choice in choices]
    return f"{', '.join(others)} {last} {final}" if others else final


def numeral_or_text(value: object) -> int | float | None:
    """Return a number as it is, and one that a form sent as text; None for anything else."""
    if isinstance(value, str):
        return number_in(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def numeral(value: object) -> int | float | None:
    """Return a number as it is; None for anything else, also for true and false."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


NUMBER_TEXT = r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*"
WHOLE_TEXT = r"\s*[+-]?[0-9]+(\.0*)?\s*"
"""How a form writes a number, and a whole one: regular expressions of Python and JSON Schema."""

_NUMBER = re.compile(NUMBER_TEXT)


def number_in(text: str) -> int | float | None:
    """Read a number that a form sent as text, such as `"30"`; None if it is none, or not a finite one."""
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    exact = text.strip().lstrip("+-").isdigit()
    return int(text) if exact else number if math.isfinite(number) else None


_LONGEST_NUMBER = 400


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value of the wire form is an array."""
    return isinstance(value, list)


def listed(value: object) -> list[Any]:
    """Return an array as it is; an empty one for anything else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def strings(value: object) -> list[str]:
    """Return the strings among the items of an array; of one string alone, itself."""
    return [value] if isinstance(value, str) else [item for item in listed(value) if isinstance(item, str)]


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value of the wire form is an object."""
    return isinstance(value, dict)


def mapped(value: object) -> dict[str, Any]:
    """Return an object as it is; an empty one for anything else."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def objects(value: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """Iterate over those items of an array that are objects, each with its index."""
    return ((at, item) for at, item in enumerate(listed(value)) if is_object(item))
