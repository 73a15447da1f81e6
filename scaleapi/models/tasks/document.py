"""`documenttranscription` and `documentmodel`: what stands where in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from scaleapi.models.annotations import Vertex
from scaleapi.models.attachments import link, link_finding, some_attachment
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, is_array, listed, mapped, needed, not_empty, uncertain
from scaleapi.models.table import LABEL, UUID, Block, Column, Files, Kind, Table, flat
from scaleapi.models.tasks.generic import GenericPayload
from scaleapi.models.values import Boolean, Integer, Number, String, Uncertain
from scaleapi.problems import Finding, did_you_mean, missing

__all__ = [
    "DocumentAnnotation",
    "DocumentFeature",
    "DocumentHypothesis",
    "DocumentLocation",
    "DocumentModelPayload",
    "DocumentModelResponse",
    "DocumentTranscriptionPayload",
    "DocumentTranscriptionResponse",
]

Raw = Mapping[str, Any]

_OCR_TYPES = ("microsoft_computer_vision", "amazon_textract")


def _feature_is_named(raw: Raw) -> Iterator[Finding]:
    if raw.get("type") in ("text", "block") and raw.get("label") is None:
        yield missing(("label",), why=f", if `type` is `{raw['type']}`")
    if raw.get("type") == "group" and raw.get("title") is None:
        yield missing(("title",), why=", if `type` is `group`", severity="warning")


class DocumentFeature(PayloadModel):
    """Something to find. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (_feature_is_named,)

    type: Literal["text", "block", "group"]
    """What it is. Documented."""
    label: String | None = None
    """Its name; required for `text` and `block`. Documented."""
    title: String | None = None
    """Its name, if it is a `group`. Documented."""
    flags: (
        list[Literal["line", "key", "value", "thead", "tbody", "date", "money", "checkbox", "region", "query", "span"]]
        | None
    ) = None
    """What its content is like. Documented."""


class DocumentLocation(PayloadModel):
    """Where it stands on the page, in pixels. Documented."""

    type: String | None = None
    """`box` or `polygon`. Documented."""
    top: Number | None = None
    """Of a box: from the top. Documented."""
    left: Number | None = None
    """Of a box: from the left. Documented."""
    width: Number | None = None
    """Of a box. Documented."""
    height: Number | None = None
    """Of a box. Documented."""
    vertices: list[Vertex] | None = None
    """Of a polygon: its corners. Documented."""


class DocumentAnnotation(PayloadModel):
    """Something that was found. Documented."""

    uuid: String | None = None
    """Its id. Documented."""
    page: Integer | None = None
    """The index of the page among the task's `document_pages`. Documented."""
    label: String | None = None
    """The feature's label. Documented."""
    text: String | None = None
    """What it says. Documented."""
    location: DocumentLocation | None = None
    """Where it stands. Documented."""
    refs: list[Any] | None = None
    """Links to other annotations. Documented, but not what is in one."""
    money: dict[str, Any] | None = None
    """For `money`: `amount`, a decimal number as a string, and more. Documented in part."""
    date: Annotated[dict[str, Any] | None, Uncertain()] = None
    """For `date`: the parsed date. Documented by the name of its class; the key is inferred."""
    checked: Boolean | None = None
    """For `checkbox`: whether it is checked. Documented."""


class DocumentHypothesis(PayloadModel):
    """Annotations to start from; they look like a response. Documented."""

    annotations: list[DocumentAnnotation] | None = None
    """The annotations. Documented."""


def _one_document(raw: Raw) -> Iterator[Finding]:
    if raw.get("attachment") is not None and raw.get("attachments") is not None:
        hint = "leave out one of them"
        yield Finding(("attachments",), "conflict", "must be absent if there is an `attachment`", hint=hint)


def _pages_are_links(raw: Raw) -> Iterator[Finding]:
    for at, url in enumerate(listed(raw.get("attachments"))):
        yield from link_finding(url, "attachments", at)


def _ocr_is_known(raw: Raw) -> Iterator[Finding]:
    kind = mapped(raw.get("metadata")).get("customer_ocr_type")
    if kind is not None and kind not in _OCR_TYPES:
        message = f"must be `{_OCR_TYPES[0]}` or `{_OCR_TYPES[1]}`"
        yield Finding(("metadata", "customer_ocr_type"), "choice", message, kind, did_you_mean(kind, _OCR_TYPES))


class DocumentTranscriptionPayload(Payload):
    """The parameters of a `documenttranscription` task."""

    task_type: ClassVar[str | None] = "documenttranscription"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        some_attachment,
        _one_document,
        link("attachment"),
        _pages_are_links,
        uncertain(not_empty("attachments")),
        needed("features"),
        _ocr_is_known,
    )

    attachment: String | None = None
    """The URL of the document: JPEG, PNG, PDF, TIFF. Documented; exactly one of both is given."""
    attachments: list[String] | None = None
    """Instead: the URLs of the document's pages. Documented."""
    features: list[DocumentFeature] | None = None
    """What to find. Documented; required unless a project or batch gives it."""
    lang: String | None = None
    """The document's language; `en-US` is the service's default. Documented."""
    geometry: Literal["box", "polygon"] | None = None
    """Upright rectangles, which is the service's default, or turned ones. Documented."""
    hypothesis: DocumentHypothesis | None = None
    """Annotations to start from. Documented."""


def _found(response: Raw, _: Files) -> Iterator[Block]:
    if is_array(annotations := response.get("annotations")):
        yield Block("annotations", [flat(annotation, "location") for annotation in annotations])


TEXTS = Table(
    (
        UUID,
        Column("page", Kind.integer, "the index of the page among the task's `document_pages`"),
        LABEL,
        Column("text", Kind.text, "what it says"),
        Column("geometry", Kind.text, "`box` or `polygon`", key="location.type"),
        Column("left", Kind.number, "of a box: pixels from the left", key="location.left"),
        Column("top", Kind.number, "of a box: pixels from the top", key="location.top"),
        Column("width", Kind.number, "of a box: in pixels", key="location.width"),
        Column("height", Kind.number, "of a box: in pixels", key="location.height"),
        Column("vertices", Kind.vertices, "of a polygon: the corners, in pixels", key="location.vertices"),
        Column("checked", Kind.boolean, "of a checkbox: whether it is checked"),
        Column("money", Kind.json, "of an amount of money: its parts"),
        Column("date", Kind.json, "of a date: its parts"),
        Column("refs", Kind.json, "links to other annotations"),
    ),
    _found,
)
"""The table of what stands in documents."""


class DocumentTranscriptionResponse(Response):
    """What was found."""

    table: ClassVar[Table] = TEXTS

    annotations: Annotated[list[DocumentAnnotation] | None, OrRaw] = None
    """The annotations. Documented."""


class DocumentModelPayload(GenericPayload):
    """The parameters of a `documentmodel` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "documentmodel"


class DocumentModelResponse(DocumentTranscriptionResponse):
    """What was found; that it looks like that of `documenttranscription` is inferred."""
