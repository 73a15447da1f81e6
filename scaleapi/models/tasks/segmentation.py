"""`segmentannotation`: every pixel of one image gets a label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from scaleapi.models.attachments import ContextAttachment, link, no_repeated_context
from scaleapi.models.attributes import Attribute
from scaleapi.models.labels import Label, names_in
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, is_array, is_object, listed, mapped, needed, numeral_or_text, objects, one_of
from scaleapi.models.table import LABEL, Block, Column, Files, Kind, Table
from scaleapi.models.tasks.image import no_tracks
from scaleapi.models.taxonomy import labels_are_known
from scaleapi.models.values import Boolean, Integer, Names, String, Uncertain, by_shape, tag
from scaleapi.problems import Finding, did_you_mean

__all__ = [
    "CombinedMasks",
    "HypothesisMasks",
    "IndexedMask",
    "SegmentAnnotationPayload",
    "SegmentAnnotationResponse",
    "SegmentHypothesis",
    "SegmentIndex",
    "SegmentMasks",
    "mask_urls",
]

Loc = tuple[str | int, ...]


class SegmentIndex(PayloadModel):
    """Which pixels of the masks are meant. Documented."""

    index: Integer | None = None
    """The value of these pixels in the indexed image; no other label or instance has it. Documented."""
    color: String | None = None
    """The colour of these pixels in the coloured image, as `#rrggbb`; others may have the same. Documented."""
    numPixels: Integer | None = None
    """How many pixels there are. Documented."""


SegmentIndexes = Annotated[
    Annotated[SegmentIndex, tag("object")] | Annotated[list[SegmentIndex], tag("list")], by_shape("object", "list")
]
"""The index of a label, or one for each of its instances."""


class IndexedMask(PayloadModel):
    """The one image that a pre-label needs. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (link("indexedImage"),)

    indexedImage: String
    """URL of a PNG of one channel that holds the indexes; 0 is unlabeled. Documented."""


class HypothesisMasks(PayloadModel):
    """The images to start from. Documented."""

    combined: IndexedMask
    """All labels in one image. Documented."""


def _indexes(mapping: object) -> Iterator[tuple[Loc, Any]]:
    for label, value in mapped(mapping).items():
        items = objects(value) if is_array(value) else [(None, mapped(value))]
        for at, item in items:
            yield (label, "index") if at is None else (label, at, "index"), item.get("index")


def _indexes_are_unique(raw: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[float] = set()
    for loc, value in _indexes(raw.get("labelMapping")):
        index = numeral_or_text(value)
        if index is not None and index in seen:
            message = "is the index of another label or instance already"
            yield Finding(("labelMapping", *loc), "duplicate", message, index, severity="warning")
        seen |= set() if index is None else {index}


class SegmentHypothesis(PayloadModel):
    """A segmentation to start from; it looks like a response. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (_indexes_are_unique,)

    labelMapping: dict[str, SegmentIndexes]
    """The index of each label, or of each instance of it. Documented."""
    annotations: HypothesisMasks
    """The images. Documented."""


def hypothesis_labels_are_known(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Doubt labels of the pre-label that are nowhere in the payload, if it brings labels of its own. Documented."""
    names = names_in(raw.get("labels"))
    known = names.leaves | names.parents
    for label in mapped(mapped(raw.get("hypothesis")).get("labelMapping")) if known else ():
        if label not in known:
            loc, hint = ("hypothesis", "labelMapping", label), did_you_mean(label, known)
            yield Finding(loc, "reference", "is none of the labels of this payload", label, hint, "warning")


class SegmentAnnotationPayload(Payload):
    """The parameters of a `segmentannotation` task."""

    task_type: ClassVar[str | None] = "segmentannotation"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        link("attachment"),
        one_of("attachment_type", "image"),
        needed("labels"),
        no_repeated_context,
        labels_are_known,
        hypothesis_labels_are_known,
        no_tracks,
    )

    attachment: String
    """The image's URL. Documented; it cannot come from the project."""
    attachment_type: String | None = None
    """Only `image`. Documented."""
    labels: Annotated[list[Label], Field(max_length=50)] | None = None
    """At most 50; those with `instance_label` get a mask for each instance. Documented; required unless a project or
    batch gives it."""
    instance_labels: Annotated[list[String] | None, Uncertain()] = None
    """Legacy: the labels that get a mask for each instance. Seen in others' code."""
    allow_unlabeled: Boolean | None = None
    """Whether pixels may stay without a label; the service's default is false. Documented."""
    allow_parent_labels: Boolean | None = None
    """Seen in code, with false as the service's default; its meaning is nowhere documented."""
    annotation_attributes: dict[str, Attribute] | None = None
    """The questions about each instance, by name. Documented."""
    hypothesis: SegmentHypothesis | None = None
    """A segmentation to start from. Documented."""
    context_attachments: list[ContextAttachment] | None = None
    """Images for reference. Documented."""


class CombinedMasks(PayloadModel):
    """All labels in one image, in several forms. Documented."""

    image: String | None = None
    """URL of a coloured PNG; what is unlabeled is transparent. Documented."""
    indexedImage: String | None = None
    """URL of a PNG of one channel that holds the indexes; 0 is unlabeled. Documented."""
    extendedIndexedImage: String | None = None
    """URL of a coloured PNG; the index is red + 256 x green + 65536 x blue. Documented; newer tasks only."""


class SegmentMasks(PayloadModel):
    """The images that were drawn. Documented."""

    combined: CombinedMasks | None = None
    """All labels in one image. Documented."""
    labeled: dict[str, Names | None] | None = None
    """By label, the URL of its mask, or one for each instance. Documented; null was seen in code."""
    unlabeled: String | None = None
    """URL of the mask of what is unlabeled. Documented."""


def mask_urls(response: object) -> dict[str, str]:
    """List the masks of a response: the URL of each, by a name made of the keys that lead to it."""
    masks = mapped(mapped(response).get("annotations"))
    found: dict[str, Any] = {f"combined.{name}": url for name, url in mapped(masks.get("combined")).items()}
    for label, urls in mapped(masks.get("labeled")).items():
        several = enumerate(urls) if is_array(urls) else ()
        found |= {f"labeled.{label}.{at}": url for at, url in several} if is_array(urls) else {f"labeled.{label}": urls}
    found["unlabeled"] = masks.get("unlabeled")
    return {name: url for name, url in found.items() if isinstance(url, str)}


def _segments(response: Mapping[str, Any], files: Files) -> Iterator[Block]:
    if not is_object(mapping := response.get("labelMapping")):
        return
    urls = mask_urls(response)
    yield Block("labelMapping", [])
    for label, value in mapping.items():
        several = is_array(value)
        items: list[Any] = []
        for at, segment in enumerate(listed(value) if several else [value]):
            name = f"labeled.{label}.{at}" if several else f"labeled.{label}"
            mask = {"mask": urls.get(name), "mask_file": files[name].place if name in files else None}
            items.append({**segment, **mask} if is_object(segment) else segment)
        yield Block("labelMapping", items, {"label": label, "instance": several})


SEGMENTS = Table(
    (
        LABEL,
        Column("instance", Kind.boolean, "whether the label has an index, and a mask, for each of its instances"),
        Column("value", Kind.integer, "the value of its pixels in the indexed image", key="index"),
        Column("color", Kind.text, "the colour of its pixels in the coloured image, as `#rrggbb`"),
        Column("pixels", Kind.integer, "how many pixels it has", key="numPixels"),
        Column("mask", Kind.text, "the URL of its mask, which is open for a limited time"),
        Column("mask_file", Kind.text, "where its mask was stored, if masks were fetched"),
    ),
    _segments,
)
"""The table of labels, or of their instances."""


class SegmentAnnotationResponse(Response):
    """What was drawn. Where the answers about instances are is not documented."""

    table: ClassVar[Table] = SEGMENTS

    labelMapping: Annotated[dict[str, SegmentIndexes] | None, OrRaw] = None
    """The index of each label, or of each instance of it. Documented."""
    annotations: Annotated[SegmentMasks | None, OrRaw] = None
    """The images. Documented."""
    global_attributes: Annotated[dict[str, Any] | None, OrRaw] = None
    """The answers about the whole image. Documented; only if there were such questions."""
