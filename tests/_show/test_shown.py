"""What results look like in terminals and notebooks: short, true, harmless, and never a reason to fail."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.pretty import pretty_repr

from scaleapi import ScaleValidationError, Task, validate
from scaleapi._show.shown import Shown, ShownList
from scaleapi._show.text import told
from scaleapi.bulk import ChangeResult, CreateResult
from scaleapi.bulk.plan import Existing, Plan, WrongRow
from scaleapi.callbacks import Callback
from scaleapi.exceptions import Outcome, ScaleException
from scaleapi.export import ExportDone, to_coco, to_yolo
from scaleapi.export.drift import drift
from scaleapi.export.losses import Loss, Losses
from scaleapi.export.prelabels import from_coco
from scaleapi.models import ImageAnnotationPayload
from scaleapi.models.base import Entity
from scaleapi.models.document import Fields
from scaleapi.models.page import Page, Tasklist
from scaleapi.models.studio import StudioLabelerAssignment, StudioWorker
from scaleapi.models.tasks.result import result_of
from scaleapi.problems import Problem, Problems
from scaleapi.validation import FileProblem, RowProblems
from tests._show import pages
from tests._show.pages import cells
from tests.effort import one_in
from tests.models.test_entities import MINIMAL, TASK

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>'",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://example.com/" onmouseover="alert(1)',
    "https://example.com/<b>",
    "https://user:word@example.com/a",
    "https://example.com/a?b=1&amp;c=2",
    "HTTPS://example.com/\u202ecod.exe",
    "&lt;b&gt; &amp; &#60;",
    "$\\href{javascript:alert(1)}{x}$",
    "<!-- <![CDATA[ ]]> --> <?php ?> <!doctype html>",
    "half \ud83d of a pair \udc00",
    "\x00\x1b[31m\r\n\u2028\ufeff",
    "'\"`<>&" * 500,
    "\U0001f600" * 5000,
    "</table></div></body>",
]
hostile = st.sampled_from(HOSTILE) | st.text(max_size=30)
values = st.recursive(
    hostile | st.floats() | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(hostile, inner, max_size=12),
    max_leaves=20,
)


@pytest.mark.parametrize("kind", MINIMAL)
@one_in(6)
@given(data=st.data())
def test_hostile_entities(kind: type[Entity], data: st.DataObject) -> None:
    """Whatever strings and shapes are in its fields, an entity makes harmless HTML, and a short repr."""
    names = [field.alias or name for name, field in kind.model_fields.items()]
    filled = {name: hostile if name in MINIMAL[kind] else hostile | values for name in names}

    entity = kind.model_validate(data.draw(st.fixed_dictionaries(filled)))

    assert [kind.__name__] == cells(entity)[:1]
    assert len(repr(entity)) < 1000
    assert kind.__name__ in pretty_repr(entity)
    assert "100" in cells(Page([entity] * 100))


@one_in(2)
@given(hostile, values)
def test_hostile_results(text: str, value: Any) -> None:
    """The same for problems, errors, losses, results of bulk work and exports, and payloads."""
    problem, loss = Problem(text, "type", text, value, text), Loss(text, text, text, text)
    error = ScaleValidationError(text, problems=[problem] * 200)
    things = [
        Problems([problem] * 200),
        RowProblems(1, Problems([problem] * 200)),
        FileProblem(text, 1, None, problem),
        WrongRow(1, [problem] * 200),
        Plan(1, 1, [WrongRow(1, [problem])] * 200, [Existing(1, text, text)] * 200, 0, 1, math.nan),
        Losses([loss] * 200),
        error,
        ScaleException(text, url=text, method=text, request_id=text),
        CreateResult(1, None, error, Outcome.rejected, text),
        ChangeResult(1, text, Task({"task_id": text, "status": text}), None, Outcome.applied),
        ExportDone(text, 1, 0, 1, 1, 0, math.inf),
        result_of("videoannotation", value, {text: value}),
        ImageAnnotationPayload.read({"attachment": text, "metadata": value, text: value}),
    ]

    assert [] == [thing for thing in things if not cells(thing)]
    assert [] == [thing for thing in things[:-1] if len(repr(thing)) > 25_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_links(text: str) -> None:
    """Only plain addresses of the web are links."""
    plain = "https://example.com/a?b=1&amp;c=2"
    task = Task({"task_id": "t", "status": "pending", "params": {"attachment": text}})

    assert ([plain] if text == plain else []) == pages.Page(task._repr_html_()).links


def test_a_task() -> None:
    """Its facts, a link to its attachment, and how many annotations there are of each label."""
    labels = [{"label": "cow"}, {"label": "calf"}, {"label": "cow"}, {"label": None}, "broken"]
    task = Task.model_validate(TASK | {"response": {"annotations": labels}, "callback_url": "https://x/?key=secret"})

    seen = dict(zip(cells(task)[1::2], cells(task)[2::2], strict=True))

    assert ("completed", "https://x/1.jpg", "cow: 2, calf: 1") == (seen["status"], seen["attachment"], seen["labels"])
    assert ("2024-02-01 10:00:00+00:00", "annotations: 5 items") == (seen["created_at"], seen["response"])
    assert ("attachment: https://x/1.jpg, geometries: 1 item", "(not shown)") == (seen["params"], seen["callback_url"])
    assert "Task(\n    task_id=" in pretty_repr(task, max_width=40)


@pytest.mark.parametrize(
    "show", [repr, str, cells, pretty_repr, lambda one: cells(Tasklist([one])), lambda one: repr(Page([one]))]
)
def test_showing_changes_nothing(show: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task stays the bytes that came, which are not decoded whole."""
    document = json.dumps(TASK, indent=None).encode()
    task = Task.received(document)
    monkeypatch.setattr(Fields, "parse", None)

    assert "imageannotation" in str(show(task))
    assert document == task.as_json()


def test_large_fields_are_not_decoded() -> None:
    """Their size is told."""
    task = Task.received(json.dumps(TASK | {"response": {"annotations": ["x" * 100] * 20_000}}).encode())

    assert [one for one in cells(task) if one.endswith("bytes of JSON)")]
    assert "response" not in vars(task)


def test_what_is_not_known() -> None:
    """Unknown values, misfits and fields that are missing or cannot be read do not hide the rest."""
    task = Task.received(b'{"task_id": "t", "status": "new", "priority": NaN, "tags": 7}')
    broken = Task.received(b'{"task_id": "t", "status": "new"}')
    broken._beside().update(_head=None, _bytes=b"{")

    assert ["Task", "task_id", "t", "status", "new"] == cells(task)
    assert "Task(task_id='t', status='new')" == repr(task)
    assert "Task(task_id='(cannot be read: JSONDecodeError)'" in repr(broken)
    assert "Task()" == repr(Task({}))


def test_a_page() -> None:
    """Its numbers, and a row for each of its first items."""
    page = Tasklist([Task(TASK)] * 100, total=1234, limit=100, offset=0, has_more=True)

    seen = cells(page)

    assert ["Tasklist", "items", "100", "total", "1234", "limit", "100", "offset", "0", "has_more", "True"] == seen[:11]
    assert (50, "… 50 more are not shown") == (seen.count("imageannotation"), seen[-1])
    assert repr(page).endswith(", … 80 more], total=1234, limit=100, offset=0, has_more=True)")
    assert pretty_repr(page).count("Task(") == 20
    assert ["Page", "items", "1", "has_more", "False", "item", "word"] == cells(Page(["word"]))
    assert ["Page", "items", "0", "has_more", "False"] == cells(Page[str]())


def test_problems() -> None:
    """A list of them is a table; each leaves out what it does not say."""
    problems = validate("imageannotation", {"attachment": "https://x/1.jpg", "priority": 50, "geometries": {}})

    seen = cells(problems)

    assert ["Problems", "errors", "1", "warnings", "0"] == seen[:5]
    assert ["error", "/priority", "must be 10, 20 or 30", "50"] == seen[-4:]
    assert "[Problem(pointer='/priority', code='choice', message='must be 10, 20 or 30', value=50)]" == repr(problems)
    assert repr(problems) == pretty_repr(list(problems), max_width=200)
    assert pretty_repr(problems, max_width=200) == f"Problems({repr(problems)[1:-1]})"
    assert ["Problems", "errors", "0", "warnings", "0"] == cells(Problems())


def test_an_error() -> None:
    """In a notebook, its problems are a table; without any, it is its facts."""
    problem = Problem("/priority", "choice", "must be 10", 50)

    assert ["ScaleValidationError", "code", "400", "outcome", "not_sent"] == cells(
        ScaleValidationError("wrong", problems=[problem])
    )[:5]
    assert ["ScaleValidationError", "message", "wrong"] == cells(ScaleValidationError("wrong"))[:3]
    assert "message='No.'" in pretty_repr(ScaleException("No."))


def test_what_was_converted() -> None:
    """Datasets are counts, and what they could not carry; not all of their content."""
    response = {"annotations": [{"type": "box", "label": "a", "left": 0, "top": 0, "width": 5, "height": 5}] * 99}
    tasks = [Task(TASK | {"response": response})]
    coco, yolo = to_coco(tasks), to_yolo(tasks, sizes={TASK["task_id"]: (10, 10)})

    assert ["Coco", "images", "1", "annotations", "99", "categories", "1", "losses", "1"] == cells(coco)[:9]
    assert "Yolo(images=1, names=['a'], losses=0)" == repr(yolo)
    assert "PreLabels(images=1, losses=0)" == repr(from_coco(coco.dataset))
    assert ["Yolo", "images", "1"] == cells(yolo)[:3]
    assert ["PreLabels", "images", "1"] == cells(from_coco(coco.dataset))[:3]
    assert ["Losses", "items", "1", "task", "image", "where", "message"] == cells(coco.losses)[:7]
    assert ["Drifts", "items", "1", "subject", "kind"] == cells(drift(tasks))[:5]


def test_results() -> None:
    """Counts of what a result holds."""
    result = result_of("lidarsegmentation", {}, {"point_segmentations": {"labels": [], "point_labels": [[0], [1]]}})

    assert "TaskResult(response='LidarSegmentationResponse', point_frames=2, files=['point_segmentations'])" == repr(
        result
    )


def test_assignments_and_callbacks() -> None:
    """Entities with lists of their own, and with a task inside, are shown like the others."""
    assignment = StudioLabelerAssignment(["p", "q"], "a@example.com")
    callback = Callback.model_validate({"task": TASK, "task_id": TASK["task_id"], "status": "completed"})

    assert "StudioLabelerAssignment(email='a@example.com', assigned_projects=['p', 'q'])" == repr(assignment)
    assert ["assigned_projects", "p, q"] == cells(assignment)[3:]
    assert "Callback" == cells(callback)[0]
    assert "StudioWorker(id='w')" == str(StudioWorker({"id": "w"}))


class StrangeError(Exception):
    """An error that cannot be written."""

    def __str__(self) -> str:
        raise ValueError


def test_an_error_that_cannot_be_written() -> None:
    """It is named at least."""
    assert "StrangeError: …" in cells(CreateResult(1, None, StrangeError(), Outcome.unknown, None))


@pytest.mark.parametrize("sample", sorted(Path("tests/samples").glob("*/task.json")), ids=lambda one: one.parent.name)
def test_samples(sample: Path) -> None:
    """Real tasks of each type."""
    task = Task.model_validate_json(sample.read_bytes())
    assert task.task_id in cells(task)
    assert cells(task.typed_params)


RESISTANT = [
    (10**5000, "<int>"),
    (
        {"api_key": "live_1", "token": None, "callback_url": "https://x/"},
        "api_key: (not shown), token: None, callback_url: (not shown)",
    ),
    ([str(number) for number in range(20)], "0, 1, 2, 3, 4, 5, 6, 7, … 12 more"),
    ([{"a": 1}], "1 item"),
    ("a\u202eb\ud83d\n", "a\\u202eb\\ud83d\\n"),
    ("https://user:word@example.com", "https://…@example.com"),
    ("x" * 300, "x" * 199 + "…"),
    (math.nan, "nan"),
]


@pytest.mark.parametrize(("value", "text"), RESISTANT, ids=[text[:10] for _, text in RESISTANT])
def test_values(value: object, text: str) -> None:
    """Each is one short line that can be written, and hides what may be a key."""
    assert text == told(value)


def test_a_thing_must_have_facts() -> None:
    """What is shown says by what; and a list, by which rows."""
    for thing in (Shown(), ShownList[str]()):
        with pytest.raises(NotImplementedError):
            cells(thing)
