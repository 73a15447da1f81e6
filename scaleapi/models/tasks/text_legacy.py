"""The older task types that ask about a text, an image or a page; `textcollection` took their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from scaleapi.models.attachments import link_finding
from scaleapi.models.labels import Label
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import (
    Rule,
    in_order,
    is_array,
    is_object,
    known_type,
    listed,
    needed,
    not_empty,
    one_of,
    strings,
    uncertain,
)
from scaleapi.models.table import ANSWER, Block, Column, Files, Kind, Table, answers, each_field, without
from scaleapi.models.tasks.image import ImageLayers
from scaleapi.models.values import Boolean, Integer, Names, Number, String
from scaleapi.problems import Finding, missing

__all__ = [
    "AudioTranscriptionPayload",
    "AudioTranscriptionResponse",
    "CategorizationPayload",
    "CategorizationResponse",
    "ComparisonPayload",
    "ComparisonResponse",
    "DataCollectionPayload",
    "DataCollectionResponse",
    "SpokenWord",
    "Taxonomy",
    "TranscriptionPayload",
    "TranscriptionResponse",
]

Raw = Mapping[str, Any]

_MATERIAL = ("text", "image", "video", "audio", "website", "pdf")


def _either(*names: str) -> Rule:
    """Require one of several fields, unless the payload names a project or batch."""

    def rule(raw: Raw) -> Iterator[Finding]:
        if all(raw.get(name) is None for name in (*names, "project", "batch")):
            others = "` or `".join(names[1:])
            yield missing((names[0],), why=f", unless there is `{others}`, or a project or batch gives it")

    return rule


def _material_is_link(raw: Raw) -> Iterator[Finding]:
    if raw.get("attachment_type") in ("image", "video", "audio", "website", "pdf"):
        yield from link_finding(raw.get("attachment"), "attachment")
        for at, url in enumerate(strings(raw.get("attachments"))):
            yield from link_finding(url, "attachments", at)


class _LegacyPayload(Payload):
    """What these task types have in common."""

    rules: ClassVar[tuple[Rule, ...]] = (*Payload.rules, _material_is_link)

    attachment_type: String | None = None
    """What the attachment is. Documented in 2017; required unless a project or batch gives it."""


class Taxonomy(PayloadModel):
    """One question. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (known_type("category", "number"), uncertain(in_order("min", "max")))

    type: String | None = None
    """`category` or `number`. Seen in code."""
    description: String | None = None
    """The question. Seen in code."""
    choices: list[Label] | None = None
    """Of a category: what workers choose from. Seen in code."""
    allow_multiple: Boolean | None = None
    """Of a category: whether several may be chosen. Seen in code."""
    min: Number | None = None
    """Of a number: the smallest. Seen in code."""
    max: Number | None = None
    """Of a number: the largest. Seen in code."""
    step: Number | None = None
    """Of a number: the distance between answers. Seen in code."""


def _instruction_without_taxonomies(raw: Raw) -> Iterator[Finding]:
    if raw.get("taxonomies") is None:  # the newer generation; whether it needs one is not documented
        yield from needed("instruction")(raw)


class CategorizationPayload(_LegacyPayload):
    """The parameters of a `categorization` task, of both generations."""

    task_type: ClassVar[str | None] = "categorization"
    rules: ClassVar[tuple[Rule, ...]] = (
        *_LegacyPayload.rules,
        _instruction_without_taxonomies,
        needed("attachment_type"),
        one_of("attachment_type", *_MATERIAL),
        _either("taxonomies", "categories"),
    )

    attachment: String
    """The text itself if `attachment_type` is `text`, else a URL. Documented."""
    taxonomies: dict[str, Taxonomy] | None = None
    """The questions, by name. Documented; or `categories`."""
    categories: list[String] | None = None
    """What workers choose from. Documented in 2017."""
    category_ids: dict[str, String] | None = None
    """The text of each category, by its id. Documented in 2017."""
    allow_multiple: Boolean | None = None
    """Whether several categories may be chosen; the service's default is false. Documented in 2017."""
    layers: ImageLayers | None = None
    """Shapes that are shown on an image. Documented."""


def _chosen(response: Raw, files: Files) -> Iterator[Block]:
    """Make a row of each category with its id; of the answers to taxonomies, a row each."""
    category, ids = response.get("category"), response.get("category_id")
    if "category" in response:
        values = listed(category) if is_array(category) else [category]
        named = listed(ids) if is_array(ids) else [ids]
        pairs = zip(values, named, strict=True) if len(values) == len(named) else ((value, ids) for value in values)
        yield Block("category", [{"value": value, "category_id": one} for value, one in pairs], {"field": "category"})
        yield Block("category_id", [])  # said beside the categories
    yield from answers(without(response, "category", "category_id") if "category" in response else response, files)


CHOICES = Table((*ANSWER, Column("category_id", Kind.text, "the id of the category, if there are ids")), _chosen)
"""The table of categories."""


class CategorizationResponse(Response):
    """What was chosen. How answers to `taxonomies` come is not documented: they are kept as they are."""

    table: ClassVar[Table] = CHOICES

    category: Annotated[Names | None, OrRaw] = None
    """The category, or several. Documented in 2017."""
    category_id: Annotated[Names | None, OrRaw] = None
    """Its id, or several; only if there were `category_ids`. Documented in 2017."""


class ComparisonPayload(_LegacyPayload):
    """The parameters of a `comparison` task. Documented in 2017."""

    task_type: ClassVar[str | None] = "comparison"
    rules: ClassVar[tuple[Rule, ...]] = (
        *_LegacyPayload.rules,
        needed("instruction", "attachment_type"),
        one_of("attachment_type", *_MATERIAL),
        uncertain(not_empty("attachments")),
        _either("choices", "fields"),
    )

    attachments: list[String]
    """The texts or URLs to compare. Documented in 2017."""
    fields: dict[str, String] | None = None
    """What is asked, by key. Documented in 2017."""
    choices: list[String] | None = None
    """What workers choose from. Documented in 2017."""


def _by_key(response: Raw, _: Files) -> Iterator[Block]:
    yield from each_field("fields", response.get("fields"))
    if "choice" in response:
        yield Block("choice", [{"value": response["choice"]}], {"field": "choice"})
    if is_array(rows := response.get("repeatable_fields")):
        yield Block("repeatable_fields", [])
        for number, row in enumerate(rows):
            place = {"row": number}
            yield from each_field("repeatable_fields", row, place)
            if not is_object(row):
                yield Block("repeatable_fields", [{"value": row}], place)


KEYED = Table((*ANSWER, Column("row", Kind.integer, "of repeatable fields: the number of the row, from 0")), _by_key)
"""The table of answers by key: of `fields`, of each row of `repeatable_fields`, and the `choice`."""


class ComparisonResponse(Response):
    """What was answered; each part only if it was asked."""

    table: ClassVar[Table] = KEYED

    choice: Annotated[String | None, OrRaw] = None
    """The choice. Documented in 2017."""
    fields: Annotated[dict[str, String] | None, OrRaw] = None
    """The answers, by key. Documented in 2017."""


class DataCollectionPayload(_LegacyPayload):
    """The parameters of a `datacollection` task. Documented in 2017."""

    task_type: ClassVar[str | None] = "datacollection"
    rules: ClassVar[tuple[Rule, ...]] = (
        *_LegacyPayload.rules,
        needed("instruction", "attachment_type", "fields"),
        one_of("attachment_type", "text", "image", "website"),
    )

    attachment: String
    """Where to look: a text, or a URL. Documented in 2017."""
    fields: dict[str, String] | None = None
    """What to find, by key. Documented in 2017; required unless a project or batch gives it."""


class DataCollectionResponse(Response):
    """What was found."""

    table: ClassVar[Table] = KEYED

    fields: Annotated[dict[str, String] | None, OrRaw] = None
    """The answers, by key. Documented in 2017."""
    time_spent_in_seconds: Annotated[Integer | None, OrRaw] = None
    """How long it took. Recorded."""


def _rows_or_fields(raw: Raw) -> Iterator[Finding]:
    if raw.get("repeatable_fields") is None and raw.get("row_fields") is None:
        yield from needed("fields")(raw)


class TranscriptionPayload(_LegacyPayload):
    """The parameters of a `transcription` task: what stands on an image, in a PDF, on a page. Documented in 2017."""

    task_type: ClassVar[str | None] = "transcription"
    rules: ClassVar[tuple[Rule, ...]] = (
        *_LegacyPayload.rules,
        needed("instruction", "attachment_type"),
        one_of("attachment_type", "image", "pdf", "website"),
        uncertain(_rows_or_fields),
    )

    attachment: String
    """The URL. Documented in 2017."""
    fields: dict[str, String] | None = None
    """What to transcribe, by key. Documented in 2017; that it may be absent is inferred."""
    repeatable_fields: dict[str, String] | None = None
    """The same for what occurs many times, as in rows. Seen in code."""
    row_fields: dict[str, String] | None = None
    """The name of `repeatable_fields` before 2017. Seen in code."""


class TranscriptionResponse(Response):
    """What was transcribed."""

    table: ClassVar[Table] = KEYED

    fields: Annotated[dict[str, Any] | None, OrRaw] = None
    """The answers, by key. Documented in 2017."""
    repeatable_fields: Annotated[list[dict[str, Any] | None] | None, OrRaw] = None
    """The rows; null was recorded. Documented in 2017."""


def _audio_is_link(raw: Raw) -> Iterator[Finding]:
    """Refuse what is plainly no URL, as the service was seen to do where the attachment's type is left out."""
    attachment = raw.get("attachment")
    if raw.get("attachment_type") is None and isinstance(attachment, str):
        found = link_finding(attachment, "attachment")
        yield from found if "://" in attachment else (one._replace(severity="error") for one in found)


class AudioTranscriptionPayload(Payload):
    """The parameters of an `audiotranscription` task: speech in English, up to 30 minutes. Documented in 2017."""

    task_type: ClassVar[str | None] = "audiotranscription"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        one_of("attachment_type", "audio"),
        _material_is_link,
        _audio_is_link,
    )

    attachment: String
    """The URL. Documented in 2017."""
    attachment_type: String | None = None
    """`audio`, which is the service's default. Documented in 2017."""
    verbatim: Boolean | None = None
    """Whether fillers such as "um" are kept; the service's default is false. Documented in 2017."""
    phrases: list[String] | None = None
    """Words that are likely to occur. Documented in 2017."""
    skip_human_transcription: Boolean | None = None
    """The service's default is false. Recorded."""


class SpokenWord(PayloadModel):
    """A word, and when it is spoken. Documented in 2017."""

    word: String | None = None
    """The word. Documented in 2017."""
    start: Number | None = None
    """When it begins, in seconds. Documented in 2017."""
    end: Number | None = None
    """When it ends, in seconds. Documented in 2017."""
    confidence: Number | None = None
    """How sure it is: 0.9 or 0.3. Documented in 2017."""


def _spoken(response: Raw, _: Files) -> Iterator[Block]:
    if isinstance(response.get("transcript"), str):
        yield Block("transcript", [{"word": response["transcript"]}])
    if is_array(words := response.get("alignment")):
        yield Block("alignment", words)


WORDS = Table(
    (
        Column("text", Kind.text, "the whole text (`part` is `transcript`), or a word (`alignment`)", key="word"),
        Column("start", Kind.number, "of a word: when it begins, in seconds"),
        Column("end", Kind.number, "of a word: when it ends, in seconds"),
        Column("confidence", Kind.number, "of a word: how sure it is"),
    ),
    _spoken,
)
"""The table of what was said."""


class AudioTranscriptionResponse(Response):
    """What was said, or what went wrong."""

    table: ClassVar[Table] = WORDS

    transcript: Annotated[String | None, OrRaw] = None
    """The whole text. Documented in 2017."""
    duration: Annotated[Number | None, OrRaw] = None
    """How long it is, in seconds. Documented in 2017."""
    alignment: Annotated[list[SpokenWord] | None, OrRaw] = None
    """The words, in order. Documented in 2017."""
    error: Annotated[String | None, OrRaw] = None
    """What went wrong. Documented in 2017."""
