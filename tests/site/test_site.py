"""The site has every page, and what is wrong with its links is seen."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleClient, validate
from scaleapi._core.resource import Resource
from scaleapi.client import AllEndpoints
from scaleapi.models.tasks.registry import KNOWN_TYPES
from tests import generated
from tests.site.links import complaints
from tests.site.parts import not_twice, render_retries

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


def blocks() -> list[str]:
    """List the names that the pages of the reference show."""
    pages = sorted((ROOT / "docs/reference").glob("*.md"))
    return [
        name for page in pages for name in re.findall(r"^::: (\S+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def thing(name: str) -> Any:
    """Find what a dotted name names."""
    module, _, last = name.rpartition(".")
    return getattr(import_module(module), last)


@pytest.mark.parametrize("package", [*generated.PACKAGES, "scaleapi.emulator", "scaleapi.exceptions"])
def test_the_reference_has_every_public_name(package: str) -> None:
    """What `from scaleapi… import` offers is on a page."""
    shown = [thing(one) for one in blocks()]
    names = set(import_module(package).__all__) - {"__version__", "Paginator"}  # a number, and an old name of Page

    assert [] == [name for name in sorted(names) if not any(thing(f"{package}.{name}") is one for one in shown)]


def test_the_reference_shows_each_name_once() -> None:
    """No name has two places, which links would have to choose between."""
    assert [] == [one for one, times in Counter(blocks()).items() if times > 1]


def test_the_reference_has_every_call() -> None:
    """Each class whose calls the clients inherit is on a page."""
    shown = [thing(one) for one in blocks()]
    bases = [base for base in ScaleClient.__mro__ if issubclass(base, Resource) and base not in {Resource, ScaleClient}]
    calls = [base for base in bases if any(not name.startswith("_") for name in vars(base))]

    assert [] == [base for base in calls if base not in shown and base is not AllEndpoints]  # whose `request` is shown


def test_what_is_retried_differs_by_what_a_call_does() -> None:
    """The generated table has both answers, and names the calls that are not sent twice."""
    rows = render_retries().splitlines()

    assert "| 429 | `rejected` | sent again | sent again | no |" in rows
    assert "| the connection broke | `unknown` | sent again | no | no |" in rows
    assert "| 501 | `rejected` | no | no | no |" in rows
    assert {"`audit_task`", "`invite_teammates`", "`resend_callback`"} < set(not_twice())


def test_every_payload_of_the_page_is_one() -> None:
    """Each type has its section, and nothing is wrong with what is shown there."""
    page = (ROOT / "docs/task-types.md").read_text(encoding="utf-8").partition("## Payloads")[2]
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", page, re.MULTILINE | re.DOTALL))
    shown = {kind: re.findall(r"```json\n(.*?)```", text, re.DOTALL) for kind, text in sections.items()}

    assert set(KNOWN_TYPES) == set(sections)
    problems = [one for kind, found in shown.items() for text in found for one in validate(kind, json.loads(text))]
    assert [] == [one for one in problems if one.severity == "error"]
