"""Waiting until a batch stands where it should."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from scaleapi._core.calls.arguments import choices, refuse
from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi.exceptions import ScaleException, ScaleTimeoutError
from scaleapi.models.v2.batch import Batch
from scaleapi.models.v2.enums import BatchStatus
from scaleapi.v2.calls import delayed

__all__ = ["Statuses", "wait_until"]

Statuses = BatchStatus | str | Iterable[BatchStatus | str]

_FINAL = frozenset({BatchStatus.COMPLETED, BatchStatus.CANCELLED})
_LONGEST = 60.0
_GROWTH = 1.5


def wait_until(
    find: Call[Batch], status: Statuses, timeout: float | None, interval: float, policy: RetryPolicy
) -> Flow[Batch]:
    """Look at a batch until it stands at one of the places."""
    wanted = frozenset((choices("status", status, BatchStatus) or "").split(","))
    for argument, value in {"interval": interval, "timeout": timeout}.items():
        if value is not None and not value > 0:
            raise refuse(f"/{argument}", "range", "must be seconds above 0", value)
    if not all(wanted):
        raise refuse("/status", "missing", "a status to wait for is needed")
    return _looks(find, wanted, timeout, interval, policy)


def _looks(
    find: Call[Batch], wanted: frozenset[str], timeout: float | None, interval: float, policy: RetryPolicy
) -> Flow[Batch]:
    clock, wait = _Clock(), 0.0
    while True:
        batch = yield from clock.timed(delayed(exchange(find, policy), wait))
        if batch.status in wanted:
            return batch
        if batch.status in _FINAL:
            raise ScaleException(f"Batch {batch.id} is {batch.status}, for good: it will never be {_either(wanted)}")
        left = None if timeout is None else timeout - clock.passed
        if left is not None and left <= 0:
            raise ScaleTimeoutError(
                f"Batch {batch.id} is {batch.status} after {clock.passed:.0f} s, not {_either(wanted)}"
            )
        wait = min(max(wait * _GROWTH, interval), max(_LONGEST, interval))
        wait = wait if left is None else min(wait, left)


def _either(statuses: frozenset[str]) -> str:
    return " or ".join(sorted(statuses))


class _Clock:
    """Reads the time off the replies."""

    def __init__(self) -> None:
        self._began: float | None = None
        self.passed = 0.0

    def timed(self, flow: Flow[Batch]) -> Generator[Send, Reply, Batch]:
        try:
            send = next(flow)
            while True:
                reply = yield send
                self._began = reply.started if self._began is None else self._began
                self.passed = reply.ended - self._began
                send = flow.send(reply)
        except StopIteration as end:
            batch: Batch = end.value
            return batch
