"""`scaleapi validate`: files of payloads, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BOX, Shell

GOOD: dict[str, Any] = {"attachment": "https://example.com/a.jpg", **BOX}
BAD = {**GOOD, "priority": 15}
DOUBTFUL = {**GOOD, "attachment": "a.jpg"}


def written(folder: Path, name: str, *payloads: dict[str, Any]) -> str:
    """Write payloads as JSON lines."""
    (folder / name).write_text("".join(f"{json.dumps(one)}\n" for one in payloads), encoding="utf-8")
    return name


def test_each_problem_is_a_row(shell: Shell) -> None:
    """A problem is told with its file, row, pointer, value and hint; the summary goes to standard error."""
    one, two = written(shell.folder, "a.jsonl", GOOD, BAD), written(shell.folder, "b.jsonl", GOOD)

    ran = shell(f"validate {one} {two} --type imageannotation")

    assert [
        {
            "file": "a.jsonl",
            "row": 2,
            "line": 2,
            "pointer": "/priority",
            "severity": "error",
            "code": "choice",
            "message": "must be 10, 20 or 30",
            "value": 15,
            "hint": None,
        }
    ] == [json.loads(line) for line in ran.out.splitlines()]
    assert (1, "a.jsonl: 1 error (1 choice) in 1 row\nb.jsonl: nothing is wrong\n") == (ran.code, ran.err)


def test_warnings_are_no_errors(shell: Shell) -> None:
    """Doubts are told, and the exit code is 0."""
    ran = shell(f"validate {written(shell.folder, 'a.jsonl', DOUBTFUL, DOUBTFUL)} --type imageannotation")

    assert (0, "a.jsonl: 2 warnings (2 format) in 2 rows\n") == (ran.code, ran.err)


def test_payloads_from_a_pipe(shell: Shell) -> None:
    """`-` is standard input, and is called so."""
    ran = shell("validate - --type imageannotation --quiet", stdin=json.dumps(BAD))

    assert (1, "", "-") == (ran.code, ran.err, json.loads(ran.out)["file"])


def test_each_payload_names_its_type(shell: Shell) -> None:
    """Without --type, each payload says its own."""
    name = written(shell.folder, "a.jsonl", {"type": "imageannotation", **GOOD}, {"type": "chat"})

    assert 0 == shell(f"validate {name}").code


def test_with_a_project(shell: Shell, service: Any) -> None:
    """A project gives its parameters, and the type if none is named."""
    del service
    name = written(shell.folder, "a.jsonl", {"attachment": "https://example.com/a.jpg"})

    assert [1, 0] == [shell(f"validate {name} {more}").code for more in ("--type imageannotation", "--project kitchen")]
    assert 3 == shell(f"validate {name} --project nosuch").code


def test_columns_are_mapped(shell: Shell) -> None:
    """--map and --set put the columns of a table into their places, and --file-format says what a file is."""
    (shell.folder / "table").write_text("image_url\nhttps://example.com/a.jpg\n")
    line = "validate table --type segmentannotation --file-format csv --map image_url=attachment --set 'labels=[\"a\"]'"

    assert 0 == shell(line).code
    assert 1 == shell("validate table --type segmentannotation --file-format csv --set 'labels=[\"a\"]'").code


def test_sarif(shell: Shell) -> None:
    """A SARIF log goes to standard output whole, whether something is wrong or not."""
    logs = [
        json.loads(shell(f"validate {written(shell.folder, 'a.jsonl', one)} --type imageannotation --format sarif").out)
        for one in (GOOD, BAD)
    ]

    assert ["2.1.0", "2.1.0"] == [log["version"] for log in logs]
    assert [0, 1] == [len(log["runs"][0]["results"]) for log in logs]


def test_workflow_commands(shell: Shell) -> None:
    """GitHub shows a problem beside its line."""
    ran = shell(f"validate {written(shell.folder, 'a.jsonl', BAD)} --type imageannotation --format github")

    assert (
        "::error file=a.jsonl,line=1,title=choice in row 1::/priority: must be 10, 20 or 30 (got 15)\n",
        1,
    ) == (ran.out, ran.code)


@pytest.mark.parametrize(
    ("form", "begins"),
    [("table", "file "), ("csv", "file,row,severity,pointer,message,value,hint\n"), ("json", "[\n"), ("jsonl", "{")],
)
def test_other_forms(shell: Shell, form: str, begins: str) -> None:
    """The forms of all commands are there, too."""
    ran = shell(f"validate {written(shell.folder, 'a.jsonl', BAD)} --type imageannotation --format {form}")

    assert ran.out.startswith(begins)


def test_fields_are_chosen(shell: Shell) -> None:
    """--fields chooses among the facts of a problem."""
    name = written(shell.folder, "a.jsonl", BAD)
    ran = shell(f"validate {name} --type imageannotation --fields line,code")

    assert {"line": 1, "code": "choice"} == json.loads(ran.out)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("validate nosuch.jsonl", "nosuch.jsonl: No such file or directory"),
        ("validate nosuch.jsonl --file-format xls", "file_format must be one of"),
        ("validate nosuch.jsonl --map image_url", "--map image_url'' is not NAME=VALUE"),
        ("validate nosuch.jsonl --format xml", "Invalid value for '--format'"),
    ],
)
def test_wrong_usage(shell: Shell, line: str, told: str) -> None:
    """A file that is not there and a wrong option end with code 2 and a line."""
    ran = shell(line)

    assert (2, "") == (ran.code, ran.out)
    assert told in ran.err
