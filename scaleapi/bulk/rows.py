"""Where payloads come from: anything to iterate over, or a file of JSON lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from scaleapi._core.calls.arguments import refuse
from scaleapi._io.compression import open_packed
from scaleapi._io.json_text import loads
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models.enums import TaskType
from scaleapi.models.payload import Payload

__all__ = ["Payloads", "Row", "Source"]

Payloads = str | os.PathLike[str] | Iterable[Mapping[str, Any] | Payload]
"""Payloads: dictionaries or payload objects, or the path of a file with one JSON object a line (`.gz`, `.zst` too)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One payload, and what it is for."""

    number: int
    """From 1; in a file, the number of the line."""
    kind: str
    payload: Any
    error: ScaleValidationError | None = None
    """Why there is no payload."""


class Source:
    """Payloads, row by row.

    Args:
        task_type: The type of all; None where each names its own (a dictionary under `type`).
        payloads: Where they come from.
    """

    def __init__(self, task_type: TaskType | str | None, payloads: Payloads) -> None:
        given = cast("object", payloads)
        if isinstance(given, (Mapping, Payload)) or not isinstance(given, (str, os.PathLike, Iterable)):
            raise refuse("/payloads", "type", "must be a list of payloads, or the path of a file of JSON lines")
        self._kind, self._payloads = task_type, payloads

    @property
    def again(self) -> bool:
        """Whether it can be read more than once."""
        return isinstance(self._payloads, (str, os.PathLike)) or not isinstance(self._payloads, Iterator)

    def __iter__(self) -> Iterator[Row]:
        if not isinstance(self._payloads, (str, os.PathLike)):
            for number, payload in enumerate(self._payloads, 1):
                yield self._row(number, payload)
            return
        with open_packed(Path(self._payloads)) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield self._parsed(number, line)

    def _parsed(self, number: int, line: bytes) -> Row:
        try:
            payload = loads(line)
        except ValueError as error:
            return Row(number, "", None, refuse("", "not_json", f"the line is not JSON: {error}"))
        return self._row(number, payload)

    def _row(self, number: int, payload: Any) -> Row:
        if self._kind is not None:
            return Row(number, str(self._kind), payload)
        if isinstance(payload, Payload):
            kind: object = payload.task_type
        else:
            fields = dict(cast("Mapping[str, Any]", payload)) if isinstance(payload, Mapping) else {}
            kind, payload = fields.pop("type", None), fields
        if not isinstance(kind, str) or not kind:
            return Row(number, "", None, refuse("/type", "missing", "each payload must name its task type", kind))
        return Row(number, str(kind), payload)
