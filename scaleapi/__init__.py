"""Scale AI's data-labeling API: typed entities, checked payloads, safe I/O, and an emulator to test offline.

Every name is imported when it is first used, so `import scaleapi` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scaleapi._version import __version__

if TYPE_CHECKING:
    from scaleapi import api as api
    from scaleapi import batches as batches
    from scaleapi import evaluation_tasks as evaluation_tasks
    from scaleapi import exceptions as exceptions
    from scaleapi import export as export
    from scaleapi import files as files
    from scaleapi import models as models
    from scaleapi import projects as projects
    from scaleapi import quality_tasks as quality_tasks
    from scaleapi import studio as studio
    from scaleapi import tasks as tasks
    from scaleapi import teams as teams
    from scaleapi import training_tasks as training_tasks
    from scaleapi.api import Api
    from scaleapi.client import AsyncScaleClient, ScaleClient
    from scaleapi.events import Event
    from scaleapi.exceptions import (
        Attempt,
        Outcome,
        ScaleException,
        ScaleInvalidRequest,
        ScaleValidationError,
        ScaleValidationWarning,
    )
    from scaleapi.jsonl import validate_jsonl
    from scaleapi.models.batch import Batch
    from scaleapi.models.enums import (
        BatchStatus,
        StudioBatchStatus,
        TaskReviewStatus,
        TaskStatus,
        TaskType,
        TeammateRole,
    )
    from scaleapi.models.file import File
    from scaleapi.models.page import Batchlist, Tasklist
    from scaleapi.models.project import Project, TaskTemplate
    from scaleapi.models.quality import EvaluationTask, TrainingTask
    from scaleapi.models.studio import StudioBatch, StudioLabelerAssignment, StudioProjectGroup, StudioWorker
    from scaleapi.models.task import Task
    from scaleapi.models.teammate import Teammate
    from scaleapi.problems import Problem
    from scaleapi.schema import json_schema
    from scaleapi.validation import validate

_HOME = {
    "Api": "api",
    "AsyncScaleClient": "client",
    "Attempt": "exceptions",
    "Batch": "models.batch",
    "BatchStatus": "models.enums",
    "Batchlist": "models.page",
    "EvaluationTask": "models.quality",
    "Event": "events",
    "File": "models.file",
    "Outcome": "exceptions",
    "Problem": "problems",
    "Project": "models.project",
    "ScaleClient": "client",
    "ScaleException": "exceptions",
    "ScaleInvalidRequest": "exceptions",
    "ScaleValidationError": "exceptions",
    "ScaleValidationWarning": "exceptions",
    "StudioBatch": "models.studio",
    "StudioBatchStatus": "models.enums",
    "StudioLabelerAssignment": "models.studio",
    "StudioProjectGroup": "models.studio",
    "StudioWorker": "models.studio",
    "Task": "models.task",
    "TaskReviewStatus": "models.enums",
    "TaskStatus": "models.enums",
    "TaskTemplate": "models.project",
    "TaskType": "models.enums",
    "Tasklist": "models.page",
    "Teammate": "models.teammate",
    "TeammateRole": "models.enums",
    "TrainingTask": "models.quality",
    "json_schema": "schema",
    "validate": "validation",
    "validate_jsonl": "jsonl",
}
_SUBMODULES = frozenset(
    [
        "api",
        "batches",
        "bulk",
        "client",
        "emulator",
        "evaluation_tasks",
        "exceptions",
        "export",
        "files",
        "models",
        "problems",
        "projects",
        "quality_tasks",
        "studio",
        "tasks",
        "teams",
        "training_tasks",
        "validation",
    ]
)

__all__ = [
    "Api",
    "AsyncScaleClient",
    "Attempt",
    "Batch",
    "BatchStatus",
    "Batchlist",
    "EvaluationTask",
    "Event",
    "File",
    "Outcome",
    "Problem",
    "Project",
    "ScaleClient",
    "ScaleException",
    "ScaleInvalidRequest",
    "ScaleValidationError",
    "ScaleValidationWarning",
    "StudioBatch",
    "StudioBatchStatus",
    "StudioLabelerAssignment",
    "StudioProjectGroup",
    "StudioWorker",
    "Task",
    "TaskReviewStatus",
    "TaskStatus",
    "TaskTemplate",
    "TaskType",
    "Tasklist",
    "Teammate",
    "TeammateRole",
    "TrainingTask",
    "__version__",
    "json_schema",
    "validate",
    "validate_jsonl",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"scaleapi.{_HOME[name]}"), name)
        globals()[name] = value  # found directly from now on
        return value
    if name in _SUBMODULES:
        return importlib.import_module(f"scaleapi.{name}")
    raise AttributeError(f"module 'scaleapi' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, *_SUBMODULES})
