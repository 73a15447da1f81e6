"""Arrays in files, item by item."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi._io.json_stream import items_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=8), st.integers(32, 40), st.booleans(), st.sampled_from([None, 2]), st.booleans())
def test_items(values: list[Any], size: int, wrapped: bool, indent: int | None, ascii_only: bool) -> None:
    """The items are those of the array, however small the pieces in which it is read."""
    content = {"annotations": values} if wrapped else values
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only)
    assert values == list(items_of(io.BytesIO(text.encode("utf-8", "surrogatepass")), size))


@pytest.mark.parametrize("text", ["", "{}", "null", "[", "[1", "[1,", '[{"a": [', "[1 2]", "[1}", '["x', "[nul]"])
def test_no_array(text: str) -> None:
    """What is no whole array is an error, after the items that were whole."""
    with pytest.raises(ValueError, match=r"array|Expecting|Unterminated"):
        list(items_of(io.BytesIO(text.encode()), 2))


def test_the_file_is_closed() -> None:
    """Nothing stays open, also when nobody reads to the end."""
    file = io.BytesIO(b"[1, 2, 3]")
    items = items_of(file)
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert file.closed
