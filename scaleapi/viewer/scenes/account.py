"""What of a response is in its views, and what is not: whatever nobody takes is left, and is shown or told.

Whoever draws a response reads it through an account, and hands over what it has no place for. What is left, and small,
becomes a tree; of the rest, a note says where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from scaleapi.models.rules import is_array, is_object, mapped
from scaleapi.problems import pointer_of
from scaleapi.viewer.scenes.leftovers import Leftovers, Path, Placed, alike
from scaleapi.viewer.scenes.values import DEEPEST, Json, Marks, clean, joined, text

__all__ = ["Account"]

_MOST_NOTES = 100
_LONGEST = 300
"""How much of a way a note shows."""
_NOTHING: tuple[Any, ...] = (None, [], {})


class Account:
    """Keeps what was taken of a response, what is left of it, and notes."""

    def __init__(
        self, response: Mapping[str, Any], kind: str = "", marks: Marks | None = None, name: str = "response"
    ) -> None:
        self.response = response
        self._fetched = name == "response"
        """Whether somebody fetches the files that it names."""
        self.kind = kind
        """The task type."""
        self._marks = marks or {}
        self._taken = set[str]()
        self._left = list[Placed]()
        self._undrawn = Counter[str]()
        self._remarks = dict[tuple[str, str], tuple[int, Path]]()

    def take(self, name: str) -> Any:
        """Return a field of the response; whoever takes it leaves what is not drawn of it."""
        self._taken.add(name)
        return self.response.get(name)

    def all(self) -> Mapping[str, Any]:
        """Return the response; whoever takes it all shows it all."""
        self._taken.update(self.response)
        return self.response

    def listed(self, name: str, what: str = "an annotation") -> Iterator[tuple[Path, dict[str, Any]]]:
        """Take a field that is an array, and iterate over its objects; all else is left."""
        given = self.take(name)
        self.file(name, given)
        return self.objects((name,), given, what)

    def items(self, path: Path, value: object) -> Iterator[Placed]:
        """Iterate over an array, with the places; anything else is left."""
        if is_array(value):
            for at, one in enumerate(value):
                yield (*path, at), one
        else:
            self.leave(path, value)

    def objects(self, path: Path, value: object, what: str = "an annotation") -> Iterator[tuple[Path, dict[str, Any]]]:
        """Iterate over those items of an array that are objects; the others are counted as what they are not."""
        for place, one in self.items(path, value):
            if is_object(one):
                yield place, one
            else:
                self.undrawn(place, one, f"{what} that is no object")

    def text(self, path: Path, raw: Mapping[str, Any], name: str) -> str | None:
        """Return a field that is a text; any other value of it is left."""
        value = raw.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.leave((*path, name), value)
        return text(value)

    def clean(self, path: Path, value: object) -> Any:
        """Make a value of JSON that a page can hold; what is nested too deep is cut, and told."""
        cut = list[object]()
        made = clean(value, cut)
        if cut:
            self.remark(path, f"what is nested more than {DEEPEST} deep is not shown")
        return made

    def leave(self, path: Path, value: object) -> None:
        """Leave a value that is not drawn."""
        if value not in _NOTHING:
            self._left.append((path, value))

    def others(self, path: Path, raw: Mapping[str, Any], known: AbstractSet[str]) -> None:
        """Leave the fields of an object that are not among the known ones."""
        if not raw.keys() <= known:
            for name, value in raw.items():
                if name not in known:
                    self.leave((*path, name), value)

    def undrawn(self, path: Path, value: object, why: str) -> None:
        """Count what has no picture, by the reason, and leave it."""
        self._undrawn[why] += 1
        self.leave(path, value)
        mark = self.mark(mapped(value).get("uuid")) if self._marks else None
        if mark is not None:
            self.remark(path, f"it is not drawn, but marked: {mark}")

    def mark(self, uuid: object) -> str | None:
        """Return the message about an annotation, if there is one."""
        found = self._marks.get(uuid) if isinstance(uuid, str) else None
        return None if found is None else str(clean(found))

    def remark(self, path: Path, why: str) -> None:
        """Note something about a place; what is alike is one note."""
        group = pointer_of(alike(path)), why
        count, first = self._remarks.get(group, (0, path))
        self._remarks[group] = count + 1, first

    def say(self, why: str) -> None:
        """Note something about the whole response."""
        self._remarks["", why] = 1, ()

    def left(self) -> Iterator[Json]:
        """Show what is left, as far as it is small; the rest becomes notes."""
        found = Leftovers()
        for name, value in self.response.items():
            if name not in self._taken and value not in _NOTHING:
                self.file(name, value)
                found.add((name,), value)
        for path, value in self._left:
            found.add(path, value)
        self._remarks |= {(pointer_of(kind), why): told for (kind, why), told in found.rest.items()}
        shown = [(_name(path), self.clean(path, value)) for path, value in found.shown]
        if shown:
            yield {"kind": "tree", "name": "also in the response", "value": joined(shown)}

    def file(self, name: str, value: object) -> bool:
        """Tell whether a field names a file, and note that what it holds is not there."""
        if isinstance(mapped(value).get("url"), str):
            where = "a file of the result, which was not given: see results="
            self.say(f"the {clean(name)} are in {where if self._fetched else 'a file, which is not read'}")
            return True
        return False

    def notes(self) -> list[str]:
        """List what is to be said: what is not drawn first."""
        made = [f"{n} {'is' if n == 1 else 'are'} not drawn: {why}" for why, n in self._undrawn.items()]
        made += [_note(count, pattern, first, why) for (pattern, why), (count, first) in self._remarks.items()]
        more = len(made) - _MOST_NOTES
        return made if more <= 0 else [*made[:_MOST_NOTES], f"… and {more} more notes"]


def _note(count: int, pattern: str, first: Path, why: str) -> str:
    if not first:
        return why
    return f"{_pointer(first)}: {why}" if count == 1 else f"{_clipped(pattern)} ({count} times): {why}"


def _name(path: Path) -> str:
    """Name a value of the tree: a field of the response as it is, what is within one by its pointer."""
    return str(clean(path[0])) if len(path) == 1 else _pointer(path)


def _pointer(path: Path) -> str:
    return _clipped(pointer_of(path))


def _clipped(pointer: str) -> str:
    shown = str(clean(pointer))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
