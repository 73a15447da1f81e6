"""From what users give, and from JSON text, to plain JSON values; and what cannot be sent at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from scaleapi._io.json_text import loads
from scaleapi.models.json_values import dumps, plain_value
from scaleapi.models.rules import is_array, is_object
from scaleapi.problems import Finding

__all__ = ["wire_of", "wire_of_text"]

_DEEPEST = 100


class _Msgspec(NamedTuple):
    """Reads and writes JSON whose numbers are finite and whose texts are Unicode."""

    encode: Callable[[object], bytes]
    decode: Callable[[str | bytes], Any]
    unusual: tuple[type[Exception], ...]
    """What is raised for other JSON, some of which `loads` reads."""


@cache
def _msgspec() -> _Msgspec:
    import msgspec  # costs time, which a client that sends nothing need not spend

    unusual = (ValueError, RecursionError, msgspec.MsgspecError)
    return _Msgspec(msgspec.json.Encoder().encode, msgspec.json.Decoder().decode, unusual)


def wire_of_text(text: str | bytes) -> tuple[Any, list[Finding]]:
    """Parse JSON, and return what `wire_of` would make of it: in one go, if nothing in it is unusual.

    Raises:
        ValueError: It is no JSON.
    """
    _, decode, unusual = _msgspec()
    try:
        return decode(text), []
    except unusual:
        return wire_of(loads(text))


def wire_of(value: object) -> tuple[Any, list[Finding]]:
    """Return the plain JSON form of anything, and a finding for each value in it that has none. Never raises.

    What has none is None in the form that is returned.
    """
    try:
        return _copy(value), []
    except Exception:  # noqa: BLE001 - whatever was wrong, the walk below says what and where
        walk = _Walk()
        return walk.plain(value, ()), walk.findings


def _copy(value: object) -> Any:
    """Write and parse a value. What comes back from msgspec as it was is plain; of the rest it has forms of its own."""
    encode, decode, _ = _msgspec()
    try:
        copy = decode(encode(value))
        is_plain = bool(copy == value)
    except Exception:  # noqa: BLE001 - what it does not know may have a JSON form all the same
        copy, is_plain = None, False
    return copy if is_plain else loads(dumps(value))


class _Walk:
    """A slow way through a value, which looks at everything by itself."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._above: set[int] = set()

    def plain(self, value: object, loc: tuple[str | int, ...]) -> Any:
        if id(value) in self._above or len(loc) > _DEEPEST:
            return self._refuse(value, loc, "contains itself, or is nested too deeply")
        self._above.add(id(value))
        try:
            return self._entries(plain_value(value), loc)
        except Exception:  # noqa: BLE001 - objects of strangers may raise anything when they are looked at
            return self._refuse(value, loc, _reason(value))
        finally:
            self._above.discard(id(value))

    def _entries(self, form: Any, loc: tuple[str | int, ...]) -> Any:
        if is_object(form):
            keyed = [(_key(key), item) for key, item in form.items()]
            return {key: self.plain(item, (*loc, key)) for key, item in keyed}
        if is_array(form):
            return [self.plain(item, (*loc, at)) for at, item in enumerate(form)]
        return form

    def _refuse(self, value: object, loc: tuple[str | int, ...], message: str) -> None:
        self.findings.append(Finding(loc, "not_json", message, value))


def _key(key: object) -> str:
    """Write a key of a mapping, which may be a number or of a class of numpy's."""
    form = plain_value(key)
    if not isinstance(form, (str, int, float, bool)) and form is not None:
        raise TypeError(f"a {type(key).__name__} is no key of a JSON object")
    return str(next(iter(loads(dumps({form: None})))))


def _reason(value: object) -> str:
    if isinstance(value, float) or type(value).__name__ == "Decimal":
        return "must be a finite number: JSON has no other"
    return f"cannot be sent as JSON, being of type `{type(value).__name__}`"
