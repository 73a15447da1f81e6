"""Objects over frames: where annotations stand in files of results, and one track of all that are the same object."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from scaleapi.models.rules import is_array, is_object
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.leftovers import Each, Path
from scaleapi.viewer.scenes.values import Json, number, whole

__all__ = ["Seen", "Tracks", "frame_of", "seen"]

_MOST_VALUES = 20
"""How many different values of an attribute are listed for a track; its key frames have all."""
_MOST_NAMES = 100
"""How many attributes that its frames have are listed for a track."""


class Shared(NamedTuple):
    """What is said of an object in all frames."""

    attributes: Json
    drawn: list[int]
    """The numbers of the frames in which it is drawn; if there are none, nobody has shown the attributes."""


class Seen(NamedTuple):
    """One annotation on one frame."""

    frame: int
    path: Path
    raw: Mapping[str, Any]
    known: frozenset[str] = frozenset()
    """Words of it that are read already."""
    shared: Shared | None = None


def seen(account: Account, name: str) -> Iterator[Seen]:
    """List the annotations of a field: of an array of frames, or of objects by their ids, each with its own frames.

    Both may be within `{"annotations": …}`, and that within an array.
    """
    given = account.take(name)
    if account.file(name, given):
        account.leave((name,), given)
        return
    path: Path = (name,)
    if is_object(given) and isinstance(given.get("annotations"), (list, dict)):
        account.others(path, given, {"annotations"})
        path, given = (*path, "annotations"), given["annotations"]
    if is_object(given):
        yield from _of_objects(account, path, given)
        return
    for at, (place, frame) in enumerate(account.objects(path, given, "a frame")):
        inner = frame.get("annotations")
        if is_object(inner):
            account.others(place, frame, {"annotations"})
            yield from _of_objects(account, (*place, "annotations"), inner)
        else:
            yield from _on_frame(account, place, frame, at)


_FRAME = {"frame", "annotations", "cuboids"}


def _on_frame(account: Account, path: Path, frame: Mapping[str, Any], at: int) -> Iterator[Seen]:
    place = frame_of(account, path, frame, "frame", at)
    account.others(path, frame, _FRAME)
    for name in ("annotations", "cuboids"):
        for inner, one in account.objects((*path, name), frame.get(name)):
            yield Seen(place, inner, one)


_KEY = frozenset(("key", "timestamp"))
_OF_ALL = {"type": "geometry", "label": "label"}
"""What a track says of all its frames: by the word for it in a frame, the track's own."""
_TRACK = {"label", "geometry", "attributes", "frames"}


def _of_objects(account: Account, path: Path, given: Mapping[str, Any]) -> Iterator[Seen]:
    for uuid, track in given.items():
        place = (*path, Each(uuid))
        frames = track.get("frames") if is_object(track) else None
        if is_object(track) and is_array(frames) and any(map(is_object, frames)):
            yield from _of_object(account, place, uuid, track)
        else:
            account.undrawn(place, track, "a track without frames")


def _of_object(account: Account, path: Path, uuid: str, track: Mapping[str, Any]) -> Iterator[Seen]:
    """List what one track has; what all its frames say stands in each, unless that says something else."""
    account.others(path, track, _TRACK)
    shared, other = _shared_of(account, path, track), set[str]()
    of_all = {name: account.text(path, track, key) for name, key in _OF_ALL.items()}
    for at, (place, frame) in enumerate(account.objects((*path, "frames"), track["frames"], "a frame")):
        other |= {name for name, value in of_all.items() if frame.get(name) not in (None, value)}
        if frame.get("uuid", uuid) != uuid:
            account.leave((*place, "uuid"), frame["uuid"])
        missing = {name: value for name, value in of_all.items() if value is not None and frame.get(name) is None}
        raw = {**frame, **missing, "uuid": uuid}
        yield Seen(frame_of(account, place, frame, "key", at), place, raw, _KEY, shared)
    for name in sorted(other):
        account.leave((*path, _OF_ALL[name]), of_all[name])
    if not shared.drawn:
        account.leave((*path, "attributes"), track.get("attributes"))


def _shared_of(account: Account, path: Path, track: Mapping[str, Any]) -> Shared:
    said, place = track.get("attributes"), (*path, "attributes")
    if is_object(said):
        return Shared(account.clean(place, said), [])
    account.leave(place, said)
    return Shared({}, [-1])


def frame_of(account: Account, path: Path, raw: Mapping[str, Any], name: str, otherwise: int) -> int:
    """Return the number of a frame, which may be a text; what is none is left, and another number taken."""
    found = whole(raw.get(name))
    if found is None and raw.get(name) is not None:
        account.remark((*path, name), "no number of a frame; it is counted instead")
        account.leave((*path, name), raw[name])
    return otherwise if found is None else found


class Tracks:
    """Gathers annotations by the object that they show.

    What has another label or shape in a later frame is a track of its own, so that each is drawn as what it is; so are
    two places in one frame.
    """

    def __init__(self) -> None:
        self._tracks = dict[tuple[Any, ...], Json]()
        self._said = dict[tuple[Any, ...], Mapping[str, Any]]()
        self._alike = Counter[tuple[Any, ...]]()

    def add(self, one: Seen, made: Json) -> None:
        """Add what was made of an annotation: what every annotation has, its shape and numbers, and what a key has."""
        key: tuple[Any, ...] = (made["id"], made["label"], made.get("shape"))
        if made["id"] is None:
            key = (len(self._tracks), *key)
        self._alike[*key, one.frame] += 1
        key = (*key, self._alike[*key, one.frame])
        fixed = ("id", "label", "mark", "shape")
        if key not in self._tracks:
            self._tracks[key] = {name: made[name] for name in fixed if name in made} | {"attributes": {}, "keys": []}
            self._said[key] = one.shared.attributes if one.shared is not None else {}
        if one.shared is not None:
            one.shared.drawn.append(one.frame)
        more = {name: value for name, value in made.items() if name not in fixed}
        self._tracks[key]["keys"].append({"frame": one.frame, **more})

    def last(self) -> int:
        """Return the number of the last frame that has something; -1 if none has."""
        return max((key["frame"] for track in self._tracks.values() for key in track["keys"]), default=-1)

    def listed(self) -> list[Json]:
        """List the tracks, with their keys in order."""
        for key, track in self._tracks.items():
            track["keys"].sort(key=itemgetter("frame"))
            track["attributes"] = _shared(track["keys"], self._said[key])
            track["keys"] = [{name: one for name, one in held.items() if one != {}} for held in track["keys"]]
        return list(self._tracks.values())


def _shared(keys: list[Json], said: Mapping[str, Any]) -> Json:
    """Return the attributes of a track; those that change are a list of their values, and stay with the keys, too."""
    made, names = Json(), list(dict.fromkeys((*said, *(name for key in keys for name in key["attributes"]))))
    for name in names[:_MOST_NAMES]:
        given = [key["attributes"][name] for key in keys if name in key["attributes"]]
        values = _different([*([said[name]] if name in said else []), *given])
        changes = len(values) > 1 or not (name in said or len(given) == len(keys))
        made[name] = values[0] if len(values) == 1 else _clipped(values)
        for key in keys:
            if not changes:
                key["attributes"].pop(name, None)
            elif name not in key["attributes"]:
                key["attributes"][name] = said.get(name)
    made |= {name: said[name] for name in names[_MOST_NAMES:] if name in said}
    more = len(names) - max(_MOST_NAMES, len(said))
    return made if more <= 0 else {**made, "…": f"{more} more, see the frames"}


def _different(values: list[Any]) -> list[Any]:
    """List the different ones of some values; true is another than 1."""
    kinds = set(map(type, values))
    if len(kinds) == 1 and not kinds & {dict, list}:
        return list(dict.fromkeys(values))
    return list({_same(value): value for value in reversed(values)}.values())[::-1]


def _same(value: object) -> tuple[str, object]:
    return type(value).__name__, json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else value


def _clipped(values: list[Any]) -> Any:
    more = len(values) - _MOST_VALUES
    if more > 0 and all(number(value) is not None for value in values):
        return f"{min(values)} to {max(values)}: {len(values)} values, see the frames"
    return values if more <= 0 else [*values[:_MOST_VALUES], f"… and {more} more, see the frames"]
