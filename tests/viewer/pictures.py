"""Pictures of the viewer for the documentation: every family of tasks, light and dark, wide and narrow.

    python -m tests.viewer.pictures      writes docs/images/*.png; needs Chromium and selenium

The tasks are the tests' samples; where they name an image, there is one that is drawn here.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scaleapi.models.task import Task
from scaleapi.models.tasks.result import result_of
from scaleapi.viewer import render
from tests.viewer.pngs import png

__all__ = ["browser", "sample_results", "sample_tasks"]

ROOT = Path(__file__).parent.parent.parent
SAMPLES, IMAGES = ROOT / "tests" / "samples", ROOT / "docs" / "images"
_FLAGS = """
    --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1
"""
_LOADED = """
    const done = arguments[0], below = (one) => one.loading === "lazy" && one.getBoundingClientRect().top > innerHeight;
    const look = () => requestAnimationFrame([...document.images].every((one) => one.complete || below(one))
        ? () => requestAnimationFrame(done) : look);
    look();
"""
WIDE, NARROW = (1280, 860), (420, 860)


_FAMILIES = [
    "categorization",
    "chat",
    "comparison",
    "cuboidannotation",
    "documenttranscription",
    "imageannotation",
    "lidarannotation",
    "multistage",
    "namedentityrecognition",
    "segmentannotation",
    "textcollection",
    "videoannotation",
]


def _vertices(*numbers: int) -> list[dict[str, int]]:
    return [{"x": x, "y": y} for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


_DRAWN: list[dict[str, Any]] = [
    {
        "type": "box",
        "label": "car",
        "left": 80,
        "top": 330,
        "width": 190,
        "height": 110,
        "attributes": {"parked": "yes"},
    },
    {"type": "box", "label": "car", "left": 500, "top": 350, "width": 160, "height": 90, "rotation": 0.3},
    {
        "type": "polygon",
        "label": "building",
        "vertices": _vertices(320, 300, 330, 90, 460, 60, 470, 310),
    },
    {"type": "line", "label": "lane", "vertices": _vertices(20, 560, 300, 480, 760, 470)},
    {"type": "point", "label": "lamp", "x": 700, "y": 120},
    {"type": "point", "label": "post", "x": 690, "y": 230},
    {
        "type": "ellipse",
        "label": "pond",
        "vertices": _vertices(560, 220, 700, 260, 650, 200, 610, 280),
    },
    {"type": "hexagon", "label": "sign"},
]
_SIZE = {"x": 4.5, "y": 2, "z": 2}
_SMALL = "0c0f6a0e-0001-4c1e-9a55-000000000004"


def sample_tasks(folder: Path) -> list[Task]:
    """Make a task of each family; images are files in a folder."""
    (folder / "image.png").write_bytes(png(800, 600))
    made = [_task(kind) for kind in _FAMILIES]
    scene = made[_FAMILIES.index("imageannotation")]
    boxes = [{"uuid": f"{_SMALL[:-1]}{at}", **one} for at, one in enumerate(_DRAWN)]
    scene["params"]["geometries"]["point"] = {
        "objects_to_annotate": ["lamp", "post"],
        "connections": [{"pair": ["lamp", "post"]}],
    }
    scene["response"] = {"annotations": boxes, "global_attributes": {"weather": "rain"}}
    moved = [{**boxes[0], "left": 95}, *boxes[2:6], {**boxes[6], "label": "lake"}]
    scene["params"]["hypothesis"] = {"annotations": moved}
    return [Task.received(one) for one in made]


def _task(kind: str) -> dict[str, Any]:
    params = json.loads((SAMPLES / kind / "payload.json").read_text())
    if kind.endswith("annotation") or kind.startswith(("document", "comparison")):
        params |= {"attachment": "image.png"} if "attachment" in params else {"attachments": ["image.png", "image.png"]}
    response = json.loads((SAMPLES / kind / "response.json").read_text())
    if kind == "comparison":
        response["choice"] = params["choices"][0]
    if kind == "documenttranscription":
        response["annotations"][0]["location"] |= {"left": 480, "top": 310}
    task = {"task_id": f"{kind}-1", "type": kind, "status": "completed", "created_at": "2026-01-02T03:04:05Z"}
    return {**task, "batch": "monday", "project": "samples", "params": params, "response": response}


def sample_results() -> dict[str, Any]:
    """Make the files of results, of video and lidar."""
    boxes = [(0, 60, 300), (6, 300, 260), (12, 560, 330)]
    frames = [
        {
            "frame": at,
            "annotations": [
                {"uuid": "v1", "type": "box", "label": "car", "left": left, "top": top, "width": 150, "height": 80}
            ],
        }
        for at, left, top in boxes
    ]
    events = [{"label": "turns left", "start": 3, "end": 8}]
    cuboids = [
        {
            "cuboids": [
                {
                    "uuid": f"l{at}",
                    "label": label,
                    "yaw": at / 3 + frame / 10,
                    "dimensions": _SIZE,
                    "position": {"x": at * 9 + frame, "y": at * at * 2, "z": 0},
                }
                for at, label in enumerate(("car", "car", "truck", "bus"))
            ]
        }
        for frame in range(5)
    ]
    return {
        "videoannotation-1": result_of("videoannotation", {}, {"annotations": frames, "events": events}),
        "lidarannotation-1": result_of("lidarannotation", {}, {"annotations": cuboids}),
    }


@contextmanager
def browser(*, dark: bool = False, size: tuple[int, int] = WIDE) -> Iterator[Any]:
    """Start a browser of its own, without a window."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    with tempfile.TemporaryDirectory(prefix="scaleapi-") as profile:
        options = webdriver.ChromeOptions()
        for flag in (*_FLAGS.split(), f"--user-data-dir={profile}", "--window-size={},{}".format(*size)):
            options.add_argument(flag)
        options.binary_location = shutil.which("chromium") or ""
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
            width = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", width)
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
            yield driver
        finally:
            driver.quit()


def main() -> None:
    """Write the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scaleapi-") as scratch:
        tasks = sample_tasks(Path(scratch))
        marks = {f"{_SMALL[:-1]}4": "far from the street"}
        done = render(tasks, Path(scratch) / "tasks.html", title="Samples", marks=marks, results=sample_results())
        page = Path(done.files[0]).as_uri()
        for dark in (False, True):
            look = "dark" if dark else "light"
            for name, size in (("wide", WIDE), ("narrow", NARROW)):
                with browser(dark=dark, size=size) as driver:
                    _shoot(driver, page, f"gallery-{look}-{name}")
                    for task in tasks:
                        _shoot(driver, f"{page}#task={task.task_id}", f"{task.type}-{look}-{name}")
                    _shoot(driver, f"{page}#task=imageannotation-1&result=both", f"compare-{look}-{name}")


def _shoot(driver: Any, address: str, name: str) -> None:
    driver.get("about:blank")
    driver.get(address)
    driver.execute_async_script(_LOADED)
    driver.save_screenshot(str(IMAGES / f"{name}.png"))
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    main()
