"""A task of each family, with results, images, masks and points to look at.

The tasks are the samples of the task types; where they name a file, there is one that is drawn here.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from scaleapi.models.task import Task
from scaleapi.models.tasks.result import result_of
from tests.viewer.pngs import mask, png

__all__ = ["MARKED", "sample_results", "sample_tasks"]

SAMPLES = Path(__file__).parent.parent / "samples"
_FAMILIES = [
    "categorization",
    "chat",
    "comparison",
    "cuboidannotation",
    "documenttranscription",
    "imageannotation",
    "lidarannotation",
    "multistage",
    "namedentityrecognition",
    "segmentannotation",
    "textcollection",
    "videoannotation",
]


def _vertices(*numbers: int) -> list[dict[str, int]]:
    return [{"x": x, "y": y} for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


_DRAWN: list[dict[str, Any]] = [
    {
        "type": "box",
        "label": "car",
        "left": 80,
        "top": 330,
        "width": 190,
        "height": 110,
        "attributes": {"parked": "yes"},
    },
    {"type": "box", "label": "car", "left": 500, "top": 350, "width": 160, "height": 90, "rotation": 0.3},
    {
        "type": "polygon",
        "label": "building",
        "vertices": _vertices(320, 300, 330, 90, 460, 60, 470, 310),
    },
    {"type": "line", "label": "lane", "vertices": _vertices(20, 560, 300, 480, 760, 470)},
    {"type": "point", "label": "lamp", "x": 700, "y": 120},
    {"type": "point", "label": "post", "x": 690, "y": 230},
    {
        "type": "ellipse",
        "label": "pond",
        "vertices": _vertices(560, 220, 700, 260, 650, 200, 610, 280),
    },
    {"type": "hexagon", "label": "sign"},
]
_ENDS = (
    *((250, 260, 430, 260), (430, 260, 430, 420), (430, 420, 250, 420), (250, 420, 250, 260)),
    *((430, 260, 560, 220), (560, 220, 560, 370), (560, 370, 430, 420)),
)
_CUBOID = {"label": "sheep", "edges": [dict(zip(("x1", "y1", "x2", "y2"), ends, strict=True)) for ends in _ENDS]}
_AREAS = (
    ((0, 420, 800, 600), (0x80, 0x40, 0x80)),
    ((120, 340, 330, 470), (0x00, 0x00, 0xAA)),
    ((480, 360, 640, 460), (0x00, 0x00, 0xCC)),
)
"""Of the mask: left, top, right, bottom, and the colour of a label in the sample's mapping."""
_SIZE = {"x": 4.5, "y": 2, "z": 2}
MARKED = "0c0f6a0e-0001-4c1e-9a55-000000000004"
"""The uuid of the lamp in the image."""


def sample_tasks(folder: Path) -> list[Task]:
    """Make a task of each family; images, masks and points are files in a folder."""
    files = _files(folder)
    made = {kind: _task(kind, files) for kind in _FAMILIES}
    scene = made["imageannotation"]
    boxes = [{"uuid": f"{MARKED[:-1]}{at}", **one} for at, one in enumerate(_DRAWN)]
    scene["params"]["geometries"]["point"] = {
        "objects_to_annotate": ["lamp", "post"],
        "connections": [{"pair": ["lamp", "post"]}],
    }
    scene["response"] = {"annotations": boxes, "global_attributes": {"weather": "rain"}}
    moved = [{**boxes[0], "left": 95}, *boxes[2:6], {**boxes[6], "label": "lake"}]
    scene["params"]["hypothesis"] = {"annotations": moved}
    made["cuboidannotation"]["response"] = {"annotations": [_CUBOID]}
    made["segmentannotation"]["response"]["annotations"]["combined"] = {"image": files["mask"]}
    made["videoannotation"]["params"]["attachments"] = [files["image"]] * 13
    made["lidarannotation"]["params"]["attachments"] = [files["points"]] * 5
    return [Task.received(one) for one in made.values()]


def _files(folder: Path) -> dict[str, str]:
    (folder / "image.png").write_bytes(png(800, 600))
    (folder / "mask.png").write_bytes(mask(800, 600, _AREAS))
    around = [(math.cos(at) * (9 + at % 7), math.sin(at) * (9 + at % 5)) for at in range(900)]
    points = [{"x": 14 + x, "y": 9 + y, "z": 0, "i": 0.5} for x, y in around]
    (folder / "points.json").write_text(json.dumps({"points": points}))
    return {name.split(".")[0]: str(folder / name) for name in ("image.png", "mask.png", "points.json")}


def _task(kind: str, files: dict[str, str]) -> dict[str, Any]:
    params = json.loads((SAMPLES / kind / "payload.json").read_text())
    if kind.endswith("annotation") or kind.startswith(("document", "comparison")):
        image = files["image"]
        params |= {"attachment": image} if "attachment" in params else {"attachments": [image, image]}
    response = json.loads((SAMPLES / kind / "response.json").read_text())
    if kind == "comparison":
        response["choice"] = params["choices"][0]
    if kind == "documenttranscription":
        response["annotations"][0]["location"] |= {"left": 480, "top": 310}
    task = {"task_id": f"{kind}-1", "type": kind, "status": "completed", "created_at": "2026-01-02T03:04:05Z"}
    return {**task, "batch": "monday", "project": "samples", "params": params, "response": response}


def sample_results() -> dict[str, Any]:
    """Make the files of results, of video and lidar."""
    boxes = [(0, 60, 300), (6, 300, 260), (12, 560, 330)]
    frames = [
        {
            "frame": at,
            "annotations": [
                {"uuid": "v1", "type": "box", "label": "car", "left": left, "top": top, "width": 150, "height": 80}
            ],
        }
        for at, left, top in boxes
    ]
    events = [{"label": "turns left", "start": 3, "end": 8}]
    cuboids = [
        {
            "cuboids": [
                {
                    "uuid": f"l{at}",
                    "label": label,
                    "yaw": at / 3 + frame / 10,
                    "dimensions": _SIZE,
                    "position": {"x": at * 9 + frame, "y": at * at * 2, "z": 0},
                }
                for at, label in enumerate(("car", "car", "truck", "bus"))
            ]
        }
        for frame in range(5)
    ]
    return {
        "videoannotation-1": result_of("videoannotation", {}, {"annotations": frames, "events": events}),
        "lidarannotation-1": result_of("lidarannotation", {}, {"annotations": cuboids}),
    }
