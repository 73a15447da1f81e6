"""How a task finds its reference: by its id, its unique id, or what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from scaleapi.export.images import _bare, _name_in
from scaleapi.models.rules import strings
from scaleapi.quality.extraction.documents import TaskDocument

__all__ = ["Ambiguous", "By", "Entry", "Index", "checked_by", "keys_of", "only_texts"]

By = Literal["task_id", "unique_id", "attachment", "file"]
"""What tells that two results are of the same thing."""


class Entry(NamedTuple):
    """A result, with what tells what it is of."""

    document: TaskDocument
    keys: Mapping[By, str]
    attempts: Sequence[Any] = ()
    """What several people answered, each with a `response`."""


class Ambiguous(LookupError):  # noqa: N818  (a value that callers count, more often than an error)
    """Several results of the reference have the same key."""


def checked_by(by: By | None, *, with_files: bool) -> list[By]:
    """Return the keys that count, in the order in which they are tried.

    Args:
        by: The only one; None for all.
        with_files: Whether names of files count, as they do with COCO datasets.

    Raises:
        ValueError: There is no such key.
    """
    if by is not None and by not in get_args(By):
        raise ValueError(f"by must be one of {', '.join(get_args(By))}, not {by!r}")
    every: tuple[By, ...] = get_args(By)
    return [by] if by else [one for one in every if one != "file" or with_files]


def keys_of(task_id: object, unique_id: object, params: Mapping[str, Any]) -> dict[By, str]:
    """Return what tells what a task is of: its attachments without query, as that may be a signature; else its text."""
    about = [one for name in ("attachment", "attachments") for one in strings(params.get(name))] or strings(
        params.get("text")
    )
    file = _name_in(about[0]) if len(about) == 1 else None
    attachment = "\n".join(_bare(one) or "" for one in about) or None
    return only_texts({"task_id": task_id, "unique_id": unique_id, "attachment": attachment, "file": file})


def only_texts(keys: Mapping[By, object]) -> dict[By, str]:
    """Leave out what is no text, or empty."""
    return {kind: value for kind, value in keys.items() if isinstance(value, str) and value}


@dataclass
class Index:
    """Finds the reference of a task."""

    kinds: Sequence[By]
    """The keys that count, in the order in which they are tried."""
    entries: list[Entry] = field(default_factory=list[Entry])
    used: set[int] = field(default_factory=set[int])
    """The places of those that were found."""
    _places: dict[tuple[By, str], list[int]] = field(default_factory=dict[tuple[By, str], list[int]])

    def add_all(self, entries: Iterable[Entry]) -> None:
        """Take in the reference."""
        for entry in entries:
            for kind in self.kinds:
                if kind in entry.keys:
                    self._places.setdefault((kind, entry.keys[kind]), []).append(len(self.entries))
            self.entries.append(entry)

    def find(self, entry: Entry) -> TaskDocument | None:
        """Return the reference of a task; None if there is none.

        Raises:
            Ambiguous: There are several; it says by which key.
        """
        for kind in self.kinds:
            places = self._places.get((kind, entry.keys.get(kind, "")), ())
            if len(places) > 1:
                raise Ambiguous(kind)
            if places:
                self.used.add(places[0])
                return self.entries[places[0]].document
        return None
