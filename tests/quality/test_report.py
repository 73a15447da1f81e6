"""What a report tells, in all its forms."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from scaleapi.emulator.answers.files import indexed_png
from scaleapi.exceptions import ScaleException, ScaleExportError
from scaleapi.export import write_jsonl, write_parquet
from scaleapi.export.layout import mask_name
from scaleapi.models import Task
from scaleapi.models.tasks.result import TaskResult, result_of
from scaleapi.quality import Report, check
from tests.quality.tasks import box, found, image, of, sampled

BAD = image(box(10, 10, 50, 50), box(11, 10, 50, 50, label="bus"), box(9, 9, 0, 9), batch="b2")
TASKS = [image(box(10, 10, 50, 50), task_id="good"), BAD, of("chat", {}, task_id="chat")]


def report(**more: Any) -> Report:
    """Check some tasks."""
    return check(TASKS, **more)


def test_counts() -> None:
    """Findings by rule, label, batch, severity and task; what was not looked at."""
    told = report(rules={"too_small": False})

    assert {"empty_shape": 1, "labeled_twice": 1} == dict(sorted(told.by_rule.items()))
    assert {"bus": 1, "car": 1} == dict(sorted((str(key), count) for key, count in told.by_label.items()))
    assert ({"b2": 2}, {"t1"}) == (told.by_batch, set(told.by_task))
    assert (3, 2, 4, 1) == (told.tasks, told.checked, told.annotations, told.errors)
    assert "tasks of type chat have no rules" in [one.reason for one in told.not_checked]
    assert "2 of 3 tasks checked: 1 errors, 1 warnings" in str(told)


def test_looks() -> None:
    """A report, its findings and what was not checked are shown in few words."""
    told = report()

    assert repr(told).startswith("Report(tasks=3, checked=2, annotations=4, errors=")
    assert "A shape without any area" in told._repr_html_()
    assert "empty_shape" in told.findings._repr_html_()
    assert "task t1: /response/annotations/2:" in str(told.findings[0])
    assert "not checked" in str(told.not_checked[0])
    assert "rule='empty_shape'" in repr(told.findings[0])


def test_tables(tmp_path: Path) -> None:
    """The same findings as Arrow, pandas, polars and JSON lines."""
    told = report()
    rules = [one.rule for one in told.findings]

    assert rules == told.to_arrow().column("rule").to_pylist()
    assert rules == told.to_pandas()["rule"].tolist() == told.to_polars()["rule"].to_list()
    assert len(rules) == told.write_jsonl(tmp_path / "f.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text().splitlines()]
    assert ["t1"] * len(rules) == [one["task_id"] for one in lines]


def test_sarif(tmp_path: Path) -> None:
    """Rules have their reasons, results their places; the file, if tasks are from one."""
    write_jsonl(tmp_path / "tasks.jsonl", map(Task, TASKS))

    log = check(tmp_path / "tasks.jsonl").to_sarif()["runs"][0]

    first = log["results"][0]
    assert first["ruleId"] == log["tool"]["driver"]["rules"][first["ruleIndex"]]["id"]
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("tasks.jsonl")
    assert "t1/response/annotations/2" == first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    assert "physicalLocation" not in report().to_sarif()["runs"][0]["results"][0]["locations"][0]


def test_pages(tmp_path: Path) -> None:
    """Tasks with findings are drawn, each finding at its shape, or above the task if that has no id."""
    nameless = image({"type": "box", "label": "car", "left": 1, "top": 1, "width": 0, "height": 5}, task_id="t9")
    told = check([*TASKS, nameless])

    done = told.write_html(tmp_path / "page.html")

    page = (tmp_path / "page.html").read_text()
    assert 2 == done.tasks
    assert "error: has an area of 0 (empty_shape)" in page
    assert "/response/annotations/0: error: has an area" in page


def test_what_cannot_be_read_again(tmp_path: Path) -> None:
    """Of an iterator, the tasks must be given again for what needs them."""
    told = check(iter(TASKS))

    with pytest.raises(ScaleException, match="give them as `tasks`"):
        told.write_html(tmp_path / "page.html")
    assert 1 == told.write_html(tmp_path / "page.html", TASKS).tasks


@pytest.fixture(scope="module")
def many() -> list[Task]:
    """Make tasks enough for several parts."""
    odd = [image(box(10, 10, 50, 50), box(11, 10, 50, 50), task_id=f"t{at}") for at in range(60)]
    return [Task.received(json.dumps(one).encode()) for one in [*odd, *sampled(), *TASKS]]


def plain(told: Report) -> object:
    """Return what two reports of the same tasks have in common."""
    skipped = [(one.reason, one.rule, one.tasks) for one in told.not_checked]
    return [*told.findings], skipped, told.tasks, told.checked, told.annotations


def test_files_are_cut_into_parts(many: list[Task], tmp_path: Path) -> None:
    """A file in many parts, here, in threads and in processes, gives what the list gives, in its order."""
    write_jsonl(tmp_path / "tasks.jsonl", many)
    whole = plain(check(many))

    assert whole == plain(check(tmp_path / "tasks.jsonl", part_bytes=4000))
    with ThreadPoolExecutor(2) as threads:
        assert whole == plain(check(str(tmp_path / "tasks.jsonl"), part_bytes=2000, executor=threads))
        assert whole == plain(check(iter(many), executor=threads))


def test_processes(many: list[Task], tmp_path: Path) -> None:
    """Processes that are spawned know the rules by themselves."""
    write_jsonl(tmp_path / "tasks.jsonl", many)

    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        told = check(tmp_path / "tasks.jsonl", {"duplicate": 0.8}, executor=processes)

    assert plain(check(many, {"duplicate": 0.8})) == plain(told)


def test_parquet_and_exports(tmp_path: Path) -> None:
    """Whole tasks in Parquet, and the folder of an export with fetched results beside them."""
    write_parquet(tmp_path / "parquet", map(Task, TASKS[:2]), "imageannotation", raw=True)
    video = of("videoannotation", {"annotations": {"url": "https://x.example"}}, task_id="v")
    (tmp_path / "export/tasks").mkdir(parents=True)
    (tmp_path / "export/results").mkdir()
    (tmp_path / "export/tasks/a.jsonl").write_text(json.dumps(video) + "\n")
    apart = of("categorization", None, {"categories": ["a"]}, task_id="c")
    (tmp_path / "export/tasks/a.jsonl").write_text(f"{json.dumps(video)}\n\n{json.dumps(apart)}\n")
    files = {"annotations": [{"annotations": [box(1, 1, 0, 9)]}]}
    found_apart = {"task_id": "c", "response": {"category": "b"}, "files": {}}
    results = [json.dumps({"task_id": "v", "files": files}), json.dumps(found_apart)]
    (tmp_path / "export/results/a.jsonl").write_text("\n".join(results))

    assert ["empty_shape", "labeled_twice"] == sorted(one for one, _ in found(check(tmp_path / "parquet")))
    assert [
        ("empty_shape", "/response/annotations/0/annotations/0"),
        ("answer_invalid", "/response/category"),
    ] == found(check(tmp_path / "export"))
    (tmp_path / "export/tasks/b.parquet").write_bytes(b"PAR1")
    with pytest.raises(ScaleExportError, match="both JSON lines and Parquet"):
        check(tmp_path / "export")


def test_masks_of_exports(tmp_path: Path) -> None:
    """The masks beside the tasks of an export are found; those that are missing are told."""
    tasks = [of("segmentannotation", {"labelMapping": {"a": {"index": 1}}}, task_id=name) for name in ("s1", "s2")]
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks/a.jsonl").write_text("\n".join(map(json.dumps, tasks)))
    mask = tmp_path / mask_name("s1", "combined.indexedImage")
    mask.parent.mkdir(parents=True)
    mask.write_bytes(indexed_png([bytes([1, 7])]))

    told = check(tmp_path)

    assert [("s1", "index_unknown")] == [(one.task_id, one.rule) for one in told.findings]
    assert {("s2",)} == {one.examples for one in told.not_checked}


def test_files_are_fetched_where_a_response_names_some() -> None:
    """A function is asked for what tasks with files hold."""
    video = of("videoplaybackannotation", {"annotations": {"url": "https://x"}, "events": {"url": "https://y"}})
    asked: list[str] = []

    def fetch(task: Task) -> TaskResult:
        asked.append(task.task_id)
        return result_of("videoplaybackannotation", task.response, {"events": []})

    told = check([video, *TASKS], results=fetch)

    assert ["t1"] == asked
    assert "its annotations are in files: give `results`" in [one.reason for one in told.not_checked]


def test_annotations_with_one_id_in_several_tasks(tmp_path: Path) -> None:
    """A mark says of which task it is, where that is not clear."""
    one, two = (image(box(1, 1, 0, 9), task_id=name) for name in ("first", "second"))

    check([one, two]).write_html(tmp_path / "page.html")

    assert "task second: error: has an area of 0" in (tmp_path / "page.html").read_text()


def test_lines_that_are_no_tasks(tmp_path: Path) -> None:
    """A line that is no JSON, or no task, is counted with its place; the others are looked at."""
    bare = {"task_id": "bare", "type": "imageannotation", "response": {"annotations": [box(1, 1, 9, 9, label="é")]}}
    lines = ['{"task_id": "t", "status"', "7", "", json.dumps(bare, ensure_ascii=False), json.dumps(BAD)]
    (tmp_path / "tasks.jsonl").write_text("\n".join(lines), encoding="utf-8")

    told = check(tmp_path / "tasks.jsonl", sizes=lambda _: (640, 480))

    assert {"is no JSON": 1, "is no task, for it has no task_id": 1} == {
        one.reason: one.tasks for one in told.not_checked if one.rule is None
    }
    assert "line 1 after byte 0" in told.not_checked[0].examples[0]
    assert (2, 1) == (told.checked, told.write_html(tmp_path / "page.html").tasks)
    assert "item 1" == check([7]).not_checked[0].examples[0]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (of("imageannotation", None, status="pending"), "it has no response (its status is 'pending')"),
        (of("imageannotation", {"error": "x"}, status="error"), "it ended in an error"),
        ({"task_id": "t", "status": "completed", "response": {}}, "it does not tell its type"),
        (of("imageannotation", None, response_url="https://x"), "its response is not with it"),
        (of("videoannotation", {"annotations": {"url": "u"}}), "its annotations are in files: give `results`"),
    ],
)
def test_tasks_that_are_not_looked_at(task: Any, reason: str) -> None:
    """A task without a result that can be seen is counted, with the reason."""
    told = check([task])

    assert (0, []) == (told.checked, [*told.findings])
    assert told.not_checked[0].reason.startswith(reason)


def test_completed_without_a_response() -> None:
    """A completed task without a response is a finding."""
    assert [("response_missing", "/response")] == found(check([of("imageannotation", None)]))
