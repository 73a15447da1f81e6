"""`chat`, `chatexperimental`, `chatlite` and `multichat`: conversations, made from a project's template.

What version 1 of the API takes for them is not documented: the models are open.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from scaleapi.models.payload import OrRaw, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.table import Arrays, Column, Kind, Table
from scaleapi.models.tasks.generic import AttachmentFreePayload
from scaleapi.models.values import String, Uncertain

__all__ = [
    "ChatExperimentalPayload",
    "ChatExperimentalResponse",
    "ChatLitePayload",
    "ChatLiteResponse",
    "ChatOutput",
    "ChatPayload",
    "ChatResponse",
    "MultiChatPayload",
    "MultiChatResponse",
]


class ChatPayload(AttachmentFreePayload):
    """The parameters of a `chat` task. The project's template (`get_project_template`) says what it wants."""

    task_type: ClassVar[str | None] = "chat"

    template_variables: Annotated[dict[str, Any] | None, Uncertain()] = None
    """What fills the project's template, such as `prompt`. Documented for version 2; here it is inferred."""


class ChatExperimentalPayload(ChatPayload):
    """The parameters of a `chatexperimental` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "chatexperimental"


class ChatLitePayload(ChatPayload):
    """The parameters of a `chatlite` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "chatlite"


class MultiChatPayload(ChatPayload):
    """The parameters of a `multichat` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "multichat"


class ChatOutput(PayloadModel):
    """One answer. Documented."""

    type: String | None = None
    """What it is: `Instructions`, `PromptInput` … Documented by examples."""
    output: Any = None
    """What was answered. Documented."""


TURNS = Table(
    (
        Column("type", Kind.text, "what it is: `Instructions`, `PromptInput` …"),
        Column("output", Kind.json, "what was answered, whatever it is"),
        Column("text", Kind.text, "what was answered, if it is a text", key="output", only=str),
    ),
    Arrays("responses"),
)
"""The table of the answers in conversations."""


class ChatResponse(Response):
    """What was answered."""

    table: ClassVar[Table] = TURNS

    responses: Annotated[list[ChatOutput] | None, OrRaw] = None
    """The answers, in order. Documented."""


class ChatExperimentalResponse(ChatResponse):
    """What was answered; that it looks like that of `chat` is inferred."""


class ChatLiteResponse(ChatResponse):
    """What was answered; that it looks like that of `chat` is inferred."""


class MultiChatResponse(ChatResponse):
    """What was answered; that it looks like that of `chat` is inferred."""
