"""`scaleapi agreement`: several results of the same things, from files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell

POT = {"type": "box", "label": "pot", "left": 0, "top": 0, "width": 10, "height": 10}


def line(task_id: str, kind: str, response: Any) -> str:
    """Write a task on a line."""
    return (
        json.dumps({"task_id": task_id, "type": kind, "status": "completed", "params": {}, "response": response}) + "\n"
    )


def test_rows_tell_of_fields(shell: Shell) -> None:
    """From one source in which several people answered; the summary is on standard error."""
    people = [
        line(str(at), "textcollection", {"responses": [{"ok": "yes"}, {"ok": one}]})
        for at, one in enumerate(["yes", "no"])
    ]

    ran = shell("agreement -", stdin="".join(people))

    rows = [json.loads(one) for one in ran.out.splitlines()]
    assert ("field", "ok", 0.0, 2, 2) == tuple(rows[0][name] for name in ("what", "name", "kappa", "raters", "units"))
    assert "items: 2, kappa 0.0000, alpha 0.0000, F1 0.5000, mean IoU nan\n" == ran.err


def test_rows_tell_of_labels(shell: Shell) -> None:
    """What several raters drew: all labels, then each; what is alone is told."""
    for name, shapes in (("ann", [POT]), ("bob", [POT, {**POT, "label": "pan"}])):
        text = line("1", "imageannotation", {"annotations": shapes}) + line(
            name, "imageannotation", {"annotations": []}
        )
        (shell.folder / f"{name}.jsonl").write_text(text)

    ran = shell("agreement ann.jsonl bob.jsonl --by task_id")

    rows = [json.loads(one) for one in ran.out.splitlines()]
    assert [("labels", None), ("label", "pot"), ("label", "pan")] == [(one["what"], one["name"]) for one in rows]
    assert (1.0, None) == (rows[1]["f1"], rows[1]["kappa"])
    assert "not compared: 2 things with one result only (ann, bob)" == ran.err.splitlines()[0]


@pytest.mark.parametrize(
    ("options", "code"), [("", 0), ("--min-alpha -1", 0), ("--min-alpha 0.1", 1), ("--by unique_id", 1)]
)
def test_the_exit_code_tells(shell: Shell, options: str, code: int) -> None:
    """Below --min-alpha, and where nothing has several results, it is 1."""
    (shell.folder / "a.jsonl").write_text(line("1", "categorization", {"category": "a"}))

    assert code == shell(f"agreement - a.jsonl {options}", stdin=line("1", "categorization", {"category": "b"})).code
