"""Conversations with the service, as generators: what to send next, given what came back. No I/O, no clock, no dice."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.calls.replies import FinalReply, attempt_of, error_from, parse, read
from scaleapi._core.calls.retry import RetryPolicy, outcome_of, server_time
from scaleapi.exceptions import Attempt, Outcome, ScaleException

__all__ = ["create_once", "exchange", "id_in", "is_older", "transmit"]

T = TypeVar("T")

_ID_IN_PARENTHESES = re.compile(r"\(([0-9a-f]{24})\)")
# `Date` and `created_at` come from clocks that may differ a little, and `Date` has whole seconds only.
_CLOCK_SLACK = timedelta(seconds=5)


def transmit(call: Call[Any], policy: RetryPolicy) -> Generator[Send, Reply, FinalReply]:
    """Send a call until it succeeds or the policy gives up."""
    history: list[Attempt] = []
    send, doubtful, started = Send(call, within=policy.deadline), False, None
    while True:
        reply = yield send
        started = reply.started if started is None else started
        passed = reply.ended - started
        ok, value = parse(call, reply)
        wait = None if ok else policy.wait(send.attempt, reply, call.repeat, passed)
        history.append(attempt_of(reply, wait))
        if wait is None:
            return FinalReply(reply, value, ok, tuple(history), doubtful, started)
        doubtful = doubtful or outcome_of(reply) is Outcome.unknown
        send = Send(call, wait, send.attempt + 1, policy.left(passed + wait))


def exchange(call: Call[T], policy: RetryPolicy) -> Flow[T]:
    """Make one call, with retries; return its result or raise."""
    return read(call, (yield from transmit(call, policy)))


def create_once(
    call: Call[T],
    policy: RetryPolicy,
    *,
    look_up: Callable[[str], Call[T | None] | None],
    fits: Callable[[T], bool],
    earlier: float | None = None,
) -> Flow[T]:
    """Create something that a second attempt cannot create again, because a key of its own stands in the request.

    A 409 after an attempt of unknown outcome means that attempt did it, or that the key was taken before. What exists
    is looked up; if it can be ours, it is the result.

    Args:
        call: The creation, with a unique name, `unique_id` or `Idempotency-Key`.
        policy: The retry policy, for the creation and the look-up alike.
        look_up: Makes the look-up from the 409's message; None where it says nothing to look up.
        fits: Tells whether what was found is of the kind that the call creates.
        earlier: Seconds since which another process may have sent the same creation; None if none has.

    Raises:
        ScaleDuplicateResource: Something else has the key (`outcome` is `rejected`), or this call created it but it
            cannot be found again (`applied`).
    """
    final = yield from transmit(call, policy)
    if final.reply.status != 409 or not (final.doubtful or earlier is not None):
        return read(call, final)
    found = yield from _find(call, final, policy, look_up)
    if found is None:
        raise error_from(call, final, Outcome.unknown)
    if not fits(found) or is_older(found, final, earlier or 0.0):
        raise error_from(call, final, Outcome.rejected)
    return found


def _find(
    call: Call[T], final: FinalReply, policy: RetryPolicy, look_up: Callable[[str], Call[T | None] | None]
) -> Flow[T | None]:
    duplicate = error_from(call, final, Outcome.applied)
    find = look_up(duplicate.message)
    if find is None:
        raise duplicate
    left = policy.left(final.reply.ended - final.started)
    try:
        return (yield from exchange(find, replace(policy, deadline=left)))
    except ScaleException as error:
        raise error_from(call, final, Outcome.unknown) from error


def is_older(found: object, final: FinalReply, earlier: float = 0.0) -> bool:
    """Tell whether this was created before the call, or another process's, began, by the service's own clock."""
    created: datetime | None = getattr(found, "created_at", None)
    now = server_time(final.reply)
    if created is None or now is None:
        return False
    began = now - timedelta(seconds=final.reply.ended - final.started + earlier)
    return created < began - _CLOCK_SLACK


def id_in(message: str) -> str | None:
    """Read the clashing task's id off a 409's message, where it stands in parentheses."""
    match = _ID_IN_PARENTHESES.search(message)
    return match[1] if match else None
