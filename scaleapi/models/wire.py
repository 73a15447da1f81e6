"""From what users give to plain JSON values, and what cannot be sent at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from pydantic_core import from_json, to_json

from scaleapi.models.part import Part, as_wire, is_mapping, plain_mapping
from scaleapi.problems import Finding

__all__ = ["wire_of"]

_DEEPEST = 100


def wire_of(value: object) -> tuple[Any, list[Finding]]:
    """Return the plain JSON form of anything, and a finding for each value in it that has none. Never raises.

    What has none is None in the form that is returned.
    """
    try:
        body = to_json(value, fallback=plain_mapping)
        if b"NaN" not in body and b"Infinity" not in body:
            return from_json(body), []
    except Exception:  # noqa: BLE001, S110 - whatever was wrong, the walk below says what and where
        pass
    walk = _Walk()
    return walk.plain(value, ()), walk.findings


class _Walk:
    """A slow way through a value, which looks at everything by itself."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._above: set[int] = set()

    def plain(self, value: object, loc: tuple[str | int, ...]) -> Any:
        try:
            return self._plain(value, loc)
        except Exception:  # noqa: BLE001 - objects of strangers may raise anything when they are looked at
            return self._refuse(value, loc, _reason(value))

    def _plain(self, value: object, loc: tuple[str | int, ...]) -> Any:
        if isinstance(value, (Mapping, list, tuple, Part)):
            return self._container(cast("Any", value), loc)
        if isinstance(value, float) and not math.isfinite(value):
            return self._refuse(value, loc, "must be a finite number: JSON has no other")
        return as_wire(value)

    def _container(self, value: object, loc: tuple[str | int, ...]) -> Any:
        if id(value) in self._above or len(loc) > _DEEPEST:
            return self._refuse(value, loc, "contains itself, or is nested too deeply")
        self._above.add(id(value))
        try:
            return self._entries(value, loc)
        finally:
            self._above.discard(id(value))

    def _entries(self, value: Any, loc: tuple[str | int, ...]) -> Any:
        if isinstance(value, Part):
            return self._entries(value.own_values(), loc)
        if is_mapping(value):
            return {key: self.plain(item, (*loc, key)) for key, item in self._keyed(dict(value))}
        return [self.plain(item, (*loc, at)) for at, item in enumerate(value)]

    @staticmethod
    def _keyed(entries: dict[Any, Any]) -> list[tuple[str, Any]]:
        return [(next(iter(as_wire({key: None}))), item) for key, item in entries.items()]

    def _refuse(self, value: object, loc: tuple[str | int, ...], message: str) -> None:
        self.findings.append(Finding(loc, "not_json", message, value))


def _reason(value: object) -> str:
    if isinstance(value, (str, bytes)):
        return "must be Unicode text"
    return f"cannot be sent as JSON, being of type `{type(value).__name__}`"
