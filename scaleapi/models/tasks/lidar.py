"""`lidarannotation`, `lidarsegmentation`, `lidartopdown` and `lidarlinking`: clouds of points, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from scaleapi.models.annotations import Shape
from scaleapi.models.attachments import ContextAttachment, link_finding, no_repeated_context, some_attachment
from scaleapi.models.attributes import Attribute
from scaleapi.models.enums import TaskType
from scaleapi.models.geometry import Geometries
from scaleapi.models.labels import Label
from scaleapi.models.lidar_tables import CUBOIDS, LINKED, POINTS, TOPDOWN
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, listed, mapped, needed, not_empty, present, strings, uncertain
from scaleapi.models.table import Table
from scaleapi.models.tasks.image import LinkRules
from scaleapi.models.taxonomy import labels_are_known, lines_have_boxes, points_are_linked
from scaleapi.models.values import Boolean, Integer, Names, Number, String, Uncertain, by_shape, tag
from scaleapi.problems import Finding, did_you_mean, missing

__all__ = [
    "Dependent",
    "Dependents",
    "LidarAnnotationPayload",
    "LidarAnnotationResponse",
    "LidarLinkingPayload",
    "LidarLinkingResponse",
    "LidarResultFile",
    "LidarSegmentationPayload",
    "LidarSegmentationResponse",
    "LidarTopdownPayload",
    "LidarTopdownResponse",
    "attachments_are_links",
    "project_or_batch",
]

Raw = Mapping[str, Any]


def attachments_are_links(raw: Raw) -> Iterator[Finding]:
    """Doubt those `attachments` that are no URLs."""
    for at, item in enumerate(listed(raw.get("attachments"))):
        yield from link_finding(item, "attachments", at)


def project_or_batch(raw: Raw) -> Iterator[Finding]:
    """Require a project; a batch has one. Documented."""
    if raw.get("project") is None and raw.get("batch") is None:
        yield missing(("project",), why=", unless a batch is given")


def _known_task_type(raw: Raw) -> Iterator[Finding]:
    kind, known = raw.get("type"), [member.value for member in TaskType]
    if isinstance(kind, str) and kind not in known:
        yield Finding(("type",), "unknown_tag", "is no known task type", kind, did_you_mean(kind, known), "warning")


class Dependent(PayloadModel):
    """A task to create from the results of this one: fields of its task type, but no attachments. Documented."""

    known_elsewhere: ClassVar[frozenset[str]] = Payload.known_elsewhere | Payload.wire_names.keys()
    rules: ClassVar[tuple[Rule, ...]] = (uncertain(present("type")), _known_task_type)

    type: String | None = None
    """The task type. Documented; that it is required is inferred."""
    annotation_type: String | None = None
    """For `lidarlinking`. Documented in an example: `annotation`."""
    instruction: String | None = None
    """What workers are told. Documented."""
    callback_url: String | None = None
    """Where its results are posted. Documented."""


class Dependents(PayloadModel):
    """Tasks that the service creates once this one is completed. Documented."""

    defs: list[Dependent] | None = None
    """The tasks. Documented."""
    require_audit: Boolean | None = None
    """Whether they wait for an audit of this one, as the name suggests. Documented."""


class LidarResultFile(PayloadModel):
    """Where the annotations lie. Documented."""

    url: String | None = None
    """The file's URL. Documented."""


class LidarAnnotationPayload(Payload):
    """The parameters of a `lidarannotation` task: cuboids around the objects of a cloud."""

    task_type: ClassVar[str | None] = "lidarannotation"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        attachments_are_links,
        uncertain(not_empty("attachments")),
        needed("labels"),
        labels_are_known,
    )

    attachments: list[String]
    """The URLs of the frames (`LidarFrame` as JSON, or protobuf), in order of time. Documented."""
    attachment_type: String | None = None
    """`json`, which is the service's default. Documented; the value for protobuf is not."""
    labels: list[Label] | None = None
    """What the objects are. Documented; required unless a project or batch gives it."""
    annotation_attributes: dict[str, Attribute] | None = None
    """The questions about each cuboid, or about its track; `linked` ones must always be answered. Documented."""
    max_distance_meters: Number | None = None
    """How far from the device objects are annotated. Documented."""
    meters_per_unit: Number | None = None
    """The cloud's scale. Seen in code."""
    pitch_and_roll_enabled: Boolean | None = None
    """Whether cuboids may be tilted. Documented."""
    dependents: Dependents | None = None
    """Tasks to create afterwards. Documented."""
    hypothesis: Annotated[dict[str, Any] | None, Uncertain()] = None
    """Annotations to start from. Seen in others' code; what is in it is not known."""


class LidarAnnotationResponse(Response):
    """Where the cuboids lie: the file is an array of `LidarCuboidFrame`."""

    table: ClassVar[Table] = CUBOIDS

    annotations: Annotated[LidarResultFile | None, OrRaw] = None
    """The file. Documented."""


def _frames_or_task(raw: Raw) -> Iterator[Finding]:
    if raw.get("attachments") is None and raw.get("lidar_task") is None:
        yield missing(("attachments",), why=", unless `lidar_task` names an earlier task")


def _frames_have_task(raw: Raw) -> Iterator[Finding]:
    frames = raw.get("lidar_task_frames")
    if frames is not None and raw.get("lidar_task") is None:
        yield Finding(("lidar_task_frames",), "conflict", "is only for tasks with `lidar_task`", frames)


def _labels_from_somewhere(raw: Raw) -> Iterator[Finding]:
    if raw.get("lidar_task") is None:
        yield from needed("labels")(raw)


class LidarSegmentationPayload(Payload):
    """The parameters of a `lidarsegmentation` task: a label for each point of a cloud."""

    task_type: ClassVar[str | None] = "lidarsegmentation"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        _frames_or_task,
        attachments_are_links,
        uncertain(not_empty("attachments")),
        _frames_have_task,
        uncertain(_labels_from_somewhere),
    )

    attachments: list[String] | None = None
    """The URLs of the frames, as for `lidarannotation`. Documented; required without `lidar_task`."""
    attachment_type: String | None = None
    """`json`, which is the service's default. Documented."""
    lidar_task: String | None = None
    """The id of a completed `lidarannotation` task, whose frames and cuboids are taken over. Documented."""
    lidar_task_frames: list[Integer] | None = None
    """The indexes of the frames to take from that task. Documented."""
    labels: Annotated[list[Label] | None, Uncertain()] = None
    """What the points are. Inferred."""
    dependents: Dependents | None = None
    """Tasks to create afterwards. Documented."""


class LidarSegmentationResponse(Response):
    """Where the labels lie: the file is a `LidarPointSegmentation`."""

    table: ClassVar[Table] = POINTS

    point_segmentations: Annotated[LidarResultFile | None, OrRaw] = None
    """The file. Documented."""
    annotations: Annotated[LidarResultFile | None, OrRaw] = None
    """The file of cuboids, as of `lidarannotation`, if the task has cuboids. Documented."""


def _one_source(raw: Raw) -> Iterator[Finding]:
    if raw.get("attachment") is not None and raw.get("attachments") is not None:
        message = "is not meant to be given together with `attachments`, unless agreed with the service"
        yield Finding(("attachment",), "conflict", message, raw["attachment"], severity="warning")


def _aerial_is_link(raw: Raw) -> Iterator[Finding]:
    single = isinstance(raw.get("attachment"), str)
    for at, url in enumerate(strings(raw.get("attachment"))):
        yield from link_finding(url, *(("attachment",) if single else ("attachment", at)))


def _flat_shapes(raw: Raw) -> Iterator[Finding]:
    shapes = mapped(raw.get("geometries"))
    for name in ("box", "cuboid", "ellipse"):
        if shapes.get(name) is not None:
            message = "is not for top-down tasks: they have `polygon`, `line` and `point`"
            yield Finding(("geometries", name), "conflict", message, shapes[name])


class LidarTopdownPayload(Payload):
    """The parameters of a `lidartopdown` task: shapes drawn on a view from above."""

    task_type: ClassVar[str | None] = "lidartopdown"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        project_or_batch,
        some_attachment,
        _one_source,
        _aerial_is_link,
        attachments_are_links,
        no_repeated_context,
        _flat_shapes,
        *(uncertain(rule) for rule in (labels_are_known, points_are_linked, lines_have_boxes)),
    )

    attachments: list[String] | None = None
    """The URLs of lidar frames, from whose points a view is made. Documented."""
    attachment: Names | None = None
    """Instead: the URL of an aerial image, or an array, as the documentation also says."""
    context_attachments: list[ContextAttachment] | None = None
    """Images for reference, with an aerial image. Documented."""
    geometries: Geometries | None = None
    """The shapes to draw: `polygon`, `line` and `point`. Documented; comes from the project if absent."""
    annotation_attributes: Annotated[dict[str, Attribute] | None, Uncertain()] = None
    """The questions about each annotation, by name. Inferred."""
    links: Annotated[dict[str, LinkRules] | None, Uncertain()] = None
    """The links between annotations, by name. Inferred."""


TopdownAnnotations = Annotated[
    Annotated[list[Shape], tag("list")] | Annotated[LidarResultFile, tag("object")], by_shape("list", "object")
]
"""The annotations themselves, or where they lie."""


class LidarTopdownResponse(Response):
    """What was drawn. The form is inferred: only the task type's parameters are documented."""

    table: ClassVar[Table] = TOPDOWN

    annotations: Annotated[TopdownAnnotations | None, OrRaw] = None
    """The annotations, or the file with them. Inferred."""


class LidarLinkingPayload(Payload):
    """The parameters of a `lidarlinking` task: an open model, as the type is documented only as a dependent."""

    task_type: ClassVar[str | None] = "lidarlinking"
    rules: ClassVar[tuple[Rule, ...]] = (*Payload.rules, uncertain(some_attachment), attachments_are_links)

    annotation_type: String | None = None
    """What is drawn on the cameras' images. Documented in an example: `annotation`."""
    lidar_task: Annotated[String | None, Uncertain()] = None
    """The id of the lidar task whose cuboids are linked. Inferred."""


class LidarLinkingResponse(Response):
    """Where the linked shapes lie: the file is an array of `LidarLinkingFrame`."""

    table: ClassVar[Table] = LINKED

    annotations: Annotated[LidarResultFile | None, OrRaw] = None
    """The file. Documented."""
