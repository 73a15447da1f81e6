"""imageannotation: one annotation for each label of each geometry, with the attributes that apply to it."""

from __future__ import annotations

from random import Random
from uuid import UUID

from scaleapi.emulator.answers.geometries import SHAPES
from scaleapi.emulator.answers.labels import applies, attribute_value, is_global, leaves, objects
from scaleapi.emulator.wire import Json

__all__ = ["answer_image", "attributes_of"]


def answer_image(params: Json, random: Random) -> Json:
    """Make the response of an imageannotation task."""
    definitions = objects(params.get("annotation_attributes"))
    annotations = [
        _annotation(kind, label, definition, random)
        for kind, definition in objects(params.get("geometries")).items()
        if kind in SHAPES
        for label in _labels(definition)
    ]
    local = {name: definition for name, definition in definitions.items() if not is_global(definition)}
    for annotation in annotations:
        if attributes := attributes_of(local, annotation, annotations, random):
            annotation["attributes"] = attributes
    response: Json = {"annotations": annotations}
    if params.get("links"):
        response["links"] = []
    scene = {name: definition for name, definition in definitions.items() if is_global(definition)}
    if values := {name: attribute_value(definition, {}, random) for name, definition in scene.items()}:
        response["global_attributes"] = {name: value for name, value in values.items() if value is not None}
    return response


def _labels(definition: Json) -> list[str | None]:
    # A project without labels still has annotations.
    return [*leaves(definition.get("objects_to_annotate"))] or [None]


def _annotation(kind: str, label: str | None, definition: Json, random: Random) -> Json:
    named = {} if label is None else {"label": label}
    uuid = str(UUID(int=random.getrandbits(128), version=4))
    return {"uuid": uuid, "type": kind, **named, **SHAPES[kind](definition, random)}


def attributes_of(definitions: dict[str, Json], annotation: Json, annotations: list[Json], random: Random) -> Json:
    """Answer the attributes that apply to an annotation; linked ones name another of the annotations."""
    attributes: Json = {}
    for name, definition in definitions.items():
        if not applies(definition, annotation.get("label"), attributes):
            continue
        if definition.get("type") == "linked":
            value = _link(definition, annotation, annotations, random)
        else:
            value = attribute_value(definition, annotation, random)
        if value is not None:
            attributes[name] = value
    return attributes


def _link(definition: Json, annotation: Json, annotations: list[Json], random: Random) -> object:
    allowed = leaves(definition.get("allowed_labels"))
    targets = [other["uuid"] for other in annotations if other.get("label") in allowed and other is not annotation]
    return random.choice(targets) if targets else None
