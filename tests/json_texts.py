"""JSON that is legal, and that some parsers refuse."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TEXTS = st.text(st.characters(exclude_categories=()), max_size=4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
"""Any value that the standard library can write: lone surrogates, NaN and infinities included."""

ODD_TEXTS = [
    rb'{"cut": "\ud83d"}',
    rb'{"\udc00": "key"}',
    '{"cut": "\ud83d"}'.encode("utf-8", "surrogatepass"),
    b"\xef\xbb\xbf[1]",
    '{"a": "é"}'.encode("utf-16"),
    '{"a": "é"}'.encode("utf-32"),
    b"[NaN, Infinity, -Infinity]",
    b"[1e400, -0, 0.1e-400]",
    b"[123456789012345678901234567890]",
    b'{"a": 1, "a": 2}',
    b"[" * 400 + b"]" * 400,
]


def deep(levels: int) -> bytes:
    """Nest arrays."""
    return b"[" * levels + b"]" * levels
