"""client.export_tasks(): every task type, both clients, resuming, refusing, and what lies behind URLs."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scaleapi import ScaleClient, ScaleException
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleExportError, ScaleResourceNotFound
from scaleapi.export import ExportDone, convert_jsonl, read_jsonl, read_parquet, schemas
from scaleapi.export.layout import ExportOptions, PartDone
from scaleapi.export.run import Export, ExportRequest
from scaleapi.export.window_export import export_part
from scaleapi.models.tasks.registry import KNOWN_TYPES
from tests.conftest import LIVE_KEY, TEST_KEY, Clients
from tests.export.counting import annotations_in, payload

BOX = {"geometries": {"box": {"objects_to_annotate": ["cow", "calf"]}}}


@pytest.fixture
def emulator() -> Any:
    """Start an emulator whose tasks are seconds apart."""
    seconds = count()
    with Emulator(clock=lambda: datetime(2024, 2, 1, tzinfo=UTC) + timedelta(seconds=next(seconds))) as started:
        yield started


@pytest.fixture
def either(task_type: str) -> Iterator[list[Clients]]:
    """Make clients of both kinds; every other task type has the async one first."""
    kinds = ("sync", "async") if KNOWN_TYPES.index(task_type) % 2 else ("async", "sync")
    made = [Clients(kind) for kind in kinds]
    yield made
    for clients in made:
        clients.close()


def submit(client: Any, number: int, project: str = "cows") -> list[str]:
    """Create tasks; return their ids."""
    client.create_project(project, "imageannotation", BOX)
    rows = [{"project": project, "attachment": f"https://example.com/{n}.jpg"} for n in range(number)]
    return sorted(result.task.task_id for result in client.create_tasks("imageannotation", rows, concurrency=1))


def ids_in(folder: Path, table: str = "tasks") -> list[str]:
    """List the ids in a table."""
    return sorted(pl.read_parquet(folder / table / "*.parquet", columns=["task_id"])["task_id"])


def test_parts(client: Any, tmp_path: Path) -> None:
    """Each task is in one part, with its annotations; a second call finds everything there."""
    ids = submit(client, 120)

    done = client.export_tasks(tmp_path, project_name="cows", part_size=20, raw=True)
    again = client.export_tasks(tmp_path, project_name="cows", part_size=20, raw=True)

    assert ids == ids_in(tmp_path) == sorted(task.task_id for task in read_parquet(tmp_path))
    assert sorted(ids * 2) == ids_in(tmp_path, "annotations")
    assert (120, 240, 0, 0) == (done.tasks, done.annotations, done.errors, done.earlier)
    assert (0, again.parts) == (again.tasks, again.earlier)
    assert 7 <= done.parts <= 14
    assert "120 tasks and 240 annotations written" in str(done)
    assert f"{done.parts} of them earlier" in str(again)


@pytest.mark.parametrize("file_format", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_json_lines(client: Any, tmp_path: Path, file_format: str) -> None:
    """Whole tasks as they came; no type is needed."""
    submit(client, 30)

    client.export_tasks(tmp_path, project_name="cows", part_size=10, file_format=file_format)
    client.export_tasks(tmp_path, project_name="cows", part_size=10, file_format=file_format)

    listed = {task.task_id: task.as_dict() for task in client.get_tasks("cows")}
    assert listed == {task.task_id: task.as_dict() for task in read_jsonl(tmp_path)}


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_every_type(either: list[Clients], tmp_path: Path, task_type: str) -> None:
    """An export reads back with as many annotations as the JSON has, files included: a format by each client."""
    with Emulator() as emulator:
        client, other = (clients.of(emulator) for clients in either)
        client.create_project("p", task_type)
        task = client.get_task(client.create_task(task_type, **{**payload(task_type), "project": "p"}).task_id)
        files = dict(client.get_task_result(task).raw)
        direct = client.export_tasks(tmp_path / "a", project_name="p", results=True)
        other.export_tasks(tmp_path / "b", project_name="p", results=True, file_format="jsonl")
    converted = convert_jsonl(tmp_path / "b", tmp_path / "c", task_type)

    expected = annotations_in(task_type, task.response, files)
    assert (expected, expected) == (direct.annotations, converted.annotations)
    direct_rows, rows = (pl.read_parquet(tmp_path / name / "annotations" / "*.parquet") for name in ("a", "c"))
    assert direct_rows.equals(rows)
    assert [None] * rows.height == rows["rest"].to_list()


def test_an_empty_result(client: Any, tmp_path: Path) -> None:
    """No tasks: files of the right schemas with no rows."""
    client.create_project("none", "chat")

    done = client.export_tasks(tmp_path, project_name="none")

    assert (1, 0) == (done.parts, done.tasks)
    assert [] == ids_in(tmp_path)
    assert schemas("chat").annotations.names == pl.read_parquet(tmp_path / "annotations" / "*.parquet").columns


@pytest.mark.parametrize(
    ("total", "width", "elsewhere", "expected"),
    [
        (9_000, 1, False, 9_000),
        (9_000, 1, True, 4_500),
        (9_000, 4, False, 1_125),
        (600, 8, False, 500),
        (10**6, 1, False, 10**4),
    ],
)
def test_sizes_of_parts(total: int, width: int, elsewhere: bool, expected: int) -> None:
    """Whoever works alone makes few, and others some each; none is tiny, and none is much to lose."""
    client, threads = ScaleClient(TEST_KEY), ThreadPoolExecutor(1) if elsewhere else None
    form = ExportOptions("", "jsonl")
    request = ExportRequest("folder", (), form, None, width, True, None, threads, lambda: client)
    assert expected == Export(client._config, request)._part_size(total)


def test_later_tasks(client: Any, tmp_path: Path) -> None:
    """Tasks that are created after the export was begun are not in it."""
    ids = submit(client, 20)
    client.export_tasks(tmp_path, project_name="cows", part_size=5)
    (tmp_path / "tasks" / "part-00000.parquet").unlink()
    client.create_task("imageannotation", project="cows", attachment="https://example.com/late.jpg")

    client.export_tasks(tmp_path, project_name="cows", part_size=5)

    assert ids == ids_in(tmp_path)


def test_half_parts(client: Any, tmp_path: Path) -> None:
    """A part of which a file is missing, cut off, or from another attempt, is made again."""
    ids = submit(client, 40)
    options: dict[str, Any] = {"project_name": "cows", "part_size": 10}
    client.export_tasks(tmp_path, **options)
    client.export_tasks(tmp_path / "other", **options)
    files = sorted((tmp_path / "annotations").glob("*.parquet"))
    files[0].unlink()
    files[1].write_bytes(files[1].read_bytes()[:-9])
    (tmp_path / "other" / "annotations" / files[2].name).rename(files[2])
    (tmp_path / "tasks" / "stranger.txt").write_text("not a part", encoding="utf-8")
    left = [tmp_path / "tasks" / f".part-00001.parquet.{name}.part" for name in ("0123", "4567")]
    for file in left:
        file.write_text("left by a killed process, or being written", encoding="utf-8")
    os.utime(left[0], (0, 0))

    done = client.export_tasks(tmp_path, **options)

    assert (done.parts - 3, done.parts) == (done.earlier, len(list((tmp_path / "tasks").glob("*.parquet"))))
    assert [ids, sorted(ids * 2)] == [ids_in(tmp_path), ids_in(tmp_path, "annotations")]
    assert [left[1]] == list((tmp_path / "tasks").glob(".*"))


def test_filters(client: Any, tmp_path: Path) -> None:
    """The filters of get_tasks hold."""
    ids = submit(client, 12)
    tasks = list(client.get_tasks("cows"))
    since = tasks[5].as_dict()["created_at"]

    client.export_tasks(tmp_path / "a", project_name="cows", created_after=since, part_size=2)
    client.export_tasks(tmp_path / "b", project_name="cows", status="pending", task_type="imageannotation")
    client.export_tasks(tmp_path / "c", project_name="cows", unique_id=["none"])

    assert sorted(task.task_id for task in tasks[:6]) == ids_in(tmp_path / "a")
    assert [[], []] == [ids_in(tmp_path / "b"), ids_in(tmp_path / "c")]
    assert 12 == len(ids)


def test_a_batch(client: Any, tmp_path: Path) -> None:
    """The type of a batch's tasks is that of its project."""
    client.create_project("cows", "imageannotation", BOX)
    client.create_batch("cows", "first")
    client.create_task("imageannotation", batch="first", attachment="https://example.com/1.jpg")

    done = client.export_tasks(tmp_path, batch_name="first")

    assert (1, 2) == (done.tasks, done.annotations)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": "completed"}, "with other filters"),
        ({"raw": True}, "in another form"),
        ({"results": True, "payload": {"annotation_attributes": {"a": {}}}}, "in another form"),
        ({"resume": False}, "holds an export already: give another folder, or resume=True"),
    ],
)
def test_another_export(client: Any, tmp_path: Path, changed: dict[str, Any], why: str) -> None:
    """A folder holds one export: other arguments are refused, and nothing is written."""
    submit(client, 3)
    client.export_tasks(tmp_path, project_name="cows")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    with pytest.raises(ScaleExportError, match=why):
        client.export_tasks(tmp_path, project_name="cows", **changed)

    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}


def test_another_key(clients: Clients, emulator: Emulator, tmp_path: Path) -> None:
    """Another key may be another account: refused. The plan holds no key."""
    client = clients.of(emulator)
    submit(client, 3)
    client.export_tasks(tmp_path, project_name="cows")

    with pytest.raises(ScaleExportError, match="begun with another API key"):
        clients.of(emulator, LIVE_KEY).export_tasks(tmp_path, project_name="cows")

    assert TEST_KEY not in (tmp_path / "export.json").read_text(encoding="utf-8")


PLAN = {"version": 1, "query": [], "form": {"task_type": "chat"}, "total": 0, "id": "a", "service": "b", "account": "c"}


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"version": 2, "query": [], "form": {}, "windows": []}',
        json.dumps(PLAN | {"windows": [], "id": 5}),
        json.dumps(PLAN | {"windows": [{"until": "2024-01-01T00:00:00"}]}),
        json.dumps(PLAN | {"windows": [{"until": 5}]}),
    ],
)
def test_no_plan(client: Any, tmp_path: Path, content: str) -> None:
    """A plan that cannot be read is refused; so are tasks without a plan."""
    submit(client, 1)
    (tmp_path / "export.json").write_text(content, encoding="utf-8")
    (tmp_path / "x" / "tasks").mkdir(parents=True)
    (tmp_path / "x" / "tasks" / "part-00000.parquet").touch()

    with pytest.raises(ScaleExportError, match=r"export\.json is no plan of an export"):
        client.export_tasks(tmp_path, project_name="cows")
    with pytest.raises(ScaleExportError, match="holds tasks, but no plan"):
        client.export_tasks(tmp_path / "x", project_name="cows")


@pytest.mark.parametrize("options", [{}, {"file_format": "csv"}, {"part_size": 0}, {"concurrency": 0}], ids=str)
def test_arguments(client: Any, tmp_path: Path, options: dict[str, Any]) -> None:
    """Wrong arguments are refused before anything is asked."""
    with pytest.raises(ValueError):  # noqa: PT011  (each has a message of its own)
        client.export_tasks(tmp_path, **({"project_name": "p"} if options else {}), **options)


def test_no_project(client: Any, tmp_path: Path) -> None:
    """A project that does not exist, or says no type, is an error."""
    with pytest.raises(ScaleResourceNotFound):
        client.export_tasks(tmp_path, project_name="none")
    assert [] == list(tmp_path.iterdir())


def test_progress(client: Any, tmp_path: Path) -> None:
    """Progress is told in tasks, and goes on where an earlier run ended."""
    submit(client, 30)
    told: list[Any] = []
    client.export_tasks(tmp_path, project_name="cows", part_size=5, progress=told.append)
    (tmp_path / "tasks" / "part-00001.parquet").unlink()
    again: list[Any] = []

    client.export_tasks(tmp_path, project_name="cows", part_size=5, progress=again.append)

    assert (30, 30, 0) == (told[-1].done, told[-1].total, told[-1].earlier)
    assert (30, True) == (again[-1].done, again[-1].earlier > 20)


def test_masks(client: Any, tmp_path: Path) -> None:
    """Masks are stored beside the tables, and rows say where."""
    client.create_project("p", "segmentannotation")
    task = client.create_task("segmentannotation", **{**payload("segmentannotation"), "project": "p"})

    client.export_tasks(tmp_path, project_name="p", results=True)

    rows = pl.read_parquet(tmp_path / "annotations" / "*.parquet")
    found = [(tmp_path / file).read_bytes()[:4] for file in rows["mask_file"] if file]
    assert [b"\x89PNG"] * rows.height == found
    stored = {file.name for file in (tmp_path / "files" / task.task_id).iterdir()}
    assert {"combined.image.png", "combined.indexedImage.png", "unlabeled.png"} <= stored


def completed(emulator: Emulator, client: Any, task_type: str, *responses: Any) -> list[str]:
    """Create tasks with these responses; return their ids."""
    client.create_project("p", task_type)
    tasks = [client.create_task(task_type, **{**payload(task_type), "project": "p"}) for _ in responses]
    for task, response in zip(tasks, responses, strict=True):
        emulator.complete(task.task_id, response)
    return [task.task_id for task in tasks]


def test_files_that_are_gone(clients: Clients, tmp_path: Path) -> None:
    """What a host refuses for good, or cannot be read, is said in the row of the task; the rest is exported."""
    nowhere = {"url": "http://emulator.test/_emulator/results/none/annotations.json"}
    with Emulator() as emulator:
        client = clients.of(emulator, LIVE_KEY)
        _, *gone = completed(emulator, client, "videoannotation", None, {"annotations": nowhere})
        events = client.get_task(_).response["events"]
        client.create_project("q", "videoannotation")
        odd = client.create_task("videoannotation", **{**payload("videoannotation"), "project": "p"})
        emulator.complete(odd.task_id, {"annotations": events, "events": events})
        done = client.export_tasks(tmp_path / "a", project_name="p", results=True)
        client.export_tasks(tmp_path / "b", project_name="p", results=True, file_format="jsonl")
    convert_jsonl(tmp_path / "b", tmp_path / "c", "videoannotation")

    for folder in (tmp_path / "a", tmp_path / "c"):
        rows = pl.read_parquet(folder / "tasks" / "*.parquet").select("task_id", "result_error").rows()
        errors = {task_id: error for task_id, error in rows if error}
        assert {*gone, odd.task_id} == errors.keys()
        assert "404" in errors[gone[0]]
        assert "a file of the result cannot be read on: the file holds no JSON array" in errors[odd.task_id] or (
            "it holds no JSON array" in errors[odd.task_id]
        )
    assert (3, 2) == (done.tasks, done.errors)


def test_files_that_may_come_later(clients: Clients, tmp_path: Path) -> None:
    """A file that is refused for a passing reason ends the export, which can be taken up again."""
    with Emulator() as emulator:
        client = clients.of(emulator, LIVE_KEY)
        completed(emulator, client, "lidarannotation", {"annotations": {"url": "http://emulator.test/v1/tasks"}})
        with pytest.raises(ScaleException, match="HTTP 401"):
            client.export_tasks(tmp_path, project_name="p", results=True)

    assert [tmp_path / "export.json"] == [file for file in tmp_path.rglob("*") if file.is_file()]


def test_broken_json_lines(clients: Clients, tmp_path: Path) -> None:
    """With JSON lines, a file that is no JSON is an error of its task, too."""
    with Emulator() as emulator:
        client = clients.of(emulator, LIVE_KEY)
        client.create_project("s", "segmentannotation")
        mask = client.create_task("segmentannotation", **{**payload("segmentannotation"), "project": "s"})
        emulator.complete(mask.task_id)
        picture = client.get_task(mask.task_id).response["annotations"]["unlabeled"]
        completed(emulator, client, "lidarannotation", {"annotations": {"url": picture}})
        done = client.export_tasks(tmp_path, project_name="p", results=True, file_format="jsonl")

    [line] = (tmp_path / "results" / "part-00000.jsonl").read_text(encoding="utf-8").splitlines()
    assert "a file of the result cannot be read" in json.loads(line)["error"]
    assert (1, 1) == (done.tasks, done.errors)


def test_secured_results(clients: Clients, tmp_path: Path) -> None:
    """A response that is kept apart is fetched, too, when results are asked for."""
    with Emulator() as emulator:
        client = clients.of(emulator, LIVE_KEY)
        client.create_project("p", "chat")
        task = client.create_task("chat", project="p")
        emulator.complete(task.task_id, {"responses": [{"type": "t", "output": "yes"}]}, secured=True)
        client.export_tasks(tmp_path / "a", project_name="p", results=True)
        client.export_tasks(tmp_path / "b", project_name="p", results=True, file_format="jsonl")
    convert_jsonl(tmp_path / "b", tmp_path / "c", "chat")

    assert [["yes"]] * 2 == [
        pl.read_parquet(tmp_path / name / "annotations" / "*.parquet")["text"].to_list() for name in "ac"
    ]


def test_an_error_ends_the_export(client: Any, tmp_path: Path) -> None:
    """An error of one part ends the others; nothing half is left, and the next call goes on."""
    ids = submit(client, 60)
    options: dict[str, Any] = {"project_name": "cows", "part_size": 10, "concurrency": 2}

    def enough(progress: Any) -> None:
        if progress.done > 25:
            raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        client.export_tasks(tmp_path, progress=enough, **options)
    assert [] == list(tmp_path.rglob(".*"))
    done = client.export_tasks(tmp_path, **options)

    assert 0 < done.earlier < done.parts
    assert ids == ids_in(tmp_path)


def test_an_executor(clients: Clients, emulator: Emulator, tmp_path: Path) -> None:
    """Parts are made by the executor's workers, each with a client of its own."""
    client = clients.of(emulator)
    ids = submit(client, 50)

    with ThreadPoolExecutor(3) as executor:
        factory = partial(emulator.client, TEST_KEY)
        options: dict[str, Any] = {"project_name": "cows", "part_size": 10, "executor": executor}
        done = client.export_tasks(tmp_path, client_factory=factory, **options)

    assert (50, 100) == (done.tasks, done.annotations)
    assert ids == ids_in(tmp_path)


def test_a_worker_elsewhere(emulator: Emulator, tmp_path: Path) -> None:
    """A worker whose client talks to another service, or that sees another folder, refuses."""
    with emulator.client() as client, ThreadPoolExecutor(1) as executor:
        submit(client, 3)
        factory = partial(ScaleClient, TEST_KEY, api_instance_url="http://localhost:1/v1")
        with pytest.raises(ScaleExportError, match="set SCALE_API_URL there, or give a client_factory"):
            client.export_tasks(tmp_path, project_name="cows", executor=executor, client_factory=factory)
        with pytest.raises(ScaleException, match="No API key"):
            client.export_tasks(tmp_path, project_name="cows", executor=executor)

    with pytest.raises(ScaleExportError, match="holds no plan of an export: this worker sees another folder"):
        export_part(str(tmp_path / "elsewhere"), 0, emulator.client)


@pytest.mark.parametrize("scheme", ["memory", "file"])
def test_storage_elsewhere(client: Any, tmp_path: Path, scheme: str) -> None:
    """A folder may be any URL that fsspec knows."""
    ids = submit(client, 20)
    url = f"{scheme}://{tmp_path}/export"

    first = client.export_tasks(url, project_name="cows", part_size=5, raw=True)
    second = client.export_tasks(url, project_name="cows", part_size=5, raw=True)

    assert (20, second.parts) == (first.tasks, second.earlier)
    assert ids == sorted(task.task_id for task in read_parquet(url))


def test_two_at_once(emulator: Emulator, tmp_path: Path) -> None:
    """Two processes that begin the same export end with one plan, and each part once."""
    with emulator.client() as client:
        ids = submit(client, 60)
        export = partial(client.export_tasks, tmp_path, project_name="cows", part_size=10)
        with ThreadPoolExecutor(2) as both:
            results: list[ExportDone] = [future.result() for future in [both.submit(export), both.submit(export)]]

    assert 1 == len({done.parts for done in results})
    assert Counter(ids) == Counter(ids_in(tmp_path))


def test_summary_of_parts() -> None:
    """A summary tells of files that are missing."""
    done = ExportDone.of("x", 2, 0, [PartDone(0, 3, 6, 1), PartDone(1, 1, 2)], 1.0)
    assert "x: 2 parts; 4 tasks and 8 annotations written, 1 without all their files" == str(done)
