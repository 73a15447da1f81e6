"""Cancel the pending tasks of batches, many at a time.

python examples/cancel_batch.py batch_1 batch_2      with SCALE_API_KEY set
python examples/cancel_batch.py                      makes a batch in the emulator, and cancels its tasks
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from scaleapi import ScaleClient, ScaleException, Task, TaskStatus, TaskType
from scaleapi.emulator import Emulator

PARALLEL = 20


def cancel(task: Task) -> bool:
    """Cancel one task; tell whether it worked."""
    try:
        task.cancel(clear_unique_id=True)
    except ScaleException as error:
        print(f"{task.id}: {error}", file=sys.stderr)
        return False
    return True


def cancel_batches(client: ScaleClient, names: list[str]) -> None:
    """Cancel what is pending in each batch."""
    with ThreadPoolExecutor(PARALLEL) as pool:
        for name in names:
            pending = client.get_tasks(batch_name=name, status=TaskStatus.Pending)
            results = list(pool.map(cancel, list(pending)))
            print(f"{name}: {sum(results)} of {len(results)} tasks canceled")


def rehearse() -> None:
    """Do it in the emulator."""
    with Emulator() as emulator, emulator.client("live_rehearsal") as client:
        client.create_project(
            "cows", TaskType.ImageAnnotation, {"geometries": {"box": {"objects_to_annotate": ["cow"]}}}
        )
        client.create_batch("cows", "herd")
        for number in range(30):
            client.create_task(TaskType.ImageAnnotation, batch="herd", attachment=f"https://example.com/{number}.jpg")
        cancel_batches(client, ["herd"])


if __name__ == "__main__":
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="cancel_batch") as service:
            cancel_batches(service, sys.argv[1:])
    else:
        rehearse()
