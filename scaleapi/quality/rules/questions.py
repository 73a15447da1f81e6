"""Attributes as a payload asks for them: when, and which answers are allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scaleapi.models.labels import names_in
from scaleapi.models.rules import is_array, is_object, mapped, numeral, objects, strings

__all__ = ["NOTHING", "Question", "answers_with", "question_of"]

NOTHING: tuple[object, ...] = (None, "", [])
"""What is no answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """An attribute of annotations."""

    kind: str
    """Its type; `category` if it names none."""
    labels: frozenset[str]
    """Only of annotations with these labels; of all, if it is empty."""
    after: tuple[tuple[str, frozenset[str]], ...]
    """Only after these answers to other attributes; how these combine is not documented."""
    choices: frozenset[str]
    """The finest choices of a category."""
    multiple: bool
    """Whether several can be chosen."""
    low: float | None
    high: float | None
    optional: bool
    """Whether an answer may be left out: that is so of links that are not required."""

    def is_asked(self, label: str | None, answers: Mapping[str, Any]) -> bool | None:
        """Tell whether it is asked about an annotation; None if that depends on how its conditions combine.

        The documentation does not say how: so only what holds whether one of them or all of them must be met is told.
        """
        if not self.labels and not self.after:
            return True
        met = [label in self.labels] if self.labels else []
        met += [answers_with(answers.get(name), values) for name, values in self.after]
        return all(met) or (None if any(met) else False)

    def wrong(self, answer: object) -> str | None:
        """Say what is wrong with an answer; None if nothing is, or the type is not known."""
        if self.kind == "category":
            return None if isinstance(answer, str) and answer in self.choices else self._wrong_choice(answer)
        number = numeral(answer)
        if self.kind in {"number", "angle"}:
            if number is None:
                return "is no number"
            if self.low is not None and number < self.low:
                return f"is below {self.low:g}"
            return f"is above {self.high:g}" if self.high is not None and number > self.high else None
        if self.kind == "text" and not isinstance(answer, str):
            return "is no text"
        return "is no number" if self.kind in {"x_line", "y_line"} and number is None else None

    def _wrong_choice(self, answer: object) -> str | None:
        if is_array(answer) and len(answer) > 1 and not self.multiple:
            return "is several choices, and one is allowed"
        given = answer if is_array(answer) else [answer]
        unknown = [one for one in given if not isinstance(one, str) or one not in self.choices]
        return "is none of the choices" if self.choices and unknown and not is_object(answer) else None


def question_of(about: Mapping[str, Any]) -> Question:
    """Read the definition of an attribute, however odd it is."""
    conditions = mapped(about.get("conditions"))
    after = [pair for _, one in objects(conditions.get("attribute_conditions")) for pair in one.items()]
    kind = about.get("type") or "category"
    return Question(
        kind=kind if isinstance(kind, str) else "",
        labels=frozenset(strings(mapped(conditions.get("label_condition")).get("label"))),
        after=tuple((name, frozenset(strings(values))) for name, values in after),
        choices=frozenset(names_in(about.get("choices")).leaves),
        multiple=about.get("allow_multiple") is True,
        low=0 if kind == "angle" else numeral(about.get("min")),
        high=360 if kind == "angle" else numeral(about.get("max")),
        optional=kind == "linked" and about.get("required") is not True,
    )


def answers_with(answer: object, values: frozenset[str]) -> bool:
    """Tell whether an answer, or one of several, is among some values."""
    return answer in values if isinstance(answer, str) else not values.isdisjoint(strings(answer))
