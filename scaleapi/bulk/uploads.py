"""Storing many files with the service: uploaded from here, or imported from URLs. Never twice."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scaleapi._core import system
from scaleapi._core.calls.call import Call, Flow, Query, Repeat, Reply, Send
from scaleapi._core.calls.flows import exchange, transmit
from scaleapi._core.calls.replies import error_from, read
from scaleapi._core.jobs.operation import Options, WorkItem
from scaleapi._show.shown import ShownFields
from scaleapi.bulk.journal import digest_of
from scaleapi.bulk.journaled import Journaled, Note, outcome_of
from scaleapi.exceptions import Outcome, ScaleException
from scaleapi.files import check_upload, import_call, upload_call
from scaleapi.models.file import File

if TYPE_CHECKING:
    from scaleapi._core.calls.retry import RetryPolicy
    from scaleapi._core.http.config import Config

__all__ = ["FileResult", "Storing"]

_PAGES = 50
"""How many pages of a project's newest files are looked through for one that may have been stored."""


@dataclass(frozen=True, slots=True, repr=False)
class FileResult(ShownFields):
    """What came of one file of `upload_files` or `import_files`."""

    row: int
    """Its place in what was given, from 1."""
    source: str
    """Its path, or URL."""
    file: File | None
    """The file as the service has it; its `attachment_url` goes into payloads. None if it failed."""
    error: BaseException | None
    outcome: Outcome
    """`applied`: it is stored. `not_sent` or `rejected`: it is not. `unknown`: it may be, and cannot be found again."""
    reference_id: str | None = None
    """Under which it is stored."""
    earlier: bool = False
    """Whether an earlier run had stored it."""

    @property
    def attachment_url(self) -> str | None:
        """What goes into a payload's `attachment`; None if the file is not stored, for all we know."""
        return self.file.attachment_url if self.file else None


class Storing(Journaled[FileResult]):
    """Store each of many files."""

    def __init__(
        self,
        config: Config,
        what: str,
        sources: Iterable[str | os.PathLike[str]],
        fields: Mapping[str, Any],
        options: Options,
        journal: str | os.PathLike[str] | None,
        *,
        imported: bool,
    ) -> None:
        super().__init__(config, what, options, journal)
        self._sources, self._fields = sources, {name: one for name, one in fields.items() if one is not None}
        self._imported = imported
        self.careful: bool = imported

    def prepare(self) -> None:
        """Open the journal."""
        self.open_journal()

    def rows(self) -> Iterator[WorkItem[FileResult] | FileResult]:
        """Go through the files."""
        for row, source in enumerate(self._sources, 1):
            yield self._next(row, os.fspath(source))

    def _next(self, row: int, source: str) -> WorkItem[FileResult] | FileResult:
        try:
            digest = digest_of([_without_query(source) if self._imported else _marks(source), self._fields])
        except OSError as error:
            return FileResult(row, source, None, error, Outcome.not_sent)
        known = self.entry(row, digest)
        reference = self.journal.name_of(row, "file") if self.journal else system.new_key()
        if known and known.outcome is Outcome.applied and known.result:
            file = self.kept_entity(File, known)
            return FileResult(row, source, file, None, Outcome.applied, reference, earlier=True)
        again = known is not None and known.outcome in {None, Outcome.unknown}
        fields = {**self._fields, "reference_id": reference}
        store = _import_once if self._imported else _upload_once
        return WorkItem(
            row, store(source, fields, self.config.retry.patient(), again), Note(digest, _shown(source), reference)
        )

    def result(self, job: WorkItem[FileResult], value: Any, error: BaseException | None) -> FileResult:
        """Make the result of a file."""
        return FileResult(job.row, job.note.key, value, error, outcome_of(error), job.note.content)

    def kept(self, result: FileResult) -> dict[str, Any] | None:
        """Keep the whole file: it is small, and its `attachment_url` is what it was stored for."""
        return result.file.as_dict() if result.file else None


def _shown(source: str) -> str:
    return _without_query(source) if "://" in source else source


def _without_query(url: str) -> str:
    """Leave out what may be a secret, and is a new one each time: the signature of a signed URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else url


def _marks(source: str) -> list[Any]:
    """Tell a file from another one, or from another version of it, without reading it."""
    facts = Path(source).stat()
    return [source, facts.st_size, facts.st_mtime_ns]


def _upload_once(source: str, fields: Mapping[str, Any], policy: RetryPolicy, again: bool) -> Flow[File]:  # noqa: ARG001
    """Upload a file: sent again if need be, for a second file with this reference_id would be refused."""
    with Path(source).open("rb") as file:
        check_upload(file)
        return (yield from _stored(upload_call(file, fields, Repeat.always), fields, policy))


def _import_once(source: str, fields: Mapping[str, Any], policy: RetryPolicy, again: bool) -> Flow[File]:
    """Import a file, unless that may have been done: that a second one is refused is not documented of imports."""
    if not again:
        return (yield from _stored(import_call(source, fields), fields, policy))
    found = yield from _find(fields, policy)
    if found is None:
        raise ScaleException(f"{_shown(source)} may have been imported{_LOST}", outcome=Outcome.unknown)
    return found


_LOST = ", and cannot be found among the project's files: look there, and import it by hand if need be"


def _stored(call: Call[File], fields: Mapping[str, Any], policy: RetryPolicy) -> Generator[Send, Reply, File]:
    """Send a file; where it is not known whether that worked, look for it."""
    settled = yield from transmit(call, policy)
    error = None if settled.ok else error_from(call, settled)
    if error is None or not (settled.reply.status == 409 or error.outcome is Outcome.unknown):
        return read(call, settled)
    found = yield from _find(fields, policy)
    if found is None:
        raise error_from(call, settled, Outcome.unknown)
    return found


def _find(fields: Mapping[str, Any], policy: RetryPolicy) -> Flow[File | None]:
    """Look for a file by its `reference_id` among the newest of its project; None if it is not there.

    `GET /files` is known from others' code only, and wants a project: without one, nothing can be looked up.
    """
    project = fields.get("project_name")
    more: Query = ()
    for _ in range(_PAGES if project else 0):
        query = (("project", str(project)), ("limit", "100"), *more)
        try:
            page = yield from exchange(Call("GET", "files", dict[str, Any], query=query), policy)
        except ScaleException:
            return None  # the row is reported as unknown, with the first error
        for raw in page.get("docs") or ():
            if raw.get("reference_id") == fields["reference_id"]:
                return File.model_validate(raw)
        if not page.get("has_more") or not page.get("next_token"):
            return None
        more = (("next_token", str(page["next_token"])),)
    return None
