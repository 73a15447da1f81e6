"""The page in Chromium: clicks, keys, filters, sliders, links; hostile data; what screen readers need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scaleapi.models.task import Task
from scaleapi.viewer import render
from tests.viewer.pictures import browser, sample_results, sample_tasks

AXE = Path(__file__).parent.parent.parent / ".axe/node_modules/axe-core/axe.min.js"
REQUIRED = os.environ.get("SCALEAPI_BROWSER") == "required"
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "__proto__",
    "constructor",
    "\u202egnp.exe",
    "{{7*7}}",
    "&lt;b&gt;",
    "//nobody.invalid/x.png",
    "file:///etc/passwd",
    "a#task=b&label=c",
]
if not REQUIRED and not (shutil.which("chromium") and shutil.which("chromedriver")):
    pytest.skip("Chromium is not here: the viewer is not tested in a browser", allow_module_level=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Give one browser to all tests of a worker."""
    with browser() as driver:
        yield driver


@pytest.fixture
def shown(chromium: Any, tmp_path: Path) -> Callable[..., Any]:
    """Render tasks, and show the page at a place."""

    def show(tasks: list[Task] | None = None, place: str = "", **options: Any) -> Any:
        made = sample_tasks(tmp_path) if tasks is None else tasks
        page = Path(render(made, tmp_path / "page.html", **options).files[0]).as_uri()
        chromium.get("about:blank")
        chromium.get_log("browser")
        chromium.get(f"{page}{place}")
        return chromium

    return show


def texts(driver: Any, selector: str) -> list[str]:
    """Read the texts of elements that can be seen."""
    return [one.text for one in driver.find_elements("css selector", selector) if one.is_displayed()]


def go(driver: Any, place: str) -> None:
    """Change the address, and wait until the page has followed."""
    driver.execute_async_script(
        "const done = arguments[1]; if (location.hash === arguments[0]) done(); else {"
        "addEventListener('hashchange', () => done(), {once: true}); location.hash = arguments[0]; }",
        place,
    )


def press(driver: Any, key: str) -> None:
    """Press a key, and wait for the next frame."""
    driver.find_element("css selector", "body").send_keys(key)
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")


def box(number: int, **more: Any) -> Task:
    """Make a task with one box."""
    made = {"uuid": f"u{number}", "type": "box", "label": "car", "left": 1, "top": 2, "width": 30, "height": 40}
    task = {"task_id": f"t{number}", "type": "imageannotation", "status": "completed", "params": {}}
    return Task.received({**task, "response": {"annotations": [{**made, **more}]}})


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("#type=chat", ["chat-1"]),
        ("#label=pond", ["imageannotation-1"]),
        ("#attribute=parked%3A%20yes", ["imageannotation-1"]),
        ("#text=lisbon", ["namedentityrecognition-1"]),
        ("#batch=monday&type=comparison", ["comparison-1"]),
        ("#label=nobody", []),
    ],
)
def test_filters(shown: Callable[..., Any], place: str, found: list[str]) -> None:
    """A filter stands in the address, and leaves the tasks that it names."""
    driver = shown(place=place)

    assert found == texts(driver, ".card .name")
    assert [f"{len(found)} task{'s' * (len(found) != 1)} of 12"] == texts(driver, ".count")


def test_choosing_a_filter(shown: Callable[..., Any]) -> None:
    """What is chosen in a field comes into the address; `clear` takes it away."""
    driver = shown()
    driver.find_element("xpath", "//label[contains(., 'type')]/select/option[@value='chat']").click()
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert ["chat-1"] == texts(driver, ".card .name")

    driver.find_element("xpath", "//button[.='clear']").click()
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert 12 == len(texts(driver, ".card .name"))


def test_from_the_gallery_to_a_task_and_on(shown: Callable[..., Any]) -> None:
    """A click shows a task; keys lead to the next one, the one before and back."""
    driver = shown()
    driver.find_element("xpath", "//a[contains(@class, 'card')][.//span[.='chat-1']]").click()
    seen = [texts(driver, "h1")]
    for key in ("j", "k", "\ue00c"):
        press(driver, key)
        seen.append(texts(driver, "h1"))

    assert [["chat-1"], ["comparison-1"], ["chat-1"], ["Tasks"]] == seen


@pytest.mark.parametrize(
    ("task", "selector", "expected"),
    [
        ("imageannotation", ".notes li", ["1 is not drawn: a shape of the unknown kind 'hexagon'"]),
        ("namedentityrecognition", ".relations li", ["Acme Ltd → based_in → Lisbon"]),
        ("textcollection", "dt", ["Correct?", "Fluency", "Note", "Source"]),
        ("comparison", "figcaption", ["first ✓ chosen", "second"]),
        ("chat", ".chat h4", ["Instructions", "PromptInput"]),
        ("multistage", ".tree summary", ["1 field", "stages: 1 item", "0: 1 field"]),
        ("lidarannotation", "output", ["frame 0, the last is 4"]),
    ],
)
def test_families(shown: Callable[..., Any], task: str, selector: str, expected: list[str]) -> None:
    """Each family has its own picture, which a link leads to."""
    assert expected == texts(shown(place=f"#task={task}-1", results=sample_results()), selector)


def test_hiding_a_label(shown: Callable[..., Any]) -> None:
    """A click on a label hides what has it; another one shows it again."""
    driver = shown(place="#task=imageannotation-1")
    label = driver.find_element("xpath", "//button[contains(., 'car (2)')]")
    counts = [len(driver.find_elements("css selector", ".shape"))]
    for _ in range(2):
        label.click()
        counts.append(len(driver.find_elements("css selector", ".shape")))

    assert [7, 5, 7] == counts


def test_frames(shown: Callable[..., Any]) -> None:
    """The slider goes through a film; between key frames a box is in between."""
    driver = shown(place="#task=videoannotation-1&frame=3", results=sample_results())
    paths = [driver.find_element("css selector", ".shape").get_attribute("d")]
    driver.find_element("css selector", "input[type=range]").send_keys("\ue014")
    paths.append(driver.find_element("css selector", ".shape").get_attribute("d"))

    assert ["M180 280h150v80h-150z", "M220 273.3333333333333h150v80h-150z"] == paths


def test_a_film_that_does_not_load(shown: Callable[..., Any]) -> None:
    """A film that is not there is told; what is drawn on it is still shown."""
    film = {"task_id": "t", "type": "videoannotation", "status": "completed", "params": {"attachment": "nosuch.mp4"}}
    box = {"uuid": "u", "type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4}
    driver = shown([Task.received({**film, "response": {"annotations": [{"annotations": [box]}]}})], "#task=t")
    driver.execute_async_script("setTimeout(arguments[0], 300)")

    assert ["The film does not load."] == texts(driver, ".zoom .missing")
    assert 1 == len(driver.find_elements("css selector", ".shape"))


def test_two_results(shown: Callable[..., Any]) -> None:
    """Side by side, what differs is told."""
    driver = shown(place="#task=imageannotation-1&result=both")

    assert ["response", "hypothesis"] == texts(driver, ".panel > h2")
    assert ["2 moved · 8 same · 2 relabelled · 1 only here"] == texts(driver, ".told")


def test_zoom(shown: Callable[..., Any]) -> None:
    """Keys zoom and move the picture."""
    driver = shown(place="#task=imageannotation-1")
    stage = driver.find_element("css selector", ".zoom")
    stage.send_keys("+")
    assert "scale(1.25)" in driver.find_element("css selector", ".stage").get_attribute("style")

    stage.send_keys("0")
    assert "scale(1)" in driver.find_element("css selector", ".stage").get_attribute("style")


def test_marks(shown: Callable[..., Any]) -> None:
    """An annotation that is marked has an outline and its message."""
    driver = shown([box(1)], "#task=t1", marks={"u1": "far too small"})

    assert 1 == len(driver.find_elements("css selector", "rect.mark"))
    assert ["car: far too small"] == texts(driver, "text.caption")


def test_plots(shown: Callable[..., Any]) -> None:
    """Counts and sizes are drawn for the tasks that the filter leaves."""
    driver = shown(place="#type=imageannotation")
    driver.find_element("css selector", ".plots summary").click()
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    assert ["labels", "attributes"] == texts(driver, ".plots figcaption")[:2]
    assert 1 == len(driver.find_elements("css selector", "circle"))


def test_images_that_do_not_load(shown: Callable[..., Any]) -> None:
    """In the place of an image that is not there stands why."""
    driver = shown([box(1)], "#task=t1")

    assert ["The image is not shown: the task names none."] == texts(driver, ".missing")


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ([], "There are no tasks on this page."),
        ([Task.received({"task_id": "t", "status": "pending"})], "no result"),
    ],
)
def test_nothing_to_draw(shown: Callable[..., Any], tasks: list[Task], told: str) -> None:
    """A page of nothing, and a task without a result, say so."""
    assert told in shown(tasks).find_element("css selector", "main").text


def test_pages(shown: Callable[..., Any], tmp_path: Path) -> None:
    """Pages lead to each other."""
    driver = shown([box(1), box(2)], per_page=1)
    driver.find_element("css selector", "nav a:nth-child(2)").click()

    assert ["t2"] == texts(driver, ".card .name")


def test_ten_thousand_annotations(shown: Callable[..., Any]) -> None:
    """Very many annotations become one path for each label."""
    one = {"type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4}
    task = {
        "task_id": "t",
        "type": "imageannotation",
        "status": "completed",
        "response": {"annotations": [one] * 10_000},
    }
    driver = shown([Task.received(task)], "#task=t")

    assert 1 == len(driver.find_elements("css selector", ".zoom path"))
    assert ["… and 9700 more"] == texts(driver, ".scroll p")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_data(shown: Callable[..., Any], text: str) -> None:
    """Whatever stands in any field: no dialog, no element of its own, no complaint of the page, no request."""
    spans = [{"id": text, "start": 0, "end": 3, "label": text, "attributes": {text: text}}]
    names = {"task_id": text, "batch": text, "project": text, "status": "completed", "instruction": text}
    mine = box(1, label=text, uuid=text, attributes={text: text}).as_dict()
    tasks = [
        {**mine, **names, "params": {"attachment": text, "hypothesis": {"annotations": [{"type": text}]}}},
        {**names, "type": "namedentityrecognition", "params": {"text": text}, "response": {"annotations": spans}},
        {**names, "type": "categorization", "params": {}, "response": {text: text, "category": [text]}},
        {**names, "type": text, "response": {text: {text: [text]}}},
    ]
    driver = shown(
        [Task.received({**one, "task_id": f"{text}{at}"}) for at, one in enumerate(tasks)], marks={text: text}
    )
    for at in range(len(tasks)):
        driver.execute_script("location.hash = new URLSearchParams({task: arguments[0]})", f"{text}{at}")
        driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        assert [f"{text}{at}".strip()] == texts(driver, "h1")

    assert [] == driver.find_elements(
        "css selector", "#app script, #app iframe, [onerror], [onload], a[href^=javascript]"
    )
    complaints = [
        one["message"] for one in driver.get_log("browser") if "Failed to load resource" not in one["message"]
    ]
    assert [] == complaints
    names = driver.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert [] == [one for one in names if not one.startswith("file:")]


@pytest.mark.skipif(not AXE.exists() and not (REQUIRED and shutil.which("npm")), reason="axe-core is not here")
@pytest.mark.parametrize(
    "place", ["", "#task=imageannotation-1", "#task=imageannotation-1&result=both", "#task=chat-1"]
)
def test_accessibility(shown: Callable[..., Any], place: str) -> None:
    """Axe finds nothing serious."""
    driver = shown(place=place)
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = driver.execute_async_script("axe.run().then((all) => arguments[0](all.violations))")

    assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]
