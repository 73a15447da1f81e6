"""One part of an export: the list of its window on the one side, its files on the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.jobs.parallel import in_turn
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.time_windows import belongs
from scaleapi._core.paging.trail import Trail
from scaleapi._io.paths import join, written
from scaleapi._task_flows import fetch_files
from scaleapi._task_lists import created, read_page, task_pages
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.blobs import Scratch, Stored
from scaleapi.export.layout import ExportOptions, PartDone, mask_name
from scaleapi.export.listed import of_window, read_listed, which
from scaleapi.export.plan import Plan, read_plan
from scaleapi.models.page import Page
from scaleapi.models.table import Content, Files
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi._core.drivers.sync_driver import SyncDriver

__all__ = ["PartWriter", "export_part", "export_window", "writer_of"]


class PartWriter(Protocol):
    """Takes tasks, and makes the files of a part."""

    def add_documents(self, documents: Sequence[bytes]) -> None:
        """Add tasks as they came, each on one line, without files."""
        ...

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None = None) -> None:
        """Add a task, with the files of its result, and its response, which may have been kept apart."""
        ...

    def finish(self) -> PartDone:
        """Complete the files; then they appear."""
        ...

    def discard(self) -> None:
        """Leave nothing behind."""
        ...


def writer_of(folder: str, number: int, form: ExportOptions, mark: dict[str, str]) -> PartWriter:
    """Begin a part in its form."""
    if form.format == "parquet":
        from scaleapi.export.parquet_part import ParquetPart  # imports pyarrow, an extra

        return ParquetPart(folder, number, form, mark)
    from scaleapi.export.jsonl import JsonlPart

    return JsonlPart(folder, number, form)


def export_window(
    folder: str, plan: Plan, number: int, policy: RetryPolicy, note: Callable[[int], object] = lambda _: None
) -> Flow[PartDone]:
    """List the tasks of one window, and write its part, page by page.

    Args:
        folder: The folder of the export.
        plan: The plan of the export.
        number: Of the window.
        policy: How often what is fetched is tried again.
        note: Called with the number of tasks each time that some were written.
    """
    read = read_page if plan.form.results else read_listed
    pages = task_pages(plan.query, None, width=1, ordered=True, read=read)
    place: PageRange | None = plan.windows[number]
    trail = Trail() if plan.form.results else Trail(which)
    part = writer_of(folder, number, plan.form, plan.mark())
    try:
        while place is not None:
            page = yield from exchange(cast("Call[Page[Any]]", pages.call(place)), policy)
            if plan.form.results:
                count = yield from _write(
                    part, folder, [task for task in page if belongs(place, created(task))], policy
                )
            else:
                part.add_documents(mine := of_window(place, page))
                count = len(mine)
                del mine  # so that they are gone before garbage is collected again
            note(count)
            place = trail.follow(page, pages.after(place, page))
            del page
        return part.finish()
    except BaseException:
        part.discard()
        raise


def _write(part: PartWriter, folder: str, tasks: list[Task], policy: RetryPolicy) -> Flow[int]:
    """Write tasks with the files of their results."""
    for task in tasks:
        if task.status == "completed":
            yield from _write_result(part, folder, task, policy)
        else:
            part.add_documents([task.as_json()])
    return len(tasks)


def _write_result(part: PartWriter, folder: str, task: Task, policy: RetryPolicy) -> Flow[None]:
    result, raw = (yield from fetch_files(task, policy)), task.as_dict()
    try:
        masks = raw.get("type") == "segmentannotation"
        files: dict[str, Content] = {
            name: _stored(folder, raw["task_id"], name, file) if masks else Scratch(file)
            for name, file in result.files.items()
        }
        part.add(raw, files, result.response, result.error)
    finally:
        for file in result.files.values():
            file.close()


def _stored(folder: str, task_id: str, name: str, mask: IO[bytes]) -> Stored:
    place = mask_name(task_id, name)
    mask.seek(0)
    with written(join(folder, place)) as scratch, scratch.open("wb") as kept:
        shutil.copyfileobj(mask, kept)
    return Stored(place)


def export_part(folder: str, number: int, client_factory: Callable[[], SyncDriver]) -> PartDone:
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
        return client.run(in_turn(export_window(folder, plan, number, config.retry.patient()), nullcontext()))
