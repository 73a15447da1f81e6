"""A script to look at: its tree, what its expressions are, and where they stand."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scaleapi.migration.inference import Kinds, kinds_of
from scaleapi.migration.names import Kind
from scaleapi.migration.sentences import Sentence

__all__ = ["Found", "Rule", "Script", "ScriptError", "read_script"]


class ScriptError(ValueError):
    """A script cannot be read; the message says where, and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A difference that a script meets, at a node of its tree."""

    sentence: Sentence
    node: ast.expr | ast.alias
    hint: str | None = None


Rule = Callable[["Script", ast.AST], Iterator[Found]]
"""Looks at one node; what it does not know it leaves alone."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script that was read."""

    tree: ast.Module
    kinds: Kinds
    parents: dict[ast.AST, ast.AST]
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
    """The script's own, by the names that their kinds have."""
    lines: list[str]

    def kind(self, node: ast.AST | None) -> Kind | None:
        """Tell what an expression is; None if nobody knows."""
        return self.kinds.get(node) if node is not None else None

    def column(self, found: Found) -> int:
        """Return the column, in characters from 1."""
        at = found.node
        before = self.lines[at.lineno - 1].encode()[: at.col_offset]  # ast counts bytes
        return len(before.decode(errors="replace")) + 1


def read_script(source: bytes) -> Script:
    """Parse a script, and tell what is what in it.

    Raises:
        ScriptError: It is no Python that this Python reads.
    """
    try:
        text, tree = _parsed(source)
        return Script(tree, kinds_of(tree), _parents(tree), dict(_functions(tree, "here")), text.split("\n"))
    except (RecursionError, MemoryError):
        raise ScriptError("nested too deeply to be read") from None


def _parsed(source: bytes) -> tuple[str, ast.Module]:
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
        text = io.TextIOWrapper(io.BytesIO(source), encoding).read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the script's own style
            return text, ast.parse(text)
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}: " if error.lineno else ""
        raise ScriptError(f"{place}no Python that can be read here: {error.msg}") from None
    except ValueError as error:  # bytes of no character, or a zero byte
        raise ScriptError(f"no Python that can be read here: {error}") from None


def _parents(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _functions(node: ast.AST, path: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        inner = path
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{path}.{child.name}"
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield inner, child
        yield from _functions(child, inner)
