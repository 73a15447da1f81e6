"""How much memory work leaves behind: what a long-running program does again and again, as often as is wanted.

Each piece of work is done for a while first, for what is made once: imports, caches, buffers. Only what comes on top
after that is growth. Objects are counted by tracemalloc, so other programs on the machine do not matter.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import httpx
from pydantic_core import from_json

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi._core import system
from scaleapi.callbacks import SeenCallbacks, wsgi_app
from scaleapi.callbacks.claims import Claims, MemoryClaims, RecentEvents

__all__ = ["WORK", "Growth", "Work", "measure", "seen_file"]

TASK = {
    "task_id": "64f0c2a1b7d4e90012ab34cd",
    "type": "imageannotation",
    "status": "completed",
    "created_at": "2024-02-01T12:30:00.000Z",
    "params": {"attachment": "https://example.com/a.jpg"},
    "response": {"annotations": [{"label": "car", "type": "box", "left": 1, "top": 2, "width": 3, "height": 4}] * 5},
}
PAGE = 100
_STRINGS = json.dumps([f"{number:024x}" for number in range(1 << 15)])
"""pydantic keeps up to 16,384 short strings that it has read: enough to fill that, so that it grows no more."""


class Growth(NamedTuple):
    """What a piece of work left behind, and held at most."""

    left: int
    """Bytes more than before."""
    peak: int
    """Bytes more than before, at the worst moment."""


class Work(NamedTuple):
    """Something that is done again and again."""

    name: str
    begin: Callable[[ExitStack], Callable[[int], None]]
    """Sets the stage; returns what does it so many times."""
    times: int
    """How often, for the full numbers."""
    warm: int
    """How often before it is measured."""


def measure(work: Work, times: int, warm: int) -> Growth:
    """Do something so many times, and tell what memory it took."""
    with ExitStack() as stage:
        logging.disable(logging.CRITICAL)
        stage.callback(logging.disable, logging.NOTSET)
        do = work.begin(stage)
        do(warm)
        tracemalloc.start()
        stage.callback(tracemalloc.stop)
        do(max(warm // 10, 1))
        from_json(_STRINGS)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        do(times)
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
        return Growth(left - before, peak - before)


def answers(request: httpx.Request) -> httpx.Response:
    """Answer with a task, or with a page of tasks that never ends."""
    if not request.url.path.endswith("/tasks"):
        return httpx.Response(200, json=TASK)
    number = int(request.url.params.get("next_token") or 0)
    docs = [{**TASK, "task_id": f"{number * PAGE + at:024x}"} for at in range(PAGE)]
    return httpx.Response(200, json={"docs": docs, "total": 10**9, "has_more": True, "next_token": str(number + 1)})


def transport() -> httpx.MockTransport:
    """Stand in for the network."""
    return httpx.MockTransport(answers)


def client_of(stage: ExitStack) -> ScaleClient:
    """Make a client that is closed at the end."""
    http = stage.enter_context(httpx.Client(transport=transport()))
    return stage.enter_context(ScaleClient("test_key", http_client=http))


def copies(stage: ExitStack) -> Callable[[int], None]:
    """Make copies of a client with other settings, each for one call."""
    client = client_of(stage)

    def do(times: int) -> None:
        for number in range(times):
            client.with_options(timeout=number + 1.0, max_retries=number % 3).get_task("a")

    return do


def clients(stage: ExitStack) -> Callable[[int], None]:
    """Make clients: each makes a call, and is closed, or, every second one, forgotten."""

    def do(times: int) -> None:
        with patch("scaleapi._core.http.pools.open_sync", lambda *_, **__: httpx.Client(transport=transport())):
            for number in range(times):
                client = ScaleClient("test_key")
                client.get_task("a")
                if number % 2:
                    client.close()

    return do


def async_clients(stage: ExitStack) -> Callable[[int], None]:
    """The same under asyncio, in event loops that end."""

    async def one() -> None:
        async with AsyncScaleClient("test_key", http_client=httpx.AsyncClient(transport=transport())) as client:
            await client.get_task("a")

    def do(times: int) -> None:
        for _ in range(times):
            asyncio.run(one())

    return do


def listing(stage: ExitStack) -> Callable[[int], None]:
    """Go through a list, and look into each task."""
    client = client_of(stage)

    def do(times: int) -> None:
        tasks = client.get_tasks("p")
        for _, task in zip(range(times), tasks, strict=False):
            assert task.response
        tasks.close()

    return do


class Clock:
    """The one clock, set by hand."""

    def __init__(self, stage: ExitStack) -> None:
        self.now = 1_700_000_000.0
        stage.enter_context(patch.object(system, "wall_ns", lambda: int(self.now * 1e9)))
        stage.enter_context(patch.object(system, "monotonic", lambda: self.now))


def posts(stage: ExitStack, seen: Claims, seconds: float) -> Callable[[int], None]:
    """Post a callback every few seconds of the clock, every tenth of them twice; one of a hundred is not handled."""
    clock, numbers = Clock(stage), iter(range(10**9))

    def handler(callback: Any) -> None:
        if callback.task_id.endswith("99"):
            raise ValueError

    app = wsgi_app(handler, keys="key", seen=seen)

    def do(times: int) -> None:
        for _ in range(times):
            clock.now += seconds
            number = next(numbers)
            for _ in range(2 if number % 10 == 0 else 1):
                post(app, {**TASK, "task_id": f"{number:024}"})

    return do


def post(app: Any, task: dict[str, Any]) -> None:
    """Post one."""
    body = json.dumps({"task_id": task["task_id"], "status": task["status"], "task": task}).encode()
    environ = {"REQUEST_METHOD": "POST", "HTTP_SCALE_CALLBACK_AUTH": "key", "CONTENT_LENGTH": str(len(body))}
    for _ in app({**environ, "wsgi.input": BytesIO(body)}, lambda *_: None):
        raise AssertionError("a body was answered")


def in_memory(stage: ExitStack) -> Callable[[int], None]:
    """Receive callbacks, and remember the last outcomes in memory: a few, so that there are more soon."""
    return posts(stage, MemoryClaims(RecentEvents(50)), 0.5)


def in_file(stage: ExitStack) -> Callable[[int], None]:
    """Receive callbacks, and remember the outcomes of a day in a file."""
    folder = Path(stage.enter_context(TemporaryDirectory()))
    return posts(stage, SeenCallbacks(folder / "seen", days=1), 10.0)


@contextmanager
def seen_file(seconds: float) -> Iterator[tuple[Path, Callable[[int], None]]]:
    """Make a file of seen callbacks of a day, and what posts callbacks every few seconds."""
    with ExitStack() as stage:
        path = Path(stage.enter_context(TemporaryDirectory())) / "seen"
        yield path, posts(stage, SeenCallbacks(path, days=1), seconds)


WORK = [
    Work("copies of a client with other settings", copies, 10_000, 300),
    Work("clients, half of them never closed", clients, 1_000, 100),
    Work("async clients, each in its event loop", async_clients, 1_000, 50),
    Work("tasks of a list", listing, 100_000, 3_000),
    Work("callbacks of 24 hours, remembered in memory", in_memory, 172_800, 1_000),
    Work("callbacks of 24 hours, remembered in a file", in_file, 8_640, 300),
]
