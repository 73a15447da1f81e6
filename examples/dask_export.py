"""Export a project with the workers of a dask cluster, each with a client of its own.

python examples/dask_export.py cows /shared/exported      with SCALE_API_KEY set: a project, and a folder that all see
python examples/dask_export.py                            exports 200 tasks from the emulator
"""

from __future__ import annotations

import os
import sys
from tempfile import TemporaryDirectory
from typing import Any

import distributed

from scaleapi import ScaleClient, TaskType
from scaleapi.emulator import Emulator

dask: Any = distributed  # it has no types


def export(client: ScaleClient, project_name: str, folder: str, environment: dict[str, str]) -> None:
    """Export with two workers. They take the key and the address from their environment: no key is sent to them."""
    with (
        TemporaryDirectory() as scratch,
        dask.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", env=environment, local_directory=scratch
        ) as cluster,
        dask.Client(cluster) as workers,
    ):
        executor = workers.get_executor(pure=False)
        print(client.export_tasks(folder, project_name=project_name, part_size=50, executor=executor))


def rehearse() -> None:
    """Do it in an emulator that is served over HTTP, so that other processes reach it."""
    box = {"box": {"objects_to_annotate": ["cow"]}}
    rows = [{"project": "cows", "attachment": f"https://example.com/{n}.jpg"} for n in range(200)]
    with TemporaryDirectory() as folder, Emulator() as emulator, emulator.serve() as server:
        environment = {"SCALE_API_KEY": "test_dask", "SCALE_API_URL": server.url}
        with ScaleClient("test_dask", api_instance_url=server.url) as client:
            client.create_project("cows", TaskType.ImageAnnotation, {"geometries": box})
            print(sum(result.error is None for result in client.create_tasks("imageannotation", rows)), "tasks created")
            export(client, "cows", folder, environment)


if __name__ == "__main__":  # the workers import this module, too
    if os.environ.get("SCALE_API_KEY"):
        with ScaleClient(source="dask_export") as service:
            export(service, sys.argv[1], sys.argv[2], {})
    else:
        rehearse()
