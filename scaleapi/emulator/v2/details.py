"""What `opts` asks for: the rest of a conversation is left out.

Without them, an annotation is only its key and value, as the documentation's samples have it, and a file is only where
it is. The samples do not show more of the options: what each adds is the emulator's choice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scaleapi.emulator.wire import Json, is_array, is_object

__all__ = ["detailed", "listed_in"]

_OPTIONAL = {"model_parameters": "model_parameters", "submissions": "submissions"}
"""Fields, and the options that they need."""
_BRIEF = {
    "annotations": ("annotation_details", frozenset({"key", "value"})),
    "attachments": ("attachment_details", frozenset({"content", "mime_type", "scale_url", "url"})),
}
"""Lists, the options that their objects need to be whole, and what they have without."""


def detailed(value: object, opts: Collection[str]) -> object:
    """Leave out of a part of a conversation what was not asked for."""
    if is_array(value):
        return [detailed(one, opts) for one in value]
    if not is_object(value):
        return value
    shown = {name: inner for name, inner in value.items() if name not in _OPTIONAL or _OPTIONAL[name] in opts}
    return {
        name: _brief(name, inner, opts) if name in _BRIEF else detailed(inner, opts) for name, inner in shown.items()
    }


def listed_in(value: object, name: str) -> Iterator[Json]:
    """Iterate over the objects in all lists of a name in a part of a conversation, but not within annotations."""
    pairs = value.items() if is_object(value) else (("", one) for one in value) if is_array(value) else ()
    for key, inner in pairs:
        if key == name and is_array(inner):
            yield from filter(is_object, inner)
        elif key != "annotations":
            yield from listed_in(inner, name)


def _brief(name: str, value: object, opts: Collection[str]) -> object:
    option, kept = _BRIEF[name]
    if option in opts or not is_array(value):
        return value
    return [{key: one[key] for key in one if key in kept} if is_object(one) else one for one in value]
