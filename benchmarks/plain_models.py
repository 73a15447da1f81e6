"""Models of plain types for the payloads of the benchmark: what pydantic alone costs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Label(BaseModel):
    """A label with finer ones."""

    choice: str
    subchoices: list[str] | None = None


class Geometry(BaseModel):
    """What is drawn."""

    objects_to_annotate: list[str | Label] | None = None
    min_height: int | None = None
    min_width: int | None = None
    min_vertices: int | None = None
    max_vertices: int | None = None


class Attribute(BaseModel):
    """What is asked of each annotation."""

    type: Literal["category", "number", "text"]
    description: str | None = None
    choices: list[str] | None = None
    conditions: dict[str, Any] | None = None


class Payload(BaseModel):
    """A payload."""

    model_config = ConfigDict(extra="allow")

    project: str | None = None
    instruction: str | None = None
    attachment: str
    unique_id: str | None = None
    metadata: dict[str, Any] | None = None
    geometries: dict[str, Geometry]
    annotation_attributes: dict[str, Attribute] | None = None
