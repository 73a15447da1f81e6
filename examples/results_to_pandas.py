"""Look at results as pandas data frames: a column of its own for each attribute that the project asks for.

python examples/results_to_pandas.py cows      with SCALE_API_KEY set: the name of an imageannotation project
python examples/results_to_pandas.py           with some cows from the emulator
"""

from __future__ import annotations

import os
import sys

from scaleapi import ScaleClient, TaskType
from scaleapi.emulator import Emulator
from scaleapi.export import to_pandas


def look(client: ScaleClient, project_name: str) -> None:
    """Print the mean width of what was drawn, by label and by each attribute."""
    project = client.get_project(project_name)
    tasks = client.get_tasks(project_name, status="completed")
    tables = to_pandas(tasks, TaskType.ImageAnnotation, payload=project)
    print(f"{len(tables.tasks)} tasks, {len(tables.annotations)} annotations")
    for column in tables.annotations.columns:
        if column == "label" or column.startswith("attributes."):
            print(tables.annotations.groupby(column)["width"].agg(["count", "mean"]))


def rehearse() -> None:
    """Do it in the emulator."""
    colour = {"description": "Which colour?", "choices": ["brown", "black", "white"]}
    params = {
        "geometries": {"box": {"objects_to_annotate": ["cow", "calf"]}},
        "annotation_attributes": {"colour": colour},
    }
    rows = [{"project": "cows", "attachment": f"https://example.com/{n}.jpg"} for n in range(50)]
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("cows", TaskType.ImageAnnotation, params)
        print(sum(result.error is None for result in client.create_tasks("imageannotation", rows)), "tasks created")
        look(client, "cows")


if __name__ == "__main__":
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="results_to_pandas") as service:
            look(service, sys.argv[1])
    else:
        rehearse()
