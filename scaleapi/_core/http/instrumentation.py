"""Telling what happens: each moment of a call as an Event to the user's function, and as a line to `logging`.

One line a call at DEBUG, retries at INFO, under the logger `scaleapi`. Never a body, a query or a key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scaleapi._core.calls.call import Reply, Send
from scaleapi._core.calls.replies import request_id, why
from scaleapi.events import Event, EventKind

if TYPE_CHECKING:
    from logging import Logger

__all__ = ["Instrumentation"]


class Instrumentation:
    """Follows one client's calls."""

    def __init__(self, on_event: Callable[[Event], object] | None) -> None:
        self._on_event = on_event
        self._log: Logger | None = None

    def sending(self, send: Send, url: str) -> None:
        """Tell that an attempt begins."""
        if self._on_event is not None:
            self._on_event(Event("request", send.call.method, url, send.attempt))

    def got(self, send: Send, reply: Reply) -> None:
        """Tell how an attempt ended."""
        if self._on_event is not None:
            self._on_event(_event("response", send, reply))

    def moved(self, send: Send, reply: Reply, following: Send) -> None:
        """Tell that the call will be sent again, or that the conversation goes on with another one."""
        if following.attempt > 1:
            self._again(send, reply, following.after)
        else:
            self.done(send, reply)

    def _again(self, send: Send, reply: Reply, wait: float) -> None:
        self._logger().info(
            "%s %s: attempt %d failed (%s), next in %.2f s", send.call.method, reply.url, send.attempt, why(reply), wait
        )
        if self._on_event is not None:
            self._on_event(_event("retry", send, reply, wait))

    def done(self, send: Send, reply: Reply) -> None:
        """Tell that a call ended well."""
        self._logger().debug(
            "%s %s: %s in %.3f s, attempt %d, request id %s",
            *(send.call.method, reply.url, reply.status, reply.ended - reply.started, send.attempt, request_id(reply)),
        )

    def failed(self, last: tuple[Send, Reply] | None) -> None:
        """Tell that a call ended in an error; nothing, if it was never sent."""
        if last is None:
            return
        send, reply = last
        told = send.call.method, reply.url, send.attempt, why(reply)
        self._logger().debug("%s %s: given up after attempt %d: %s", *told)
        if self._on_event is not None:
            self._on_event(_event("give_up", send, reply))

    def _logger(self) -> Logger:
        if self._log is None:
            from logging import getLogger  # costs time, and is not needed before the first answer

            self._log = getLogger("scaleapi")
        return self._log


def _event(kind: EventKind, send: Send, reply: Reply, wait: float | None = None) -> Event:
    good = reply.failure is None and reply.is_success
    return Event(
        kind,
        send.call.method,
        reply.url,
        send.attempt,
        status=reply.status or None,
        error=None if good and kind == "response" else why(reply),
        seconds=reply.ended - reply.started,
        wait=wait,
        request_id=request_id(reply),
        date=reply.headers.get("date"),
    )
