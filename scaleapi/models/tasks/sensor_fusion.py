"""`sensorfusion` and `multistage`: whole scenes, with all their sensors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from scaleapi.models.payload import Payload, Response
from scaleapi.models.rules import Rule, not_empty, present, uncertain
from scaleapi.models.tasks.lidar import attachments_are_links, project_or_batch
from scaleapi.models.values import Boolean, String

__all__ = ["MultiStagePayload", "MultiStageResponse", "SensorFusionPayload", "SensorFusionResponse"]


class SensorFusionPayload(Payload):
    """The parameters of a `sensorfusion` task. More of them than are known may exist: the model is open."""

    task_type: ClassVar[str | None] = "sensorfusion"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        project_or_batch,
        present("instruction", "callback_url"),
        attachments_are_links,
    )

    attachments: Annotated[list[String], Field(min_length=1, max_length=1)]
    """The URL of the scene (`.sfs`), exactly one. Documented."""
    scene_format: Literal["sensor_fusion"]
    """`sensor_fusion`. Documented."""
    annotation_definition: list[dict[str, Any]]
    """What to annotate. Documented, but not what is in an item."""
    is_frameless: Boolean
    """Whether the scene is without frames. Documented."""


class SensorFusionResponse(Response):
    """What was annotated, in whatever form: none is documented."""


class MultiStagePayload(Payload):
    """The parameters of a `multistage` task: an open model, as most of them are not known."""

    task_type: ClassVar[str | None] = "multistage"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        project_or_batch,
        attachments_are_links,
        uncertain(not_empty("attachments")),
    )

    attachments: list[String]
    """The URLs of scenes (`.sfs`) or of lidar frames as JSON. Documented."""
    scene_format: String
    """What they are. Documented, but not the values."""


class MultiStageResponse(Response):
    """What was annotated, in whatever form: none is documented."""
