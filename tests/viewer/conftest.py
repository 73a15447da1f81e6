"""One browser for all tests of a worker, and what is done with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scaleapi.models.task import Task
from scaleapi.viewer import render
from tests.viewer.pictures import browser
from tests.viewer.samples import sample_results, sample_tasks

REQUIRED = os.environ.get("SCALEAPI_BROWSER") == "required"
_FRAMES = "requestAnimationFrame(() => requestAnimationFrame(arguments[arguments.length - 1]))"


class Page:
    """A page in the browser."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.run = driver.execute_script
        self.numbers = count()

    def open(self, file: str, place: str = "") -> Page:
        """Load a page at a place; as a new one, also where only the place differs, which a number sees to."""
        self.driver.get_log("browser")
        self.driver.get(f"{Path(file).as_uri()}?{next(self.numbers)}{place}")
        return self

    def go(self, place: str) -> Page:
        """Change the address, and wait until the page has followed, and is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[1]; if (location.hash === arguments[0]) done(); else {"
            "addEventListener('hashchange', () => done(), {once: true}); location.hash = arguments[0]; }",
            place,
        )
        return self.wait()

    def wait(self) -> Page:
        """Wait until changes are drawn."""
        self.driver.execute_async_script(_FRAMES)
        return self

    def until(self, condition: str) -> Page:
        """Wait for a condition in JavaScript; the driver bounds how long."""
        self.driver.execute_async_script(
            f"const done = arguments[0], look = () => {condition} ? done() : setTimeout(look, 5); look();"
        )
        return self

    def all(self, selector: str) -> list[Any]:
        """Find elements."""
        found: list[Any] = self.driver.find_elements("css selector", selector)
        return found

    def texts(self, selector: str) -> list[str]:
        """Read the texts of elements that can be seen."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility())"
            ".map((one) => (one.innerText ?? one.textContent).trim())",
            selector,
        )
        return found

    def press(self, key: str, selector: str = "body") -> Page:
        """Press a key on an element."""
        self.all(selector)[0].send_keys(key)
        return self.wait()

    def click(self, path: str) -> Page:
        """Click what an XPath finds."""
        self.driver.find_element("xpath", path).click()
        return self.wait()

    def click_at(self, selector: str, across: float, down: float) -> Page:
        """Click an element at a place, in parts of its width and height."""
        self.run(
            "const node = document.querySelector(arguments[0]), {x, y, width, height} = node.getBoundingClientRect();"
            "const clientX = x + arguments[1] * width, clientY = y + arguments[2] * height;"
            "node.dispatchEvent(new MouseEvent('click', {clientX, clientY, bubbles: true}));",
            selector,
            across,
            down,
        )
        return self.wait()

    def view_box(self) -> str:
        """Read which part of the plane the picture shows."""
        found: str = self.run("return document.querySelector('.zoom .overlay').getAttribute('viewBox')")
        return found

    def complaints(self) -> list[str]:
        """Read what the console got, beside files that are not there."""
        told: list[str] = [one["message"] for one in self.driver.get_log("browser")]
        return [one for one in told if "Failed to load resource" not in one]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Page]:
    """Start the browser; where it may be missing, skip."""
    if not REQUIRED and not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("Chromium is not here: the viewer is not tested in a browser")
    with browser() as driver:
        driver.set_script_timeout(20)
        yield Page(driver)


@pytest.fixture
def shown(chromium: Page, tmp_path: Path) -> Callable[..., Page]:
    """Render tasks, and show the page at a place."""

    def show(tasks: list[Task], place: str = "", **options: Any) -> Page:
        return chromium.open(render(tasks, tmp_path / "page.html", **options).files[0], place)

    return show


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Render a task of each family."""
    folder = tmp_path_factory.mktemp("samples")
    return render(sample_tasks(folder), folder / "page.html", results=sample_results()).files[0]


@pytest.fixture
def samples(chromium: Page, sample_file: str) -> Callable[..., Page]:
    """Show the page of all families at a place; `fresh` where a test changes more than the address."""

    def show(place: str = "", *, fresh: bool = False) -> Page:
        if fresh or not chromium.driver.current_url.startswith(Path(sample_file).as_uri()):
            return chromium.open(sample_file, place)
        return chromium.go(place)

    return show
