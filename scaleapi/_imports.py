"""Work that makes many objects which stay, or none that refer to each other: without looking for cyclic garbage.

Python looks for it after every few hundred new objects. While modules are imported, their classes and functions are
gone through again and again, and all of them stay: that takes a seventh of a process that makes one call.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

__all__ = ["collection_paused", "load"]


@contextmanager
def collection_paused() -> Generator[None, None, None]:
    """Collect no cyclic garbage meanwhile; afterwards as before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def load(module: str) -> ModuleType:
    """Import a module by its dotted name, collecting no garbage meanwhile."""
    with collection_paused():
        return import_module(module)
