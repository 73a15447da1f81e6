"""Hostile data: nothing that comes from outside is run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "scaleapi"
MODULES = sorted(PACKAGE.rglob("*.py"))
RUNNING = {"eval", "exec", "compile", "__import__"}
UNPICKLING = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "subprocess", "code"}
READING = {"read_pickle", "unsafe_load", "popen", "Popen", "literal_eval"}
TOLD = {("migration/call_rules.py", "literal_eval")}
"""A number in a script that somebody has checked; literals only."""


def used(file: Path) -> set[str]:
    """List what a module uses of these: functions by a bare name, modules, attributes."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    called = {one.func.id for one in nodes if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)} & RUNNING
    imported = {alias.name for one in nodes if isinstance(one, ast.Import) for alias in one.names}
    imported |= {one.module or "" for one in nodes if isinstance(one, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in imported} & UNPICKLING
    return called | roots | {one.attr for one in nodes if isinstance(one, ast.Attribute)} & READING


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_nothing_is_unpickled_or_evaluated(file: Path) -> None:
    """No module evaluates text, unpickles, reads YAML, or starts a program."""
    place = file.relative_to(PACKAGE).as_posix()
    assert set() == {name for name in used(file) if (place, name) not in TOLD}


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    """The search sees what it should see."""
    (tmp_path / "a.py").write_text("import pickle\nfrom yaml import safe_load\neval('1')\nnp.read_pickle('x')\n")
    assert {"pickle", "yaml", "eval", "read_pickle"} == used(tmp_path / "a.py")
