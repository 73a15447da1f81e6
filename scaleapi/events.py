"""What a client tells about its attempts: give it a function as `on_event`, and it is called with each of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Event", "EventKind"]

EventKind = Literal["request", "response", "retry", "give_up"]
"""`request`: about to be sent. `response`: an attempt ended, well or not. `retry`: it will be sent again, after `wait`.
`give_up`: the call ends in an error."""


@dataclass(frozen=True, slots=True)
class Event:
    """One moment of one call. Never holds a key, a body or a query."""

    kind: EventKind
    method: str
    url: str
    """Where to, without query values and credentials."""
    attempt: int
    """Which attempt of the call it is, from 1."""
    status: int | None = None
    """The HTTP status of the attempt that ended; None if no complete answer came."""
    error: str | None = None
    """Why no complete answer came, or why the call was given up."""
    seconds: float | None = None
    """How long the attempt took, waiting for the rate limit included."""
    wait: float | None = None
    """Seconds until the next attempt, of a `retry`."""
    request_id: str | None = None
    """The id that the service gave the request."""
    date: str | None = None
    """The header `Date` of the answer: what the service's clock says."""
