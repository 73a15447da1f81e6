"""What an annotation of type `workspace_container` holds: a machine in which code was run."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from scaleapi.models.v2.base import V2Entity, promised
from scaleapi.models.v2.file import ContentAndUrl

__all__ = ["WorkspaceContainerConfig", "WorkspaceContainerValue", "WorkspaceFile"]


class WorkspaceFile(V2Entity):
    """A file in a workspace."""

    shown: ClassVar[tuple[str, ...]] = ("file_name", "file_language")

    scale_url: str = promised()
    file_name: str | None = None
    url: str | None = None
    file_language: str | None = None
    file_content: str | None = None


class WorkspaceContainerConfig(V2Entity):
    """How a workspace is reached. `workspace_token` is a secret: it stands in no repr, and in no export."""

    shown: ClassVar[tuple[str, ...]] = ("workspace_id", "workspace_url", "expires_at")

    workspace_id: str = promised()
    workspace_url: str = promised()
    workspace_token: str = promised()
    expires_at: str = promised()
    inactivity_freeze_time: int = promised()
    force_enable_workspace_access: bool | None = None
    workspace_image_version: int | None = None


class WorkspaceContainerValue(V2Entity):
    """A workspace, and what its programs wrote."""

    shown: ClassVar[tuple[str, ...]] = ("workspace_id",)

    workspace_id: str | None = None
    workspace_config: WorkspaceContainerConfig | None = None
    last_code_run_event: dict[str, Any] | None = None
    output_files: list[WorkspaceFile] = Field(default_factory=list[WorkspaceFile])
    stdout_output: ContentAndUrl | None = None
    stderr_output: ContentAndUrl | None = None
    test_stdout_output: ContentAndUrl | None = None
    test_stderr_output: ContentAndUrl | None = None
