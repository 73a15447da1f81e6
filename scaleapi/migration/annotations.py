"""What a type annotation says about a value: those of a script, and those of our own calls."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable

from scaleapi.migration.names import Kind, Shape, class_of, is_here, items_of, meant

__all__ = ["annotated", "result_of"]

_TRANSPARENT = {"Optional", "Final", "Annotated", "ClassVar", "Awaitable", "Coroutine"}
_ITERABLES = {
    *("list", "set", "frozenset", "tuple", "List", "Set", "FrozenSet", "Tuple", "Sequence", "Collection"),
    *("Iterable", "Iterator", "Generator", "AsyncIterable", "AsyncIterator", "AsyncGenerator"),
}


def annotated(node: ast.expr | None, resolve: Callable[[ast.expr], Kind | None]) -> Kind | None:
    """Tell what an annotation promises.

    Args:
        node: The annotation.
        resolve: Tells what a name in it stands for.
    """
    match node:
        case ast.Constant(value=str(text)):
            return annotated(_parsed(text), resolve)
        case ast.BinOp(op=ast.BitOr()):
            return annotated(node.left, resolve) or annotated(node.right, resolve)
        case ast.Subscript():
            return _generic(node, resolve)
        case ast.Name() | ast.Attribute():
            kind = resolve(node)
            return None if kind is None or kind.shape is not Shape.itself else items_of(kind)
        case _:
            return None


def _generic(node: ast.Subscript, resolve: Callable[[ast.expr], Kind | None]) -> Kind | None:
    name = ast.unparse(node.value).rpartition(".")[2]
    first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    inner = annotated(first, resolve)
    if name in _TRANSPARENT:
        return inner
    return inner.shaped(Shape.many) if inner is not None and name in _ITERABLES else None


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def result_of(method: Kind, *, called: bool = True) -> Kind | None:
    """Tell what a method or a property of a class of ours gives, by its own annotation.

    Args:
        method: The member of an instance.
        called: Whether it is called; else it is worth something only as a property.
    """
    cls = class_of(method.owner)
    found = None if cls is None else inspect.getattr_static(cls, method.last, None)
    function = found.fget if isinstance(found, property) else found
    if not inspect.isfunction(function) or called is isinstance(found, property):
        return None
    returned = inspect.signature(function).return_annotation
    if returned == "Self":
        return method.owner
    return annotated(_parsed(str(returned)), _public)


def _public(node: ast.expr) -> Kind | None:
    name = f"scaleapi.{ast.unparse(node)}"
    return meant(name) if is_here(name) else None
