"""An export in a process that is meant to be killed.

Prints a line each time that tasks were written, and at the end the summary.
"""

from __future__ import annotations

import asyncio
from typing import Any

from scaleapi import AsyncScaleClient, ScaleClient
from tests.bulk.killed import KEY, wait_for_nothing

__all__ = ["export"]

OPTIONS: dict[str, Any] = {
    "project_name": "p",
    "part_size": 10,
    "concurrency": 3,
    "progress": lambda progress: print(progress.done, flush=True),
}


def export(address: str, kind: str, file_format: Any, folder: str) -> None:
    """Export with either client."""
    wait_for_nothing()
    if kind == "async":
        asyncio.run(export_async(address, file_format, folder))
        return
    with ScaleClient(KEY, api_instance_url=address, max_retries=12) as client:
        print(client.export_tasks(folder, file_format=file_format, **OPTIONS))


async def export_async(address: str, file_format: Any, folder: str) -> None:
    """Export with the async client."""
    async with AsyncScaleClient(KEY, api_instance_url=address, max_retries=12) as client:
        print(await client.export_tasks(folder, file_format=file_format, **OPTIONS))
