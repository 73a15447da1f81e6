"""What rules read of values."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.models.rules import numeral, numeral_or_text


@pytest.mark.parametrize(
    ("value", "number", "of_text"),
    [
        (5, 5, 5),
        (-1.5, -1.5, -1.5),
        (True, None, None),
        (None, None, None),
        ([], None, None),
        ("5", None, 5),
        ("x", None, None),
    ],
)
def test_numbers(value: Any, number: Any, of_text: Any) -> None:
    """Truth is none; text is one only where forms may have sent it."""
    assert [repr(number), repr(of_text)] == [repr(numeral(value)), repr(numeral_or_text(value))]
