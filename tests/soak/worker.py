"""Work in a process that may be killed at any moment: `python -m tests.soak.worker address what number folder`.

What it was told is appended to `told-….jsonl` at once. The exit code is 0 if all went well, and 3 if it is to be
started again, as some rows failed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterable, Iterable
from pathlib import Path
from time import time
from typing import Any

from scaleapi import AsyncScaleClient, Outcome, ScaleClient, ScaleException

__all__ = ["AGAIN", "KEY", "KIND", "PAYLOAD", "PROJECT", "TAG"]

KEY, PROJECT, TAG = "live_soak", "soak", "soaked"
KIND = "imageannotation"
PAYLOAD: dict[str, Any] = {"attachment": "https://example.com/a.jpg", "project": PROJECT}
AGAIN = 3
"""The exit code of work that is to be started again."""
OPTIONS: dict[str, Any] = {"timeout": 1.5, "max_retries": 5}


class Worker:
    """One piece of work."""

    def __init__(self, url: str, what: str, number: str, folder: str) -> None:
        self._url, self._folder, self._name = url, Path(folder), f"{what}-{number}"
        self._told = self._file("told").open("a", encoding="utf-8")

    def _file(self, kind: str) -> Path:
        return self._folder / f"{kind}-{self._name}.jsonl"

    def _tell(self, marker: str, task_id: str | None, outcome: str) -> None:
        said = {"marker": marker, "id": task_id, "outcome": outcome, "at": time()}
        self._told.write(json.dumps(said) + "\n")
        self._told.flush()

    def _client(self) -> ScaleClient:
        return ScaleClient(KEY, api_instance_url=self._url, **OPTIONS)

    def _arguments(self) -> dict[str, Any]:
        return {"journal": self._folder / f"{self._name}.journal", "concurrency": 16}

    def create(self) -> int:
        """Create a task for each row of a file, in threads."""
        with self._client() as client:
            run = client.create_tasks(KIND, self._file("rows"), **self._arguments())
            self._created(run)
            return AGAIN if run.summary.failed else 0

    def create_async(self) -> int:
        """Do the same under asyncio."""
        return asyncio.run(self._create_async())

    async def _create_async(self) -> int:
        async with AsyncScaleClient(KEY, api_instance_url=self._url, **OPTIONS) as client:
            run = client.create_tasks(KIND, self._file("rows"), **self._arguments())
            await self._created_async(run)
            return AGAIN if run.summary.failed else 0

    def _created(self, results: Iterable[Any]) -> None:
        for one in results:
            self._tell_row(one)

    async def _created_async(self, results: AsyncIterable[Any]) -> None:
        async for one in results:
            self._tell_row(one)

    def _tell_row(self, one: Any) -> None:
        self._tell(f"{self._name}-{one.row}", one.task.task_id if one.task else None, one.outcome)

    def single(self) -> int:
        """Create tasks one by one, without a journal: a killed one is given up."""
        rows = [json.loads(line) for line in self._file("rows").read_text(encoding="utf-8").splitlines()]
        asked = self._file("asked")
        begun = len(asked.read_text(encoding="utf-8").splitlines()) if asked.exists() else 0
        with self._client() as client, asked.open("a", encoding="utf-8") as log:
            for payload in rows[begun:]:
                log.write(payload["metadata"]["marker"] + "\n")
                log.flush()
                self._single(client, payload)
        return 0

    def _single(self, client: ScaleClient, payload: dict[str, Any]) -> None:
        try:
            task = client.create_task(KIND, **payload)
        except ScaleException as error:
            self._tell(payload["metadata"]["marker"], None, error.outcome)
        else:
            self._tell(payload["metadata"]["marker"], task.task_id, Outcome.applied)

    def tag(self) -> int:
        """Tag tasks."""
        with self._client() as client:
            return self._changed(client.tag_tasks([TAG], self._ids(), **self._arguments()))

    def audit(self) -> int:
        """Accept tasks, each once."""
        with self._client() as client:
            return self._changed(client.audit_tasks(True, self._ids(), **self._arguments()))

    def _ids(self) -> list[str]:
        return self._file("rows").read_text(encoding="utf-8").split()

    def _changed(self, run: Any) -> int:
        for one in run:
            self._tell(one.task_id, one.task_id, one.outcome)
        return AGAIN if run.summary.failed > run.summary.unknown else 0

    def export(self) -> int:
        """Bring all tasks to disk."""

        def progress(now: Any) -> None:
            self._tell(str(now.done), None, "progress")

        folder = self._folder / self._name
        with self._client() as client:
            client.export_tasks(
                folder, project_name=PROJECT, file_format="jsonl", part_size=200, concurrency=2, progress=progress
            )
        return 0


def main(url: str, what: str, number: str, folder: str) -> int:
    """Do it; return the exit code."""
    method = "create_async" if what == "create" and int(number) % 2 else what
    try:
        done: int = getattr(Worker(url, what, number, folder), method)()
    except ScaleException as error:
        sys.stderr.write(f"{error}\n")
        return AGAIN
    return done


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
