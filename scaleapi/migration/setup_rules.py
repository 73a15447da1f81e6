"""What is imported, and how clients are made and handed on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scaleapi.migration.names import Shape, class_of, client_of, is_here, is_ours
from scaleapi.migration.script import Found, Script
from scaleapi.migration.sentences import (
    CONNECTIONS,
    KEPT_TO_ITSELF,
    KEY,
    PICKLED,
    PROXIES,
    STAND_INS,
    VERSION_2_GONE,
    VERSION_2_NAMES,
)

__all__ = [
    "client_made",
    "client_pickled",
    "generated_imported",
    "name_missing",
    "requests_patched",
    "requests_replaced",
]

_GENERATED = "scaleapi.api_client"
_STAND_INS = {"responses", "requests_mock", "httpretty", "vcr", "betamax"}
_PATCHES = {"patch", "setattr"}
_PROXIES = {"verify", "proxies", "cert"}
_PICKLERS = {"pickle.dump", "pickle.dumps", "joblib.dump", "multiprocessing.Process"}
_POOLS = {"multiprocessing.Pool", "multiprocessing.pool.Pool", "concurrent.futures.ProcessPoolExecutor"}


def name_missing(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find names of the official package that are not here."""
    kind = script.kind(node)
    if not isinstance(node, ast.alias | ast.Attribute) or kind is None or kind.shape is not Shape.itself:
        return
    if not is_ours(kind.name) or is_here(kind.name):
        return
    base = script.kind(node.value) if isinstance(node, ast.Attribute) else None
    if hasattr(class_of(base, Shape.itself), "model_fields"):
        return  # a field of an entity, which its instances alone have
    if base is None or is_here(base.name):  # else it is told where the missing part begins
        yield Found(VERSION_2_GONE if "api_client" in kind.name else KEPT_TO_ITSELF, node)


def generated_imported(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find imports of what 2.18.4 has generated for version 2."""
    del script
    match node:
        case ast.ImportFrom(module=str(module), names=[first, *_]) if module.startswith(_GENERATED):
            yield Found(VERSION_2_NAMES, first)
        case ast.Import(names=names):
            yield from (Found(VERSION_2_NAMES, one) for one in names if one.name.startswith(_GENERATED))
        case _:
            pass


def requests_replaced(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find imports of what answers in the place of requests."""
    kind = script.kind(node)
    if isinstance(node, ast.alias) and kind is not None and kind.name.partition(".")[0] in _STAND_INS:
        yield Found(STAND_INS, node)


def requests_patched(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find `mock.patch("requests.get")` and its like."""
    del script
    match node:
        case ast.Call(args=[ast.Constant(value=str(target)), *_]):
            function = ast.unparse(node.func).rpartition(".")[2]
            if function in _PATCHES and (target.startswith("requests.") or _inner_requests(target)):
                yield Found(STAND_INS, node)
        case _:
            pass


def _inner_requests(target: str) -> bool:
    return is_ours(target) and "requests" in target.split(".")


def client_made(script: Script, node: ast.AST) -> Iterator[Found]:
    """Look at a client's constructor."""
    if not isinstance(node, ast.Call) or client_of(script.kind(node.func), Shape.itself) is None:
        return
    yield Found(CONNECTIONS, node)
    named = {one.arg: one.value for one in node.keywords}
    if len(node.args) > 3 or named.keys() & _PROXIES:
        yield Found(PROXIES, node)
    key = node.args[0] if node.args else named.get("api_key")
    if key is not None and _may_be_empty(key):
        yield Found(KEY, key)


def _may_be_empty(key: ast.expr) -> bool:
    text = ast.unparse(key)
    return (isinstance(key, ast.Constant) and not key.value) or "environ.get" in text or "getenv" in text


def client_pickled(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find clients, and their methods, that are given to other processes."""
    function = script.kind(node.func) if isinstance(node, ast.Call) else None
    if not isinstance(node, ast.Call) or function is None:
        return
    to_pool = function.shape is Shape.member and function.owner.name in _POOLS
    if to_pool or function.name in _PICKLERS:
        given = [*node.args, *(one.value for one in node.keywords)]
        within = [part for one in given for part in (one.elts if isinstance(one, ast.Tuple | ast.List) else [one])]
        yield from (Found(PICKLED, one) for one in within if _has_client(script, one))


def _has_client(script: Script, node: ast.expr) -> bool:
    kind = script.kind(node)
    method = kind is not None and kind.shape is Shape.member and client_of(kind.owner) is not None
    return method or client_of(kind) is not None
