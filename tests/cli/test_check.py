"""`scaleapi check`: results of files, and of the service."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from scaleapi import ScaleClient
from tests.cli.conftest import Shell

BOX = {"uuid": "a", "type": "box", "label": "pot", "left": 600, "top": 10, "width": 90, "height": 50}


def line(*shapes: Any, **more: Any) -> str:
    """Write a task on a line."""
    task = {"task_id": "t1", "type": "imageannotation", "status": "completed", "params": {}, **more}
    return json.dumps({**task, "response": {"annotations": [*shapes]}}) + "\n"


def test_findings_are_rows(shell: Shell) -> None:
    """A row for each finding; the counts, and what was not checked, on standard error."""
    ran = shell("check - --size 640x480", stdin=line(BOX, {**BOX, "uuid": "b", "left": 10, "width": 2}))

    rows = [json.loads(one) for one in ran.out.splitlines()]
    assert ["outside_image", "too_small"] == [one["rule"] for one in rows]
    assert ("error", "t1", 50.0) == (rows[0]["severity"], rows[0]["task_id"], rows[0]["measured"])
    assert "1 of 1 tasks checked: 1 errors, 1 warnings" in ran.err
    assert "1 not checked for size_outlier, because" in ran.err
    assert 1 == ran.code


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ("--size 700x480", []),
        ("--size 640x480 --limit outside_image=100", []),
        ("--size 640x480 --off outside_image", []),
        ("--size 640x480 --rules rules.toml", ["nested"]),
        ("--size 640x480 --rules rules.toml --limit outside_image=5", ["outside_image"]),
        ("--read-sizes", []),
    ],
)
def test_rules(shell: Shell, options: str, rules: list[str]) -> None:
    """Options stand over the file of rules; with warnings alone, the exit code is 0."""
    (shell.folder / "rules.toml").write_text('[outside_image]\nlimit = 100\nseverity = "warning"\n')
    (shell.folder / "tasks.jsonl").write_text(line(BOX, {**BOX, "uuid": "b", "left": 640, "width": 50, "height": 50}))

    ran = shell(f"check tasks.jsonl {options}")

    found = {json.loads(one)["rule"] for one in ran.out.splitlines()} - {"nested"}
    assert ({*rules} - {"nested"}, 0) == (found, ran.code)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("", "needs a file of tasks, --project or --batch"),
        ("tasks.jsonl --size big", "--size big is not WIDTHxHEIGHT"),
        ("tasks.jsonl --limit too_small=x", "'x' is no number"),
        ("tasks.jsonl --limit to_small=3", "did you mean `too_small`?"),
        ("none.jsonl", "none.jsonl: No such file"),
    ],
)
def test_wrong_options(shell: Shell, options: str, told: str) -> None:
    """What cannot be done is told, with code 2."""
    (shell.folder / "tasks.jsonl").write_text(line(BOX))

    ran = shell(f"check {options}")

    assert told in ran.err
    assert 2 == ran.code


def test_other_forms(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """SARIF on standard output, and a page; parts side by side in processes."""
    (shell.folder / "tasks.jsonl").write_text(line(BOX) * 3)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", lambda count, _: ThreadPoolExecutor(count))

    ran = shell("check tasks.jsonl --size 640x480 --workers 2 --format sarif --html page.html")

    results = json.loads(ran.out)["runs"][0]["results"]
    assert ["outside_image"] * 3 == [one["ruleId"] for one in results]
    assert "outside_image" in (shell.folder / "page.html").read_text()


def test_tasks_of_the_service(shell: Shell, service: ScaleClient) -> None:
    """The tasks of a project are held against its parameters, with the files of their results."""
    frames = ["https://i.example.com/1.jpg", "https://i.example.com/2.jpg"]
    shapes = {"geometries": {"box": {"objects_to_annotate": ["pot"]}}}
    service.create_project("films", "videoannotation", params=shapes)
    service.create_task("videoannotation", project="films", attachments=frames, attachment_type="image", **shapes)

    assert ["pending"] == [one.status for one in service.get_tasks("films")]  # and completed at the next look

    ran = shell("check --project films --results --limit too_small=1000")

    rows = [json.loads(one) for one in ran.out.splitlines()]
    assert {f"/response/annotations/{at}/annotations/0" for at in (0, 1)} == {one["pointer"] for one in rows}
    assert 0 == ran.code
    assert "1 of 1 tasks checked" in ran.err
