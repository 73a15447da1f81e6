"""Tasks with results, for the tests of quality."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scaleapi.quality import Report, check

__all__ = ["BOX", "SAMPLES", "box", "found", "image", "of", "polygon", "rules_in", "sample", "sampled"]

SAMPLES = Path(__file__).parent.parent / "samples"
BOX = {"uuid": "a", "type": "box", "label": "car", "left": 100, "top": 100, "width": 40, "height": 30}


def sample(task_type: str, name: str) -> Any:
    """Read a file of a task type's samples."""
    return json.loads((SAMPLES / task_type / f"{name}.json").read_text())


def box(left: float, top: float, width: float, height: float, **more: Any) -> dict[str, Any]:
    """Make a box; its id is its place."""
    place = {"left": left, "top": top, "width": width, "height": height}
    return {"uuid": f"{left}-{top}-{width}", "type": "box", "label": "car", **place, **more}


def polygon(*corners: tuple[float, float], **more: Any) -> dict[str, Any]:
    """Make a polygon."""
    return {"uuid": "p", "type": "polygon", "label": "road", "vertices": [{"x": x, "y": y} for x, y in corners], **more}


def of(task_type: str, response: Any, params: Any = None, **more: Any) -> dict[str, Any]:
    """Make a task."""
    about = {"task_id": "t1", "type": task_type, "status": "completed", "batch": "b1"}
    return {**about, "params": params or {}, "response": response, **more}


def image(*annotations: Any, params: Any = None, **more: Any) -> dict[str, Any]:
    """Make an image task with some shapes."""
    return of("imageannotation", {"annotations": [*annotations]}, params, **more)


def sampled() -> list[dict[str, Any]]:
    """Make a task of each task type of its samples."""
    tasks = [(folder.name, folder / "payload.json", folder / "response.json") for folder in sorted(SAMPLES.iterdir())]
    return [
        of(name, json.loads(response.read_text()), json.loads(payload.read_text()), task_id=name)
        for name, payload, response in tasks
        if payload.exists() and response.exists()
    ]


def found(report: Report, *rules: str) -> list[tuple[str, str]]:
    """List the rules and places of findings; of some rules, if any are named."""
    return [(one.rule, one.pointer) for one in report.findings if not rules or one.rule in rules]


def rules_in(*tasks: Any, rules: Any = None, **more: Any) -> list[str]:
    """List the rules that find something in tasks."""
    return [one.rule for one in check([*tasks], rules, **more).findings]
