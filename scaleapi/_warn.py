"""Doubts as Python warnings, at the line of the caller's code."""

from __future__ import annotations

import sys
import warnings

from scaleapi.exceptions import ScaleValidationWarning
from scaleapi.problems import Problem

__all__ = ["warn_about"]


def warn_about(problem: Problem) -> None:
    """Give a ScaleValidationWarning that points at the line of the caller's code, however deep we are."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _NOT_THE_CALLER:
        level, frame = level + 1, frame.f_back
    warnings.warn(str(problem), ScaleValidationWarning, stacklevel=level)


_NOT_THE_CALLER = ("scaleapi", "pydantic")
