"""What the people who do the work do, as methods: of an emulator in this process, or of one that runs elsewhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from scaleapi.emulator.wire import Reply

__all__ = ["Steering", "answer_of"]


class Steering(ABC):
    """Plays the workers and the reviewers of an emulator. Each method returns the task or delivery as it then is."""

    def complete(
        self, task_id: str, response: dict[str, Any] | None = None, *, secured: bool = False
    ) -> dict[str, Any]:
        """Complete a pending task, with a plausible response if none is given.

        Version 2 shows the response's `threads` and `sensitive_content_reports` as they are, even what no client knows.
        With `secured`, the task shows a `response_url` in place of its response.

        Raises:
            ScaleResourceNotFound: There is no such task.
            ScaleInvalidRequest: It is not pending.
        """
        return self._steer(_of(task_id, "complete"), {"response": response, "secured": secured})

    def fail(
        self,
        task_id: str,
        error: str | None = None,
        *,
        attachments: Sequence[dict[str, Any]] | None = None,
        frames: Sequence[dict[str, Any]] | None = None,
        errors: Sequence[dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Turn a pending task into status `error`, with the response that the service gives then.

        `errors` are what version 2 shows, objects with `type` and `message`; without them, one of `PROMPT_INFEASIBLE`.

        Raises:
            ScaleResourceNotFound: There is no such task.
            ScaleInvalidRequest: It is not pending.
        """
        details = {"error": error, "attachments": attachments, "frames": frames, "errors": errors}
        return self._steer(_of(task_id, "fail"), details)

    def fix(self, task_id: str, response: dict[str, Any], *, comments: str | None = None) -> dict[str, Any]:
        """Have a reviewer change the response of a completed task: its review status becomes `fixed`.

        The response before stands last in the task's `prior_responses`. As after any audit, the callback is posted.

        Raises:
            ScaleResourceNotFound: There is no such task.
            ScaleInvalidRequest: It is not completed.
        """
        return self._steer(_of(task_id, "fix"), {"response": response, "comments": comments})

    def reject(self, task_id: str, comments: str | None = None) -> dict[str, Any]:
        """Have a reviewer reject a completed task: its review status becomes `rejected`. The callback is posted.

        Raises:
            ScaleResourceNotFound: There is no such task.
            ScaleInvalidRequest: It is not completed.
        """
        return self._steer(_of(task_id, "reject"), {"comments": comments})

    def deliver(
        self, task_ids: Sequence[str], name: str | None = None, *, dataset: str | None = None
    ) -> dict[str, Any]:
        """Deliver completed tasks of one project, or put them into a dataset; the result is the delivery.

        What completed batches have is delivered without this, as soon as somebody looks at deliveries.

        Raises:
            ScaleResourceNotFound: There is no such task.
            ScaleInvalidRequest: One is not completed, or was delivered in this way before; the tasks are not of one
                account and project; or there are none.
            ScaleDuplicateResource: The project or the dataset has a delivery of this name.
        """
        return self._steer("deliveries", {"task_ids": list(task_ids), "name": name, "dataset": dataset})

    def reset(self) -> None:
        """Forget everything that was made, and begin the series of ids again."""
        self._steer("reset", {})

    @abstractmethod
    def _steer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send something to a route under `/_emulator/`, and return the answer; raise what it refuses."""


def _of(task_id: str, action: str) -> str:
    return f"tasks/{quote(task_id, safe='')}/{action}"


def answer_of(reply: Reply) -> dict[str, Any]:
    """Read the answer of a route that steers an emulator.

    Raises:
        ScaleException: It refuses.
        ValueError: It is no emulator's answer.
    """
    from scaleapi.emulator.wire import is_object
    from scaleapi.exceptions import Outcome, class_for_status

    answer: object = reply.json()
    if not is_object(answer) or (reply.status != 200 and not isinstance(answer.get("error"), str)):
        raise ValueError(f"no answer of an emulator: HTTP {reply.status}")
    if reply.status != 200:
        raise class_for_status(reply.status)(answer["error"], reply.status, outcome=Outcome.rejected)
    return answer
