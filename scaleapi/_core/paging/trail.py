"""Lists that do not end: pages that name themselves as the next one, or come again and again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scaleapi._core.paging.cursor import PageRange
from scaleapi.exceptions import Outcome, ScaleResponseError

__all__ = ["Trail"]

_MOST_EMPTY = 3
"""Empty pages in a row that are followed: a service that filters late may send some."""


class Trail:
    """Follows the pages of one list.

    Args:
        key: Tells one item from another.
    """

    def __init__(self, key: Callable[[Any], object] = lambda item: item) -> None:
        self._key = key
        self._asked: set[int] = set()
        self._last: tuple[int, int, int] | None = None
        self._empty = 0

    def repeats(self, page: Sequence[Any]) -> bool:
        """Tell whether a page has the same items as the one before."""
        if not page:
            return False
        ends = len(page), hash(self._key(page[0])), hash(self._key(page[-1]))
        before, self._last = self._last, ends
        return before == ends

    def follow(self, page: Sequence[Any], following: PageRange | None) -> PageRange | None:
        """Return what is to be fetched next.

        Raises:
            ScaleResponseError: The list would go on forever.
        """
        complaint = self.complaint(page, following, repeated=self.repeats(page))
        if complaint is not None:
            raise complaint
        return following

    def complaint(
        self, page: Sequence[Any], following: PageRange | None, *, repeated: bool
    ) -> ScaleResponseError | None:
        """Return the error of a list that would go on forever, or cannot be gone on with; None if all is well.

        Args:
            page: The page that came.
            following: What is to be fetched next; None at the end of the list.
            repeated: What `repeats` said of the page.
        """
        if following is None or not following.more:
            return None
        self._empty = 0 if page else self._empty + 1
        name, place = following.more[0]
        if not isinstance(place, (str, int)):  # pyright: ignore[reportUnnecessaryIsInstance]  (it is as it came)
            return ScaleResponseError(f"The service names the next page by {place!r:.80}", outcome=Outcome.applied)
        again = hash(following.more)
        if repeated:
            return _endless(f"a page came twice; there is said to be more, at {name} {place}")
        if again in self._asked:
            return _endless(f"the page at {name} {place} is named as the next one a second time")
        if self._empty > _MOST_EMPTY:
            return _endless(f"{self._empty} empty pages came one after another, and there is said to be more")
        self._asked.add(again)
        return None


def _endless(why: str) -> ScaleResponseError:
    return ScaleResponseError(f"The service's list does not end: {why}", outcome=Outcome.applied)
