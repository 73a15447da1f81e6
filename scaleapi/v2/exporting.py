"""Bringing lists of the second API to disk: one part, which appears when all of it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Unpack, cast

from scaleapi._core import system
from scaleapi._core.calls.arguments import refuse
from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.endpoint import endpoint
from scaleapi._core.jobs.parallel import ParallelJob
from scaleapi._core.jobs.progress import Progress, ProgressOption, reporter
from scaleapi._core.paging.iterators import AsyncPageIterator, PageIterator
from scaleapi._core.paging.pages import Pages
from scaleapi._core.paging.time_windows import belongs
from scaleapi._core.paging.trail import Trail
from scaleapi._core.resource import Resource
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, join, list_names, text_of
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.layout import FORMATS, TASKS, ExportDone, ExportOptions, Format, PartDone
from scaleapi.v2.tasks import TaskEndpoints, V2TaskFilters

if TYPE_CHECKING:
    from scaleapi.export.conversations.tables import Conversational
    from scaleapi.models.v2.pages import V2Page

__all__ = ["ExportEndpoints"]


class _Part(Protocol):
    """Takes tasks, and makes the files of a part."""

    def add(self, task: Conversational) -> None: ...
    def finish(self) -> PartDone: ...
    def discard(self) -> None: ...


class ExportEndpoints(Resource):
    """The call that exports."""

    @endpoint
    def export_tasks(
        self,
        path: StrPath,
        listing: PageIterator[Any] | AsyncPageIterator[Any] | None = None,
        *,
        file_format: Format = "parquet",
        raw: bool = False,
        progress: ProgressOption = None,
        **filters: Unpack[V2TaskFilters],
    ) -> ParallelJob[ExportDone]:
        """Bring a list of tasks to disk, page by page, in little memory. Its files appear when all of it is there.

        Args:
            path: A folder, by path or URL; made if it is not there. `docs/conversations.md` says what will lie where.
            listing: What is listed, from its beginning: `client.v2.get_delivery_tasks(…)`, `get_delivery(…)`,
                `get_dataset_tasks(…)` or `get_dataset_delivery(…)`. Without it, the tasks that fit the filters.
            file_format: `"parquet"`: tables of tasks, messages and annotations. `"jsonl"`, `"jsonl.gz"`, `"jsonl.zst"`:
                whole tasks, for `scaleapi.export.read_jsonl`.
            raw: In Parquet, write whole tasks, too, for `scaleapi.export.read_parquet`.
            progress: True for a bar, or a function that gets the numbers.
            **filters: Those of `get_tasks`.

        Raises:
            ScaleExportError: The folder holds tasks already.
            ScaleValidationError: A listing and filters are given, or an argument is wrong.
            ImportError: The extra `arrow` (for Parquet), `zstd` or `remote` is missing.
            OSError: The disk is full, or the folder cannot be written to.
        """
        if file_format not in FORMATS:
            raise refuse("/file_format", "choice", f"must be one of {', '.join(FORMATS)}", file_format)
        if file_format == "parquet":
            need("pyarrow", "arrow", 'file_format="parquet"')
        if listing is not None and filters:
            raise refuse("/listing", "conflict", f"has filters of its own: {', '.join(filters)} cannot be added")
        pages = TaskEndpoints.get_tasks.describe(self, **filters) if listing is None else listing._pager.what
        make = partial(_part, text_of(path), ExportOptions("", file_format, raw))
        return _Export(text_of(path), pages, make, self._config.retry.patient(), progress)


class _Export(ParallelJob[ExportDone]):
    """The work of `export_tasks`."""

    width = 1

    def __init__(
        self, folder: str, pages: Pages[Any], make: Callable[[], _Part], policy: RetryPolicy, progress: ProgressOption
    ) -> None:
        self._folder, self._pages, self._make, self._policy = folder, pages, make, policy
        self._done: list[PartDone] = []
        self._count, self._began = 0, system.monotonic()
        self._report, self._close_report = reporter(progress, "export")

    def prepare(self) -> Flow[None]:
        """See that there is nothing in the way."""
        if list_names(join(self._folder, TASKS)):
            raise ScaleExportError(f"{self._folder} holds tasks already: give another folder")
        yield from ()

    def flows(self) -> Iterable[Callable[[], Flow[PartDone]]]:
        """Name the one part, until it is there."""
        return [] if self._done else [self._write]

    def _write(self) -> Flow[PartDone]:
        part = self._make()
        try:
            for place in self._pages.ranges:
                yield from self._follow(part, place)
            return part.finish()
        except BaseException:
            part.discard()
            raise

    def _follow(self, part: _Part, place: Any) -> Flow[None]:
        trail = Trail()
        while place is not None:
            page = yield from exchange(cast("Call[V2Page[Any]]", self._pages.call(place)), self._policy)
            mine = [task for task in page if belongs(place, self._pages.moment(task))]
            for task in mine:
                part.add(task)
            self._count += len(mine)
            self._report(Progress(self._count, None, 0, 0, system.monotonic() - self._began))
            place = trail.follow(page, self._pages.after(place, page))

    def landed(self, result: PartDone) -> None:
        """Know that it is there."""
        self._done.append(result)

    def end(self) -> ExportDone:
        """Sum up."""
        return ExportDone.of(self._folder, 1, 0, self._done, system.monotonic() - self._began)

    def close(self) -> None:
        """Close the bar."""
        self._close_report()


def _part(folder: str, form: ExportOptions) -> _Part:
    if form.format == "parquet":
        from scaleapi.export.conversations.files import ConversationPart  # imports pyarrow, an extra

        return ConversationPart(folder, raw=form.raw)
    from scaleapi.export.conversations.lines import LinesPart

    return LinesPart(folder, form)
