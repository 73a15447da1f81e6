"""What can be called to bring tasks to disk. What does it is imported on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Unpack

from scaleapi._core.calls.arguments import positive, query_of, refuse
from scaleapi._core.endpoint import endpoint
from scaleapi._core.jobs.parallel import ParallelJob
from scaleapi._core.jobs.progress import ProgressOption
from scaleapi._core.resource import Resource
from scaleapi._io.paths import StrPath, local_path, text_of
from scaleapi._task_lists import TaskFilters, filter_query

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scaleapi._core.drivers.sync_driver import SyncDriver
    from scaleapi.export.columns import Declares
    from scaleapi.export.layout import ExportDone, Format

__all__ = ["ExportEndpoints"]


class ExportEndpoints(Resource):
    """The call that exports."""

    def _client_factory(self) -> Callable[[], SyncDriver]:
        """Return what makes the client of a worker, with its key from the worker's environment."""
        raise NotImplementedError

    @endpoint
    def export_tasks(
        self,
        path: StrPath,
        *,
        file_format: Format | None = None,
        format: Format | None = None,  # noqa: A002  (what other libraries call it)
        raw: bool = False,
        results: bool = False,
        payload: Declares = None,
        include_attachment_url: bool = True,
        part_size: int | None = None,
        concurrency: int = 4,
        resume: bool = True,
        progress: ProgressOption = None,
        executor: Executor | None = None,
        client_factory: Callable[[], SyncDriver] | None = None,
        **filters: Unpack[TaskFilters],
    ) -> ParallelJob[ExportDone]:
        """Bring all tasks that fit the filters to disk: in parts, side by side, in little memory.

        The list is cut into windows of the time of creation; each becomes a part, which appears when it is complete.
        Killed at any moment and called again with the same arguments, it goes on with the parts that are missing. Tasks
        that are created after it was begun are not in it.

        Args:
            path: A folder, by path or URL; made if it is not there. `docs/data.md` says what will lie where.
            file_format: `"parquet"`: two tables, of tasks and of annotations. `"jsonl"`, `"jsonl.gz"`, `"jsonl.zst"`:
                whole tasks, for `scaleapi.export.read_jsonl`.
            format: The same as `file_format`.
            raw: In Parquet, write whole tasks, too, for `scaleapi.export.read_parquet`.
            results: Fetch what lies behind the URLs of responses (video, lidar, masks), without the key.
            payload: A payload or project: its `annotation_attributes` become typed columns.
            include_attachment_url: Whether to have time-limited links to the attachments added.
            part_size: About how many tasks a part has; by default 500 to 10,000, depending on the number of tasks.
            concurrency: How many parts are made at once; more where a page takes long. With an executor, that is its
                business.
            resume: Whether to go on with an export that is there; else one that is there is refused.
            progress: True for a bar, or a function that gets the numbers.
            executor: Any `concurrent.futures.Executor`: parts are made there, each with a client of its own. The folder
                must be one that all workers see.
            client_factory: Makes the client of a worker; by default `ScaleClient`, which takes key and address from
                the worker's environment. Our key does not travel.
            **filters: Those of `get_tasks`; a project or a batch is needed. With `task_type`, the project is not asked
                for its type.

        Raises:
            ScaleExportError: The folder holds another export.
            ValueError: Neither project nor batch is given, or an argument is wrong.
            ImportError: The extra `arrow` (for Parquet), `zstd` or `remote` is missing.
            OSError: The disk is full, or the folder cannot be written to. Call again when that is mended.
        """
        from scaleapi._io.optional import need
        from scaleapi.export.columns import form_of
        from scaleapi.export.layout import FORMATS
        from scaleapi.export.run import Export, ExportRequest

        query = filter_query(filters)
        chosen = file_format or format or "parquet"
        if chosen not in FORMATS or None not in {file_format, format}:
            raise refuse("/file_format", "choice", f"must be one of {', '.join(FORMATS)}", file_format or format)
        if chosen == "parquet":
            need("pyarrow", "arrow", 'file_format="parquet"')
        kind = filters.get("task_type") or filters.get("type") or ""
        request = ExportRequest(
            folder=_absolute(path),
            query=query + query_of({"include_attachment_url": include_attachment_url}),
            form=form_of(kind, payload=payload, file_format=chosen, raw=raw, results=results),
            part_size=None if part_size is None else positive("part_size", part_size),
            width=positive("concurrency", concurrency),
            resume=resume,
            progress=progress,
            executor=executor,
            client_factory=client_factory or self._client_factory(),
        )
        return Export(self._config, request)


def _absolute(path: StrPath) -> str:
    """Name a folder so that workers in other folders find it, too."""
    found = local_path(path)
    return text_of(path) if found is None else str(found.absolute())
