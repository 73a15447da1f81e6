"""Tasks with results, in few words."""

from __future__ import annotations

from typing import Any

from scaleapi import Task

__all__ = ["box", "drawn", "frames", "polygon", "shape", "spans", "task"]


def task(task_id: str, kind: str, response: Any, **more: Any) -> Task:
    """Make a completed task."""
    params = more.pop("params", {"attachment": f"https://example.com/{task_id}.jpg?signature={id(response)}"})
    return Task(
        {"task_id": task_id, "type": kind, "status": "completed", "params": params, "response": response, **more}
    )


def drawn(task_id: str, *shapes: Any, **more: Any) -> Task:
    """Make a task about an image."""
    return task(task_id, "imageannotation", {"annotations": [*shapes]}, **more)


def box(
    label: str | None, left: float, top: float, width: float = 10, height: float = 10, **more: Any
) -> dict[str, Any]:
    """Make a box."""
    return {"type": "box", "label": label, "left": left, "top": top, "width": width, "height": height, **more}


def shape(kind: str, label: str, *corners: tuple[float, float]) -> dict[str, Any]:
    """Make a shape with vertices."""
    return {"type": kind, "label": label, "vertices": [{"x": x, "y": y} for x, y in corners]}


def polygon(label: str, *corners: tuple[float, float]) -> dict[str, Any]:
    """Make a polygon."""
    return shape("polygon", label, *corners)


def spans(task_id: str, text: str, *found: tuple[int, int, str], **more: Any) -> Task:
    """Make a task about a text."""
    named = [
        {"id": f"s{at}", "start": start, "end": end, "label": label} for at, (start, end, label) in enumerate(found)
    ]
    return task(task_id, "namedentityrecognition", {"annotations": named, **more}, params={"text": text})


def frames(*cuboids: list[tuple[str, tuple[float, ...]]]) -> dict[str, Any]:
    """Make the file of a lidar task: label, and x, y, z, dx, dy, dz and yaw of each cuboid of each frame."""
    names = ("position", "dimensions")
    return {
        "annotations": [
            {
                "cuboids": [
                    {"label": label, "yaw": row[6]}
                    | {
                        name: dict(zip("xyz", row[at : at + 3], strict=True))
                        for name, at in zip(names, (0, 3), strict=True)
                    }
                    for label, row in some
                ]
            }
            for some in cuboids
        ]
    }
