"""How large pages of the viewer are, and how fast they answer in headless Chromium.

    python benchmarks/viewer.py

1,000 tasks with 20 annotations each, without images: the size of the page; how long until it can be used, from the
start of the navigation; how long a filter takes, from the change to the next frame that shows it. Medians of five.
50,000 tasks: the files, the time to write them, and the memory that it takes. Writes benchmarks/viewer.md.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from scaleapi.models.task import Task
from scaleapi.viewer import render
from tests.viewer.pictures import browser

_LABELS = ("car", "bus", "person", "tree", "road sign")
_RUNS = 5
_FILTER = """
    const done = arguments[arguments.length - 1], began = performance.now();
    location.hash = "#label=car";
    window.addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(
        () => done(performance.now() - began))), {once: true});
"""


def tasks(count: int) -> Iterator[Task]:
    """Make tasks of 20 boxes."""
    for number in range(count):
        boxes = [
            {
                "uuid": f"{number:08x}-{at:04x}",
                "type": "box",
                "label": _LABELS[(number + at) % 5],
                "left": at * 37 % 700 + 0.5,
                "top": at * 53 % 500,
                "width": 30 + at,
                "height": 40,
                "attributes": {"occluded": "no"},
            }
            for at in range(20)
        ]
        yield Task.received(
            {
                "task_id": f"{number:024x}",
                "type": "imageannotation",
                "status": "completed",
                "batch": f"b{number % 9}",
                "params": {"attachment": f"https://i.example.invalid/{number}.jpg"},
                "response": {"annotations": boxes},
            }
        )


def measure(page: Path) -> tuple[float, float]:
    """Return the seconds until a page can be used, and the milliseconds that a filter takes."""
    with browser() as driver:
        driver.get(page.as_uri())
        usable = driver.execute_script("return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        return usable / 1000, driver.execute_async_script(_FILTER)


def main() -> None:
    """Measure, and write the table."""
    with tempfile.TemporaryDirectory(prefix="scaleapi-") as scratch:
        done = render(tasks(1000), Path(scratch) / "page.html")
        runs = [measure(Path(done.files[0])) for _ in range(_RUNS)]
        usable, filtered = (statistics.median(times) for times in zip(*runs, strict=True))
        began = time.perf_counter()
        many = render(tasks(50_000), Path(scratch) / "many.html")
        seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows: list[tuple[str, Any, Any]] = [
        ("1,000 tasks: size of the page, MB", f"{done.bytes / 1e6:.1f}", "6"),
        ("1,000 tasks: until it can be used, s", f"{usable:.2f}", "1.5"),
        ("1,000 tasks: a filter, ms", f"{filtered:.0f}", "100"),
        ("50,000 tasks: files", len(many.files), "paged"),
        ("50,000 tasks: written in, s", f"{seconds:.1f}", ""),
        ("50,000 tasks: memory of the process, MB", f"{memory:.0f}", ""),
    ]
    lines = ["# The viewer", "", "Made by `python benchmarks/viewer.py`, in headless Chromium.", ""]
    lines += ["| | measured | limit |", "|---|--:|--:|", *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]
    (Path(__file__).parent / "viewer.md").write_text("\n".join(lines))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
