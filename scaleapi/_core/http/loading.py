"""Importing httpx without what a small program pays for, and does not use.

Where rich, click and pygments are installed, `import httpx` imports them for its program `httpx`; where trio is, which
comes with selenium, httpcore imports it. Either takes as long as the rest of httpx. Both work when they are asked for.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from scaleapi._imports import collection_paused

__all__ = ["load_httpx"]


def load_httpx() -> None:
    """Import httpx, if nobody has; `httpx.main` and httpcore's part for trio import the rest when they are called."""
    if "httpx" in sys.modules:
        return
    missing: Any = None  # which httpx takes for a program that is not installed
    sys.modules["httpx._main"] = missing
    try:
        with _without_trio(), collection_paused():
            httpx: Any = import_module("httpx")
            import_module("httpcore")
    finally:
        del sys.modules["httpx._main"]
    httpx.main = _main


def _main() -> None:
    import_module("httpx._main").main()


class _Later(ModuleType):
    """A module that is imported when something of it is used: at first it only stands where types are named."""

    _begun = False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name) if self._begun else self


@contextmanager
def _without_trio() -> Generator[None]:
    """Give whoever imports trio meanwhile a stand-in; nobody but httpcore may, so this is for the first thread only."""
    if "trio" in sys.modules or threading.active_count() > 1 or find_spec("trio") is None:
        yield
        return
    later = _Later("trio")
    sys.modules["trio"] = later
    try:
        yield
    finally:
        del sys.modules["trio"]
        later._begun = True
