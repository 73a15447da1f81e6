"""JSON documents that stay bytes: a page of a list is split without being parsed, a field is read when it is asked for.

msgspec reads what is usual, strictly. What it refuses is not wrong: half of a surrogate pair, a number of any length, a
field of another type. That takes the standard library's and pydantic's way, which everything can be read by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import msgspec
from pydantic_core import SchemaValidator, core_schema

from scaleapi._io.json_text import loads
from scaleapi.models.enums import OpenEnum

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

__all__ = ["Fields", "fields_of", "one_document", "split_page"]

_UNUSUAL = (ValueError, msgspec.MsgspecError, RecursionError)
"""What is raised for a document that has to be read in the slow way."""

_ABSENT = msgspec.Raw(b"")
_parse = msgspec.json.Decoder().decode
_moment = SchemaValidator(core_schema.datetime_schema()).validate_python


class _Page(msgspec.Struct, gc=False):
    docs: list[msgspec.Raw]
    total: Any = msgspec.UNSET
    totalDocs: Any = msgspec.UNSET
    limit: Any = msgspec.UNSET
    offset: Any = msgspec.UNSET
    has_more: Any = msgspec.UNSET
    next_token: Any = msgspec.UNSET


_split = msgspec.json.Decoder(_Page).decode
_whole = msgspec.json.Decoder(msgspec.Raw).decode


def split_page(body: bytes) -> Any:
    """Parse a page of a list, but leave its items as they are: `docs` is a list of bytes.

    Returns:
        The page as a dictionary. An unusual one is parsed in whole: its `docs`, if it has any, are what JSON says.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        page = _split(body)
        if not body.isascii():
            body.decode()  # what is left as it is has not been looked at
    except _UNUSUAL:
        return loads(body)
    # Copies, so that an item which is kept does not hold its whole page.
    values = {name: getattr(page, name) for name in _Page.__struct_fields__}
    came = {name: value for name, value in values.items() if value is not msgspec.UNSET}
    return came | {"docs": list(map(bytes, page.docs))}


def one_document(body: bytes) -> Any:
    """Leave an answer that is one thing as it is: its bytes; an unusual one is parsed.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        _whole(body)
        if not body.isascii():
            body.decode()
    except _UNUSUAL:
        return loads(body)
    return body


class Unread:
    """Stands in a class for a field that has not been read: its value is put before it when it is asked for.

    It is quicker than `__getattr__`, which Python tries last, and which reads what cannot be read here. To classes it
    does not show: fields of pydantic's models are no attributes of theirs.
    """

    __slots__ = ("_name", "_read")

    def __init__(self, name: str, read: Callable[[Any], Any] | None) -> None:
        self._name, self._read = name, read

    def __get__(self, entity: Any, owner: object = None) -> Any:
        try:
            value = getattr(entity.__pydantic_private__["_head"], self._name)
            if self._read is not None and value is not None:
                value = self._read(value)
        except (TypeError, *_UNUSUAL) as error:
            raise AttributeError(self._name) from error
        entity.__dict__[self._name] = value
        return value


class Fields:
    """How the fields of a model are read from a document: its scalars at once, what is larger when it is asked for.

    Args:
        model: A model whose fields have no validators of their own. Fields that are no strings, numbers, moments, open
            enums or containers of JSON values, or have an alias, are left out.
    """

    def __init__(self, model: type[BaseModel]) -> None:
        self._readers: dict[str, Callable[[Any], Any] | None] = {}
        struct: list[tuple[str, Any] | tuple[str, Any, Any]] = []
        for name, field in model.model_fields.items():
            kind, read = _reading(field)
            if kind is not None and field.alias is None:
                self._readers[name] = read
                default = _ABSENT if kind is msgspec.Raw else field.default
                struct.append((name, kind) if field.is_required() else (name, kind, default))
        self._head = msgspec.json.Decoder(msgspec.defstruct(model.__name__, struct, kw_only=True, gc=False)).decode

    def head(self, document: bytes) -> Any:
        """Read the scalars of a document; None if it has to be read in the slow way."""
        try:
            if not document.isascii():
                document.decode()  # what the head holds undecoded has not been looked at
            return self._head(document)
        except _UNUSUAL:
            return None

    def unread(self) -> Iterator[tuple[str, Unread]]:
        """Make what stands for each field in the class, until it is read."""
        return ((name, Unread(name, read)) for name, read in self._readers.items())

    @staticmethod
    def held(head: Any, name: str) -> bytes | None:
        """Return the JSON of a field, if it is held undecoded and is there."""
        raw = getattr(head, name, None)
        return bytes(raw) or None if isinstance(raw, msgspec.Raw) else None

    @staticmethod
    def size(head: Any, name: str) -> int:
        """Tell how many bytes of JSON a field has, if it is held undecoded; else 0."""
        raw = getattr(head, name, None)
        return memoryview(raw).nbytes if isinstance(raw, msgspec.Raw) else 0

    @staticmethod
    def parse(document: bytes) -> Any:
        """Parse a document whole; ValueError if it is no JSON."""
        try:
            return _parse(document)
        except _UNUSUAL:
            return loads(document)


@cache
def fields_of(model: type[BaseModel]) -> Fields:
    """Return how the fields of a model are read; made once."""
    return Fields(model)


def _reading(field: FieldInfo) -> tuple[Any, Callable[[Any], Any] | None]:
    """Tell as what the head holds a field, None if it does not; and how its value is made of that, if it is another."""
    kind: Any = field.annotation
    parts: set[Any] = set(get_args(kind) if get_origin(kind) in {Union, UnionType} else [kind]) - {NoneType}
    only = parts.pop() if len(parts) == 1 else None
    if only in {str, bool, int, float}:
        return kind, None
    if only is datetime:
        return _text(field), _moment
    if isinstance(only, type) and issubclass(only, OpenEnum):
        return _text(field), only.received
    if not _holds_json(kind):
        return None, None
    decode = msgspec.json.Decoder(kind).decode
    return msgspec.Raw, lambda raw: field.get_default(call_default_factory=True) if raw is _ABSENT else decode(raw)


def _text(field: FieldInfo) -> Any:
    return str if field.is_required() else str | None


def _holds_json(kind: Any) -> bool:
    """Tell whether a type is made of what JSON has, so that msgspec reads it as pydantic does."""
    origin = get_origin(kind)
    if origin in {Union, UnionType, list, dict}:
        return all(map(_holds_json, get_args(kind)))
    return kind in {str, bool, int, float, Any, NoneType}
