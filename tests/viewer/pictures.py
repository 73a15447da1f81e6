"""Pictures of the viewer for the documentation: every family of tasks, light and dark, wide and narrow.

    python -m tests.viewer.pictures      writes docs/images/*.png; needs Chromium and selenium

The tasks are those of `tests.viewer.samples`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scaleapi.viewer import render
from tests.viewer.samples import MARKED, sample_results, sample_tasks

__all__ = ["browser"]

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
_FLAGS = """
    --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1
"""
_LOADED = """
    const done = arguments[0];
    const below = (one) => one.loading === "lazy" && one.getBoundingClientRect().top > innerHeight;
    const look = () => requestAnimationFrame([...document.images].every((one) => one.complete || below(one))
        ? () => requestAnimationFrame(done) : look);
    const seen = [...document.images].filter((one) => !below(one));
    Promise.all(seen.map((one) => one.decode().catch(() => {}))).then(look);
"""
WIDE, NARROW = (1280, 860), (420, 860)


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
        marks, results = {MARKED: "far from the street"}, sample_results()
        place = Path(scratch) / "tasks.html"
        render(tasks, place, title="Samples", marks=marks, results=results, embed_images=True)
        page = place.as_uri()
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
