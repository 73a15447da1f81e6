"""Things that are shown by their facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from scaleapi._show.text import shorten

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Rows", "Shown", "ShownFields", "ShownList"]

T = TypeVar("T")

_LONGEST = 200
"""Characters of a fact in a plain repr."""
_MOST = 20
"""Items of a list that are shown in a terminal."""


class Rows(NamedTuple):
    """Rows of a table."""

    heads: tuple[str, ...]
    cells: Iterable[Sequence[object]]
    total: int
    """How many rows there are; `cells` may have fewer."""


class Shown:
    """Is shown by its facts, in few words: as a plain repr, to rich, and as a table in a notebook.

    Facts are what is known already: to show a thing never fetches anything.
    """

    __slots__ = ()

    def _facts(self) -> Iterable[tuple[str, object]]:
        """Name the facts for a terminal."""
        raise NotImplementedError

    def _details(self) -> Iterable[tuple[str, object]]:
        """Name the facts for a notebook, where there is room for more."""
        return self._facts()

    def _rows(self) -> Rows | None:
        """Make the rows of a table below the facts, if there is one."""
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={_fact(value)}' for name, value in self._facts())})"

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        yield from self._facts()

    def _repr_html_(self) -> str:
        from scaleapi._show.html import card  # only notebooks need it

        return card(type(self).__name__, self._details(), self._rows())


class ShownFields(Shown):
    """A dataclass that is shown by its fields, without those that are None."""

    __slots__ = ()

    def _facts(self) -> Iterable[tuple[str, object]]:
        names = (field.name for field in fields(cast("DataclassInstance", self)))
        return [(name, value) for name in names if (value := getattr(self, name)) is not None]


class ShownList(list[T]):
    """A list whose items are shown up to a number, in a notebook as a table."""

    def _rows(self) -> Rows:
        """Make the rows of the table."""
        raise NotImplementedError

    def _details(self) -> Iterable[tuple[str, object]]:
        """Name the facts about the whole list."""
        return [("items", len(self))]

    def _some(self) -> list[str]:
        """Write the first items, and how many more there are."""
        more = [f"… {len(self) - _MOST} more"] if len(self) > _MOST else []
        return [repr(one) for one in self[:_MOST]] + more

    def __repr__(self) -> str:
        return f"[{', '.join(self._some())}]"

    def __rich_repr__(self) -> Iterator[object]:
        yield from islice(self, _MOST)
        if len(self) > _MOST:
            yield "more", len(self) - _MOST

    def _repr_html_(self) -> str:
        from scaleapi._show.html import card  # only notebooks need it

        return card(type(self).__name__, self._details(), self._rows())


def _fact(value: object) -> str:
    plain = str.__str__(value) if isinstance(value, str) else value  # an enumeration as its value
    return shorten(plain, _LONGEST)
