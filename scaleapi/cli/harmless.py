"""Text from elsewhere, for a terminal: it must not move the cursor, change the title, or hide what stands before it."""

from __future__ import annotations

import re

__all__ = ["harmless"]

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""All but tab and new line; and what turns the direction of writing around."""


def harmless(text: str) -> str:
    r"""Write characters that a terminal obeys as escapes: `\x1b`, `\u202e`."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)
