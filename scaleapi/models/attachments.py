"""Attachments: where the data of a task lies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, objects
from scaleapi.models.values import Integer, String
from scaleapi.problems import Finding

__all__ = [
    "ContextAttachment",
    "FetchError",
    "FrameError",
    "link",
    "link_finding",
    "no_repeated_context",
    "some_attachment",
]

_LINK = re.compile(r"(https?|s3|gs|scaledata)://[^\s/?#]+", re.IGNORECASE)


class ContextAttachment(PayloadModel):
    """An image for reference, which is not annotated. Documented."""

    attachment: String
    """Its URL. Documented; must not be the task's own attachment."""


class FetchError(PayloadModel):
    """An attachment that the service could not fetch. Documented."""

    statusCode: Integer | None = None
    """The HTTP status that the service got."""
    url: String | None = None
    """The attachment's URL."""


class FrameError(PayloadModel):
    """A frame that the service fetched but could not process. Documented."""

    frame: Integer | None = None
    """The frame's index."""
    message: String | None = None
    """What was wrong."""
    attachment: FetchError | None = None
    """The frame's file."""


def link_finding(value: object, *loc: str | int) -> Iterable[Finding]:
    """Doubt a string that is no URL of a known kind. Azure is documented as a host, but not how its URLs look."""
    if not isinstance(value, str) or _LINK.match(value):
        return ()
    message = "is no URL that starts with http://, https://, s3://, gs:// or scaledata://"
    return [Finding(loc, "format", message, value, severity="warning")]


def link(name: str) -> Rule:
    """Expect a URL."""

    def rule(raw: Mapping[str, Any]) -> Iterable[Finding]:
        return link_finding(raw.get(name), name)

    return rule


def no_repeated_context(raw: Mapping[str, Any]) -> Iterable[Finding]:
    """Refuse a reference image that is the task's own attachment. Documented."""
    own, others = raw.get("attachment"), raw.get("context_attachments")
    if not others or not isinstance(own, str):
        return ()
    same = [at for at, item in objects(others) if item.get("attachment") == own]
    message = "must not repeat the task's own attachment"
    return [Finding(("context_attachments", at, "attachment"), "duplicate", message, own) for at in same]


def some_attachment(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Require `attachment` or `attachments`, unless the data comes from an earlier lidar task. Documented."""
    if all(raw.get(name) is None for name in ("attachment", "attachments", "lidar_task")):
        hint = "Please include an attachment or attachments parameter."
        yield Finding(("attachment",), "missing", '"attachment" or "attachments" is required', hint=hint)
