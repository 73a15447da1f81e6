"""KITTI labels (the text files of its object benchmark) of cuboids in lidar scenes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scaleapi._io.paths import StrPath, join, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi._show.text import shorten
from scaleapi.export.frames import Results
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.shapes import UNLABELED, number_or_none
from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.models.task import Task

__all__ = ["Kitti", "to_kitti", "write_kitti"]

Matrix = Sequence[Sequence[float]]
Cameras = Callable[[Task, int], Matrix]
"""Of a task and the number of a frame, the 3 x 4 or 4 x 4 matrix from the scene's frame to the camera's."""

_TYPES = ("lidarannotation", "lidarsegmentation")
_AHEAD: Matrix = ((1, 0, 0, 0), (0, 0, -1, 0), (0, 1, 0, 0))
"""A camera at the origin that looks along y, as the yaw 0 does: x to the right, y down, z ahead."""
_CARRIED = {"uuid", "label", "position", "dimensions", "yaw", "pitch", "roll"}


@dataclass(frozen=True, slots=True, repr=False)
class Kitti(Shown):
    """The text files of a KITTI dataset, and what they could not carry."""

    labels: dict[str, str]
    """By `<task id>/<frame of six digits>`: a line for each cuboid."""
    losses: list[Loss]

    def _facts(self) -> list[tuple[str, object]]:
        return [("frames", len(self.labels)), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_kitti(tasks: Iterable[Task], *, results: Results, cameras: Cameras | None = None) -> Kitti:
    """Make KITTI labels of the cuboids of `lidarannotation` and `lidarsegmentation` tasks, a text for each frame.

    A line is the type, then 14 numbers: truncated and occluded (-1: not known), the observation angle alpha, the box on
    the image (-1: not known), height, width and length, the middle of the underside in the camera's frame (x to the
    right, y down, z ahead), and the turn about the camera's y.

    - The length is the dimension along y, where the yaw 0 points, and the width that along x: sources differ on it.
    - Blanks in labels become `_`. Uuids, attributes, pitch and roll are losses.

    Tasks of other types, and those whose result is not given, are left out. What of a file does not fit is left out,
    however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        results: What `client.get_task_result` gave, by task id.
        cameras: Where the camera of a frame is: a function that returns the matrix from the scene's frame to the
            camera's. Without it, the camera is at the origin and looks along y.
    """
    labels, losses = dict[str, str](), list[Loss]()
    for task in tasks:
        content = results[task.task_id].raw.get("annotations") if task.task_id in results else None
        why = _why_left_out(task, content)
        if why:
            losses.append(Loss(task.task_id, "", f"{why}: the task is left out"))
            continue
        for number, frame in enumerate(listed(content)):
            camera = _AHEAD if cameras is None else cameras(task, number)
            found = list(_frame(frame, number, camera))
            losses += (one.of(task.task_id) for one in found if isinstance(one, Lost))
            folder = re.sub(r"[^\w-]", "_", task.task_id)
            labels[f"{folder}/{number:06d}"] = "".join(f"{one}\n" for one in found if isinstance(one, str))
    return Kitti(labels, Losses(losses))


@known_keywords
def write_kitti(folder: StrPath, kitti: Kitti) -> None:
    """Write `label_2/<task id>/<frame>.txt`, to a path or URL; each file appears when it is complete.

    Raises:
        OSError: A file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    for name, text in kitti.labels.items():
        with written(join(folder, "label_2", f"{name}.txt")) as scratch:
            scratch.write_bytes(text.encode())


def _why_left_out(task: Task, content: object) -> str | None:
    if task.type not in _TYPES:
        return f"is a task of type {task.type}, which has no cuboids"
    if content is None:
        return "has no cuboids in `results`"
    return None if is_array(content) else f"has a file that is no array of frames (got {shorten(content)})"


def _frame(frame: object, number: int, camera: Matrix) -> Iterator[str | Lost]:
    here = ("annotations", number)
    cuboids = mapped(frame).get("cuboids")
    if not is_array(cuboids):
        yield Lost(here, f"is no frame with an array `cuboids` (got {shorten(frame)}): it has no lines")
    for at, raw in enumerate(listed(cuboids)):
        yield from _cuboid(raw, (*here, "cuboids", at), camera)


def _cuboid(raw: object, here: tuple[str | int, ...], camera: Matrix) -> Iterator[str | Lost]:
    if not is_object(raw):
        yield Lost(here, f"is no object (got {shorten(raw)}): left out")
        return
    position, size = (_vector(raw.get(name)) for name in ("position", "dimensions"))
    if position is None or size is None:
        yield Lost(here, "has no `position` and `dimensions` of three numbers: left out")
        return
    yaw = number_or_none(raw.get("yaw")) or 0.0
    label = raw.get("label") if isinstance(raw.get("label"), str) else None
    name = re.sub(r"\s+", "_", (label or UNLABELED).strip()) or UNLABELED
    yield f"{name} {_numbers(position, size, yaw, camera)}"
    if name != label:
        yield Lost((*here, "label"), f"is {shorten(label)}: it goes by `{name}`")
    for axis in ("pitch", "roll"):
        if raw.get(axis):
            yield Lost((*here, axis), f"is {shorten(raw[axis])}, and KITTI's boxes stand upright: left out")
    for field, value in raw.items():
        if field == "uuid" or (field not in _CARRIED and value not in (None, [], {}, "")):
            yield Lost((*here, field), f"is nothing that KITTI carries (got {shorten(value)}): left out")


def _vector(value: object) -> tuple[float, float, float] | None:
    found = [number_or_none(mapped(value).get(axis)) for axis in "xyz"]
    x, y, z = found
    return None if x is None or y is None or z is None else (float(x), float(y), float(z))


def _numbers(position: Sequence[float], size: Sequence[float], yaw: float, camera: Matrix) -> str:
    width, length, height = size
    x, y, z = (_along(row, position) + float(row[3]) for row in camera[:3])
    ahead = (-math.sin(yaw), math.cos(yaw), 0.0)
    right, _, depth = (_along(row, ahead) for row in camera[:3])
    turn = math.atan2(-depth, right)
    alpha = math.remainder(turn - math.atan2(x, z), math.tau)
    told = (-1, -1, alpha, -1, -1, -1, -1, height, width, length, x, y + height / 2, z, turn)
    return " ".join(f"{one}" if isinstance(one, int) else f"{one:z.6f}" for one in told)


def _along(row: Sequence[float], vector: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(row[:3], vector, strict=True))
