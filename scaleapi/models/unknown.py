"""What a model does not know of JSON that the service sent: fields, values of enumerations, and shapes.

Entities and responses take whatever comes, so nothing else tells what the API has grown since. Each model is made into
a function once: it goes over the JSON along the annotations of the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Discriminator, Tag, TypeAdapter, ValidationError

from scaleapi.models.enums import OpenEnum
from scaleapi.models.payload import OrRaw
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import is_object, listed
from scaleapi.models.values import Uncertain
from scaleapi.problems import Loc, findings_of

__all__ = ["FreeKey", "Unknown", "UnknownKind", "unknown_in"]

UnknownKind = Literal["field", "value", "shape"]
"""A field that is not declared, a value that an enumeration does not have, or a value of another JSON type."""


class FreeKey(str):
    """A step that is a key of the user's own, such as a label; not the API's name of a field."""

    __slots__ = ()


class Unknown(NamedTuple):
    """One thing that a model does not know."""

    kind: UnknownKind
    loc: Loc
    """The way to it, seen from the value that was looked at."""
    value: Any
    """What stands there."""
    known: str = ""
    """What could stand there, as far as is known; empty for a field."""


Look = Callable[[Any, Loc], Iterable[Unknown]]
"""Looks at a value, and at what is in it. Null counts as absent: the service sends both alike."""


def unknown_in(model: type[BaseModel], value: object) -> Iterator[Unknown]:
    """List what a model does not know of a JSON value, in the order of the document. Never raises."""
    return _object(model, value, ())


def _object(model: type[BaseModel], value: object, loc: Loc) -> Iterator[Unknown]:
    if not is_object(value):
        yield Unknown("shape", loc, value, "must be an object")
        return
    fields = _fields(model)
    of_rules = {found.loc: found for found in _values_unknown_to_rules(model, value) if found.loc[0] in fields}
    yield from (found._replace(loc=(*loc, *found.loc)) for found in of_rules.values())
    if ("type",) in of_rules:
        return  # an object of a kind that is not known: so is all that is in it
    free = issubclass(model, PayloadModel) and model.free_names
    for name, item in value.items():
        if name not in fields:
            yield from () if free else (Unknown("field", (*loc, name), item),)
        elif item is not None:
            found = fields[name](item, (*loc, name))
            yield from (one for one in found if one.loc[len(loc) :] not in of_rules)


def _values_unknown_to_rules(model: type[BaseModel], value: dict[str, Any]) -> Iterator[Unknown]:
    """Find what rules know as choices: the field itself takes any string."""
    rules = model.rules if issubclass(model, PayloadModel) else ()
    found = (finding for rule in rules for finding in rule(value) if finding.code in ("choice", "unknown_tag"))
    for finding in found:
        yield Unknown("value", finding.loc, finding.value, finding.hint or finding.message)


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, Look]:
    """Make the functions for the fields of a model, by the API's names."""
    if issubclass(model, PayloadModel):
        hints = get_type_hints(model, include_extras=True)
        return {wire: _look(hints[name]) for wire, name in model.wire_names.items()}
    fields = model.model_fields
    return {field.alias or name: _look(field.rebuild_annotation()) for name, field in fields.items()}


def _look(annotation: Any, about: Sequence[object] = ()) -> Look:
    """Make the function for an annotation; `about` is what stands beside it in `Annotated`."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _look(inner, [*(one for one in more if not _lets_pass(one)), *about])
    choice = next((one for one in about if isinstance(one, Discriminator)), None)
    if choice is not None:
        return _tagged(annotation, choice)
    alternatives = [one for one in get_args(annotation) if one is not type(None)]
    if get_origin(annotation) in (Union, UnionType) and len(alternatives) == 1:
        return _look(alternatives[0], about)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return partial(_object, annotation)
    if isinstance(annotation, type) and issubclass(annotation, OpenEnum):
        return partial(_member, annotation)
    return _container(annotation, about) if get_origin(annotation) in (list, dict) else _single(annotation, about)


def _lets_pass(about: object) -> bool:
    """Tell whether a mark makes a field take values that do not fit it."""
    return about is OrRaw or isinstance(about, Uncertain)


def _tagged(union: Any, choice: Discriminator) -> Look:
    """Look along the alternative that the value's type or shape chooses."""
    tag_of = cast("Callable[[Any], str | None]", choice.discriminator)
    looks = {
        one.tag: _look(alternative)
        for alternative in get_args(union)
        for one in get_args(alternative)
        if isinstance(one, Tag)
    }

    def look(value: Any, loc: Loc) -> Iterable[Unknown]:
        tag = tag_of(value)
        if tag is None:
            return [Unknown("shape", loc, value, choice.custom_error_message or "")]
        return looks[tag](value, loc)

    return look


def _container(annotation: Any, about: Sequence[object]) -> Look:
    """Look at an array or an object as such, then at what is in it."""
    kind, *_, inner = (get_origin(annotation), *get_args(annotation))
    itself, item = _single(list[Any] if kind is list else dict[str, Any], about), _look(inner)

    def look(value: Any, loc: Loc) -> Iterator[Unknown]:
        wrong = list(itself(value, loc))
        yield from wrong
        for step, one in () if wrong else _steps(value):
            yield from item(one, (*loc, step)) if one is not None else ()

    return look


def _steps(value: object) -> Iterable[tuple[int | FreeKey, Any]]:
    return ((FreeKey(key), one) for key, one in value.items()) if is_object(value) else enumerate(listed(value))


def _single(annotation: Any, about: Sequence[object]) -> Look:
    """Look at a value that has no parts, or whose parts are anybody's."""
    if annotation is Any:
        return lambda _value, _loc: ()
    whole: Any = Annotated[annotation, *about] if about else annotation  # pyright: ignore[reportInvalidTypeForm]
    adapter = TypeAdapter[Any](whole)
    fits = adapter.validator.isinstance_python

    def look(value: Any, loc: Loc) -> Iterable[Unknown]:
        if not fits(value):
            return [_misfit(adapter, value, loc, get_args(annotation))]
        return ()

    return look


def _misfit(adapter: TypeAdapter[Any], value: Any, loc: Loc, choices: Sequence[object]) -> Unknown:
    message = ""
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        message = findings_of(error)[0].message
    is_choice = any(type(value) is type(one) for one in choices)
    return Unknown("value" if is_choice else "shape", loc, value, message)


def _member(enum: type[OpenEnum], value: object, loc: Loc) -> Iterator[Unknown]:
    if not isinstance(value, str):
        yield Unknown("shape", loc, value, "must be a string")
    elif not enum.received(value).known:
        yield Unknown("value", loc, value, "known are " + ", ".join(f"`{one}`" for one in enum))
