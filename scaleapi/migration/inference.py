"""Tells what the expressions of a script are: clients, entities, lists of them, methods, modules, functions.

A reader goes through a script as it would run: it follows imports, assignments, loops, and the parameters and results
of the script's own functions and classes, and leaves out what it cannot tell. Nothing is run.
"""
# ruff: noqa: N802  (the names are those that ast calls)

from __future__ import annotations

import ast
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

from scaleapi.migration.annotations import annotated
from scaleapi.migration.calls import Calls, parameters_of
from scaleapi.migration.names import Kind, Shape, is_ours
from scaleapi.migration.scopes import Learned

__all__ = ["Kinds", "kinds_of"]

Kinds = Mapping[ast.AST, Kind]
"""What expressions and imported names are; those that nobody can tell are not in it."""
_READINGS = 6
"""What one reading learns of functions, the next one uses; longer chains of calls than this are not followed."""
_LENDING = {"fixture", "contextmanager", "asynccontextmanager"}
"""Decorators of functions that yield one thing."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def kinds_of(tree: ast.Module) -> Kinds:
    """Tell what is what in a script."""
    learned, before = Learned(), dict[ast.AST, Kind]()
    for _ in range(_READINGS):
        reader = _Reader(learned)
        reader.visit(tree)
        if reader.kinds == before:
            break
        before = reader.kinds
    return before


class _Reader(Calls):
    """Reads statements."""

    def __init__(self, learned: Learned) -> None:
        super().__init__(learned)
        self._path = ["here"]
        """The names of the functions and classes that are being read."""
        self._lending: set[str] = set()
        self._self: Kind | None = None
        """What `self` is in the methods of a class, right in which the reader is."""

    # Bindings

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self._assign(target, node.value)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(value, ast.Constant) and value.value is None:
            self.visit(target)  # a place for what comes later: `client = None`
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, its in zip(target.elts, value.elts, strict=True):
                self._assign(one, its)
        else:
            self.bind(target, self.kinds.get(value))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        given = self.visit(node.value) if node.value is not None else None
        kind = annotated(node.annotation, self.visit) or given
        self.bind(node.target, kind)
        if self._self is not None and isinstance(node.target, ast.Name):  # a field of a data class
            self.learned.attributes[self._self.name, node.target.id] = kind

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.bind_item(node.target, self.visit(node.iter))
        self.visit_all([*node.body, *node.orelse])

    visit_AsyncFor = visit_For

    def visit_withitem(self, node: ast.withitem) -> None:
        kind = self.visit(node.context_expr)
        if node.optional_vars is not None:
            self.bind(node.optional_vars, kind)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        kind = self.visit(node.type) if node.type is not None else None
        if node.name:
            self.scopes.bind(node.name, kind.shaped(Shape.one) if kind is not None else None)
        self.visit_all(node.body)

    # Functions and classes

    def visit_FunctionDef(self, node: _Function) -> None:
        name, own_self = f"{'.'.join(self._path)}.{node.name}", self._self
        decorators = {ast.unparse(one).partition("(")[0].rpartition(".")[2] for one in node.decorator_list}
        self.visit_all(node.decorator_list)
        self.scopes.bind(node.name, Kind(name))
        if own_self is not None:
            self.learned.attributes[own_self.name, node.name] = Kind(name, Shape.member)
        if "fixture" in decorators:
            self.learned.fixtures[node.name] = name
        if decorators & _LENDING:
            self._lending.add(name)
        result = annotated(node.returns, self.visit)
        if result is not None:
            self.learned.results[name] = result
        kinds = self._parameters(node.args, name, None if "staticmethod" in decorators else own_self)
        with self.scopes.opened() as scope, self._within(node.name, None):
            scope.update(kinds)
            self.visit_all(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def _parameters(self, arguments: ast.arguments, function: str, own_self: Kind | None) -> dict[str, Kind | None]:
        self.visit_all([*arguments.defaults, *arguments.kw_defaults])
        found = self.learned.parameters
        kinds: dict[str, Kind | None] = {}
        for place, one in enumerate(parameters_of(arguments)):
            fixture = self.learned.results.get(self.learned.fixtures.get(one.arg, ""))
            called = found.get((function, one.arg)) or found.get((function, place))
            kinds[one.arg] = annotated(one.annotation, self.visit) or called or fixture
        if own_self is not None and kinds:
            kinds[next(iter(kinds))] = own_self
        return kinds

    @contextmanager
    def _within(self, name: str, own_self: Kind | None) -> Generator[None, None, None]:
        outer = self._self
        self._path.append(name)
        self._self = own_self
        yield
        self._path.pop()
        self._self = outer

    def visit_Return(self, node: ast.Return | ast.YieldFrom) -> None:
        self._gives(self.visit(node.value) if node.value is not None else None)

    visit_YieldFrom = visit_Return

    def visit_Yield(self, node: ast.Yield) -> None:
        kind = self.visit(node.value) if node.value is not None else None
        lends = ".".join(self._path) in self._lending
        self._gives(kind.shaped(Shape.many) if kind is not None and not lends else kind)

    def _gives(self, kind: Kind | None) -> None:
        if kind is not None:
            self.learned.results.setdefault(".".join(self._path), kind)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        name = f"{'.'.join(self._path)}.{node.name}"
        self.visit_all(node.decorator_list)
        kind = _made_of(self.visit_all(node.bases)) or Kind(name)
        self.scopes.bind(node.name, kind)
        self.learned.classes.add(name)
        with self.scopes.opened(of_class=True), self._within(node.name, kind.shaped(Shape.one)):
            self.visit_all(node.body)


def _made_of(bases: Sequence[Kind | None]) -> Kind | None:
    """Tell which class of ours a script's own class is made of: it is seen as one of these."""
    return next((kind for kind in bases if kind is not None and is_ours(kind.name)), None)
