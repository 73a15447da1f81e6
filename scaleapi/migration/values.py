"""What values are: names, attributes, and what is made of other values."""
# ruff: noqa: D102  (the names are those that ast calls)

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from scaleapi.migration.annotations import result_of
from scaleapi.migration.names import Kind, Shape, meant, ours
from scaleapi.migration.scopes import Learned, Scopes

__all__ = ["Values", "first_of", "item_of"]


def first_of(kinds: Sequence[Kind | None]) -> Kind | None:
    """Return the first that is known."""
    return next((kind for kind in kinds if kind is not None), None)


def item_of(kind: Kind | None) -> Kind | None:
    """Tell what there is in something to go through."""
    return kind.shaped(Shape.one) if kind is not None and kind.shape is Shape.many else None


def _many(kind: Kind | None) -> Kind | None:
    return kind.shaped(Shape.many) if kind is not None and kind.shape is Shape.one else None


class Values(ast.NodeVisitor):
    """Reads expressions: each `visit_…` returns what the value is, if that can be told."""

    def __init__(self, learned: Learned) -> None:
        self.kinds: dict[ast.AST, Kind] = {}
        self.learned: Learned = learned
        self.scopes: Scopes = Scopes(learned.module)

    def visit(self, node: ast.AST) -> Any:
        """Read a node, and note down what it is."""
        kind = super().visit(node)
        if kind is not None:
            self.kinds[node] = kind
        return kind

    def visit_all(self, nodes: Sequence[ast.AST | None]) -> list[Kind | None]:
        """Read several."""
        return [self.visit(node) if node is not None else None for node in nodes]

    def bind(self, target: ast.expr, kind: Kind | None) -> None:
        """Give what stands left of an assignment its meaning."""
        match target:
            case ast.Name(id=name):
                self.scopes.bind(name, kind)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self.bind(part, item_of(kind))
            case ast.Attribute(value=base, attr=name):
                self.visit(target)
                owner = self.kinds.get(base)
                if owner is not None and owner.shape is Shape.one and ast.unparse(base) == "self":
                    self.learned.attributes[owner.name, name] = kind or self.learned.attributes.get((owner.name, name))
            case _:
                self.visit(target)

    def bind_item(self, target: ast.expr, iterable: Kind | None) -> None:
        """Give the variable of a loop its meaning."""
        if iterable is not None and iterable.shape is Shape.numbered and isinstance(target, ast.Tuple):
            self.bind(target.elts[-1], iterable.shaped(Shape.one))
        else:
            self.bind(target, item_of(iterable))

    # Names

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            first = alias.name.partition(".")[0]
            self.kinds[alias] = meant(alias.name)
            self.scopes.bind(alias.asname or first, meant(alias.name if alias.asname else first))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names if node.module and not node.level else ():
            if alias.name == "*":
                for name in getattr(ours(str(node.module)), "__all__", ()):
                    self.scopes.bind(name, meant(f"{node.module}.{name}"))
            else:
                self.kinds[alias] = meant(f"{node.module}.{alias.name}")
                self.scopes.bind(alias.asname or alias.name, self.kinds[alias])

    def visit_Global(self, node: ast.Global) -> None:
        self.scopes.bind_outside(node.names)

    def visit_Name(self, node: ast.Name) -> Kind | None:
        return self.scopes.find(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> Kind | None:
        base = self.value_of(node.value)
        if base is None or base.shape is Shape.numbered:
            return None
        if base.shape is Shape.itself:
            return meant(f"{base.name}.{node.attr}")
        if base.shape is Shape.many:
            return base if node.attr == "docs" else None
        member = Kind(f"{base.name}.{node.attr}", Shape.member)
        return self.learned.attributes.get((base.name, node.attr), member)

    def value_of(self, node: ast.expr) -> Kind | None:
        """Tell what an expression is worth: of a property, what it gives."""
        kind: Kind | None = self.visit(node)
        return result_of(kind, called=False) if kind is not None and kind.shape is Shape.member else kind

    # What is made of other values

    def visit_Await(self, node: ast.Await) -> Kind | None:
        kind: Kind | None = self.visit(node.value)
        return kind

    def visit_Starred(self, node: ast.Starred) -> Kind | None:
        return item_of(self.visit(node.value))

    def visit_IfExp(self, node: ast.IfExp) -> Kind | None:
        return first_of(self.visit_all([node.test, node.body, node.orelse])[1:])

    def visit_BoolOp(self, node: ast.BoolOp) -> Kind | None:
        return first_of(self.visit_all(node.values))

    def visit_List(self, node: ast.List | ast.Tuple | ast.Set) -> Kind | None:
        return _many(first_of(self.visit_all(node.elts)))

    def visit_Tuple(self, node: ast.Tuple) -> Kind | None:
        return self.visit_List(node)

    def visit_Set(self, node: ast.Set) -> Kind | None:
        return self.visit_List(node)

    def visit_Subscript(self, node: ast.Subscript) -> Kind | None:
        kind = self.visit(node.value)
        self.visit(node.slice)
        return kind if isinstance(node.slice, ast.Slice) else item_of(kind)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Kind | None:
        kind: Kind | None = self.visit(node.value)
        self.bind(node.target, kind)
        return kind

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Kind | None:
        with self.scopes.opened():
            self._loops(node.generators)
            return _many(self.visit(node.elt))

    def visit_SetComp(self, node: ast.SetComp) -> Kind | None:
        return self.visit_ListComp(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> Kind | None:
        return self.visit_ListComp(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        with self.scopes.opened():
            self._loops(node.generators)
            self.visit_all([node.key, node.value])

    def _loops(self, generators: Sequence[ast.comprehension]) -> None:
        for one in generators:
            self.bind_item(one.target, self.visit(one.iter))
            self.visit_all(one.ifs)
