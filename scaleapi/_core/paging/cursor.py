"""What is left of a list: where a page begins, as a value that can be written down and taken up again. Pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2s
from typing import Any

import msgspec

from scaleapi._core.calls.arguments import refuse
from scaleapi._core.calls.call import Query

__all__ = ["PageRange", "list_name", "read_cursor", "read_range", "write_cursor", "write_range"]

_NAME = "list"
_RANGES = "parts"


class PageRange(msgspec.Struct, frozen=True):
    """A stretch of a list that has not been read yet: the next page's place, and what belongs to it.

    `after` and `until` bound the moments at which its items were created: later than `after`, up to `until`.
    """

    more: tuple[tuple[str, str], ...] = ()
    """What asks for the page: its token or its offset; empty for the first one."""
    after: datetime | None = None
    until: datetime | None = None
    seen: int = 0
    """How many items of the stretch came before this page."""
    skip: int = 0
    """How many items of the page have been handed out."""
    alone: bool = False
    """Whether it is this page only: what follows it is a range of its own already."""


def list_name(path: str, query: Query) -> str:
    """Name a list, so that a cursor of another one is noticed. Tells nothing of the filters' values."""
    return blake2s(json.dumps([path, sorted(query)]).encode(), digest_size=6).hexdigest()


def write_cursor(name: str, ranges: Iterable[PageRange]) -> str:
    """Write down what is left of a list."""
    content = json.dumps(
        {_NAME: name, _RANGES: [write_range(page_range) for page_range in ranges]}, separators=(",", ":")
    )
    return base64.urlsafe_b64encode(content.encode()).decode()


def write_range(page_range: PageRange) -> dict[str, Any]:
    """Write a range as what JSON can hold."""
    given = {key: value for key, value in msgspec.structs.asdict(page_range).items() if value}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in given.items()}


def read_cursor(name: str, cursor: str | None) -> tuple[PageRange, ...]:
    """Read what is left of a list; all of it without a cursor.

    Raises:
        ScaleValidationError: It is no cursor, or one of a list with other filters.
    """
    if cursor is None:
        return (PageRange(),)
    try:
        content = json.loads(base64.urlsafe_b64decode(cursor))
        ranges = tuple(read_range(**raw) for raw in content[_RANGES])
        other = content[_NAME] != name
    except (ValueError, TypeError, KeyError) as error:
        raise refuse("/cursor", "format", "is no cursor of a listing", cursor) from error
    if other:
        raise refuse("/cursor", "conflict", "belongs to a list with other filters", cursor, "give the same arguments")
    return ranges


def read_range(
    more: Iterable[tuple[str, str]] = (),
    after: str | None = None,
    until: str | None = None,
    seen: int = 0,
    skip: int = 0,
    alone: bool = False,
) -> PageRange:
    """Read what `write_part` wrote."""
    pairs = tuple((str(key), str(value)) for key, value in more)
    return PageRange(pairs, _moment(after), _moment(until), int(seen), int(skip), bool(alone))


def _moment(text: str | None) -> datetime | None:
    moment = None if text is None else datetime.fromisoformat(text)
    if moment is not None and moment.tzinfo is None:  # which could not be compared with any other
        raise ValueError(f"{text} names no time zone")
    return moment
