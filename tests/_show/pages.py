"""Reads the HTML that is made for notebooks, and refuses what must not be in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NoReturn

ALLOWED: dict[str, set[tuple[str, str]]] = {
    "div": {("class", "tex2jax_ignore mathjax_ignore")},
    "b": set(),
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {("style", "text-align:left")},
    "td": {("style", "text-align:left")},
    "a": {("target", "_blank"), ("rel", "noopener noreferrer")},
}
"""All elements and attributes that there may be, beside the addresses of links."""


class Page(HTMLParser):
    """What a browser would make of it: the texts of the cells, and the links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        assert len(html.encode()) < 50_000
        self.feed(html)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an allowed element."""
        self.open.append(tag)
        self.texts += [""] if tag in {"td", "th", "b", "div"} else []
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert {(name, value) for name, value in attrs if (tag, name) != ("a", "href")} <= ALLOWED[tag]

    def handle_endtag(self, tag: str) -> None:
        """Close the last one."""
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.texts[-1] += data

    def refuse(self, text: str) -> NoReturn:
        """Fail on what is neither an element nor text."""
        raise AssertionError(text)

    handle_comment = handle_decl = handle_pi = unknown_decl = refuse  # type: ignore[assignment]


def cells(thing: object) -> list[str]:
    """Show a thing in a notebook, and return the texts that are seen."""
    html: str = thing._repr_html_()  # type: ignore[attr-defined]
    return [text for text in Page(html).texts if text]
