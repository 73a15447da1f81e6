"""An export in a process that is meant to be killed: `python killed.py address kind format folder`.

Prints a line each time that tasks were written, and at the end the summary.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi._core import system

ADDRESS, KIND, FORMAT, FOLDER = sys.argv[1:]
KEY = "live_canary_5b1e"
SLEPT: list[float] = []
"""Waits that were not waited."""


async def at_once(seconds: float) -> None:
    """Wait for nothing."""
    SLEPT.append(seconds)


vars(system).update(sleep=SLEPT.append, async_sleep=at_once)
OPTIONS: dict[str, Any] = {
    "project_name": "p",
    "file_format": FORMAT,
    "part_size": 10,
    "concurrency": 3,
    "progress": lambda progress: print(progress.done, flush=True),
}


async def export() -> None:
    """Export with the async client."""
    async with AsyncScaleClient(KEY, api_instance_url=ADDRESS, max_retries=12) as client:
        print(await client.export_tasks(FOLDER, **OPTIONS))


if KIND == "sync":
    with ScaleClient(KEY, api_instance_url=ADDRESS, max_retries=12) as blocking:
        print(blocking.export_tasks(FOLDER, **OPTIONS))
else:
    asyncio.run(export())
