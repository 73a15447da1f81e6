"""How fast results are checked, beside the double loop that users write.

    python benchmarks/quality.py

1,000,000 boxes in 50,000 tasks, from a file of JSON lines, with the usual rules: seconds and memory in one process;
seconds with two. 1,000 boxes in one task. The contender reads the same file with `json`, and looks for boxes outside
the image, too small, and twice, by comparing all pairs of an image; on a tenth of the tasks, as it takes long. Writes
benchmarks/quality.md.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent.parent))

from scaleapi.quality import Report, check

_LABELS = ("car", "bus", "person", "tree", "road sign")
_SIZE = (1920, 1080)
_ASKED = {
    "geometries": {"box": {"objects_to_annotate": [*_LABELS], "min_width": 4, "min_height": 4}},
    "annotation_attributes": {
        "occluded": {"description": "How much?", "choices": ["0%", "25%", "50%"]},
        "parked": {
            "description": "Does it stand?",
            "choices": ["yes", "no"],
            "conditions": {"label_condition": {"label": ["car", "bus"]}},
        },
    },
}


def size_of(_: object) -> tuple[int, int]:
    """Tell the size of any image."""
    return _SIZE


def tasks(count: int, boxes: int = 20) -> Iterator[dict[str, Any]]:
    """Make tasks; one of ten has a box twice, one of fifty a label that nobody asked for."""
    dice = random.Random(1)  # noqa: S311  (the same boxes each time)
    for number in range(count):
        made = [_box(dice) for _ in range(boxes)]
        if dice.random() < 0.1:
            made[-1] = {**made[0], "uuid": made[-1]["uuid"], "left": round(made[0]["left"] + 0.5, 2)}
        if dice.random() < 0.02:
            made[1]["label"] = "cat"
        about = {
            "task_id": f"{number:024x}",
            "type": "imageannotation",
            "status": "completed",
            "batch": f"b{number % 9}",
        }
        params = {"attachment": f"https://i.example.invalid/{number}.jpg", **_ASKED}
        yield {**about, "params": params, "response": {"annotations": made}}


def _box(dice: random.Random) -> dict[str, Any]:
    width = dice.lognormvariate(4, 0.7) + 5
    height, label = width * dice.uniform(0.5, 2), dice.choice(_LABELS)
    left, top = dice.uniform(0, max(_SIZE[0] - width, 1)), dice.uniform(0, max(_SIZE[1] - height, 1))
    numbers = zip(("left", "top", "width", "height"), (left, top, width, height), strict=True)
    place = {name: round(value, 2) for name, value in numbers}
    answers = {"occluded": dice.choice(["0%", "25%", "50%"])}
    more = {"parked": dice.choice(["yes", "no"])} if label in {"car", "bus"} else {}
    uuid = str(UUID(int=dice.getrandbits(128), version=4))
    return {"uuid": uuid, "type": "box", "label": label, **place, "attributes": answers | more}


def write(path: Path, some: Iterator[dict[str, Any]]) -> None:
    """Write JSON lines."""
    with path.open("w") as file:
        file.writelines(json.dumps(one, separators=(",", ":")) + "\n" for one in some)


def double_loop(path: Path) -> int:
    """Do what users do: look for boxes outside of the image, too small, and twice."""
    found = 0
    with path.open() as file:
        for line in file:
            boxes = json.loads(line)["response"]["annotations"]
            for at, one in enumerate(boxes):
                left, top, width, height = one["left"], one["top"], one["width"], one["height"]
                found += left < 0 or top < 0 or left + width > _SIZE[0] or top + height > _SIZE[1]
                found += width < 3 or height < 3
                found += any(_iou(one, other) > 0.9 for other in boxes[at + 1 :])
    return found


def _iou(one: dict[str, float], two: dict[str, float]) -> float:
    width = min(one["left"] + one["width"], two["left"] + two["width"]) - max(one["left"], two["left"])
    height = min(one["top"] + one["height"], two["top"] + two["height"]) - max(one["top"], two["top"])
    shared = max(width, 0) * max(height, 0)
    return shared / (one["width"] * one["height"] + two["width"] * two["height"] - shared)


class Timed(NamedTuple):
    """What a check took, without the start of processes."""

    report: Report
    seconds: float
    busiest: float
    """Seconds of a processor: of this process, and of the busier one of the others."""


def timed(path: Path, workers: int) -> Timed:
    """Check a file, here or in processes."""
    if workers == 1:
        began, spent = time.perf_counter(), time.process_time()
        report = check(path, sizes=size_of)
        return Timed(report, time.perf_counter() - began, time.process_time() - spent)
    with ProcessPoolExecutor(workers) as pool:
        before = _spent_by_each(pool, workers)
        began, spent = time.perf_counter(), time.process_time()
        report = check(path, sizes=size_of, executor=pool)
        seconds, here = time.perf_counter() - began, time.process_time() - spent
        after = _spent_by_each(pool, workers)
    return Timed(report, seconds, here + max(after[one] - before[one] for one in before))


def _spent_by_each(pool: ProcessPoolExecutor, workers: int) -> dict[int, float]:
    """Ask until each process has told its seconds of a processor."""
    told: dict[int, float] = {}
    while len(told) < workers:
        told |= dict(pool.map(_spent, range(workers)))
    return told


def _spent(_: int) -> tuple[int, float]:
    check([])  # so that what it needs is imported
    spent = time.process_time()
    time.sleep(0.05)  # noqa: TID251  (so that each process gets one)
    return os.getpid(), spent


def alone(path: Path) -> tuple[float, float]:
    """Check a file in a process of its own; return the seconds of its processor, and its memory in MB."""
    code = (
        "import resource, sys; sys.path[:0] = sys.argv[1:3]; from quality import size_of; "
        "from scaleapi.quality import check; check(sys.argv[3], sizes=size_of); "
        "used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    here = Path(__file__).parent
    command = [sys.executable, "-c", code, str(here.parent), str(here), str(path)]
    seconds, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    """Measure, and write the table."""
    with tempfile.TemporaryDirectory(prefix="scaleapi-") as scratch:
        many, some, one = (Path(scratch) / f"{name}.jsonl" for name in ("many", "some", "one"))
        write(many, tasks(50_000))
        write(some, tasks(5_000))
        write(one, tasks(1, 1000))
        cpu, memory = alone(many)
        single, double = timed(many, 1), timed(many, 2)
        dense = timed(one, 1)
        began = time.process_time()
        double_loop(some)
        contender = (time.process_time() - began) * 10
        began = time.process_time()
        double_loop(one)
        crowded = time.process_time() - began
    assert single.report.annotations == 1_000_000
    rows: list[tuple[str, str, str]] = [
        ("1,000,000 boxes, usual rules, one process: s of its processor", f"{cpu:.1f}", "40"),
        ("the same: s on the clock", f"{single.seconds:.1f}", ""),
        ("the same: memory, MB", f"{memory:.0f}", "300"),
        ("the same: findings", f"{len(single.report.findings):,}", ""),
        ("two processes: s on the clock", f"{double.seconds:.1f}", ""),
        ("two processes: times faster on the clock", f"{single.seconds / double.seconds:.2f}", "1.7"),
        (
            "the same by the processors' time, where others use them, too",
            f"{single.busiest / double.busiest:.2f}",
            "1.7",
        ),
        ("three rules by a double loop (a tenth, times ten): s of its processor", f"{contender:.1f}", ""),
        ("1,000 boxes in one task, usual rules: ms", f"{1000 * dense.busiest:.0f}", ""),
        ("1,000 boxes in one task, three rules by a double loop: ms", f"{1000 * crowded:.0f}", ""),
    ]
    lines = ["# Checks of results", "", "Made by `python benchmarks/quality.py`.", ""]
    lines += ["| | measured | limit |", "|---|--:|--:|", *(f"| {' | '.join(row)} |" for row in rows), ""]
    (Path(__file__).parent / "quality.md").write_text("\n".join(lines))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
