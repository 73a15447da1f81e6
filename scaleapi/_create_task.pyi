"""What type checkers see of `create_task`. Generated from the payload models: `make docs`."""

from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, Literal, Protocol, SupportsFloat, TypedDict, Unpack, overload

from scaleapi import models
from scaleapi.models import Payload, Task, TaskType

class CommonParams(TypedDict, total=False):
    project: Any
    batch: Any
    instruction: Any
    callback_url: Any
    metadata: Mapping[str, Any] | None
    priority: Any
    unique_id: Any
    clear_unique_id_on_error: Any
    tags: Any
    project_version: Any
    project_param_version: Any
    urgency: Any
    force: Any

class AnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    objects_to_annotate: Iterable[Any] | None
    with_labels: Any
    examples: Iterable[Any] | None
    layers: models.ImageLayers | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None
    min_width: Any
    min_height: Any
    geometries: models.Geometries | Mapping[str, Any] | None

class AudioTranscriptionParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    verbatim: Any
    phrases: Iterable[Any] | None
    skip_human_transcription: Any

class CategorizationParams(CommonParams, total=False):
    attachment_type: Any
    attachment: str | None
    taxonomies: Mapping[str, Any] | None
    categories: Iterable[Any] | None
    category_ids: Mapping[str, Any] | None
    allow_multiple: Any
    layers: models.ImageLayers | Mapping[str, Any] | None

class ChatParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any
    template_variables: Mapping[str, Any] | None

class ChatExperimentalParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any
    template_variables: Mapping[str, Any] | None

class ChatLiteParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any
    template_variables: Mapping[str, Any] | None

class ComparisonParams(CommonParams, total=False):
    attachment_type: Any
    attachments: Iterable[Any] | None
    fields: Mapping[str, Any] | None
    choices: Iterable[Any] | None

class CuboidAnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    objects_to_annotate: Iterable[Any] | None
    with_labels: Any
    min_annotations: Any
    max_annotations: Any
    camera_intrinsics: models.CameraIntrinsics | Mapping[str, Any] | None
    camera_rotation_quaternion: models.Quaternion | Mapping[str, Any] | None
    camera_height: Any

class DataCollectionParams(CommonParams, total=False):
    attachment_type: Any
    attachment: str | None
    fields: Mapping[str, Any] | None

class DocumentModelParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any

class DocumentTranscriptionParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    features: Iterable[Any] | None
    lang: Any
    geometry: SupportsFloat | str | None
    hypothesis: models.DocumentHypothesis | Mapping[str, Any] | None

class Federal2dVideoAnnotationParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any

class ImageAnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    geometries: models.Geometries | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None
    links: Mapping[str, Any] | None
    context_attachments: Iterable[Any] | None
    layers: models.ImageLayers | Mapping[str, Any] | None
    padding: Any
    paddingX: Any
    paddingY: Any
    hypothesis: models.ImageHypothesis | Mapping[str, Any] | None
    base_annotations: models.BaseAnnotations | Mapping[str, Any] | None
    can_add_base_annotations: Any
    can_edit_base_annotations: Any
    can_edit_base_annotation_labels: Any
    can_delete_base_annotations: Any

class LaneAnnotationParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any

class LidarAnnotationParams(CommonParams, total=False):
    attachments: Iterable[Any] | None
    attachment_type: Any
    labels: Iterable[Any] | None
    annotation_attributes: Mapping[str, Any] | None
    max_distance_meters: Any
    meters_per_unit: Any
    pitch_and_roll_enabled: Any
    dependents: models.Dependents | Mapping[str, Any] | None
    hypothesis: Mapping[str, Any] | None

class LidarLinkingParams(CommonParams, total=False):
    annotation_type: Any
    lidar_task: Any

class LidarSegmentationParams(CommonParams, total=False):
    attachments: Iterable[Any] | None
    attachment_type: Any
    lidar_task: Any
    lidar_task_frames: Iterable[Any] | None
    labels: Iterable[Any] | None
    dependents: models.Dependents | Mapping[str, Any] | None

class LidarTopdownParams(CommonParams, total=False):
    attachments: Iterable[Any] | None
    attachment: Any
    context_attachments: Iterable[Any] | None
    geometries: models.Geometries | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None
    links: Mapping[str, Any] | None

class LineAnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    objects_to_annotate: Iterable[Any] | None
    with_labels: Any
    examples: Iterable[Any] | None
    layers: models.ImageLayers | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None
    splines: Any

class MultiChatParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any
    template_variables: Mapping[str, Any] | None

class MultiStageParams(CommonParams, total=False):
    attachments: Iterable[Any] | None
    scene_format: str | None

class NamedEntityRecognitionParams(CommonParams, total=False):
    text: Any
    labels: Iterable[Any] | None
    relationships: Iterable[Any] | None
    attachment_type: Any
    attachment: Any
    attachments: Iterable[Any] | None
    hypothesis: Mapping[str, Any] | None

class PointAnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    objects_to_annotate: Iterable[Any] | None
    with_labels: Any
    examples: Iterable[Any] | None
    layers: models.ImageLayers | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None

class PolygonAnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    objects_to_annotate: Iterable[Any] | None
    with_labels: Any
    examples: Iterable[Any] | None
    layers: models.ImageLayers | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None

class SegmentAnnotationParams(CommonParams, total=False):
    attachment: str | None
    attachment_type: Any
    labels: Any
    instance_labels: Iterable[Any] | None
    allow_unlabeled: Any
    allow_parent_labels: Any
    annotation_attributes: Mapping[str, Any] | None
    hypothesis: models.SegmentHypothesis | Mapping[str, Any] | None
    context_attachments: Iterable[Any] | None

class SensorFusionParams(CommonParams, total=False):
    attachments: Iterable[Any] | None
    scene_format: Any
    annotation_definition: Iterable[Any] | None
    is_frameless: bool | str | None

class TextCollectionParams(CommonParams, total=False):
    attachments: Iterable[Any] | None
    fields: Iterable[Any] | None
    title: Any
    description: Any
    responses_required: Any
    hypothesis: Mapping[str, Any] | None

class TranscriptionParams(CommonParams, total=False):
    attachment_type: Any
    attachment: str | None
    fields: Mapping[str, Any] | None
    repeatable_fields: Mapping[str, Any] | None
    row_fields: Mapping[str, Any] | None

class VideoAnnotationParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    geometries: models.Geometries | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None
    links: Mapping[str, Any] | None
    events_to_annotate: Iterable[Any] | None
    frame_rate: Any
    padding: Any
    paddingX: Any
    paddingY: Any
    base_annotations: Mapping[str, Any] | None
    can_add_base_annotations: Any
    can_edit_base_annotations: Any
    can_edit_base_annotation_labels: Any
    can_delete_base_annotations: Any
    attachment_type: Any
    start_time: Any
    duration_time: Any
    layers: models.FileLink | Mapping[str, Any] | None
    hypothesis: models.VideoHypothesis | Mapping[str, Any] | None

class VideoBoxAnnotationParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any

class VideoCuboidAnnotationParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    attachment_type: Any

class VideoPlaybackAnnotationParams(CommonParams, total=False):
    attachment: Any
    attachments: Iterable[Any] | None
    geometries: models.Geometries | Mapping[str, Any] | None
    annotation_attributes: Mapping[str, Any] | None
    links: Mapping[str, Any] | None
    events_to_annotate: Iterable[Any] | None
    frame_rate: Any
    padding: Any
    paddingX: Any
    paddingY: Any
    base_annotations: Mapping[str, Any] | None
    can_add_base_annotations: Any
    can_edit_base_annotations: Any
    can_edit_base_annotation_labels: Any
    can_delete_base_annotations: Any
    annotation_frame_rate: Any
    video_frame_rate: Any
    with_labels: Any
    hypothesis: models.VideoHypothesis | Mapping[str, Any] | None

class AnyParams(TypedDict, total=False):
    project: Any
    batch: Any
    instruction: Any
    callback_url: Any
    metadata: Any
    priority: Any
    unique_id: Any
    clear_unique_id_on_error: Any
    tags: Any
    project_version: Any
    project_param_version: Any
    urgency: Any
    force: Any
    attachment: Any
    attachment_type: Any
    objects_to_annotate: Any
    with_labels: Any
    examples: Any
    layers: Any
    annotation_attributes: Any
    min_width: Any
    min_height: Any
    geometries: Any
    verbatim: Any
    phrases: Any
    skip_human_transcription: Any
    taxonomies: Any
    categories: Any
    category_ids: Any
    allow_multiple: Any
    attachments: Any
    template_variables: Any
    fields: Any
    choices: Any
    min_annotations: Any
    max_annotations: Any
    camera_intrinsics: Any
    camera_rotation_quaternion: Any
    camera_height: Any
    features: Any
    lang: Any
    geometry: Any
    hypothesis: Any
    links: Any
    context_attachments: Any
    padding: Any
    paddingX: Any
    paddingY: Any
    base_annotations: Any
    can_add_base_annotations: Any
    can_edit_base_annotations: Any
    can_edit_base_annotation_labels: Any
    can_delete_base_annotations: Any
    labels: Any
    max_distance_meters: Any
    meters_per_unit: Any
    pitch_and_roll_enabled: Any
    dependents: Any
    annotation_type: Any
    lidar_task: Any
    lidar_task_frames: Any
    splines: Any
    scene_format: Any
    text: Any
    relationships: Any
    instance_labels: Any
    allow_unlabeled: Any
    allow_parent_labels: Any
    annotation_definition: Any
    is_frameless: Any
    title: Any
    description: Any
    responses_required: Any
    repeatable_fields: Any
    row_fields: Any
    events_to_annotate: Any
    frame_rate: Any
    start_time: Any
    duration_time: Any
    annotation_frame_rate: Any
    video_frame_rate: Any

class CreateTask(Protocol):
    @overload
    def __call__(self, task_type: Literal["annotation", TaskType.Annotation], /, **params: Unpack[AnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["audiotranscription"], /, **params: Unpack[AudioTranscriptionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["categorization", TaskType.Categorization], /, **params: Unpack[CategorizationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["chat", TaskType.Chat], /, **params: Unpack[ChatParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["chatexperimental", TaskType.ChatExperimental], /, **params: Unpack[ChatExperimentalParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["chatlite", TaskType.ChatLite], /, **params: Unpack[ChatLiteParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["comparison", TaskType.Comparison], /, **params: Unpack[ComparisonParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["cuboidannotation", TaskType.CuboidAnnotation], /, **params: Unpack[CuboidAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["datacollection", TaskType.DataCollection], /, **params: Unpack[DataCollectionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["documentmodel", TaskType.DocumentModel], /, **params: Unpack[DocumentModelParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["documenttranscription", TaskType.DocumentTranscription], /, **params: Unpack[DocumentTranscriptionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["federal2dvideoannotation", TaskType.Federal2dVideoAnnotation], /, **params: Unpack[Federal2dVideoAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["imageannotation", TaskType.ImageAnnotation], /, **params: Unpack[ImageAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["laneannotation", TaskType.LaneAnnotation], /, **params: Unpack[LaneAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["lidarannotation", TaskType.LidarAnnotation], /, **params: Unpack[LidarAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["lidarlinking", TaskType.LidarLinking], /, **params: Unpack[LidarLinkingParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["lidarsegmentation", TaskType.LidarSegmentation], /, **params: Unpack[LidarSegmentationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["lidartopdown", TaskType.LidarTopdown], /, **params: Unpack[LidarTopdownParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["lineannotation", TaskType.LineAnnotation], /, **params: Unpack[LineAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["multichat", TaskType.MultiChat], /, **params: Unpack[MultiChatParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["multistage", TaskType.MultiStage], /, **params: Unpack[MultiStageParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["namedentityrecognition", TaskType.NamedEntityRecognition], /, **params: Unpack[NamedEntityRecognitionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["pointannotation", TaskType.PointAnnotation], /, **params: Unpack[PointAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["polygonannotation", TaskType.PolygonAnnotation], /, **params: Unpack[PolygonAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["segmentannotation", TaskType.SegmentAnnotation], /, **params: Unpack[SegmentAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["sensorfusion", TaskType.SensorFusion], /, **params: Unpack[SensorFusionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["textcollection", TaskType.TextCollection], /, **params: Unpack[TextCollectionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["transcription", TaskType.Transcription], /, **params: Unpack[TranscriptionParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["videoannotation", TaskType.VideoAnnotation], /, **params: Unpack[VideoAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["videoboxannotation", TaskType.VideoBoxAnnotation], /, **params: Unpack[VideoBoxAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["videocuboidannotation", TaskType.VideoCuboidAnnotation], /, **params: Unpack[VideoCuboidAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, task_type: Literal["videoplaybackannotation", TaskType.VideoPlaybackAnnotation], /, **params: Unpack[VideoPlaybackAnnotationParams]) -> Task: ...
    @overload
    def __call__(self, payload: Payload, /) -> Task: ...
    @overload
    def __call__(self, task_type: TaskType | str, /, **params: Unpack[AnyParams]) -> Task: ...

class AsyncCreateTask(Protocol):
    @overload
    def __call__(self, task_type: Literal["annotation", TaskType.Annotation], /, **params: Unpack[AnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["audiotranscription"], /, **params: Unpack[AudioTranscriptionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["categorization", TaskType.Categorization], /, **params: Unpack[CategorizationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["chat", TaskType.Chat], /, **params: Unpack[ChatParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["chatexperimental", TaskType.ChatExperimental], /, **params: Unpack[ChatExperimentalParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["chatlite", TaskType.ChatLite], /, **params: Unpack[ChatLiteParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["comparison", TaskType.Comparison], /, **params: Unpack[ComparisonParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["cuboidannotation", TaskType.CuboidAnnotation], /, **params: Unpack[CuboidAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["datacollection", TaskType.DataCollection], /, **params: Unpack[DataCollectionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["documentmodel", TaskType.DocumentModel], /, **params: Unpack[DocumentModelParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["documenttranscription", TaskType.DocumentTranscription], /, **params: Unpack[DocumentTranscriptionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["federal2dvideoannotation", TaskType.Federal2dVideoAnnotation], /, **params: Unpack[Federal2dVideoAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["imageannotation", TaskType.ImageAnnotation], /, **params: Unpack[ImageAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["laneannotation", TaskType.LaneAnnotation], /, **params: Unpack[LaneAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["lidarannotation", TaskType.LidarAnnotation], /, **params: Unpack[LidarAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["lidarlinking", TaskType.LidarLinking], /, **params: Unpack[LidarLinkingParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["lidarsegmentation", TaskType.LidarSegmentation], /, **params: Unpack[LidarSegmentationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["lidartopdown", TaskType.LidarTopdown], /, **params: Unpack[LidarTopdownParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["lineannotation", TaskType.LineAnnotation], /, **params: Unpack[LineAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["multichat", TaskType.MultiChat], /, **params: Unpack[MultiChatParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["multistage", TaskType.MultiStage], /, **params: Unpack[MultiStageParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["namedentityrecognition", TaskType.NamedEntityRecognition], /, **params: Unpack[NamedEntityRecognitionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["pointannotation", TaskType.PointAnnotation], /, **params: Unpack[PointAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["polygonannotation", TaskType.PolygonAnnotation], /, **params: Unpack[PolygonAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["segmentannotation", TaskType.SegmentAnnotation], /, **params: Unpack[SegmentAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["sensorfusion", TaskType.SensorFusion], /, **params: Unpack[SensorFusionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["textcollection", TaskType.TextCollection], /, **params: Unpack[TextCollectionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["transcription", TaskType.Transcription], /, **params: Unpack[TranscriptionParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["videoannotation", TaskType.VideoAnnotation], /, **params: Unpack[VideoAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["videoboxannotation", TaskType.VideoBoxAnnotation], /, **params: Unpack[VideoBoxAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["videocuboidannotation", TaskType.VideoCuboidAnnotation], /, **params: Unpack[VideoCuboidAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: Literal["videoplaybackannotation", TaskType.VideoPlaybackAnnotation], /, **params: Unpack[VideoPlaybackAnnotationParams]) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, payload: Payload, /) -> Coroutine[Any, Any, Task]: ...
    @overload
    def __call__(self, task_type: TaskType | str, /, **params: Unpack[AnyParams]) -> Coroutine[Any, Any, Task]: ...
