"""Modes: why a part is being made, which decides what happens to mistakes and doubts."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from enum import Enum

__all__ = [
    "ValidationContext",
    "checking",
    "current_context",
    "enter",
    "in_context",
    "is_reading",
    "is_tolerant",
    "leave",
    "reading",
]


class ValidationContext(Enum):
    """Why a part is being made."""

    building = "a user makes an object: doubts are collected, and given as warnings at the end"
    checking = "validate() wants to know everything; what it gives is plain JSON"
    tolerant = "the object has doubts only: make it"
    reading = "the data came from the service: take it as it is"


_CONTEXT: ContextVar[ValidationContext | None] = ContextVar("scaleapi_mode", default=None)
# Without a mode, the part that is asked first is the outermost: it is the one that the user makes.


def enter(mode: ValidationContext) -> Token[ValidationContext | None]:
    """From now on, parts are made in that mode, until `leave` is called with the result."""
    return _CONTEXT.set(mode)


def leave(before: Token[ValidationContext | None]) -> None:
    """Go back to the mode that was."""
    _CONTEXT.reset(before)


@contextmanager
def in_context(mode: ValidationContext) -> Generator[None, None, None]:
    """Within this, parts are made in that mode."""
    before = enter(mode)
    try:
        yield
    finally:
        leave(before)


def current_context() -> ValidationContext | None:
    """Return the mode; None if nobody has set one, so that the part that asks is the outermost."""
    return _CONTEXT.get()


def checking() -> AbstractContextManager[None]:
    """Within this, every mistake and every doubt is raised, and the data must be plain JSON."""
    return in_context(ValidationContext.checking)


def reading() -> AbstractContextManager[None]:
    """Within this, nothing is raised about a part: what does not fit stays as it came."""
    return in_context(ValidationContext.reading)


def is_reading() -> bool:
    """Tell whether the data came from the service."""
    return _CONTEXT.get() is ValidationContext.reading


def is_tolerant() -> bool:
    """Tell whether doubts must be let through: when reading, or when they have been told already."""
    return _CONTEXT.get() in (ValidationContext.reading, ValidationContext.tolerant)
