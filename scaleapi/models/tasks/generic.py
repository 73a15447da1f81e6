"""Payloads of the task types that have no model of their own: the common fields and the attachments are checked."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from scaleapi.models.attachments import FetchError, FrameError, some_attachment
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.rules import Rule, uncertain
from scaleapi.models.values import String, Uncertain

__all__ = ["AttachmentFreePayload", "GenericPayload", "GenericResponse", "TaskErrorResponse", "UnknownTypePayload"]


class GenericPayload(Payload):
    """The parameters of a task of any type: common fields are checked, all others are sent as they are."""

    rules: ClassVar[tuple[Rule, ...]] = (*Payload.rules, some_attachment)

    attachment: Annotated[String | None, Uncertain()] = None
    """The data's URL; or the text itself, if `attachment_type` is `text`. Documented."""
    attachments: Annotated[list[Any] | None, Uncertain()] = None
    """Several of them: URLs, or objects. Documented."""
    attachment_type: Annotated[String | None, Uncertain()] = None
    """What the attachment is: `image`, `text`, `video` … Documented."""


class AttachmentFreePayload(GenericPayload):
    """The same for task types that need no attachment: the text is in the payload, or a template brings it."""

    rules: ClassVar[tuple[Rule, ...]] = Payload.rules


class UnknownTypePayload(GenericPayload):
    """The same for task types that are not known here: whether they need an attachment is not known either."""

    rules: ClassVar[tuple[Rule, ...]] = (*Payload.rules, uncertain(some_attachment))


class GenericResponse(Response):
    """What workers answered, in whatever form."""


class TaskErrorResponse(Response):
    """What the response of a task holds when its status is `error`. Documented."""

    error: Annotated[String | None, OrRaw] = None
    """What went wrong."""
    attachments: Annotated[list[FetchError] | None, OrRaw] = None
    """The attachments that could not be fetched."""
    frames: Annotated[list[FrameError] | None, OrRaw] = None
    """The frames that could not be processed."""
