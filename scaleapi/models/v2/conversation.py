"""The tree of a conversation: a task has threads, these have turns, these messages, and a message has its content.

A turn usually has one message of the user, then one of the assistant for each model that is compared; `source_id` tells
them apart. Ratings stand on the message, the preference on the turn.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal, Self, cast

from pydantic import Field

from scaleapi.models.rules import is_object
from scaleapi.models.v2.annotations import AnyAnnotation
from scaleapi.models.v2.base import V2Entity, promised
from scaleapi.models.v2.enums import MessageRole
from scaleapi.models.v2.file import File
from scaleapi.models.v2.rubrics import Rubric, RubricEvaluation

__all__ = [
    "Chunk",
    "ChunkText",
    "Message",
    "MessageContent",
    "ModelParameters",
    "Reasoning",
    "ReferenceText",
    "Submission",
    "Thread",
    "Turn",
]


class ReferenceText(V2Entity):
    """A text that the conversation refers to."""

    shown: ClassVar[tuple[str, ...]] = ("category", "url")

    content: str | None = None
    category: str | None = None
    url: str | None = None


class Reasoning(V2Entity):
    """What a model thought before it answered."""

    shown: ClassVar[tuple[str, ...]] = ("content",)

    content: str | None = None


class Chunk(V2Entity):
    """A piece of a message with annotations of its own. Of a type that is not known here, all fields are kept."""

    tagged: ClassVar[Literal["type"]] = "type"
    shown: ClassVar[tuple[str, ...]] = ("type", "text")

    type: str = promised()
    text: str | None = None
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])

    @classmethod
    def received(cls, raw: Any) -> Self:
        """Take what came, as the class that its type says."""
        if cls is Chunk and is_object(raw) and raw.get("type") == "text":
            return cast("Self", ChunkText.received(raw))
        return super().received(raw)


class ChunkText(Chunk):
    """A piece of text."""


class MessageContent(V2Entity):
    """What a message says."""

    shown: ClassVar[tuple[str, ...]] = ("text",)

    text: str | None = None
    reference_texts: list[ReferenceText] = Field(default_factory=list[ReferenceText])
    attachments: list[File] = Field(default_factory=list[File])
    chunks: list[Chunk] = Field(default_factory=list[Chunk])
    reasoning: list[Reasoning] = Field(default_factory=list[Reasoning])


class ModelParameters(V2Entity):
    """How the model that wrote a message was set."""

    shown: ClassVar[tuple[str, ...]] = ("model", "temperature")

    model: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_completion_tokens: int | None = None


class Message(V2Entity):
    """One message of a turn."""

    shown: ClassVar[tuple[str, ...]] = ("role", "source_id", "text")

    role: MessageRole = promised()
    content: MessageContent = Field(default_factory=MessageContent)
    source_id: str | None = None
    """Who wrote it: the user, or the label of a model. Some answers leave it out."""
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])
    model_parameters: ModelParameters | None = None
    """With `opts=model_parameters`."""
    rubric_evaluations: list[RubricEvaluation] = Field(default_factory=list[RubricEvaluation])

    @property
    def text(self) -> str | None:
        """The text of the content."""
        return self.content.text


class Turn(V2Entity):
    """Messages that belong together: what the user said, and the answers to it."""

    shown: ClassVar[tuple[str, ...]] = ("id",)

    id: str = promised()
    messages: list[Message] = Field(default_factory=list[Message])
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])
    rubrics: list[Rubric] = Field(default_factory=list[Rubric])


class Submission(V2Entity):
    """Who handed a thread in, and when."""

    shown: ClassVar[tuple[str, ...]] = ("contributor_id", "submitted_at")

    submitted_at: datetime | None = None
    contributor_id: str | None = None


class Thread(V2Entity):
    """One conversation."""

    shown: ClassVar[tuple[str, ...]] = ("id",)

    id: str = promised()
    turns: list[Turn] = Field(default_factory=list[Turn])
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])
    submissions: list[Submission] = Field(default_factory=list[Submission])
    """With `opts=submissions`."""
