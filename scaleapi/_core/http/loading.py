"""Importing httpx without its own command line.

Where rich, click and pygments are installed, `import httpx` imports them for its program `httpx`, which takes as long
as the rest of httpx.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

__all__ = ["load_httpx"]


def load_httpx() -> None:
    """Import httpx, if nobody has; `httpx.main` imports the rest when it is called."""
    if "httpx" in sys.modules:
        return
    missing: Any = None  # which httpx takes for a program that is not installed
    sys.modules["httpx._main"] = missing
    try:
        httpx: Any = import_module("httpx")
    finally:
        del sys.modules["httpx._main"]
    httpx.main = _main


def _main() -> None:
    import_module("httpx._main").main()
