"""Whatever JSON holds: nothing raises, and nothing is passed over in silence."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaleapi.models import Task
from scaleapi.models.tasks.result import result_of
from scaleapi.quality import check
from tests.quality.tasks import box, image, of, sample, sampled

FILES = {
    "lidarannotation": {"annotations": "file_cuboids"},
    "lidarlinking": {"annotations": "file_frames"},
    "lidarsegmentation": {"point_segmentations": "file_points"},
    "videoannotation": {"annotations": "file_frames"},
    "videoplaybackannotation": {"annotations": "file_tracks"},
}
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    7,
    10**30,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\ud800",
    [],
    {},
    [[]],
    {"x": {}},
]
JSON = st.recursive(
    st.sampled_from(ODD) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def content() -> list[dict[str, Any]]:
    """List tasks of all types, each with the files of its result under `files`."""
    others = [image(box(1, 1, 9, 9), box(1, 1, 9, 9, rotation=1.0), task_id="two")]
    form = of("textcollection", sample("textcollection", "response"), sample("textcollection", "payload"))
    tasks = [*sampled(), *others, form]
    kinds = {task["task_id"]: FILES.get(task["type"], {}) for task in tasks}
    return [
        {**task, "files": {name: sample(task["type"], file) for name, file in kinds[task["task_id"]].items()}}
        for task in tasks
    ]


WHOLE = content()


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the ways to all values inside a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(found for key, one in inner for found in places(one, (*way, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """Change up to three values of a task to anything, or take them out."""
    task: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from(["params", "response", "response", "files"]))
        ways = [one for one in places(task.get(part)) if one]
        if not ways:
            task[part] = copy.deepcopy(draw(JSON))
            continue
        *way, last = draw(st.sampled_from(ways))
        holder = task[part]
        for step in way:
            holder = holder[step]
        if draw(st.booleans()):
            holder[last] = copy.deepcopy(draw(JSON))
        else:
            del holder[last]
    return task


def look(task: dict[str, Any], *, as_text: bool) -> Any:
    """Check a task with all rules, as an entity of bytes or as a dictionary."""
    files = task["files"] if isinstance(task.get("files"), dict) else {}
    results = {str(task.get("task_id")): result_of(str(task.get("type")), task.get("response"), files)}
    given = {name: value for name, value in task.items() if name != "files"}
    thing = Task.received(json.dumps(given).encode()) if as_text else given
    return check([thing], results=results, sizes=lambda _: (640, 480))


@settings(max_examples=80, deadline=None)
@given(mutated(), st.booleans())
def test_mutated_samples(task: dict[str, Any], as_text: bool) -> None:
    """A task is looked at, or it is told why not."""
    report = look(task, as_text=as_text)

    assert 1 == report.tasks
    assert report.checked or any(one.rule is None for one in report.not_checked)
    str(report), report._repr_html_(), report.to_arrow(), report.to_sarif()


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["imageannotation", "namedentityrecognition", "lidarannotation", "textcollection"]), JSON, JSON)
def test_responses_of_anything(kind: str, response: Any, params: Any) -> None:
    """A response of any JSON is a finding, or it is told why it was not looked at."""
    report = look(of(kind, response, params), as_text=False)

    told = bool(report.findings) or bool(report.not_checked)
    assert told or isinstance(response, dict)


@pytest.mark.parametrize("field", ["left", "top", "width", "height"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "7", None, [], 1e300])
def test_no_number_is_passed_over(field: str, value: Any) -> None:
    """A box without a number in any of its four places is malformed, as text and as an object."""
    task = image({**box(10, 10, 50, 50), field: value})

    for as_text in (True, False):
        report = look({**task, "files": {}}, as_text=as_text)
        assert ["malformed"] == [one.rule for one in report.findings]
