"""Listed tasks that are only passed on: their bytes, and when they were created. No entity is made of them."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import msgspec

from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.time_windows import belongs
from scaleapi._task_lists import moment_of
from scaleapi.models.page import Page
from scaleapi.models.task import Task

__all__ = ["ListedTask", "of_window", "read_listed"]


class ListedTask(NamedTuple):
    """A task of a page."""

    document: bytes
    """Its JSON on one line, byte for byte as it came if it can be."""
    created_at: object
    """When it was created, as the service wrote it."""


class _Head(msgspec.Struct, gc=False):
    task_id: str
    status: str
    created_at: str | None = None


_head = msgspec.json.Decoder(_Head).decode


def _listed(raw: Any) -> ListedTask:
    """Take a task; one that is unusual as an entity would be, with its errors."""
    if type(raw) is bytes and b"\n" not in raw and b"\r" not in raw:
        try:
            return ListedTask(raw, _head(raw).created_at)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass  # not wrong yet: the entity says what is
    task = Task.received(raw)
    return ListedTask(task.as_json(), task.raw_value("created_at"))


read_listed = partial(Page[ListedTask].read, item=_listed)
"""Reads a page as it came over the wire; BrokenItem if an item is no task."""


def of_window(place: PageRange, page: Page[ListedTask]) -> list[bytes]:
    """Leave out what a page has beyond the edges of its window."""
    if place.after is None and place.until is None:
        return [document for document, _ in page]
    return [document for document, moment in page if belongs(place, moment_of(moment))]
