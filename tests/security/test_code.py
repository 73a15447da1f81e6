"""Hostile data: nothing that comes from outside is run."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from unicodedata import normalize

PACKAGE = Path(__file__).parent.parent.parent / "scaleapi"
MODULES = sorted(PACKAGE.rglob("*.py"))
RUNNING = {"eval", "exec", "compile", "__import__"}
UNPICKLING = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "subprocess", "code"}
READING = {"read_pickle", "unsafe_load", "popen", "Popen", "literal_eval"}
TOLD = {("migration/call_rules.py", "literal_eval")}
"""A number in a script that somebody has checked; literals only."""
ANY = re.compile(rf"\b({'|'.join(RUNNING | UNPICKLING | READING)})\b")
"""A module without any of these words uses none of them, and need not be parsed."""


def used(file: Path) -> set[str]:
    """List what a module uses of these: functions by a bare name, modules, attributes."""
    text = normalize("NFKC", file.read_text(encoding="utf-8"))  # as Python reads names
    return used_in(text) if ANY.search(text) else set()


def used_in(text: str) -> set[str]:
    """List what the text of a module uses of these."""
    nodes = list(ast.walk(ast.parse(text)))
    called = {one.func.id for one in nodes if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)} & RUNNING
    imported = {alias.name for one in nodes if isinstance(one, ast.Import) for alias in one.names}
    imported |= {one.module or "" for one in nodes if isinstance(one, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in imported} & UNPICKLING
    return called | roots | {one.attr for one in nodes if isinstance(one, ast.Attribute)} & READING


def test_nothing_is_unpickled_or_evaluated() -> None:
    """No module evaluates text, unpickles, reads YAML, or starts a program."""
    found = {(file.relative_to(PACKAGE).as_posix(), name) for file in MODULES for name in used(file)}
    assert len(MODULES) > 400
    assert set() == found - TOLD


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    """The search sees what it should see."""
    (tmp_path / "a.py").write_text("import pickle\nfrom yaml import safe_load\neval('1')\nnp.read_pickle('x')\n")
    (tmp_path / "b.py").write_text("import os.path, dill.x\n\N{FULLWIDTH LATIN SMALL LETTER E}xec ('1')\n", "utf-8")
    assert {"pickle", "yaml", "eval", "read_pickle"} == used(tmp_path / "a.py")
    assert {"dill", "exec"} == used(tmp_path / "b.py")
