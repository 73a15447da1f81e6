"""`scaleapi types`, `schema` and `template`: what can be sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scaleapi import json_schema
from scaleapi.models.tasks.registry import KNOWN_TYPES
from scaleapi.validation import payload_template
from tests.cli.conftest import Shell


def test_types(shell: Shell) -> None:
    """Each task type is a row with its classes, and what a payload needs."""
    rows = [json.loads(line) for line in shell("types").out.splitlines()]

    assert list(KNOWN_TYPES) == [row["type"] for row in rows]
    assert {
        "type": "imageannotation",
        "payload": "ImageAnnotationPayload",
        "response": "ImageAnnotationResponse",
        "needs": "attachment, geometries",
    } in rows


def test_schema(shell: Shell) -> None:
    """The schema is JSON on one line in a pipe, and over several with --format json."""
    whole, line = shell("schema chat --format json").out, shell("schema chat").out

    assert json_schema("chat") == json.loads(whole) == json.loads(line)
    assert whole.count("\n") > 9 > line.count("\n")
    assert whole == shell("schema chat --format table").out


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_a_template_validates(shell: Shell, task_type: str) -> None:
    """What `template` prints is a file that `validate` finds nothing wrong with."""
    printed = shell(f"template {task_type} --quiet")

    assert (0, "") == (printed.code, printed.err)
    assert 0 == shell(f"validate - --type {task_type}", stdin=printed.out).code


def test_a_template_becomes_a_task(shell: Shell, service: Any) -> None:
    """What `template` prints can be given to `tasks create`."""
    del service
    printed = shell("template textcollection")
    created = shell("tasks create - --type textcollection --yes", stdin=printed.out)

    assert "textcollection" == json.loads(created.out)["type"]


def test_comments_stand_apart(shell: Shell) -> None:
    """What else a payload may have goes to standard error, so that standard output is JSON."""
    ran = shell("template imageannotation")

    assert payload_template("imageannotation").payload == json.loads(ran.out)
    assert "  priority (10, 20 or 30): 10, 20 or 30: the larger, the sooner, within a project. Documented.\n" in ran.err
    assert "  attachment (" not in ran.err


def test_fields_as_rows(shell: Shell) -> None:
    """With --list, the fields are rows: those that are needed first."""
    rows = [json.loads(line) for line in shell("template imageannotation --list").out.splitlines()]

    assert ["attachment", "geometries"] == [row["name"] for row in rows if row["needed"]]
    assert {"name", "kind", "about", "needed"} == set(rows[0])


@pytest.mark.parametrize("words", ["schema", "template"])
@pytest.mark.parametrize(
    ("task_type", "hint"),
    [("imageanotation", "did you mean `imageannotation`?"), ("x", "`scaleapi types` lists all")],
)
def test_an_unknown_type(shell: Shell, words: str, task_type: str, hint: str) -> None:
    """A task type that is not there is wrong usage, with the one that was probably meant."""
    assert (2, "", f"scaleapi: There is no task type '{task_type}': {hint}\n") == shell(f"{words} {task_type}")
