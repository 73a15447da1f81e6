"""How tasks become rows: one for each, the same columns for all task types."""

from __future__ import annotations

from scaleapi.models.table import Column, Kind

__all__ = ["RAW", "TASK", "TASK_KEYS"]

TASK = (
    Column("task_id", Kind.text, "24 hexadecimal characters"),
    Column("type", Kind.text, "the task type"),
    Column("status", Kind.text, "`pending`, `completed`, `canceled`, `error` …"),
    Column("customer_review_status", Kind.text, "what your review said"),
    Column("project", Kind.text, "the project's name"),
    Column("batch", Kind.text, "the batch's name"),
    Column("unique_id", Kind.text, "your own id"),
    Column("created_at", Kind.moment, "when it was created"),
    Column("updated_at", Kind.moment, "when it was last changed"),
    Column("completed_at", Kind.moment, "when it was completed"),
    Column("is_test", Kind.boolean, "whether it was made with a test key"),
    Column("priority", Kind.integer, "the larger, the sooner"),
    Column("tags", Kind.texts, "its tags"),
    Column("metadata", Kind.json, "what you gave it to keep"),
    Column("params", Kind.json, "what it was created with"),
    Column("annotations", Kind.integer, "how many rows it has in the other table"),
    Column("response", Kind.json, "what of its response is not in the other table"),
    Column("result_error", Kind.text, "why files of its result could not be fetched"),
    Column("rest", Kind.json, "what else the service tells of it, or does not fit its column"),
)
RAW = Column("raw", Kind.json, "the whole task as it came; only if asked for")

TASK_KEYS = frozenset(column.name for column in (*TASK, RAW)) - {"rest"}
