"""What can be called on many tasks and files at once. The modules that do it are imported on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.arguments import positive, refuse
from scaleapi._core.calls.call import Flow
from scaleapi._core.endpoint import endpoint, many, paged
from scaleapi._core.jobs.operation import BulkOperation
from scaleapi._core.jobs.progress import ProgressOption, reporter
from scaleapi._core.paging.pages import Pages
from scaleapi.bulk.arguments import CONCURRENCY, OnError, StrPath, options_of
from scaleapi.bulk.change_endpoints import ChangeEndpoints
from scaleapi.bulk.upload_endpoints import UploadEndpoints
from scaleapi.models.batch import Batch
from scaleapi.models.enums import TaskType
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi.bulk.creation import CreateResult
    from scaleapi.bulk.plan import Plan
    from scaleapi.models.payload import Payload
    from scaleapi.validation.payload_files import PayloadFile

__all__ = ["BulkEndpoints"]


class BulkEndpoints(ChangeEndpoints, UploadEndpoints):
    """The calls on many tasks and files.

    Those that return a run do nothing until it is iterated. They share these arguments:

    - `concurrency`: how many requests may be under way at once; a 429 slows all of them down.
    - `ordered`: whether results come in the order of the rows; else as they end.
    - `journal`: a file that makes it possible to go on after a crash; on a local disk.
    - `on_error`: `"collect"` yields the error of a row as its result; `"raise"` ends the run with the first one.
    - `progress`: True shows a bar (extra `progress`); a function gets each `scaleapi.bulk.Progress`.
    """

    @many
    def create_tasks(
        self,
        task_type: TaskType | str | None,
        payloads: StrPath | PayloadFile | Iterable[Mapping[str, Any] | Payload],
        *,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        validate_first: bool = True,
        progress: ProgressOption = None,
    ) -> BulkOperation[CreateResult]:
        """Create a task for each payload: millions, in bounded memory, and each once.

        With a journal, the work can be killed at any moment and started again with the same arguments: each payload
        ends as exactly one task. Payloads without a `unique_id` get one then.

        Args:
            task_type: The type of all tasks; None where each payload names its own (a dictionary under `type`).
            payloads: Dictionaries or payload objects; or a file of them, by its path or as a `scaleapi.PayloadFile`:
                JSON lines, a JSON array, CSV or Parquet.
            concurrency: How many requests may be under way at once.
            ordered: Whether results come in the order of the payloads.
            journal: A file that makes it possible to go on after a crash.
            on_error: Whether the first row that fails ends the run.
            validate_first: Whether all payloads are checked before the first is sent, also for repeated `unique_id`s:
                one that is wrong means that none is sent. What can be read only once is checked row by row instead,
                with a ScaleValidationWarning that says so.
            progress: True for a bar, or a function that gets the numbers.

        Raises:
            ScaleValidationError: Rows are wrong, and nothing was sent.
            ScaleJournalError: The journal is of other work, in use, or on a full disk.
        """
        from scaleapi.bulk.creation import Creation
        from scaleapi.bulk.rows import Source

        source = Source(task_type, payloads)
        what = f"creation of {task_type} tasks" if task_type else "creation of tasks"
        options = options_of(concurrency, ordered, on_error, progress)
        return Creation(self._config, source, what, options, journal, validate_first)

    @endpoint
    def plan_tasks(
        self,
        task_type: TaskType | str | None,
        payloads: StrPath | PayloadFile | Iterable[Mapping[str, Any] | Payload],
        *,
        concurrency: int = CONCURRENCY,
        journal: StrPath | None = None,
    ) -> Flow[Plan]:
        """Say what `create_tasks` would do with the same arguments, and send no write.

        Reads all payloads, checks them, and looks their `unique_id`s up, fifty at a time.

        Raises:
            ScaleValidationError: The payloads can be read only once, or are none.
        """
        from scaleapi.bulk.plan import plan
        from scaleapi.bulk.rows import Source

        source = Source(task_type, payloads)
        if not source.again:
            raise refuse("/payloads", "type", "must be a list or a file: an iterator would be used up by the plan")
        width = positive("concurrency", concurrency)
        return plan(self._config, source, journal, width, self._rate_limiter.rate)

    @paged
    def wait(
        self,
        tasks: Task | str | Batch | Iterable[Task | str] | None = None,
        *,
        batch_name: str | None = None,
        timeout: float | None = None,
        interval: float = 5.0,
        progress: ProgressOption = None,
    ) -> Pages[Task]:
        """Wait until tasks are completed, canceled or failed; yield each as it settles.

        Asks with few requests: fifty tasks with `unique_id`s in one; those of one batch or project by what has changed
        there; only the rest one by one. So tasks are better than bare ids.

        Args:
            tasks: Tasks, ids, or a batch, of which all tasks are waited for.
            batch_name: The name of such a batch.
            timeout: Seconds until it is given up; None for as long as it takes.
            interval: Seconds between rounds; up to a minute while nothing settles.
            progress: True for a bar, or a function that gets the numbers.

        Raises:
            ScaleTimeoutError: Tasks were not settled in time; those that were have been yielded.
        """
        from scaleapi.bulk.waiting import Waiting, known_tasks, settled_pages

        name = tasks.name if isinstance(tasks, Batch) else batch_name
        if (tasks is None) == (batch_name is None):
            raise refuse("/tasks", "conflict", "give either tasks, or a batch")
        for argument, value in {"interval": interval, "timeout": timeout}.items():
            if value is not None and not value > 0:
                raise refuse(f"/{argument}", "range", "must be seconds above 0", value)
        known = {} if name is not None else known_tasks(tasks)  # type: ignore[arg-type]
        report, close = reporter(progress, "settled")
        return settled_pages(Waiting(self._config.retry, report, close, interval, timeout, known, name))
