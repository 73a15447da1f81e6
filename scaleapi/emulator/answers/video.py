"""videoannotation and videoplaybackannotation: the same shapes in some frames, and an event for each event label."""

from __future__ import annotations

from random import Random

from scaleapi.emulator.answers.files import ResultFile
from scaleapi.emulator.answers.image import answer_image
from scaleapi.emulator.answers.labels import attribute_value, is_global, leaves, number_or, objects
from scaleapi.emulator.wire import Json, is_array

__all__ = ["answer_frames", "answer_tracks"]

_USUAL_FRAMES = 3
_COMMON = ("uuid", "type", "label", "attributes")


def answer_frames(params: Json, random: Random) -> Json:
    """Make the response of a videoannotation task: files of frames and of events."""
    annotations = _annotations(params, random)
    attachments: object = params.get("attachments")
    count = len(attachments) if is_array(attachments) else _USUAL_FRAMES
    frames = [{"annotations": [_moved(annotation, frame) for annotation in annotations]} for frame in range(count)]
    return _response(params, random, frames)


def answer_tracks(params: Json, random: Random) -> Json:
    """Make the response of a videoplaybackannotation task: files of tracks and of events."""
    tracks = {annotation["uuid"]: _track(annotation, params) for annotation in _annotations(params, random)}
    return _response(params, random, tracks)


def _annotations(params: Json, random: Random) -> list[Json]:
    local = {name: one for name, one in objects(params.get("annotation_attributes")).items() if not is_global(one)}
    made: list[Json] = answer_image({**params, "annotation_attributes": local}, random)["annotations"]
    return made


def _moved(annotation: Json, frame: int) -> Json:
    # Boxes and points drift to the right; other shapes rest.
    moved = {name: annotation[name] + 2 * frame for name in ("left", "x") if name in annotation}
    return annotation | moved


def _track(annotation: Json, params: Json) -> Json:
    rate = number_or(params.get("frame_rate"), 1) or 1
    named = {"label": annotation["label"]} if params.get("with_labels") is not False and "label" in annotation else {}
    frames = [_track_frame(annotation, at, rate) for at in range(_USUAL_FRAMES)]
    return {**named, "geometry": annotation["type"], "frames": frames}


def _track_frame(annotation: Json, at: int, rate: float) -> Json:
    shape = {name: value for name, value in _moved(annotation, at).items() if name not in _COMMON}
    attributes = annotation.get("attributes", {})
    return {"key": 30 * at, "timestamp": round(at / rate, 6), "attributes": attributes, **shape}


def _response(params: Json, random: Random, content: object) -> Json:
    response: Json = {"annotations": {"url": ResultFile("annotations.json", content)}}
    if labels := leaves(params.get("events_to_annotate")):
        events = [_event(label, at, params, random) for at, label in enumerate(labels)]
        response["events"] = {"url": ResultFile("events.json", {"events": events})}
    return response


def _event(label: str, at: int, params: Json, random: Random) -> Json:
    asked = {name: one for name, one in objects(params.get("annotation_attributes")).items() if is_global(one)}
    values = {name: attribute_value(definition, {}, random) for name, definition in asked.items()}
    attributes = {name: value for name, value in values.items() if value is not None}
    span: Json = {"type": "range", "start": at, "end": at + 1} if at % 2 == 0 else {"type": "point", "start": at}
    return {"label": label, **span, **({"attributes": attributes} if attributes else {})}
