"""Packages that only some users need: imported where they are used, with an error that names the extra to install."""

from __future__ import annotations

from typing import Any

from scaleapi._imports import load

__all__ = ["need"]


def need(module: str, extra: str, what: str) -> Any:
    """Import a module of an optional package.

    Args:
        module: Its dotted name.
        extra: The extra of this package that brings it.
        what: What needs it, for the message: "a bar".

    Raises:
        ImportError: It is not installed; the message says what to install.
    """
    try:
        return load(module)
    except ImportError as error:
        raise ImportError(f"{what} needs {module}: install scaleapi[{extra}]") from error
