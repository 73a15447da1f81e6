"""One measurement in a process of its own: who does which work how often, against which server. Prints the seconds.

    python benchmarks/contender.py ours|official|httpx work count url certificate_authority_or_-

Runs in the environment of the contender: nothing of another one is imported.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import ssl
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
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


def creator(client: Any) -> Any:
    """Make what creates one task."""
    from scaleapi.tasks import TaskType

    return lambda: client.create_task(TaskType.ImageAnnotation, **PAYLOAD)


def sdk(client: Any) -> float:
    """Work with a client of this interface: ours or the official one."""
    create = creator(client)
    if WORK == "create":
        return timed(create, lambda: repeat(create))
    if WORK == "create_threads":
        with ThreadPoolExecutor(50) as pool:
            return timed(create, lambda: list(pool.map(lambda _: create(), range(COUNT))))
    if WORK in {"create_many", "create_journal"}:
        return created_many(client)
    create()
    works: dict[str, Any] = {"keep": kept, "memory": listing_memory, "create_memory": many_memory}
    works["list_v2"] = listed_v2
    return 0.0 if WORK == "cold" else float(works.get(WORK, listed)(client))


def created_many(client: Any) -> float:
    """Create many at once, with a journal or without."""
    with TemporaryDirectory() as folder:
        journal = f"{folder}/run.journal" if WORK == "create_journal" else None
        rows = [PAYLOAD] * COUNT
        return timed(creator(client), lambda: list(client.create_tasks("imageannotation", rows, journal=journal)))


def listing_memory(client: Any) -> float:
    """List many tasks, and return the MB that it takes after the first page."""

    def read(count: int) -> None:
        tasks = client.get_tasks(project_name="street")
        for _ in range(count):
            next(tasks)

    read(100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read(COUNT)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


READ: dict[str, Any] = {
    "list_labels": lambda task: (task.id, [one["label"] for one in task.response["annotations"]]),
    "list_typed": lambda task: (task.id, [one.label for one in task.typed_response.annotations]),
}
"""What is read of each task; else what every user reads."""


def listed(client: Any) -> float:
    """List all tasks, and read of each what the work says."""
    options = {"concurrency": 8} if WORK == "list_windows" else {}
    if WORK == "list_ahead":
        fetch_ahead_always()
    read = READ.get(WORK, lambda task: (task.id, str(task.status), task.created_at))
    began = time.perf_counter()
    rows = []
    for task in client.get_tasks(project_name="street", **options):
        rows.append(read(task))
        if len(rows) == COUNT:
            break
    seconds = time.perf_counter() - began
    assert len({row[0] for row in rows}) == COUNT, len(rows)
    return seconds


def listed_v2(client: Any) -> float:
    """List all tasks of version 2, and read their ids, states and all texts."""
    if WHO == "official":
        client.v2.api_client.configuration.host = URL.removesuffix("/v1")
    for first in range(0, COUNT, 100):  # the server makes its pages when it is first asked for them
        urllib.request.urlopen(f"{URL.removesuffix('/v1')}/v2/tasks?next_token={first}").read()  # noqa: S310 - our own
    list(islice(client.v2_get_tasks(project_name="street"), 200))
    began = time.perf_counter()
    rows = []
    for task in client.v2_get_tasks(project_name="street"):
        turns = [turn for thread in task.threads for turn in thread.turns]
        texts = [message.content.text for turn in turns for message in turn.messages]
        rows.append((task.task_id, str(task.status), texts))
    seconds = time.perf_counter() - began
    assert len({row[0] for row in rows}) == COUNT, len(rows)
    assert all(len(row[2]) == 6 for row in rows)
    return seconds


def fetch_ahead_always() -> None:
    """Have a thread fetch pages ahead, although they are there at once."""
    from scaleapi._core.paging import iterators

    iterators._SOON = -1.0


def kept(client: Any) -> float:
    """Keep all tasks in a list; return the MB that they take."""
    before = memory()
    tasks = []
    for task in client.get_tasks(project_name="street"):
        tasks.append(task)
        assert task.id
    assert len(tasks) == COUNT, len(tasks)
    gc.collect()
    return memory() - before


def memory() -> float:
    """Return the MB that this process holds now."""
    with open("/proc/self/statm") as file:  # noqa: PTH123 - a file of the kernel's
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def converted() -> float:
    """Make Parquet of JSON lines; the other one only parses them."""
    if WHO == "ours":
        from scaleapi.export import convert_jsonl

        with TemporaryDirectory() as folder:
            with open(URL, "rb") as whole, open(folder + "/few.jsonl", "wb") as few:  # noqa: PTH123 - any path
                few.writelines(whole.readline() for _ in range(50))
            convert_jsonl(folder + "/few.jsonl", folder + "/few", "imageannotation")
            began = time.perf_counter()
            convert_jsonl(URL, folder + "/out", "imageannotation")
            return time.perf_counter() - began
    from pydantic_core import from_json

    began = time.perf_counter()
    with open(URL, "rb") as file:  # noqa: PTH123 - any path
        for line in file:
            from_json(line)
    return time.perf_counter() - began


def validated() -> float:
    """Check payloads; the other one reads them into models of plain types."""
    if WHO == "ours":
        import scaleapi

        with open(URL, "rb") as file:  # noqa: PTH123 - any path
            list(scaleapi.validate_jsonl([file.readline()], "imageannotation"))
        began = time.perf_counter()
        assert not list(scaleapi.validate_jsonl(URL, "imageannotation"))
        return time.perf_counter() - began
    from plain_models import Payload

    with open(URL, "rb") as file:  # noqa: PTH123 - any path
        lines = file.readlines()
    Payload.model_validate_json(lines[0])
    began = time.perf_counter()
    for line in lines:
        Payload.model_validate_json(line)
    return time.perf_counter() - began


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
    """Export all tasks: `export_1` one part after another; `export_memory` returns the MB that it took."""
    one: dict[str, Any] = {"concurrency": 1}
    choices: dict[str, dict[str, Any]] = {
        "export_1": one,
        "export_parquet": one,
        "export_jsonl": {**one, "file_format": "jsonl"},
        "export": {"concurrency": 8},
    }
    options = choices.get(WORK, {})
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

    rows: list[tuple[str, str, str]] = []

    def read() -> None:
        token: dict[str, str] | None = {}
        while token is not None:
            page = from_json(client.get(f"{URL}/tasks", params={"project": "street", "limit": "100", **token}).content)
            rows.extend((doc["task_id"], doc["status"], doc["created_at"]) for doc in page["docs"])
            token = {"next_token": page["next_token"]} if page["has_more"] else None

    return timed(create, (lambda: repeat(create)) if WORK == "create" else read)


if WORK == "create_async":
    print(asyncio.run(sdk_many()))
elif WORK == "in_flight":
    print(asyncio.run(sdk_in_flight() if WHO == "ours" else httpx_in_flight()))
elif WORK == "dump":
    print(dump(open_client()))
elif WORK in {"convert", "validate"}:
    print(converted() if WORK == "convert" else validated())
elif WORK.startswith("export"):
    print(export(open_client()))
else:
    print(bare() if WHO == "httpx" else sdk(open_client()))
