"""What can be wrong with a payload: the Problem, the closed list of its codes, and the words for each.

    Finding     what a rule or a field says, by its place relative to the part that it looked at
    Problem     the same, as users get it: by JSON pointer into the whole payload

Each code has a section in docs/problems.md (a test keeps both lists the same).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast, get_args

from pydantic_core import InitErrorDetails, PydanticCustomError

from scaleapi._show.shown import Rows, Shown, ShownList
from scaleapi._show.text import shorten

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

__all__ = ["CODES", "MARK", "Finding", "Problem", "ProblemCode", "Problems", "Severity"]

Severity = Literal["error", "warning"]
"""`error`: the service is sure to refuse it. `warning`: probably a mistake; sent all the same."""

ProblemCode = Literal[
    "missing",
    "type",
    "choice",
    "range",
    "length",
    "format",
    "conflict",
    "relation",
    "duplicate",
    "reference",
    "size",
    "not_json",
    "unknown_name",
    "unknown_tag",
    "unknown_type",
]
"""The kinds of mistakes, a closed list."""

CODES: tuple[str, ...] = get_args(ProblemCode)

Loc = tuple[str | int, ...]
"""The way to a value: names and indexes."""

MARK = "\ue000"
"""A private-use character that starts every union tag, so that tags can be told from names and left out."""

_SHOWN = ("pointer", "code", "message", "value", "hint", "severity")


@dataclass(frozen=True, slots=True, repr=False)
class Problem(Shown):
    """One mistake in a payload: where it is, what it is, and what to do."""

    pointer: str
    """JSON pointer (RFC 6901) into the payload: `/geometries/box/min_height`. A missing field is named itself."""
    code: ProblemCode
    message: str
    value: Any = field(default=None, hash=False)
    """What stands there; None for a missing field."""
    hint: str | None = None
    """What was probably meant, or what to do."""
    severity: Severity = "error"

    def __str__(self) -> str:
        got = "" if self.value is None else f" (got {shorten(self.value)})"
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.pointer or '/'}: {self.message}{got}{hint}"

    def _facts(self) -> Iterator[tuple[str, object]]:
        for name in _SHOWN:
            value = getattr(self, name)
            if value is not None and (name, value) != ("severity", "error"):
                yield name, value


class Problems(ShownList[Problem]):
    """Problems, in the order of the document; in a notebook a table, with the number of errors and warnings."""

    def _details(self) -> list[tuple[str, object]]:
        errors = sum(one.severity == "error" for one in self)
        return [("errors", errors), ("warnings", len(self) - errors)]

    def _rows(self) -> Rows:
        return Rows(PROBLEM_HEADS, map(problem_cells, self), len(self))


PROBLEM_HEADS = ("severity", "where", "problem", "got", "hint")


def problem_cells(problem: Problem) -> tuple[str, ...]:
    """Write a problem as a row of a table."""
    got = "" if problem.value is None else shorten(problem.value)
    return problem.severity, problem.pointer or "/", problem.message, got, problem.hint or ""


class Finding(NamedTuple):
    """One mistake, as the part of the payload that holds it sees it."""

    loc: Loc
    """The way to the value, seen from that part. A missing field is named itself."""
    code: ProblemCode
    message: str
    value: Any = None
    hint: str | None = None
    severity: Severity = "error"

    def as_warning(self) -> Finding:
        """Return the same finding, as one that does not stop the payload."""
        return self._replace(severity="warning")

    def problem(self) -> Problem:
        """Name the place by pointer, for users."""
        return Problem(pointer_of(self.loc), self.code, self.message, self.value, self.hint, self.severity)

    def details(self) -> InitErrorDetails:
        """Put the finding into the form in which pydantic carries it up to the whole payload."""
        words = {"hint": self.hint, "severity": self.severity, "message": self.message}
        return InitErrorDetails(
            type=PydanticCustomError(self.code, "{message}", words),
            loc=self.loc,
            input=self.value,
        )


def pointer_of(loc: Loc) -> str:
    """Write the way to a value as a JSON pointer (RFC 6901): `~` becomes `~0`, `/` becomes `~1`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in loc)


def findings_of(error: ValidationError) -> list[Finding]:
    """Read pydantic's errors as findings, in our words and without union tags."""
    return [_finding(details) for details in error.errors(include_url=False)]


def _finding(details: ErrorDetails) -> Finding:
    loc = tuple(step for step in details["loc"] if not (isinstance(step, str) and step.startswith(MARK)))
    words: dict[str, Any] = details.get("ctx", {})
    value = details["input"]
    if "severity" in words:  # a finding of ours, from a part further inside
        code = cast("ProblemCode", details["type"])
        return Finding(loc, code, words["message"], value, words["hint"], words["severity"])
    if details["type"] == "missing":
        return missing(loc)
    code, message = _translate(details["type"], words, details["msg"])
    return Finding(loc, code, message, value, _hint(code, words, value))


def missing(loc: Loc, *, hint: str | None = None, severity: Severity = "error", why: str = "") -> Finding:
    """Say that a field is required; the wording of the first part is the service's own."""
    return Finding(loc, "missing", f'"{loc[-1]}" is required{why}', hint=hint, severity=severity)


_WORDS: dict[str, tuple[ProblemCode, str]] = {
    "string_type": ("type", "must be a string"),
    "bool_type": ("type", "must be true or false"),
    "list_type": ("type", "must be an array"),
    "dict_type": ("type", "must be an object"),
    "model_type": ("type", "must be an object"),
    "literal_error": ("choice", "must be {expected}"),
    "too_long": ("length", "must have at most {max_length} items"),
    "too_short": ("length", "must have at least {min_length} items"),
    "recursion_loop": ("not_json", "must not contain itself"),
    "string_unicode": ("not_json", "must be Unicode text"),
}
"""pydantic's error type → our code and words."""


def _translate(kind: str, words: Mapping[str, Any], message: str) -> tuple[ProblemCode, str]:
    if kind in _WORDS:
        code, template = _WORDS[kind]
        return code, template.format_map(words)
    return (cast("ProblemCode", kind) if kind in CODES else "type"), message


def _hint(code: ProblemCode, words: Mapping[str, Any], value: object) -> str | None:
    return did_you_mean(value, re.findall(r"'([^']*)'", str(words.get("expected")))) if code == "choice" else None


def did_you_mean(value: object, known: Iterable[str]) -> str | None:
    """Suggest the known word that a value is a slip of the pen away from; None if there is none."""
    near = nearest(value, known) if isinstance(value, str) else None
    return f"did you mean `{near}`?" if near else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that differs by one letter (by two, if both are long), by case, or by `_` and `-`."""
    plain = _plain(word)
    found = ((_distance(plain, _plain(other)), other) for other in known if _close_in_length(word, other))
    near = [(steps, other) for steps, other in found if steps <= (2 if min(len(word), len(other)) > 7 else 1)]
    return min(near)[1] if near else None


def _plain(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _close_in_length(word: str, other: str) -> bool:
    return min(len(word), len(other)) > 3 and abs(len(word) - len(other)) < 5


def _distance(one: str, two: str) -> int:
    """Count the letters to add, drop, change or swap with their neighbour, to make one word of the other."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(two, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                steps = min(steps, last[j - 2] + 1)
            row.append(steps)
    return row[-1]
