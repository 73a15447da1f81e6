"""Problems in files of payloads as other tools read them: SARIF for code hosts, and GitHub's workflow commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scaleapi._io.paths import text_of
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi._show.text import shorten
from scaleapi._version import __version__
from scaleapi.problems import CODES, Problem, Problems
from scaleapi.validation.payload_files import PayloadFile

if TYPE_CHECKING:
    from scaleapi.models.project import Project

__all__ = ["FileProblem", "file_problems", "sarif_log", "sarif_uri", "to_github", "to_sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_ABOUT: dict[str, str] = {
    "missing": "A required field is absent or null.",
    "type": "A value has the wrong JSON type.",
    "choice": "A value is none of those allowed.",
    "range": "A number is too small or too large.",
    "length": "An array or an object has too many or too few items, or a string is empty.",
    "format": "A string has the wrong form.",
    "conflict": "Two values do not go together.",
    "relation": "Two numbers are in the wrong order, or a group of fields is not complete.",
    "duplicate": "A value that must be unique is there twice.",
    "reference": "A name is not defined in the payload.",
    "size": "Metadata have more than 10 KB as JSON.",
    "not_json": "A value or a row is no JSON.",
    "unknown_name": "A name is not documented, but is nearly one that is.",
    "unknown_tag": "A type of an attribute, field or annotation, or a geometry, is not known.",
    "unknown_type": "The task type is not known.",
}


@dataclass(frozen=True, slots=True, repr=False)
class FileProblem(Shown):
    """A problem of a payload in a file, with the place of the payload; `file_problems` gives these."""

    file: str
    """The path, as it was given."""
    row: int
    """As in `RowProblems`: the line in JSON lines and CSV, else the payload's place, from 1."""
    line: int | None
    """The line on which the payload begins, from 1; None in a Parquet file, which has no lines."""
    problem: Problem

    def _facts(self) -> list[tuple[str, object]]:
        return [("file", self.file), ("row", self.row), ("line", self.line), ("problem", self.problem)]

    def _details(self) -> list[tuple[str, object]]:
        return self._facts()[:-1]

    def _rows(self) -> Rows:
        return Problems([self.problem])._rows()


@known_keywords
def file_problems(file: PayloadFile, project: Project | None = None) -> Iterator[FileProblem]:
    """Check all payloads of a file, as `file.problems(project)` does; yield each problem with its place.

    Raises:
        OSError: The file cannot be read.
        ImportError: Parquet needs the extra `arrow`; other packings and places need theirs.
    """
    lines: dict[int, int | None] | None = None
    for row, problems in file.problems(project):
        if file.file_format == "json" and lines is None:  # the array is read again, only if something is wrong in it
            lines = {one.number: one.line for one in file.rows()}
        line = None if file.file_format == "parquet" else row if lines is None else lines[row]
        yield from (FileProblem(text_of(file.path), row, line, problem) for problem in problems)


@known_keywords
def to_sarif(problems: Iterable[FileProblem]) -> dict[str, Any]:
    """Make a SARIF 2.1.0 log of problems, which code hosts show beside the lines: write it with `json.dump`.

    The kind of a problem is the rule, its JSON pointer the logical location.
    """
    found = list(problems)
    codes = [code for code in CODES if any(one.problem.code == code for one in found)]
    rules = [{"id": code, "shortDescription": {"text": _ABOUT[code]}} for code in codes]
    return sarif_log(rules, [_result(one, codes.index(one.problem.code)) for one in found])


def sarif_log(rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, Any]:
    """Put rules and results into a SARIF 2.1.0 log of one run of this package."""
    driver = {"name": "scaleapi", "version": __version__, "rules": rules}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(one: FileProblem, rule: int) -> dict[str, Any]:
    problem = one.problem
    physical: dict[str, Any] = {"artifactLocation": {"uri": sarif_uri(one.file)}}
    if one.line is not None:
        physical["region"] = {"startLine": one.line}
    logical = {"fullyQualifiedName": problem.pointer or "/", "kind": "value"}
    told = {"row": one.row, "pointer": problem.pointer, "value": _shown(problem.value), "hint": problem.hint}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": str(problem)},
        "locations": [{"physicalLocation": physical, "logicalLocations": [logical]}],
        "properties": {name: value for name, value in told.items() if value is not None},
    }


def _shown(value: object) -> str | None:
    return None if value is None else shorten(value)


def sarif_uri(file: str) -> str:
    """Write a path as a URI reference: relative ones stay so, as code hosts look files up in their repository."""
    if "://" in file:
        return file
    return Path(file).as_uri() if Path(file).is_absolute() else quote(PurePath(file).as_posix())


@known_keywords
def to_github(problems: Iterable[FileProblem]) -> Iterator[str]:
    """Write problems as workflow commands of GitHub Actions: lines that, printed in a job, become annotations."""
    for one in problems:
        places = {"file": one.file, "line": one.line, "title": f"{one.problem.code} in row {one.row}"}
        shown = ",".join(f"{name}={_property(str(place))}" for name, place in places.items() if place is not None)
        yield f"::{one.problem.severity} {shown}::{_message(str(one.problem))}"


def _message(text: str) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()  # a name may hold half a surrogate pair
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
