"""validate_jsonl(): files of payloads."""

from __future__ import annotations

import gzip
import json
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import validate_jsonl
from scaleapi._io.compression import _ZSTD
from scaleapi._io.duplicates import Keys, entry
from scaleapi.validation import jsonl

GOOD = {"project": "p", "attachment": "https://files.example.com/a.jpg"}


def lines(*rows: Any) -> list[str]:
    """Write rows as JSON."""
    return [json.dumps(row) for row in rows]


def mixed(count: int) -> bytes:
    """Write rows of which some are wrong, empty or no JSON, and some repeat a unique_id."""
    kinds: list[Callable[[int], str]] = [
        lambda row: json.dumps({**GOOD, "geometries": {"box": {"objects_to_annotate": ["a"]}}, "unique_id": f"{row}"}),
        lambda row: json.dumps({**GOOD, "tags": row, "unique_id": f"{row % 4}"}),
        lambda row: " " * (row % 2),
        lambda row: "{" * (row % 90),
        lambda row: json.dumps({"unique_id": f"{row % 11}"}),
    ]
    return "\n".join(kinds[row % len(kinds)](row) for row in range(count)).encode()


def told(source: Any, task_type: str | None = "imageannotation", **options: Any) -> list[tuple[int, list[str]]]:
    """Check rows; list codes and pointers."""
    return [
        (row, [f"{one.code} {one.pointer}" for one in problems])
        for row, problems in validate_jsonl(source, task_type, **options)
    ]


def test_rows() -> None:
    """Wrong rows are named by number; broken ones do not end the work, empty ones count and are passed over."""
    source = [*lines(GOOD), "", "{", "[1]", *lines({**GOOD, "priority": 5})]
    assert [(3, ["not_json "]), (4, ["type "]), (5, ["choice /priority"])] == told(source)


def test_own_types() -> None:
    """Without a task type, each row says its own."""
    source = lines({"type": "chat"}, {"type": "imageannotation", "project": "p"}, {})
    assert [(2, ["missing /attachment"]), (3, ["unknown_type ", "missing /attachment"])] == told(source, None)


def test_duplicates() -> None:
    """A repeated unique_id is reported after the last row, with the row that has it first."""
    source = lines(*({"unique_id": name} for name in ("a", "b", "a", "c", "a")))

    assert [(3, ["duplicate /unique_id"]), (5, ["duplicate /unique_id"])] == told(source, "chat")
    assert "row 1 has the same" in str([*validate_jsonl(source, "chat")][-1].problems[0])


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz", "rows.jsonl.zst"])
@pytest.mark.parametrize(("workers", "stretch"), [(1, 1 << 20), (2, 1 << 20), (2, 1 << 16)])
def test_files(tmp_path: Path, name: str, workers: int, stretch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain and packed files give the same, whatever the number of processes, and whoever reads them."""
    monkeypatch.setattr(jsonl, "_STRETCH", stretch)
    content = "\n".join(lines(*[GOOD] * 3000, {**GOOD, "tags": 5}, *[GOOD] * 1000, {})).encode()
    path = tmp_path / name
    pack = {".gz": gzip.compress, ".zst": import_module(_ZSTD).compress}.get(path.suffix, bytes)
    path.write_bytes(pack(content))

    expected = [(3001, ["type /tags"]), (4002, ["missing /attachment", "missing /geometries"])]
    assert expected == told(path, workers=workers)


def test_zstd_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error names it."""
    monkeypatch.setitem(sys.modules, _ZSTD, None)

    with pytest.raises(ImportError, match=r"install scaleapi\[zstd\]"):
        list(validate_jsonl(tmp_path / "rows.jsonl.zst"))


def test_many_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that do not fit into one run are sorted in a file, and found there."""
    monkeypatch.setattr("scaleapi._io.duplicates._RUN", 100)
    keys = Keys()
    for row in range(5000):
        keys.add([entry(str(row % 4990), row)])

    assert [(4990 + first, first) for first in range(10)] == sorted(keys.repeated())


class Cluster(Executor):
    """Works at once, as a bad cluster does: all that travels is pickled, and what is begun is lost and run again."""

    def submit(self, *call: Any) -> Future[Any]:  # type: ignore[override]
        """Run a call twice."""
        future: Future[Any] = Future()
        for _ in range(2):
            work, *arguments = pickle.loads(pickle.dumps(call))
            answer = pickle.loads(pickle.dumps(work(*arguments)))
        future.set_result(answer)
        return future


class Slow(Executor):
    """Has finished nothing until it is waited for; works only on what `finishes` lets through."""

    def __init__(self, finishes: int = 1_000_000) -> None:
        self.finishes, self.begun, self.most = finishes, 0, 0
        self.futures: list[Late] = []

    def submit(self, work: Any, *arguments: Any) -> Late:  # type: ignore[override]
        """Keep a call for later."""
        self.futures.append(Late(lambda: self.run(work, *arguments)))
        self.most = max(self.most, len(self.futures) - self.begun)
        return self.futures[-1]

    def run(self, work: Any, *arguments: Any) -> Any:
        """Work, or be broken."""
        if self.begun == self.finishes:
            raise RuntimeError("broken")
        self.begun += 1
        return work(*arguments)

    def cancelled(self) -> list[bool]:
        """Tell which calls were cancelled."""
        return [future.cancelled() for future in self.futures]


class Late(Future[Any]):
    """A future whose work begins when its result is asked for."""

    def __init__(self, run: Callable[[], Any]) -> None:
        super().__init__()
        self.run = run

    def result(self, timeout: float | None = None) -> Any:
        """Begin and finish."""
        self.set_running_or_notify_cancel()
        return self.run()


@pytest.fixture(scope="module", params=["threads", "processes"])
def pool(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Make a pool of two; its processes do not inherit the threads of other tests."""
    with ThreadPoolExecutor(2) if request.param == "threads" else ProcessPoolExecutor(2, get_context("spawn")) as made:
        yield made


@pytest.fixture
def tiny_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files everywhere, also within lines."""
    monkeypatch.setattr(jsonl, "_STRETCH", 61)
    monkeypatch.setattr(jsonl, "_CHUNK", 3)


@pytest.mark.usefixtures("tiny_stretches")
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_executors(pool: Executor, tmp_path: Path, name: str) -> None:
    """Any executor finds what one process finds, in the same order, and is left running."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(mixed(200)) if path.suffix == ".gz" else mixed(200))

    expected = list(validate_jsonl(path, "imageannotation"))
    assert expected == list(validate_jsonl(path, "imageannotation", executor=pool))
    assert expected == list(validate_jsonl(mixed(200).splitlines(), "imageannotation", executor=pool))
    assert {"not_json", "type", "missing", "duplicate"} == {one.code for _, wrong in expected for one in wrong}
    assert "done" == pool.submit(str, "done").result()


@pytest.mark.usefixtures("tiny_stretches")
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_urls(name: str) -> None:
    """Workers open URLs themselves; one process does, too."""
    with fsspec.open(f"memory://{name}", "wb", compression="infer") as file:
        file.write(mixed(100))

    expected = told(mixed(100).splitlines())
    with ThreadPoolExecutor(4) as threads:
        assert expected == told(f"memory://{name}") == told(f"memory://{name}", executor=threads)
    fsspec.filesystem("memory").rm(f"/{name}")


@given(count=st.integers(0, 25), size=st.integers(20, 400))
def test_lost_work_is_done_again(tmp_path_factory: pytest.TempPathFactory, count: int, size: int) -> None:
    """Wherever a file is cut, and however often a part is run, the result is the same."""
    path = tmp_path_factory.getbasetemp() / "lost.jsonl"
    path.write_bytes(mixed(count))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl, "_STRETCH", size)
        assert told(path, None) == told(path, None, executor=Cluster())


@given(st.lists(st.tuples(st.text(), st.integers(1, 1 << 40))), st.integers(0, 1 << 40))
def test_entries_move(keys: list[tuple[str, int]], before: int) -> None:
    """The entries of a part become those of the file, though no key is there to make them again."""
    expected = [entry(key, before + row) for key, row in keys]
    assert expected == jsonl._entries(b"".join(entry(*one) for one in keys), before)


def parts(count: int) -> Iterable[str]:
    """Make lines for so many calls; the first line of each is wrong."""
    return ["{", *[""] * (jsonl._CHUNK - 1)] * count


def test_a_bounded_number_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the executor is, few calls wait for it, and few lines are in memory."""
    monkeypatch.setattr(jsonl, "_AHEAD", 3)
    executor = Slow()

    assert 20 == len(told(parts(20), executor=executor))
    assert (20, 3 + 1) == (executor.begun, executor.most)


def test_every_worker_has_something_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside what each checks, one part for each is there already."""
    executor = Slow()
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", lambda _workers: executor)

    assert 20 == len(told(parts(20), workers=3))
    assert (20, 2 * 3 + 1) == (executor.begun, executor.most)


def test_who_stops_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    """When iterating ends early, what has not begun never will."""
    monkeypatch.setattr(jsonl, "_AHEAD", 2)
    executor = Slow()

    rows: Any = validate_jsonl(parts(20), executor=executor)
    assert 1 == next(rows).row
    rows.close()

    assert [False, True, True] == executor.cancelled()


def test_what_fails_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of a call is raised, after the rows before it; the other calls are cancelled."""
    monkeypatch.setattr(jsonl, "_AHEAD", 2)
    executor = Slow(finishes=1)

    rows = validate_jsonl(parts(20), executor=executor)
    assert 1 == next(rows).row
    with pytest.raises(RuntimeError, match="broken"):
        next(rows)

    assert ([False, False, True, True], 1) == (executor.cancelled(), executor.begun)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_files_that_cannot_be_read(pool: Executor, tmp_path: Path, name: str) -> None:
    """Whether it is missed here or by a worker, the caller is told."""
    with pytest.raises(FileNotFoundError, match=name):
        list(validate_jsonl(tmp_path / name, executor=pool))


def test_workers_or_executor() -> None:
    """An executor has its own number of workers; to ask for both is refused at once."""
    with pytest.raises(ValueError, match="workers=2 and an executor exclude each other"):
        validate_jsonl([], workers=2, executor=Cluster())
