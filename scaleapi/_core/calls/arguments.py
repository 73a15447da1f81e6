"""Checks of the arguments of calls, before anything is sent. Each raises ScaleValidationError with a Problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from scaleapi._warn import warn_about
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models.rules import number_in
from scaleapi.models.wire import wire_of
from scaleapi.problems import Problem, ProblemCode

__all__ = [
    "Dates",
    "choice",
    "choices",
    "dates",
    "emails",
    "filter_names",
    "names",
    "page_size",
    "plain",
    "positive",
    "query_of",
    "refuse",
]

E = TypeVar("E", bound=StrEnum)

Dates = str | date | datetime | None
"""A moment: an ISO 8601 string, a date (its first instant) or a datetime. Without an offset it is UTC."""


def refuse(
    pointer: str, code: ProblemCode, message: str, value: object = None, hint: str | None = None
) -> ScaleValidationError:
    """Make the error for one bad argument."""
    problem = Problem(pointer, code, message, value, hint)
    return ScaleValidationError(str(problem).removeprefix("/: "), problems=[problem])


def plain(value: object, argument: str = "") -> Any:
    """Return the JSON form of anything that has one: of numpy's and pandas' values, dates, paths, objects.

    Raises:
        ScaleValidationError: Something in it has none; it names each such value.
    """
    form, found = wire_of(value)
    if not found:
        return form
    problems = [one._replace(loc=(argument, *one.loc) if argument else one.loc).problem() for one in found]
    raise ScaleValidationError("\n".join(map(str, problems)), problems=problems)


def names(argument: str, value: object) -> list[str]:
    """Read one string or several as a list of strings."""
    if isinstance(value, str):
        return [str(value)]
    if not isinstance(value, Iterable):
        raise refuse(f"/{argument}", "type", "must be a string or a list of strings", value)
    several: list[object] = list(value)  # pyright: ignore[reportUnknownArgumentType]
    for index, one in enumerate(several):
        if not isinstance(one, str):
            raise refuse(f"/{argument}/{index}", "type", "must be a string", one)
    return [str(one) for one in several]


def emails(argument: str, value: object) -> list[str]:
    """Read one e-mail address or several; never asks DNS."""
    from email_validator import EmailNotValidError, validate_email  # costs time to import, so on use

    addresses = names(argument, value)
    problems: list[Problem] = []
    for index, address in enumerate(addresses):
        try:
            validate_email(address, check_deliverability=False)
        except EmailNotValidError as error:
            problems.append(Problem(f"/{argument}/{index}", "format", f"no e-mail address: {error}", address))
    if problems:
        raise ScaleValidationError("\n".join(map(str, problems)), problems=problems)
    return addresses


def page_size(value: int | str | None) -> int | None:
    """Read a page size: 1 to 100, also as text or as a number of numpy's."""
    if value is None or (isinstance(value, str) and not value):
        return None
    size = plain(value, "limit")
    number = number_in(size) if isinstance(size, str) else size
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool):
        raise refuse("/limit", "type", "must be a whole number", value)
    if not 1 <= number <= 100:
        raise refuse("/limit", "range", "a page holds 1 to 100 items", value)
    return number


def positive(argument: str, value: int) -> int:
    """Check a number of things: 1 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse(f"/{argument}", "range", "must be a whole number, 1 or more", value)
    return value


def dates(argument: str, value: Dates) -> str | None:
    """Write a moment as the service reads it; a string that is not ISO 8601 is sent as it is, with a warning."""
    if value is None or (isinstance(value, str) and not value):
        return None
    if hasattr(value, "dtype"):  # a moment of numpy's
        value = cast("str", plain(value, argument))
    if isinstance(value, date):  # a datetime is a date, too
        return value.isoformat()
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse(f"/{argument}", "type", "must be an ISO 8601 string, a date or a datetime", value)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        message = "is no ISO 8601 date or date-time; the service may not understand it"
        warn_about(Problem(f"/{argument}", "format", message, value, severity="warning"))
    return value


def choice(argument: str, value: object, kinds: type[E], *, closed: bool = True) -> str:
    """Read a member of an enumeration, or its string.

    Args:
        argument: The argument's name, for the message.
        value: What the caller gave.
        kinds: The enumeration.
        closed: Whether any other string is refused; else it is passed on, for values newer than this version.
    """
    if not isinstance(value, str):
        raise refuse(f"/{argument}", "type", f"must be a {kinds.__name__} or its string", value)
    known = [member.value for member in kinds]
    if closed and value not in known:
        import difflib  # costs time, and is needed for mistakes only

        near = difflib.get_close_matches(value, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(known)}"
        raise refuse(f"/{argument}", "choice", f"is no {kinds.__name__}", str(value), hint)
    return str(value)


def choices(argument: str, value: object, kinds: type[E]) -> str | None:
    """Read one member or several, joined by commas as the service takes them; nothing, or an empty string, is None.

    Raises:
        ScaleValidationError: There is none in the list: it would be no filter at all.
    """
    if value is None or (isinstance(value, str) and not value):
        return None
    several: list[object] = [value] if isinstance(value, str) else _listed(argument, value)
    return ",".join(choice(argument, one, kinds, closed=False) for one in several)


def filter_names(argument: str, value: object) -> list[str] | None:
    """Read the strings of a filter: one or several; nothing, or an empty string, is None.

    Raises:
        ScaleValidationError: There is none in the list: it would be no filter at all.
    """
    if value is None or (isinstance(value, str) and not value):
        return None
    return names(argument, value if isinstance(value, str) else _listed(argument, value))


def _listed(argument: str, value: object) -> list[object]:
    items = cast("Iterable[object]", value) if isinstance(value, Iterable) else [value]
    several: list[object] = [plain(one, argument) for one in items]
    if not several:
        hint = "give None for all"
        raise refuse(f"/{argument}", "length", "must not be empty: nothing would be filtered", several, hint)
    return several


def query_of(parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Write query parameters: None is left out, a list repeats its key, booleans are `true` and `false`."""
    pairs = [(name, one) for name, value in parameters.items() for one in _several(value)]
    return tuple((name, _text(one)) for name, one in pairs if one is not None)


def _several(value: Any) -> Iterable[Any]:
    return cast("Iterable[Any]", value) if isinstance(value, (list, tuple)) else [value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
