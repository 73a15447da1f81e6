"""Rubrics: criteria with weights, and how well messages meet them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from scaleapi.models.v2.annotations import AnyAnnotation
from scaleapi.models.v2.base import V2Entity, promised

__all__ = ["CriterionDefinition", "CriterionEvaluation", "Rubric", "RubricEvaluation"]


class CriterionDefinition(V2Entity):
    """One criterion of a rubric."""

    shown: ClassVar[tuple[str, ...]] = ("id", "criterion", "weight")

    id: str = promised()
    criterion: str = promised()
    weight: float | None = None
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])


class Rubric(V2Entity):
    """Criteria by which the messages of a turn are judged."""

    shown: ClassVar[tuple[str, ...]] = ("max_total_score",)

    criteria_definitions: list[CriterionDefinition] = Field(default_factory=list[CriterionDefinition])
    max_total_score: int | float | None = None


class CriterionEvaluation(V2Entity):
    """How well a message meets one criterion."""

    shown: ClassVar[tuple[str, ...]] = ("criterion_definition_id", "score")

    criterion_definition_id: str | None = None
    """The id of a `CriterionDefinition` of the turn's rubrics."""
    score: float | None = None
    """Without the weight."""
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])


class RubricEvaluation(V2Entity):
    """How well a message meets a rubric."""

    shown: ClassVar[tuple[str, ...]] = ("total_score", "percentage")

    criteria_evaluations: list[CriterionEvaluation] = Field(default_factory=list[CriterionEvaluation])
    annotations: list[AnyAnnotation] = Field(default_factory=list[AnyAnnotation])
    total_score: float | None = None
    """The sum of scores by weights."""
    percentage: float | None = None
    """The share of the best total that is possible."""
