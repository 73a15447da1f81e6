"""Entity: what we receive. The raw JSON is the truth; typed attributes are a view of it.

An entity never fails on a new field, a new enum value, a missing optional or a changed inner shape. Only its identity
is required.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    PrivateAttr,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticSerializationError, to_json

from scaleapi._io.json_text import dumps, loads
from scaleapi._show.shown import Rows, Shown
from scaleapi._show.text import unreadable
from scaleapi.exceptions import ScaleException
from scaleapi.models.rules import is_object

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler

    from scaleapi.models.document import Fields

__all__ = ["Entity", "Json", "rows_of"]

_set = object.__setattr__
_set_names, _set_extra, _set_beside = (
    vars(BaseModel)[f"__pydantic_{name}__"].__set__ for name in ("fields_set", "extra", "private")
)
"""Set the slots of a model at once: to find them by name takes longer."""
_LARGE = 1 << 20
"""Bytes of a field that are not decoded to show it."""
_COLUMNS = ("project", "batch", "created_at")
"""Columns of tables beside the identity and what is shown."""
E = TypeVar("E", bound="Entity")

Json = dict[str, Any]
"""A JSON object as the service sent it."""


class Entity(Shown, BaseModel):
    """A thing that the service knows: typed attributes over exactly what it sent.

    - `as_dict()` is the JSON as it came; `model_dump()` and `model_dump_json()` give the same.
    - A field that this version does not declare is read as an attribute all the same.
    - A declared optional field that is absent, or does not fit its type, is None and stays in `as_dict()`.
    - Equal and hashed by identity (the class and the field named by `identity`). Frozen for its user.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        protected_namespaces=(),
        defer_build=True,
        ser_json_inf_nan="constants",
    )

    identity: ClassVar[str]
    """The field that tells one thing from another."""
    shown: ClassVar[tuple[str, ...]] = ()
    """More fields for the repr, and for tables of several."""

    _needed: ClassVar[tuple[str, ...]] = ()
    _ours: ClassVar[type[Entity]] = cast("type[Entity]", BaseModel)  # pydantic 2.9 needs some value here
    """This class, or the one of this package that a user's class is made of."""
    _fields: ClassVar[Fields | None] = None
    """How fields are read from bytes; made for a class when its first document comes."""

    _raw: Json | None = PrivateAttr(default=None)
    """The JSON; None as long as nobody has asked for more than some fields of `_bytes`."""
    _bytes: bytes | None = PrivateAttr(default=None)
    """The document as it came, if it came as one."""
    _head: Any = PrivateAttr(default=None)
    """The scalars of `_bytes`."""
    _client: Any = PrivateAttr(default=None)
    _request_id: str | None = PrivateAttr(default=None)

    def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None:
        """Make an entity by hand: of JSON as the service sends it, and of a client, as SDK 2.x does; or of its fields.

        JSON may lack what the service always sends: the id of a thing that is still to be created reads as None.

        Raises:
            TypeError: The JSON is no dictionary, or fields are given beside it.
            pydantic.ValidationError: Fields are given alone, and do not fit.
        """
        if json is None:
            super().__init__(**fields)
        elif fields or not is_object(json):
            raise TypeError(f"{type(self).__name__} takes a dictionary and a client, or fields by name, not both")
        else:
            self._hold(json)
        self._beside()["_client"] = client

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    # Which tells pydantic to validate without it: subclasses have constructors of their own.

    @property
    def request_id(self) -> str | None:
        """The id that the service gave the request which this came from; None if it came from a file or a copy."""
        return self._request_id

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        # pydantic's own makes each private attribute's default by itself, a third of the time of reading a task.
        type.__setattr__(cls, "model_post_init", Entity._begin)
        cls.__pydantic_custom_init__ = False  # validation never calls the constructor, which a subclass may change
        # Subclasses of a user's may have attributes of their own, of any type: `scene = None`, `scene: Scene = None`.
        cls.model_config["ignored_types"], cls.model_config["arbitrary_types_allowed"] = (object,), True
        cls._ours = cls if cls.__module__.startswith("scaleapi.") else cls._ours
        cls._fields = None  # not those of the class that it is made of
        cls._needed = tuple(
            field.alias or name for name, field in cls._ours.model_fields.items() if field.is_required()
        )

    @classmethod
    def received(cls, raw: Any) -> Self:
        """Take what came in a list, as bytes or parsed: each field is read when it is first asked for.

        Of most of a long list a few fields are read, and reading all of them takes most of the time of making an
        entity. Anything but the usual shape is read at once.

        Raises:
            pydantic.ValidationError: It lacks what identifies a thing.
            ValueError: The bytes are no JSON.
        """
        if type(raw) is bytes:
            fields = cls._fields or cls._know_fields()
            head = fields.head(raw) if cls is cls._ours else None
            if head is None:
                return cls.received(fields.parse(raw))
            entity = cls.__new__(cls)
            entity._hold(None, raw, head)
            return entity
        if type(raw) is not dict or not all(type(cast("Json", raw).get(name)) is str for name in cls._needed):
            return cls.model_validate(raw)
        entity = cls.__new__(cls)
        entity._hold(cast("Json", raw))
        return entity

    @classmethod
    def _know_fields(cls) -> Fields:
        from scaleapi.models.document import fields_of  # makes more of pydantic than a small program needs

        cls._fields = fields_of(cls._ours)
        for name, unread in cls._fields.unread():
            type.__setattr__(cls._ours, name, unread)
        return cls._fields

    def _hold(self, raw: Json | None, document: bytes | None = None, head: Any = None) -> None:
        """Take JSON whose fields are read later."""
        _set_names(self, set())
        _set_extra(self, None)
        _set_beside(self, _beside(raw, document, head))

    def _field(self, name: str) -> Any:
        """Read a field that was not read from the head: with all others."""
        beside = self._beside()
        if beside["_head"] is None and beside["_bytes"] is not None:  # it comes from a pickle
            beside["_head"] = (self._fields or self._know_fields()).head(beside["_bytes"])
            if beside["_head"] is not None:
                return getattr(self, name)
        self._read()
        return vars(self)[name]

    def _read(self) -> None:
        """Read all fields of what is held."""
        whole = _without_needs(type(self), self.as_dict())
        _set(self, "__dict__", {**whole.__dict__, **self.__dict__})
        _set(self, "__pydantic_fields_set__", whole.__pydantic_fields_set__ | self.__pydantic_fields_set__)

    def _begin(self, context: Any, /) -> None:  # noqa: ARG002  (pydantic's signature)
        _set(self, "__pydantic_private__", _beside({}))

    @model_validator(mode="wrap")
    @classmethod
    def _keep_raw(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            entity = handler(data)
        except ValidationError as error:
            entity = handler(_without_misfits(data, error))
        if isinstance(data, dict):
            entity._beside()["_raw"] = data
        return entity

    def _beside(self) -> dict[str, Any]:
        """Return what is kept beside the fields: to write there is much faster than to set an attribute."""
        return cast("dict[str, Any]", self.__pydantic_private__)

    def _belongs(self, client: object, request_id: str | None) -> None:
        """Note down where this came from."""
        beside = self._beside()
        beside["_client"], beside["_request_id"] = client, request_id

    @model_serializer(mode="plain")
    def _as_received(self) -> dict[str, Any]:
        return self.as_dict()

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Write the JSON as it came; half a surrogate pair, which UTF-8 has no place for, as an escape."""
        try:
            if options:
                return super().model_dump_json(indent=indent, **options)
            return to_json(self.as_dict(), indent=indent).decode()  # the model's own alters names with half a pair
        except PydanticSerializationError:
            return dumps(self.as_dict()).decode() if indent is None else json.dumps(self.as_dict(), indent=indent)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Read what `model_dump_json` wrote, or the service sent: whatever the standard library's `json` reads."""
        try:
            raw = loads(bytes(json_data) if isinstance(json_data, bytearray) else json_data)
        except ValueError:
            return super().model_validate_json(json_data, **options)  # which says what is wrong with it
        return cls.model_validate(raw, **options)

    def as_dict(self) -> Json:
        """Return exactly the JSON that came over the wire: unknown fields included, absent keys absent."""
        beside = self._beside()
        if beside["_raw"] is None:
            beside["_raw"] = (self._fields or self._know_fields()).parse(beside["_bytes"])
        return cast("Json", beside["_raw"])

    def as_json(self) -> bytes:
        """Return the JSON on one line, without a line break at its end: byte for byte as it came, if it can be.

        That is so for what came in a list or from a file of JSON lines, unless `as_dict()` was called, whose result can
        have been changed.
        """
        beside = self._beside()
        document: bytes | None = beside["_bytes"]
        as_it_came = document is not None and beside["_raw"] is None and b"\n" not in document and b"\r" not in document
        return cast("bytes", document) if as_it_came else dumps(self.as_dict())

    def raw_value(self, name: str) -> Any:
        """Return one value of the JSON as it came, by its name there; None if it is absent or null."""
        text = getattr(self._beside()["_head"], name, None)
        return text if type(text) is str else self.as_dict().get(name)

    def _undecoded(self, name: str) -> bytes | None:
        """Return the JSON of a field that nobody has read yet, if it is held as it came; None for an absent one."""
        head, fields = self._beside()["_head"], self._fields
        return fields.held(head, name) if fields and head is not None and name not in self.__dict__ else None

    def _absorb(self, other: Self) -> None:
        """Take over what the service now says of this thing."""
        for name in type(self).model_fields:
            object.__setattr__(self, name, getattr(other, name))
        held = {name: value for name, value in other._beside().items() if name != "_client"}
        self._beside().update(held)

    def _caller(self, method: str, *arguments: str) -> Any:
        """Return the client, or say which of its methods to call instead."""
        if self._client is None or not getattr(self._client, "_carried", True):
            call = f"client.{method}({', '.join(arguments)})"
            raise ScaleException(
                f"This {type(self).__name__} has no ScaleClient: it came from an AsyncScaleClient, a file or a pickle. "
                f"Call {call} instead (with await on an AsyncScaleClient)."
            )
        return self._client

    def __getstate__(self) -> dict[Any, Any]:
        """Leave the client behind: it holds connections and the key."""
        beside = self._beside()
        return {**super().__getstate__(), "__pydantic_private__": _beside(beside["_raw"], beside["_bytes"])}

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        twin = type(self).__new__(type(self))
        beside = self._beside()
        twin._hold(copy.deepcopy(beside["_raw"], memo), beside["_bytes"], beside["_head"])
        twin._client = self._client
        known = type(self)._ours.model_fields
        own = {name: value for name, value in self.__dict__.items() if name not in known}
        vars(twin).update(copy.deepcopy(own, memo))
        return twin

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse to change what the service sent; a subclass of a user's may have attributes of its own."""
        if name not in type(self)._ours.model_fields and type(self) is not type(self)._ours:
            _set(self, name, value)
        else:
            super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entity) or type(self) is not type(other):
            return NotImplemented
        mine = getattr(self, self.identity)
        return self is other if mine is None else bool(mine == getattr(other, self.identity))

    def __hash__(self) -> int:
        mine = getattr(self, self.identity)
        return id(self) if mine is None else hash((type(self), mine))

    def _facts(self) -> list[tuple[str, object]]:
        return self._known((self.identity, *self.shown))

    def _details(self) -> list[tuple[str, object]]:
        names = dict.fromkeys((self.identity, *self.shown, *type(self)._ours.model_fields))
        return [(name, value) for name, value in self._known(names) if value not in ([], {})]

    def _known(self, names: Iterable[str]) -> list[tuple[str, object]]:
        return [(name, value) for name in names if (value := self._told(name)) is not None]

    def _told(self, name: str) -> object:
        """Read a field to show it, whatever is there; the size of one that would take long to decode."""
        beside, fields = self._beside(), self._fields
        size = fields.size(beside["_head"], name) if fields and name not in self.__dict__ else 0
        if size > _LARGE:
            return f"({size:,} bytes of JSON)"
        try:
            return cast("object", getattr(self, name))
        except Exception as error:  # noqa: BLE001 - what cannot be read must not hide the rest
            return unreadable(error)

    def __str__(self) -> str:
        return repr(self)

    @property
    def model_fields_set(self) -> set[str]:
        """Return the names of the fields that came."""
        self._read()
        return self.__pydantic_fields_set__

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:
        """Go over the fields, as `dict(entity)` does."""
        self._read()
        return super().__iter__()

    # Hidden from type checkers, so that a misspelt attribute is still a type error.
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name[:1] != "_":
                beside = self.__pydantic_private__
                if name in type(self).model_fields and name not in self.__dict__:
                    return self._field(name)
                raw = self.as_dict() if beside and not _is_without(beside, name) else {}
                if name in raw:
                    return raw[name]
                found, value = self._beyond(name, raw)
                if found:
                    return value
            return super().__getattr__(name)

    @classmethod
    def _beyond(cls, name: str, raw: Json) -> tuple[bool, Any]:  # noqa: ARG003  (for subclasses)
        """Look further for an attribute that is nowhere on the first level: (found, value)."""
        return False, None


def _is_without(beside: dict[str, Any], name: str) -> bool:
    """Tell whether a name is nowhere in a document, without parsing it: rich asks everything for a name of nothing."""
    document = beside["_bytes"]
    if document is None or beside["_raw"] is not None:
        return False
    return name.encode("utf-8", "replace") not in document and b"\\u" not in document


def rows_of(entities: Sequence[object]) -> Rows:
    """Make a table of entities; of other things, what they are."""
    kind = type(entities[0]) if entities else None
    if kind is None or not issubclass(kind, Entity):
        return Rows(("item",), ([one] for one in entities), len(entities))
    names = (kind.identity, *kind.shown, *(name for name in _COLUMNS if name in kind.model_fields))
    cells = ([one._told(name) if isinstance(one, Entity) else "" for name in names] for one in entities)
    return Rows(names, cells, len(entities))


def _beside(raw: Json | None, document: bytes | None = None, head: Any = None) -> dict[str, Any]:
    return {"_raw": raw, "_bytes": document, "_head": head, "_client": None, "_request_id": None}


def _without_needs(cls: type[E], raw: Json) -> E:
    """Read JSON that may lack what identifies a thing: that reads as None."""
    try:
        return cls.model_validate(raw)
    except ValidationError:
        ours, whole = cls._ours, cls.__new__(cls)
        lacking = [name for name, field in ours.model_fields.items() if field.is_required() and name not in raw]
        lacking += [name for name, value in raw.items() if name in ours._needed and type(value) is not str]
        whole._hold(raw)
        read = ours.model_validate({**raw, **dict.fromkeys(lacking, "")})
        own = {name: field for name, field in cls.model_fields.items() if name not in ours.model_fields}
        vars(whole).update({name: raw.get(name, _default(field)) for name, field in own.items()})
        vars(whole).update(vars(read) | dict.fromkeys(lacking))
        return whole


def _default(field: FieldInfo) -> Any:
    return None if field.is_required() else field.get_default(call_default_factory=True)


def _without_misfits(data: Any, error: ValidationError) -> Json:
    """Drop the values that do not fit, so that they read as absent; required ones then fail for good."""
    misfits = {problem["loc"][0] for problem in error.errors(include_url=False, include_input=False) if problem["loc"]}
    if not isinstance(data, dict):
        raise error
    fields: Json = cast("Json", data)
    return {name: value for name, value in fields.items() if name not in misfits}
