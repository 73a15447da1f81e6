"""What the calls on many things share: their arguments, and how these are checked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal

from scaleapi._core.calls.arguments import positive, refuse
from scaleapi._core.jobs.operation import Options
from scaleapi._core.jobs.progress import ProgressOption
from scaleapi.models.task import Task

__all__ = ["CONCURRENCY", "OnError", "StrPath", "Tasks", "options_of"]

CONCURRENCY = 64
"""Requests under way at once: at 50 ms a request, more gain little on two cores."""
OnError = Literal["collect", "raise"]
StrPath = str | os.PathLike[str]
Tasks = Task | str | Iterable[Task | str] | None


def options_of(concurrency: int, ordered: bool, on_error: str, progress: ProgressOption) -> Options:
    """Check the arguments that all runs share."""
    if on_error not in {"collect", "raise"}:
        raise refuse("/on_error", "choice", 'must be "collect" or "raise"', on_error)
    return Options(positive("concurrency", concurrency), ordered, on_error == "raise", progress)
