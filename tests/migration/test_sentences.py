"""What is said is what docs/migration.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scaleapi.migration import sentences
from scaleapi.migration.sentences import Sentence

PAGE = (Path(__file__).parent.parent.parent / "docs/migration.md").read_text(encoding="utf-8")
ALL = [one for one in vars(sentences).values() if isinstance(one, Sentence)]
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))
UNSEEN = {"Python 3.11 or newer"}
"""What no script shows."""


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_the_page_says_the_same(one: Sentence) -> None:
    """Each sentence stands under its heading, word by word."""
    assert one.text in " ".join(SECTIONS[one.section].split())


def test_each_section_can_be_met() -> None:
    """Whatever the page tells, a script can be told; codes are not shared."""
    assert SECTIONS.keys() - UNSEEN == {one.section for one in ALL}
    assert len(ALL) == len({one.code for one in ALL})
