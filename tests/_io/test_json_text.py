"""JSON text: what the standard library reads is read, equal, and written back so that it reads the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from scaleapi._io.json_text import dumps, loads
from tests.json_texts import ODD_TEXTS, VALUES, deep


@given(VALUES)
def test_round_trip(value: Any) -> None:
    """Whatever JSON can say survives writing and reading, and the standard library reads what is written."""
    assert repr(value) == repr(loads(dumps(value))) == repr(json.loads(dumps(value)))


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_as_the_standard_library(text: bytes) -> None:
    """Odd texts read as they do there."""
    assert repr(json.loads(text)) == repr(loads(text))


@pytest.mark.parametrize("sign", ["", "-"])
def test_long_numbers(sign: str) -> None:
    """Numbers beyond the standard library's limit are read, and written back."""
    text = f"[{sign}{'7' * 12345}]"

    assert text == dumps(loads(text)).decode()
    assert loads(text)[0] % 10**6 == (777777 if not sign else 222223)


@pytest.mark.parametrize("text", [deep(100_000), b"[" + b"1" * 100_001 + b"]", b"", b"{", b'{"a": \x01}', b"\xff"])
def test_not_json(text: bytes) -> None:
    """What cannot be read is a ValueError, never anything else."""
    with pytest.raises(ValueError, match=r".+"):
        loads(text)


def test_too_deep_to_write() -> None:
    """A value that is nested beyond the stack is a ValueError, too."""
    value: Any = "\ud800"
    for _ in range(100_000):
        value = [value]

    with pytest.raises(ValueError, match="nested too deeply"):
        dumps(value)
