"""The columns of the three tables. They are the same for all tasks; what has no column stands in `rest`, as JSON."""

from __future__ import annotations

from scaleapi.models.table import Column, Kind

__all__ = ["ANNOTATION_COLUMNS", "MESSAGE_COLUMNS", "RAW", "TASK_COLUMNS"]

_REST = Column("rest", Kind.json, "what else it has, or does not fit its column")
RAW = Column("raw", Kind.json, "the whole task; only if asked for")

TASK_COLUMNS = (
    Column("task_id", Kind.text, "the task"),
    Column("project", Kind.text, "the project's id"),
    Column("batch", Kind.text, "the batch's id"),
    Column("status", Kind.text, "`pending`, `completed`, `canceled`, `error`, `deleted` …"),
    Column("created_at", Kind.moment, "when it was created"),
    Column("completed_at", Kind.moment, "when it was completed"),
    Column("delivery", Kind.text, "the delivery's id"),
    Column("delivered_at", Kind.moment, "when it was delivered"),
    Column("dataset", Kind.text, "the dataset's id"),
    Column("response_schema_id", Kind.text, "the schema that the response follows"),
    Column("response_url", Kind.text, "where a large response can be fetched"),
    Column("metadata", Kind.json, "what you gave it to keep"),
    Column("errors", Kind.json, "why it could not be done"),
    Column("sensitive_content_reports", Kind.json, "why its conversations are left out"),
    Column("messages", Kind.integer, "how many rows it has in the table of messages"),
    Column("annotations", Kind.integer, "how many rows it has in the table of annotations"),
    Column("threads", Kind.json, "what of its conversations is in neither: ids, rubrics, submissions, what is new"),
    Column("response", Kind.json, "of a delivered task: what else its response has"),
    _REST,
)
"""One row for each task."""

_PLACE = (
    Column("task_id", Kind.text, "the task"),
    Column("thread", Kind.integer, "the place of its thread in the task, from 0"),
    Column("thread_id", Kind.text, "the thread's id"),
    Column("turn", Kind.integer, "the place of its turn in the thread, from 0"),
    Column("turn_id", Kind.text, "the turn's id"),
    Column("message", Kind.integer, "the place of its message in the turn, from 0"),
    Column("source_id", Kind.text, "who wrote the message: the user, or the label of a model"),
)

MESSAGE_COLUMNS = (
    *_PLACE,
    Column("role", Kind.text, "`system`, `user`, `assistant`, `function` …"),
    Column("text", Kind.text, "what it says"),
    Column("model", Kind.text, "the model that wrote it; with `opts=model_parameters`"),
    Column("model_parameters", Kind.json, "how that model was set"),
    Column("total_score", Kind.number, "by the first rubric: the sum of scores by weights"),
    Column("percentage", Kind.number, "by the first rubric: the share of the best total"),
    Column("rubric_evaluations", Kind.json, "how well it meets the rubrics"),
    Column("reference_texts", Kind.json, "texts that it refers to"),
    Column("attachments", Kind.json, "its files"),
    Column("chunks", Kind.json, "pieces of it with annotations of their own"),
    Column("reasoning", Kind.json, "what the model thought before it answered"),
    _REST,
)
"""One row for each message."""

ANNOTATION_COLUMNS = (
    *_PLACE,
    Column("about", Kind.text, "`thread`, `turn`, `message`, `chunk`, `criterion`, `evaluation`"),
    Column("pointer", Kind.text, "where it stands in the task: a JSON pointer (RFC 6901)"),
    Column("id", Kind.text, "its id; with `opts=annotation_details`"),
    Column("key", Kind.text, "the question"),
    Column("type", Kind.text, "the type of the answer; with `opts=annotation_details`"),
    Column("value", Kind.json, "the answer"),
    Column("value_text", Kind.text, "the answer, if it is a text", "value", str),
    Column("value_number", Kind.number, "the answer, if it is a number", "value", (int, float)),
    Column("value_boolean", Kind.boolean, "the answer, if it is true or false", "value", bool),
    Column("value_texts", Kind.texts, "the answer, if it is a list of texts", "value", list),
    Column("labels", Kind.texts, "the text of the options that were chosen"),
    Column("title", Kind.text, "the question, for people"),
    Column("description", Kind.text, "what the question means"),
    Column("justification", Kind.text, "why this is the answer"),
    Column("not_applicable", Kind.boolean, "whether the question does not apply"),
    Column("cannot_assess", Kind.boolean, "whether the question could not be answered"),
    Column("possible_values", Kind.json, "the options"),
    Column("metadata", Kind.json, "what it is about"),
    _REST,
)
"""One row for each annotation."""
