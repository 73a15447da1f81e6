"""The page in Chromium: the gallery, links, keys, filters; hostile data; what screen readers need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaleapi.models.task import Task
from tests.viewer.boxes import box, task
from tests.viewer.conftest import Page

AXE = Path(__file__).parent.parent.parent / ".axe/node_modules/axe-core/axe.min.js"
REQUIRED = os.environ.get("SCALEAPI_BROWSER") == "required"
ESCAPE, RIGHT, ENTER = "\ue00c", "\ue014", "\ue007"
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
    "",
    " ",
    "\u0000\u0007",
]
_VISIT = """
    const [names, done] = arguments, seen = [];
    const bad = "#app script, #app iframe, [onerror], [onload], a[href^=javascript]";
    const visit = () => {
        const at = seen.length;
        if (at === names.length) { done(seen); return; }
        addEventListener("hashchange", () => requestAnimationFrame(() => {
            const odd = document.querySelectorAll(`${bad}, .failed`).length;
            seen.push([document.querySelector("h1").textContent, odd]);
            visit();
        }), {once: true});
        location.hash = new URLSearchParams({task: names[at]});
    };
    visit();
"""
_AXE = "axe.run(arguments[0]).then((all) => arguments[1](all.violations))"
_COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
Samples = Callable[..., Page]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("#type=chat", ["chat-1"]),
        ("#label=pond", ["imageannotation-1"]),
        ("#label=lake", ["imageannotation-1"]),  # of its hypothesis only
        ("#attribute=parked%3A%20yes", ["imageannotation-1"]),
        ("#text=lisbon", ["namedentityrecognition-1"]),
        ("#text=haiku", ["chat-1"]),  # of a response
        ("#batch=monday&type=comparison", ["comparison-1"]),
        ("#label=nobody", []),
    ],
)
def test_filters(samples: Samples, place: str, found: list[str]) -> None:
    """A filter stands in the address, and leaves the tasks that it names."""
    page = samples(place)

    assert found == page.texts(".card .name")
    assert [f"{len(found)} task{'s' * (len(found) != 1)} of 12"] == page.texts(".count")


def test_choosing_a_filter(samples: Samples) -> None:
    """What is chosen in a field comes into the address; `clear` takes it away."""
    page = samples(fresh=True)
    page.click("//label[contains(., 'type')]/select/option[@value='chat']")
    assert ["chat-1"] == page.texts(".card .name")

    page.click("//button[.='clear']")
    assert 12 == len(page.texts(".card .name"))


def test_typing_a_search(samples: Samples) -> None:
    """A search answers each letter, comes into the address, and is no step of the history for each letter."""
    page = samples(fresh=True)
    steps = page.run("return history.length")
    page.press("lisbon", "input[type=search]")
    assert ["namedentityrecognition-1"] == page.texts(".card .name")

    page.until("location.hash === '#text=lisbon'")
    assert steps == page.run("return history.length")


def test_more_values_than_a_list_holds(shown: Callable[..., Page]) -> None:
    """Of very many values, a part is typed: each value can be reached."""
    page = shown([box(at, label=f"label {at}") for at in range(501)])
    page.press("bel 50", "input[list=choices-label]")

    assert ["t50", "t500"] == page.texts(".card .name")
    suggested = page.run("return [...document.querySelectorAll('#choices-label option')].map((one) => one.value)")
    assert ["label 50", "label 500"] == suggested


def test_from_the_gallery_to_a_task_and_on(samples: Samples) -> None:
    """Enter shows a task; keys lead to the next one, the one before and back; the focus follows."""
    page = samples(fresh=True).press(ENTER, ".card:nth-child(2)")
    seen = [page.texts("h1")]
    for key in ("j", "k"):
        seen.append(page.press(key).texts("h1"))
        assert "H1" == page.run("return document.activeElement.tagName")
    page.press(ESCAPE)

    assert [["chat-1"], ["comparison-1"], ["chat-1"]] == seen
    assert ["Tasks"] == page.texts("h1")
    assert "chat-1" in page.run("return document.activeElement.textContent")


def test_two_tasks_of_one_id(shown: Callable[..., Page]) -> None:
    """A task that is there twice, or has no id, has an address of its own, and no id of the page is there twice."""
    page = shown([box(1), box(1, label="bus"), task("", {"annotations": []}), task("", {"annotations": []})])
    assert ["t1", "t1 (2)", "(no id)", "(no id) (2)"] == page.texts(".card .name")

    assert ["bus (1)"] == page.go("#task=t1+(2)").texts(".legend button")
    ids = page.run("return [...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("place", ["result=-1", "result=1.5", "result=7&frame=-1", "frame=NaN", "result=both&left=9"])
def test_odd_addresses(samples: Samples, place: str) -> None:
    """An address that names no result, or no frame, shows the first one."""
    page = samples(f"#task=imageannotation-1&{place}")

    assert "car" in page.texts(".legend button")[0]
    assert [] == page.complaints()


@pytest.mark.parametrize(
    ("kind", "selector", "expected"),
    [
        ("imageannotation", ".notes li", ["1 is not drawn: a shape of the unknown kind 'hexagon'"]),
        ("namedentityrecognition", ".relations li", ["Acme Ltd → based_in → Lisbon"]),
        ("textcollection", "dt", ["Correct?", "Fluency", "Note", "Source"]),
        ("comparison", "figcaption", ["first ✓ chosen", "second"]),
        ("chat", ".chat .words", ["(empty)", "Write a haiku about tides"]),
        ("segmentannotation", ".legend button .chip", ["", ""]),
        ("namedentityrecognition", ".instruction", []),
        ("chat", ".chat h4", ["Instructions", "PromptInput"]),
        ("multistage", ".tree summary", ["1 field", "stages: 1 item", "0: 1 field"]),
        ("lidarannotation", ".frames output", ["frame 0, the last is 4"]),
        ("videoannotation", ".timeline span", ["turns left"]),
    ],
)
def test_families(samples: Samples, kind: str, selector: str, expected: list[str]) -> None:
    """Each family has its own picture, which a link leads to."""
    assert expected == samples(f"#task={kind}-1").texts(selector)


def test_plots(samples: Samples) -> None:
    """Counts and sizes are drawn for the tasks that the filter leaves; labels have signs, not only colours."""
    page = samples("#type=imageannotation", fresh=True).click("//summary[.='Counts and sizes']")

    assert ["labels", "attributes"] == page.texts(".plots figcaption")[:2]
    assert 2 == len(page.all(".size"))
    assert ["car"] == page.texts(".plots .legend li")


def test_more_than_a_plot_shows(shown: Callable[..., Page]) -> None:
    """A plot of very many labels says how many it shows; the table below has them all."""
    page = shown([box(at, label=f"label {at:03}") for at in range(310)]).click("//summary[.='Counts and sizes']")
    assert "labels: the first 20 of 310" == page.texts(".plots figcaption")[0]

    page.click("//summary[.='all labels']").click("//details//button[.='next']")
    assert ["rows 301 to 310 of 310"] == page.texts(".plots .pager span")


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ([], "There are no tasks on this page."),
        ([Task.received({"task_id": "t", "status": "pending"})], "no result"),
    ],
)
def test_nothing_to_draw(shown: Callable[..., Page], tasks: list[Task], told: str) -> None:
    """A page of nothing, and a task without a result, say so."""
    assert told in shown(tasks).all("main")[0].text


def test_pages(shown: Callable[..., Page]) -> None:
    """Pages lead to each other, and say that filters are of one of them."""
    page = shown([box(1), box(2)], per_page=1)
    page.all("nav a")[1].click()

    assert ["t2"] == page.texts(".card .name")
    assert ["Page 2 of 2: filters and counts are of the tasks of this page."] == page.texts("nav .remark")


def test_one_odd_part(shown: Callable[..., Page], tmp_path: Path) -> None:
    """A part that cannot be drawn says so; the others are there."""
    tasks = [task("form", {"a": "1"}, "categorization"), box(1)]
    page = shown(tasks)
    file = tmp_path / "page.html"
    file.write_text(file.read_text().replace('"answers":["1"]', '"answers":null'))
    page.open(str(file))
    assert "This cannot be drawn" in page.texts(".card")[0]
    assert "no image" in page.texts(".card")[1]

    assert "This cannot be drawn" in page.go("#task=form").texts(".failed")[0]


def _hostile(text: str) -> list[dict[str, Any]]:
    spans = [{"id": text, "start": 0, "end": 3, "label": text, "attributes": {text: text}}]
    names = {"batch": text, "project": text, "status": "completed", "instruction": text}
    mine = box(1, label=text, uuid=text, attributes={text: text}).as_dict()
    film = {
        "annotations": [{"frame": text, "annotations": [{"type": "box", "label": text}]}],
        "events": [{"label": text}],
    }
    return [
        {**mine, **names, "params": {"attachment": text, "hypothesis": {"annotations": [{"type": text}]}}},
        {**names, "type": "namedentityrecognition", "params": {"text": text}, "response": {"annotations": spans}},
        {**names, "type": "categorization", "params": {}, "response": {text: text, "category": [text]}},
        {**names, "type": "videoannotation", "params": {"attachment": text}, "response": film},
        {
            **names,
            "type": "comparison",
            "params": {"attachments": [text], "choices": [text]},
            "response": {"choice": text},
        },
        {**names, "type": text, "response": {text: {text: [text]}}},
    ]


def test_hostile_data(shown: Callable[..., Page]) -> None:
    """Whatever stands in any field: no dialog, no element of its own, no complaint of the page, no request."""
    raws = [
        {**one, "task_id": f"{at}{kind}{text}"}
        for at, text in enumerate(HOSTILE)
        for kind, one in enumerate(_hostile(text))
    ]
    page = shown([Task.received(one) for one in raws], marks={text: text for text in HOSTILE})
    seen = page.driver.execute_async_script(_VISIT, [raw["task_id"] for raw in raws])

    assert [[raw["task_id"], 0] for raw in raws] == seen

    assert [] == page.complaints()
    names = page.run("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert [] == [one for one in names if not one.startswith("file:")]


@pytest.mark.skipif(not AXE.exists() and not (REQUIRED and shutil.which("npm")), reason="axe-core is not here")
def test_accessibility(samples: Samples) -> None:
    """Axe finds nothing serious, in any place, light or dark; what is light differs in colours only."""
    page, found = samples("", fresh=True), list[Any]()
    kinds = ("imageannotation", "chat", "videoannotation", "lidarannotation", "namedentityrecognition", "comparison")
    places = ["", *(f"#task={kind}-1" for kind in kinds), "#task=imageannotation-1&result=both"]
    page.run(AXE.read_text(encoding="utf-8"))
    for scheme, rules in (("dark", {}), ("light", _COLORS)):
        emulated = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", emulated)
        for place in places:
            page.go(place)
            broken = page.driver.execute_async_script(_AXE, rules)
            serious = [one for one in broken if one["impact"] in {"serious", "critical"}]
            found += [(scheme, place, one["id"], one["nodes"][0]["html"]) for one in serious]

    assert [] == found
