"""Writes the generated parts of docs/: `python -m tests.generated`. The tests check that they are current."""

from __future__ import annotations

import re
from pathlib import Path

from scaleapi.emulator.coverage import render_coverage

DOCS = Path(__file__).parent.parent / "docs"
PARTS = {"emulator.md": ("coverage", render_coverage)}


def current(page: str) -> str:
    """Return a page with its generated part made anew."""
    name, make = PARTS[page]
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{make().strip()}\n{end}", text, flags=re.DOTALL)


if __name__ == "__main__":
    for page in PARTS:
        (DOCS / page).write_text(current(page), encoding="utf-8")
