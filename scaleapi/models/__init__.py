"""The models: what can be sent (payloads and their parts) and what is received (entities and responses). No I/O.

Every name is imported when it is first used: a task type costs nothing until then.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaleapi.models.annotations import (
        Annotation,
        BoxAnnotation,
        CuboidAnnotation,
        CuboidEdge,
        CuboidVertex,
        EllipseAnnotation,
        LineAnnotation,
        PathAnnotation,
        PointAnnotation,
        PolygonAnnotation,
        Vertex,
    )
    from scaleapi.models.attachments import ContextAttachment, FetchError, FrameError
    from scaleapi.models.attributes import (
        AngleAttribute,
        AttributeConditions,
        CategoryAttribute,
        LabelCondition,
        LinkedAttribute,
        NumberAttribute,
        TextAttribute,
        UnknownAttribute,
        XLineAttribute,
        YLineAttribute,
    )
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
    from scaleapi.models.fields import (
        BooleanField,
        CategoryChoice,
        CategoryField,
        DatetimeField,
        FieldSet,
        FormField,
        NumberField,
        OtherField,
        SelectField,
        TextField,
        TimeRangeField,
    )
    from scaleapi.models.file import File
    from scaleapi.models.geometry import (
        BoxGeometry,
        CameraIntrinsics,
        Connection,
        CuboidGeometry,
        EllipseGeometry,
        Geometries,
        LineGeometry,
        PointGeometry,
        PolygonGeometry,
        Quaternion,
    )
    from scaleapi.models.labels import LabelDescription
    from scaleapi.models.page import Batchlist, Tasklist
    from scaleapi.models.part import Part
    from scaleapi.models.payload import Payload, Response
    from scaleapi.models.project import Project, TaskTemplate
    from scaleapi.models.quality import EvaluationTask, TrainingTask
    from scaleapi.models.studio import StudioBatch, StudioLabelerAssignment, StudioProjectGroup, StudioWorker
    from scaleapi.models.task import Task
    from scaleapi.models.tasks.generic import (
        AttachmentFreePayload,
        GenericPayload,
        GenericResponse,
        TaskErrorResponse,
        UnknownTypePayload,
    )
    from scaleapi.models.tasks.image import (
        BaseAnnotations,
        ImageAnnotationPayload,
        ImageAnnotationResponse,
        ImageHypothesis,
        ImageLayers,
        LinkRule,
    )
    from scaleapi.models.tasks.text import (
        TextCollectionAttachment,
        TextCollectionPayload,
        TextCollectionResponse,
        WrappedAnswer,
    )
    from scaleapi.models.teammate import Teammate

_HOME = {
    "AngleAttribute": "attributes",
    "Annotation": "annotations",
    "AttachmentFreePayload": "tasks.generic",
    "AttributeConditions": "attributes",
    "BaseAnnotations": "tasks.image",
    "Batch": "batch",
    "BatchStatus": "enums",
    "Batchlist": "page",
    "BooleanField": "fields",
    "BoxAnnotation": "annotations",
    "BoxGeometry": "geometry",
    "CameraIntrinsics": "geometry",
    "CategoryAttribute": "attributes",
    "CategoryChoice": "fields",
    "CategoryField": "fields",
    "Connection": "geometry",
    "ContextAttachment": "attachments",
    "CuboidAnnotation": "annotations",
    "CuboidEdge": "annotations",
    "CuboidGeometry": "geometry",
    "CuboidVertex": "annotations",
    "DatetimeField": "fields",
    "EllipseAnnotation": "annotations",
    "EllipseGeometry": "geometry",
    "Entity": "base",
    "EvaluationTask": "quality",
    "FetchError": "attachments",
    "FieldSet": "fields",
    "File": "file",
    "FormField": "fields",
    "FrameError": "attachments",
    "GenericPayload": "tasks.generic",
    "GenericResponse": "tasks.generic",
    "Geometries": "geometry",
    "ImageAnnotationPayload": "tasks.image",
    "ImageAnnotationResponse": "tasks.image",
    "ImageHypothesis": "tasks.image",
    "ImageLayers": "tasks.image",
    "LabelCondition": "attributes",
    "LabelDescription": "labels",
    "LineAnnotation": "annotations",
    "LineGeometry": "geometry",
    "LinkRule": "tasks.image",
    "LinkedAttribute": "attributes",
    "NumberAttribute": "attributes",
    "NumberField": "fields",
    "OtherField": "fields",
    "Part": "part",
    "PathAnnotation": "annotations",
    "Payload": "payload",
    "PointAnnotation": "annotations",
    "PointGeometry": "geometry",
    "PolygonAnnotation": "annotations",
    "PolygonGeometry": "geometry",
    "Project": "project",
    "Quaternion": "geometry",
    "Response": "payload",
    "SelectField": "fields",
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
    "TextAttribute": "attributes",
    "TextCollectionAttachment": "tasks.text",
    "TextCollectionPayload": "tasks.text",
    "TextCollectionResponse": "tasks.text",
    "TextField": "fields",
    "TimeRangeField": "fields",
    "TrainingTask": "quality",
    "UnknownAttribute": "attributes",
    "UnknownTypePayload": "tasks.generic",
    "Vertex": "annotations",
    "WrappedAnswer": "tasks.text",
    "XLineAttribute": "attributes",
    "YLineAttribute": "attributes",
}

__all__ = [
    "AngleAttribute",
    "Annotation",
    "AttachmentFreePayload",
    "AttributeConditions",
    "BaseAnnotations",
    "Batch",
    "BatchStatus",
    "Batchlist",
    "BooleanField",
    "BoxAnnotation",
    "BoxGeometry",
    "CameraIntrinsics",
    "CategoryAttribute",
    "CategoryChoice",
    "CategoryField",
    "Connection",
    "ContextAttachment",
    "CuboidAnnotation",
    "CuboidEdge",
    "CuboidGeometry",
    "CuboidVertex",
    "DatetimeField",
    "EllipseAnnotation",
    "EllipseGeometry",
    "Entity",
    "EvaluationTask",
    "FetchError",
    "FieldSet",
    "File",
    "FormField",
    "FrameError",
    "GenericPayload",
    "GenericResponse",
    "Geometries",
    "ImageAnnotationPayload",
    "ImageAnnotationResponse",
    "ImageHypothesis",
    "ImageLayers",
    "LabelCondition",
    "LabelDescription",
    "LineAnnotation",
    "LineGeometry",
    "LinkRule",
    "LinkedAttribute",
    "NumberAttribute",
    "NumberField",
    "OtherField",
    "Part",
    "PathAnnotation",
    "Payload",
    "PointAnnotation",
    "PointGeometry",
    "PolygonAnnotation",
    "PolygonGeometry",
    "Project",
    "Quaternion",
    "Response",
    "SelectField",
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
    "TextAttribute",
    "TextCollectionAttachment",
    "TextCollectionPayload",
    "TextCollectionResponse",
    "TextField",
    "TimeRangeField",
    "TrainingTask",
    "UnknownAttribute",
    "UnknownTypePayload",
    "Vertex",
    "WrappedAnswer",
    "XLineAttribute",
    "YLineAttribute",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scaleapi.models' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scaleapi.models.{_HOME[name]}"), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
