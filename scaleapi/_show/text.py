"""Values as short texts. Nothing here raises, whatever it is given."""

from __future__ import annotations

import re
from collections.abc import Sized
from datetime import datetime
from itertools import islice
from typing import Any, cast

__all__ = ["HIDDEN", "flat", "is_secret", "shorten", "told", "unreadable"]

_LONGEST_VALUE = 80
_LONGEST_TEXT = 200
_MOST_ITEMS = 8

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What has no look of its own or turns the text around it, and half surrogate pairs, which cannot be written."""
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]*@")
_SECRET = re.compile(r"(^|_)(api_?key|key|token|secret|password|authorization|auth)$|^callback(_url)?$", re.IGNORECASE)
"""Names of what is not shown: keys, and addresses for callbacks, which often hold one."""
HIDDEN = "(not shown)"


def shorten(value: object, longest: int = _LONGEST_VALUE) -> str:
    """Show a value as Python writes it, in at most 80 characters."""
    kind = type(value).__name__
    try:
        if isinstance(value, Sized) and not isinstance(value, str) and len(value) > 20:
            return f"{kind} of {len(value)}"
        text = repr(value)
    except Exception:  # noqa: BLE001 - a stranger's object may do anything; a message must come out all the same
        text = f"<{kind}>"
    return _cut(text, longest)


def told(value: object) -> str:
    """Show a value to people, on one line of at most 200 characters: texts without quotes, containers in outline."""
    if isinstance(value, BaseException):
        return flat(f"{type(value).__name__}: {_words(value)}")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, dict):
        return flat(_outline(cast("dict[object, object]", value)))
    if isinstance(value, list):
        return flat(_listed(cast("list[object]", value)))
    return flat(_plain(value))


def flat(text: str) -> str:
    """Write a text on one line, cut, and so that every character of it can be seen and written."""
    text = _CREDENTIALS.sub("…@", _cut(text, _LONGEST_TEXT))
    return _INVISIBLE.sub(lambda one: one[0].encode("unicode_escape").decode(), text)


def is_secret(name: object) -> bool:
    """Tell whether a value of this name may hold a key."""
    return isinstance(name, str) and _SECRET.search(name) is not None


def unreadable(error: Exception) -> str:
    """Say that a value cannot be read."""
    return f"(cannot be read: {type(error).__name__})"


def _plain(value: object) -> str:
    return str.__str__(value) if isinstance(value, str) else shorten(value, _LONGEST_TEXT)


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - as above
        return "…"


def _outline(values: dict[object, object]) -> str:
    """Write the names in an object, with values that are short."""
    some = [f"{_plain(name)}: {_inner(name, value)}" for name, value in islice(values.items(), _MOST_ITEMS)]
    return ", ".join(some + _more(len(values)))


def _inner(name: object, value: object) -> str:
    if value is not None and is_secret(name):
        return HIDDEN
    if isinstance(value, (dict, list)):
        size = len(cast("Sized", value))
        return f"{size} item" + "s" * (size != 1)
    return _cut(_plain(value), _LONGEST_VALUE)


def _listed(values: list[Any]) -> str:
    if any(isinstance(one, (dict, list)) for one in islice(values, _MOST_ITEMS)):
        return f"{len(values)} item" + "s" * (len(values) != 1)
    return ", ".join([_cut(_plain(one), _LONGEST_VALUE) for one in values[:_MOST_ITEMS]] + _more(len(values)))


def _more(count: int) -> list[str]:
    return [f"… {count - _MOST_ITEMS} more"] if count > _MOST_ITEMS else []


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
