"""Rules as users give them: names with what is other than usual, as a dictionary or a TOML file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scaleapi._core.calls.arguments import refuse
from scaleapi._io.paths import StrPath, read_bytes, text_of
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models.rules import is_array, is_object, numeral
from scaleapi.problems import did_you_mean
from scaleapi.quality.checks.catalog import RULES
from scaleapi.quality.rules.rule import REGISTERED, Rule

__all__ = ["Settings", "read_settings", "rules_of"]

Settings = Mapping[str, Any]
"""By the name of a rule: False for off, True for as usual, a number for its limit, or a dictionary of `severity`,
`limit`, `labels` (limits by label), `reason` and, for `attribute_conflict`, `cases`. `defaults=False` leaves out all
rules that are not named."""

_KEYS = ("severity", "limit", "labels", "reason", "cases")
_CASE = ("attributes", "label", "covered_over", "excludes", "requires")


def rules_of(settings: Settings | StrPath | None) -> list[Rule]:
    """Read which rules are to be applied, in their order.

    Raises:
        ScaleValidationError: A rule, or a key of its settings, is not known, or a value does not fit.
        OSError: There is no such file.
    """
    given = read_settings(settings) if isinstance(settings, str | os.PathLike) else dict(settings or {})
    usual = given.pop("defaults", True)
    if not isinstance(usual, bool):
        raise refuse("/rules/defaults", "type", "must be true or false", usual)
    known = RULES | REGISTERED
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise refuse(f"/rules/{name}", "reference", "is no rule", name, hint)
    return [
        _made(one, given.get(name, True))
        for name, one in known.items()
        if given.get(name, usual and one.default) is not False
    ]


def read_settings(place: StrPath) -> dict[str, Any]:
    """Read settings from a TOML file.

    Raises:
        ScaleValidationError: It is no TOML.
        OSError: There is no such file.
    """
    try:
        return tomllib.loads(read_bytes(place).decode())
    except ValueError as error:
        raise ScaleValidationError(f"{text_of(place)} is no TOML: {error}") from error


def _made(rule: Rule, setting: object) -> Rule:
    where = f"/rules/{rule.name}"
    if setting is True:
        return _complete(rule, where)
    if not is_object(setting):
        return _complete(replace(rule, limit=_limit(rule, setting, where)), where)
    for key in setting:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"there are {', '.join(_KEYS)}"
            raise refuse(f"{where}/{key}", "unknown_name", "is no setting of a rule", key, hint)
    return _complete(replace(rule, **dict(_fitting(rule, setting, where))), where)


def _complete(rule: Rule, where: str) -> Rule:
    """Refuse a rule that lacks what it is held against."""
    if not rule.default and rule.unit and rule.limit is None and not rule.labels and rule.look is None:
        if rule.name == "attribute_conflict" and rule.cases:
            return rule
        what = "cases" if rule.name == "attribute_conflict" else "limit"
        raise refuse(f"{where}/{what}", "missing", f"is required, for the rule has no usual one ({rule.unit})")
    return rule


def _fitting(rule: Rule, setting: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    if "severity" in setting:
        if setting["severity"] not in ("error", "warning"):
            raise refuse(f"{where}/severity", "choice", "must be `error` or `warning`", setting["severity"])
        yield "severity", setting["severity"]
    if "reason" in setting:
        if not isinstance(setting["reason"], str):
            raise refuse(f"{where}/reason", "type", "must be a text", setting["reason"])
        yield "reason", setting["reason"]
    if "limit" in setting:
        yield "limit", _limit(rule, setting["limit"], f"{where}/limit")
    if "labels" in setting:
        yield "labels", _limits(rule, setting["labels"], f"{where}/labels")
    if "cases" in setting:
        yield "cases", _cases(rule, setting["cases"], f"{where}/cases")


def _limit(rule: Rule, value: object, where: str) -> float:
    number = numeral(value)
    if rule.limit is None and rule.default:
        raise refuse(where, "conflict", f"cannot be given, for {rule.name} has no limit", value)
    if number is None or number != number:  # noqa: PLR0124  (no number is unequal to itself but NaN)
        raise refuse(where, "type", "must be a number", value)
    return float(number)


def _limits(rule: Rule, given: object, where: str) -> dict[str, float]:
    if not is_object(given):
        raise refuse(where, "type", "must be limits by label", given)
    return {label: _limit(rule, one, f"{where}/{label}") for label, one in given.items()}


def _cases(rule: Rule, given: object, where: str) -> tuple[dict[str, Any], ...]:
    if rule.name != "attribute_conflict" or not is_array(given) or not given or not all(map(is_object, given)):
        raise refuse(where, "type", "must be an array of objects, of attribute_conflict only", given)
    for at, case in enumerate(given):
        for key in case:
            if key not in _CASE:
                hint = did_you_mean(key, _CASE) or f"there are {', '.join(_CASE)}"
                raise refuse(f"{where}/{at}/{key}", "unknown_name", "is nothing that a case has", key, hint)
        if not is_object(case.get("attributes")) or not {"covered_over", "excludes", "requires"} & case.keys():
            hint = "`attributes` are the answers; `covered_over`, `excludes` or `requires` what contradicts them"
            raise refuse(f"{where}/{at}", "missing", "is no whole case", case, hint)
        if "covered_over" in case and numeral(case["covered_over"]) is None:
            raise refuse(f"{where}/{at}/covered_over", "type", "must be a number", case["covered_over"])
    return tuple(given)
