"""How much is held in memory at once, where somebody else decides how much there is."""

from __future__ import annotations

__all__ = ["MOST_AT_ONCE"]

MOST_AT_ONCE = 1 << 30
"""Bytes or characters of one line, one item, or one file that is parsed as a whole."""
