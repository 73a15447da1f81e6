"""The types of payload models in msgspec's terms, made of the models' annotations: there is no second description.

What msgspec takes for such a type, the model takes without a finding of its fields. The reverse is not so: these types
know no leniency, and no name that is not in the models. A union whose discriminator looks at a value is JSON of any
kind to msgspec, and is looked at afterwards, as the rules do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, wraps
from inspect import unwrap
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, ForwardRef, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from annotated_types import MaxLen, MinLen
from pydantic import Discriminator, Strict, Tag
from pydantic.fields import FieldInfo

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, read_by
from scaleapi.models.values import Alternatives, Priority, Uncertain

__all__ = ["Checks", "checks_of"]

Look = Callable[[Any], bool]
"""Tells whether nothing more is found in a value whose type has been checked."""

_Models = tuple[type[PayloadModel], ...]


class Checks(NamedTuple):
    """What is checked of a value."""

    kind: Any
    """The type, in msgspec's terms."""
    look: Look | None = None
    """What more must hold; None if there is nothing."""


class _Nothing(msgspec.Struct):
    """Takes no value at all."""

    never: Annotated[int, msgspec.Meta(gt=0, lt=1)]


_LEVELS = 5
"""How often a model may be inside itself: labels have finer labels."""
_MADE: dict[tuple[type[PayloadModel], int], Checks] = {}


def checks_of(model: type[PayloadModel], outer: _Models = ()) -> Checks:
    """Return what is checked of an object of a model.

    Args:
        model: A payload, or a part of one.
        outer: The models that it is inside of.

    Raises:
        TypeError: An annotation is of a kind that no model has had so far.
    """
    level = outer.count(model)
    if level >= _LEVELS:
        return Checks(_Nothing)
    if (model, level) not in _MADE:
        _MADE[model, level] = _made(model, (*outer, model))
    return _MADE[model, level]


def _made(model: type[PayloadModel], outer: _Models) -> Checks:
    hints = _hints(model)
    fields = {name: _of_marked(hints[name], field.metadata, outer) for name, field in model.model_fields.items()}
    struct = msgspec.defstruct(
        model.__name__,
        [_field(name, fields[name].kind, field) for name, field in model.model_fields.items()],
        kw_only=True,
        forbid_unknown_fields=True,
        rename=model.renamed,
        gc=False,
    )
    rules = [unwrap(rule) for rule in model.rules]  # a doubt is a finding, too
    looks = [(model.renamed.get(name, name), unwrap(one.look)) for name, one in fields.items() if one.look is not None]
    return Checks(struct, _of_object(rules, looks) if rules or looks else None)


def _hints(model: type[PayloadModel]) -> dict[str, Any]:
    """Read the annotations of a model; pydantic has done so, unless they name what was not yet defined."""
    hints = {name: field.annotation for name, field in model.model_fields.items()}
    late = any(isinstance(hint, ForwardRef) for hint in hints.values())
    return get_type_hints(model, include_extras=True) if late else hints


def _field(name: str, kind: Any, field: FieldInfo) -> tuple[str, Any] | tuple[str, Any, Any]:
    return (name, kind) if field.is_required() else (name, kind, None)


def _of_object(rules: list[Rule], looks: list[tuple[str, Look]]) -> Look:
    """Run the rules of an object, and look at those of its fields that need it; not again at what was right before."""
    common = sorted({name for rule in rules for name in read_by(rule)})
    if not common:
        return _each(rules, looks)
    again = _each([one for one in rules if read_by(one)], [one for one in looks if one[0] in common])
    other = _each([one for one in rules if not read_by(one)], [one for one in looks if one[0] not in common])
    seen = _remembered(common, again)
    return lambda raw: seen(raw) and other(raw)


_MOST, _LONGEST = 64, 1 << 16
"""How many values are remembered of each model, and how many bytes of JSON one may have."""


def _remembered(names: list[str], look: Look) -> Look:
    """Remember in what nothing was found: labels, geometries and attributes are the same in thousands of payloads.

    They are compared as JSON, which tells 1 from 1.0, and is the copy that nobody changes.
    """
    encode, seen = msgspec.json.Encoder().encode, dict[bytes, None]()

    def remember(text: bytes) -> None:
        if len(seen) >= _MOST:
            seen.clear()
        seen[text] = None

    def remembering(raw: dict[str, Any]) -> bool:
        text = encode([raw.get(name) for name in names])
        if text in seen:
            return True
        fine = look(raw)
        if fine and len(text) <= _LONGEST:
            remember(text)
        return fine

    return remembering


def _each(rules: list[Rule], looks: list[tuple[str, Look]]) -> Look:
    """Run rules, and look at fields."""

    def look(raw: dict[str, Any]) -> bool:
        for rule in rules:
            for _ in rule(raw):
                return False
        for name, inner in looks:
            value = raw.get(name)
            if value is not None and not inner(value):
                return False
        return True

    return look


def _of(hint: Any, outer: _Models) -> Checks:
    """Read the annotation of a field, or a part of one."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_marked(hint, (), outer)
    if origin in (Union, UnionType):
        return _of_union([Checks(int) if one is int and float in inner else _of(one, outer) for one in inner])
    if origin in (list, dict):
        return _of_container(origin, inner, outer)
    if isinstance(hint, type) and issubclass(hint, PayloadModel):
        return checks_of(hint, outer)
    if origin is Literal or hint in _SIMPLE:
        return Checks(_SIMPLE.get(hint, hint))
    raise TypeError(f"no payload has had a field of type {hint} so far: write down here what is checked of it")


_SIMPLE: dict[Any, Any] = {
    Any: Any,
    NoneType: NoneType,
    bool: bool,
    float: float,
    int: int | Annotated[float, msgspec.Meta(multiple_of=1)],  # 10.0, too: JSON does not tell them apart
    str: str,
}
"""Annotation → type in msgspec's terms."""


def _of_marked(hint: Any, more: Iterable[Any], outer: _Models) -> Checks:
    """Read an annotation with metadata, and with more that the field has."""
    plain, *given = get_args(hint) if get_origin(hint) is Annotated else [hint]
    marks: list[Any] = []
    for mark in (*given, *more):
        parts = mark.metadata if isinstance(mark, FieldInfo) else [mark]
        marks += [one for one in parts if one not in marks]  # pydantic has put most of them to the field, too
    choices = [mark.discriminator for mark in marks if isinstance(mark, Discriminator)]
    checks = _of_choice(plain, cast("Callable[[Any], Any]", choices[0]), outer) if choices else _of(plain, outer)
    return checks._replace(kind=_limited(checks.kind, marks))


_REFUSE_NOTHING = (Alternatives, Discriminator, Strict, Tag, Uncertain)
"""Metadata about conversions, messages and doubts: a value of the annotated type has no finding."""


def _limited(kind: Any, marks: Iterable[Any]) -> Any:
    """Limit a type as metadata says."""
    for mark in marks:
        if isinstance(mark, MinLen):
            kind = Annotated[kind, msgspec.Meta(min_length=mark.min_length)]
        elif isinstance(mark, MaxLen):
            kind = Annotated[kind, msgspec.Meta(max_length=mark.max_length)]
        elif not isinstance(mark, _REFUSE_NOTHING) and mark not in get_args(Priority):
            raise TypeError(f"no payload has had a field with {mark!r} so far: write down here what is checked for it")
    return kind


def _of_container(origin: Any, inner: tuple[Any, ...], outer: _Models) -> Checks:
    """Read the annotation of an array, or of an object whose names are the user's."""
    items = _of(inner[-1], outer)
    each = _each_item if origin is list else _each_value
    return Checks(GenericAlias(origin, (*inner[:-1], items.kind)), None if items.look is None else each(items.look))


def _each_item(inner: Look) -> Look:
    return lambda items: all(map(inner, items))


def _each_value(inner: Look) -> Look:
    return lambda named: all(map(inner, named.values()))


def _of_union(alternatives: list[Checks]) -> Checks:
    """Read a union without a discriminator."""
    kind = _one_of(alternatives)
    looks = [one.look for one in alternatives if one.look is not None]
    if looks and len(alternatives) > 2:
        raise TypeError(f"{kind} needs a discriminator, which tells whose rules are to be run")
    return Checks(kind, _unless_null(looks[0]) if looks else None)


def _one_of(alternatives: Iterable[Checks]) -> Any:
    return Union[tuple(one.kind for one in alternatives)]  # noqa: UP007 - the types are known only now


def _unless_null(inner: Look) -> Look:
    @wraps(inner)
    def look(value: object) -> bool:
        return value is None or inner(value)

    return look


def _of_choice(hint: Any, choose: Callable[[Any], str | None], outer: _Models) -> Checks:
    """Read a union with a discriminator: msgspec tells shapes apart by itself, else the discriminator is asked."""
    alternatives = {_tag(one): one for one in get_args(hint)}
    if not vars(choose).get("by_shape"):
        return Checks(Any, _look_at_chosen(choose, alternatives))
    shapes = {tag: _of(one, outer) for tag, one in alternatives.items()}
    looks = {tag: one.look for tag, one in shapes.items() if one.look is not None}
    return Checks(_one_of(shapes.values()), _look_by_shape(choose, looks) if looks else None)


def _tag(alternative: Any) -> str:
    return next(mark.tag for mark in get_args(alternative) if isinstance(mark, Tag))


def _look_at_chosen(choose: Callable[[Any], str | None], alternatives: dict[str, Any]) -> Look:
    """Check type and rules of the alternative that is chosen, which is read when it is first chosen."""

    @cache
    def chosen(tag: str) -> Checks:
        return _of(alternatives[tag], ())

    def look(value: object) -> bool:
        tag = choose(value)
        if tag is None:
            return False
        kind, inner = chosen(tag)
        msgspec.convert(value, kind)
        return inner is None or inner(value)

    return look


def _look_by_shape(choose: Callable[[Any], str | None], looks: dict[str, Look]) -> Look:
    def look(value: object) -> bool:
        inner = looks.get(choose(value) or "")
        return inner is None or inner(value)

    return look
