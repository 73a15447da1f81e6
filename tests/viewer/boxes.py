"""Small tasks for the tests of the page."""

from __future__ import annotations

from typing import Any

from scaleapi.models.task import Task

__all__ = ["box", "task"]


def task(name: str, response: Any, kind: str = "imageannotation", **params: Any) -> Task:
    """Make a task with a response."""
    about = {"task_id": name, "type": kind, "status": "completed", "params": params}
    return Task.received({**about, "response": response})


def box(number: int, **more: Any) -> Task:
    """Make a task with one box."""
    made = {"uuid": f"u{number}", "type": "box", "label": "car", "left": 1, "top": 2, "width": 30, "height": 40}
    return task(f"t{number}", {"annotations": [{**made, **more}]})
