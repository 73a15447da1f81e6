"""One measurement in a process of its own: who does which work how often, against which server. Prints the seconds.

    python benchmarks/contender.py ours|official|httpx work count url certificate_authority_or_-

Runs in the environment of the contender: nothing of another one is imported.
"""

from __future__ import annotations

import asyncio
import json
import resource
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory
from typing import Any

WHO, WORK, COUNT, URL, CA = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
VERIFY = CA if CA != "-" else None
PAYLOAD: dict[str, Any] = {
    "project": "street",
    "attachment": "https://files.example.com/a.jpg",
    "geometries": {"box": {"objects_to_annotate": ["car", "tram"], "min_height": 10}},
    "metadata": {"drive": 7},
}
KEY = "live_benchmark"


def timed(warm: Any, work: Any) -> float:
    """Warm up, then time the work."""
    warm()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def repeat(work: Any) -> None:
    """Do the work as often as asked."""
    for _ in range(COUNT):
        work()


def open_client() -> Any:
    """Make a client of this interface: ours or the official one."""
    import scaleapi

    options: dict[str, Any] = {"verify": VERIFY} if VERIFY else {}
    return scaleapi.ScaleClient(KEY, api_instance_url=URL, **options)


def sdk(client: Any) -> float:
    """Work with a client of this interface: ours or the official one."""
    from scaleapi.tasks import TaskType

    def create() -> None:
        client.create_task(TaskType.ImageAnnotation, **PAYLOAD)

    def read(project: str, count: int) -> None:
        tasks = client.get_tasks(project_name=project)
        for _ in range(count):
            next(tasks)

    if WORK == "create":
        return timed(create, lambda: repeat(create))
    if WORK == "create_threads":
        with ThreadPoolExecutor(50) as pool:
            return timed(create, lambda: list(pool.map(lambda _: create(), range(COUNT))))
    if WORK == "create_memory":
        return many_memory(client)
    if WORK in {"create_many", "create_journal"}:
        with TemporaryDirectory() as folder:
            journal = f"{folder}/run.journal" if WORK == "create_journal" else None
            rows = [PAYLOAD] * COUNT
            return timed(create, lambda: list(client.create_tasks("imageannotation", rows, journal=journal)))
    if WORK == "memory":
        read("endless", 100)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        read("endless", COUNT)
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if WORK.startswith("list"):
        options = {"concurrency": 8} if WORK == "list_windows" and WHO == "ours" else {}
        found: list[int] = []
        seconds = timed(
            create, lambda: found.append(sum(1 for _ in client.get_tasks(project_name="street", **options)))
        )
        assert found == [10_000], found
        return seconds
    raise ValueError(WORK)


def many_memory(client: Any) -> float:
    """Create many from a generator, with a journal; return the MB that it takes after the first 1,000."""
    before, done = 0, 0
    with TemporaryDirectory() as folder:
        rows = (PAYLOAD for _ in range(COUNT))
        for done, _ in enumerate(
            client.create_tasks("imageannotation", rows, validate_first=False, journal=f"{folder}/run.journal"), 1
        ):
            if done == 1000:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert done == COUNT
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def dump(client: Any) -> float:
    """Write all tasks as JSON lines, as one does with the official SDK."""
    began = time.perf_counter()
    with TemporaryDirectory() as folder, open(f"{folder}/tasks.jsonl", "w", encoding="utf-8") as file:  # noqa: PTH123
        for task in client.get_tasks(project_name="street"):
            file.write(json.dumps(task.as_dict()))
            file.write("\n")
    return time.perf_counter() - began


def export(client: Any) -> float:
    """Export all tasks to Parquet: `export_1` one part after another; `export_memory` returns the MB that it took."""
    options: dict[str, Any] = {"export_1": {"concurrency": 1}, "export": {"concurrency": 8}}.get(WORK, {})
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        done = client.export_tasks(folder, project_name="street", **options)
        seconds = time.perf_counter() - began
    assert done.tasks == COUNT, done
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if WORK == "export_memory" else seconds


async def sdk_many() -> float:
    """Create many with our async client."""
    import scaleapi

    async with scaleapi.AsyncScaleClient(KEY, api_instance_url=URL, verify=VERIFY) as client:
        await client.create_task("imageannotation", **PAYLOAD)
        began = time.perf_counter()
        async for _ in client.create_tasks("imageannotation", [PAYLOAD] * COUNT):
            pass
        return time.perf_counter() - began


async def sdk_in_flight() -> float:
    """Create with our async client, 32 at a time."""
    import scaleapi

    async with scaleapi.AsyncScaleClient(KEY, api_instance_url=URL, verify=VERIFY) as client:
        return await in_flight(lambda: client.create_task("imageannotation", **PAYLOAD))


async def httpx_in_flight() -> float:
    """Create with a bare httpx.AsyncClient, 32 at a time."""
    import httpx

    async with httpx.AsyncClient(auth=(KEY, ""), limits=httpx.Limits(max_connections=100)) as client:
        return await in_flight(lambda: client.post(f"{URL}/task/imageannotation", json=PAYLOAD))


async def in_flight(create: Any) -> float:
    """Keep 32 creates going until enough are done."""
    left = iter(range(COUNT))

    async def worker() -> None:
        for _ in left:
            await create()

    await create()
    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(32)))
    return time.perf_counter() - began


def bare() -> float:
    """Work with pooled httpx alone."""
    import httpx
    from pydantic_core import from_json

    verify: Any = ssl.create_default_context(cafile=VERIFY) if VERIFY else True
    client = httpx.Client(auth=(KEY, ""), verify=verify)

    def create() -> None:
        from_json(client.post(f"{URL}/task/imageannotation", json=PAYLOAD).content)

    def read() -> None:
        token: dict[str, str] | None = {}
        while token is not None:
            page = from_json(client.get(f"{URL}/tasks", params={"project": "street", "limit": "100", **token}).content)
            token = {"next_token": page["next_token"]} if page["has_more"] else None

    return timed(create, (lambda: repeat(create)) if WORK == "create" else read)


if WORK == "create_async":
    print(asyncio.run(sdk_many()))
elif WORK == "in_flight":
    print(asyncio.run(sdk_in_flight() if WHO == "ours" else httpx_in_flight()))
elif WORK == "dump":
    print(dump(open_client()))
elif WORK.startswith("export"):
    print(export(open_client()))
else:
    print(bare() if WHO == "httpx" else sdk(open_client()))
