"""Many tasks into a page, or into several that lead to each other, a page's worth of tasks in memory at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from errno import EACCES, EISDIR, ENOTDIR
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from scaleapi._io.paths import StrPath, local_path, text_of, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import ShownFields
from scaleapi.exceptions import ScaleException
from scaleapi.export.frames import Results
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult
from scaleapi.viewer.images import MOST_POINTS, Embedded, embedded, image, points
from scaleapi.viewer.page import json_in_html, page_html
from scaleapi.viewer.scenes.films import NO_POINTS
from scaleapi.viewer.scenes.values import clean
from scaleapi.viewer.sources import Marked, scenes_of

__all__ = ["Rendered", "render"]

_PER_PAGE = 1000
_VERSION = 1
"""Of the data's format."""


@dataclass(frozen=True, slots=True, repr=False)
class Rendered(ShownFields):
    """What `render` has written."""

    files: tuple[str, ...]
    """The pages, in order; the first is the path that was asked for."""
    tasks: int
    """How many tasks they show."""
    bytes: int
    """How large they are together."""


@known_keywords
def render(
    tasks: Iterable[Task] | StrPath,
    path: StrPath,
    *,
    title: str = "Tasks",
    marks: Mapping[str, str] | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
    results: Results | Callable[[Task], TaskResult] | None = None,
    compare: Iterable[Task] | StrPath | None = None,
    embed_images: bool = False,
    per_page: int = _PER_PAGE,
) -> Rendered:
    """Draw tasks into an HTML page that holds all that it needs, but for the images.

    The page asks no server for anything but the images that tasks name; with `embed_images` for nothing. More tasks
    than `per_page` become several files beside the first one: `page.html`, `page-2.html`, …

    Args:
        tasks: Tasks, also a list that is still being fetched; or the path or URL of JSON lines, or of an export's
            folder, in Parquet, too, where it has whole tasks.
        path: The page. What is there is replaced; folders that are missing are made.
        title: The heading.
        marks: Messages by an annotation's uuid: it is outlined, and the message stands beside it. The page names those
            that are about none of the annotations.
        notes: Messages by a task's id, which stand above it.
        results: Whole results by task id, or what fetches them (`client.get_task_result`): what is drawn of video and
            lidar is only in files that a response names. Asked for tasks with such files only.
        compare: Other results of the same tasks, by task id: they can be looked at side by side. They are held in
            memory as they came. Tasks that only they have come last.
        embed_images: Whether images, and the points of lidar frames, become a part of the page: those of this machine,
            of http and of storage that fsspec knows, 20 MB each and 400 MB a page at most.
        per_page: How many tasks a file holds.

    Raises:
        ScaleException: `per_page` is not positive, or the path is none of this machine.
        ScaleExportError: A file holds what is no task, or no whole tasks.
        OSError: A page cannot be written there, or a file of tasks cannot be read. What can be told of the path is told
            before any task is read.
    """
    if per_page < 1:
        raise ScaleException(f"per_page={per_page} is not positive")
    place = _place(path)
    marked = Marked(marks or {})
    scenes = _noted(scenes_of(tasks, marked, results or {}, compare), notes or {})
    with TemporaryDirectory(prefix="scaleapi-") as folder:
        parts = [_kept(Path(folder, str(at)), some, embed_images) for at, some in enumerate(_chunks(scenes, per_page))]
        names = [place.name, *(f"{place.stem}-{number}{place.suffix}" for number in range(2, len(parts) + 1))]
        files = [_writable(place.with_name(name)) for name in names]
        for number, (file, part) in enumerate(zip(files, parts, strict=True), 1):
            head: dict[str, Any] = {"version": _VERSION, "title": clean(title), "images": part.images()}
            head["notes"] = marked.notes()
            head["page"] = {"number": number, "of": len(names), "files": names}
            _write(file, page_html(head, part.tasks()))
    size = sum(file.stat().st_size for file in files)
    return Rendered(tuple(map(str, files)), sum(part.size for part in parts), size)


def _place(path: StrPath) -> Path:
    place = local_path(path)
    if place is None:
        raise ScaleException(f"{text_of(path)}: pages are written on this machine; copy them from there")
    return _writable(place)


def _writable(place: Path) -> Path:
    """Refuse a page that cannot be written, as far as can be told without writing."""
    folder = next(one for one in place.absolute().parents if one.exists())
    if place.is_dir():
        raise IsADirectoryError(EISDIR, "is a folder; name a page in it", str(place))
    if not folder.is_dir():
        raise NotADirectoryError(ENOTDIR, f"cannot be written: {folder} is no folder", str(place))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(EACCES, f"cannot be written: {folder} may not be written to", str(place))
    return place


def _noted(scenes: Iterable[dict[str, Any]], notes: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Add messages about tasks to what is said above them."""
    for scene in scenes:
        scene["notes"] += notes.get(scene["id"], ())
        yield scene


def _write(page: Path, content: bytes) -> None:
    """Write a page; an error names the page, not the scratch file."""
    try:
        with written(page) as scratch:
            scratch.write_bytes(content)
    except OSError as error:
        raise OSError(error.errno, f"cannot be written: {error.strerror}", str(page)) from error


def _chunks(scenes: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Cut into pages; of nothing, there is one empty page."""
    chunk = list(islice(scenes, size))
    yield chunk
    while chunk := list(islice(scenes, size)):
        yield chunk


class _Part(NamedTuple):
    """What a page will show, on the disk until it is known how many pages there are."""

    file: Path
    size: int

    def images(self) -> dict[str, Embedded]:
        """Read the images."""
        with self.file.open(encoding="utf-8") as lines:
            found: dict[str, Embedded] = json.loads(next(lines))
            return found

    def tasks(self) -> Iterator[str]:
        """Read the tasks, as JSON."""
        with self.file.open(encoding="utf-8", newline="\n") as lines:
            yield from (line[:-1] for line in islice(lines, 1, None))


def _kept(file: Path, scenes: list[dict[str, Any]], embed: bool) -> _Part:
    images = embedded((address for scene in scenes for address in _addresses(scene)), image) if embed else {}
    if embed:
        _add_points(scenes)
    with file.open("w", encoding="utf-8", errors="replace", newline="\n") as lines:
        lines.writelines(f"{line}\n" for line in map(json_in_html, (images, *scenes)))
    return _Part(file, len(scenes))


def _add_points(scenes: Iterable[dict[str, Any]]) -> None:
    """Put the points of lidar frames where they are drawn; why they are not there, if they are not."""
    views = [view for scene in scenes for one in scene["results"] for view in one["views"] if view["kind"] == "lidar"]
    found = embedded((address for view in views for address in view["clouds"]), points)
    for view in views:
        clouds = [found[address] for address in view["clouds"][: len(view["frames"])]]
        held: list[dict[str, Any]] = [{"points": one} if isinstance(one, list) else {} for one in clouds]
        view["frames"] = [*held, *view["frames"][len(held) :]]
        view["missing"] = _missing([f"{one['error']}" for one in clouds if isinstance(one, dict)])
    for scene in scenes:
        scene["notes"] = [note.replace(NO_POINTS, _THINNED) for note in scene["notes"]]


_THINNED = f"of the points of each frame, {MOST_POINTS:,} at most are drawn"


def _missing(errors: list[str]) -> list[str]:
    return [f"{errors[0]}; and {len(errors) - 1} more"] if len(errors) > 1 else errors


def _addresses(scene: dict[str, Any]) -> Iterator[str]:
    """List the images of a scene."""
    for result in scene["results"]:
        for view in result["views"]:
            beside = [one.get("url") for one in (*view.get("masks", ()), *view.get("items", ()))]
            yield from filter(None, (view.get("url"), *view.get("urls", ()), *beside))
