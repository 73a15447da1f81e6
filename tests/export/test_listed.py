"""Listed tasks that are only passed on are the same as those that were read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.time_windows import belongs
from scaleapi._core.paging.trail import Trail
from scaleapi._io.json_text import loads
from scaleapi._task_lists import created, read_page
from scaleapi.export.listed import of_window, read_listed, which
from scaleapi.models.document import split_page
from scaleapi.models.page import BrokenItem
from tests.json_texts import VALUES

TASK = {"task_id": "t", "status": "completed", "created_at": "2024-01-01T00:00:00.000Z", "type": "chat"}
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
WINDOWS = [PageRange(), PageRange(after=NEW_YEAR), PageRange(until=NEW_YEAR), PageRange(after=NEW_YEAR, until=NEW_YEAR)]


def told(page: Any, read: Any) -> Any:
    """Read a page; of a broken one, what is said and what came before."""
    try:
        return read(page)
    except BrokenItem as error:
        return str(error), len(error.items)


@given(st.sampled_from([*TASK, "response", "metadata"]), VALUES, st.booleans())
@example("created_at", "2024-01-01T00:00:00", False)
@example("created_at", "later", True)
@example("task_id", None, False)
@example("response", "a\udc00", True)
def test_the_same_as_entities(name: str, value: Any, pretty: bool) -> None:
    """The same JSON, the same ones in each window, the same complaints, whatever a task holds."""
    docs = [TASK, {**TASK, name: value}, {**TASK, "task_id": "last"}]
    page = split_page(json.dumps({"docs": docs, "total": 3}, indent=2 if pretty else None).encode())

    entities, listed = told(page, read_page), told(page, read_listed)

    if isinstance(entities, tuple):
        assert entities == listed
        return
    assert entities.total == listed.total
    texts = [task.as_json() for task in entities]
    for window in WINDOWS:
        mine = [text for text, task in zip(texts, entities, strict=True) if belongs(window, created(task))]
        assert repr([*map(loads, mine)]) == repr([*map(loads, of_window(window, listed))])  # NaN is not itself


@pytest.mark.parametrize("moment", [[], {}, [{"a": 1}], None, 7, "later"])
def test_a_list_is_followed_whatever_its_moments_are(moment: object) -> None:
    """Pages that come again are noticed, and others pass."""
    first, second = (read_listed({"docs": [{**TASK, "task_id": name, "created_at": moment}]}) for name in "ab")
    trail = Trail(which)
    assert [False, True, False] == [trail.repeats(page) for page in (first, first, second)]


def test_byte_for_byte() -> None:
    """An unusual task is passed on as it came, too."""
    document = b'{"task_id": "t",  "status": "completed", "created_at": null, "type": []}'
    assert [document] == of_window(PageRange(), read_listed(split_page(b'{"docs": [' + document + b"]}")))


@pytest.mark.parametrize("item", [5, "text", None, [], {}, {"task_id": 5}])
def test_what_is_no_task_is_told(item: Any) -> None:
    """With its place in the page."""
    with pytest.raises(BrokenItem, match="item 1 of `docs`") as caught:
        read_listed(split_page(json.dumps({"docs": [TASK, item]}).encode()))
    assert 1 == len(caught.value.items)
