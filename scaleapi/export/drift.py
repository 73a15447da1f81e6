"""Drift: what the API sends that this version does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any, NamedTuple

from scaleapi._io.json_text import dumps
from scaleapi._io.paths import StrPath
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, ShownFields, ShownList
from scaleapi.export.stored import read_stored
from scaleapi.models.base import Entity
from scaleapi.models.payload import Payload, Response
from scaleapi.models.rules import is_object, listed, mapped
from scaleapi.models.task import Task
from scaleapi.models.tasks.registry import is_known, payload_class, response_class
from scaleapi.models.unknown import FreeKey, Unknown, UnknownKind, unknown_in
from scaleapi.problems import Loc, pointer_of

__all__ = ["Drift", "Drifts", "drift"]

_LONGEST = 80
"""Characters of a value that are kept: what is no enumeration after all may be long."""


@dataclass(frozen=True, slots=True, repr=False)
class Drift(ShownFields):
    """One thing that this version does not know, however often it comes."""

    kind: UnknownKind
    """`field`: not declared; `value`: none of an enumeration's; `shape`: of another JSON type than is known."""
    subject: str
    """The task type; of other entities the class, such as `Batch`."""
    path: str
    """Where it stands, as a JSON pointer with `*` for any index and for any key of the customer's own."""
    found: str
    """The value as JSON (80 characters at most) if `kind` is `value`; else its JSON type."""
    known: str
    """What is known at this place; empty for a field."""
    count: int
    """How often it came."""
    entities: int
    """In how many tasks (batches, …) it came."""
    pointer: str
    """JSON pointer to the first one."""
    id: str
    """The id of the task that has the first one."""

    def __str__(self) -> str:
        known = f" ({self.known})" if self.known else ""
        times = f"{self.count} times in {self.entities} of {self.subject}"
        return f"{self.path}: unknown {self.kind} {self.found}{known}, {times}; first {self.pointer} of {self.id}"


class Drifts(ShownList[Drift]):
    """What is not known; in a notebook a table."""

    def _rows(self) -> Rows:
        cells = ((one.subject, one.kind, one.path, one.found, one.known, one.count, one.entities) for one in self)
        return Rows(("subject", "kind", "path", "found", "known", "count", "entities"), cells, len(self))


class _Key(NamedTuple):
    """What is counted together."""

    kind: UnknownKind
    subject: str
    path: str
    found: str
    known: str


@known_keywords
def drift(entities: Iterable[Entity | StrPath] | StrPath) -> list[Drift]:
    """Find every field, value of an enumeration and shape in results that this version does not know.

    Looked at are the fields of each task, its parameters, its response, earlier responses and attempts. Of a task type
    that is not known, only that it is not is told: nothing in such a task is known. Files that a response only names
    are not fetched.

    Args:
        entities: Tasks, also a list that is still being fetched, or other entities, such as batches; or paths and URLs
            of what `write_jsonl`, `write_parquet` or `export_tasks` wrote (Parquet with `raw=True`).

    Returns:
        What was found, the most frequent first.

    Raises:
        TypeError: There is something else among the tasks.
        ScaleExportError: A line of a file is no task, or a file has no whole tasks.
        OSError: A file cannot be read.
    """
    counts, holders = Counter[_Key](), Counter[_Key]()
    first: dict[_Key, tuple[str, str]] = {}
    for entity in _read(entities):
        subject = _subject(entity)
        found = [(_key(subject, one), one.loc) for one in _unknown_of(entity)]
        counts.update(key for key, _ in found)
        holders.update({key for key, _ in found})
        for key, loc in found:
            first.setdefault(key, (pointer_of(loc), str(getattr(entity, entity.identity))))
    return Drifts(Drift(*key, count, holders[key], *first[key]) for key, count in counts.most_common())


def _read(entities: Iterable[Entity | StrPath] | StrPath) -> Iterator[Entity]:
    for one in [entities] if isinstance(entities, str | PathLike) else entities:
        if isinstance(one, Entity):
            yield one
        elif isinstance(one, str | PathLike):  # pyright: ignore[reportUnnecessaryIsInstance]
            yield from read_stored(one)
        else:
            raise TypeError(f"drift() takes tasks, or paths of files of tasks, not {type(one).__name__}")


def _subject(entity: Entity) -> str:
    return str(entity.type or "Task") if isinstance(entity, Task) else type(entity).__name__


def _unknown_of(entity: Entity) -> Iterator[Unknown]:
    raw = entity.as_dict()
    kind = raw.get("type") if isinstance(entity, Task) else None
    of_head = unknown_in(type(entity)._ours, raw)
    if not isinstance(kind, str) or not is_known(kind):
        yield from of_head
        return
    yield from (one for one in of_head if one.loc != ("type",))  # the enumeration has no type of before it
    for model, value, loc in _parts(kind, raw):
        found = unknown_in(model, value) if is_object(value) else ()
        yield from (one._replace(loc=(*loc, *one.loc)) for one in found)


def _parts(kind: str, raw: dict[str, Any]) -> Iterator[tuple[type[Payload | Response], Any, Loc]]:
    """List what a task holds that has a model of its own; what is no object there, the task's own fields tell."""
    yield payload_class(kind), raw.get("params"), ("params",)
    yield response_class(kind, raw.get("status")), raw.get("response"), ("response",)
    for at, one in enumerate(listed(raw.get("prior_responses"))):
        yield response_class(kind), one, ("prior_responses", at)
    for at, one in enumerate(listed(raw.get("attempts"))):
        yield response_class(kind), mapped(one).get("response"), ("attempts", at, "response")


def _key(subject: str, one: Unknown) -> _Key:
    steps = ("*" if isinstance(step, int | FreeKey) else step for step in one.loc)
    value = dumps(one.value).decode()[:_LONGEST] if one.kind == "value" else ""
    found = value or _json_type(one.value)
    return _Key(one.kind, subject, pointer_of(tuple(steps)), found, one.known)


def _json_type(value: object) -> str:
    return _JSON_TYPES.get(type(value), "null")


_JSON_TYPES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
}
