"""The site has every page, and what is wrong with its links is seen."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.site.links import complaints

ROOT = Path(__file__).parent.parent.parent


def pages(nav: Any) -> Iterator[str]:
    """List the files that a navigation names."""
    for one in nav if isinstance(nav, list) else nav.values():
        yield from [one] if isinstance(one, str) else pages(one)


def test_every_page_is_in_the_navigation_once() -> None:
    """A page of docs/ has its line in zensical.toml."""
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    files = (file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").rglob("*.md"))

    assert sorted(files) == sorted(pages(nav))


def test_links_that_lead_nowhere_are_seen(tmp_path: Path) -> None:
    """So are names that are not on a page, and scripts of other servers; links to other servers are fine."""
    (tmp_path / "there.html").write_text('<h2 id="here">x</h2><a href="https://example.com">x</a>', encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '<a href="gone.html">x</a><a href="there.html#here">x</a><a href="there.html#not">x</a><a href="#top">x</a>'
        '<script src="https://cdn.example/x.js"></script><img src="data:image/png;base64,"><img src="gone.png">',
        encoding="utf-8",
    )

    assert complaints(tmp_path) == [
        "page.html: gone.html leads nowhere",
        "page.html: there.html#not names a place that is not there",
        "page.html: #top names a place that is not there",
        "page.html: loads https://cdn.example/x.js",
        "page.html: gone.png leads nowhere",
    ]
