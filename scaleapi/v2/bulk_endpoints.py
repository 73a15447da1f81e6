"""What can be called on many chat tasks at once, and on files. The modules that do it are imported on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.call import Flow
from scaleapi._core.endpoint import endpoint, many
from scaleapi._core.jobs.operation import BulkOperation
from scaleapi._core.jobs.progress import ProgressOption
from scaleapi._core.resource import Resource
from scaleapi.bulk.arguments import CONCURRENCY, OnError, StrPath, options_of

if TYPE_CHECKING:
    from scaleapi.models.v2.base import V2Entity
    from scaleapi.v2.bulk import ChatCreateResult
    from scaleapi.validation.payload_files import PayloadFile

__all__ = ["BulkEndpoints"]


class BulkEndpoints(Resource):
    """The calls on many tasks, and on files."""

    @many
    def create_tasks(
        self,
        payloads: StrPath | PayloadFile | Iterable[Mapping[str, Any] | V2Entity],
        *,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        validate_first: bool = True,
        unique_ids: bool = True,
        progress: ProgressOption = None,
    ) -> BulkOperation[ChatCreateResult]:
        """Create a chat task for each payload, each at most once.

        With a journal, the work can be killed at any moment and started again with the same arguments. What an earlier
        run may have sent is looked up by its `unique_id`. It is sent again only if the service was seen to keep
        `unique_id`s, which it does not promise for these tasks; else its outcome stays `unknown`.

        Args:
            payloads: Dictionaries with the arguments of `create_chat_task`; or a file of them, by its path or as a
                `scaleapi.PayloadFile`: JSON lines, a JSON array, CSV or Parquet.
            concurrency: How many requests may be under way at once.
            ordered: Whether results come in the order of the payloads.
            journal: A file that makes it possible to go on after a crash.
            on_error: Whether the first row that fails ends the run.
            validate_first: Whether all payloads are checked before the first is sent.
            unique_ids: Whether the journal gives a `unique_id` to payloads without one.
            progress: True for a bar, or a function that gets the numbers.

        Raises:
            ScaleValidationError: Rows are wrong, and nothing was sent.
            ScaleJournalError: The journal is of other work, in use, or on a full disk.
        """
        from scaleapi.v2.bulk import ChatCreation

        options = options_of(concurrency, ordered, on_error, progress)
        return ChatCreation(self._config, payloads, options, journal, validate_first, unique_ids)

    @endpoint
    def download_response(self, task: V2Entity | str, to: StrPath, *, attachment_id: str | None = None) -> Flow[int]:
        """Download what a `response_url` or an attachment of a dataset's task names; return how many bytes it has.

        It stands under its name when it is complete. A download that breaks off goes on where it was, also in a later
        call, if the server says that its file is still the same. The key is not sent to the host of the file. One file
        has `max_download_bytes` of the client at most.

        Args:
            task: The task, as `get_dataset_task` or `get_delivery_tasks` has it; its id, together with
                `attachment_id`; or a `response_url` itself.
            to: The path of the file, which is replaced if it exists; or a URL with the extra `remote`.
            attachment_id: Which attachment of a dataset's task.

        Raises:
            ScaleResourceNotFound: There is no such attachment.
            ScaleResponseError: The service redirects to nowhere, or the file is too large.
            ScaleException: The task has no `response_url`.
        """
        from scaleapi.v2.downloads import download, source_of

        return download(source_of(task, attachment_id, self._config.v2_url), to, self._config.retry)
