"""Cutting a list into windows: each task in exactly one, about as many in each, with few questions."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scaleapi._core.calls.call import Flow, Reply
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.time_windows import belongs
from scaleapi.export.windows import Cut, cut

START = datetime(2024, 2, 1, tzinfo=UTC)


def moments_of(gaps: list[int]) -> list[datetime]:
    """Make moments, newest first, so many milliseconds apart."""
    moments = [START]
    for gap in gaps:
        moments.append(moments[-1] - timedelta(milliseconds=gap))
    return moments


def text_of(moment: datetime) -> str:
    """Write a moment as the service does."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def served(flow: Flow[Any], moments: list[datetime]) -> tuple[Any, int]:
    """Answer all questions about such a list; return the result, and how many questions there were."""
    asked, reply = 0, None
    try:
        send = next(flow)
        while True:
            asked += 1
            end = dict(send.call.query).get("end_time")
            found = [one for one in moments if end is None or one <= datetime.fromisoformat(end)]
            docs = [{"task_id": "a", "status": "pending", "created_at": text_of(one)} for one in found[:1]]
            page = {"docs": docs, "total": len(found), "limit": 1, "offset": 0, "has_more": len(found) > 1}
            reply = Reply(200, {}, json.dumps(page).encode())
            send = flow.send(reply)
    except StopIteration as end_of_it:
        return end_of_it.value, asked


def cut_of(moments: list[datetime], most: int) -> tuple[Cut, int]:
    """Cut a list into windows with at most so many items."""
    found: tuple[Cut, int] = served(cut((("project", "p"),), RetryPolicy(), lambda _: most), moments)
    return found


GAPS = st.lists(st.sampled_from([0, 0, 1, 7, 1000, 3_600_000, 90_000_000_000]), max_size=60)


@given(gaps=GAPS, most=st.integers(1, 20))
def test_every_task_is_in_one_window(gaps: list[int], most: int) -> None:
    """Whatever bursts and gaps there are, windows cover the list without overlaps."""
    moments = moments_of(gaps)

    found, _ = cut_of(moments, most)

    assert [1] * len(moments) == [sum(belongs(window, one) for window in found.windows) for one in moments]
    assert len(moments) == found.total
    assert (START, None) == (found.windows[0].until, found.windows[-1].after)


@given(gaps=GAPS, most=st.integers(1, 20))
@example(gaps=[90_000_000_000, 0, 0], most=2)
def test_windows_are_not_too_large(gaps: list[int], most: int) -> None:
    """A window has more than it should only where tasks were created in the same millisecond."""
    moments = moments_of(gaps)
    for window in cut_of(moments, most)[0].windows:
        inside = [one for one in moments if belongs(window, one)]
        assert len(inside) <= most or len(set(inside)) == 1


def test_few_questions() -> None:
    """A list of 100,000 tasks, one a second, is cut into 14 windows by a few dozen questions."""
    moments = [START - timedelta(seconds=number) for number in range(100_000)]

    found, asked = cut_of(moments, 10_000)

    sizes = [sum(belongs(window, one) for one in moments) for window in found.windows]
    assert max(sizes) <= 10_002
    assert len(found.windows) < 20
    assert asked < 40


@pytest.mark.parametrize(
    ("moments", "query", "windows"),
    [
        ([], (), [PageRange()]),
        ([START], (), [PageRange(until=START)]),
        ([START] * 500, (("start_time", "last week"),), [PageRange()]),
    ],
    ids=["none", "one", "who knows when"],
)
def test_short_lists(moments: list[datetime], query: Any, windows: list[PageRange]) -> None:
    """A list that is short, or whose place in time is not known, is one window."""
    found, asked = served(cut(query, RetryPolicy(), lambda _: 100), moments)
    assert (windows, 1) == (found.windows, asked)
