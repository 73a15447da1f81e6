"""One page of a list: a plain list of entities that knows where it lies in the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self, TypeVar

from scaleapi.models.batch import Batch
from scaleapi.models.task import Task

__all__ = ["Batchlist", "Page", "Tasklist"]

T = TypeVar("T")


class Page(list[T]):
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

    @classmethod
    def read(cls, raw: dict[str, Any], item: Callable[[Any], T]) -> Self:
        """Read a page as it came over the wire; the total is spelled `total` for tasks, `totalDocs` for batches."""
        return cls(
            [item(one) for one in raw["docs"]],
            raw.get("total", raw.get("totalDocs")),
            raw.get("limit"),
            raw.get("offset"),
            bool(raw.get("has_more")),
            raw.get("next_token"),
        )


class Tasklist(Page[Task]):
    """One page of tasks."""


class Batchlist(Page[Batch]):
    """One page of batches."""
