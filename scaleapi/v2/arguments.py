"""Checks of the arguments of the second API's calls, before anything is sent, and how they are written.

What cannot be meant is a ScaleValidationError: neither or both of an id and a name, a window that ends before it
begins. What is only new to this version is sent with a ScaleValidationWarning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, cast

from scaleapi._core.calls.arguments import Dates, choice, names, plain, refuse
from scaleapi._warn import warn_about
from scaleapi.models.enums import OpenEnum
from scaleapi.problems import Problem

__all__ = [
    "Choices",
    "Moment",
    "Window",
    "at_least_one",
    "choices",
    "exactly_one",
    "given",
    "json_object",
    "needed",
    "one_status",
    "window",
]

Choices = str | Iterable[str] | None
"""Members of an enumeration, or their strings: one or several."""


def given(**arguments: Any) -> dict[str, Any]:
    """Leave out what was not given: None and empty strings. An id or a name must be a string."""
    for name, value in arguments.items():
        if value is not None and not isinstance(value, str):
            raise refuse(f"/{name}", "type", "must be a string", value)
    return {name: str(value) for name, value in arguments.items() if value}


def exactly_one(**arguments: Any) -> dict[str, Any]:
    """Take one of several ways to name a thing.

    Raises:
        ScaleValidationError: There is none, or more than one.
    """
    at_least_one(**arguments)
    return at_most_one(**arguments)


def at_most_one(**arguments: Any) -> dict[str, Any]:
    """Take one of several ways to name a thing, or none; ScaleValidationError for more than one."""
    found = given(**arguments)
    if len(found) > 1:
        raise refuse(
            f"/{list(found)[1]}", "conflict", f"give one of {_named(found)}, not both", list(found.values())[1]
        )
    return found


def at_least_one(**arguments: Any) -> dict[str, Any]:
    """Take what narrows a list down, of which one is needed; ScaleValidationError for none."""
    found = given(**arguments)
    if not found:
        raise refuse(f"/{next(iter(arguments))}", "missing", f"one of {_named(arguments)} is needed")
    return found


def needed(argument: str, value: object) -> str:
    """Take an id that is a must."""
    if not isinstance(value, str) or not value:
        raise refuse(f"/{argument}", "missing", "an id is needed: a string that is not empty", value)
    return str(value)


def _named(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def one_status(value: object, kinds: type[OpenEnum]) -> str | None:
    """Read a status; the second API filters by one at a time."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise refuse("/status", "type", f"must be one {kinds.__name__} or its string: lists are filtered by one", value)
    return choice("status", value, kinds, closed=False)


def choices(argument: str, value: Choices, kinds: type[OpenEnum]) -> list[str]:
    """Read what is to be expanded or added; a value that is not known here is sent, with a doubt."""
    several = [] if value is None or value == "" else names(argument, value)
    for index, one in enumerate(several):
        if not kinds.received(one).known:
            hint = f"known are {', '.join(kinds)}"
            warn_about(Problem(f"/{argument}/{index}", "choice", "is not known for this call", one, hint, "warning"))
    return several


class Moment(NamedTuple):
    """A moment as it is sent, and as it is compared."""

    text: str
    at: datetime | None
    """None where the text is no moment: it is sent all the same."""


class Window(NamedTuple):
    """A stretch of time that a list is filtered by, with the names of its two parameters."""

    names: tuple[str, str]
    after: Moment | None
    before: Moment | None

    @property
    def query(self) -> dict[str, str]:
        """The parameters that were given."""
        pairs = zip(self.names, (self.after, self.before), strict=True)
        return {name: moment.text for name, moment in pairs if moment is not None}


def window(what: str, after: Dates, before: Dates) -> Window:
    """Read `{what}_after` and `{what}_before`.

    Raises:
        ScaleValidationError: It ends before it begins, or one is no moment.
    """
    names = (f"{what}_after", f"{what}_before")
    first, last = _moment(names[0], after), _moment(names[1], before)
    if first and last and first.at and last.at and last.at < first.at:
        raise refuse(
            f"/{names[1]}", "relation", f"must not be earlier than {names[0]}, which is {first.text}", last.text
        )
    return Window(names, first, last)


def _moment(argument: str, value: Dates) -> Moment | None:
    """Write a moment in UTC; one that names no zone is taken as UTC, with a doubt. A date is its first instant."""
    if hasattr(value, "dtype"):  # a moment of numpy's
        value = plain(value, argument)
    if value is None or value == "":
        return None
    if not isinstance(value, (str, date)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse(f"/{argument}", "type", "must be an ISO 8601 string, a date or a datetime", value)
    try:
        at = _parsed(value)
    except ValueError:
        _doubt(argument, "is no ISO 8601 date or date-time; the service may not understand it", value)
        return Moment(cast("str", value), None)
    if at.tzinfo is None and not _is_date(value):
        _doubt(argument, "names no time zone: it is taken as UTC", value)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Moment(written(at), at)


def _parsed(value: str | date) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value if isinstance(value, str) else value.isoformat())


def _is_date(value: str | date) -> bool:
    return not isinstance(value, datetime) and len(str(value)) <= len("2025-01-31")


def written(at: datetime) -> str:
    """Write a moment as the documentation's examples do: in UTC, with a Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _doubt(argument: str, message: str, value: object) -> None:
    warn_about(Problem(f"/{argument}", "format", message, str(value), severity="warning"))


def json_object(argument: str, value: object) -> dict[str, Any]:
    """Read an object of the caller's own, such as metadata."""
    form = plain(value, argument)
    if not isinstance(form, dict):
        raise refuse(f"/{argument}", "type", "must be a dictionary", value)
    return cast("Mapping[str, Any]", form)  # type: ignore[return-value]
