"""Imports point one way, and lists that say the same are the same."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from scaleapi import __version__

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "scaleapi").rglob("*.py"))

FLOORS = [
    "_imports _show",
    "_version events _keywords _lazy _moved _io problems",
    "exceptions",
    "_warn",
    "models",
    "validation",
    "_core.system",
    "_core.calls",
    "_core.http _core.paging",
    "_core.jobs",
    "_core.drivers",
    "_core.endpoint _core.resource telemetry",
    "_task_lists files",
    "_task_flows api batches projects studio teams",
    "tasks",
    "_quality quality_tasks bulk",
    "evaluation_tasks training_tasks export",
    "v2",
    "client viewer",
    "migration callbacks emulator quality",
    "cli",
    "__main__",
]
"""The rooms of the package, from the ground up: each imports only from those on lower floors."""
OUTSIDE = {
    "scaleapi": {"_lazy", "_moved", "_version"},
    "emulator": {"_io", "_keywords", "_version", "exceptions", "models", "client"},
}
"""What stands beside: the emulator is written without looking at the client, which only its users ask it for."""
FLOOR = {room: at for at, rooms in enumerate(FLOORS) for room in rooms.split()}


DATA = ("arrow", "pandas", "polars", "quality", "dask", "remote", "cli")
"""The extras whose oldest versions are tested, too."""
INSIDE = ("body", "orelse", "handlers", "finalbody", "cases")
"""The fields of a statement that statements are in."""
IMPORTS = """
from scaleapi import b
try:
    import other
except ImportError:
    from scaleapi.d.e import x
if TYPE_CHECKING:
    from scaleapi.g import x
async def one():
    with two:
        import scaleapi.c
    match three:
        case 4:
            from scaleapi.h import x
class Five:
    for six in seven:
        ...
    else:
        try:
            ...
        finally:
            import scaleapi.f
"""


def room_of(module: str) -> str:
    """Name the room that a dotted module of the package is in."""
    steps = module.split(".")[1:] or ["scaleapi"]
    return ".".join(steps[:2] if steps[0] == "_core" else steps[:1])


@cache
def parsed(file: Path) -> ast.Module:
    """Parse a file, once."""
    return ast.parse(file.read_text(encoding="utf-8"))


def statements(file: Path, skipped: Callable[[ast.AST], bool]) -> Iterator[ast.AST]:
    """Go over the statements of a file, whatever they stand in, but for those that are skipped, with all inside."""
    left: list[ast.AST] = [parsed(file)]
    while left:
        node = left.pop()
        if not skipped(node):
            yield node
            left += [one for field in INSIDE for one in getattr(node, field, ())]


def is_function(node: ast.AST) -> bool:
    """Tell whether this is run later than its module is imported."""
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def is_for_type_checkers(node: ast.AST) -> bool:
    """Tell whether this is never run."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imported(file: Path) -> set[str]:
    """List the modules that a file imports at its top, those for type checkers included."""
    found = [node for node in statements(file, is_function) if isinstance(node, ast.ImportFrom) and node.module]
    return {node.module or "" for node in found} | {f"{node.module}.{one.name}" for node in found for one in node.names}


def runtime_imports(file: Path) -> set[str]:
    """List the modules of this package that a file imports at run time."""
    found = list(statements(file, is_for_type_checkers))
    named = {node.module for node in found if isinstance(node, ast.ImportFrom) and node.module}
    named |= {
        f"{node.module}.{one.name}"
        for node in found
        if isinstance(node, ast.ImportFrom) and node.module == "scaleapi"
        for one in node.names
    }
    named |= {alias.name for node in found if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in named if name.startswith("scaleapi.")}


def imported_from_above(file: Path) -> set[str]:
    """Name the rooms that a file imports from though they are not below its own."""
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    room = room_of(module)
    foreign = {room_of(name) for name in runtime_imports(file)} - {room, "_core"}
    if room in OUTSIDE:
        return foreign - OUTSIDE[room]
    return {one for one in foreign if room != "_core" and FLOOR[one] >= FLOOR[room]}


def test_imports_point_one_way() -> None:
    """A room imports only from the rooms below it."""
    assert len(MODULES) > 400
    assert {} == {str(file.relative_to(ROOT)): above for file in MODULES if (above := imported_from_above(file))}


def test_the_imports_at_run_time_are_found(tmp_path: Path) -> None:
    """Those in functions, branches and handlers are; those for type checkers are not, which those at the top have."""
    (tmp_path / "a.py").write_text(IMPORTS)

    assert {"scaleapi.b", "scaleapi.c", "scaleapi.d.e", "scaleapi.f", "scaleapi.h"} == runtime_imports(
        tmp_path / "a.py"
    )
    assert {"scaleapi", "scaleapi.b", "scaleapi.d.e", "scaleapi.g"} <= imported(tmp_path / "a.py")
    assert {"scaleapi.c", "scaleapi.h"} & imported(tmp_path / "a.py") == set()


def test_there_are_no_circles() -> None:
    """No module imports itself by way of others, not even for type checkers."""
    names = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in MODULES}
    graph = {name: imported(file) & names.keys() - {name} for name, file in names.items()}
    assert names.keys() <= set(TopologicalSorter(graph).static_order())  # which raises a CycleError


def test_few_modules_know_httpx() -> None:
    """Httpx is imported by the drivers' side, by the emulator's transport, by the shell and by what fetches images."""
    asks = re.compile(r"^\s*(import|from) httpx", re.MULTILINE)
    users = {str(f.relative_to(ROOT / "scaleapi")) for f in MODULES if asks.search(f.read_text(encoding="utf-8"))}

    assert {
        "_core/drivers/async_driver.py",
        "_core/drivers/sync_driver.py",
        "_core/http/asyncio_transport.py",
        "_core/http/bridge.py",
        "_core/http/messages.py",
        "_core/http/pools.py",
        "_core/http/socket_transport.py",
        "cli/dry_run.py",
        "cli/receiver.py",
        "cli/session.py",
        "emulator/transport.py",
        "viewer/images.py",
    } == users


def test_the_oldest_versions_are_those_declared() -> None:
    """`make test-oldest` tests the lower bounds of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for name in DATA for one in project["optional-dependencies"][name] if not one.startswith("scaleapi")]
    dependencies = [*project["dependencies"], *extras]
    declared = {re.match(r"([\w-]+)>=([\d.]+)", one).groups() for one in dependencies}  # type: ignore[union-attr]
    lines = (ROOT / "tests/oldest.txt").read_text(encoding="utf-8").splitlines()
    tested = {tuple(line.split(".post")[0].split("==")) for line in lines if "==" in line}

    assert {(name, version.split(".")[:2].__str__()) for name, version in tested} == {
        (name, bound.split(".")[:2].__str__()) for name, bound in declared
    }


def test_the_changelog_speaks_of_this_version() -> None:
    """The newest entry is the version that is being made."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "## [Unreleased]" in text
    assert __version__.removesuffix(".dev0") in text
