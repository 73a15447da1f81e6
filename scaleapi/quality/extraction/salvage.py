"""Objects read into structs. What does not fit is left out and told; nothing that JSON can say raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec

from scaleapi._show.text import shorten
from scaleapi.models.rules import is_object

__all__ = ["UNFIT", "Misfit", "fit", "salvaged"]

T = TypeVar("T", bound=msgspec.Struct)

UNFIT = (ValueError, TypeError, OverflowError, RecursionError, SystemError, msgspec.MsgspecError)
"""What is raised for a value that is not of the type which is wanted: by msgspec 0.19 also SystemError, for an integer
that no float can hold."""


class Misfit(NamedTuple):
    """Something in a result that is not of its documented type."""

    document: int
    """The place of the task among the documents."""
    pointer: str
    """JSON pointer into the task."""
    message: str
    uuid: str | None = None


def fit(value: object, kind: Any) -> Any:
    """Read a plain value as a type; None if it is not one."""
    try:
        return msgspec.convert(value, kind)
    except UNFIT:
        return None


def salvaged(raw: object, kind: type[T], note: Callable[[str, str], object], pointer: str) -> T | None:
    """Read as much of an object as fits.

    Args:
        raw: It. Of anything but an object, nothing fits.
        kind: A struct whose fields all have defaults.
        note: Called with the pointer and a message for each value that does not fit.
        pointer: Where the object stands.
    """
    whole = fit(raw, kind)
    if whole is not None:
        return whole  # type: ignore[no-any-return]
    if not is_object(raw):
        note(pointer, f"is no object (got {shorten(raw)})")
        return None
    return kind(**dict(_fitting(raw, msgspec.structs.fields(kind), note, pointer)))


def _fitting(
    raw: dict[str, Any], fields: Iterable[Any], note: Callable[[str, str], object], pointer: str
) -> Iterable[tuple[str, Any]]:
    for field in fields:
        value = raw.get(field.encode_name)
        if value is None:
            continue
        read = fit(value, field.type)
        if read is None:
            note(f"{pointer}/{field.encode_name}", f"is not of its type (got {shorten(value)})")
        else:
            yield field.name, read
