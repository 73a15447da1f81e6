"""Upload the images of a folder, and create a task for each.

python examples/upload_folder.py folder project      with SCALE_API_KEY set; start it again to go on after a crash
python examples/upload_folder.py                     makes a folder, and uploads it to the emulator
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scaleapi import ScaleClient, TaskType
from scaleapi.emulator import Emulator


def upload(client: ScaleClient, folder: Path, project: str) -> None:
    """Upload first; then submit a payload for each file that is stored."""
    images = sorted(folder.rglob("*.jpg"))
    stored = client.upload_files(images, project_name=project, journal=folder / "upload.journal", ordered=True)
    payloads: list[dict[str, str]] = []
    for result in stored:
        if result.attachment_url is None:
            print(f"{result.source}: {result.error}", file=sys.stderr)
        else:
            payloads.append({"project": project, "attachment": result.attachment_url})
    print(stored.summary)
    run = client.create_tasks(TaskType.ImageAnnotation, payloads, journal=folder / "create.journal")
    print(f"{sum(result.error is None for result in run)} tasks: {run.summary}")


def rehearse() -> None:
    """Do it in the emulator."""
    with TemporaryDirectory() as name, Emulator() as emulator, emulator.client() as client:
        for number in range(20):
            (Path(name) / f"{number:02}.jpg").write_bytes(b"\xff\xd8 no real image")
        client.create_project("cows", TaskType.ImageAnnotation, {"geometries": {"box": {}}})
        upload(client, Path(name), "cows")


if __name__ == "__main__":
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="upload_folder") as service:
            upload(service, Path(sys.argv[1]), sys.argv[2])
    else:
        rehearse()
