"""Tasks decoded into columns, and tasks parsed: the same rows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scaleapi.export import buffers
from scaleapi.export.columns import form_of
from scaleapi.export.converter import Converter
from scaleapi.models.table import Kind
from scaleapi.models.task_table import RAW, TASK
from tests.documents import places, replaced
from tests.export.test_tables import ODD, RESPONSES, load

JSON = {one.name for one in (*TASK, RAW) if one.kind is Kind.json} | {"attributes"}
BOXES = [path for path in RESPONSES if path.parent.name in {"imageannotation", "namedentityrecognition", "chat"}]
PAYLOAD = {"annotation_attributes": {"occluded": {"type": "category"}, "count": {"type": "number"}}}
TASK_DOCUMENT = {
    "task_id": "a" * 24,
    "type": "imageannotation",
    "status": "completed",
    "created_at": "2024-02-01T10:00:00.000Z",
    "metadata": {"row": 1},
    "params": {"attachment": "https://x/1.jpg"},
    "instruction": "Draw.",
    "tags": ["a"],
    "response": {"annotations": [{"uuid": "u", "label": "car", "left": 1, "top": 2.5, "attributes": {"count": 2}}]},
}


def rows(batches: list[pa.RecordBatch]) -> list[dict[str, Any]]:
    """List rows; JSON as one text for all that is equal."""
    made = [row for batch in batches for row in batch.to_pylist()]
    return [{key: sameness(v) if key in JSON and v is not None else v for key, v in row.items()} for row in made]


def sameness(text: str) -> str:
    """Write JSON anew, so that equal values are the same text: NaN, too, and keys in any order."""
    return json.dumps(json.loads(text), sort_keys=True)


def both(kind: str, documents: list[bytes]) -> list[Any]:
    """Make rows of documents in both ways."""
    form = form_of(kind, payload=PAYLOAD, raw=True)
    decoded, parsed = (Converter(form, lambda document, _: json.loads(document)) for _ in range(2))
    for document in documents:
        decoded.add_document(document)
        task = json.loads(document)
        deque(parsed.add(task, {}, task.get("response"), None), maxlen=0)
    decoded.finish()
    parsed.finish()
    return [(repr(rows(one.tasks)), repr(rows(one.annotations)), one.counts) for one in (decoded, parsed)]


def written(task: Any, plain: bool = False) -> bytes:
    """Write a task as the service might."""
    return json.dumps(task, ensure_ascii=plain).encode("utf-8", "surrogatepass")


@given(path=st.sampled_from(RESPONSES), changes=st.lists(ODD, max_size=2), plain=st.booleans(), data=st.data())
def test_both_ways_make_the_same_rows(path: Path, changes: list[Any], plain: bool, data: st.DataObject) -> None:
    """Whatever changes in a task, the rows are the same in both ways, also beside usual ones."""
    kind = path.parent.name
    usual = {**TASK_DOCUMENT, "type": kind, "response": load(path)}
    task: Any = usual
    for new in changes:
        task = replaced(task, data.draw(st.sampled_from([at for at in places(task)[1:] if at != ("task_id",)])), new)

    decoded, parsed = both(kind, [written(usual), written(task, plain), written(usual)])

    assert parsed == decoded


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"status": "error", "response": {"error": "no image"}},
        {"type": "categorization"},
        {"type": None, "response": None},
        {"response": "text"},
        {"response": {"annotations": None, "links": []}},
        {"response": {"annotations": [{"left": 2**60, "new": 1}, 7], "new": 1}},
        {"response": {"annotations": [{"left": 2**60}, {"left": 1e300}, {"left": 2**53}]}},
        {"priority": 2**70},
        {"created_at": "yesterday", "updated_at": "2024-02-01 10:00", "tags": ["a", None]},
        {"project": "é", "batch": "a\x1fb", "metadata": {"x": "\ud83d"}},
        {"new": {"a": 1}, "annotations": 3, "raw": 1},
    ],
)
def test_corners(change: dict[str, Any]) -> None:
    """What is odd in one task or another."""
    decoded, parsed = both("imageannotation", [written({**TASK_DOCUMENT, **change}), written(TASK_DOCUMENT)])
    assert parsed == decoded


@pytest.mark.parametrize("odd", [1, 5, 60])
def test_few_and_many_odd_ones(odd: int) -> None:
    """The order of tasks stays, whether few or many of them have to be parsed."""
    tasks = [
        {**TASK_DOCUMENT, "unique_id": str(at), **({"new": at} if at % (100 // odd) == 0 else {})} for at in range(250)
    ]
    decoded, parsed = both("imageannotation", [written(task) for task in tasks])
    assert parsed == decoded


@pytest.mark.parametrize("lines", [[b'{"task_id": "a"', b'"status": "x"}', b"{}, {}"], [b"{}, {}"], [b"\xff"], [b"7"]])
def test_lines_that_are_no_tasks(lines: list[bytes]) -> None:
    """Each document is held against what it says alone: a broken one is told by its number."""
    told: list[int] = []

    def parse(_: bytes, number: int) -> dict[str, Any]:
        told.append(number)
        return dict(TASK_DOCUMENT)

    converter = Converter(form_of("imageannotation"), parse)
    for number, line in enumerate([written(TASK_DOCUMENT), *lines]):
        converter.add_document(line, number)
    converter.finish()
    assert list(range(len(lines) + 1))[-len(lines) :] == told[-len(lines) :]


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8"))))
@example(["a\x1fb", "c"])
@example([""])
def test_columns_of_texts(values: list[str | None]) -> None:
    """A column holds the texts that it was made of, as texts or in UTF-8."""
    encoded = [None if one is None else one.encode() for one in values]
    assert [values] * 2 == [buffers.texts(values).to_pylist(), buffers.encoded_texts(encoded).to_pylist()]


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)), st.lists(st.none() | st.booleans()))
def test_columns_of_integers_and_booleans(numbers: list[int | None], flags: list[bool | None]) -> None:
    """A column holds the values that it was made of."""
    assert (numbers, flags) == (buffers.integers(numbers).to_pylist(), buffers.booleans(flags).to_pylist())


@given(st.lists(st.none() | st.floats(allow_nan=False) | st.integers(-(2**53), 2**53)))
@example([])
def test_columns_of_numbers(values: list[float | None]) -> None:
    """A column holds the numbers that it was made of."""
    assert values == buffers.floats(values).to_pylist()


def test_numbers_that_no_float_holds() -> None:
    """An integer that would become another number is refused."""
    with pytest.raises(OverflowError, match=r"2 \*\* 53"):
        buffers.floats([1.5, 2**53 + 1])


@given(st.lists(st.none() | st.lists(st.text(st.characters(codec="utf-8"), max_size=3), max_size=3), min_size=1))
def test_columns_of_lists(values: list[list[str] | None]) -> None:
    """A column holds the lists that it was made of."""
    items = buffers.texts([one for some in values for one in some or []])
    assert values == buffers.lists(values, items).to_pylist()


def test_pandas_is_not_imported() -> None:
    """Making columns of usual tasks does not import pandas, which takes longer than to write thousands of them."""
    script = (
        "import sys; from scaleapi import Task; from scaleapi.export import to_arrow\n"
        f"to_arrow([Task.received({written(TASK_DOCUMENT)!r})], 'imageannotation')\n"
        "print('pandas' in sys.modules)"
    )
    assert b"False\n" == subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
