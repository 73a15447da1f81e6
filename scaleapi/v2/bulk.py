"""Creating many chat tasks, each at most once; with a journal that another run goes on with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from scaleapi._core.calls.arguments import refuse
from scaleapi._core.calls.call import Flow
from scaleapi._core.jobs.operation import Options
from scaleapi._show.shown import ShownFields
from scaleapi.bulk.creation import TaskCreation
from scaleapi.bulk.journal import Entry
from scaleapi.bulk.journaled import outcome_of
from scaleapi.bulk.rows import Row, Source
from scaleapi.exceptions import Outcome, ScaleException
from scaleapi.models.base import Entity
from scaleapi.models.v2.base import V2Entity
from scaleapi.models.v2.task import Task
from scaleapi.v2.creation import chat_payload, create_chat, find_chat

if TYPE_CHECKING:
    from scaleapi._core.calls.retry import RetryPolicy
    from scaleapi._core.http.config import Config

__all__ = ["ChatCreateResult", "ChatCreation", "source_of"]

_KIND = "v2/chat"
"""What journals tell these tasks from those of the first API by."""


@dataclass(frozen=True, slots=True, repr=False)
class ChatCreateResult(ShownFields):
    """What came of one payload."""

    row: int
    """Its number, from 1; in a file, the number of the line."""
    task: Task | None
    """The task; of one that an earlier run created, what the journal kept."""
    error: BaseException | None
    """Why there is none."""
    outcome: Outcome
    """`applied`: the task exists. `not_sent` or `rejected`: it does not. `unknown`: nobody knows."""
    unique_id: str | None
    """The payload's, or the one that the journal gave it."""
    earlier: bool = False
    """Whether an earlier run created it."""


def source_of(payloads: Any) -> Source:
    """Read payloads, row by row: dictionaries, request objects, or a file of them."""
    if isinstance(payloads, (Mapping, V2Entity)):
        raise refuse("/payloads", "type", "must be a list of payloads, or the path of a file of payloads")
    return Source(_KIND, payloads)


class ChatCreation(TaskCreation[ChatCreateResult]):
    """Create a chat task for each payload.

    A row that an earlier run may have sent is looked up by its `unique_id`. If it is not found, it is sent only if
    another task of this work was found so: that proves that the service keeps `unique_id`s.
    """

    kind: ClassVar[type[Entity]] = Task
    careful = True

    def __init__(
        self,
        config: Config,
        payloads: Any,
        options: Options,
        journal: str | os.PathLike[str] | None,
        validate_first: bool,
        unique_ids: bool,
    ) -> None:
        super().__init__(config, source_of(payloads), "creation of chat tasks, v2", options, journal, validate_first)
        self._unique_ids = unique_ids
        self._created: str | None = None
        """The `unique_id` of a task that surely exists."""
        self._keeps_ids: bool | None = None
        """Whether the service was seen to keep them."""

    def checked(self, row: Row, mode: Any) -> dict[str, Any]:
        """Make the body of a row; a call without a project makes no sense, whatever the mode."""
        del mode
        if row.error is not None:
            raise row.error
        payload = row.payload.as_dict() if isinstance(row.payload, V2Entity) else row.payload
        if not isinstance(payload, Mapping):
            raise refuse("", "type", "a payload must be a dictionary, or a CreateChatTaskRequest", payload)
        return chat_payload(**{str(name): value for name, value in cast("Mapping[object, Any]", payload).items()})

    def prepare(self) -> None:
        """Open the journal, look through all payloads, and remember a task that an earlier run has created."""
        super().prepare()
        if self.journal and self.resumed:
            self._created = self.journal.key_applied()

    def maybe_sent(self, known: Entry | None) -> bool:
        """Tell whether an earlier run may have sent a row: what it did not begin is surely noted down nowhere."""
        return known is not None and known.outcome in {None, Outcome.unknown}

    def flow(self, row: Row, body: dict[str, Any], known: Entry | None) -> Flow[Task]:
        """Create a task, or find what an earlier run has created."""
        policy, key = self.config.retry.patient(), None
        if self.journal:
            key = self.journal.name_of(row.number, "key")
            if self._unique_ids and not body.get("unique_id"):
                body["unique_id"] = self.journal.name_of(row.number)
        if self.maybe_sent(known):
            return self._found_or_created(body, key, policy)
        return create_chat(body, policy, key)

    def _found_or_created(self, body: dict[str, Any], key: str | None, policy: RetryPolicy) -> Flow[Task]:
        unique_id = body.get("unique_id")
        found = (yield from find_chat(unique_id, policy)) if unique_id else None
        if found is not None:
            return found
        if unique_id and (yield from self._are_kept(policy)):
            return (yield from create_chat(body, policy, key))
        raise ScaleException(
            "An earlier run may have created this task, and it cannot be found: it is not sent again",
            outcome=Outcome.unknown,
        )

    def _are_kept(self, policy: RetryPolicy) -> Flow[bool]:
        """Find out whether tasks can be found by their `unique_id`, with one that surely exists."""
        if self._keeps_ids is None and self._created is not None:
            self._keeps_ids = (yield from find_chat(self._created, policy)) is not None
        return bool(self._keeps_ids)

    def made(
        self, row: int, task: Any, error: BaseException | None, key: str | None, *, earlier: bool = False
    ) -> ChatCreateResult:
        """Make the result of a row."""
        if task is not None and key:
            self._created = key
        return ChatCreateResult(row, task, error, outcome_of(error), key, earlier)
