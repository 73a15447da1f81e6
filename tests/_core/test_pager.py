"""Listings as pure state: every item exactly once, however pages come in and wherever the listing is left."""

from __future__ import annotations

import base64
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from scaleapi._core.calls.call import Call
from scaleapi._core.paging.cursor import PageRange, read_cursor, write_cursor
from scaleapi._core.paging.pager import Pager, PageRequest
from scaleapi._core.paging.pages import Pages
from scaleapi._core.paging.time_windows import MARGIN, belongs, split
from scaleapi.exceptions import ScaleValidationError

START, END = datetime(2024, 2, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
Item = tuple[int, datetime]


class Page(list[Item]):
    """A page as the service gives it."""

    total = 0
    has_more = False


@dataclass
class Service:
    """A list of items, newest first, that is asked by time and by token; with edges that belong to it, or not."""

    items: list[Item]
    inclusive: bool = True
    size: int = 5
    asked: int = 0

    def page(self, page_range: PageRange) -> Page:
        """Answer a request."""
        self.asked += 1
        slack = MARGIN if self.inclusive else timedelta(0)
        low = page_range.after - slack if page_range.after else START - timedelta(days=9999)
        high = page_range.until + MARGIN + slack if page_range.until else END
        newest = bisect_right(self.items, END - high, key=lambda item: END - item[1])
        beyond = bisect_left(self.items, END - low, key=lambda item: END - item[1])
        last = int(dict(page_range.more).get("next_token", len(self.items)))
        first = max(newest, bisect_right(self.items, -last, key=lambda item: -item[0]))
        page = Page(self.items[first : min(first + self.size, beyond)])
        page.total, page.has_more = beyond - newest, beyond - first > self.size
        return page

    def pages(self, cursor: str | None = None, width: int = 4, ordered: bool = False) -> Pages[Item]:
        """Describe the list."""

        def after(page_range: PageRange, page: Page) -> PageRange | None:
            seen = page_range.seen + len(page)
            more = ("next_token", str(page[-1][0])) if page else ("", "")
            return PageRange((more,), page_range.after, page_range.until, seen) if page.has_more else None

        call = cast("Any", lambda page_range: page_range)
        return Pages(call, after, read_cursor("n", cursor), "n", lambda item: item[1], width, ordered=ordered)


def served(gaps: list[int], inclusive: bool = True) -> Service:
    """Make a service whose items were created so many milliseconds after each other."""
    moments, now = [], START
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        moments.append(now)
    return Service(list(enumerate(moments))[::-1], inclusive)


def walk(service: Service, pager: Pager[Item], dice: random.Random, most: int | None = None) -> list[Item]:
    """Do what a driver does, with pages that come in any order; stop after so many items."""
    in_flight: list[Any] = []
    out: list[Item] = []
    while not pager.finished:
        in_flight += pager.due()
        assert len(in_flight) <= pager.what.width
        request = pager.ready()
        if request is None:
            landed = in_flight.pop(dice.randrange(len(in_flight)))
            pager.got(landed, service.page(cast("PageRange", pager.call(landed))))
            continue
        for item in request.items or ():
            out.append(item)
            if len(out) == most:
                return out
        pager.done(request)
    return out


gaps = st.lists(st.sampled_from([0, 0, 1, 2, 5, 50, 1000, 10**7]), max_size=150)


@given(gaps, st.booleans(), st.integers(0, 99), st.sampled_from([1, 2, 8]), st.booleans())
@example([10**7, *[1] * 60] * 3, False, 1, 8, False)
@example([0] * 90, True, 1, 8, True)
def test_each_item_comes_once(gaps: list[int], inclusive: bool, seed: int, width: int, ordered: bool) -> None:
    """Bursts, gaps and equal moments included; in order if asked."""
    service = served(gaps, inclusive)
    pager = Pager(service.pages(None, width, ordered or width == 1))
    found = walk(service, pager, random.Random(seed))

    assert service.items == (found if ordered or width == 1 else sorted(found, reverse=True))


@given(gaps, st.integers(0, 99), st.sampled_from([1, 8]), st.booleans(), st.integers(0, 40), st.booleans())
@example([1] * 100, 1, 8, False, 7, True)
@example([1] * 10 + [0] * 4, 1, 1, True, 5, True)
def test_a_listing_is_resumed(gaps: list[int], seed: int, width: int, ordered: bool, stop: int, growing: bool) -> None:
    """Left anywhere, any number of times, and even while items are added: nothing is lost, nothing comes twice."""
    service, dice = served(gaps), random.Random(seed)
    all_items = list(service.items)
    found, cursor = [], None
    for most in (stop, stop + 3, None):
        pager = Pager(service.pages(cursor, width, ordered or width == 1))
        found += [] if most == 0 else walk(service, pager, dice, most)
        cursor = pager.cursor
        if growing and found and pager.requests:
            added = (len(service.items), (service.items or [(0, START)])[0][1] + timedelta(milliseconds=1))
            service = Service([added, *service.items])

    assert all_items == sorted({item for item in found if item in all_items}, reverse=True)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        ([10] * 2000, 1.3),
        ([0, 0, 0, 60] * 500, 1.3),
        (([10**7] + [3] * 2499) * 4, 1.5),
        (([10**7] + [3] * 249) * 8, 2.5),
    ],
)
def test_few_requests_are_for_nothing(pattern: list[int], most: float) -> None:
    """Windows cost few requests more than pages, also with bursts and gaps."""
    service = served(pattern)
    service.size = 20
    walk(service, Pager(service.pages(None, 8)), random.Random(1))

    assert service.asked < most * len(pattern) / service.size


def test_pages_in_no_order_are_not_split() -> None:
    """Where a page is not sorted by time, or tells no times, the list is read page after page."""
    times: list[datetime | None] = [START, START + timedelta(1), START - timedelta(1)]
    assert split(PageRange(), times, 1000, 8) is None
    assert split(PageRange(), [START, None, START - timedelta(1)], 1000, 8) is None
    assert split(PageRange(), [], 1000, 8) is None


SECONDS: list[datetime | None] = [START - timedelta(seconds=number) for number in range(10)]


def test_windows_double_where_it_may_be_less_dense() -> None:
    """Three in four share what the page's density lets expect; each of the others goes twice as far back."""
    oldest, windows = split(PageRange(), SECONDS, 1200, 4) or pytest.fail("nothing to gain")

    edges = [*(100 * number for number in range(13)), 2400, 4800, 9600]
    assert edges == [(oldest - one.until).total_seconds() for one in windows if one.until]
    assert [one.after for one in windows] == [*(one.until for one in windows[1:]), None]


@pytest.mark.parametrize(
    ("times", "left", "gains"), [(SECONDS, 60, True), (SECONDS, 59, False), ([START] * 9, 999, False)]
)
def test_what_is_worth_splitting(times: list[datetime | None], left: int, gains: bool) -> None:
    """Two windows of three pages at least; not what was all created at the same moment."""
    assert gains == (split(PageRange(), times, left, 4) is not None)


def test_windows_end_at_whole_milliseconds() -> None:
    """As the service shows moments; the earlier one of the two."""
    times: list[datetime | None] = [START, START - timedelta(microseconds=1234), START - timedelta(microseconds=2469)]
    _, windows = split(PageRange(), times, 40, 1) or pytest.fail("nothing to gain")
    edges = [START - one.after for one in windows if one.after]
    assert [timedelta(milliseconds=one) for one in (19, 36, 52)] == edges


def test_windows_stay_within_the_filters() -> None:
    """No window is asked for that ends before the list begins; the last one keeps the filter's own edge."""
    times: list[datetime | None] = [START - timedelta(minutes=number) for number in range(5)]
    found = split(PageRange(), times, 1000, 8, START - timedelta(hours=2))
    assert found is not None
    assert (None, True) == (found[1][-1].after, found[1][-1].until > START - timedelta(hours=2))  # type: ignore[operator]


def test_windows_end_with_the_calendar() -> None:
    """Items that lie centuries apart make no window before the year 1."""
    found = split(PageRange(), [START, START - timedelta(days=365 * 500)], 1000, 8)
    assert found is not None
    assert found[1][-1].after is None


def test_what_has_no_moment_belongs_anywhere() -> None:
    """An item without its time is kept: better there than lost."""
    assert belongs(PageRange(after=START), None)


@pytest.mark.parametrize("cursor", ["", "x", "!!", base64.b64encode(b"[]").decode(), base64.b64encode(b"{}").decode(),
    base64.b64encode(b'{"list":"n","parts":[{"color":1}]}').decode()])  # fmt: skip
def test_a_cursor_that_is_none(cursor: str) -> None:
    """A wrong cursor is named."""
    with pytest.raises(ScaleValidationError, match="/cursor: is no cursor"):
        read_cursor("n", cursor)


def test_a_cursor_of_another_list() -> None:
    """A cursor belongs to its filters; what has been read to its end stays at its end."""
    with pytest.raises(ScaleValidationError, match="other filters"):
        read_cursor("n", write_cursor("other", [PageRange()]))
    assert () == read_cursor("n", write_cursor("n", []))
    ranges = (PageRange((("a", "b"),), START, START, 3, 4, alone=True), PageRange())
    assert ranges == read_cursor("n", write_cursor("n", ranges))


def test_calls_come_from_the_list() -> None:
    """The sweep itself sends nothing."""
    call: Call[Any] = Call("GET", "tasks", list)
    pager: Pager[Any] = Pager(Pages(lambda _: call, lambda _, __: None, (PageRange(),)))
    assert (call, None) == (pager.call(pager.requests[0]), pager.cursor)


@pytest.mark.parametrize(
    ("width", "ordered", "ahead", "expected"),
    [
        (4, True, True, [4] * 8),
        (4, False, True, [4, 4]),
        (1, True, True, [1, 1]),
        (1, False, True, [1, 1]),
        (4, True, False, [1]),
    ],
)
def test_how_many_pages_are_held(width: int, ordered: bool, ahead: bool, expected: list[int]) -> None:
    """In order, those behind the first stretch must wait for it; and where fetching may take long, one only."""
    ranges = tuple(PageRange(until=START + timedelta(days=day)) for day in range(50, 0, -1))
    pages = replace(served([1]).pages(width=width, ordered=ordered), ranges=ranges, ahead=ahead)
    pager: Pager[Item] = Pager(pages)
    chosen: list[int] = []
    while due := pager.due(ahead=ahead):
        chosen.append(len(due))
        for number, request in enumerate(due):
            pager.got(request, Page([(100 * len(chosen) + number, START)]))
    assert expected == chosen


def test_the_first_page_is_always_fetched() -> None:
    """However many others are held: in order, nothing could be handed out without it."""
    ranges = tuple(PageRange(until=START + timedelta(days=day)) for day in range(5, 0, -1))
    pager: Pager[Item] = Pager(replace(served([1]).pages(width=1, ordered=True), ranges=ranges))
    for request in pager.requests[1:]:
        pager.got(request, Page([(1, START)]))

    assert [pager.requests[0]] == pager.due()


@pytest.mark.parametrize(("told", "expected"), [(7, 7), ("7", None), (None, None), ({}, None)])
def test_how_many_there_are(told: Any, expected: int | None) -> None:
    """As the first page of the whole list says, if it says a number; what others say is of a part."""
    pager: Pager[Item] = Pager(served([1]).pages())
    for total in (told, 99):
        page = Page([(1, START)])
        page.total, page.has_more = total, pager.fetched == 0
        [request] = pager.due()
        pager.got(request, page)
        assert expected == pager.total
        pager.requests.remove(request)


def test_what_was_handed_out_is_passed_over_once() -> None:
    """Where a page is shorter than that, the rest is passed over on the page that follows, and on no other."""
    pages = replace(served([1]).pages(), ranges=(PageRange(skip=4),))
    pager: Pager[Item] = Pager(pages)
    page = Page([(number, START + timedelta(hours=number)) for number in (3, 2, 1)])
    page.total, page.has_more = 1000, True

    [request] = pager.due()
    pager.got(request, page)

    first, *others = [one.page_range.skip for one in pager.requests[1:]]
    assert (2, {0}, True) == (first, set(others), len(others) > 1)


@pytest.mark.parametrize("more", [(), (("next_token", "t"),)])
def test_how_many_items_of_a_page_were_handed_out(more: Any) -> None:
    """Of a page that a token names, too, whose items are forgotten; also when there are no more."""
    request: PageRequest[int] = PageRequest(PageRange(more))
    assert 0 == request.handed
    request.hand_out([7, 8])
    assert [0, (7, 1), (8, 2), 2] == [
        request.handed,
        *((item, request.handed) for item in request.items or ()),
        request.handed,
    ]
