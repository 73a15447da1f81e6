"""Mistakes as people make them, put into plausible responses: to rehearse how results are checked.

A response gets one mistake. The same task id always gets the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from uuid import UUID

from scaleapi.emulator.answers.files import ResultFile
from scaleapi.emulator.wire import Json, is_array, is_object

__all__ = ["MISTAKES", "with_mistake"]

Mistake = Callable[[list[Json], Random], bool]
"""Changes annotations; tells whether it could."""


def with_mistake(response: Json, random: Random) -> Json:
    """Put a mistake into a response, or into one of its files; where none fits, it stays as it is."""
    changed = deepcopy(response)
    annotations: object = changed.get("annotations")
    if is_object(annotations) and isinstance(annotations.get("url"), ResultFile):
        annotations = _last_frame(annotations["url"].content)
    if is_object(annotations):  # a form, or what has no annotations
        return _forget(changed, annotations, random)
    if is_array(annotations):
        kinds = [*MISTAKES]
        random.shuffle(kinds)
        next((kind for kind in kinds if kind(annotations, random)), None)
    return changed


def _last_frame(content: object) -> object:
    """Find the annotations of the last of several frames; of tracks, nothing."""
    frame: object = content[-1] if is_array(content) and content else None
    name = "annotations" if is_object(frame) and "annotations" in frame else "cuboids"
    if not is_object(frame) or not is_array(frame.get(name)):
        return None
    frame[name] = [*frame[name]]  # which other frames may hold, too
    return frame[name]


def _forget(response: Json, answers: Json, random: Random) -> Json:
    if answers and all(isinstance(one, str | int | float | list) for one in answers.values()):
        answers[random.choice(sorted(answers))] = ""
    return response


def _twice(annotations: list[Json], random: Random) -> bool:
    """Draw a shape again, half a pixel beside."""
    boxes = [one for one in annotations if "left" in one]
    if boxes:
        one = random.choice(boxes)
        uuid = str(UUID(int=random.getrandbits(128), version=4))
        annotations.append({**deepcopy(one), "uuid": uuid, "left": one["left"] + 0.5})
    return bool(boxes)


def _slip(annotations: list[Json], random: Random) -> bool:
    """Let a box begin to the left of the image."""
    return _change(annotations, random, "left", lambda one: one | {"left": -round(random.uniform(5, 30), 2)})


def _click(annotations: list[Json], random: Random) -> bool:
    """Draw a box of two pixels, as by a click."""
    return _change(annotations, random, "left", lambda one: one | {"width": 1.5, "height": 2})


def _misname(annotations: list[Json], random: Random) -> bool:
    """Take a label that nobody asked for."""
    return _change(annotations, random, "label", lambda one: one | {"label": f"{one['label']} (old)"})


def _skip(annotations: list[Json], random: Random) -> bool:
    """Leave an attribute without an answer."""
    return _change(annotations, random, "attributes", lambda one: one | {"attributes": {}})


def _cross(annotations: list[Json], random: Random) -> bool:
    """Draw the corners of an outline in another order, so that it crosses itself."""
    drawn = [one for one in annotations if one.get("type") == "polygon" and len(one["vertices"]) > 3]
    if drawn:
        corners = random.choice(drawn)["vertices"]
        corners[0], corners[1] = corners[1], corners[0]
    return bool(drawn)


def _turn(annotations: list[Json], random: Random) -> bool:
    """Turn a cuboid back to front."""
    return _change(annotations, random, "yaw", lambda one: one | {"yaw": one["yaw"] + 3.14})


def _miss(annotations: list[Json], random: Random) -> bool:
    """End a span after the text."""
    return _change(annotations, random, "end", lambda one: one | {"end": one["end"] + 100_000})


def _change(annotations: list[Json], random: Random, name: str, change: Callable[[Json], Json]) -> bool:
    """Change one of the annotations that have a field; other frames may hold the same object."""
    fitting = [at for at, one in enumerate(annotations) if one.get(name)]
    if fitting:
        at = random.choice(fitting)
        annotations[at] = change(deepcopy(annotations[at]))
    return bool(fitting)


MISTAKES: tuple[Mistake, ...] = (_twice, _slip, _click, _misname, _skip, _cross, _turn, _miss)
"""What can go wrong with annotations."""
