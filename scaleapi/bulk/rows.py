"""Where payloads come from: anything to iterate over, or a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from scaleapi._core.calls.arguments import refuse
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models.enums import TaskType
from scaleapi.models.payload import Payload
from scaleapi.problems import Problem
from scaleapi.validation.payload_files import PayloadFile

__all__ = ["Payloads", "Row", "Source"]

Payloads = str | os.PathLike[str] | PayloadFile | Iterable[Mapping[str, Any] | Payload]
"""Payloads: dictionaries or payload objects, or a file of them: its path, or a PayloadFile."""


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
            raise refuse("/payloads", "type", "must be a list of payloads, or the path of a file of payloads")
        self._kind, self._payloads = task_type, payloads

    @property
    def again(self) -> bool:
        """Whether it can be read more than once."""
        return isinstance(self._payloads, (str, os.PathLike)) or not isinstance(self._payloads, Iterator)

    def __iter__(self) -> Iterator[Row]:
        payloads = self._payloads
        if isinstance(payloads, (str, os.PathLike)):
            payloads = PayloadFile(payloads, self._kind)
        if not isinstance(payloads, PayloadFile):
            for number, payload in enumerate(payloads, 1):
                yield self._row(number, payload)
            return
        for row in payloads.rows():
            yield self._row(row.number, row.payload) if row.problem is None else _broken(row.number, row.problem)

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


def _broken(number: int, problem: Problem) -> Row:
    return Row(number, "", None, ScaleValidationError(str(problem).removeprefix("/: "), problems=[problem]))
