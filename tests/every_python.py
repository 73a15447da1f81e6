"""Runs the tests on each Python that pyproject.toml names and this machine has: `python -m tests.every_python`.

With `--newest`, on the newest of them only. Each has an environment of its own, `.venv-3.13` and so on. Interpreters
are looked for on the PATH and among those of a version manager (pyenv, uv, asdf); a shim that starts none does not
count.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANAGERS = [
    Path(os.environ.get("PYENV_ROOT", "~/.pyenv")) / "versions",
    Path("~/.local/share/uv/python"),
    Path("~/.asdf/installs/python"),
]


def versions() -> list[str]:
    """List the versions that the metadata names, oldest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [found[1] for one in project["classifiers"] if (found := re.search(r":: (3\.\d+)$", one))]


def candidates(version: str) -> Iterator[str]:
    """List what may be an interpreter of a version."""
    if found := shutil.which(f"python{version}"):
        yield found
    for folder in MANAGERS:
        for home in sorted(folder.expanduser().glob(f"*{version}.*"), reverse=True):
            yield str(home / "bin" / f"python{version}")


def works(python: str, version: str) -> bool:
    """Tell whether an interpreter starts, and is of that version."""
    script = "import ensurepip, sys; print(f'{sys.version_info[0]}.{sys.version_info[1]}')"
    try:
        done = subprocess.run([python, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return False
    return done.stdout.strip() == version


def run(python: str, version: str) -> bool:
    """Make the environment if need be, and run the tests in it."""
    home = ROOT / f".venv-{version}"
    inside, stamp = home / "bin" / "python", home / ".all"
    if not stamp.exists() or stamp.stat().st_mtime < (ROOT / "pyproject.toml").stat().st_mtime:
        subprocess.run([python, "-m", "venv", str(home)], check=True)
        install = [
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--quiet",
            "install",
            "--editable",
            ".[test,test-httpx2]",
        ]
        subprocess.run([str(inside), *install], check=True, cwd=ROOT)
        stamp.touch()
    print(f"--- Python {version}: {python}", flush=True)
    tests = [str(inside), "-m", "pytest", "-q", "-n", "logical", "--dist", "worksteal"]
    return subprocess.run(tests, check=False, cwd=ROOT).returncode == 0


def main() -> int:
    """Run them, say which versions are not there, and return the exit code."""
    found = {one: next((path for path in candidates(one) if works(path, one)), None) for one in versions()}
    here = {one: path for one, path in found.items() if path is not None}
    chosen = dict(list(here.items())[-1:]) if "--newest" in sys.argv else here
    print(f"Python {', '.join(here)} on this machine; not {', '.join(found.keys() - here.keys()) or 'missing any'}")
    failed = [version for version, python in chosen.items() if not run(python, version)]
    print(f"failed on: {', '.join(failed)}" if failed else f"passed on: {', '.join(chosen)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
