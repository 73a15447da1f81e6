"""What a payload from a form or a data frame means: numbers as text, one label alone, null for nothing.

The service takes `"30"` for 30, `"true"` for true and `"road"` for `["road"]`, so these are doubts, and are sent as
they are; null counts as absent. Only a payload that its fields refuse is looked at here: others pay nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from scaleapi.models.rules import WHOLE_TEXT, is_array, is_object, number_in
from scaleapi.problems import Finding, Loc, findings_of

__all__ = ["as_meant"]

T = TypeVar("T")

_ABSENT = object()
_WHOLE = re.compile(WHOLE_TEXT)
_TRUTHS = {"true": True, "false": False}
_ROUNDS = 3
"""One label alone may itself be a number as text: what was meant may show only step by step."""


def as_meant(
    value: Any, handler: Callable[[Any], T], found: list[Finding], rounds: int = _ROUNDS
) -> tuple[T | None, list[Finding]]:
    """Validate again what was meant in place of what was written.

    Args:
        value: What the fields refused.
        handler: Validates it; raises ValidationError.
        found: Why they did.
        rounds: How often this may be done.

    Returns:
        The validated value, None if it is still refused; and what is then found, with a doubt for each replacement.
    """
    meant = {one.loc: _meant(one) for one in found if one.severity == "error"}
    meant = {loc: what for loc, what in meant.items() if what is not None}
    if not meant or not rounds:
        return None, found
    mended = _mended(value, meant)
    made: T | None = None
    again: list[Finding] = []
    try:
        made = handler(mended)
    except ValidationError as error:
        made, again = as_meant(mended, handler, findings_of(error), rounds - 1)
    told = [one for one in found if one.loc in meant and meant[one.loc] is not _ABSENT]
    no_arrays = {one.loc for one in told if is_array(meant[one.loc]) and _beneath(one.loc, again)}
    again = [one for one in again if not any(one.loc[: len(loc)] == loc for loc in no_arrays)]
    wrong = [one for one in told if one.loc in no_arrays]
    doubts = [_doubt(one, meant[one.loc]) for one in told if one not in wrong and not _beneath(one.loc, again)]
    return made, [*again, *wrong, *doubts]


def _meant(finding: Finding) -> Any:
    """Tell what was meant by a value that was refused; None if nobody can know."""
    value, message = finding.value, finding.message
    if value is None:
        named = bool(finding.loc) and isinstance(finding.loc[-1], str)
        return _ABSENT if named and finding.code in ("type", "choice") else None
    if not isinstance(value, str):
        return None
    if "integer" in message or finding.code == "choice":
        return int(float(value)) if _WHOLE.fullmatch(value) and number_in(value) is not None else None
    if "a number" in message:
        return number_in(value)
    if "true or false" in message:
        return _TRUTHS.get(value.strip().lower())
    return [value] if message == "must be an array" else None


def _mended(value: Any, meant: Mapping[Loc, Any], loc: Loc = ()) -> Any:
    """Copy a value with replacements in it."""
    if loc in meant:
        return meant[loc]
    if not any(place[: len(loc)] == loc for place in meant):
        return value
    if is_object(value):
        inner = ((key, _mended(item, meant, (*loc, key))) for key, item in value.items())
        return {key: item for key, item in inner if item is not _ABSENT}
    if is_array(value):
        return [
            _mended(item, meant, (*loc, at)) for at, item in enumerate(value) if meant.get((*loc, at)) is not _ABSENT
        ]
    return value


def _beneath(loc: Loc, found: Iterable[Finding]) -> bool:
    """Tell whether something is found at a place, or inside it."""
    return any(one.loc[: len(loc)] == loc for one in found)


def _doubt(finding: Finding, meant: Any) -> Finding:
    kind = "an array" if is_array(meant) else re.sub("^must be ", "", finding.message)
    message = f"is a string where the API documents {kind}; it is sent as it is"
    shown = str(meant).lower() if isinstance(meant, bool) else repr(meant).replace("'", '"')
    hint = f"write {shown}"
    return Finding(finding.loc, "type", message, finding.value, hint, "warning")
