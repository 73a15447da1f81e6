"""Which columns the two tables of an export have. They follow from the task type and from what a payload declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaleapi.export.layout import ExportOptions, Format
from scaleapi.models.payload import Payload
from scaleapi.models.payload_model import as_wire
from scaleapi.models.project import Project
from scaleapi.models.rules import mapped
from scaleapi.models.table import ATTRIBUTES, Column, Kind, Table
from scaleapi.models.tasks.registry import response_class

__all__ = ["HEAD", "REST", "Declares", "annotation_columns", "declared_by", "declared_columns", "form_of", "table_of"]

Declares = Mapping[str, Any] | Payload | Project | None
"""What declares attributes: a payload, as a dictionary or an object, a task's `params`, or a project."""

HEAD = (
    Column("task_id", Kind.text, "the task"),
    Column("part", Kind.text, "the array of the response that the row is from"),
    Column("index", Kind.integer, "the place in that array, from 0"),
)
"""How the rows of every table of annotations begin."""
REST = Column("rest", Kind.json, "what else it has, or what does not fit its column")
"""How they end."""

_ATTRIBUTE_KINDS = {
    "angle": Kind.number,
    "linked": Kind.text,
    "number": Kind.number,
    "text": Kind.text,
    "x_line": Kind.number,
    "y_line": Kind.number,
}


def form_of(
    task_type: str,
    *,
    payload: Declares = None,
    file_format: Format = "parquet",
    raw: bool = False,
    results: bool = False,
) -> ExportOptions:
    """Say how an export is written, from what the user says of it."""
    attributes = mapped(declared_by(payload).get("annotation_attributes"))
    return ExportOptions(str(task_type), file_format, raw, results, attributes)


def table_of(task_type: str) -> Table:
    """Find the table of a task type's annotations."""
    return response_class(task_type).table


def annotation_columns(task_type: str, declares: Declares = None) -> tuple[Column, ...]:
    """List the columns of a task type's annotations, with one for each attribute that a payload declares."""
    table = table_of(task_type)
    return (*HEAD, *table.columns, *declared_columns(table, declares), REST)


def declared_columns(table: Table, declares: Declares) -> tuple[Column, ...]:
    """Make a typed column of each attribute that a payload or project declares under `annotation_attributes`."""
    if ATTRIBUTES not in table.columns:
        return ()
    attributes = mapped(declared_by(declares).get("annotation_attributes"))
    return tuple(_attribute(name, mapped(attribute)) for name, attribute in attributes.items())


def declared_by(payload: Declares) -> Mapping[str, Any]:
    """Return what a payload or project declares, in wire form."""
    if isinstance(payload, Project):
        return payload.params or {}
    return payload.to_wire() if isinstance(payload, Payload) else mapped(as_wire(dict(payload or {})))


def _attribute(name: str, attribute: Mapping[str, Any]) -> Column:
    declared: Any = attribute.get("type") or "category"
    if declared == "category":
        kind = Kind.texts if attribute.get("allow_multiple") is True else Kind.text
    else:
        kind = _ATTRIBUTE_KINDS.get(declared, Kind.json) if isinstance(declared, str) else Kind.json
    return Column(f"attributes.{name}", kind, f"the answer to `{name}`", key=name)
