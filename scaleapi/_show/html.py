"""Facts and rows as HTML for notebooks.

What is shown is hostile: it is escaped, a link leads to http or https only, and there is no script, no style sheet and
no mathematics, which notebooks would make of dollar signs. Colours are the notebook's own, so dark ones stay readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from scaleapi._show.shown import Rows
from scaleapi._show.text import HIDDEN, flat, is_secret, told

__all__ = ["card"]

_FACTS_ROOM, _ROWS_ROOM = 20_000, 25_000
"""Bytes that each table may take: with what is around them, less than 50 KB."""
_MOST_ROWS = 50

_ADDRESS = re.compile(r"https?://[^\s<>\"'\\@\x00-\x20\x7f]+", re.IGNORECASE)
_LONGEST_ADDRESS = 1000
_LEFT = 'style="text-align:left"'


def card(title: str, facts: Iterable[tuple[str, object]], rows: Rows | None = None) -> str:
    """Write what is known of a thing: its facts by name, then its rows, as many as there is room for."""
    named = list(facts)
    lines = ((_name(name), _cell(HIDDEN if value and is_secret(name) else value)) for name, value in named)
    parts = [f"<b>{escape(flat(title))}</b>", *_table((), lines, len(named))]
    if rows is not None:
        parts += _table(rows.heads, ([_cell(one) for one in row] for row in rows.cells), rows.total)
    # The classes tell a notebook's MathJax to leave it alone.
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def _table(heads: tuple[str, ...], rows: Iterable[Sequence[str]], count: int) -> list[str]:
    lines, room = list[str](), _ROWS_ROOM if heads else _FACTS_ROOM
    for row in rows:
        line = f"<tr>{''.join(row)}</tr>"
        room -= len(line.encode())
        if room < 0 or len(lines) == _MOST_ROWS:
            break
        lines.append(line)
    head = f"<thead><tr>{''.join(map(_name, heads))}</tr></thead>" if heads else ""
    table = [f"<table>{head}<tbody>{''.join(lines)}</tbody></table>"] if lines else []
    return table + ([f"<div>… {count - len(lines)} more are not shown</div>"] if count > len(lines) else [])


def _name(name: str) -> str:
    return f"<th {_LEFT}>{escape(flat(name))}</th>"


def _cell(value: object) -> str:
    text = escape(told(value))
    if isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and _is_address(value):
        text = f'<a href="{escape(value)}" target="_blank" rel="noopener noreferrer">{text}</a>'
    return f"<td {_LEFT}>{text}</td>"


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None and flat(text[:200]) == text[:200] and text.isprintable()
