"""Rows on standard output: a table for people, JSON, JSON lines or CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from scaleapi.cli.harmless import harmless
from scaleapi.models.base import Entity
from scaleapi.models.rules import is_array, is_object

__all__ = ["Format", "chosen", "raw_of", "show", "value_at"]


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


def chosen(asked: Format | None) -> Format:
    """Choose a form: a table on a terminal, JSON lines in a pipe or a file."""
    return asked or (Format.table if sys.stdout.isatty() else Format.jsonl)


def show(rows: Iterable[Any], form: Format, fields: Sequence[str], usual: Sequence[str]) -> None:
    """Write rows.

    Args:
        rows: Entities, or anything that JSON has.
        form: How.
        fields: The columns that were asked for, as dotted names; whole rows as JSON if there are none.
        usual: The columns of a table or of CSV otherwise; none for those of the first row.
    """
    raws = map(raw_of, rows)
    if form is Format.jsonl:
        for row in raws:
            sys.stdout.write(_text(_picked(row, fields)) + "\n")
    elif form is Format.json:
        sys.stdout.write(json.dumps([_picked(row, fields) for row in raws], indent=2, ensure_ascii=False) + "\n")
    else:
        held = list(raws)
        columns = list(fields or usual) or _columns(held)
        cells = [[_cell(value_at(row, name)) for name in columns] for row in held]
        (_table if form is Format.table else _csv)(columns, cells)


def raw_of(row: Any) -> Any:
    """Return what JSON has of a row."""
    if isinstance(row, Entity):
        return row.as_dict()
    return row if is_object(row) or is_array(row) else {"value": row}


def value_at(row: Any, name: str) -> Any:
    """Find a value by its dotted name (`params.attachments.0.content`); None if it is not there."""
    for step in [name] if is_object(row) and name in row else name.split("."):
        if is_object(row):
            row = row.get(step, row.get("task_id") if step == "id" else None)
        elif is_array(row) and step.isdecimal() and int(step) < len(row):
            row = row[int(step)]
        else:
            return None
    return row


def _picked(row: Any, fields: Sequence[str]) -> Any:
    return {name: value_at(row, name) for name in fields} if fields else row


def _columns(rows: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(name for row in rows if is_object(row) for name in row)) or ["value"]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _csv(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(cells)


def _table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*(Text(harmless(cell)) for cell in row))  # as text, for what stands in cells is no markup
    Console(highlight=False, soft_wrap=False).print(table)
