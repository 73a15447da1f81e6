"""`scaleapi compare`: results against a reference, from files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell

BOX = {"type": "box", "label": "pot", "left": 0, "top": 0, "width": 10, "height": 10}


def line(*shapes: Any, **more: Any) -> str:
    """Write a task on a line."""
    task = {"task_id": "t1", "type": "imageannotation", "status": "completed", "params": {}, **more}
    return json.dumps({**task, "response": {"annotations": [*shapes]}}) + "\n"


def test_rows_tell_the_scores(shell: Shell) -> None:
    """A row for all labels, then one for each; the summary, and what was not compared, on standard error."""
    (shell.folder / "gold.jsonl").write_text(line(BOX, {**BOX, "left": 50}) + line(task_id="t2"))

    ran = shell("compare - gold.jsonl", stdin=line({**BOX, "attributes": {"score": 0.5}}))

    rows = [json.loads(one) for one in ran.out.splitlines()]
    assert [("shapes", None), ("shapes", "pot")] == [(one["family"], one["label"]) for one in rows]
    assert (1.0, 0.5, 2) == (rows[1]["precision"], rows[1]["recall"], rows[1]["support"])
    assert ran.err.splitlines() == [
        "not compared: 1 entries of the reference that no task was compared with (t2)",
        "compared: 1, F1 0.6667, mean IoU 1.0000, average precision 0.5050",
    ]


@pytest.mark.parametrize(
    ("options", "code"), [("", 0), ("--min-f1 0.6", 0), ("--min-f1 0.7", 1), ("--by unique_id", 1)]
)
def test_the_exit_code_tells(shell: Shell, options: str, code: int) -> None:
    """Below --min-f1, and where nothing was compared, it is 1."""
    (shell.folder / "gold.jsonl").write_text(line(BOX, {**BOX, "left": 50}))

    assert code == shell(f"compare - gold.jsonl {options}", stdin=line(BOX)).code


def test_answers_have_an_accuracy(shell: Shell) -> None:
    """What is undefined is null in rows."""
    text = json.dumps({"task_id": "t1", "type": "categorization", "status": "completed", "response": {"category": "a"}})
    (shell.folder / "gold.jsonl").write_text(text)

    ran = shell("compare - gold.jsonl", stdin=text)

    assert None is json.loads(ran.out.splitlines()[0])["mean_iou"]
    assert ran.err.endswith("accuracy 1.0000\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("nosuch.jsonl", "nosuch.jsonl: No such file or directory"),
        ("- --threshold 2", "a threshold must be above 0 and at most 1, not 2"),
        ("- --cuboid-iou 2d", "cuboid_iou must be '3d' or 'bev', not '2d'"),
        ("- --by colour", "by must be one of task_id, unique_id, attachment, file, not 'colour'"),
    ],
)
def test_wrong_usage(shell: Shell, options: str, told: str) -> None:
    """A line that says what is wrong, and code 2."""
    ran = shell(f"compare - {options}", stdin=line())

    assert (2, "") == (ran.code, ran.out)
    assert told in ran.err
