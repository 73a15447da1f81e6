"""Cancel the pending tasks of batches, many at a time.

python examples/cancel_batch.py batch_1 batch_2      with SCALE_API_KEY set
python examples/cancel_batch.py                      makes a batch in the emulator, and cancels its tasks
"""

from __future__ import annotations

import os
import sys

from scaleapi import ScaleClient, TaskStatus, TaskType
from scaleapi.emulator import Emulator


def cancel_batches(client: ScaleClient, names: list[str]) -> None:
    """Cancel what is pending in each batch."""
    for name in names:
        run = client.cancel_tasks(batch_name=name, status=TaskStatus.Pending, clear_unique_id=True)
        for result in run:
            if result.error is not None:
                print(f"{result.task_id}: {result.error}", file=sys.stderr)
        print(f"{name}: {run.summary}")


def rehearse() -> None:
    """Do it in the emulator."""
    with Emulator() as emulator, emulator.client("live_rehearsal") as client:
        box = {"box": {"objects_to_annotate": ["cow"]}}
        client.create_project("cows", TaskType.ImageAnnotation, {"geometries": box})
        client.create_batch("cows", "herd")
        rows = [{"batch": "herd", "attachment": f"https://example.com/{n}.jpg"} for n in range(30)]
        print(sum(result.error is None for result in client.create_tasks("imageannotation", rows)), "tasks to cancel")
        cancel_batches(client, ["herd"])


if __name__ == "__main__":
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="cancel_batch") as service:
            cancel_batches(service, sys.argv[1:])
    else:
        rehearse()
