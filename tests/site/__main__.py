"""Build the documentation into site/, and look at it: `python -m tests.site`, as `make site` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.site import links, search

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / "site"
DOUBTS = ("griffe:", "mkdocs", "WARNING", "ERROR")
"""How lines begin in which the readers of docstrings say what they doubt."""
WORDS, PAGE = "journal", "bulk.html"
"""What is searched for, and the page that must be among the first three found."""


def main() -> int:
    """Build and look; return the exit code."""
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    built = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, stderr=subprocess.PIPE, text=True, check=False
    )
    sys.stderr.write(built.stderr)
    if built.returncode:
        return built.returncode
    doubts = [line for line in built.stderr.splitlines() if line.startswith(DOUBTS)]  # strict or not, these pass
    found = doubts + links.complaints(SITE)
    if os.environ.get("SCALEAPI_BROWSER") == "required" or shutil.which("chromedriver"):
        found += _searched()
    sys.stdout.write("".join(f"{one}\n" for one in found) or f"{SITE / 'index.html'}\n")
    return 1 if found else 0


def _searched() -> list[str]:
    """List what is wrong with the search of pages that are opened from the disk."""
    offered, asked = search.found(SITE, WORDS)
    missing = [] if PAGE in offered[:3] else [f"{WORDS!r} finds {offered}, not {PAGE}"]
    return [*missing, *(f"the search asked for {one}" for one in asked)]


if __name__ == "__main__":
    sys.exit(main())
