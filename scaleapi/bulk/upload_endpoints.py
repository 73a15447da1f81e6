"""What can be called to store many files at once. What does it is imported on first use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.arguments import refuse
from scaleapi._core.endpoint import many
from scaleapi._core.jobs.operation import BulkOperation, Options
from scaleapi._core.jobs.progress import ProgressOption
from scaleapi._core.resource import Resource
from scaleapi.bulk.arguments import OnError, StrPath, options_of

if TYPE_CHECKING:
    from scaleapi.bulk.uploads import FileResult

__all__ = ["UploadEndpoints"]


class UploadEndpoints(Resource):
    """The calls that store many files."""

    @many
    def upload_files(
        self,
        paths: Iterable[StrPath],
        *,
        project_name: str | None = None,
        metadata: dict[str, Any] | None = None,
        concurrency: int = 8,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: ProgressOption = None,
    ) -> BulkOperation[FileResult]:
        """Upload many files, none twice; each result has the `attachment_url` for a payload.

        Each file gets a `reference_id`, under which the service stores it once only. Where an upload may have worked,
        the file is looked for among those of the project; without a project, or if it is not found, the row ends as
        `unknown`.

        Args:
            paths: The files, 80 MB at most each.
            project_name: The project that they are for.
            metadata: What all of them get.
            concurrency: How many may be under way at once.
            ordered: Whether results come in the order of the files.
            journal: A file that makes it possible to go on after a crash.
            on_error: Whether the first file that fails ends the run.
            progress: True for a bar, or a function that gets the numbers.
        """
        options = options_of(concurrency, ordered, on_error, progress)
        fields = {"project_name": project_name, "metadata": metadata}
        return self._store("upload of files", paths, fields, options, journal, imported=False)

    @many
    def import_files(
        self,
        urls: Iterable[str],
        *,
        project_name: str | None = None,
        metadata: dict[str, Any] | None = None,
        concurrency: int = 8,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: ProgressOption = None,
    ) -> BulkOperation[FileResult]:
        """Have the service fetch many files from URLs, none twice.

        An import that may have worked is looked for among the files of the project and not sent again; without a
        project, or if it is not found, the row ends as `unknown`. The arguments are those of `upload_files`.
        """
        options = options_of(concurrency, ordered, on_error, progress)
        fields = {"project_name": project_name, "metadata": metadata}
        return self._store("import of files", urls, fields, options, journal, imported=True)

    def _store(
        self,
        what: str,
        sources: Iterable[StrPath],
        fields: Mapping[str, Any],
        options: Options,
        journal: StrPath | None,
        *,
        imported: bool,
    ) -> BulkOperation[FileResult]:
        from scaleapi.bulk.uploads import Storing

        if isinstance(sources, (str, os.PathLike)):
            raise refuse("/files", "type", "must be a list of them", os.fspath(sources))
        return Storing(self._config, what, sources, fields, options, journal, imported=imported)
