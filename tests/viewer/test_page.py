"""The HTML around the data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from scaleapi.viewer.page import json_in_html, page_html

HOSTILE = ["</script><script>alert(1)</script>", "<!--<script>", "\u2028", "]]>", "&lt;", "\ud800", '"', "\\"]


class Elements(HTMLParser):
    """Collects the elements of a page, and what stands in scripts and styles."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.names, self.texts = list[str](), dict[str, str]()
        self.policy = self._now = ""
        self.feed(page.decode())

    def handle_endtag(self, tag: str) -> None:
        """What follows stands in no element that is looked at."""
        self._now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note down an element."""
        given = dict(attrs)
        self.names.append(tag)
        self._now = str(given.get("id", tag))
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(given["content"])

    def handle_data(self, data: str) -> None:
        """Note down a text."""
        self.texts[self._now] = self.texts.get(self._now, "") + data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    """Whatever a text holds, the page has its own elements only, and the text is in its data."""
    page = Elements(page_html({"title": text}, [json_in_html({"id": text})]))
    data = json.loads(page.texts["data"])

    expected = ["html", "head", "meta", "meta", "meta", "meta", "title", "style", "body", "noscript", "div"]
    assert [*expected, "script", "script"] == page.names
    assert [text.encode(errors="replace").decode()] == [task["id"] for task in data["tasks"]]


def test_policy() -> None:
    """Only the script and the style of the page itself may run, by their hashes; nothing may be fetched but images."""
    page = Elements(page_html({"title": "t"}, []))
    found = dict(rule.split(" ", 1) for rule in page.policy.split("; "))

    for rule, element in (("script-src", "script"), ("style-src", "style")):
        digest = base64.b64encode(hashlib.sha256(page.texts[element].encode()).digest()).decode()
        assert f"'sha256-{digest}'" == found[rule]
    assert ("'none'", "'none'") == (found["default-src"], found["base-uri"])


def test_no_numbers_that_json_does_not_have() -> None:
    """NaN cannot come into a page: no browser would read it."""
    with pytest.raises(ValueError, match=re.compile("not JSON compliant")):
        json_in_html({"x": float("nan")})
