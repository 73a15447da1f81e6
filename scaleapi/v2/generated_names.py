"""Names of `scaleapi.api_client.v2`, the generated part of SDK 2.18, and what they are here.

Code that imports them runs: `scaleapi._moved` finds this module under the old paths, and warns.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from scaleapi._lazy import home_of

__all__ = ["RENAMED", "SAME"]

SAME = home_of(
    {
        "models.v2": """
            Annotation AnnotationBoolean AnnotationCategory AnnotationCategoryMultiple AnnotationFile AnnotationInteger
            AnnotationLabeledText AnnotationMetadata AnnotationRankedChoices AnnotationRankedGroups
            AnnotationRubricCriteria AnnotationRubricRating AnnotationText AnnotationType AnnotationWorkspaceContainer
            Batch BatchStatus Chunk ChunkText ContentAndUrl CriterionDefinition CriterionEvaluation Dataset
            DatasetDelivery DatasetDeliveryMetadata DatasetTask Delivery ErrorDetail ErrorType LabeledTextValue Message
            MessageContent MessageRole ModelParameters Option Project Reasoning ReferenceText Rubric RubricCriteriaValue
            RubricEvaluation RubricRatingValue SensitiveContentReport Submission Task TaskStatus Thread Turn
            WorkspaceContainerConfig WorkspaceContainerValue WorkspaceFile
        """,
        "v2.old_requests": """
            BatchOperationRequest CreateBatchRequest CreateChatTaskRequest SetBatchMetadataRequest
            SetTaskMetadataRequest
        """,
    }
)
"""Names that are the same here, with their modules."""

RENAMED = {
    **dict.fromkeys(("AudioFile", "BasicFile", "DetailedFile", "ImageFile"), "models.v2.File"),
    **{f"{name}Properties": f"models.v2.{name}" for name in SAME if name.startswith("Annotation")},
    "AnnotationFilePropertiesValue": "models.v2.File",
    "ApiException": "exceptions.ScaleException",
    **dict.fromkeys(("ApiTypeError", "ApiValueError"), "exceptions.ScaleValidationError"),
    "BadRequestException": "exceptions.ScaleInvalidRequest",
    "BaseAnnotation": "models.v2.Annotation",
    "BaseChunk": "models.v2.Chunk",
    "CancelBatch200Response": "models.v2.Batch",
    "ChunkTextProperties": "models.v2.ChunkText",
    "ConflictException": "exceptions.ScaleDuplicateResource",
    "Expandable": "models.v2.ExpandDelivery",
    **dict.fromkeys(
        (
            "DatasetDeliveryDataset",
            "ExpandableAnnotation",
            "ExpandableBatch",
            "ExpandableDataset",
            "ExpandableDatasetDelivery",
            "ExpandableDelivery",
            "ExpandableProject",
        ),
        "models.v2.Expandable",
    ),
    "ExpandableEnumBatch": "models.v2.ExpandBatch",
    "ExpandableEnumDatasetTask": "models.v2.ExpandDatasetTask",
    "ExpandableEnumDatasetsDeliveries": "models.v2.ExpandDatasetDelivery",
    "ExpandableEnumDeliveries": "models.v2.ExpandBatch",
    "ExpandableEnumDelivery": "models.v2.ExpandDelivery",
    "ExpandableEnumTask": "models.v2.ExpandTask",
    "ForbiddenException": "exceptions.ScaleForbidden",
    "GetBatchesResponse": "models.v2.BatchPage",
    "GetDatasetDeliveriesResponse": "models.v2.DeliveryPage",
    "GetDatasetsResponse": "models.v2.DatasetPage",
    "GetDeliveriesResponse": "models.v2.DeliveryPage",
    "GetDeliveryTasksResponseDocsInner": "models.v2.DeliveredTask",
    "GetProjectsResponse": "models.v2.ProjectPage",
    **dict.fromkeys(("GetSchemaResponse", "GetSchemaResponseSchema"), "models.v2.Schema"),
    **dict.fromkeys(
        (
            "GetDatasetDeliveryResponse",
            "GetDatasetTasksResponse",
            "GetDeliveredTasksResponse",
            "GetDeliveryTasksResponse",
            "GetTasksResponse",
        ),
        "models.v2.TaskPage",
    ),
    "NotFoundException": "exceptions.ScaleResourceNotFound",
    "OpenApiException": "exceptions.ScaleException",
    "PauseBatch200Response": "models.v2.Batch",
    "ResumeBatch200Response": "models.v2.Batch",
    "ServiceException": "exceptions.ScaleInternalError",
    "UnauthorizedException": "exceptions.ScaleUnauthorized",
    "UnprocessableEntityException": "exceptions.ScaleException",
    "V2Api": "v2.client.V2Client",
}
"""Names that are other ones here."""


def __getattr__(name: str) -> Any:
    """Give what an old name is now."""
    if name in SAME:
        return getattr(import_module(f"scaleapi.{SAME[name]}"), name)
    if name in RENAMED:
        module, _, now = RENAMED[name].rpartition(".")
        return getattr(import_module(f"scaleapi.{module}"), now)
    raise AttributeError(
        f"scaleapi.api_client.v2 has no {name!r} any more: models are in scaleapi.models.v2, and ScaleClient(...).v2 "
        "has the calls, with the client's settings"
    )


def __dir__() -> list[str]:
    return sorted({*SAME, *RENAMED})
