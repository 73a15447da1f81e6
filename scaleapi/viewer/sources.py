"""Scenes of tasks from wherever they come: with whole results, with marks, beside other results of the same tasks."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from scaleapi._io.paths import StrPath, text_of
from scaleapi.export.frames import Results
from scaleapi.export.stored import read_stored
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult, file_urls
from scaleapi.viewer.scenes.task import scene_of
from scaleapi.viewer.scenes.values import Json, clean

__all__ = ["Marked", "Wanted", "scenes_of"]

Wanted = Results | Callable[[Task], TaskResult]
"""Whole results by task id, or what fetches them."""
_MOST_NAMED = 10


class Marked(Mapping[str, str]):
    """Messages by an annotation's uuid, which know whether the annotation came."""

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._marks = marks
        self._missing = dict.fromkeys(marks)

    def __getitem__(self, uuid: str) -> str:
        """Return the message about an annotation, which came."""
        found = self._marks[uuid]
        self._missing.pop(uuid, None)
        return found

    def __iter__(self) -> Iterator[str]:
        """Iterate over the uuids."""
        return iter(self._marks)

    def __len__(self) -> int:
        """Count the messages."""
        return len(self._marks)

    def notes(self) -> list[str]:
        """Name the annotations that did not come so far."""
        if not self._missing:
            return []
        names = ", ".join(str(clean(one)) for one in [*self._missing][:_MOST_NAMED])
        more = len(self._missing) - _MOST_NAMED
        return [f"marked, but not there: {names}{f' and {more} more' if more > 0 else ''}"]


def scenes_of(
    tasks: Iterable[Task] | StrPath, marks: Mapping[str, str], results: Wanted, compare: Iterable[Task] | StrPath | None
) -> Iterator[Json]:
    """Make the scenes of tasks, each with the results of the other tasks of its id; then those of the others."""
    others, met = _by_id(compare), set[str]()
    name = Path(text_of(compare)).name if isinstance(compare, str | os.PathLike) else "compared"
    for task in _tasks_of(tasks):
        scene, found = scene_of(task, marks=marks, result=_result(task, results)), others.get(task.task_id, ())
        met.add(task.task_id)
        if compare is not None and not found:
            scene["notes"].append("there is nothing to compare it with")
        yield _with_others(scene, [scene_of(Task.received(one), marks=marks) for one in found], name)
    for some in (others[one] for one in others if one not in met):
        scenes = [scene_of(Task.received(one), marks=marks) for one in some]
        yield _with_others({**scenes[0], "results": [], "notes": [f"only {clean(name)} has this task"]}, scenes, name)


def _by_id(compare: Iterable[Task] | StrPath | None) -> Mapping[str, Sequence[bytes]]:
    """Hold tasks as JSON; a file may have several results of one."""
    found = defaultdict[str, list[bytes]](list)
    for task in () if compare is None else _tasks_of(compare):
        found[task.task_id].append(task.as_json())
    return found


def _with_others(scene: Json, others: Sequence[Json], name: str) -> Json:
    """Put the results of other scenes after the first, and their notes, under the name of where they are from."""
    found = list[Json]()
    for at, other in enumerate(others, 1):
        told = str(clean(name if at == 1 else f"{name} ({at})"))
        found += [{**one, "name": f"{told}: {one['name']}"} for one in other["results"]]
        scene["notes"] += [f"{told}: {note}" for note in other["notes"]]
    return {**scene, "results": [*scene["results"][:1], *found, *scene["results"][1:]]}


def _result(task: Task, results: Wanted) -> TaskResult | None:
    if not callable(results):
        return results.get(task.task_id)
    return results(task) if file_urls(task.response) else None


def _tasks_of(tasks: Iterable[Task] | StrPath) -> Iterable[Task]:
    return read_stored(tasks) if isinstance(tasks, str | os.PathLike) else tasks
