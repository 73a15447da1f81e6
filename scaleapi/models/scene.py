"""The input file of sensor-fusion tasks (`.sfs`): a scene with its sensors, and perhaps with annotations.

A scene file is a JSON header with binary arrays behind it. Here is the header: each array is a list, or `""` where it
stands for one of the binary arrays. All of it is as the vendor's own code for scene files (0.5) reads and checks it;
what the service does with a scene is not documented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, objects, within
from scaleapi.models.scene_annotations import SceneAnnotation
from scaleapi.models.scene_paths import AttributePath
from scaleapi.models.scene_sensors import Sensor
from scaleapi.models.values import Integer, String
from scaleapi.problems import Finding

__all__ = ["Scene"]


def _version_is_supported(raw: Mapping[str, Any]) -> Iterator[Finding]:
    version = raw.get("version")
    if isinstance(version, str) and version != "1.0" and not version.startswith("5.1"):
        yield Finding(("version",), "choice", "must be `1.0`, or one that begins with `5.1`", version)


def _sensor_ids_differ(raw: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[object, int] = {}
    for at, sensor in objects(raw.get("sensors")):
        name = sensor.get("id")
        if isinstance(name, (str, int)) and seen.setdefault(name, at) != at:
            hint = f"sensor {seen[name]} has it already"
            yield Finding(("sensors", at, "id"), "duplicate", "must differ from the other sensors' ids", name, hint)


class Scene(PayloadModel):
    """One recording of a device: what its sensors saw, and what was annotated in it. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (_version_is_supported, _sensor_ids_differ, within("time_offset", 0))

    version: String
    """`1.0`. Seen in code."""
    sensors: list[Sensor] | None = None
    """What saw the scene. Seen in code."""
    annotations: list[SceneAnnotation] | None = None
    """What was annotated. Seen in code."""
    attributes: list[AttributePath] | None = None
    """Answers about the whole scene. Seen in code."""
    time_offset: Integer | None = None
    """What all times of the scene have been made smaller by. Seen in code."""
    time_unit: Literal["microseconds"] | None = None
    """`microseconds`, which is the default; `nanoseconds` has a name, but is refused. Seen in code."""
    metadata: Any = None
    """Anything. Seen in code."""
