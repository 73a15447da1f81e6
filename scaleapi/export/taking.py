"""One part of an export: the list of its window on the one side, its files on the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from scaleapi._core.call import Flow
from scaleapi._core.haul import Sink, pour
from scaleapi._core.retry import RetryPolicy
from scaleapi._task_flows import Fetched, fetch_files
from scaleapi._task_lists import task_pages
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.contents import Scratch, Stored
from scaleapi.export.layout import Form, PartDone, mask_name
from scaleapi.export.plan import Plan, read_plan
from scaleapi.models.table import Content, Files
from scaleapi.models.task import Task
from scaleapi.places import join, written

if TYPE_CHECKING:
    from scaleapi.client import ScaleClient

__all__ = ["Part", "TaskSink", "export_part", "part_of"]

_TASKS = 100
_WITH_FILES = 5
"""Tasks that are taken at a time; files are fetched for all of these before."""


class Part(Protocol):
    """Takes tasks, and makes the files of a part."""

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None = None) -> None:
        """Add a task, with the files of its result, and its response, which may have been kept apart."""
        ...

    def finish(self) -> PartDone:
        """Complete the files; then they appear."""
        ...

    def discard(self) -> None:
        """Leave nothing behind."""
        ...


def part_of(folder: str, number: int, form: Form, mark: dict[str, str]) -> Part:
    """Begin a part in its form."""
    if form.format == "parquet":
        from scaleapi.export.parquet_part import ParquetPart  # imports pyarrow, an extra

        return ParquetPart(folder, number, form, mark)
    from scaleapi.export.jsonl import JsonlPart

    return JsonlPart(folder, number, form)


class TaskSink(Sink[Task]):
    """Takes the tasks of one window.

    Args:
        folder: The folder of the export.
        plan: The plan of the export.
        number: Of the window.
        policy: How often what is fetched is tried again.
        note: Called with the number of tasks each time that some were taken.
    """

    def __init__(
        self,
        folder: str,
        plan: Plan,
        number: int,
        policy: RetryPolicy,
        note: Callable[[int], object] = lambda _: None,
    ) -> None:
        pages = task_pages(plan.query, None, width=1, ordered=True)
        self.listing = replace(pages, parts=(plan.windows[number],))
        self.size = _WITH_FILES if plan.form.results else _TASKS
        self._folder, self._form, self._policy, self._note = folder, plan.form, policy, note
        self._part = part_of(folder, number, plan.form, plan.mark())

    def wanted(self, item: Task) -> Flow[Any] | None:
        """Have the files of a completed task fetched, if they were asked for."""
        if not self._form.results or item.as_dict().get("status") != "completed":
            return None
        return fetch_files(item, self._policy)

    def take(self, items: Sequence[Task], fetched: Sequence[Any]) -> None:
        """Write tasks."""
        for task, result in zip(items, cast("Sequence[Fetched | None]", fetched), strict=True):
            raw = task.as_dict()
            if result is None:
                self._part.add(raw, {}, raw.get("response"))
            else:
                self._add(raw, result)
        self._note(len(items))

    def _add(self, raw: dict[str, Any], result: Fetched) -> None:
        try:
            masks = raw.get("type") == "segmentannotation"
            files: dict[str, Content] = {
                name: self._keep(raw["task_id"], name, Scratch(file)) if masks else Scratch(file)
                for name, file in result.files.items()
            }
            self._part.add(raw, files, result.response, result.error)
        finally:
            for file in result.files.values():
                file.close()

    def _keep(self, task_id: str, name: str, mask: Scratch) -> Stored:
        place = mask_name(task_id, name)
        with written(join(self._folder, place)) as scratch, scratch.open("wb") as kept:
            mask.file.seek(0)
            shutil.copyfileobj(mask.file, kept)
        return Stored(place)

    def finish(self) -> PartDone:
        """Complete the files; then they appear."""
        return self._part.finish()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._part.discard()


def export_part(folder: str, number: int, client_factory: Callable[[], ScaleClient]) -> PartDone:
    """Export one part, wherever this runs. May be done twice: the second time writes the same files again.

    Args:
        folder: The folder of the export, where its plan lies.
        number: Of the part.
        client_factory: Makes a client of this worker's own.
    """
    plan = read_plan(folder)
    if plan is None:
        raise ScaleExportError(f"{folder} holds no plan of an export: this worker sees another folder of that name")
    with client_factory() as client:
        config = client._config
        if config.base_url != plan.service:
            raise ScaleExportError(
                f"The client of this worker talks to {config.base_url}, but the export is of {plan.service}: "
                "set SCALE_API_URL there, or give a client_factory."
            )
        return cast("PartDone", pour(client, TaskSink(folder, plan, number, config.retry.patient())))
