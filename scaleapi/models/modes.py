"""Modes: why a part is being made, which decides what happens to mistakes and doubts."""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextvars import ContextVar
from enum import Enum

__all__ = ["Mode", "checking", "current_mode", "in_mode", "is_reading", "is_tolerant", "reading"]


class Mode(Enum):
    """Why a part is being made."""

    building = "a user makes an object: doubts are collected, and given as warnings at the end"
    checking = "validate() wants to know everything; what it gives is plain JSON"
    tolerant = "the object has doubts only: make it"
    reading = "the data came from the service: take it as it is"


_MODE: ContextVar[Mode | None] = ContextVar("scaleapi_mode", default=None)
# Without a mode, the part that is asked first is the outermost: it is the one that the user makes.


class in_mode:  # noqa: N801 - used as a function
    """Within this, parts are made in that mode. A class, as it is entered for every response that is read."""

    __slots__ = ("_mode", "_token")

    def __init__(self, mode: Mode) -> None:
        self._mode = mode

    def __enter__(self) -> None:
        self._token = _MODE.set(self._mode)

    def __exit__(self, *error: object) -> None:
        _MODE.reset(self._token)


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
