"""Export a project as Parquet, and go on with an export that was begun before.

python examples/export_parquet.py cows exported      with SCALE_API_KEY set: an imageannotation project, a folder
python examples/export_parquet.py                    exports 300 tasks from the emulator
"""

from __future__ import annotations

import os
import sys
from tempfile import TemporaryDirectory

import polars as pl

from scaleapi import ScaleClient, TaskType
from scaleapi.emulator import Emulator


def export(client: ScaleClient, project_name: str, folder: str) -> None:
    """Bring all tasks of the project to disk; call it again with the same arguments after a crash."""
    project = client.get_project(project_name)
    for _ in range(2):  # the second time, all parts are there
        print(client.export_tasks(folder, project_name=project_name, payload=project, part_size=50, progress=True))


def count_labels(folder: str) -> pl.DataFrame:
    """Count the annotations of each label, whatever the number of files."""
    annotations = pl.scan_parquet(f"{folder}/annotations/*.parquet")
    return annotations.group_by("label").agg(pl.len(), pl.mean("width", "height")).sort("label").collect()


def rehearse() -> None:
    """Do it in the emulator."""
    rows = [{"project": "cows", "attachment": f"https://example.com/{n}.jpg"} for n in range(300)]
    with TemporaryDirectory() as folder, Emulator() as emulator, emulator.client() as client:
        box = {"objects_to_annotate": ["calf", "cow"]}
        client.create_project("cows", TaskType.ImageAnnotation, {"geometries": {"box": box}})
        print(sum(result.error is None for result in client.create_tasks("imageannotation", rows)), "tasks created")
        export(client, "cows", folder)
        print(count_labels(folder))


if __name__ == "__main__":
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="export_parquet") as service:
            export(service, sys.argv[1], sys.argv[2])
        print(count_labels(sys.argv[2]))
    else:
        rehearse()
