"""Imports point one way, and lists that say the same are the same."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from scaleapi import __version__

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "scaleapi").rglob("*.py"))

NOUNS = {
    "tasks",
    "batches",
    "projects",
    "files",
    "teams",
    "studio",
    "evaluation_tasks",
    "training_tasks",
    "_quality",
    "_task_flows",
    "_task_lists",
    "api",
    "quality_tasks",
}
EVERYWHERE = {"_keywords"}
"""What any room may import."""
MAY_IMPORT = {
    "_version": set(),
    "": {"_version"},
    "problems": {"exceptions"},
    "exceptions": set(),
    "_io": set(),
    "_keywords": set(),
    "models": {"_io", "exceptions", "problems"},
    "validation": {"exceptions", "problems", "models"},
    "duplicates": set(),
    "events": set(),
    "json_items": {"_io"},
    "extras": set(),
    "packed": {"extras", "places"},
    "places": {"extras"},
    "stretches": {"packed", "places"},
    "schema": {"problems", "models"},
    "jsonl": {"_io", "duplicates", "packed", "places", "problems", "models", "stretches", "validation"},
    "_core": {"_io", "_version", "events", "extras", "exceptions", "problems", "models"},
    "nouns": {"places", "exceptions", "problems", "models", "validation", "json_items", "_core"},
    "bulk": {"_io", "duplicates", "exceptions", "packed", "problems", "models", "validation", "_core", "nouns"},
    "export": {
        "_core",
        "_io",
        "exceptions",
        "extras",
        "json_items",
        "models",
        "nouns",
        "packed",
        "places",
        "problems",
        "stretches",
    },
    "client": {"exceptions", "models", "_core", "nouns", "bulk", "export"},
    "telemetry": {"_version", "events", "exceptions", "_core"},
    "emulator": {"_version", "exceptions", "models", "client"},
}


DATA = ("arrow", "pandas", "polars", "dask", "remote")
"""The extras whose oldest versions are tested, too."""


def room_of(module: str) -> str:
    """Name the room that a dotted module of the package is in."""
    top = module.split(".")[1] if "." in module else ""
    return "nouns" if top in NOUNS else top


def runtime_imports(file: Path) -> set[str]:
    """List the modules of this package that a file imports at run time."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    hidden = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found = [node for node in ast.walk(tree) if id(node) not in hidden]
    named = {node.module for node in found if isinstance(node, ast.ImportFrom) and node.module}
    named |= {
        f"{node.module}.{one.name}"
        for node in found
        if isinstance(node, ast.ImportFrom) and node.module == "scaleapi"
        for one in node.names
    }
    named |= {alias.name for node in found if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in named if name.startswith("scaleapi.")}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_one_way(file: Path) -> None:
    """A room imports only from the rooms below it."""
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    room = room_of(module)

    foreign = {room_of(name) for name in runtime_imports(file)} - {room} - EVERYWHERE

    assert foreign <= MAY_IMPORT.get(room, set()), foreign


def test_few_modules_know_httpx() -> None:
    """Httpx is imported by the drivers' side and by the emulator's transport only."""
    asks = re.compile(r"^\s*(import|from) httpx", re.MULTILINE)
    users = {str(f.relative_to(ROOT / "scaleapi")) for f in MODULES if asks.search(f.read_text(encoding="utf-8"))}

    assert {
        "_core/aio.py",
        "_core/drivers.py",
        "_core/pools.py",
        "_core/transport.py",
        "emulator/transport.py",
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
