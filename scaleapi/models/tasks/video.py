"""`videoannotation`, `videoplaybackannotation` and their kin: shapes and events in videos.

The answers lie in files of their own: download `response.annotations.url` and `response.events.url`, and give the JSON
inside to `read_frames`, `read_tracks` or `read_events`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from scaleapi.models.annotations import SHAPE, Shape, Vertex
from scaleapi.models.attachments import link, link_finding, some_attachment
from scaleapi.models.attributes import Attribute
from scaleapi.models.geometry import Geometries
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import (
    Rule,
    is_array,
    is_object,
    listed,
    mapped,
    needed,
    not_empty,
    objects,
    one_of,
    reads,
    strings,
    uncertain,
)
from scaleapi.models.table import Block, Column, Files, Kind, Table, beside, from_frames, without
from scaleapi.models.tasks.generic import GenericPayload, GenericResponse
from scaleapi.models.tasks.image import LinkRules
from scaleapi.models.taxonomy import labels_are_known, lines_have_boxes, points_are_linked
from scaleapi.models.values import Boolean, Integer, Number, String, Uncertain
from scaleapi.problems import Finding, missing

__all__ = [
    "Federal2dVideoAnnotationPayload",
    "Federal2dVideoAnnotationResponse",
    "FileLink",
    "TrackFrame",
    "VideoAnnotationPayload",
    "VideoAnnotationResponse",
    "VideoBoxAnnotationPayload",
    "VideoBoxAnnotationResponse",
    "VideoCuboidAnnotationPayload",
    "VideoCuboidAnnotationResponse",
    "VideoEvent",
    "VideoFrame",
    "VideoHypothesis",
    "VideoPlaybackAnnotationPayload",
    "VideoPlaybackAnnotationResponse",
    "VideoTrack",
    "read_events",
    "read_frames",
    "read_tracks",
]

Raw = Mapping[str, Any]


class FileLink(PayloadModel):
    """A file that holds what is too long for the payload or the response. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (link("url"),)

    url: String
    """Its URL. Documented."""


class VideoHypothesis(PayloadModel):
    """Annotations to start from, in files that look like those of a response. Documented."""

    annotations: FileLink
    """The file of annotations. Documented."""
    events: Annotated[FileLink | None, Uncertain()] = None
    """The file of events. Seen in others' code."""


def frames_are_links(raw: Raw) -> Iterator[Finding]:
    """Expect URLs."""
    for at, url in enumerate(listed(raw.get("attachments"))):
        yield from link_finding(url, "attachments", at)


@reads("labels", "geometries", "annotation_attributes", "events_to_annotate")
def names_are_known(raw: Raw) -> Iterator[Finding]:
    """Look up the labels that attributes name: those of global attributes are labels of events. Documented."""
    attributes = mapped(raw.get("annotation_attributes"))
    conditions = {name: mapped(mapped(attribute).get("conditions")) for name, attribute in attributes.items()}
    of_events = {name: {"conditions": held} for name, held in conditions.items() if held.get("is_global") is True}
    others = {name: {**mapped(attributes[name]), "conditions": None} for name in of_events}
    yield from labels_are_known({**raw, "annotation_attributes": {**attributes, **others}})
    yield from labels_are_known({"annotation_attributes": of_events, "labels": strings(raw.get("events_to_annotate"))})


def attachments_fit_their_type(raw: Raw) -> Iterator[Finding]:
    """Require `attachments` for images, refuse them for a video. Documented; of `attachment` it is inferred."""
    kind, one, many = (raw.get(name) for name in ("attachment_type", "attachment", "attachments"))
    if kind == "image" and many is None:
        yield missing(("attachments",), why=", if `attachment_type` is `image`")
    elif kind == "image" and one is not None:
        message = "is not meant to be given if `attachment_type` is `image`"
        yield Finding(("attachment",), "conflict", message, one, severity="warning")
    elif kind == "video" and many is not None:
        hint = "a video is the `attachment`"
        yield Finding(("attachments",), "conflict", "must be absent if `attachment_type` is `video`", hint=hint)
    else:
        yield from some_attachment(raw)


class _VideoPayload(Payload):
    """What the task types for videos have in common."""

    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        link("attachment"),
        frames_are_links,
        uncertain(not_empty("attachments")),
        needed("geometries"),
        names_are_known,
        points_are_linked,
        lines_have_boxes,
    )

    attachment: String | None = None
    """The video's URL: mp4, webm or ogg. Documented; it cannot come from the project."""
    attachments: list[String] | None = None
    """The URLs of the frames, in order. Documented; they cannot come from the project."""
    geometries: Geometries | None = None
    """The shapes to draw. Documented; required unless a project or batch gives it."""
    annotation_attributes: dict[str, Attribute] | None = None
    """The questions about each annotation, or about events if they are global, by name. Documented."""
    links: dict[str, LinkRules] | None = None
    """The links between annotations, by name. Documented."""
    events_to_annotate: list[String] | None = None
    """The labels of events. Documented."""
    frame_rate: Number | None = None
    """How many frames per second are annotated; 1 is the default of `videoplaybackannotation`. Seen in code."""
    padding: Annotated[Integer | None, Uncertain()] = None
    """Pixels to add around the frames. Seen in others' code."""
    paddingX: Annotated[Integer | None, Uncertain()] = None
    """Pixels to add left and right, instead of `padding`. Seen in others' code."""
    paddingY: Annotated[Integer | None, Uncertain()] = None
    """Pixels to add above and below, instead of `padding`. Seen in others' code."""
    base_annotations: Annotated[dict[str, Any] | None, Uncertain()] = None
    """Annotations to start from, lockable by the flags that follow. Seen in others' code."""
    can_add_base_annotations: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may add to them. Seen in others' code."""
    can_edit_base_annotations: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may change them. Seen in others' code."""
    can_edit_base_annotation_labels: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may change their labels. Seen in others' code."""
    can_delete_base_annotations: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may remove them. Seen in others' code."""


class VideoAnnotationPayload(_VideoPayload):
    """The parameters of a `videoannotation` task."""

    task_type: ClassVar[str | None] = "videoannotation"
    rules: ClassVar[tuple[Rule, ...]] = (
        *_VideoPayload.rules,
        one_of("attachment_type", "image", "video"),
        attachments_fit_their_type,
    )

    attachment_type: String | None = None
    """`image` if there are `attachments`, `video` if there is an `attachment`. Seen in code."""
    start_time: Annotated[Number | None, Uncertain()] = None
    """Where in the video to start, in seconds. Seen in others' code."""
    duration_time: Annotated[Number | None, Uncertain()] = None
    """How much of the video to annotate, in seconds. Seen in others' code."""
    layers: FileLink | None = None
    """A file of shapes that are shown and cannot be changed, an object for each frame. Documented."""
    hypothesis: Annotated[VideoHypothesis | None, Uncertain()] = None
    """Annotations to start from. Seen in others' code."""


class VideoPlaybackAnnotationPayload(_VideoPayload):
    """The parameters of a `videoplaybackannotation` task. Accounts of version 2 may give images, too."""

    task_type: ClassVar[str | None] = "videoplaybackannotation"
    rules: ClassVar[tuple[Rule, ...]] = (*_VideoPayload.rules, some_attachment)

    annotation_frame_rate: Number | None = None
    """Instead of `frame_rate`, for accounts of version 2. Documented."""
    video_frame_rate: Number | None = None
    """The video's own rate, if it is another; for accounts of version 2. Documented."""
    with_labels: Boolean | None = None
    """Whether the answers name the label. Documented."""
    hypothesis: VideoHypothesis | None = None
    """Annotations to start from. Documented."""


def _happening(_: Raw, files: Files) -> Iterator[Block]:
    """Make a row of each event in the file of events."""
    if "events" not in files:
        return
    content = files["events"].whole()
    events = listed(mapped(content).get("events"))
    renamed = [{**without(one, "type"), "event": one.get("type")} if is_object(one) else one for one in events]
    yield Block("events", renamed + beside(content, "events"), from_file=True)


def _on_frame(number: int, frame: dict[str, Any]) -> Iterator[Block]:
    place = {"frame": number}
    yield Block("annotations", listed(frame.get("annotations")), place, from_file=True)


_FRAME = from_frames("annotations", _on_frame, "annotations")


def _frames_and_events(response: Raw, files: Files) -> Iterator[Block]:
    yield from _FRAME(response, files)
    yield from _happening(response, files)


def _tracks_and_events(response: Raw, files: Files) -> Iterator[Block]:
    content: Any = files["annotations"].whole() if "annotations" in files else {}
    for uuid, track in _tracks(content):
        place = {"uuid": uuid, **{name: mapped(track).get(name) for name in ("label", "geometry")}}
        frames = listed(mapped(track).get("frames"))
        yield Block("annotations", frames, place, from_file=True)
        others = without(mapped(track), "label", "geometry") if frames else track
        yield Block("track", beside(others, "frames"), place, from_file=True)
    wrappers: list[Any] = content if is_array(content) else [content]
    strange = [one for one in wrappers if not is_object(one) or not is_object(one.get("annotations", one))]
    yield Block("track", strange, from_file=True)
    yield from _happening(response, files)


_EVENT = (
    Column("event", Kind.text, "of an event (`part` is `events`): `point` or `range`"),
    Column("start", Kind.number, "of an event: the number of its first frame"),
    Column("end", Kind.number, "of a range: the number of its last frame"),
    Column("start_time", Kind.number, "of an event: the time of its first frame, in seconds", key="startTime"),
    Column("end_time", Kind.number, "of an event: the time of its last frame, in seconds", key="endTime"),
)
FRAMES = Table((Column("frame", Kind.integer, "the number of the frame, from 0"), *SHAPE, *_EVENT), _frames_and_events)
"""The table of what is drawn frame by frame; what is said of a frame as a whole is a row of the part `frame`."""
TRACKS = Table(
    (
        Column("key", Kind.integer, "the number of the frame in the video"),
        Column("timestamp", Kind.number, "when the frame is shown, in seconds"),
        *(column if column.name != "geometry" else replace(column, key="geometry") for column in SHAPE),
        *_EVENT,
    ),
    _tracks_and_events,
)
"""The table of tracks: a row for each frame of each; what else a track has is a row of the part `track`."""


class VideoAnnotationResponse(Response):
    """Where the answers are: URLs of files, which `client.get_task_result` fetches and reads."""

    table: ClassVar[Table] = FRAMES

    annotations: Annotated[FileLink | None, OrRaw] = None
    """The file of frames, for `read_frames`. Documented."""
    events: Annotated[FileLink | None, OrRaw] = None
    """The file of events, for `read_events`. Documented; only if there were events to annotate."""


class VideoPlaybackAnnotationResponse(Response):
    """Where the answers are: URLs of files, which `client.get_task_result` fetches and reads."""

    table: ClassVar[Table] = TRACKS

    annotations: Annotated[FileLink | None, OrRaw] = None
    """The file of tracks, for `read_tracks`. Documented."""
    events: Annotated[FileLink | None, OrRaw] = None
    """The file of events, for `read_events`. Documented."""


class VideoBoxAnnotationPayload(GenericPayload):
    """The parameters of a `videoboxannotation` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "videoboxannotation"


class VideoBoxAnnotationResponse(GenericResponse):
    """What was drawn, in whatever form: only the name of the task type is known."""


class VideoCuboidAnnotationPayload(GenericPayload):
    """The parameters of a `videocuboidannotation` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "videocuboidannotation"


class VideoCuboidAnnotationResponse(GenericResponse):
    """What was drawn, in whatever form: only the name of the task type is known."""


class Federal2dVideoAnnotationPayload(GenericPayload):
    """The parameters of a `federal2dvideoannotation` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "federal2dvideoannotation"


class Federal2dVideoAnnotationResponse(GenericResponse):
    """What was drawn, in whatever form: only the name of the task type is known."""


class VideoFrame(Response):
    """What was drawn on one frame of a `videoannotation`. Documented."""

    annotations: Annotated[list[Shape] | None, OrRaw] = None
    """The annotations; those of one object have the same `uuid` in all frames. Documented."""
    global_attributes: Annotated[dict[str, Any] | None, OrRaw] = None
    """The answers about the whole frame. Seen in others' code."""


class TrackFrame(Response):
    """Where an object of a `videoplaybackannotation` is in one frame. Which fields there are goes by the geometry."""

    key: Annotated[Integer | None, OrRaw] = None
    """The number of the frame in the video. Documented."""
    timestamp: Annotated[Number | None, OrRaw] = None
    """When it is shown, in seconds. Documented."""
    attributes: Annotated[dict[str, Any] | None, OrRaw] = None
    """The answers about the object in this frame. Documented."""
    left: Annotated[Number | None, OrRaw] = None
    """Of a box: pixels from the left. Documented."""
    top: Annotated[Number | None, OrRaw] = None
    """Of a box: pixels from the top. Documented."""
    width: Annotated[Number | None, OrRaw] = None
    """Of a box: in pixels. Documented."""
    height: Annotated[Number | None, OrRaw] = None
    """Of a box: in pixels. Documented."""
    rotation: Annotated[Number | None, OrRaw] = None
    """Of a turned box: in radians, clockwise. Documented."""
    vertices: Annotated[list[Vertex] | None, OrRaw] = None
    """Of shapes that have corners. Documented."""
    x: Annotated[Number | None, OrRaw] = None
    """Of a point, and in old files of a box: pixels from the left. Seen in others' code."""
    y: Annotated[Number | None, OrRaw] = None
    """Of a point, and in old files of a box: pixels from the top. Seen in others' code."""


class VideoTrack(Response):
    """One object of a `videoplaybackannotation` in all frames that show it. Documented."""

    label: Annotated[String | None, OrRaw] = None
    """Its label. Documented; only if `with_labels` was true."""
    geometry: Annotated[String | None, OrRaw] = None
    """Its shape: `box`, `polygon` … Documented."""
    frames: Annotated[list[TrackFrame] | None, OrRaw] = None
    """Where it is; between frames that are named, frames may be missing. Documented."""


class VideoEvent(Response):
    """Something that happens at a frame, or during several. Documented."""

    label: Annotated[String | None, OrRaw] = None
    """One of `events_to_annotate`. Documented."""
    type: Annotated[String | None, OrRaw] = None
    """`point` or `range`. Documented."""
    start: Annotated[Number | None, OrRaw] = None
    """The number of the frame, or of the first. Documented."""
    end: Annotated[Number | None, OrRaw] = None
    """Of a range: the number of the last frame. Documented."""
    startTime: Annotated[Number | None, OrRaw] = None
    """The time of the first frame. Documented; absent in examples."""
    endTime: Annotated[Number | None, OrRaw] = None
    """The time of the last frame. Documented; absent in examples."""
    attributes: Annotated[dict[str, Any] | None, OrRaw] = None
    """The answers about the event, from global attributes. Documented."""


def read_frames(content: object) -> list[VideoFrame]:
    """Read the file of annotations of a `videoannotation`: frame by frame, in order. Never raises.

    A frame that is no object reads as an empty one, so that the places of the others stay.
    """
    return [VideoFrame.read(frame) for frame in listed(mapped(content).get("annotations", content))]


def read_tracks(content: object) -> dict[str, VideoTrack]:
    """Read the file of annotations of a `videoplaybackannotation`: tracks by `uuid`. Never raises.

    All three outer forms are read: the tracks alone, `{"annotations": tracks}`, and an array of the latter.
    """
    return {uuid: VideoTrack.read(track) for uuid, track in _tracks(content)}


def _tracks(content: object) -> Iterator[tuple[str, Any]]:
    wrappers = [item for _, item in objects(content)] or [mapped(content)]
    found = [mapped(wrapper.get("annotations", wrapper)) for wrapper in wrappers]
    return ((uuid, track) for tracks in found for uuid, track in tracks.items())


def read_events(content: object) -> list[VideoEvent]:
    """Read the file of events: `{"events": [...]}`. Never raises."""
    return [VideoEvent.read(event) for _, event in objects(mapped(content).get("events"))]
