"""Work of many rows in a process that is meant to be killed: `python killed.py address what kind journal payloads`.

Prints a line for each row that ended, and at the end the summary. What is `held` goes on after a line of input only.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi._core import system

ADDRESS, WHAT, KIND, JOURNAL, ROWS = sys.argv[1:]
KEY = "live_canary_5b1e"


SLEPT: list[float] = []
"""Waits that were not waited."""


async def at_once(seconds: float) -> None:
    """Wait for nothing."""
    SLEPT.append(seconds)


vars(system).update(sleep=SLEPT.append, async_sleep=at_once)


def begin(client: Any) -> Any:
    """Begin the work."""
    options: dict[str, Any] = {"concurrency": 8, "journal": JOURNAL}
    if WHAT in {"create", "held"}:
        return client.create_tasks("imageannotation", ROWS, **options)
    if WHAT == "cancel":
        return client.cancel_tasks(project_name="p", status="pending", **options)
    return client.upload_files(Path(ROWS).read_text(encoding="utf-8").split(), project_name="p", **options)


def tell(row: int) -> None:
    """Say that a row ended."""
    print(row, flush=True)
    if WHAT == "held":
        sys.stdin.readline()


def work() -> None:
    """Do it with threads."""
    with ScaleClient(KEY, api_instance_url=ADDRESS, max_retries=12) as client:
        run = begin(client)
        for result in run:
            tell(result.row)
        print(run.summary)


async def work_async() -> None:
    """Do it under asyncio."""
    async with AsyncScaleClient(KEY, api_instance_url=ADDRESS, max_retries=12) as client:
        run = begin(client)
        async for result in run:
            tell(result.row)
        print(run.summary)


if KIND == "sync":
    work()
else:
    asyncio.run(work_async())
