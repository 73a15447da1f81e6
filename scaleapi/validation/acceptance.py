"""Recognise a payload that nothing is wrong with, in a fraction of the time that it takes to say what is wrong."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import msgspec

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import is_object
from scaleapi.problems import nearest
from scaleapi.validation.exact_types import checks_of

__all__ = ["accepts"]

_REFUSED = (msgspec.ValidationError, RecursionError, UnicodeEncodeError)
_checks = cache(checks_of)
_encode = msgspec.json.Encoder().encode


def accepts(model: type[PayloadModel], wire: object) -> bool:
    """Tell whether the models surely find nothing in a payload, no mistake and no doubt.

    False says nothing: names inside that no model has, numbers as text and labels of great depth are left to the
    models.

    Args:
        model: The class of the payload.
        wire: The payload, as plain JSON whose numbers are finite.
    """
    if not is_object(wire):
        return False
    try:
        _encode(wire)  # refuses half of a surrogate pair, as the models do
        kind, look = _checks(model)
        _check_types(model, kind, wire)
        return look is None or look(wire)
    except _REFUSED:
        return False


def _check_types(model: type[PayloadModel], kind: Any, wire: dict[str, Any]) -> None:
    """Check the types of all fields, and of names of the payload itself that the model does not have, nothing."""
    try:
        msgspec.convert(wire, kind)
    except msgspec.ValidationError:
        known = {name: value for name, value in wire.items() if name in model.wire_names}
        if len(known) == len(wire) or any(_may_be_slip(model, name) for name in wire.keys() - known.keys()):
            raise
        msgspec.convert(known, kind)


@lru_cache(maxsize=1000)
def _may_be_slip(model: type[PayloadModel], name: str) -> bool:
    """Tell whether a name that a model does not have could be a misspelt one of its own."""
    return name not in model.known_elsewhere and nearest(name, model.wire_names) is not None
