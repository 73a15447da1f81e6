"""`textcollection`: a form that workers fill in about texts, images and other material."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator

from scaleapi.models.attachments import link_finding
from scaleapi.models.fields import AnyField, chosen_labels, field_ids
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import (
    Rule,
    is_array,
    is_object,
    mapped,
    needed,
    not_empty,
    objects,
    strings,
    uncertain,
    within,
)
from scaleapi.models.table import ANSWER, Block, Column, Files, Kind, Table, without
from scaleapi.models.values import Integer, String, Uncertain, tag
from scaleapi.problems import MARK, Finding, did_you_mean

__all__ = [
    "RespondentAnswers",
    "TextCollectionAttachment",
    "TextCollectionPayload",
    "TextCollectionResponse",
    "WrappedAnswer",
]


def _content_is_link(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if raw.get("type") in ("pdf", "image", "video", "website", "audio"):
        yield from link_finding(raw.get("content"), "content")


class TextCollectionAttachment(PayloadModel):
    """Something that is shown to workers. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (_content_is_link,)

    type: Literal["pdf", "image", "text", "video", "website", "audio"]
    """What it is. Documented."""
    content: String
    """The text itself (Markdown and some HTML) if `type` is `text`, else a URL. Documented."""
    forms: list[String] | None = None
    """The `field_id`s of form fields: it is shown only while one of these is active. Documented."""


def field_ids_are_unique(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Refuse a `field_id` that the same form has before; doubt one that another level of it has. Documented."""
    seen: dict[str, tuple[str | int, ...]] = {}
    for loc, name in field_ids(raw):
        if name in seen:
            beside = loc[:-2] == seen[name][:-2]
            message = "must be unique within the project"
            yield Finding(loc, "duplicate", message, name, severity="error" if beside else "warning")
        seen.setdefault(name, loc)


def forms_are_fields(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Doubt attachments that belong to a form which is not among the fields of the payload."""
    known = {name for _, name in field_ids(raw)}
    if raw.get("fields") is None:
        return
    for at, attachment in objects(raw.get("attachments")):
        for place, name in enumerate(strings(attachment.get("forms"))):
            if name not in known:
                loc = ("attachments", at, "forms", place)
                hint = did_you_mean(name, known)
                yield Finding(loc, "reference", "is no form among the fields", name, hint, "warning")


class TextCollectionPayload(Payload):
    """The parameters of a `textcollection` task."""

    task_type: ClassVar[str | None] = "textcollection"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        uncertain(not_empty("attachments")),
        needed("fields"),
        within("responses_required", highest=100),
        uncertain(within("responses_required", lowest=1)),
        field_ids_are_unique,
        forms_are_fields,
    )

    attachments: list[TextCollectionAttachment]
    """What is shown to workers. Documented; it cannot come from the project."""
    fields: list[AnyField] | None = None
    """What workers fill in. Documented; required unless a project or batch gives it."""
    title: String | None = None
    """The task's title for workers. Documented."""
    description: String | None = None
    """The task's description for workers. Documented."""
    responses_required: Integer | None = None
    """How many workers answer, at most 100. Documented; that 1 is the default is inferred."""
    hypothesis: Annotated[dict[str, Any] | None, Uncertain()] = None
    """Answers to start from. A heading of the documentation; what is in it is inferred."""


class WrappedAnswer(PayloadModel):
    """The answers to one field, as in Rapid's quality tasks. Documented."""

    type: String | None = None
    """The field's type. Documented."""
    field_id: String | None = None
    """The field's id. Documented."""
    response: list[Any] | None = None
    """One entry for each response; for a category, each is itself an array. Documented."""


def _answer_kind(value: Any) -> str:
    return MARK + ("wrapped" if isinstance(value, WrappedAnswer) or _is_wrapped(value) else "flat")


def _is_wrapped(answer: Any) -> bool:
    return is_object(answer) and {"field_id", "response"} <= answer.keys()


Answer = Annotated[Annotated[WrappedAnswer, tag("wrapped")] | Annotated[Any, tag("flat")], Discriminator(_answer_kind)]
"""The answer to one field: the value itself, or wrapped."""


def _filled_in(response: Mapping[str, Any], _: Files) -> Iterator[Block]:
    if is_object(annotations := response.get("annotations")):
        yield Block("annotations", [])
        yield from _answers_in("annotations", annotations, {})
    if is_array(people := response.get("responses")):
        yield Block("responses", [])
        for number, answers in enumerate(people):
            yield from _of_person("responses", number, answers)


def _of_person(part: str, number: int, answers: Any) -> Iterator[Block]:
    place = {"respondent": number}
    if is_object(answers) and answers:
        yield from _answers_in(part, answers, place)
    else:
        yield Block(part, [{"value": answers}], place)


def _answers_in(part: str, answers: Mapping[str, Any], place: Mapping[str, Any]) -> Iterator[Block]:
    """Make a row of each answer, or of each response of a wrapped one."""
    for name, answer in answers.items():
        whole = _is_wrapped(answer) and answer["field_id"] == name
        responses: Any = answer["response"] if whole else _wrapped_bare(answer)
        values = responses if is_array(responses) and responses else [answer]
        others = without(answer, "response", "field_id") if values is responses and whole else {}
        yield Block(part, [{**others, "value": value} for value in values], {"field": name, **place})


def _wrapped_bare(answer: Any) -> Any:
    """Return the responses of an answer in the form of attempts: `{"response": [[value]]}`, and nothing else."""
    return answer["response"] if is_object(answer) and answer.keys() == {"response"} else None


def _attempts_of(task: Mapping[str, Any]) -> Iterator[Block]:
    """Make rows of what each person answered, beside the response that they agreed on."""
    for number, attempt in objects(task.get("attempts")):
        annotations = mapped(attempt.get("response")).get("annotations")
        for block in _of_person("attempts", number, annotations) if is_object(annotations) else ():
            yield block._replace(from_file=True)


def _with_labels(params: Mapping[str, Any], block: Block) -> Block:
    """Name the choices of a category field, which the answers have by their values or codes."""
    field = next((one for one in _fields_in(params) if one.get("field_id") == block.place.get("field")), None)
    if field is None or field.get("type") != "category":
        return block
    found = [chosen_labels(field, item["value"]) for item in block.items]
    items = [
        item if "labels" in item or one is None else {**item, "labels": one}
        for item, one in zip(block.items, found, strict=True)
    ]
    return block._replace(items=items)


def _fields_in(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for _, field in objects(raw.get("fields")):
        yield field
        yield from _fields_in(field)


FORM = Table(
    (
        *ANSWER,
        Column("labels", Kind.texts, "of a category: the labels of what was chosen"),
        Column("respondent", Kind.integer, "who answered, from 0; null where there is one answer for all"),
    ),
    _filled_in,
    beside=_attempts_of,
    explain=_with_labels,
)
"""The table of what was filled in: a row for each field, or for each response of a wrapped answer; of each person."""


class RespondentAnswers(PayloadModel):
    """What one of several people answered: the fields are the form's own. Seen in others' code.

    The answer to a category field is an array of strings, also where the values of the choices are numbers.
    """

    free_names: ClassVar[bool] = True

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by `field_id`."""
        return {name: _unwrapped(answer) for name, answer in (self.model_extra or {}).items()}


class TextCollectionResponse(Response):
    """What workers filled in. Both documented shapes are read: plain answers, and wrapped ones."""

    table: ClassVar[Table] = FORM

    annotations: Annotated[dict[str, Answer] | None, OrRaw] = None
    """The answers by `field_id`; an array if `max_responses_required` or `responses_required` is over 1. Documented."""
    responses: Annotated[list[RespondentAnswers] | None, OrRaw] = None
    """What each of several people answered, if `responses_required` is over 1. Seen in others' code."""

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by `field_id`; of wrapped ones, the array of responses."""
        annotations: object = self.annotations
        if not isinstance(annotations, dict):
            return {}
        return {name: _unwrapped(answer) for name, answer in annotations.items()}


def _unwrapped(answer: Any) -> Any:
    return answer.response if isinstance(answer, WrappedAnswer) else answer
