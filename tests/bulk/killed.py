"""Work of many rows in a process that is meant to be killed.

Prints a line for each row that ended, and at the end the summary. What is `held` goes on after a line of input only.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi._core import system

__all__ = ["wait_for_nothing", "work"]

KEY = "live_canary_5b1e"


def wait_for_nothing() -> None:
    """Have this process wait no more."""
    slept: list[float] = []

    async def at_once(seconds: float) -> None:
        slept.append(seconds)

    vars(system).update(sleep=slept.append, async_sleep=at_once)


def work(address: str, what: str, kind: str, journal: str, rows: str) -> None:
    """Do it with threads, or under asyncio."""
    wait_for_nothing()
    if kind == "async":
        asyncio.run(work_async(address, what, journal, rows))
        return
    with ScaleClient(KEY, api_instance_url=address, max_retries=12) as client:
        run = begin(client, what, journal, rows)
        for result in run:
            tell(what, result.row)
        print(run.summary)


async def work_async(address: str, what: str, journal: str, rows: str) -> None:
    """Do it under asyncio."""
    async with AsyncScaleClient(KEY, api_instance_url=address, max_retries=12) as client:
        run = begin(client, what, journal, rows)
        async for result in run:
            tell(what, result.row)
        print(run.summary)


def begin(client: Any, what: str, journal: str, rows: str) -> Any:
    """Begin the work."""
    options: dict[str, Any] = {"concurrency": 8, "journal": journal}
    if what in {"create", "held"}:
        return client.create_tasks("imageannotation", rows, **options)
    if what == "cancel":
        return client.cancel_tasks(project_name="p", status="pending", **options)
    return client.upload_files(Path(rows).read_text(encoding="utf-8").split(), project_name="p", **options)


def tell(what: str, row: int) -> None:
    """Say that a row ended."""
    print(row, flush=True)
    if what == "held":
        sys.stdin.readline()
