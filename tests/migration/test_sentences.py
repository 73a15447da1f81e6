"""What is said is what docs/migration.md says."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
import respx

from scaleapi.migration import sentences
from scaleapi.migration.sentences import Sentence
from tests.conftest import Clients

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


def test_version_2_can_be_called(clients: Clients) -> None:
    """As the sentence says."""
    with respx.mock as mock:
        mock.get("https://api.scale.com/v2/tasks").mock(httpx.Response(200, json={"tasks": []}))
        assert {"tasks": []} == clients(api_instance_url="https://api.scale.com/v2").request("GET", "tasks")
