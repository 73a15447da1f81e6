"""The models: what can be sent (payloads and their parts) and what is received (entities and responses). No I/O.

Every name is imported when it is first used: a task type costs nothing until then.
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "models.annotations": """
        Annotation BoxAnnotation CuboidAnnotation CuboidEdge CuboidVertex EllipseAnnotation LineAnnotation
        PathAnnotation PointAnnotation PolygonAnnotation Vertex
    """,
    "models.attachments": "ContextAttachment FetchError FrameError",
    "models.attributes": """
        AngleAttribute AttributeConditions CategoryAttribute LabelCondition LinkedAttribute NumberAttribute
        TextAttribute UnknownAttribute XLineAttribute YLineAttribute
    """,
    "models.base": "Entity",
    "models.batch": "Batch",
    "models.enums": "BatchStatus StudioBatchStatus TaskReviewStatus TaskStatus TaskType TeammateRole",
    "models.fields": """
        BooleanField CategoryChoice CategoryField DatetimeField FieldSet FormField NumberField OtherField
        RankingOrderField SelectField TextField TimeRangeField
    """,
    "models.file": "File",
    "models.geometry": """
        BoxGeometry Connection CuboidGeometry EllipseGeometry Geometries LineGeometry PointGeometry
        PolygonGeometry Quaternion
    """,
    "models.labels": "LabelDescription",
    "models.lidar_frame": "GPSPose LidarCameraImage LidarFrame LidarPoint RadarPoint Rotation Vector3",
    "models.lidar_results": """
        LidarCameraResponse LidarCuboid LidarCuboidFrame LidarLinkedAnnotation LidarLinkingFrame
        LidarPointSegmentation LidarSegment
    """,
    "models.page": "Batchlist Tasklist",
    "models.payload_model": "PayloadModel",
    "models.payload": "Payload Response",
    "models.project": "Project TaskTemplate",
    "models.quality": "EvaluationTask TrainingTask",
    "models.scene": "Scene",
    "models.scene_annotations": """
        SceneActivation SceneAdjustment SceneBox2D SceneBoxPath SceneCuboid SceneCuboidPath SceneEvent
        SceneFlatPath SceneLabeledPoints SceneLink SceneObject ScenePoint2D ScenePointPath
        ScenePointSegmentation ScenePolyline SceneProjection SceneShape SceneShape2D UnknownSceneAnnotation
    """,
    "models.scene_paths": "AttributePath PosePath",
    "models.scene_sensors": """
        CameraDistortion CameraIntrinsics CameraSensor LidarSensor OdometrySensor PointsSensor RadarSensor
        SceneImage ScenePoints SceneScan SceneVideo UnknownSensor
    """,
    "models.studio": "StudioBatch StudioLabelerAssignment StudioProjectGroup StudioWorker",
    "models.task": "Task",
    "models.tasks.chat": """
        ChatExperimentalPayload ChatExperimentalResponse ChatLitePayload ChatLiteResponse ChatOutput ChatPayload
        ChatResponse MultiChatPayload MultiChatResponse
    """,
    "models.tasks.document": """
        DocumentAnnotation DocumentFeature DocumentHypothesis DocumentLocation DocumentModelPayload
        DocumentModelResponse DocumentTranscriptionPayload DocumentTranscriptionResponse
    """,
    "models.tasks.generic": """
        AttachmentFreePayload GenericPayload GenericResponse TaskErrorResponse UnknownTypePayload
    """,
    "models.tasks.image": """
        BaseAnnotations ImageAnnotationPayload ImageAnnotationResponse ImageHypothesis ImageLayers LinkRule
    """,
    "models.tasks.image_legacy": """
        AnnotationPayload AnnotationResponse CuboidAnnotationPayload CuboidAnnotationResponse ExampleImage
        LaneAnnotationPayload LaneAnnotationResponse LineAnnotationPayload LineAnnotationResponse
        PointAnnotationPayload PointAnnotationResponse PolygonAnnotationPayload PolygonAnnotationResponse
    """,
    "models.tasks.lidar": """
        Dependent Dependents LidarAnnotationPayload LidarAnnotationResponse LidarLinkingPayload
        LidarLinkingResponse LidarResultFile LidarSegmentationPayload LidarSegmentationResponse
        LidarTopdownPayload LidarTopdownResponse
    """,
    "models.tasks.ner": """
        NERLabel NERRelation NERRelationship NERSpan NamedEntityRecognitionPayload
        NamedEntityRecognitionResponse
    """,
    "models.tasks.result": "TaskResult",
    "models.tasks.segmentation": """
        CombinedMasks HypothesisMasks IndexedMask SegmentAnnotationPayload SegmentAnnotationResponse
        SegmentHypothesis SegmentIndex SegmentMasks
    """,
    "models.tasks.sensor_fusion": "MultiStagePayload MultiStageResponse SensorFusionPayload SensorFusionResponse",
    "models.tasks.text": """
        RespondentAnswers TextCollectionAttachment TextCollectionPayload TextCollectionResponse WrappedAnswer
    """,
    "models.tasks.text_legacy": """
        AudioTranscriptionPayload AudioTranscriptionResponse CategorizationPayload CategorizationResponse
        ComparisonPayload ComparisonResponse DataCollectionPayload DataCollectionResponse SpokenWord Taxonomy
        TranscriptionPayload TranscriptionResponse
    """,
    "models.tasks.video": """
        Federal2dVideoAnnotationPayload Federal2dVideoAnnotationResponse FileLink TrackFrame
        VideoAnnotationPayload VideoAnnotationResponse VideoBoxAnnotationPayload VideoBoxAnnotationResponse
        VideoCuboidAnnotationPayload VideoCuboidAnnotationResponse VideoEvent VideoFrame VideoHypothesis
        VideoPlaybackAnnotationPayload VideoPlaybackAnnotationResponse VideoTrack
    """,
    "models.teammate": "Teammate",
}
"""The public names, by the module that has them."""
_RENAMED = {"Part": "PayloadModel"}

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC, renamed=_RENAMED)
