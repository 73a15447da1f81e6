"""Problems in files, as code hosts show them."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import PayloadFile
from scaleapi.problems import CODES, Problem
from scaleapi.validation import FileProblem, file_problems, to_github, to_sarif
from scaleapi.validation.reports import _ABOUT

GOOD = {"project": "p", "attachment": "https://files.example.com/1.jpg"}
BAD = {**GOOD, "priority": 15}


def closed(required: str, **properties: Any) -> dict[str, Any]:
    """Describe an object that has these properties and no others."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
LINE = {"type": "integer", "minimum": 1}
MESSAGE = closed("text", text=TEXT)
LOCATION = closed(
    "",
    physicalLocation=closed(
        "artifactLocation",
        artifactLocation=closed("", uri={"type": "string", "pattern": r"^[\w!$&'()*+,;=:@%./?~-]+$"}),
        region=closed("startLine", startLine=LINE),
    ),
    logicalLocations={"type": "array", "items": closed("", fullyQualifiedName=TEXT, kind={"const": "value"})},
)
RESULT = closed(
    "message",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    properties={"type": "object"},
)
RULE = closed("id", id=TEXT, shortDescription=MESSAGE)
RULES = {"type": "array", "items": RULE, "uniqueItems": True}
TOOL = closed("driver", driver=closed("name", name=TEXT, version=TEXT, rules=RULES))
RUN = closed("tool", tool=TOOL, results={"type": "array", "items": RESULT})
SARIF = closed(
    "version runs", **{"$schema": TEXT}, version={"const": "2.1.0"}, runs={"type": "array", "items": RUN, "minItems": 1}
)
"""What SARIF 2.1.0 requires of the parts that are written here; it has no other properties of those names."""


def written(folder: Path, name: str, text: str) -> PayloadFile:
    """Write a file of payloads of image annotations."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return PayloadFile(path, "imageannotation")


@pytest.mark.parametrize(
    ("name", "text", "row", "line"),
    [
        ("a.jsonl", f"{json.dumps(GOOD)}\n\n{json.dumps(BAD)}\n", 3, 3),
        ("a.json", f"[\n{json.dumps(GOOD)},\n\n{json.dumps(BAD)}\n]", 2, 4),
        ("a.csv", "project,attachment,priority\np,https://files.example.com/1.jpg,15\n", 2, 2),
    ],
)
def test_each_problem_has_its_line(tmp_path: Path, name: str, text: str, row: int, line: int) -> None:
    """A problem is told with its file, the row, and the line on which the payload begins."""
    file = written(tmp_path, name, text)

    assert [(str(tmp_path / name), row, line, "/priority")] == [
        (one.file, one.row, one.line, one.problem.pointer) for one in file_problems(file)
    ]


def test_parquet_has_no_lines(tmp_path: Path) -> None:
    """In a Parquet file a payload has a place, but no line, and its log no region."""
    import pyarrow as pa

    pq: Any = import_module("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist([{**GOOD, "priority": 10}, BAD]), path)
    found = list(file_problems(PayloadFile(path, "imageannotation")))
    place = to_sarif(found)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    assert [(2, None)] == [(one.row, one.line) for one in found]
    assert {"artifactLocation": {"uri": path.as_uri()}} == place


PROBLEM = Problem("/geometries/box", "type", "must be an object", 7, "write an object")


def test_a_sarif_log() -> None:
    """The kind of a problem is the rule; file, line and pointer are the location; the rest are properties."""
    log = to_sarif([FileProblem("data/a b.jsonl", 3, 3, PROBLEM)])

    assert [
        {
            "ruleId": "type",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "/geometries/box: must be an object (got 7); write an object"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "data/a%20b.jsonl"},
                        "region": {"startLine": 3},
                    },
                    "logicalLocations": [{"fullyQualifiedName": "/geometries/box", "kind": "value"}],
                }
            ],
            "properties": {"row": 3, "pointer": "/geometries/box", "value": "7", "hint": "write an object"},
        }
    ] == log["runs"][0]["results"]


def test_a_notebook_shows_the_place_and_below_it_the_problem() -> None:
    """The problem is a row of a table, not a fact beside it."""
    shown = FileProblem("a.jsonl", 3, 4, PROBLEM)
    assert [("file", "a.jsonl"), ("row", 3), ("line", 4)] == shown._details()
    assert 1 == shown._repr_html_().count("must be an object")


def test_nothing_wrong_is_a_log_too() -> None:
    """A log without results clears what a code host has shown before."""
    log = to_sarif([])

    jsonschema.validate(log, SARIF)
    assert [] == log["runs"][0]["results"]


PROBLEMS = st.builds(
    FileProblem,
    st.sampled_from(["a.jsonl", "/tmp/ü.csv", "s3://bucket/a.json", "-"]),  # noqa: S108  (only a name)
    st.integers(1, 10),
    st.none() | st.integers(1, 10),
    st.builds(
        Problem,
        st.text().map(lambda text: f"/{text}"),
        st.sampled_from(CODES),
        st.text(),
        st.none() | st.integers() | st.text(),
        st.none() | st.text(),
        st.sampled_from(["error", "warning"]),
    ),
)


@given(st.lists(PROBLEMS, max_size=6))
def test_sarif_is_valid(problems: list[FileProblem]) -> None:
    """Whatever is wrong, the log has what the standard requires and nothing that it does not know."""
    log = json.loads(json.dumps(to_sarif(problems)))
    run = log["runs"][0]

    jsonschema.validate(log, SARIF)
    named = [run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] for one in run["results"]]
    assert [one["ruleId"] for one in run["results"]] == named


@given(st.lists(PROBLEMS, max_size=6))
def test_commands_are_lines(problems: list[FileProblem]) -> None:
    """Whatever is wrong, each problem is one line that can be printed."""
    lines = list(to_github(problems))

    assert len(problems) == len(lines)
    assert not [line for line in lines if {"\n", "\r"} & set(line)]
    assert all(line.encode() for line in lines)


def test_workflow_commands() -> None:
    """File, line and title are properties, in which commas and colons are escaped."""
    doubt = Problem("/a", "unknown_name", "50%\nsure: no, or", severity="warning")

    said = "/geometries/box: must be an object (got 7); write an object"

    assert [
        f"::error file=a%2Cb.jsonl,line=3,title=type in row 3::{said}",
        "::warning file=c.parquet,title=unknown_name in row 2::/a: 50%25%0Asure: no, or",
    ] == list(to_github([FileProblem("a,b.jsonl", 3, 3, PROBLEM), FileProblem("c.parquet", 2, None, doubt)]))


def test_every_code_is_described() -> None:
    """Each kind of problem is a rule with a description."""
    assert list(CODES) == list(_ABOUT)
