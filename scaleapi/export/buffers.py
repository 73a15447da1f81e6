"""Arrow arrays made of their buffers.

`pyarrow.array` takes any list, but at the first one it looks for pandas, and imports it where it is installed: that
takes as long as to write thousands of tasks, and 40 MB. This does not, and is as fast. For the same reason Arrow's
functions are called by their names: `pyarrow.compute` makes a Python function of each when it is imported.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from importlib import import_module
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from scaleapi._io.optional import need

if TYPE_CHECKING:
    import pyarrow as pa
    from typing_extensions import Buffer

    Array: TypeAlias = pa.Array[Any]
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["booleans", "cast", "encoded_texts", "floats", "integers", "lists", "parents", "raw_texts", "take", "texts"]


def _functions() -> Any:
    """Find Arrow's functions: the module below the public one, which is the same without the wrappers."""
    try:
        return import_module("pyarrow._compute")
    except ImportError:
        return need("pyarrow.compute", "arrow", "a table")


pc: Any = _functions()

_BREAK = "\x1f"
"""Stands between texts: a control character, which JSON has escaped, and nobody uses."""
_SEPARATOR = _BREAK.encode()
_NOTHING = {b"", b"null"}
_NOTHINGS = [b"%b%b%b" % (_SEPARATOR, nothing, _SEPARATOR) for nothing in sorted(_NOTHING)]
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
        return _texts(values, _SEPARATOR.join(values))  # type: ignore[arg-type]
    except TypeError:
        return _with_nulls(encoded_texts([one or b"" for one in values]), values)


def _texts(values: Sequence[Any], joined: bytes) -> Array:
    """Have Arrow split them: it is faster than to look for their lengths here."""
    whole = pa.StringArray.from_buffers(1, pa.py_buffer(array("i", [0, len(joined)])), pa.py_buffer(joined))
    found: Array = pc.call_function("split_pattern", [whole], _SPLIT).values
    if len(found) == len(values):
        return found
    return pa.array([bytes(one) if not isinstance(one, str) else one for one in values], pa.string())


def raw_texts(values: Sequence[Buffer]) -> Array:
    """Make a column of JSON texts as they came; what is empty, or null, reads as null."""
    joined = _SEPARATOR.join(values)
    bounded = b"%b%b%b" % (_SEPARATOR, joined, _SEPARATOR)
    if any(nothing in bounded for nothing in _NOTHINGS):
        return encoded_texts([text if text not in _NOTHING else None for text in map(bytes, values)])
    return _texts(values, joined)


def floats(values: Sequence[float | None]) -> Array:
    """Make a column of numbers; OverflowError if one is an integer that no float surely holds."""
    held: Any = values
    try:
        found = _numbers(pa.float64(), array("d", held))
    except TypeError:
        return _with_nulls(floats([one or 0.0 for one in values]), values)
    ends: dict[str, float] = pc.call_function("min_max", [found]).as_py() if values else {"min": 0.0, "max": 0.0}
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
        return cast(_numbers(pa.uint8(), bytes(values)), pa.bool_())  # type: ignore[arg-type]
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
    there = booleans([one is not None for one in values])
    found: Array = pc.call_function("if_else", [there, made, pa.nulls(len(made), made.type)])
    return found


def cast(values: Array, kind: pa.DataType) -> Array:
    """Make another type of a column; ArrowInvalid if a value does not fit it."""
    found: Array = pc.call_function("cast", [values], pc.CastOptions(kind))
    return found


def parents(counts: Sequence[int]) -> Array:
    """Make the numbers of groups of these sizes: each as often as it has members."""
    groups = lists([range(count) for count in counts], pa.nulls(sum(counts)))
    found: Array = pc.call_function("list_parent_indices", [groups])
    return found


def take(values: Array, places: Array) -> Array:
    """Make a column of what stands at these places."""
    found: Array = pc.call_function("take", [values, places])
    return found
