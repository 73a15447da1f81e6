"""Query strings: which parameters a list knows, and what their values mean.

A parameter that the emulator does not know is answered 501 rather than ignored, for a filter that silently
does nothing is the worst kind of mistake to look for.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scaleapi.emulator.sources import timestamp
from scaleapi.emulator.store import Row
from scaleapi.emulator.wire import Refusal, Request, refuse

__all__ = ["Query", "Where", "write_cursor"]

_LONGEST_NUMBER = 9


@dataclass(slots=True)
class Where:
    """Conditions of a list, all of which must hold, with their values."""

    conditions: list[str] = field(default_factory=list[str])
    values: list[object] = field(default_factory=list[object])

    def add(self, condition: str, *values: object) -> None:
        """Demand one more condition."""
        self.conditions.append(condition)
        self.values.extend(values)

    def equal(self, column: str, value: str | None) -> None:
        """Demand a value of a column, if one was asked for."""
        if value is not None:
            self.add(f"{column} = ?", value)

    def among(self, column: str, values: Collection[str]) -> None:
        """Demand one of several values of a column, if any were asked for."""
        if values:
            self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def between(self, column: str, start: str | None, end: str | None) -> None:
        """Demand a time from `start` to `end`, both included."""
        if start is not None:
            self.add(f"{column} >= ?", start)
        if end is not None:
            self.add(f"{column} <= ?", end)

    def __str__(self) -> str:
        return " AND ".join(self.conditions)


class Query:
    """The query of one request; made with the names that its route knows."""

    def __init__(self, request: Request, known: Collection[str]) -> None:
        self._pairs = request.query
        for name, _ in self._pairs:
            if name not in known:
                route = f"{request.method} {request.path}"
                refuse(f'The emulator does not know the query parameter "{name}" of {route}.', 501)

    def text(self, name: str) -> str | None:
        """Get a value as it is; the last one if it came several times."""
        values = [value for key, value in self._pairs if key == name]
        return values[-1] if values else None

    def texts(self, name: str) -> list[str]:
        """Get all values of a repeated key, and the parts of comma-joined ones."""
        values = [value for key, value in self._pairs if key == name]
        parts = [part for value in values for part in value.split(",")]
        return list(dict.fromkeys([*values, *parts]))

    def boolean(self, name: str, *, default: bool = False) -> bool:
        """Get true or false, in any case of letters."""
        value = self.text(name)
        if value is None:
            return default
        if value.lower() not in {"true", "false"}:
            refuse(f'Parameter is invalid, reason: "{name}" must be true or false, not "{value}"')
        return value.lower() == "true"

    def time(self, name: str) -> str | None:
        """Get a moment: a date is its midnight, and what names no zone is UTC."""
        value = self.text(name)
        return None if value is None else _moment(name, value)

    def limit(self) -> int:
        """Get the size of a page: 1 to 100, by default 100."""
        number = self._number("limit", 100)
        if not 1 <= number <= 100:
            refuse(f'Parameter is invalid, reason: "limit" must be from 1 to 100, not {number}')
        return number

    def offset(self) -> int:
        """Get how many entries the page leaves out."""
        return self._number("offset", 0)

    def cursor(self, name: str = "next_token") -> tuple[str, int] | None:
        """Get the place where the page before ended."""
        value = self.text(name)
        return None if value is None else _read_cursor(name, value)

    def _number(self, name: str, default: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER):
            refuse(f'Parameter is invalid, reason: "{name}" must be a whole number, not "{value}"')
        return int(value)


def write_cursor(row: Row) -> str:
    """Write the place of a row in a list, newest first. It stays good while rows are added before it."""
    place = json.dumps([row.shown["created_at"], row.seq])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read_cursor(name: str, token: str) -> tuple[str, int]:
    try:
        place = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
    except ValueError:
        place = None
    match place:
        case [str(created_at), int(seq)] if 0 <= seq < 2**63:
            return created_at, seq
        case _:
            raise Refusal(400, f'Parameter is invalid, reason: "{name}" is no token of a page: "{token}"')


def _moment(name: str, value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        return timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        refuse(f'Parameter is invalid, reason: "{name}" must be an ISO 8601 date or time, not "{value}"')
