"""The images of tasks, each with what is drawn on it, for training formats; losses on the way. Pure."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, NamedTuple
from urllib.parse import unquote

from scaleapi._show.text import shorten
from scaleapi.export.columns import Declares, declared_by
from scaleapi.export.losses import Loss, Lost
from scaleapi.export.shapes import GEOMETRY, Drawn, read_drawn
from scaleapi.models.rules import listed, mapped
from scaleapi.models.task import Task
from scaleapi.models.tasks.registry import KNOWN_TYPES

__all__ = ["Declared", "Picture", "Sizes", "declared_labels", "named_images", "pictures", "size_of", "stem_of"]

Sizes = Mapping[str, tuple[int, int]] | Callable[[Task], tuple[int, int] | None]
"""Widths and heights of images, in pixels: by task id, or by the attachment's URL (whole, or as in `coco_url`); or a
function that finds them. The API does not tell them."""

_FOREIGN = {*KNOWN_TYPES} - {*GEOMETRY, "imageannotation", "segmentannotation"}
"""Task types that are not about one image."""
_LONGEST_NAME = 200
"""Bytes. File systems take 255, and some are added."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A task's image, with what is drawn on it."""

    task: Task
    params: Mapping[str, Any]
    """What declares the labels."""
    name: str
    """A file name that no other image has, upper and lower case being the same."""
    is_renamed: bool
    """Whether that is not the name in the URL."""
    url: str | None
    """Where the image is, without credentials, query and fragment."""
    size: tuple[int, int] | None
    """Width and height in pixels; None if they are not known."""
    drawn: list[Drawn]


class NamedImage(NamedTuple):
    """A task's image; the fields are those of `Picture`."""

    task: Task
    name: str
    is_renamed: bool
    url: str | None


class Declared(NamedTuple):
    """A label that a payload declares."""

    geometry: str
    label: str
    parent: str
    """The label that it is a choice of; empty if there is none."""


def pictures(
    tasks: Iterable[Task], carrier: str, *, payload: Declares, sizes: Sizes | None, by_stem: bool = False
) -> Iterator[Picture | Loss]:
    """Read the images of tasks; losses of an image come before it.

    Args:
        tasks: Any tasks; those without a response, or not about one image, are left out with a loss.
        carrier: The name of the format, for the messages.
        payload: What declares the labels; each task's own parameters if it is None.
        sizes: The widths and heights of the images.
        by_stem: Whether names must differ in more than their suffix.
    """
    params = declared_by(payload)
    for named in named_images(tasks, by_stem=by_stem):
        if isinstance(named, Loss):
            yield named
            continue
        task, drawn = named.task, list[Drawn]()
        for one in read_drawn(task.response or {}, task.type, carrier):
            if isinstance(one, Lost):
                yield one.of(task.task_id)
            else:
                drawn.append(one)
        size = size_of(task, task.params.get("attachment"), sizes)
        params_of_task = task.params if payload is None else params
        yield Picture(task, params_of_task, named.name, named.is_renamed, named.url, size, drawn)


def named_images(
    tasks: Iterable[Task], *, only: str | None = None, by_stem: bool = False
) -> Iterator[NamedImage | Loss]:
    """Name the images of tasks; losses of an image come before it.

    Args:
        tasks: Any tasks; those without a response, or not about one image, are left out with a loss.
        only: The only task type that is not left out.
        by_stem: Whether names must differ in more than their suffix.
    """
    taken = set[str]()
    for task in tasks:
        why = _why_left_out(task)
        if why is None and only is not None and task.type != only:
            why = f"is a task of type {task.type}, not {only}"
        if why:
            yield Loss(task.task_id, "", f"{why}: the task is left out")
            continue
        url = task.params.get("attachment")
        if not isinstance(url, str):
            yield Loss(task.task_id, "", "has no attachment in its parameters: the image goes by the task's id")
        own = re.sub(r"[^\w-]", "_", task.task_id)
        name = _unique(_name_in(url) or own, own, taken, by_stem=by_stem)
        yield NamedImage(task, name, name != _name_in(url), _bare(url))


def _why_left_out(task: Task) -> str | None:
    if task.type in _FOREIGN:
        return f"is a task of type {task.type}, which is not about one image"
    if task.status == "error":
        return f"ended in an error ({shorten(mapped(task.response).get('error'))})"
    if task.response is None:
        kept = "" if task.response_url is None else "; fetch what is behind its `response_url`"
        return f"has no response (its status is {task.status}{kept})"
    return None


def size_of(task: Task, url: object, sizes: Sizes | None) -> tuple[int, int] | None:
    """Look up the size of a task's image: by the task's id, by the image's URL, or by the function.

    Raises:
        TypeError: A size is not a pair of integers.
    """
    if callable(sizes):
        found = sizes(task)
    else:
        names = [name for name in (task.task_id, url, _bare(url)) if isinstance(name, str) and name in (sizes or {})]
        found = sizes[names[0]] if sizes and names else None
    width, height = map(operator.index, found or (0, 0))
    return (width, height) if width > 0 and height > 0 else None


def _bare(url: object) -> str | None:
    """Leave out of a URL what may hold secrets: credentials, query and fragment."""
    bare = re.split("[?#]", url, maxsplit=1)[0] if isinstance(url, str) else None
    return None if bare is None else re.sub(r"^([\w+.-]+://)[^/]*@", r"\1", bare)


def _name_in(url: object) -> str | None:
    """Return the last part of a URL's path, if that can be the name of a file."""
    path = re.sub(r"^[\w+.-]+://[^/]*", "", _bare(url) or "")
    name = re.sub("[\x00-\x1f\x7f\ud800-\udfff]", "_", re.split(r"[/\\]", unquote(path))[-1])
    return name if name.strip(". ") and len(name.encode()) <= _LONGEST_NAME else None


def _unique(name: str, task_id: str, taken: set[str], *, by_stem: bool) -> str:
    """Put the task's id before a name that is taken, and a number if the task comes again."""
    names = chain((name, f"{task_id}_{name}"), (f"{task_id}_{number}_{name}" for number in count(2)))
    keyed = (((stem_of(one) if by_stem else one).casefold(), one) for one in names)
    key, unique = next((key, one) for key, one in keyed if key not in taken)
    taken.add(key)
    return unique


def stem_of(name: str) -> str:
    """Return a file name without its suffix."""
    return name.rpartition(".")[0] or name


def declared_labels(params: Mapping[str, Any], task_type: str | None) -> Iterator[Declared]:
    """List the labels that a payload declares: those without subchoices, in its order."""
    for geometry, definition in mapped(params.get("geometries")).items():
        yield from _leaves(mapped(definition).get("objects_to_annotate"), geometry)
    yield from _leaves(params.get("objects_to_annotate"), GEOMETRY.get(task_type or "", "box"))


def _leaves(labels: object, geometry: str, parent: str = "") -> Iterator[Declared]:
    for label in listed(labels):
        name, finer = mapped(label).get("choice", label), listed(mapped(label).get("subchoices"))
        if isinstance(name, str) and not finer:
            yield Declared(geometry, name, parent)
        yield from _leaves(finer, geometry, name if isinstance(name, str) else parent)
