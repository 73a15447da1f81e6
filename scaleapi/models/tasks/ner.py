"""`namedentityrecognition`: spans of a text, and relations between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, listed, mapped, needed, objects, uncertain
from scaleapi.models.table import ATTRIBUTES, LABEL, Arrays, Column, Kind, Table
from scaleapi.models.values import Boolean, Integer, String, Uncertain, by_shape, tag
from scaleapi.problems import Finding, did_you_mean, missing

__all__ = [
    "NERLabel",
    "NERRelation",
    "NERRelationship",
    "NERSpan",
    "NamedEntityRecognitionPayload",
    "NamedEntityRecognitionResponse",
]

Raw = Mapping[str, Any]
Loc = tuple[str | int, ...]


class NERLabel(PayloadModel):
    """A label of spans. Documented."""

    name: String
    """Its name, which comes back as `label`. Documented."""
    description: String | None = None
    """What it means. Seen in code."""
    display_name: String | None = None
    """What workers see instead of `name`. Seen in code."""
    children: list[AnyNERLabel] | None = None
    """Finer labels: then this one only groups them. Documented."""
    attributes: dict[str, Any] | None = None
    """What is asked about each span, by name. Documented, but not what is in a definition."""


AnyNERLabel = Annotated[Annotated[String, tag("text")] | Annotated[NERLabel, tag("object")], by_shape("object", "text")]
"""A label; that a bare name will do was only seen in others' code."""


def _named_or_not(raw: Raw) -> Iterator[Finding]:
    if raw.get("name") is not None:
        if raw.get("display_name") is None:
            yield missing(("display_name",), why=", if there is a `name`")
        return
    for name in ("display_name", "is_directed"):
        if raw.get(name) is not None:
            yield Finding((name,), "conflict", "is only for relationships that have a `name`", raw[name])


class NERRelationship(PayloadModel):
    """A relation that spans may have. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (_named_or_not,)

    name: String | None = None
    """Its name; all relationships of a task have one, or none has. Documented."""
    display_name: String | None = None
    """What workers read between the two spans; required with `name`, else not allowed. Documented."""
    is_directed: Boolean | None = None
    """Whether source and target differ; the service's default is false; only with `name`. Documented."""
    source_label: String | None = None
    """The label of the source, or a label above it. Documented."""
    target_label: String | None = None
    """The label of the target, or a label above it. Documented."""


def _some_text(raw: Raw) -> Iterator[Finding]:
    if all(raw.get(name) is None for name in ("text", "attachment", "attachments")):
        yield missing(("text",))


def _labels(value: object, *loc: str | int) -> Iterator[tuple[Loc, object]]:
    for at, label in enumerate(listed(value)):
        yield (*loc, at), label
        yield from _labels(mapped(label).get("children"), *loc, at, "children")


def _labels_are_objects(raw: Raw) -> Iterator[Finding]:
    for loc, label in _labels(raw.get("labels"), "labels"):
        if isinstance(label, str):
            yield Finding(loc, "type", "is documented as an object with a `name`", label, severity="warning")


def _one_way_of_naming(raw: Raw) -> Iterator[Finding]:
    given = list(objects(raw.get("relationships")))
    if any(one.get("name") is not None for _, one in given):
        unnamed = [at for at, one in given if one.get("name") is None]
        yield from (missing(("relationships", at, "name"), why=", since others have one") for at in unnamed)


def _ends_are_labels(raw: Raw) -> Iterator[Finding]:
    names = [mapped(label).get("name", label) for _, label in _labels(raw.get("labels"))]
    known = {name for name in names if isinstance(name, str)}
    if not known or len(known) < len(names):
        return  # a broken or repeated label may be the one that is meant
    for at, relationship in objects(raw.get("relationships")):
        for end in ("source_label", "target_label"):
            name = relationship.get(end)
            if isinstance(name, str) and name not in known:
                loc, hint = ("relationships", at, end), did_you_mean(name, known)
                yield Finding(loc, "reference", "is none of the labels of this payload", name, hint)


class NamedEntityRecognitionPayload(Payload):
    """The parameters of a `namedentityrecognition` task."""

    task_type: ClassVar[str | None] = "namedentityrecognition"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        _some_text,
        needed("labels"),
        _labels_are_objects,
        uncertain(_one_way_of_naming),
        uncertain(_ends_are_labels),
    )

    text: String | None = None
    """The text; Markdown is not rendered. Documented as required; old code gives it as `attachment`."""
    labels: list[AnyNERLabel] | None = None
    """The labels of spans. Documented; required unless a project or batch gives it."""
    relationships: Annotated[list[NERRelationship] | None, Uncertain()] = None
    """The relations that spans may have. What is in one is documented; that the field is called so is inferred."""
    attachment_type: String | None = None
    """`text`, with the text as `attachment`. Seen in code."""
    attachment: String | None = None
    """The text, the older way. Seen in code."""
    attachments: Annotated[list[Any] | None, Uncertain()] = None
    """Seen in others' code."""
    hypothesis: Annotated[dict[str, Any] | None, Uncertain()] = None
    """Spans to start from, as in a response. Inferred."""


class NERSpan(PayloadModel):
    """A span of the text. Documented."""

    id: String | None = None
    """Its id, for relations. Documented."""
    start: Integer | None = None
    """The index of its first character. Documented."""
    end: Integer | None = None
    """The index of its last character, or of the one after it: the documentation does not say."""
    text: String | None = None
    """What it says. Documented."""
    label: String | None = None
    """The name of its label. Documented."""
    attributes: dict[str, Any] | None = None
    """The answers about it, by attribute. Documented."""


class NERRelation(PayloadModel):
    """A relation between two spans. Documented."""

    id: String | None = None
    """Its id. Documented."""
    source_ref: String | None = None
    """The id of the source. Documented."""
    target_ref: String | None = None
    """The id of the target. Documented."""
    name: String | None = None
    """The name of the relationship; absent or empty if that has none. Documented."""


SPANS = Table(
    (
        Column("uuid", Kind.text, "the id of the span or relation", key="id"),
        Column("start", Kind.integer, "of a span: the index of its first character"),
        Column("end", Kind.integer, "of a span: the index of its last character, or of the one after it"),
        Column("text", Kind.text, "of a span: what it says"),
        LABEL,
        ATTRIBUTES,
        Column("source_ref", Kind.text, "of a relation: the id of its source"),
        Column("target_ref", Kind.text, "of a relation: the id of its target"),
        Column("name", Kind.text, "of a relation: its name"),
    ),
    Arrays("annotations", "relationships"),
)
"""The table of spans (`part` is `annotations`) and of the relations between them (`relationships`)."""


class NamedEntityRecognitionResponse(Response):
    """What was found."""

    table: ClassVar[Table] = SPANS

    annotations: Annotated[list[NERSpan] | None, OrRaw] = None
    """The spans. Documented."""
    relationships: Annotated[list[NERRelation] | None, OrRaw] = None
    """The relations between them. Documented."""
