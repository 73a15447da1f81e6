"""Tables: how results become rows. Declared beside the response models, so never guessed from the data. Pure.

A response, with its files, is a row of *blocks*: arrays of items, each from one place. A table says which columns the
items have, and how to find the blocks. Whatever an item has beyond its columns, or what does not fit them, goes to the
column `rest`, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from scaleapi.models.rules import is_array, is_object, mapped

__all__ = [
    "ANSWER",
    "ANYTHING",
    "ATTRIBUTES",
    "LABEL",
    "UUID",
    "Arrays",
    "Block",
    "Column",
    "Content",
    "Files",
    "Kind",
    "Table",
    "answers",
    "beside",
    "each_field",
    "flat",
    "from_frames",
    "without",
]

Raw = Mapping[str, Any]


class Kind(StrEnum):
    """What a column holds."""

    text = "text"
    number = "number"
    """A float of 64 bits."""
    integer = "integer"
    """An integer of 64 bits."""
    boolean = "boolean"
    moment = "moment"
    """A UTC timestamp, in microseconds."""
    json = "json"
    """Anything, as JSON text."""
    texts = "texts"
    """A list of texts."""
    integers = "integers"
    """A list of integers of 64 bits."""
    vertices = "vertices"
    """A list of structs of `x`, `y` and, for cuboids, `description`."""
    edges = "edges"
    """A list of structs of `x1`, `y1`, `x2`, `y2` and `description`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, and where that stands in an item."""

    name: str
    kind: Kind
    about: str
    """For people."""
    key: str = ""
    """The key in the item; the column's own name if empty."""
    only: type | tuple[type, ...] | None = None
    """For a value that has a column of its own for each type: which type this one takes."""


class Content:
    """What a file behind a URL of the response holds."""

    place: str | None = None
    """Where it was stored, if it is kept as it is: the masks of a segmentation."""

    def whole(self) -> Any:
        """Read all of it."""
        raise NotImplementedError

    def items(self) -> Iterator[Any]:
        """Read it item by item, being an array."""
        raise NotImplementedError


Files = Mapping[str, Content]
"""Files by the field of the response that names them; those that were not fetched are absent."""


class Block(NamedTuple):
    """Items from one array; what is no object is read all the same, into `rest`."""

    part: str
    """The name of the array."""
    items: Sequence[Any]
    place: Mapping[str, Any] = {}
    """Columns that are the same for all items."""
    from_file: bool = False
    """Whether the array is not in the response, but in one of its files."""


@dataclass(frozen=True, slots=True)
class Table:
    """The annotations of a task type: an item a row.

    Every table begins with `task_id`, `part` (the array's name) and `index` (the item's place in it, from 0), and ends
    with `rest` (JSON: what of the item has no column, or does not fit it).
    """

    columns: tuple[Column, ...]
    blocks: Callable[[Raw, Files], Iterator[Block]]
    beside: Callable[[Raw], Iterator[Block]] | None = None
    """Finds more items in the task itself, beside its response."""
    explain: Callable[[Raw, Block], Block] | None = None
    """Adds to the items of a block what the task's parameters say of them."""
    keys: frozenset[str] = field(init=False)
    """What of an item has a column."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(column.key or column.name for column in self.columns))


UUID = Column("uuid", Kind.text, "the annotation's id")
LABEL = Column("label", Kind.text, "the leaf label")
ATTRIBUTES = Column("attributes", Kind.json, "the answers about it, by attribute")

ANSWER = (
    Column("field", Kind.text, "what was asked: the field's id or key"),
    Column("type", Kind.text, "the field's type, where the answer tells it"),
    Column("value", Kind.json, "the answer, whatever it is"),
    Column("text", Kind.text, "the answer, if it is a text", key="value", only=str),
    Column("number", Kind.number, "the answer, if it is a number", key="value", only=(int, float)),
    Column("boolean", Kind.boolean, "the answer, if it is true or false", key="value", only=bool),
    Column("texts", Kind.texts, "the answer, if it is an array of texts", key="value", only=list),
)
"""The columns of answers to questions."""


def without(raw: Raw, *names: str) -> dict[str, Any]:
    """Leave out keys."""
    return {name: value for name, value in raw.items() if name not in names}


class Arrays:
    """Finds items in arrays of the response."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def __call__(self, response: Raw, files: Files) -> Iterator[Block]:
        """List the arrays that are there."""
        del files
        return (Block(name, response[name]) for name in self.names if is_array(response.get(name)))


def flat(item: Any, *names: str) -> Any:
    """Bring what objects inside an item hold up to its own level: `position: {x}` becomes `position.x`."""
    if not is_object(item):
        return item
    inner = {f"{name}.{key}": value for name in names for key, value in mapped(item.get(name)).items()}
    return {**without(item, *(name for name in names if is_object(item.get(name)))), **inner}


def each_field(name: str, fields: Any, place: Raw | None = None) -> Iterator[Block]:
    """Make a row of each answer in an object of answers."""
    if is_object(fields):
        yield Block(name, [{"field": key, "value": value} for key, value in fields.items()], place or {})


def answers(response: Raw, files: Files) -> Iterator[Block]:
    """Make a row of each field of the response, and of each item of its `annotations`; of files, a row each."""
    for name, value in response.items():
        items = value if name == "annotations" and is_array(value) else [value]
        yield Block(name, [{"value": item} for item in items], {"field": name})
    for name, content in files.items():
        yield Block(name, [{"value": content.whole()}], {"field": name}, from_file=True)


ANYTHING = Table(ANSWER, answers)
"""The table of task types whose answers have no known form."""


def beside(value: Any, *names: str) -> list[Any]:
    """List what is left of an object once the arrays of these names are taken out; of anything else, itself."""
    if not is_object(value):
        return [value]
    left = {name: one for name, one in value.items() if name not in names or not is_array(one)}
    return [left] if left else []


def from_frames(
    part: str, find: Callable[[int, dict[str, Any]], Iterator[Block]], *names: str
) -> Callable[[Raw, Files], Iterator[Block]]:
    """Find items in the file of frames; what else a frame holds is a row of the part `frame`.

    Args:
        part: The field of the response that names the file.
        find: Makes blocks of a frame, given its number.
        names: The arrays of a frame that `find` looks at.
    """

    def blocks(_: Raw, files: Files) -> Iterator[Block]:
        content = files.get(part)
        for number, frame in enumerate(content.items() if content is not None else ()):
            if is_object(frame):
                yield from find(number, frame)
            yield Block("frame", beside(frame, *names), {"frame": number}, from_file=True)

    return blocks
