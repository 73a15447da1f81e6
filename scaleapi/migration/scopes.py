"""The names of a script, by where they are bound."""

from __future__ import annotations

import builtins
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from scaleapi.migration.names import Kind

__all__ = ["Learned", "Scopes"]


@dataclass(slots=True)
class Learned:
    """What one reading of a script tells the next: functions are called before and after they are read."""

    parameters: dict[tuple[str, str | int], Kind] = field(default_factory=dict[tuple[str, str | int], Kind])
    """By function, and name or place of the parameter."""
    results: dict[str, Kind] = field(default_factory=dict[str, Kind])
    """By function."""
    attributes: dict[tuple[str, str], Kind | None] = field(default_factory=dict[tuple[str, str], "Kind | None"])
    """By class and name: what is assigned to `self.client`, and the methods of the script's own classes."""
    classes: set[str] = field(default_factory=set[str])
    """The script's own."""
    fixtures: dict[str, str] = field(default_factory=dict[str, str])
    """Functions of pytest that give a parameter of their name."""
    module: dict[str, Kind | None] = field(default_factory=dict[str, "Kind | None"])
    """Names of the module."""


@dataclass(slots=True)
class _Scope:
    names: dict[str, Kind | None]
    of_class: bool = False
    outside: set[str] = field(default_factory=set[str])


class Scopes:
    """Which names are known where the reader is."""

    def __init__(self, module: dict[str, Kind | None]) -> None:
        self._open = [_Scope(module)]

    @contextmanager
    def opened(self, *, of_class: bool = False) -> Generator[dict[str, Kind | None], None, None]:
        """Go into a function, a class or a comprehension; its names are gone afterwards."""
        scope = _Scope({}, of_class)
        self._open.append(scope)
        yield scope.names
        self._open.pop()

    def bind(self, name: str, kind: Kind | None) -> None:
        """Give a name a meaning; None if nobody knows which."""
        inner = self._open[-1]
        (self._open[0] if name in inner.outside else inner).names[name] = kind

    def bind_outside(self, names: list[str]) -> None:
        """Have names bound in the module, as `global` does."""
        self._open[-1].outside.update(names)

    def find(self, name: str) -> Kind | None:
        """Tell what a name stands for; those of a class are seen directly in it only."""
        for scope in reversed(self._open):
            if name in scope.names and not (scope.of_class and scope is not self._open[-1]):
                return scope.names[name]
        return Kind(f"builtins.{name}") if hasattr(builtins, name) else None
