"""How large pages of the viewer are, and how fast they answer in headless Chromium.

    python benchmarks/viewer.py

1,000 tasks with 20 annotations each, without images: the size of the page; how long until it can be used, from the
start of the navigation; how long a filter and a search take, from the change to the next frame that shows it. 10,000
annotations of one image: until they are drawn, alone and beside 10,000 others. Medians of five.
50,000 tasks: the files, the time to write them, and the memory that it takes. Writes benchmarks/viewer.md.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from scaleapi.models.task import Task
from scaleapi.viewer import render
from tests.viewer.pictures import browser

_LABELS = ("car", "bus", "person", "tree", "road sign")
_RUNS = 5
_FILTER = """
    const [place, done] = arguments, began = performance.now();
    window.addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(
        () => done(performance.now() - began))), {once: true});
    location.hash = place;
"""
_PLACES = ("#label=car", "#text=road+sign", "#text=b3")
"""A filter, the first search, which gathers the texts of the page, and another one."""


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


def boxes(moved: float = 0) -> dict[str, Any]:
    """Make 10,000 annotations of an image."""
    return {
        "annotations": [
            {
                "type": "box",
                "label": _LABELS[at % 5],
                "left": at * 37 % 4000 + moved,
                "top": at * 53 % 3000,
                "width": 30,
                "height": 40,
            }
            for at in range(10_000)
        ]
    }


def large() -> Iterator[Task]:
    """Make a task with 10,000 annotations, and 10,000 others to compare them with."""
    params = {"hypothesis": boxes(2)}
    raw = {"task_id": "t", "type": "imageannotation", "status": "completed", "params": params, "response": boxes()}
    yield Task.received(raw)


def measure(page: Path, places: Sequence[str]) -> list[float]:
    """Return the seconds until a page can be used, and the milliseconds that each change of place takes."""
    with browser() as driver:
        driver.get(page.as_uri())
        usable = driver.execute_script("return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        return [usable / 1000, *(driver.execute_async_script(_FILTER, place) for place in places)]


def medians(page: str, places: Sequence[str]) -> list[float]:
    """Return the medians of several measurements."""
    runs = [measure(Path(page), places) for _ in range(_RUNS)]
    return [statistics.median(times) for times in zip(*runs, strict=True)]


def _busy() -> str:
    return f"{os.cpu_count()} cores; the load of the machine was {os.getloadavg()[2]:.0f} while this was measured."


def main() -> None:
    """Measure, and write the table."""
    with tempfile.TemporaryDirectory(prefix="scaleapi-") as scratch:
        done = render(tasks(1000), Path(scratch) / "page.html")
        usable, filtered, first, searched = medians(done.files[0], _PLACES)
        places = ("#task=t", "#task=t&result=both")
        _, drawn, compared = medians(render(large(), Path(scratch) / "large.html").files[0], places)
        began, worked = time.perf_counter(), time.process_time()
        many = render(tasks(50_000), Path(scratch) / "many.html")
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows: list[tuple[str, Any, Any]] = [
        ("1,000 tasks: size of the page, MB", f"{done.bytes / 1e6:.1f}", "6"),
        ("1,000 tasks: until it can be used, s", f"{usable:.2f}", "1.5"),
        ("1,000 tasks: a filter, ms", f"{filtered:.0f}", "100"),
        ("1,000 tasks: the first search of all texts, ms", f"{first:.0f}", "100"),
        ("1,000 tasks: another search, ms", f"{searched:.0f}", "100"),
        ("10,000 annotations: drawn, ms", f"{drawn:.0f}", ""),
        ("10,000 annotations: compared with 10,000 others, and drawn, ms", f"{compared:.0f}", ""),
        ("50,000 tasks: files", len(many.files), "paged"),
        ("50,000 tasks: written in, s (of them at work)", f"{seconds:.1f} ({worked:.1f})", ""),
        ("50,000 tasks: memory of the process, MB", f"{memory:.0f}", ""),
    ]
    lines = ["# The viewer", "", "Made by `python benchmarks/viewer.py`, in headless Chromium.", _busy(), ""]
    lines += ["| | measured | limit |", "|---|--:|--:|", *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]
    (Path(__file__).parent / "viewer.md").write_text("\n".join(lines))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
