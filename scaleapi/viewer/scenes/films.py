"""Video and lidar: objects by their key frames, and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.rules import is_object, listed, mapped
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.annotations import NAMES, named
from scaleapi.viewer.scenes.geometry import leave_odd, leave_words
from scaleapi.viewer.scenes.leftovers import Path
from scaleapi.viewer.scenes.shapes import shape_of
from scaleapi.viewer.scenes.tracks import Seen, Tracks, frame_of, seen
from scaleapi.viewer.scenes.values import Json, clean, joined, number, numbers, text

__all__ = ["NO_POINTS", "lidar", "video"]

NO_POINTS = "points are drawn only where they are a part of the page: see embed_images="
"""What is said of lidar, until the points are there."""

_MOST_FRAMES = 10_000
"""How many frames of lidar a page goes through."""


def video(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Draw tracks and events, from frames with annotations or from objects with frames."""
    tracks = Tracks()
    for one in seen(account, "annotations"):
        shape = shape_of(account, one.path, one.raw, one.known)
        if shape is not None:
            tracks.add(one, {**shape, **_times(account, one.path, one.raw)})
    events = list(_events(account))
    view = {"kind": "video", "name": "video", "urls": _addresses(params), "video": text(params.get("attachment"))}
    last = max((tracks.last(), *(max(event["start"], event["end"]) for event in events)))
    size = {"frames": max(last + 1, len(view["urls"] or ()), 1), "width": None, "height": None}
    rate = number(params.get("frame_rate"))
    return [{**view, **size, "rate": rate, "tracks": tracks.listed(), "events": events}]


def _addresses(params: Mapping[str, Any]) -> list[str]:
    return [address for one in listed(params.get("attachments")) if (address := text(one)) is not None]


_TIMES = ("timestamp", "startTime", "endTime")


def _times(account: Account, path: Path, raw: Mapping[str, Any]) -> Json:
    """Return the times that are said, in seconds."""
    leave_odd(account, path, raw, _TIMES)
    return {name: raw[name] for name in _TIMES if number(raw.get(name)) is not None}


def _events(account: Account) -> Iterator[Json]:
    given = account.take("events")
    path: Path = ("events",)
    if account.file("events", given):
        account.leave(path, given)
        return
    if is_object(given) and "events" in given:
        account.others(path, given, {"events"})
        path, given = (*path, "events"), given["events"]
    for place, raw in account.objects(path, given, "an event"):
        made = named(account, place, raw, NAMES | {"type", "start", "end", *_TIMES})
        start = frame_of(account, place, raw, "start", 0)
        end = frame_of(account, place, raw, "end", start)
        if raw.get("type") not in (None, "point", "range"):  # both can be told by the frames
            account.leave((*place, "type"), raw["type"])
        yield {**made, "start": start, "end": end, **_times(account, place, raw)}


def lidar(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Draw cuboids from above."""
    tracks = Tracks()
    for one in seen(account, "annotations"):
        place = _from_above(account, one.path, one.raw)
        if place is not None:
            tracks.add(one, {**_cuboid(account, one), "at": place})
    clouds = _addresses(params)
    frames = max(tracks.last() + 1, len(clouds), 1)
    if frames > _MOST_FRAMES:
        account.say(f"of {frames:,} frames, the first {_MOST_FRAMES:,} are drawn")
    account.say(NO_POINTS)
    view: Json = {"kind": "lidar", "name": "from above", "frames": [{}] * min(frames, _MOST_FRAMES)}
    return [{**view, "clouds": clouds, "missing": list[str](), "tracks": tracks.listed()}]


_FACTS = ("stationary", "camera_used")
_CUBOID = NAMES | {"position", "dimensions", "yaw", *_FACTS}


def _cuboid(account: Account, one: Seen) -> Json:
    """Return what is said of a cuboid; with its attributes, what is said of it in the same way."""
    made = named(account, one.path, one.raw, _CUBOID | one.known if one.known else _CUBOID)
    facts = list[tuple[str, Any]]()
    for name in _FACTS:
        value = one.raw.get(name)
        if isinstance(value, int):
            facts.append((name, clean(value)))
        elif value is not None:
            account.leave((*one.path, name), value)
    return {**made, "attributes": joined([*made["attributes"].items(), *facts])} if facts else made


def _from_above(account: Account, path: Path, raw: Mapping[str, Any]) -> list[float] | None:
    """Make middle, size and turn of a cuboid; None if it has no picture, which is counted."""
    place = numbers(mapped(raw.get("position")), ("x", "y"))
    size = numbers(mapped(raw.get("dimensions")), ("x", "y"))
    turn = numbers(raw, ("yaw",)) if raw.get("yaw") is not None else [0.0]
    if place is None or size is None or turn is None:
        account.undrawn(path, raw, "a cuboid whose position, dimensions or yaw is no number")
        return None
    for name in ("position", "dimensions"):
        leave_words(account, (*path, name), raw[name])
    if min(size) < 0:
        account.remark((*path, "dimensions"), "negative; they are drawn as if they were positive")
    return [*place, *map(abs, size), *turn]
