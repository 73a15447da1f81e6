"""What payloads ask for, as far as a result can be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from scaleapi.export.shapes import GEOMETRY
from scaleapi.models.labels import names_in
from scaleapi.models.rules import is_object, listed, mapped, numeral_or_text
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.rules.questions import Question, question_of

__all__ = ["Asked", "AskedBook", "asked_by"]

_NAMES = """
    allow_multiple allow_unlabeled annotation_attributes categories choices fields geometries labels max_annotations
    min_annotations min_height min_width objects_to_annotate relationships taxonomies with_labels
""".split()  # noqa: SIM905  (easier to read)
_MOST = 1000
"""Payloads that are remembered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a payload asks for."""

    params: Mapping[str, Any]
    """It, or those of its fields that matter here."""
    labels: frozenset[str]
    """The labels that can be chosen; empty if it declares none: then they are from a project."""
    of_kind: Mapping[str, frozenset[str]]
    """By geometry: its labels, if it declares some."""
    kinds: frozenset[str]
    """The geometries; empty if it declares none."""
    sides: Mapping[str, tuple[float, float]]
    """By geometry: the smallest width and height, in pixels."""
    corners: Mapping[str, tuple[float, float]]
    """By geometry: the fewest and the most vertices."""
    attributes: Mapping[str, Question]
    """The attributes of annotations, by name; those of the whole image or scene are left out."""

    @property
    def links(self) -> list[str]:
        """The attributes whose answers are annotations."""
        return [name for name, one in self.attributes.items() if one.kind == "linked"]


def asked_by(params: Mapping[str, Any], task_type: str | None) -> Asked:
    """Read what a payload asks for, however odd it is."""
    geometries = mapped(params.get("geometries"))
    old = GEOMETRY.get(task_type or "", "box") if not geometries and params.get("objects_to_annotate") else None
    shapes = {old: params} if old is not None else geometries
    labels = {kind: names_in(mapped(one).get("objects_to_annotate")).leaves for kind, one in shapes.items()}
    own: set[str] = {*names_in(params.get("labels")).leaves} | _ner_names(params.get("labels"))
    return Asked(
        params=params,
        labels=frozenset(own.union(*labels.values())),
        of_kind={kind: frozenset(some) for kind, some in labels.items() if some},
        kinds=frozenset(shapes),
        sides={kind: (_number(one, "min_width", 0), _number(one, "min_height", 0)) for kind, one in shapes.items()},
        corners={
            kind: (_number(one, "min_vertices", 0), _number(one, "max_vertices", float("inf")))
            for kind, one in shapes.items()
        },
        attributes={
            name: question_of(about)
            for name, about in mapped(params.get("annotation_attributes")).items()
            if is_object(about) and mapped(about.get("conditions")).get("is_global") is not True
        },
    )


def _ner_names(labels: object) -> set[str]:
    """List the names of spans' labels that do not only group others."""
    found, rest = set[str](), [*listed(labels)]
    for label in rest:  # to which finer labels are added on the way
        about = mapped(label)
        rest += listed(about.get("children"))
        if isinstance(about.get("name"), str) and not listed(about.get("children")):
            found.add(about["name"])
    return found


def _number(definition: object, name: str, default: float) -> float:
    value = numeral_or_text(mapped(definition).get(name))
    return default if value is None else value


_Named = msgspec.defstruct("_Named", [(name, msgspec.Raw, msgspec.Raw(b"")) for name in _NAMES], frozen=True, gc=False)


class AskedBook:
    """Reads payloads, each of many equal ones once.

    Args:
        payload: What all tasks were asked for; None for what each has in its parameters.
    """

    def __init__(self, payload: Mapping[str, Any] | None) -> None:
        self._payload = payload
        self._known: dict[tuple[object, ...], Asked] = {}

    def of(self, document: TaskDocument) -> Asked:
        """Return what a task was asked for."""
        key = self._key(document)
        found = self._known.get(key) if key is not None else None
        if found is None:
            found = asked_by(document.params if self._payload is None else self._payload, document.type)
            if key is not None:
                self._known = self._known if len(self._known) < _MOST else {}
                self._known[key] = found
        return found

    def _key(self, document: TaskDocument) -> tuple[object, ...] | None:
        if self._payload is not None:
            return (document.type,)
        named: Any = document.params_as(_Named) if document.is_encoded else None
        if named is None:
            return None
        return (document.type, *(bytes(one) for one in msgspec.structs.astuple(named)))
