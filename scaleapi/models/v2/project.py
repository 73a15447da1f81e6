"""The project of the second API, and what its answers are described by."""

from __future__ import annotations

import warnings
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import Field

from scaleapi._io.json_text import loads
from scaleapi.models.v2.base import V2Entity, promised

__all__ = ["Project", "Schema"]


class Project(V2Entity):
    """A project: its tasks share a template and instructions."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name",)

    id: str = promised()
    name: str = promised()
    created_at: datetime = promised()
    types: list[str] = Field(default_factory=list[str])
    """Such as `SFT` or `RLHF: Pref Ranking`. The service's list grows."""
    models: list[str] = Field(default_factory=list[str])


class Schema(V2Entity):
    """A JSON Schema that responses follow."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name",)

    id: str | None = None
    name: str | None = None

    @property
    def json(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The JSON Schema, parsed from the text that comes (`as_dict()["json"]`); None if there is none.

        Raises:
            ValueError: The text is no JSON.
        """
        text = self.as_dict().get("json")
        return loads(text) if isinstance(text, str) else text

    @property
    def var_json(self) -> str | None:
        """The name of SDK 2.18: the JSON Schema as text."""
        warnings.warn(".var_json is deprecated: use .json, which is parsed", DeprecationWarning, stacklevel=2)
        text = self.as_dict().get("json")
        return text if isinstance(text, str) else None

    @property
    def var_schema(self) -> Self:
        """The name of SDK 2.18: the schema inside of an answer, which is this object."""
        warnings.warn(".var_schema is deprecated: use the object itself", DeprecationWarning, stacklevel=2)
        return self
