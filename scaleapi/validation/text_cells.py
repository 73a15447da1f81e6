"""Texts of a table or a command line as JSON: what a cell is goes by what the task type takes in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scaleapi._io.dotted import put, steps_of
from scaleapi._io.json_text import loads
from scaleapi.models.enums import TaskType
from scaleapi.problems import pointer_of
from scaleapi.validation.checks import validate

__all__ = ["TextCells"]

_JSON_LIKE = re.compile(r'\s*([\[{"\d-]|(true|false|null)\s*$)', re.IGNORECASE)


class TextCells:
    """Reads texts as what the task type has in their place: text where it takes text, else JSON.

    The models are asked once for each column: a text where something else belongs is a problem of its type.

    Args:
        task_type: The type of all payloads; None where each names its own under `type`.
    """

    def __init__(self, task_type: TaskType | str | None = None) -> None:
        self._task_type = task_type
        self._is_json: dict[tuple[str, str], bool] = {}

    def read_into(self, payload: dict[str, Any], texts: Mapping[str, str]) -> None:
        """Put what the texts mean in their places, by dotted names; the payload holds them as they are."""
        kind = str(payload.get("type", "") if self._task_type is None else self._task_type)
        doubtful = {name: text for name, text in texts.items() if _JSON_LIKE.match(text)}
        unknown = [name for name in doubtful if (kind, name) not in self._is_json]
        if unknown:
            self._learn(kind, payload, unknown)
        for name, text in doubtful.items():
            if self._is_json[kind, name]:
                put(payload, name, _read(text))

    def _learn(self, kind: str, payload: Mapping[str, Any], names: list[str]) -> None:
        body = {name: value for name, value in payload.items() if name != "type" or self._task_type is not None}
        wrong = {problem.pointer for problem in validate(kind, body) if problem.code == "type"}
        for name in names:
            self._is_json[kind, name] = pointer_of(tuple(steps_of(name))) in wrong


def _read(text: str) -> Any:
    for spelling in (text, text.lower()):  # spreadsheets write TRUE
        try:
            return loads(spelling)
        except ValueError:
            continue
    return text  # then the check says what is wrong with it
