"""Plausible responses of people who were never asked: what a completed task carries if nobody says otherwise.

The same task id always gets the same response. `FUNCTIONS` names the function of each task type that has one of its
own; the others get an empty list of annotations.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scaleapi.emulator.answers.image import answer_image
from scaleapi.emulator.answers.text import answer_fields
from scaleapi.emulator.wire import Json

__all__ = ["FUNCTIONS", "Answer", "answer"]

Answer = Callable[[Json, Random], Json]
"""Makes a response from a task's `params`."""

FUNCTIONS: dict[str, Answer] = {"imageannotation": answer_image, "textcollection": answer_fields}


def answer(task_type: str, params: Json, *, seed: str) -> Json:
    """Make a response for a task of this type."""
    return FUNCTIONS.get(task_type, _answer_nothing)(params, Random(seed))  # noqa: S311 - plausible, not secret


def _answer_nothing(_params: Json, _random: Random) -> Json:
    return {"annotations": []}
