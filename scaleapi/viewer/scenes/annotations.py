"""What every annotation has, whatever its shape: an id, a label, attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaleapi.models.rules import is_object
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.leftovers import Path
from scaleapi.viewer.scenes.values import Json

__all__ = ["NAMES", "named"]

NAMES = frozenset(("uuid", "id", "label", "attributes"))
"""The words that `named` reads."""


def named(account: Account, path: Path, raw: Mapping[str, Any], known: frozenset[str] = NAMES) -> Json:
    """Return id, label, attributes, and a mark if there is one; what else there is, is left.

    Args:
        account: Of the response.
        path: Where the annotation is.
        raw: The annotation.
        known: Its words that are read, these and others.
    """
    account.others(path, raw, known)
    uuid, other = account.text(path, raw, "uuid"), account.text(path, raw, "id") if "id" in raw else None
    if uuid and other and other != uuid:
        account.leave((*path, "id"), other)
    made: Json = {"id": uuid or other, "label": account.text(path, raw, "label"), "attributes": {}}
    attributes = raw.get("attributes")
    if attributes and is_object(attributes):
        made["attributes"] = account.clean((*path, "attributes"), attributes)
    elif attributes is not None:
        account.leave((*path, "attributes"), attributes)
    mark = account.mark(made["id"])
    if mark is not None:
        made["mark"] = mark
    return made
