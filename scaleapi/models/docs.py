"""What is said of each field of a model: the text under it in the source, which costs nothing until it is asked for."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise

from pydantic import BaseModel

__all__ = ["field_docs"]


@cache
def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """List what is said of the fields of a model, by the API's names; fields without a text are left out."""
    texts: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        texts.update(_texts_of(cls.__module__).get(cls.__qualname__, {}))
    names = {name: field.alias or name for name, field in model.model_fields.items()}
    return {wire: texts[name] for name, wire in names.items() if name in texts}


@cache
def _texts_of(module: str) -> dict[str, dict[str, str]]:
    """Read the texts under the fields of all classes of a module of this package."""
    if not module.startswith("scaleapi."):
        return {}
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except OSError:
        return {}  # installed without its source
    return {node.name: dict(_fields(node.body)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields(body: list[ast.stmt]) -> list[tuple[str, str]]:
    return [
        (field.target.id, " ".join(text.value.value.split()))
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    ]
