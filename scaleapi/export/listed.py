"""Listed tasks that are only passed on: their bytes, and when they were created. No entity is made of them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.time_windows import belongs
from scaleapi._task_lists import moment_of
from scaleapi.models.page import Page
from scaleapi.models.rules import is_object
from scaleapi.models.task import Task

__all__ = ["ListedTask", "of_window", "read_listed", "which"]


class ListedTask(NamedTuple):
    """A task of a page."""

    document: bytes
    """Its JSON on one line, byte for byte as it came if it can be."""
    created_at: object
    """When it was created, as the service wrote it."""


def which(task: ListedTask) -> bytes:
    """Tell a task from others: by what came, for the moment may be anything that JSON has."""
    return task.document


class _Head(msgspec.Struct, gc=False):
    task_id: str
    status: str
    created_at: str | None = None


_head = msgspec.json.Decoder(_Head).decode
_sorts = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z").fullmatch
"""Finds the form in which the service writes moments."""
_UNUSUAL = (msgspec.MsgspecError, ValueError, RecursionError)


def _listed(raw: Any) -> ListedTask:
    """Take a task; one that is unusual as an entity would be, with its errors."""
    if type(raw) is bytes and b"\n" not in raw and b"\r" not in raw:
        try:
            return ListedTask(raw, _head(raw).created_at)
        except _UNUSUAL:
            pass  # not wrong yet: the entity says what is
    task = Task.received(raw)
    return ListedTask(task.as_json(), task.raw_value("created_at"))


def read_listed(raw: Any) -> Page[ListedTask]:
    """Read a page as it came over the wire.

    Raises:
        ValueError: There is no array `docs`.
        BrokenItem: An item is no task.
    """
    usual = _at_once(raw.get("docs")) if is_object(raw) else None
    if usual is None:
        return Page[ListedTask].read(raw, _listed)
    return Page[ListedTask].read({**raw, "docs": usual}, _as_it_is)


def _at_once(documents: Any) -> list[ListedTask] | None:
    """Take tasks that are all as usual; None if one is not, or may not be."""
    try:
        moments = [_head(document).created_at for document in documents]
        broken = any(b"\n" in document or b"\r" in document for document in documents)
    except (TypeError, *_UNUSUAL):
        return None
    return None if broken else list(map(ListedTask, documents, moments))


def _as_it_is(task: ListedTask) -> ListedTask:
    return task


def of_window(place: PageRange, page: Page[ListedTask]) -> list[bytes]:
    """Leave out what a page has beyond the edges of its window."""
    if (place.after is None and place.until is None) or _all_within(place, [moment for _, moment in page]):
        return [document for document, _ in page]
    return [document for document, moment in page if belongs(place, moment_of(moment))]


def _all_within(place: PageRange, moments: list[Any]) -> bool:
    """Tell whether all surely lie within a window: as texts that sort as their moments do, of which the ends are read.

    What is no moment lies in every window, so it may stand between.
    """
    if not moments or not all(type(one) is str and _sorts(one) for one in moments):
        return False
    ends = [moment_of(min(moments)), moment_of(max(moments))]
    return None not in ends and all(belongs(place, end) for end in ends)
