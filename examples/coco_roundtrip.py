"""Results as a COCO dataset, and a COCO dataset as annotations to start from, in the emulator: no key, no network."""

from __future__ import annotations

from typing import Any

from scaleapi import ScaleClient, Task, TaskType
from scaleapi.emulator import Emulator
from scaleapi.export import from_coco, to_coco

FIELD: dict[str, Any] = {
    "geometries": {
        "box": {"objects_to_annotate": ["cow", {"choice": "bird", "subchoices": ["crow", "heron"]}]},
        "polygon": {"objects_to_annotate": ["pond"]},
        "line": {"objects_to_annotate": ["fence"]},
    }
}


def main() -> None:
    """Go there and back."""
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("meadows", TaskType.ImageAnnotation, FIELD)
        urls = [f"https://example.com/meadow/{number}.jpg" for number in range(3)]
        made = [client.create_task(TaskType.ImageAnnotation, project="meadows", attachment=url) for url in urls]
        coco = to_coco(client.wait(made), payload=FIELD, sizes=dict.fromkeys(urls, (640, 480)))
        for name in ("images", "categories", "annotations"):
            print(f"{len(coco.dataset[name])} {name}")
        print("\nWhat plain COCO does not carry:", *coco.losses, sep="\n  ")
        again = start_from(client, coco.dataset)
        print(f"\n{len(again)} new tasks, the first: {again[0]}")


def start_from(client: ScaleClient, dataset: dict[str, Any]) -> list[Task]:
    """Create a task for each image of a dataset, with its annotations to start from."""
    found = from_coco(dataset)
    print(f"\nOn the way back, {len(found.losses)} losses")
    return [
        client.create_task(
            TaskType.ImageAnnotation, project="meadows", attachment=image["coco_url"], hypothesis=hypothesis
        )
        for image, hypothesis in found.images
    ]


if __name__ == "__main__":
    main()
