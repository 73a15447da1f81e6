"""What dotted names mean, and what expressions are, as far as a reader can tell."""

from __future__ import annotations

import inspect
import pkgutil
import warnings
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from scaleapi.client import AllEndpoints
from scaleapi.models.base import Entity
from scaleapi.models.page import Batchlist, Page

__all__ = ["Kind", "Shape", "class_of", "client_of", "entity_of", "is_here", "is_ours", "items_of", "meant", "ours"]


class Shape(Enum):
    """How an expression relates to the name that it is known by."""

    itself = "itself"
    """The module, class or function of this name."""
    one = "one"
    """What calling it gives: an instance of the class."""
    many = "many"
    """Something to go through, with such instances in it."""
    numbered = "numbered"
    """The same after `enumerate`."""
    member = "member"
    """An attribute or a method of such an instance; the last part of the name is its own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an expression is."""

    name: str
    """Dotted; what a script defines itself is below `here`."""
    shape: Shape = Shape.itself

    def shaped(self, shape: Shape) -> Kind:
        """Return the same name in another shape."""
        return replace(self, shape=shape)

    @property
    def owner(self) -> Kind:
        """Of a member, the instance that it belongs to."""
        return Kind(self.name.rpartition(".")[0], Shape.one)

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


def is_ours(name: str) -> bool:
    """Tell whether a dotted name is one of this package's, or would be."""
    return name == "scaleapi" or name.startswith("scaleapi.")


@cache
def _found(name: str) -> tuple[Any, ...]:
    if not is_ours(name):
        return ()
    if "__main__" in name:
        return (None,)  # which would run if it were imported
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old names are told by the sentences
            return (pkgutil.resolve_name(name),)
    except (ImportError, AttributeError, ValueError):
        return ()


def is_here(name: str) -> bool:
    """Tell whether this package has a dotted name; those of other packages are not looked up."""
    return bool(_found(name))


def ours(name: str) -> Any:
    """Return what this package has under a dotted name; None if it has nothing."""
    return next(iter(_found(name)), None)


def meant(name: str) -> Kind:
    """Tell what a dotted name stands for; a class of ours by the module that has it, however it was imported."""
    found = ours(name)
    return Kind(f"{found.__module__}.{found.__qualname__}" if inspect.isclass(found) else name)


def class_of(kind: Kind | None, shape: Shape = Shape.one) -> type[Any] | None:
    """Return the class of ours that an expression is an instance of, or (`Shape.itself`) that it is."""
    if kind is None or kind.shape is not shape:
        return None
    found = ours(kind.name)
    return found if inspect.isclass(found) else None


def client_of(kind: Kind | None, shape: Shape = Shape.one) -> type[AllEndpoints] | None:
    """Return the class of a client, if the expression is one."""
    found = class_of(kind, shape)
    return found if found is not None and issubclass(found, AllEndpoints) else None


def entity_of(kind: Kind | None) -> type[Entity] | None:
    """Return the class of an entity, if the expression is one."""
    found = class_of(kind)
    return found if found is not None and issubclass(found, Entity) else None


def items_of(kind: Kind) -> Kind:
    """Tell what calling a class gives: for a page, its items."""
    found = class_of(kind, Shape.itself)
    if found is not None and issubclass(found, Page):
        return meant("scaleapi.Batch" if issubclass(found, Batchlist) else "scaleapi.Task").shaped(Shape.many)
    return kind.shaped(Shape.one)
