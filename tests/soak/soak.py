"""The soak itself: workers, chaos, and the ledger at the end."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from scaleapi import ScaleClient, Task
from scaleapi.callbacks import Callback, SeenCallbacks, wsgi_app
from scaleapi.export import read_jsonl
from tests.callbacks.servers import serve_wsgi
from tests.soak.fleet import Chaos, Job, Service, run_all
from tests.soak.ledger import (
    Entry,
    callbacks_entry,
    change_entry,
    creation_entry,
    export_entry,
    markers,
    told,
)
from tests.soak.proxy import Faults, Proxy
from tests.soak.worker import KEY, KIND, PAYLOAD, PROJECT, TAG

__all__ = ["FULL", "SHORT", "Report", "Size", "soak"]

_CALLED = "soak callbacks"
"""The key of callbacks."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done, and how much goes wrong."""

    creates: int
    """Rows of all workers that create with a journal."""
    singles: int
    """Creations one by one, without a journal."""
    changes: int
    workers: int
    """That create side by side."""
    faults: Faults
    kill_every: float
    """Seconds that a worker lives, about."""
    restart_every: float
    """Seconds between two deaths of the emulator, about."""
    storm_every: float
    seconds: float
    """The most that either half may take."""
    patience: float
    """Seconds until callbacks that have not come are asked for again."""


FULL = Size(
    creates=20_000,
    singles=500,
    changes=2_000,
    workers=4,
    faults=Faults(reset=0.01, cut=0.005, stall=0.002, drip=0.01, stall_seconds=2.0),
    kill_every=15.0,
    restart_every=12.0,
    storm_every=9.0,
    seconds=1800.0,
    patience=30.0,
)
SHORT = Size(
    creates=40,
    singles=6,
    changes=12,
    workers=2,
    faults=Faults(reset=0.03, cut=0.02, stall=0.005, drip=0.05, stall_seconds=1.6),
    kill_every=4.0,
    restart_every=1.5,
    storm_every=1.0,
    seconds=100.0,
    patience=1.0,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a soak."""

    ledger: dict[str, Entry]
    harm: Counter[str]
    """What was done to it, and how often."""
    seconds: float


class _Soak:
    def __init__(self, folder: Path, size: Size, seed: str) -> None:
        self.folder, self.size, self.seed = folder, size, seed
        self.handled: list[tuple[str, str]] = []
        self.harm = Counter[str]()
        self.service = Service(folder, "--pending-seconds", "0.5", "--callback-auth-key", _CALLED)

    def handle(self, callback: Callback) -> None:
        """Take a callback."""
        self.handled.append((callback.task_id, callback.event_id))

    @contextmanager
    def proxies(self) -> Iterator[tuple[Proxy, str]]:
        """Put proxies before the emulator, and before what takes its callbacks."""
        app = wsgi_app(self.handle, keys=_CALLED, seen=SeenCallbacks(self.folder / "seen.db"))
        with ExitStack() as stack:
            receiver = stack.enter_context(serve_wsgi(app))
            mild = Faults(reset=self.size.faults.reset / 2, drip=self.size.faults.drip)
            callbacks = Proxy(lambda: int(receiver.rpartition(":")[2]), mild, f"{self.seed} callbacks")
            stack.callback(callbacks.close)
            proxy = Proxy(lambda: self.service.port, self.size.faults, self.seed)
            stack.callback(proxy.close)
            yield proxy, callbacks.url
            self.harm += proxy.counts + callbacks.counts

    def chaos(self, proxy: Proxy, half: str) -> Chaos:
        """Make what kills and storms."""

        def restart() -> None:
            self.service.kill()
            self.service.start()

        return Chaos(
            f"{self.seed} {half}",
            self.size.kill_every,
            restarts=(self.size.restart_every, restart),
            storms=(self.size.storm_every, lambda: proxy.storm(self.size.storm_every / 10)),
        )

    def run(self, proxy: Proxy, half: str, jobs: dict[str, list[list[str]]]) -> None:
        """Have workers do their work, each its own rows, while everything breaks."""
        made: list[Job] = []
        for what, works in jobs.items():
            for number, rows in enumerate(works):
                (self.folder / f"rows-{what}-{number}.jsonl").write_text("".join(f"{row}\n" for row in rows))
                made.append(Job(f"{proxy.url}/v1", what, number, self.folder))
        chaos = self.chaos(proxy, half)
        run_all(made, chaos, self.size.seconds)
        self.harm += chaos.counts

    def client(self) -> ScaleClient:
        """Make a client that sees the truth."""
        return ScaleClient(KEY, api_instance_url=self.service.url)

    def tasks(self) -> list[Task]:
        """List what is there."""
        with self.client() as client:
            return list(client.get_tasks(PROJECT))


def _payloads(what: str, number: int, count: int, callback_url: str) -> list[str]:
    """Make rows that can be told apart: every third with a `unique_id`, every tenth with a callback."""
    rows: list[dict[str, Any]] = []
    for row in range(1, count + 1):
        marker = f"{what}-{number}-{row}"
        more = {"unique_id": f"own-{marker}"} if row % 3 == 0 else {}
        called = {"callback_url": callback_url} if row % 10 == 0 else {}
        rows.append({**PAYLOAD, "metadata": {"marker": marker}, **more, **called})
    return [json.dumps(row) for row in rows]


def soak(folder: Path, size: Size, seed: str, say: Callable[[str], object] = lambda _: None) -> Report:
    """Run it.

    Raises:
        AssertionError: A worker has crashed, or it takes too long.
    """
    began, one = monotonic(), _Soak(folder, size, seed)
    try:
        with one.client() as client:
            client.create_project(PROJECT, KIND, {"geometries": {"box": {"objects_to_annotate": ["cow"]}}})
        with one.proxies() as (proxy, callback_url):
            _create(one, proxy, callback_url)
            say(f"created after {monotonic() - began:.0f} s")
            _change(one, proxy)
            say(f"changed and exported after {monotonic() - began:.0f} s")
            _settle(one)
        ledger = _ledger(one)
    finally:
        one.service.kill()
    one.harm["restarts"] = one.service.restarts
    return Report(ledger, one.harm, monotonic() - began)


def _create(one: _Soak, proxy: Proxy, callback_url: str) -> None:
    each = one.size.creates // one.size.workers
    creates = [_payloads("create", number, each, callback_url) for number in range(one.size.workers)]
    one.run(proxy, "create", {"create": creates, "single": [_payloads("single", 0, one.size.singles, callback_url)]})


def _change(one: _Soak, proxy: Proxy) -> None:
    ids, half = [task.task_id for task in one.tasks()], one.size.changes // 2
    one.run(proxy, "change", {"tag": [ids[:half]], "audit": [ids[-half:]], "export": [[]]})


def _called(tasks: list[Task]) -> set[str]:
    return {task.task_id for task in tasks if task.callback_url}


def _settle(one: _Soak) -> None:
    """Wait for callbacks; have those sent again that were given up for now, as a user would."""
    missing = _called(one.tasks())
    with one.client() as client:
        for attempt in range(20):
            until = monotonic() + (one.size.patience if attempt == 0 else 3.0)
            while missing and monotonic() < until:
                threading.Event().wait(0.05)
                missing -= {task_id for task_id, _ in list(one.handled)}
            for task_id in missing:
                client.resend_callback(task_id)


def _ledger(one: _Soak) -> dict[str, Entry]:
    tasks, folder = one.tasks(), one.folder
    there = markers(tasks)
    rows = [json.loads(line)["metadata"]["marker"] for line in _lines(folder, "rows-create-*")]
    tagged = {task.task_id: task.tags.count(TAG) for task in tasks}
    audited = {task.task_id: len(task.audits) for task in tasks}
    return {
        "creates with a journal": creation_entry(rows, there, told(folder, "create"), all_done=True),
        "creates one by one": creation_entry(_lines(folder, "asked-*"), there, told(folder, "single"), all_done=False),
        "tags": change_entry(_lines(folder, "rows-tag-*"), tagged, told(folder, "tag"), sure=True),
        "audits": change_entry(_lines(folder, "rows-audit-*"), audited, told(folder, "audit"), sure=False),
        "exported tasks": export_entry(tasks, read_jsonl(folder / "export-0")),
        "callbacks": callbacks_entry(_called(tasks), one.handled),
    }


def _lines(folder: Path, pattern: str) -> list[str]:
    return [line for file in sorted(folder.glob(f"{pattern}.jsonl")) for line in file.read_text().splitlines()]
