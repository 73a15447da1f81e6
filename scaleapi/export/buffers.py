"""Arrow arrays made of their buffers.

`pyarrow.array` takes any list, but at the first one it looks for pandas, and imports it where it is installed: that
takes as long as to write thousands of tasks, and 40 MB. This does not, and is as fast.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from scaleapi._io.optional import need

if TYPE_CHECKING:
    import pyarrow as pa

    Array: TypeAlias = pa.Array[Any]
else:
    pa = need("pyarrow", "arrow", "a table")
pc: Any = need("pyarrow.compute", "arrow", "a table")

__all__ = ["booleans", "encoded_texts", "floats", "integers", "lists", "texts"]

_BREAK = "\x1f"
"""Stands between texts: a control character, which JSON has escaped, and nobody uses."""
_SPLIT: Any = pc.SplitPatternOptions(_BREAK)
_EXACT = 2**53
"""Up to here, a float holds every integer."""


def texts(values: Sequence[str | None]) -> Array:
    """Make a column of texts; UnicodeEncodeError if one has half a character."""
    try:
        return _texts(values, _BREAK.join(values).encode())  # type: ignore[arg-type]
    except TypeError:
        return _with_nulls(texts([one or "" for one in values]), values)


def encoded_texts(values: Sequence[bytes | None]) -> Array:
    """Make a column of texts that are UTF-8."""
    try:
        return _texts(values, _BREAK.encode().join(values))  # type: ignore[arg-type]
    except TypeError:
        return _with_nulls(encoded_texts([one or b"" for one in values]), values)


def _texts(values: Sequence[Any], joined: bytes) -> Array:
    """Have Arrow split them: it is faster than to look for their lengths here."""
    whole = pa.StringArray.from_buffers(1, pa.py_buffer(array("i", [0, len(joined)])), pa.py_buffer(joined))
    found: Array = pc.call_function("split_pattern", [whole], _SPLIT).values
    return found if len(found) == len(values) else pa.array(values, pa.string())


def floats(values: Sequence[float | None]) -> Array:
    """Make a column of numbers; OverflowError if one is an integer that no float surely holds."""
    held: Any = values
    try:
        found = _numbers(pa.float64(), array("d", held))
    except TypeError:
        return _with_nulls(floats([one or 0.0 for one in values]), values)
    ends: dict[str, float] = pc.min_max(found).as_py() if values else {"min": 0.0, "max": 0.0}
    integers_only = (one for one in held if type(one) is int)
    if not -_EXACT < ends["min"] <= ends["max"] < _EXACT and any(abs(one) > _EXACT for one in integers_only):
        raise OverflowError("an integer beyond 2 ** 53")
    return found


def integers(values: Sequence[int | None]) -> Array:
    """Make a column of integers; OverflowError beyond 64 bits."""
    held: Any = values
    try:
        return _numbers(pa.int64(), array("q", held))
    except TypeError:
        return _with_nulls(integers([one or 0 for one in values]), values)


def booleans(values: Sequence[bool | None]) -> Array:
    """Make a column of booleans."""
    try:
        return _numbers(pa.uint8(), bytes(values)).cast(pa.bool_())  # type: ignore[arg-type]
    except TypeError:
        return _with_nulls(booleans([one or False for one in values]), values)


def lists(values: Sequence[Sequence[Any] | None], items: Array) -> Array:
    """Make a column of lists, given their items one after another."""
    offsets = array("i", accumulate((len(one or ()) for one in values), initial=0))
    kind = pa.list_(items.type)
    made = pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(offsets)], children=[items])
    return _with_nulls(made, values) if None in values else made


def _numbers(kind: pa.DataType, values: Any) -> Array:
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _with_nulls(made: Array, values: Sequence[Any]) -> Array:
    """Put null where nothing is."""
    found: Array = pc.if_else(booleans([one is not None for one in values]), made, pa.nulls(len(made), made.type))
    return found
