"""Public names that are imported when they are first used (PEP 562), so that importing a package costs next to nothing.

A package's `__init__.py` names each once, beside the module that has it. What type checkers read is the stub beside it,
which is generated from that table.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from scaleapi._imports import load

__all__ = ["home_of", "lazy"]


def home_of(table: Mapping[str, str]) -> dict[str, str]:
    """Turn a table of modules and their names into one of names and their modules."""
    return {name: module for module, names in table.items() for name in names.split()}


def lazy(
    package: str,
    table: Mapping[str, str],
    submodules: str = "",
    here: str = "",
    renamed: Mapping[str, str] | None = None,
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make `__getattr__`, `__dir__` and `__all__` of a package.

    Args:
        package: Its dotted name.
        table: Its modules, relative to `scaleapi`, each with the public names that it has, separated by blanks.
        submodules: Modules of the package that are found as attributes without being imported before.
        here: Public names that the package has itself.
        renamed: Names of earlier versions, with the present ones: they work, and warn.
    """
    homes, modules = home_of(table), frozenset(submodules.split())

    def get(name: str) -> Any:
        if renamed and name in renamed:
            warnings.warn(f"{package}.{name} is now {renamed[name]}", DeprecationWarning, stacklevel=2)
            name = renamed[name]
        if name in homes:
            value = getattr(load(f"scaleapi.{homes[name]}"), name)
            setattr(sys.modules[package], name, value)  # found directly from now on
            return value
        if name in modules:
            return load(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes, *modules})

    return get, names, sorted([*homes, *here.split()])
