"""Enumerations that survive the future.

A member equals its wire value: `task.status == "completed"`. A value that this version does not know arrives as a
stand-in that keeps the value, compares equal to it and says `known == False`; nothing raises, and no state is changed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, cast

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

__all__ = [
    "BatchStatus",
    "OpenEnum",
    "StudioBatchStatus",
    "TaskReviewStatus",
    "TaskStatus",
    "TaskType",
    "TeammateRole",
]


class OpenEnum(StrEnum):
    """A string enumeration whose unknown values, when received, are kept instead of refused."""

    @property
    def known(self) -> bool:
        """Whether this is a member, not a stand-in for a value that this version does not know."""
        return type(self)._value2member_map_.get(self._value_) is self

    @classmethod
    def received(cls, value: str) -> Self:
        """Turn a value from the wire into its member, or into a stand-in if it is unknown."""
        member = cls._value2member_map_.get(value)
        if member is not None:
            return cast("Self", member)
        stand_in = str.__new__(cls, value)
        stand_in._name_ = stand_in._value_ = str(value)
        return stand_in

    def __repr__(self) -> str:
        if self.known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} unknown: {self._value_!r}>"

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return type(self).received, (self._value_,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(cls.received, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "title": cls.__name__, "examples": [member.value for member in cls]}


class TaskType(OpenEnum):
    """The kinds of tasks; the value is the last part of the create call's path."""

    Annotation = "annotation"
    Categorization = "categorization"
    Comparison = "comparison"
    CuboidAnnotation = "cuboidannotation"
    DataCollection = "datacollection"
    DocumentModel = "documentmodel"
    DocumentTranscription = "documenttranscription"
    ImageAnnotation = "imageannotation"
    LaneAnnotation = "laneannotation"
    LidarAnnotation = "lidarannotation"
    LidarLinking = "lidarlinking"
    LidarSegmentation = "lidarsegmentation"
    LidarTopdown = "lidartopdown"
    LineAnnotation = "lineannotation"
    NamedEntityRecognition = "namedentityrecognition"
    PointAnnotation = "pointannotation"
    PolygonAnnotation = "polygonannotation"
    SegmentAnnotation = "segmentannotation"
    Transcription = "transcription"
    TextCollection = "textcollection"
    VideoAnnotation = "videoannotation"
    VideoBoxAnnotation = "videoboxannotation"
    VideoPlaybackAnnotation = "videoplaybackannotation"
    VideoCuboidAnnotation = "videocuboidannotation"
    SensorFusion = "sensorfusion"
    Chat = "chat"
    ChatExperimental = "chatexperimental"
    ChatLite = "chatlite"
    MultiChat = "multichat"
    MultiStage = "multistage"
    Federal2dVideoAnnotation = "federal2dvideoannotation"


class TaskStatus(OpenEnum):
    """Where a task stands. A value that is not known here is kept, and equals its string."""

    Pending = "pending"
    Completed = "completed"
    Canceled = "canceled"
    Error = "error"


class TaskReviewStatus(OpenEnum):
    """What the customer's review (audit) of a task said."""

    Accepted = "accepted"
    Fixed = "fixed"
    Commented = "commented"
    Rejected = "rejected"
    Pending = "pending"


class BatchStatus(OpenEnum):
    """Where a batch stands; only those of Rapid and Studio projects begin as `staging`."""

    Staging = "staging"
    InProgress = "in_progress"
    Completed = "completed"


class TeammateRole(OpenEnum):
    """What a teammate may do. `Admin` is only ever received: the API cannot grant it."""

    Labeler = "labeler"
    Member = "member"
    Manager = "manager"
    Admin = "admin"


class StudioBatchStatus(OpenEnum):
    """The kind of a Studio batch, which the API calls `batchType`; the name is SDK 2.x's."""

    Production = "Production"
