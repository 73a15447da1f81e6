"""Part: the base of every object inside a payload or a response; how one is checked, sent and read.

    Part(...)        checks fields and rules; mistakes raise pydantic's ValidationError, doubts are Python warnings
    checking()       inside it, mistakes and doubts are both raised: `scaleapi.validate` lists them
    reading()        inside it, nothing is raised: what does not fit stays as it came
    part.to_wire()      what is sent: what was set, under the API's names

The rules of a part look at its wire form and run even when fields failed, so that every mistake is named at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast, get_type_hints

from pydantic import (
    BaseModel,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler

from scaleapi._io.json_text import loads
from scaleapi._warn import warn_about
from scaleapi.models.json_values import dumps, plain_value
from scaleapi.models.leniency import as_meant
from scaleapi.models.reading import strict_reader
from scaleapi.models.rules import Rule, is_array, is_object
from scaleapi.models.validation_context import ValidationContext, current_context, enter, in_context, leave
from scaleapi.problems import Finding, findings_of, missing, nearest

__all__ = ["PayloadModel", "as_wire", "plain_values", "read_part"]


P = TypeVar("P", bound="PayloadModel")


def as_wire(value: Any) -> Any:
    """Turn anything that may contain parts into the plain JSON values that are sent.

    Raises:
        TypeError: Something in it has no JSON form.
        ValueError: A number is not finite, or something contains itself.
    """
    return loads(dumps(value))


def plain_values(value: object) -> Any:
    """Make dictionaries of all parts in a value.

    By hand, because pydantic cannot always serialise a part inside another one when the classes are built late.
    """
    if isinstance(value, PayloadModel):
        value = value.own_fields()
    if is_object(value):
        return {name: plain_values(item) for name, item in value.items()}
    return [plain_values(item) for item in value] if is_array(value) else value


class PayloadModel(BaseModel):
    """An object of the API: known fields are typed, others are kept and sent."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", defer_build=True, populate_by_name=True)

    rules: ClassVar[tuple[Rule, ...]] = ()
    """What must hold between the fields, beyond the type of each."""
    known_elsewhere: ClassVar[frozenset[str]] = frozenset()
    """Names that are no slips of the pen, although they are no fields here."""
    free_names: ClassVar[bool] = False
    """Whether names that are no fields here are the customer's own, such as the ids of questions."""
    wire_names: ClassVar[dict[str, str]] = {}
    """The API's name of every field → its name here."""
    renamed: ClassVar[dict[str, str]] = {}
    """The name here → the API's, of those fields for which they differ."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.wire_names = {field.alias or name: name for name, field in cls.model_fields.items()}
        cls.renamed = {name: wire for wire, name in cls.wire_names.items() if wire != name}

    @model_validator(mode="wrap")
    @classmethod
    def _in_context(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        mode = current_context()
        if mode is ValidationContext.checking:
            return _check(cls, value, handler)
        if mode is None:
            return _build(cls, value, handler)
        if mode in (ValidationContext.reading, ValidationContext.tolerant):
            return read_part(cls, value, handler)
        return _check(cls, value, handler)

    @model_serializer(mode="plain")
    def _without_parts(self) -> dict[str, Any]:
        return cast("dict[str, Any]", plain_values(self))

    def own_fields(self) -> dict[str, Any]:
        """Return what was set, and nothing else, under the API's names; parts inside stay parts."""
        names = type(self).wire_names
        extra = self.__pydantic_extra__ or {}
        sent = {wire: getattr(self, name) for wire, name in names.items() if name in self.model_fields_set}
        return {**sent, **extra}

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in super().__repr_args__() if name in self.model_fields_set)

    def _repr_html_(self) -> str:
        from scaleapi._show.html import card  # only notebooks need it

        return card(type(self).__name__, ((name or "", value) for name, value in self.__repr_args__()))

    def to_wire(self) -> dict[str, Any]:
        """Return what is sent: exactly what was set, under the API's names, as plain JSON values."""
        return cast("dict[str, Any]", as_wire(self))

    def wire(self) -> dict[str, Any]:
        """Do the same: the name before 3.0."""
        warnings.warn("wire() is now to_wire()", DeprecationWarning, stacklevel=2)
        return self.to_wire()

    @classmethod
    def read(cls, raw: object) -> Self:
        """Make the object from what the service sent, without rules.

        Never raises: a value that does not fit its field stays as it came, and an absent one reads as its default, or
        as None. What is no object at all reads as an empty one.
        """
        value: object = raw if is_object(raw) else {}
        before = enter(ValidationContext.reading)
        try:
            return cast("Self", strict_reader(cls).validate_python(value))
        except ValidationError:
            return cls.model_validate(value)
        finally:
            leave(before)


def _build(cls: type[P], value: Any, handler: ModelWrapValidatorHandler[P]) -> P:
    value = _plain(value)
    with in_context(ValidationContext.building):
        part, found = _attempt(cls, value, handler)
    _raise(cls, [finding for finding in found if finding.severity == "error"])
    if found:
        with in_context(ValidationContext.tolerant):
            part = _with_doubts(cls, value, handler)
    for doubt in found:
        warn_about(doubt.problem())
    kind = cls.model_fields.get("type")
    if kind is not None and isinstance(kind.default, str):
        part.__pydantic_fields_set__.add("type")  # the class was chosen by name: that says the type
    return part


def _with_doubts(cls: type[P], value: Any, handler: ModelWrapValidatorHandler[P]) -> P:
    """Make a part of what is only doubtful: of what was meant, and then with what was written."""
    try:
        return handler(value)
    except ValidationError as error:
        part, _ = as_meant(value, handler, findings_of(error))
        if part is None:
            raise
    written = _read_apart(cls, value)
    vars(part).update(vars(written))
    object.__setattr__(part, "__pydantic_fields_set__", written.__pydantic_fields_set__)
    return part


def _plain(value: Any) -> Any:
    """Give fields what they know: the JSON form of values of other packages, arrays in place of iterators.

    What has no JSON form stays as it is: the field says what is wrong with it.
    """
    if isinstance(value, PayloadModel):
        return value
    try:
        value = plain_value(value)
    except Exception:  # noqa: BLE001 - objects of strangers may raise anything when they are looked at
        return value
    if is_object(value):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if is_array(value) else value


def _check(cls: type[P], value: Any, handler: ModelWrapValidatorHandler[P]) -> P:
    part, found = _attempt(cls, value, handler)
    _raise(cls, found)
    return part


def _raise(cls: type[PayloadModel], findings: list[Finding]) -> None:
    if findings:
        details = [finding.details() for finding in findings]
        raise ValidationError.from_exception_data(cls.__name__, details)


def _attempt(cls: type[P], value: Any, handler: ModelWrapValidatorHandler[P]) -> tuple[P, list[Finding]]:
    part: Any = None  # it stays so if there are findings, and then nobody takes it
    found: list[Finding] = []
    try:
        part = handler(value)
    except ValidationError as error:
        part, found = as_meant(value, handler, findings_of(error))
    # A part that was made before was checked when it was made.
    return part, _with_rules(cls, _raw(cls, value), found) if is_object(value) else found


def _raw(cls: type[PayloadModel], value: dict[str, Any]) -> dict[str, Any]:
    """Return what rules look at: plain JSON values under the API's names."""
    if current_context() is ValidationContext.checking:
        return value
    named = {cls.renamed.get(name, name): field for name, field in value.items()}
    try:
        return cast("dict[str, Any]", as_wire(named)) if cls.rules else named
    except Exception:  # noqa: BLE001 - what has no JSON form is the fields' finding, or validate()'s; rules cannot look
        return named


def _with_rules(cls: type[PayloadModel], raw: dict[str, Any], found: list[Finding]) -> list[Finding]:
    found = _without_none(cls, raw, found) if found else found
    told = {finding.loc for finding in found if finding.severity == "error"}
    broken = [finding for rule in cls.rules for finding in rule(raw) if finding.loc not in told]
    if broken:
        surely = {finding.loc for finding in broken if finding.severity == "error"}
        found = [finding for finding in found if finding.loc not in surely]
        doubted = {finding.loc for finding in found}
        found += [finding for finding in broken if finding.loc not in doubted]
    return found if raw.keys() <= cls.wire_names.keys() else _with_slips(cls, raw, found)


def _without_none(cls: type[PayloadModel], raw: dict[str, Any], found: list[Finding]) -> list[Finding]:
    """Say "required", not "wrong type", where None stands in a required field."""

    def told(finding: Finding) -> Finding:
        name = finding.loc[0] if len(finding.loc) == 1 else None
        absent = name in cls.wire_names and raw.get(str(name)) is None
        return missing(finding.loc, severity=finding.severity) if absent else finding

    return [told(finding) for finding in found]


def _with_slips(cls: type[PayloadModel], raw: dict[str, Any], found: list[Finding]) -> list[Finding]:
    """Name unknown fields that are nearly a known one; of a missing field, say instead what was written for it."""
    lacking = {str(finding.loc[0]): at for at, finding in enumerate(found) if _is_missing_here(finding)}
    told = {finding.loc for finding in found}
    for name in (name for name in raw if name not in cls.wire_names and (name,) not in told):
        meant = nearest(name, lacking)
        if meant is not None:
            at = lacking[meant]
            found[at] = found[at]._replace(hint=f"did you mean `{meant}`, where you wrote `{name}`?")
        elif name not in cls.known_elsewhere:
            found += _slip(cls, name, raw)
    return found


def _is_missing_here(finding: Finding) -> bool:
    return finding.code == "missing" and len(finding.loc) == 1


def _slip(cls: type[PayloadModel], name: str, raw: dict[str, Any]) -> list[Finding]:
    meant = nearest(name, cls.wire_names.keys() - raw.keys())
    hint = f"did you mean `{meant}`?"
    return [Finding((name,), "unknown_name", "is no known field", raw[name], hint, "warning")] if meant else []


def read_part(cls: type[P], value: Any, handler: ModelWrapValidatorHandler[P]) -> P:
    """Make a part of what the service sent; where pydantic refuses, field by field."""
    try:
        return handler(value)
    except ValidationError:
        return cast("P", _read_apart(cls, value) if is_object(value) else value)


def _read_apart(cls: type[PayloadModel], raw: dict[str, Any]) -> PayloadModel:
    """Read field by field; pydantic has no way to keep those that fit when one does not."""
    part = cls.model_construct()
    names = cls.wire_names
    known = {names[key]: _fit(cls, names[key], value) for key, value in raw.items() if key in names}
    absent = cls.model_fields.keys() - part.__dict__.keys()
    vars(part).update(dict.fromkeys(absent), **known)
    object.__setattr__(part, "__pydantic_extra__", {key: raw[key] for key in raw.keys() - names.keys()})
    object.__setattr__(part, "__pydantic_fields_set__", set(known) | (raw.keys() - names.keys()))
    return part


def _fit(cls: type[PayloadModel], name: str, value: Any) -> Any:
    try:
        return _adapter(cls, name).validate_python(value)
    except ValidationError:
        return value


@cache
def _adapter(cls: type[PayloadModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(cls, include_extras=True)[name])
