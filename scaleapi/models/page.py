"""One page of a list: a plain list of entities that knows where it lies in the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

from pydantic import ValidationError

from scaleapi._show.shown import Rows, ShownList
from scaleapi._show.text import shorten
from scaleapi.models.base import rows_of
from scaleapi.models.batch import Batch
from scaleapi.models.rules import is_array, is_object
from scaleapi.models.task import Task

__all__ = ["Batchlist", "BrokenItem", "Page", "Paginator", "Tasklist", "read_items"]

T = TypeVar("T")


class BrokenItem(ValueError):  # noqa: N818  (nobody sees it: a ScaleResponseError says the same)
    """An item of an array cannot be read.

    Args:
        name: The array's name; empty for an answer that is one itself.
        items: Those before it.
        why: What is wrong with it.
    """

    def __init__(self, name: str, items: list[Any], why: Exception) -> None:
        super().__init__(f"item {len(items)} of {f'`{name}`' if name else 'the array'} cannot be read: {_told(why)}")
        self.items = items


def _told(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)


def read_items(raw: object, item: Callable[[Any], T], name: str = "") -> list[T]:
    """Read an array item by item.

    Raises:
        ValueError: It is no array.
        BrokenItem: An item cannot be read; the error has those before it.
    """
    if not is_array(raw):
        raise ValueError(f"{f'`{name}`' if name else 'the answer'} is no array")
    items: list[T] = []
    for one in raw:
        try:
            items.append(item(one))
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise BrokenItem(name, items, error) from error
    return items


class Page(ShownList[T]):
    """The items of one page, with the page's own numbers."""

    total: int | None
    """How many items there are on all pages."""
    limit: int | None
    """How many items a page holds at most."""
    offset: int | None
    has_more: bool
    next_token: str | None
    """Fetches the next page; None on the last."""

    def __init__(
        self,
        docs: Iterable[T] = (),
        total: int | None = None,
        limit: int | None = None,
        offset: int | None = None,
        has_more: bool = False,
        next_token: str | None = None,
    ) -> None:
        super().__init__(docs)
        self.total, self.limit, self.offset = total, limit, offset
        self.has_more, self.next_token = has_more, next_token

    @property
    def docs(self) -> list[T]:
        """The items: this page itself."""
        return self

    def _details(self) -> list[tuple[str, object]]:
        return [("items", len(self)), *self._numbers()]

    def _numbers(self) -> list[tuple[str, object]]:
        numbers = [(name, getattr(self, name, None)) for name in ("total", "limit", "offset", "has_more")]
        return [(name, number) for name, number in numbers if number is not None]

    def _rows(self) -> Rows:
        return rows_of(self)

    def __repr__(self) -> str:
        numbers = "".join(f", {name}={shorten(number)}" for name, number in self._numbers())
        return f"{type(self).__name__}({super().__repr__()}{numbers})"

    def __rich_repr__(self) -> Iterator[object]:
        yield from super().__rich_repr__()
        yield from self._numbers()

    @classmethod
    def read(cls, raw: Any, item: Callable[[Any], T]) -> Self:
        """Read a page as it came over the wire; the total is spelled `total` for tasks, `totalDocs` for batches.

        Raises:
            ValueError: There is no array `docs`.
            BrokenItem: An item cannot be read.
        """
        return cls(
            read_items(_docs_of(raw), item, "docs"),
            raw.get("total", raw.get("totalDocs")),
            raw.get("limit"),
            raw.get("offset"),
            bool(raw.get("has_more")),
            raw.get("next_token"),
        )


def _docs_of(raw: object) -> object:
    return raw.get("docs") if is_object(raw) else None


Paginator = Page
"""The name of SDK 2.x."""


class Tasklist(Page[Task]):
    """One page of tasks: a list, with `total`, `has_more` and `next_token`."""


class Batchlist(Page[Batch]):
    """One page of batches: a list, with `total` and `has_more`."""
