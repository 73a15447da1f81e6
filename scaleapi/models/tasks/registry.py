"""Which payload and response class each task type has. A class is imported when it is first asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scaleapi._imports import load

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload, Response

__all__ = ["KNOWN_TYPES", "is_known", "payload_class", "response_class"]

_UNKNOWN = ("generic", "UnknownTypePayload", "GenericResponse")

_CLASSES: dict[str, tuple[str, str, str]] = {
    "annotation": ("image_legacy", "AnnotationPayload", "AnnotationResponse"),
    "audiotranscription": ("text_legacy", "AudioTranscriptionPayload", "AudioTranscriptionResponse"),
    "categorization": ("text_legacy", "CategorizationPayload", "CategorizationResponse"),
    "chat": ("chat", "ChatPayload", "ChatResponse"),
    "chatexperimental": ("chat", "ChatExperimentalPayload", "ChatExperimentalResponse"),
    "chatlite": ("chat", "ChatLitePayload", "ChatLiteResponse"),
    "comparison": ("text_legacy", "ComparisonPayload", "ComparisonResponse"),
    "cuboidannotation": ("image_legacy", "CuboidAnnotationPayload", "CuboidAnnotationResponse"),
    "datacollection": ("text_legacy", "DataCollectionPayload", "DataCollectionResponse"),
    "documentmodel": ("document", "DocumentModelPayload", "DocumentModelResponse"),
    "documenttranscription": ("document", "DocumentTranscriptionPayload", "DocumentTranscriptionResponse"),
    "federal2dvideoannotation": ("video", "Federal2dVideoAnnotationPayload", "Federal2dVideoAnnotationResponse"),
    "imageannotation": ("image", "ImageAnnotationPayload", "ImageAnnotationResponse"),
    "laneannotation": ("image_legacy", "LaneAnnotationPayload", "LaneAnnotationResponse"),
    "lidarannotation": ("lidar", "LidarAnnotationPayload", "LidarAnnotationResponse"),
    "lidarlinking": ("lidar", "LidarLinkingPayload", "LidarLinkingResponse"),
    "lidarsegmentation": ("lidar", "LidarSegmentationPayload", "LidarSegmentationResponse"),
    "lidartopdown": ("lidar", "LidarTopdownPayload", "LidarTopdownResponse"),
    "lineannotation": ("image_legacy", "LineAnnotationPayload", "LineAnnotationResponse"),
    "multichat": ("chat", "MultiChatPayload", "MultiChatResponse"),
    "multistage": ("sensor_fusion", "MultiStagePayload", "MultiStageResponse"),
    "namedentityrecognition": ("ner", "NamedEntityRecognitionPayload", "NamedEntityRecognitionResponse"),
    "pointannotation": ("image_legacy", "PointAnnotationPayload", "PointAnnotationResponse"),
    "polygonannotation": ("image_legacy", "PolygonAnnotationPayload", "PolygonAnnotationResponse"),
    "segmentannotation": ("segmentation", "SegmentAnnotationPayload", "SegmentAnnotationResponse"),
    "sensorfusion": ("sensor_fusion", "SensorFusionPayload", "SensorFusionResponse"),
    "textcollection": ("text", "TextCollectionPayload", "TextCollectionResponse"),
    "transcription": ("text_legacy", "TranscriptionPayload", "TranscriptionResponse"),
    "videoannotation": ("video", "VideoAnnotationPayload", "VideoAnnotationResponse"),
    "videoboxannotation": ("video", "VideoBoxAnnotationPayload", "VideoBoxAnnotationResponse"),
    "videocuboidannotation": ("video", "VideoCuboidAnnotationPayload", "VideoCuboidAnnotationResponse"),
    "videoplaybackannotation": ("video", "VideoPlaybackAnnotationPayload", "VideoPlaybackAnnotationResponse"),
}
"""Task type → module in this package, payload class, response class."""


KNOWN_TYPES = tuple(_CLASSES)
"""Every task type that has classes of its own, sorted."""


def is_known(task_type: str) -> bool:
    """Tell whether this version knows the task type."""
    return task_type in _CLASSES


def payload_class(task_type: str) -> type[Payload]:
    """Return the class of the parameters; an open one if the task type is not known. Never raises."""
    found: type[Payload] = _load(*_names(task_type)[:2])
    return found


def response_class(task_type: str, status: str | None = None) -> type[Response]:
    """Return the class of the answers; an open one if the task type is not known. Never raises.

    The response of a task whose status is `error` says what went wrong, whatever the task type.
    """
    if status == "error":
        return _load("generic", "TaskErrorResponse")
    module, _, name = _names(task_type)
    found: type[Response] = _load(module, name)
    return found


def _names(task_type: str) -> tuple[str, str, str]:
    return _CLASSES.get(task_type, _UNKNOWN)


@cache
def _load(module: str, name: str) -> type:
    found: type = getattr(load(f"scaleapi.models.tasks.{module}"), name)
    return found
