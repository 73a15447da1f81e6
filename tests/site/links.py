"""Links of a built site: those that lead nowhere, and what its pages load from other servers. No network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["complaints"]

LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
"""What a browser fetches by itself; an `a` only leads there."""


@dataclass
class Page(HTMLParser):
    """What one page has: names that links can lead to, and links."""

    names: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Elements and their addresses."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note down names and links of an element."""
        for name, value in attrs:
            if name == "id" or (tag == "a" and name == "name"):
                self.names.add(value or "")
            elif (tag, name) in LOADED or (tag, name) == ("a", "href"):
                self.links.append((tag, value or ""))


def complaints(folder: Path) -> list[str]:
    """List what is wrong with the links of all pages below a folder."""
    pages = {file.resolve(): _read(file) for file in sorted(folder.rglob("*.html")) if file.name != "404.html"}
    return [
        f"{file.relative_to(folder.resolve())}: {said}"
        for file, page in pages.items()
        for tag, link in page.links
        for said in _complaints(file, tag, link, pages)
    ]


def _read(file: Path) -> Page:
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def _complaints(file: Path, tag: str, link: str, pages: dict[Path, Page]) -> Iterator[str]:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        if tag != "a" and parts.scheme != "data":
            yield f"loads {link}"
        return
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if not target.is_file():
        yield f"{link} leads nowhere"
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].names:
        yield f"{link} names a place that is not there"
