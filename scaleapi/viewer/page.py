"""The HTML of a page. Pure.

What is shown is hostile. It stands in the page as JSON, in which no `<` is left, and a content security policy lets
nothing run, look or load but the script and the style of this package, by their hashes, and images and films.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

__all__ = ["json_in_html", "page_html"]

_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src http: https: file: data: blob:; "
    "media-src http: https: file:; base-uri 'none'; form-action 'none'"
)


def json_in_html(value: Any) -> str:
    """Write JSON that can stand in a script element: no text of it ends the element, or begins a comment."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def page_html(head: Mapping[str, Any], tasks: Iterable[str]) -> bytes:
    """Write a page.

    Args:
        head: What the data has beside the tasks; `title` is also the page's.
        tasks: The tasks, each as JSON from `json_in_html`.
    """
    script, style = _asset("viewer.js"), _asset("viewer.css")
    policy = _POLICY.format(script=_hash(script), style=_hash(style))
    data = f'{json_in_html(head)[:-1]},"tasks":[{",".join(tasks)}]}}'
    return "\n".join(_lines(escape(str(head["title"])), policy, style, data, script)).encode("utf-8", "replace")


def _lines(title: str, policy: str, style: str, data: str, script: str) -> Sequence[str]:
    return (
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<noscript>This page draws with a script of its own, which this browser does not run.</noscript>",
        '<div id="app"></div>',
        f'<script type="application/json" id="data">{data}</script>',
        f"<script>{script}</script>",
        "</body>",
        "</html>",
        "",
    )


@cache
def _asset(name: str) -> str:
    return files("scaleapi.viewer").joinpath("assets", name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
