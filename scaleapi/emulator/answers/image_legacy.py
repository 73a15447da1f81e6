"""The older image task types: the same shapes as imageannotation, with one geometry for all labels."""

from __future__ import annotations

from random import Random

from scaleapi.emulator.answers.image import answer_image
from scaleapi.emulator.wire import Json

__all__ = ["answer_boxes", "answer_cuboids", "answer_lines", "answer_points", "answer_polygons"]

_DEFINED = ("objects_to_annotate", "min_width", "min_height")


def answer_boxes(params: Json, random: Random) -> Json:
    """Make the response of an annotation task; a documented example of it brings geometries."""
    return answer_image(params, random) if params.get("geometries") else _answer("box", params, random)


def answer_cuboids(params: Json, random: Random) -> Json:
    """Make the response of a cuboidannotation task."""
    return _answer("cuboid", params, random)


def answer_lines(params: Json, random: Random) -> Json:
    """Make the response of a lineannotation task."""
    return _answer("line", params, random)


def answer_points(params: Json, random: Random) -> Json:
    """Make the response of a pointannotation task."""
    return _answer("point", params, random)


def answer_polygons(params: Json, random: Random) -> Json:
    """Make the response of a polygonannotation task."""
    return _answer("polygon", params, random)


def _answer(kind: str, params: Json, random: Random) -> Json:
    definition = {name: params[name] for name in _DEFINED if name in params}
    attributes = params.get("annotation_attributes")
    return answer_image({"geometries": {kind: definition}, "annotation_attributes": attributes}, random)
