"""The whole result of a task: its response, and what lies in files behind the URLs of the response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scaleapi._show.shown import Shown
from scaleapi.models.lidar_results import LidarCuboidFrame, LidarLinkingFrame, LidarPointSegmentation
from scaleapi.models.payload import Response
from scaleapi.models.rules import listed, mapped
from scaleapi.models.tasks.registry import response_class
from scaleapi.models.tasks.video import VideoEvent, VideoFrame, VideoTrack, read_events, read_frames, read_tracks

__all__ = ["FRAMES", "TaskResult", "file_urls", "result_of"]


@dataclass(frozen=True, slots=True, repr=False)
class TaskResult(Shown):
    """The result of a task, with its files read. Which of these there are goes by the task type."""

    response: Response
    """The response, by its own model. Masks of `segmentannotation` stay URLs."""
    video_frames: list[VideoFrame] = field(default_factory=list[VideoFrame])
    """`videoannotation`: what was drawn, frame by frame."""
    tracks: dict[str, VideoTrack] = field(default_factory=dict[str, VideoTrack])
    """`videoplaybackannotation`: each object in all frames, by its `uuid`."""
    events: list[VideoEvent] = field(default_factory=list[VideoEvent])
    """Both: what happens when."""
    cuboid_frames: list[LidarCuboidFrame] = field(default_factory=list[LidarCuboidFrame])
    """`lidarannotation`, and `lidarsegmentation` with cuboids: the cuboids, frame by frame."""
    linking_frames: list[LidarLinkingFrame] = field(default_factory=list[LidarLinkingFrame])
    """`lidarlinking`: the shapes on the cameras' images, frame by frame."""
    points: LidarPointSegmentation | None = None
    """`lidarsegmentation`: the label of each point."""
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the files hold, by the field of the response that names them; for all task types."""

    def _facts(self) -> list[tuple[str, object]]:
        """Name the response's class, how many there are of each, and the files."""
        counted = ("video_frames", "tracks", "events", "cuboid_frames", "linking_frames")
        counts = [(name, len(some)) for name in counted if (some := getattr(self, name))]
        points = [("point_frames", len(self.points.points))] if self.points else []
        return [("response", type(self.response).__name__), *counts, *points, ("files", list(self.raw))]


FRAMES: dict[str, type[VideoFrame | LidarCuboidFrame | LidarLinkingFrame]] = {
    "lidarannotation": LidarCuboidFrame,
    "lidarlinking": LidarLinkingFrame,
    "lidarsegmentation": LidarCuboidFrame,
    "videoannotation": VideoFrame,
}
"""The task types whose file of annotations is an array of frames, with the frames' class."""


def file_urls(response: object) -> dict[str, str]:
    """Find the files that a response names: the URL of each, by the field that it stands in."""
    urls = {name: mapped(value).get("url") for name, value in mapped(response).items()}
    return {name: url for name, url in urls.items() if isinstance(url, str)}


def result_of(task_type: str, response: object, files: Mapping[str, Any]) -> TaskResult:
    """Read a response and its files. Never raises: what does not fit stays as it came, in `raw` at the least."""
    whole, raw = response_class(task_type).read(response), dict(files)
    annotations, events = raw.get("annotations"), read_events(raw.get("events"))
    if task_type == "videoannotation":
        return TaskResult(whole, raw=raw, video_frames=read_frames(annotations), events=events)
    if task_type == "videoplaybackannotation":
        return TaskResult(whole, raw=raw, tracks=read_tracks(annotations), events=events)
    if task_type == "lidarlinking":
        frames = [LidarLinkingFrame.read(frame) for frame in listed(annotations)]
        return TaskResult(whole, raw=raw, linking_frames=frames)
    if task_type in {"lidarannotation", "lidarsegmentation"}:
        cuboids = [LidarCuboidFrame.read(frame) for frame in listed(annotations)]
        points = raw.get("point_segmentations")
        read = LidarPointSegmentation.read(points) if points is not None else None
        return TaskResult(whole, raw=raw, cuboid_frames=cuboids, points=read)
    return TaskResult(whole, raw=raw)
