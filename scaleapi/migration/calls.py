"""What calls give, and what they tell of the parameters of a script's own functions."""
# ruff: noqa: D102, N802  (the names are those that ast calls)

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from scaleapi.migration.annotations import result_of
from scaleapi.migration.names import Kind, Shape, items_of
from scaleapi.migration.values import Values, first_of, item_of

__all__ = ["Calls", "parameters_of"]

_SAME_ITEMS = {"list", "sorted", "tuple", "set", "frozenset", "reversed", "iter", "filter"}
_ONE_OF_THEM = {"next", "min", "max"}
_Given = Sequence[Kind | None]
_Named = Mapping[str | None, Kind | None]


def parameters_of(arguments: ast.arguments) -> list[ast.arg]:
    """List the parameters that are given by their place or by name."""
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


class Calls(Values):
    """Reads calls."""

    def visit_Call(self, node: ast.Call) -> Kind | None:
        function = self.visit(node.func)
        given = self._given(node.args)
        lambdas = [one for one in (*node.args, *(pair.value for pair in node.keywords)) if isinstance(one, ast.Lambda)]
        named = {one.arg: self.visit(one.value) for one in node.keywords if one.value not in lambdas}
        item = first_of([item_of(kind) for kind in given])
        for one in lambdas:  # `sorted(tasks, key=lambda task: …)`
            self._read_lambda(one, item)
        return None if function is None else self._result(function, given, named)

    def _given(self, arguments: Sequence[ast.expr]) -> _Given:
        return [None if isinstance(one, ast.Lambda) else self.visit(one) for one in arguments]

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._read_lambda(node, None)

    def _read_lambda(self, node: ast.Lambda, first: Kind | None) -> None:
        names = [one.arg for one in parameters_of(node.args)]
        with self.scopes.opened() as scope:
            scope.update(dict.fromkeys(names), **dict.fromkeys(names[:1], first))
            self.visit(node.body)

    def _result(self, function: Kind, given: _Given, named: _Named) -> Kind | None:
        if function.name.startswith("here."):
            return self._call_own(function, given, named)
        if function.shape is Shape.member:
            return result_of(function)
        if function.shape is not Shape.itself:
            return None
        return _of_builtin(function, given) if function.name.startswith("builtins.") else items_of(function)

    def _call_own(self, function: Kind, given: _Given, named: _Named) -> Kind | None:
        makes = function.name in self.learned.classes
        name = f"{function.name}.__init__" if makes else function.name
        first = int(makes or function.shape is Shape.member)  # `self` is given by Python
        for place, kind in [*enumerate(given, first), *named.items()]:
            if kind is not None and place is not None:
                self.learned.parameters.setdefault((name, place), kind)
        return function.shaped(Shape.one) if makes else self.learned.results.get(name)


def _of_builtin(function: Kind, given: _Given) -> Kind | None:
    many = next((kind for kind in given if kind is not None and kind.shape is Shape.many), None)
    if many is None:
        return None
    if function.last == "enumerate":
        return many.shaped(Shape.numbered)
    if function.last in _ONE_OF_THEM:
        return many.shaped(Shape.one)
    return many if function.last in _SAME_ITEMS else None
