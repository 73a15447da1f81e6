"""Modes: why a part is being made, which decides what happens to mistakes and doubts."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from enum import Enum

__all__ = ["Mode", "checking", "current_mode", "enter", "in_mode", "is_reading", "is_tolerant", "leave", "reading"]


class Mode(Enum):
    """Why a part is being made."""

    building = "a user makes an object: doubts are collected, and given as warnings at the end"
    checking = "validate() wants to know everything; what it gives is plain JSON"
    tolerant = "the object has doubts only: make it"
    reading = "the data came from the service: take it as it is"


_MODE: ContextVar[Mode | None] = ContextVar("scaleapi_mode", default=None)
# Without a mode, the part that is asked first is the outermost: it is the one that the user makes.


def enter(mode: Mode) -> Token[Mode | None]:
    """From now on, parts are made in that mode, until `leave` is called with the result."""
    return _MODE.set(mode)


def leave(before: Token[Mode | None]) -> None:
    """Go back to the mode that was."""
    _MODE.reset(before)


@contextmanager
def in_mode(mode: Mode) -> Generator[None, None, None]:
    """Within this, parts are made in that mode."""
    before = enter(mode)
    try:
        yield
    finally:
        leave(before)


def current_mode() -> Mode | None:
    """Return the mode; None if nobody has set one, so that the part that asks is the outermost."""
    return _MODE.get()


def checking() -> AbstractContextManager[None]:
    """Within this, every mistake and every doubt is raised, and the data must be plain JSON."""
    return in_mode(Mode.checking)


def reading() -> AbstractContextManager[None]:
    """Within this, nothing is raised about a part: what does not fit stays as it came."""
    return in_mode(Mode.reading)


def is_reading() -> bool:
    """Tell whether the data came from the service."""
    return _MODE.get() is Mode.reading


def is_tolerant() -> bool:
    """Tell whether doubts must be let through: when reading, or when they have been told already."""
    return _MODE.get() in (Mode.reading, Mode.tolerant)
