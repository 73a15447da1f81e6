"""Submit a file of payloads: look at the plan, create the tasks, wait for them.

python examples/bulk_submit.py rows.jsonl      with SCALE_API_KEY set; start it again to go on after a crash
python examples/bulk_submit.py                 writes 500 payloads, and submits them to the emulator
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from scaleapi import ScaleClient, Task, TaskType
from scaleapi.emulator import Emulator


def submit(client: ScaleClient, file: Path) -> None:
    """Create a task for each line of the file, and wait until all are settled."""
    journal = file.with_suffix(".journal")
    plan = client.plan_tasks(TaskType.ImageAnnotation, file, journal=journal)
    print(plan)
    run = client.create_tasks(TaskType.ImageAnnotation, file, journal=journal, progress=True)
    tasks: list[Task] = []
    for result in run:
        if result.error is not None:
            print(f"row {result.row}: {result.error}", file=sys.stderr)
        elif result.task is not None:
            tasks.append(result.task)
    print(run.summary)
    settled = list(client.wait(tasks, timeout=24 * 3600))
    print(f"{len(settled)} tasks are settled, the first: {settled[0]}")


def rehearse() -> None:
    """Do it in the emulator."""
    box = {"box": {"objects_to_annotate": ["cow"]}}
    rows = [{"project": "cows", "attachment": f"https://example.com/{n}.jpg"} for n in range(500)]
    file = Path("cows.jsonl")
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("cows", TaskType.ImageAnnotation, {"geometries": box})
        submit(client, file)
    for leftover in (file, file.with_suffix(".journal"), Path("cows.journal.lock")):
        leftover.unlink()


if __name__ == "__main__":
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="bulk_submit") as service:
            submit(service, Path(sys.argv[1]))
    else:
        rehearse()
