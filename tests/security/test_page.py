"""Each promise of docs/security.md names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROWS = [
    line
    for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|--", "| what "))
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_row_has_its_test(row: str) -> None:
    """The last cell names files of tests, and functions in them."""
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row.split("|")[-2])

    assert named
    for file, function in named:
        assert f"def {function or 'test_'}" in (ROOT / file).read_text(encoding="utf-8")


def test_there_are_rows() -> None:
    """The page was read."""
    assert len(ROWS) > 20
