"""Answers that contradict each other, or what is drawn: by cases that only the user knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi._show.text import shorten
from scaleapi.models.rules import is_array, mapped, strings
from scaleapi.quality.checks.annotated import Annotated, annotated
from scaleapi.quality.checks.cover import covered_shares
from scaleapi.quality.extraction.shapes import Shapes
from scaleapi.quality.rules.chunk import Chunk
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__: list[str] = []

Case = Mapping[str, Any]


@built_in(
    "attribute_conflict", "error", "Answers that contradict each other, or what is drawn, are wrong in one place.",
    unit="share of the shape that is covered", default=False,
)  # fmt: skip
def attribute_conflict(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find answers that contradict others, or what covers the shape, by the rule's `cases`."""
    needed = any("covered_over" in case for case in rule.cases)
    covered = [float(one) for one in covered_shares(chunk)] if needed else list[float]()
    for one in annotated(chunk, asked_only=False):
        for case in rule.cases:
            if _applies(case, one):
                yield from _covered(case, one, covered)
                yield from _contradicted(case, one)


def _applies(case: Case, one: Annotated) -> bool:
    labels, said = strings(case.get("label")), mapped(case.get("attributes")).items()
    return (not labels or one.label in labels) and all(_says(one, name, some) for name, some in said)


def _says(one: Annotated, name: str, values: object) -> bool:
    """Tell whether an answer, or one of several, is among some values; true is not 1."""
    answer = one.answers.get(name)
    given = {(type(value) is bool, repr(value)) for value in (answer if is_array(answer) else [answer])}
    wanted = {(type(value) is bool, repr(value)) for value in (values if is_array(values) else [values])}
    return not given.isdisjoint(wanted)


def _said(case: Case) -> str:
    said = mapped(case.get("attributes")).items()
    return ", ".join(f"{name} is {shorten(value)}" for name, value in said) or "nothing"


def _covered(case: Case, one: Annotated, covered: list[float]) -> Iterator[Hit]:
    if "covered_over" in case and isinstance(one.things, Shapes):
        share, limit = covered[one.at], float(case["covered_over"])
        if share > limit:
            message = f"says {_said(case)}, and larger shapes cover {share:.0%} of it"
            yield one.hit(message, "attributes", measured=round(share, 4), limit=limit)


def _contradicted(case: Case, one: Annotated) -> Iterator[Hit]:
    for name, values in mapped(case.get("excludes")).items():
        if _says(one, name, values):
            yield one.hit(f"says {_said(case)}, and {name} is {shorten(one.answers.get(name))}", "attributes", name)
    for name, values in mapped(case.get("requires")).items():
        if not _says(one, name, values):
            yield one.hit(f"says {_said(case)}, so {name} should be {shorten(values)}", "attributes", name)
