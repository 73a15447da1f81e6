"""The task of the second API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from scaleapi.models.v2.base import V2Entity, promised
from scaleapi.models.v2.batch import Batch
from scaleapi.models.v2.conversation import Message, Thread
from scaleapi.models.v2.enums import ErrorType, TaskStatus
from scaleapi.models.v2.expandable import Expandable
from scaleapi.models.v2.project import Project

__all__ = ["ErrorDetail", "SensitiveContentReport", "Task"]


class ErrorDetail(V2Entity):
    """Why a task could not be done."""

    shown: ClassVar[tuple[str, ...]] = ("type", "message")

    type: ErrorType | None = None
    message: str | None = None


class SensitiveContentReport(V2Entity):
    """Why the threads of a completed task are left out."""

    shown: ClassVar[tuple[str, ...]] = ("type", "message")

    type: str = promised()
    message: str = promised()


class Task(V2Entity):
    """A piece of work, and its result: conversations with annotations."""

    identity: ClassVar[str] = "task_id"
    shown: ClassVar[tuple[str, ...]] = ("status",)

    task_id: str = promised()
    project: Expandable[Project] = promised()
    batch: Expandable[Batch] | None = None
    status: TaskStatus = promised()
    created_at: datetime = promised()
    completed_at: datetime | None = None
    metadata: dict[str, Any] = Field(default_factory=dict[str, Any])
    threads: list[Thread] = Field(default_factory=list[Thread])
    """Empty until the task is completed, and where it was reported as sensitive."""
    errors: list[ErrorDetail] = Field(default_factory=list[ErrorDetail])
    """Of a task whose status is `error`."""
    sensitive_content_reports: list[SensitiveContentReport] = Field(default_factory=list[SensitiveContentReport])

    @property
    def id(self) -> str:
        """The task's id: the same as `task_id`."""
        return self.task_id

    @property
    def messages(self) -> list[Message]:
        """All messages, in the order of the threads and turns that they stand in."""
        return [message for thread in self.threads for turn in thread.turns for message in turn.messages]
