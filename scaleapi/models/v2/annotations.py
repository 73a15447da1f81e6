"""Annotations: what people said of a message, a turn, a thread or a criterion. A union that is told apart by `type`.

A class for each of the twelve types that are known, `AnnotationBare` for `{key, value}` without a type, which is how
most answers have them without `opts=annotation_details`, and `AnnotationUnknown` for types newer than this version.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self, TypeAlias, cast

from pydantic import Field

from scaleapi.models.rules import is_object
from scaleapi.models.v2.base import V2Entity
from scaleapi.models.v2.enums import AnnotationType
from scaleapi.models.v2.expandable import Expandable
from scaleapi.models.v2.file import File
from scaleapi.models.v2.workspace import WorkspaceContainerValue

__all__ = [
    "Annotation",
    "AnnotationBare",
    "AnnotationBoolean",
    "AnnotationCategory",
    "AnnotationCategoryMultiple",
    "AnnotationFile",
    "AnnotationInteger",
    "AnnotationLabeledText",
    "AnnotationMetadata",
    "AnnotationRankedChoices",
    "AnnotationRankedGroups",
    "AnnotationRubricCriteria",
    "AnnotationRubricRating",
    "AnnotationText",
    "AnnotationUnknown",
    "AnnotationWorkspaceContainer",
    "AnyAnnotation",
    "LabeledTextValue",
    "RubricCriteriaValue",
    "RubricRatingValue",
]


class LabeledTextValue(V2Entity):
    """A text with its label."""

    shown: ClassVar[tuple[str, ...]] = ("label", "text")

    label: str | None = None
    text: str | None = None


class RubricCriteriaValue(V2Entity):
    """The weight of a criterion; what else stands there is an attribute, too."""

    shown: ClassVar[tuple[str, ...]] = ("weight",)

    weight: float | None = None


class RubricRatingValue(V2Entity):
    """How well a criterion is met; what else stands there is an attribute, too."""

    shown: ClassVar[tuple[str, ...]] = ("score",)

    score: float | None = None
    color: str | None = None
    justification: str | None = None


class AnnotationMetadata(V2Entity):
    """What an annotation is about."""

    criteria: Expandable[Annotation] | None = None
    """The annotation that defines the criterion."""


class Annotation(V2Entity):
    """One answer to one question: `key` names the question, `value` is the answer.

    `Annotation.model_validate` and `Annotation.received` make the class that `type` says.
    """

    tagged: ClassVar[Literal["type"]] = "type"
    shown: ClassVar[tuple[str, ...]] = ("key", "value")

    id: str | None = None
    key: str | None = None
    type: AnnotationType | None = None
    """None in answers that leave out the details."""
    value: Any = None
    possible_values: list[Any] | None = None
    title: str | None = None
    description: str | None = None
    justification: str | None = None
    labels: list[str] = Field(default_factory=list[str])
    """The text of the options that were chosen."""
    not_applicable: bool | None = None
    cannot_assess: bool | None = None
    metadata: AnnotationMetadata | None = None

    @classmethod
    def received(cls, raw: Any) -> Self:
        """Take what came, as the class that its type says."""
        if cls is Annotation and isinstance(raw, bytes):
            raw = cls._know_fields().parse(raw)
        if cls is Annotation and is_object(raw):
            return cast("Self", _class_of(raw.get("type")).received(raw))
        return super().received(raw)


class AnnotationBoolean(Annotation):
    """Yes or no."""

    value: bool | None = None


class AnnotationInteger(Annotation):
    """A number, such as a rating. One with a fraction is kept as it is."""

    value: int | float | None = None


class AnnotationText(Annotation):
    """A text, such as a justification or a rewritten answer."""

    value: str | None = None


class AnnotationCategory(Annotation):
    """One of several options."""

    value: str | None = None


class AnnotationCategoryMultiple(Annotation):
    """Some of several options."""

    value: list[str] | None = None


class AnnotationFile(Annotation):
    """A file, or several."""

    value: File | list[File] | None = None


class AnnotationLabeledText(Annotation):
    """Texts with labels."""

    value: list[LabeledTextValue] | None = None


class AnnotationRankedChoices(Annotation):
    """Options in order, best first, without ties."""

    value: list[str] | None = None


class AnnotationRankedGroups(Annotation):
    """Options in order, best first; those that tie share a group."""

    value: list[list[str]] | None = None


class AnnotationRubricCriteria(Annotation):
    """The definition of a criterion."""

    value: RubricCriteriaValue | None = None


class AnnotationRubricRating(Annotation):
    """The rating by a criterion."""

    value: RubricRatingValue | None = None


class AnnotationWorkspaceContainer(Annotation):
    """A workspace in which code was run."""

    value: WorkspaceContainerValue | None = None


class AnnotationBare(Annotation):
    """An annotation without a type: its value is the JSON as it came."""


class AnnotationUnknown(Annotation):
    """An annotation of a type that this version does not know: its value is the JSON as it came."""


AnyAnnotation: TypeAlias = (
    AnnotationBoolean
    | AnnotationInteger
    | AnnotationText
    | AnnotationCategory
    | AnnotationCategoryMultiple
    | AnnotationFile
    | AnnotationLabeledText
    | AnnotationRankedChoices
    | AnnotationRankedGroups
    | AnnotationRubricCriteria
    | AnnotationRubricRating
    | AnnotationWorkspaceContainer
    | AnnotationBare
    | AnnotationUnknown
)
"""An annotation of any type."""

_CLASSES: dict[str, type[Annotation]] = {
    "boolean": AnnotationBoolean,
    "integer": AnnotationInteger,
    "text": AnnotationText,
    "category": AnnotationCategory,
    "category_multiple": AnnotationCategoryMultiple,
    "file": AnnotationFile,
    "labeled_text": AnnotationLabeledText,
    "ranked_choices": AnnotationRankedChoices,
    "ranked_groups": AnnotationRankedGroups,
    "rubric_criteria": AnnotationRubricCriteria,
    "rubric_rating": AnnotationRubricRating,
    "workspace_container": AnnotationWorkspaceContainer,
}


def _class_of(kind: object) -> type[Annotation]:
    if kind is None:
        return AnnotationBare
    return _CLASSES.get(kind, AnnotationUnknown) if isinstance(kind, str) else AnnotationUnknown
