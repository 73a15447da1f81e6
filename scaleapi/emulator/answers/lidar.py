"""Lidar task types: a cuboid for each label in every frame, a label for each point, boxes linked to cuboids."""

from __future__ import annotations

from random import Random
from uuid import UUID

from scaleapi.emulator.answers.files import ResultFile
from scaleapi.emulator.answers.image import attributes_of
from scaleapi.emulator.answers.labels import instance_leaves, leaves, objects
from scaleapi.emulator.wire import Json, is_array

__all__ = ["answer_cuboid_frames", "answer_links", "answer_points_of_clouds"]

_POINTS = 12


def answer_cuboid_frames(params: Json, random: Random) -> Json:
    """Make the response of a lidarannotation task: a file of frames with cuboids."""
    cuboids = [_cuboid(label, params, random) for label in leaves(params.get("labels"))]
    asked = objects(params.get("annotation_attributes"))
    for cuboid in cuboids:
        if attributes := attributes_of(asked, cuboid, cuboids, random):
            cuboid["attributes"] = attributes
    frames = [{"cuboids": cuboids} for _ in range(_frame_count(params))]
    return {"annotations": {"url": ResultFile("annotations.json", frames)}}


def answer_points_of_clouds(params: Json, random: Random) -> Json:
    """Make the response of a lidarsegmentation task: a file with an index for each point."""
    found: list[Json] = []
    for label, has_instances in instance_leaves(params.get("labels")):
        instance = {"instance": True} if has_instances else {}
        found.append({"label": label, "index": len(found) + 1, **instance})
    points = [[random.randint(0, len(found)) for _ in range(_POINTS)] for _ in range(_frame_count(params))]
    content = {"objects": found, "point_objects": points}
    return {"point_segmentations": {"url": ResultFile("point_segmentations.json", content)}}


def answer_links(params: Json, random: Random) -> Json:
    """Make the response of a lidarlinking task: a file with the boxes of one camera."""
    frames = [{"camera_responses": [_camera(random)]} for _ in range(_frame_count(params))]
    return {"annotations": {"url": ResultFile("annotations.json", frames)}}


def _frame_count(params: Json) -> int:
    for name in ("attachments", "lidar_task_frames"):
        value: object = params.get(name)
        if is_array(value):
            return len(value)
    return 1


def _cuboid(label: str, params: Json, random: Random) -> Json:
    cuboid: Json = {"uuid": _uuid(random), "label": label, "camera_used": -1, "stationary": False}
    cuboid["position"] = _vector(random, -40, 40)
    cuboid["dimensions"] = _vector(random, 1, 5)
    angles = ("yaw", "pitch", "roll") if params.get("pitch_and_roll_enabled") is True else ("yaw",)
    return cuboid | {name: round(random.uniform(-3, 3), 3) for name in angles}


def _camera(random: Random) -> Json:
    box: Json = {"cuboid_uuid": _uuid(random), "type": "box", "label": "object"}
    sides = {name: random.randint(1, 300) for name in ("left", "top", "width", "height")}
    return {"camera_used": 0, "annotations": [{**box, **sides}]}


def _vector(random: Random, least: float, most: float) -> Json:
    return {axis: round(random.uniform(least, most), 2) for axis in "xyz"}


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
