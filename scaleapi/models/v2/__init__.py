"""The models of the second API: what `client.v2` answers. Every name is imported when it is first used.

base, readers       objects over JSON as it came, whose fields are read when they are asked for
enums, expandable   values that survive the future, and fields that hold an id or the thing itself
task, batch, project, delivery, dataset     resources
conversation, annotations, rubrics, file, workspace     what is in a task
pages               what the calls that list things answer
old_names           methods of SDK 2.18
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "models.v2.annotations": """
        Annotation AnnotationBare AnnotationBoolean AnnotationCategory AnnotationCategoryMultiple AnnotationFile
        AnnotationInteger AnnotationLabeledText AnnotationMetadata AnnotationRankedChoices AnnotationRankedGroups
        AnnotationRubricCriteria AnnotationRubricRating AnnotationText AnnotationUnknown
        AnnotationWorkspaceContainer AnyAnnotation LabeledTextValue RubricCriteriaValue RubricRatingValue
    """,
    "models.v2.base": "V2Entity without_secrets",
    "models.v2.batch": "Batch",
    "models.v2.conversation": """
        Chunk ChunkText Message MessageContent ModelParameters Reasoning ReferenceText Submission Thread Turn
    """,
    "models.v2.dataset": "Dataset DatasetDelivery DatasetDeliveryMetadata DatasetTask",
    "models.v2.delivery": "DeliveredTask Delivery",
    "models.v2.enums": """
        AnnotationType BatchStatus ErrorType ExpandBatch ExpandDatasetDelivery ExpandDatasetTask ExpandDelivery
        ExpandTask MessageRole Option TaskStatus
    """,
    "models.v2.expandable": "Expandable",
    "models.v2.file": "ContentAndUrl File",
    "models.v2.pages": "BatchPage DatasetPage DeliveryPage ProjectPage TaskPage V2Page",
    "models.v2.project": "Project Schema",
    "models.v2.rubrics": "CriterionDefinition CriterionEvaluation Rubric RubricEvaluation",
    "models.v2.task": "ErrorDetail SensitiveContentReport Task",
    "models.v2.workspace": "WorkspaceContainerConfig WorkspaceContainerValue WorkspaceFile",
}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
