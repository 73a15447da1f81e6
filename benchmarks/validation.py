"""How fast payloads are checked and responses read, beside pydantic alone on the same models: ratios, larger is better.

    python benchmarks/validation.py

The table is also written to `benchmarks/validation.md`; with `QUICK=1` it is short, and not written.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json

from scaleapi import validate, validate_jsonl
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class, response_class
from scaleapi.models.validation_context import checking, reading

SAMPLES = Path(__file__).parents[1] / "tests" / "samples"
ATTRIBUTE = {"type": "category", "description": "How much is hidden?", "choices": ["none", "some", "most"]}
PAYLOAD: dict[str, Any] = {
    "project": "street",
    "attachment": "https://files.example.com/a.jpg",
    "geometries": {"box": {"objects_to_annotate": [f"label {at}" for at in range(10)]}},
    "annotation_attributes": {f"attribute {at}": ATTRIBUTE for at in range(3)},
}
MEMORY = """
import resource, sys
from scaleapi import validate_jsonl
assert not list(validate_jsonl(sys.argv[1], "imageannotation"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def ratio(ours: Callable[[], object], theirs: Callable[[], object], repeat: int = 7) -> float:
    """Time both in turns; return the median of how many times faster ours is."""
    found = []
    for _ in range(repeat):
        first, second = seconds(ours), seconds(theirs)
        found.append(second / first)
    return statistics.median(found)


def seconds(what: Callable[[], object]) -> float:
    """Time one run, without the collector's pauses."""
    gc.collect()
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def payloads() -> float:
    """Check one image annotation payload against `validate_python` of its model."""
    adapter: TypeAdapter[Any] = TypeAdapter(payload_class("imageannotation"))

    def bare() -> None:
        with checking():
            for _ in range(2000):
                adapter.validate_python(PAYLOAD)

    return ratio(lambda: [validate("imageannotation", PAYLOAD) for _ in range(2000)], bare)


def checked(path: Path, workers: int = 1) -> None:
    """Check a file."""
    deque(validate_jsonl(path, "imageannotation", workers=workers), maxlen=0)


def file(path: Path) -> float:
    """Check a file against `validate_json` of its lines."""
    adapter: TypeAdapter[Any] = TypeAdapter(payload_class("imageannotation"))

    def bare() -> None:
        with checking(), path.open("rb") as lines:
            for line in lines:
                adapter.validate_json(line)

    return ratio(lambda: checked(path), bare, 3)


def processes(path: Path) -> float:
    """Check a file in two processes against one."""
    return ratio(lambda: checked(path, 2), lambda: checked(path), 3)


def responses() -> dict[str, float]:
    """Read each type's response against pydantic on its one right model."""
    return {task_type: response(task_type) for task_type in KNOWN_TYPES}


def response(task_type: str) -> float:
    """Read one type's response."""
    body = (SAMPLES / task_type / "response.json").read_bytes()
    model = response_class(task_type)
    adapter: TypeAdapter[Any] = TypeAdapter(model)

    def bare() -> None:
        with reading():
            for _ in range(300):
                adapter.validate_json(body)

    return ratio(lambda: [model.read(from_json(body)) for _ in range(300)], bare, 9)


def memory(path: Path) -> int:
    """Check a file in a process of its own; return its largest resident memory in MB."""
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], check=True, capture_output=True, text=True)
    return int(done.stdout)


def write(path: Path, rows: int, own: bool = False) -> Path:
    """Write a file of payloads: with the same labels, as those of a project have, or with labels of their own."""
    with path.open("w", encoding="utf-8") as lines:
        for row in range(rows):
            labels = [f"label {at} of {row if own else 'all'}" for at in range(10)]
            more = {"geometries": {"box": {"objects_to_annotate": labels}}, "unique_id": f"row-{row}"}
            lines.write(json.dumps({**PAYLOAD, **more}) + "\n")
    return path


def measure(folder: Path, rows: int) -> Iterator[str]:
    """Measure row by row."""
    small, large = (write(folder / f"{count}.jsonl", count) for count in (rows // 100, rows))
    yield f"| `validate()` | `validate_python` of the model | {payloads():.2f} × | 0.7 × |"
    same, own = write(folder / "same.jsonl", 60_000), write(folder / "own.jsonl", 20_000, own=True)
    yield f"| `validate_jsonl` | `validate_json` of the model | {file(same):.2f} × | 0.5 × |"
    yield f"| `validate_jsonl`, labels differ from row to row | the same | {file(own):.2f} × | 0.5 × |"
    yield f"| `validate_jsonl`, two processes | one process | {processes(large):.2f} × | 1.7 × |"
    read = responses()
    slowest, worst = min(read.items(), key=lambda entry: entry[1])
    yield f"| reading a response, the slowest: {slowest} | the model without leniency | {worst:.2f} × | 0.67 × |"
    usual = statistics.median(read.values())
    yield f"| reading a response, the median | the model without leniency | {usual:.2f} × | |"
    more = memory(large) - memory(small)
    yield f"| memory of {rows:,} rows | {rows // 100:,} rows | + {more} MB | + 20 MB |"


def main() -> None:
    """Print the table, and write it down."""
    quick = bool(os.environ.get("QUICK"))
    packages = ", ".join(f"{name} {version(name)}" for name in ("pydantic", "msgspec"))
    lines = [
        "# Validation, beside pydantic alone",
        "",
        f"Python {platform.python_version()}, {packages}, {platform.machine()}, {os.cpu_count()} cores.",
        "Written by `make bench`; above 1 we are faster.",
        "",
        "| work | against | ratio | at least |",
        "|---|---|---|---|",
    ]
    print(*lines, sep="\n")
    with TemporaryDirectory() as folder:
        for line in measure(Path(folder), 20_000 if quick else 200_000):
            print(line, flush=True)
            lines.append(line)
    if not quick:
        Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
