"""Tasks into pages."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaleapi.exceptions import ScaleException, ScaleExportError
from scaleapi.export import write_jsonl, write_parquet
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult, result_of
from scaleapi.viewer import render
from scaleapi.viewer.sources import Marked
from tests.viewer.pngs import png


def task(number: int = 0, **more: Any) -> Task:
    """Make a task with one box."""
    box = {"uuid": f"box-{number}", "type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4}
    return Task.received(
        {
            "task_id": f"t{number}",
            "type": "imageannotation",
            "status": "completed",
            "params": {"attachment": "a.png"},
            "response": {"annotations": [box]},
        }
        | more
    )


def data_of(page: str | Path) -> Any:
    """Read the data of a page."""
    found = re.search('id="data">(.*?)</script>', Path(page).read_text(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_one_page(tmp_path: Path) -> None:
    """Tasks become a page; what was written is told."""
    done = render([task(0), task(1)], tmp_path / "page.html", title="Cars")
    data = data_of(done.files[0])

    assert ((str(tmp_path / "page.html"),), 2) == (done.files, done.tasks)
    assert ("Cars", ["t0", "t1"]) == (data["title"], [one["id"] for one in data["tasks"]])
    assert (tmp_path / "page.html").stat().st_size == done.bytes


@pytest.mark.parametrize(
    ("count", "names"),
    [(0, ["p.html"]), (2, ["p.html"]), (3, ["p.html", "p-2.html"]), (5, ["p.html", "p-2.html", "p-3.html"])],
)
def test_many_pages(tmp_path: Path, count: int, names: list[str]) -> None:
    """More tasks than a page holds make several, each of which knows all."""
    done = render(map(task, range(count)), tmp_path / "p.html", per_page=2)
    pages = [data_of(file) for file in done.files]

    assert [{"number": at + 1, "of": len(names), "files": names} for at in range(len(names))] == [
        page["page"] for page in pages
    ]
    assert [f"t{at}" for at in range(count)] == [one["id"] for page in pages for one in page["tasks"]]


def test_a_listing_is_not_held_in_memory(tmp_path: Path) -> None:
    """Tasks are read a page at a time."""
    alive = 0

    def tasks() -> Iterator[Task]:
        nonlocal alive
        for number in range(10):
            alive += 1
            yield task(number)
        alive = 0

    assert (10, 0) == (render(tasks(), tmp_path / "p.html", per_page=3).tasks, alive)


def test_files_of_tasks(tmp_path: Path) -> None:
    """JSON lines are read, and exports in Parquet."""
    write_jsonl(tmp_path / "tasks.jsonl", [task(7)])
    write_parquet(tmp_path / "export", [task(7)], raw=True)
    pages = [data_of(render(tmp_path / name, tmp_path / "p").files[0]) for name in ("tasks.jsonl", "export")]

    assert [["t7"], ["t7"]] == [[one["id"] for one in page["tasks"]] for page in pages]


def test_marks(tmp_path: Path) -> None:
    """An annotation that is marked has its message."""
    done = render([task()], tmp_path / "p.html", marks={"box-0": "far too small"})
    [view] = data_of(done.files[0])["tasks"][0]["results"][0]["views"]

    assert ["far too small"] == [shape.get("mark") for shape in view["shapes"]]


def test_marks_are_a_mapping() -> None:
    """Messages are looked up, counted and listed as in any mapping."""
    marks = Marked({"a": "odd"})

    assert ({"a": "odd"}, 1) == (dict(marks), len(marks))


def test_marks_of_nothing(tmp_path: Path) -> None:
    """A mark of an annotation that has no picture is a note of its task; one of none at all, of the page."""
    star = {"annotations": [{"type": "star", "uuid": "a"}]}
    marks = {"a": "odd \ud800", **{f"b{at}": "gone" for at in range(12)}}
    page = data_of(render([task(0), task(1, response=star)], tmp_path / "p.html", marks=marks).files[0])

    assert [f"marked, but not there: {', '.join(f'b{at}' for at in range(10))} and 2 more"] == page["notes"]
    assert "/annotations/0: it is not drawn, but marked: odd \ufffd" in page["tasks"][1]["notes"]


def test_two_results(tmp_path: Path) -> None:
    """The results of another file stand beside those of the same task; a task that it does not have says so."""
    write_jsonl(tmp_path / "other.jsonl", [task(0)])
    done = render([task(0), task(1)], tmp_path / "p.html", compare=tmp_path / "other.jsonl")
    first, second = data_of(done.files[0])["tasks"]

    assert ["response", "other.jsonl: response"] == [one["name"] for one in first["results"]]
    assert ["response"] == [one["name"] for one in second["results"]]
    assert "there is nothing to compare it with" in second["notes"]


def test_results_that_are_fetched(tmp_path: Path) -> None:
    """Results are asked for only where a response names a file."""
    link = task(1, type="videoannotation", response={"annotations": {"url": "https://x"}})
    asked = list[str]()

    def fetch(one: Task) -> TaskResult:
        asked.append(one.task_id)
        return result_of("videoannotation", {}, {"annotations": [{"annotations": [{"x": 1, "y": 2}]}]})

    _, second = data_of(render([task(0), link], tmp_path / "p.html", results=fetch).files[0])["tasks"]

    assert (["t1"], 1) == (asked, len(second["results"][0]["views"][0]["tracks"]))


def test_compare_with_tasks(tmp_path: Path) -> None:
    """Tasks can be compared with tasks."""
    done = render([task()], tmp_path / "p.html", compare=[task()])

    assert ["response", "compared: response"] == [one["name"] for one in data_of(done.files[0])["tasks"][0]["results"]]


def test_all_that_is_compared(tmp_path: Path) -> None:
    """The notes of compared tasks are told, also of several of one id, and tasks that only they have come last."""
    odd = {"annotations": [{"type": "star"}]}
    ours = task(0, params={"hypothesis": {"annotations": []}})
    others = [task(0, response=odd), task(0), task(2, response=odd), task(2)]
    first, second = data_of(render([ours], tmp_path / "p.html", compare=others).files[0])["tasks"]
    why = "1 is not drawn: a shape of the unknown kind 'star'"

    assert ["response", "compared: response", "compared (2): response", "hypothesis"] == [
        one["name"] for one in first["results"]
    ]
    assert [f"compared: {why}"] == first["notes"]
    assert ("t2", ["compared: response", "compared (2): response"]) == (
        second["id"],
        [one["name"] for one in second["results"]],
    )
    assert ["only compared has this task", f"compared: {why}"] == second["notes"]


def test_images_become_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With embed_images, images are in the page; those that cannot be had are told there."""
    monkeypatch.chdir(tmp_path)
    Path("a.png").write_bytes(png(4, 4))
    other = task(1, params={"attachment": "nosuch.png"})
    images = data_of(render([task(), other], "p.html", embed_images=True).files[0])["images"]

    assert images["a.png"].startswith("data:image/png;base64,")
    assert images["nosuch.png"]["error"].startswith("FileNotFoundError")


def test_points_become_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With embed_images, lidar frames bring their points; one that cannot be had is told."""
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text('{"points": [{"x": 1, "y": 2, "z": 0}]}')
    lidar = task(
        type="lidarannotation", params={"attachments": ["a.json", "nosuch.json"]}, response={"annotations": []}
    )
    [view] = data_of(render([lidar], "p.html", embed_images=True).files[0])["tasks"][0]["results"][0]["views"]

    assert [{"points": [1, 2]}, {}] == view["frames"]
    assert view["missing"][0].startswith("FileNotFoundError")


def test_frames_without_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames that have cuboids but no points stay; why points are missing is told once, with how often."""
    monkeypatch.chdir(tmp_path)
    cuboid = {"position": {"x": 1, "y": 2}, "dimensions": {"x": 1, "y": 1}}
    response = {"annotations": [{"frame": 4, "cuboids": [cuboid]}]}
    lidar = task(type="lidarannotation", params={"attachments": ["no.json", "none.json"]}, response=response)
    [made] = data_of(render([lidar], "p.html", embed_images=True).files[0])["tasks"]
    [view] = made["results"][0]["views"]

    assert [{}] * 5 == view["frames"]
    assert view["missing"][0].endswith("; and 1 more")
    assert ["of the points of each frame, 5,000 at most are drawn"] == made["notes"]


def test_half_characters(tmp_path: Path) -> None:
    """Text that cannot be written does not stop a page."""
    done = render([task(batch="\ud800")], tmp_path / "p.html", title="\ud800")

    assert "\ufffd" == data_of(done.files[0])["title"]
    assert "\ufffd" == data_of(done.files[0])["tasks"][0]["batch"]


@pytest.mark.parametrize(
    ("path", "more", "error", "told"),
    [
        ("p.html", {"per_page": 0}, ScaleException, "per_page=0 is not positive"),
        ("s3://bucket/p.html", {}, ScaleException, "pages are written on this machine"),
        (".", {}, IsADirectoryError, "is a folder; name a page in it"),
        ("file/p.html", {}, NotADirectoryError, "cannot be written: .*file is no folder"),
        ("file/below/p.html", {}, NotADirectoryError, "cannot be written: .*file is no folder"),
    ],
)
def test_bad_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, more: dict[str, Any], error: type[Exception], told: str
) -> None:
    """What cannot be is refused before anything is written."""
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    with pytest.raises(error, match=told):
        render(_unread(), path, **more)


def _unread() -> Iterator[Task]:
    raise AssertionError("a task was asked for")
    yield task()


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only folder is told before any task is read, by the name of the page."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match=r"cannot be written: .* may not be written to: '.*p.html'"):
        render(_unread(), tmp_path / "new" / "p.html")


def test_a_page_that_turns_out_not_to_be_writable(tmp_path: Path) -> None:
    """What only writing shows is told by the name of the page, not of a scratch file."""
    name = "n" * 250  # as long as names may be, but not with the scratch file's ending
    with pytest.raises(OSError, match=f"cannot be written: .*: '.*{name}'$"):
        render([], tmp_path / name)


def test_a_later_page_that_is_a_folder(tmp_path: Path) -> None:
    """No page is written if one of them cannot be."""
    (tmp_path / "p-2.html").mkdir()
    with pytest.raises(IsADirectoryError, match=r"p-2\.html"):
        render(map(task, range(2)), tmp_path / "p.html", per_page=1)
    assert not (tmp_path / "p.html").exists()


def test_folders_are_made(tmp_path: Path) -> None:
    """Folders that are missing are made."""
    assert Path(render([], tmp_path / "a" / "b" / "p.html").files[0]).is_file()


def test_broken_files(tmp_path: Path) -> None:
    """A line that is no task is an error, and leaves no page."""
    (tmp_path / "tasks.jsonl").write_text("{}")
    with pytest.raises(ScaleExportError, match="line 1"):
        render(tmp_path / "tasks.jsonl", tmp_path / "p.html")
    assert not (tmp_path / "p.html").exists()
