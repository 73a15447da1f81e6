"""An export: it is planned once, and its parts are made side by side, here or on an executor, until all are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from scaleapi._core import system
from scaleapi._core.calls.call import Call, Flow, Query, path
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.replies import an_object
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.http.config import Config
from scaleapi._core.jobs.parallel import ParallelJob
from scaleapi._core.jobs.progress import Progress, ProgressOption, reporter
from scaleapi._io.paths import join, list_names
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.completed import finished_parts, tidy
from scaleapi.export.layout import TASKS, ExportDone, ExportOptions, PartDone
from scaleapi.export.plan import Plan, begin_plan, check_plan, keep_plan, read_plan
from scaleapi.export.window_export import export_part, export_window
from scaleapi.export.windows import cut
from scaleapi.models.batch import Batch

if TYPE_CHECKING:
    from scaleapi._core.drivers.sync_driver import SyncDriver

__all__ = ["Export", "ExportRequest"]

_ROUNDS = 3
_SMALLEST, _LARGEST = 500, 10_000
"""Tasks in a part, unless told: enough to be worth a file, few enough to lose little when killed."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What the user wants of an export."""

    folder: str
    query: Query
    form: ExportOptions
    part_size: int | None
    width: int
    resume: bool
    progress: ProgressOption
    executor: Executor | None
    client_factory: Callable[[], SyncDriver]


class Export(ParallelJob[ExportDone]):
    """The work of `export_tasks`."""

    def __init__(self, config: Config, request: ExportRequest) -> None:
        self._config, self._request = config, request
        self.width: int = request.width
        self.executor: Executor | None = request.executor
        self._plan: Plan | None = None
        self._done: list[PartDone] = []
        self._finished: dict[int, int] = {}
        self._earlier: int | None = None
        self._rounds = 0
        self._began = system.monotonic()
        self._taken, self._lock = 0, Lock()
        self._report, self._close_report = reporter(request.progress, "export")

    def prepare(self) -> Flow[None]:
        """Read the plan that is there, or make one."""
        request = self._request
        plan = read_plan(request.folder)
        if plan is None:
            self._refuse_remains()
            plan = yield from self._new_plan()
        elif not request.resume:
            raise ScaleExportError(f"{request.folder} holds an export already: give another folder, or resume=True")
        form = request.form if request.form.task_type else replace(request.form, task_type=plan.form.task_type)
        check_plan(request.folder, plan, self._config, request.query, form)
        self._plan = plan

    def _new_plan(self) -> Flow[Plan]:
        request, policy = self._request, self._config.retry.patient()
        form = request.form
        if not form.task_type and form.format == "parquet":  # JSON lines need none
            form = replace(form, task_type=(yield from type_of(request.query, policy)))
        found = yield from cut(request.query, policy, self._part_size)
        return keep_plan(request.folder, begin_plan(self._config, request.query, form, found))

    def _part_size(self, total: int) -> int:
        """Choose how many tasks a part has: so few that there are parts for all who can take some.

        Whoever works alone waits for nobody, and each part costs some requests and files.
        """
        shares = 1 if self.width == 1 and self.executor is None else 2 * self.width
        return self._request.part_size or min(max(total // shares, _SMALLEST), _LARGEST)

    def _refuse_remains(self) -> None:
        if list_names(join(self._request.folder, TASKS)):
            raise ScaleExportError(
                f"{self._request.folder} holds tasks, but no plan of an export to go on with: give another folder"
            )

    @property
    def plan(self) -> Plan:
        """The plan; there is one once the job is prepared."""
        if self._plan is None:
            raise AssertionError("prepare() comes first")
        return self._plan

    def _left(self) -> list[int]:
        """List the parts that are not there."""
        request, plan = self._request, self.plan
        self._finished = finished_parts(request.folder, plan.form, plan.id)
        if self._earlier is None:
            self._earlier, self._taken = len(self._finished), sum(self._finished.values())
        left = [number for number in range(len(plan.windows)) if number not in self._finished]
        self._rounds += 1
        if left and self._rounds > _ROUNDS:
            raise ScaleExportError(f"{request.folder}: part {left[0]} disappears; does another process write there?")
        return left

    def flows(self) -> Iterator[Callable[[], Flow[PartDone]]]:
        """Name the parts that are left."""
        policy = self._config.retry.patient()
        for number in self._left():
            yield partial(export_window, self._request.folder, self.plan, number, policy, self._note)

    def remote(self) -> Iterator[tuple[Callable[..., PartDone], tuple[Any, ...]]]:
        """Name the parts that are left."""
        for number in self._left():
            yield export_part, (self._request.folder, number, self._request.client_factory)

    def _note(self, count: int) -> None:
        with self._lock:
            self._taken += count
            earlier = sum(self._finished.values())
            seconds = system.monotonic() - self._began
            self._report(Progress(self._taken, self.plan.total, 0, 0, seconds, earlier))

    def landed(self, result: PartDone) -> None:
        """Count what a part holds."""
        self._done.append(result)
        if self.executor is not None:
            self._note(result.tasks)

    def end(self) -> ExportDone:
        """Clear up, and sum up."""
        tidy(self._request.folder)
        seconds = system.monotonic() - self._began
        last = {done.number: done for done in self._done}  # a part that disappeared was made twice
        return ExportDone.of(self._request.folder, len(self.plan.windows), self._earlier or 0, last.values(), seconds)

    def close(self) -> None:
        """Close the bar."""
        self._close_report()


def type_of(query: Query, policy: RetryPolicy) -> Flow[str]:
    """Find out which task type a project, or a batch's project, has.

    Raises:
        ScaleExportError: The service does not say.
        ScaleResourceNotFound: There is no such project or batch.
    """
    names = dict(query)
    project = names.get("project")
    if project is None:
        batch = yield from exchange(Call("GET", path("batches", names["batch"]), Batch.model_validate), policy)
        project = batch.project or ""
    found = yield from exchange(Call("GET", path("projects", project), an_object), policy)  # a model costs 10 ms
    if not found.get("type"):
        raise ScaleExportError(f"The service does not say which task type project {project} has: give task_type=")
    return str(found["type"])
