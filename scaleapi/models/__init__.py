"""The models: what can be sent (payloads and their parts) and what is received (entities and responses). No I/O.

Every name is imported when it is first used: a task type costs nothing until then.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaleapi.models.base import Entity
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
    from scaleapi.models.part import Part
    from scaleapi.models.payload import Payload, Response
    from scaleapi.models.project import Project, TaskTemplate
    from scaleapi.models.quality import EvaluationTask, TrainingTask
    from scaleapi.models.studio import StudioBatch, StudioLabelerAssignment, StudioProjectGroup, StudioWorker
    from scaleapi.models.task import Task
    from scaleapi.models.tasks.generic import GenericPayload, GenericResponse, TaskErrorResponse
    from scaleapi.models.tasks.image import ImageAnnotationPayload, ImageAnnotationResponse
    from scaleapi.models.tasks.text import TextCollectionPayload, TextCollectionResponse
    from scaleapi.models.teammate import Teammate

_HOME = {
    "Batch": "batch",
    "BatchStatus": "enums",
    "Batchlist": "page",
    "Entity": "base",
    "EvaluationTask": "quality",
    "File": "file",
    "GenericPayload": "tasks.generic",
    "GenericResponse": "tasks.generic",
    "ImageAnnotationPayload": "tasks.image",
    "ImageAnnotationResponse": "tasks.image",
    "Part": "part",
    "Payload": "payload",
    "Project": "project",
    "Response": "payload",
    "StudioBatch": "studio",
    "StudioBatchStatus": "enums",
    "StudioLabelerAssignment": "studio",
    "StudioProjectGroup": "studio",
    "StudioWorker": "studio",
    "Task": "task",
    "TaskErrorResponse": "tasks.generic",
    "TaskReviewStatus": "enums",
    "TaskStatus": "enums",
    "TaskTemplate": "project",
    "TaskType": "enums",
    "Tasklist": "page",
    "Teammate": "teammate",
    "TeammateRole": "enums",
    "TextCollectionPayload": "tasks.text",
    "TextCollectionResponse": "tasks.text",
    "TrainingTask": "quality",
}

__all__ = [
    "Batch",
    "BatchStatus",
    "Batchlist",
    "Entity",
    "EvaluationTask",
    "File",
    "GenericPayload",
    "GenericResponse",
    "ImageAnnotationPayload",
    "ImageAnnotationResponse",
    "Part",
    "Payload",
    "Project",
    "Response",
    "StudioBatch",
    "StudioBatchStatus",
    "StudioLabelerAssignment",
    "StudioProjectGroup",
    "StudioWorker",
    "Task",
    "TaskErrorResponse",
    "TaskReviewStatus",
    "TaskStatus",
    "TaskTemplate",
    "TaskType",
    "Tasklist",
    "Teammate",
    "TeammateRole",
    "TextCollectionPayload",
    "TextCollectionResponse",
    "TrainingTask",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scaleapi.models' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scaleapi.models.{_HOME[name]}"), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
