"""A payload refused, a corrected one created, its typed result printed, the results on disk as JSON lines.

Runs against the emulator, with no key and no network; with SCALE_API_KEY set, against the service.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from scaleapi import ScaleClient, ScaleValidationError, Task, TaskType
from scaleapi.emulator import Emulator
from scaleapi.models import ImageAnnotationResponse

OUTPUT = Path("results/quickstart.jsonl")

PAYLOAD: dict[str, Any] = {
    "instruction": "Draw a box around each baby cow and big cow.",
    "attachement": "https://i.imgur.com/v4cBreD.jpg",
    "geometries": {"box": {"objects_to_annotate": ["Baby Cow", "Big Cow"], "min_height": "10"}},
    "annotation_attributes": {"pose": {"type": "category", "description": "Its pose", "choices": ["up", "down"]}},
    "priority": 50,
}
CORRECTED = {
    **{name: value for name, value in PAYLOAD.items() if name != "attachement"},
    "attachment": PAYLOAD["attachement"],
    "geometries": {"box": {"objects_to_annotate": ["Baby Cow", "Big Cow"], "min_height": 10}},
    "priority": 30,
}


def main() -> None:
    """Tell the story."""
    with ExitStack() as stack:
        client = stack.enter_context(connect(stack))
        refuse(client)
        task = client.create_task(TaskType.ImageAnnotation, **CORRECTED)
        print(f"\n2. Created: {task}")
        task.refresh()  # a test task is completed by now; where people work, client.wait(task) waits for them
        show(task)
        save([task])


def connect(stack: ExitStack) -> ScaleClient:
    """Use the service if there is a key, else the emulator."""
    if os.environ.get("SCALE_API_KEY"):
        return ScaleClient(source="quickstart")
    return stack.enter_context(Emulator()).client()


def refuse(client: ScaleClient) -> None:
    """Show that every mistake is named at once, before anything is sent."""
    try:
        client.create_task(TaskType.ImageAnnotation, **PAYLOAD)
    except ScaleValidationError as error:
        print(f"1. Refused, and nothing was sent (code {error.code}):")
        for problem in error.problems:
            print(f"   {problem}")


def show(task: Task) -> None:
    """Print the result as typed objects."""
    response = task.typed_response
    if not isinstance(response, ImageAnnotationResponse):
        print(f"3. No result yet: the task is {task.status}")
        return
    print("\n3. Its result, typed:")
    for annotation in response.annotations or []:
        print(f"   {annotation!r}")


def save(tasks: list[Task]) -> None:
    """Write tasks as JSON lines, exactly as received, and read them back."""
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text("".join(json.dumps(task.as_dict()) + "\n" for task in tasks), encoding="utf-8")
    again = [Task.model_validate_json(line) for line in OUTPUT.read_text(encoding="utf-8").splitlines()]
    print(f"\n4. Saved {len(again)} task to {OUTPUT}; read back equal: {again == tasks}")


if __name__ == "__main__":
    main()
