"""Video and lidar: objects by their key frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.viewer.scenes.shapes import NotDrawn, shape_of
from scaleapi.viewer.scenes.values import Json, Marks, named, number, numbers, text

__all__ = ["lidar", "video"]

Made = tuple[list[Json], list[str]]
Seen = Iterable[tuple[int, Mapping[str, Any]]]
"""Annotations, each with the number of its frame."""


def video(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Draw tracks and events, from frames with annotations or from objects with frames."""
    del task_type
    given, tracks, notes, odd = response.get("annotations"), dict[str, Json](), list[str](), 0
    for frame, one in _seen(given):
        try:
            shape = shape_of(one, marks)
        except NotDrawn:
            odd += 1
            continue
        track = tracks.setdefault(shape["id"] or f"without id {len(tracks)}", {**shape, "keys": []})
        track["keys"].append({"frame": frame, "at": shape["at"], "attributes": shape["attributes"]})
    if odd:
        notes.append(f"{odd} of the frames' annotations not drawn: they are no shapes that are known")
    if _is_file(given):
        notes.append("the annotations are in a file of the result, which was not given: see results=")
    frames = max((key["frame"] for track in tracks.values() for key in track["keys"]), default=0) + 1
    urls = [address for one in listed(params.get("attachments")) if (address := text(one)) is not None]
    view = {"kind": "video", "name": "video", "urls": urls, "video": text(params.get("attachment"))}
    rate = number(params.get("frame_rate"))
    size = {"frames": max(frames, len(urls)), "width": None, "height": None, "rate": rate}
    events = [_event(one) for one in listed(response.get("events")) if is_object(one)]
    return [{**view, **size, "tracks": list(_without_at(tracks.values())), "events": events}], notes


def _without_at(tracks: Iterable[Json]) -> Iterator[Json]:
    for track in tracks:
        track["keys"].sort(key=itemgetter("frame"))
        yield {name: value for name, value in track.items() if name != "at"}


def _event(raw: Mapping[str, Any]) -> Json:
    made = named(raw, {})
    return {**made, "start": _whole(raw.get("start"), 0), "end": _whole(raw.get("end"), 0)}


def _seen(given: object) -> Seen:
    """List annotations: of an array of frames, or of objects by their ids, each with its own frames."""
    if is_array(given):
        for at, frame in enumerate(given):
            place = _whole(mapped(frame).get("frame"), at)
            for one in (*listed(mapped(frame).get("annotations")), *listed(mapped(frame).get("cuboids"))):
                yield place, mapped(one)
    elif is_object(given) and not _is_file(given):
        for uuid, track in given.items():
            shared = {name: value for name, value in mapped(track).items() if name != "frames"}
            kind = {"type": shared.pop("geometry", None)}
            for at, frame in enumerate(listed(mapped(track).get("frames"))):
                values = mapped(frame)
                yield _whole(values.get("key"), at), {"uuid": uuid, **kind, **shared, **values}


def _is_file(given: object) -> bool:
    return isinstance(mapped(given).get("url"), str)


def _whole(value: object, otherwise: int) -> int:
    """Return the number of a frame; JSON has them as texts, too."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 9:
        return int(value)
    usual = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**7
    return value if usual else otherwise  # type: ignore[return-value]


def lidar(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Draw cuboids from above."""
    del task_type
    given, tracks, odd = response.get("annotations"), dict[str, Json](), 0
    for frame, one in _seen(given):
        place = _from_above(one)
        if place is None:
            odd += 1
            continue
        about = named(one, marks)
        track = tracks.setdefault(about["id"] or f"without id {len(tracks)}", {**about, "keys": []})
        track["keys"].append({"frame": frame, "at": place})
    count = max((key["frame"] for track in tracks.values() for key in track["keys"]), default=0) + 1
    notes = ["points are drawn only where they are a part of the page: see embed_images="]
    clouds = [address for one in listed(params.get("attachments")) if (address := text(one)) is not None]
    if _is_file(given):
        notes.append("the annotations are in a file of the result, which was not given: see results=")
    if odd:
        notes.append(f"{odd} of the cuboids not drawn: position, dimensions or yaw are no numbers")
    view: Json = {"kind": "lidar", "name": "from above", "frames": [{"points": []}] * max(count, len(clouds))}
    return [{**view, "clouds": clouds, "missing": list[str](), "tracks": list(tracks.values())}], notes


def _from_above(raw: Mapping[str, Any]) -> list[float] | None:
    place = numbers(mapped(raw.get("position")), ("x", "y"))
    size = numbers(mapped(raw.get("dimensions")), ("x", "y"))
    turn = numbers(raw, ("yaw",)) if "yaw" in raw else [0.0]
    return None if place is None or size is None or turn is None else [*place, *size, *turn]
