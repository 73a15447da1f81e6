"""Enumerations of the second API. Each is open: a value that this version does not know is kept, and equals its string.

Names are those of SDK 2.18. Statuses are spelled as the service spells them: tasks are `canceled`, batches `cancelled`.
"""

from __future__ import annotations

from scaleapi.models.enums import OpenEnum

__all__ = [
    "AnnotationType",
    "BatchStatus",
    "ErrorType",
    "ExpandBatch",
    "ExpandDatasetDelivery",
    "ExpandDatasetTask",
    "ExpandDelivery",
    "ExpandTask",
    "MessageRole",
    "Option",
    "TaskStatus",
]


class TaskStatus(OpenEnum):
    """Where a task stands."""

    PENDING = "pending"
    COMPLETED = "completed"
    CANCELED = "canceled"
    ERROR = "error"
    DELETED = "deleted"


class BatchStatus(OpenEnum):
    """Where a batch stands: staged, worked on, paused, or at its end."""

    STAGING = "staging"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class AnnotationType(OpenEnum):
    """What an annotation's value is."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    CATEGORY = "category"
    CATEGORY_MULTIPLE = "category_multiple"
    FILE = "file"
    WORKSPACE_CONTAINER = "workspace_container"
    RANKED_CHOICES = "ranked_choices"
    RANKED_GROUPS = "ranked_groups"
    RUBRIC_CRITERIA = "rubric_criteria"
    RUBRIC_RATING = "rubric_rating"
    LABELED_TEXT = "labeled_text"


class MessageRole(OpenEnum):
    """Who speaks in a conversation."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    FUNCTION = "function"


class ErrorType(OpenEnum):
    """Why a task could not be done."""

    UNSUPPORTED_LANGUAGE = "UNSUPPORTED_LANGUAGE"
    LANGUAGE_MISMATCH = "LANGUAGE_MISMATCH"
    PROMPT_LENGTH_EXCEEDED = "PROMPT_LENGTH_EXCEEDED"
    INVALID_CATEGORY = "INVALID_CATEGORY"
    PROMPT_INFEASIBLE = "PROMPT_INFEASIBLE"


class Option(OpenEnum):
    """What `opts` adds to tasks."""

    ANNOTATION_DETAILS = "annotation_details"
    ATTACHMENT_DETAILS = "attachment_details"
    MODEL_PARAMETERS = "model_parameters"
    SUBMISSIONS = "submissions"


class ExpandTask(OpenEnum):
    """What `expand` gives whole on tasks."""

    PROJECT = "project"
    BATCH = "batch"


class ExpandBatch(OpenEnum):
    """What `expand` gives whole on batches and on lists of deliveries."""

    PROJECT = "project"


class ExpandDelivery(OpenEnum):
    """What `expand` gives whole on one delivery and its tasks."""

    PROJECT = "project"
    BATCH = "batch"
    DELIVERY = "delivery"


class ExpandDatasetTask(OpenEnum):
    """What `expand` gives whole on tasks of datasets."""

    DATASET = "dataset"
    DELIVERY = "delivery"


class ExpandDatasetDelivery(OpenEnum):
    """What `expand` gives whole on deliveries of datasets."""

    DATASET = "dataset"
