"""Small checks of values, shared by all handlers; each refuses with 400 and names the parameter."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import NoReturn

from scaleapi.emulator.wire import Json, is_array, is_object, refuse

__all__ = [
    "email_list",
    "invalid",
    "listed",
    "metadata",
    "object_list",
    "optional_object",
    "optional_text",
    "priority_of",
    "required_text",
    "tag_list",
    "text_list",
    "webhook",
    "whole_number",
]

METADATA_BYTES = 10 * 1024
TAGS = 5

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_WEBHOOK = re.compile(r"https?://\S+", re.IGNORECASE)


def invalid(reason: str) -> NoReturn:
    """Refuse in the words of the service."""
    refuse(f"Parameter is invalid, reason: {reason}")


def required_text(body: Json, name: str) -> str:
    """Get a string that must be there and not empty."""
    if body.get(name) is None:
        invalid(f'"{name}" is required')
    return text(body[name], name)


def optional_text(body: Json, name: str) -> str | None:
    """Get a string that may be missing or null, but not empty."""
    return None if body.get(name) is None else text(body[name], name)


def text(value: object, name: str) -> str:
    """Check that a value is a string with something in it."""
    if not isinstance(value, str) or not value:
        invalid(f'"{name}" must be a non-empty string, not {_shown(value)}')
    return value


def boolean(body: Json, name: str) -> bool:
    """Get a boolean, also as a form sends it, that is false when missing or null."""
    value: object = body.get(name)
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool | None):
        invalid(f'"{name}" must be true or false, not {_shown(value)}')
    return bool(value)


def optional_object(body: Json, name: str) -> Json:
    """Get an object that is empty when missing or null."""
    value = body.get(name)
    if value is None:
        return {}
    if not is_object(value):
        invalid(f'"{name}" must be an object, not {_shown(value)}')
    return value


def object_list(value: object, name: str) -> list[Json]:
    """Check that a value is an array of objects."""
    if not is_array(value) or not all(map(is_object, value)):
        invalid(f'"{name}" must be an array of objects, not {_shown(value)}')
    return value


def metadata(value: object) -> Json:
    """Check that metadata is an object of at most 10 KB."""
    if not is_object(value):
        invalid(f'"metadata" must be an object, not {_shown(value)}')
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    if size > METADATA_BYTES:
        invalid(f'"metadata" must be at most 10 KB, not {size} bytes')
    return value


def text_list(value: object, name: str) -> list[str]:
    """Check that a value is an array of non-empty strings."""
    if not is_array(value):
        invalid(f'"{name}" must be an array of strings, not {_shown(value)}')
    return [text(entry, name) for entry in value]


def email_list(body: Json, name: str = "emails") -> list[str]:
    """Get an array of e-mail addresses, which must be there."""
    emails = text_list(body.get(name), name)
    for email in emails:
        if not _EMAIL.fullmatch(email):
            invalid(f'"{name}" has "{email}", which is no e-mail address')
    return emails


def tag_list(value: object) -> list[str]:
    """Check that tags are at most five different strings."""
    tags = list(dict.fromkeys(text_list(value, "tags")))
    if len(tags) > TAGS:
        invalid(f'"tags" must have at most {TAGS} entries, not {len(tags)}')
    return tags


def webhook(value: str, name: str) -> None:
    """Check that a callback is a URL with its scheme, or an e-mail address."""
    if not (_WEBHOOK.fullmatch(value) or _EMAIL.fullmatch(value)):
        invalid(f'"{name}" must be a URL with http:// or https://, or an e-mail address, not "{value}"')


def priority_of(value: object, allowed: Collection[int], wanted: str) -> int:
    """Check that a priority is one of the allowed whole numbers, and get it."""
    number = whole_number(value)
    if number is None or number not in allowed:
        invalid(f'"priority" must be {wanted}, not {_shown(value)}')
    return number


def whole_number(value: object) -> int | None:
    """Read a whole number, also as a form sends it; None if it is none."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def listed(value: object) -> object:
    """Take one string for an array with it, as a form sends it."""
    return [value] if isinstance(value, str) else value


def _shown(value: object) -> str:
    return "missing" if value is None else json.dumps(value)[:40]
