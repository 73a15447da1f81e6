"""The whole retry policy: what an attempt means, whether another may follow, and after how long. Pure.

    attempt ended with            surely not done?    sent again
    connect failure, 429          yes                 unless the body can be read only once
    408, 5xx, time-out, break     unknown             only where doing it twice is the same as once
    other 4xx, 501                yes                 no: it would be refused again

The wait doubles from `base` up to `cap`, with full jitter (a random part of it), so that many clients do not come back
at the same moment. `Retry-After` is obeyed; one above `longest_wait` ends the call at once. So does any wait beyond the
deadline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scaleapi._core.calls.call import Failure, Repeat, Reply
from scaleapi.exceptions import Outcome

__all__ = ["RetryPolicy", "outcome_of", "retry_after", "server_time"]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a call is sent again."""

    max_retries: int = 3
    base: float = 0.5
    """Seconds: the most that is waited before the first retry."""
    cap: float = 20.0
    """Seconds: the most that is waited of our own accord."""
    longest_wait: float = 60.0
    """Seconds: the most that `Retry-After` may ask for."""
    deadline: float | None = None
    """Seconds: how long a call may take with all its attempts and waits; None for as long as these take."""
    more_after_429: int = 0
    """How often more a call is sent again that was only told to come later."""

    def patient(self) -> RetryPolicy:
        """Return the policy of one call among many: at first, they are all refused until the right rate is found."""
        return replace(self, more_after_429=30)

    def wait(self, attempt: int, reply: Reply, repeat: Repeat, passed: float = 0.0) -> float | None:
        """Decide after attempt number `attempt` (from 1): the seconds to wait before the next, or None to give up.

        `passed` is how many seconds the call has taken so far.
        """
        most = self.max_retries + (self.more_after_429 if reply.status == 429 else 0)
        if attempt > most or not may_repeat(reply, repeat):
            return None
        asked = retry_after(reply)
        wait = self._backoff(attempt) * reply.draw if asked is None else asked
        left = self.left(passed)
        too_long = (asked is not None and asked > self.longest_wait) or (left is not None and wait >= left)
        return None if too_long else wait

    def _backoff(self, attempt: int) -> float:
        return min(self.cap, self.base * 2.0 ** (attempt - 1))

    def left(self, passed: float) -> float | None:
        """Return the seconds that are left of the deadline; None without one."""
        return None if self.deadline is None else self.deadline - passed


def outcome_of(reply: Reply) -> Outcome:
    """Tell what one attempt that did not succeed did to the service's state."""
    if reply.failure in {Failure.connect, Failure.refused, Failure.held}:
        return Outcome.not_sent
    if reply.failure is not None or reply.status == 408:
        return Outcome.unknown
    # 501: the service does not know the call, so it did nothing. A 2xx here is one whose body cannot be read.
    doubtful = reply.is_success or (reply.status >= 500 and reply.status != 501)
    return Outcome.unknown if doubtful else Outcome.rejected


def may_repeat(reply: Reply, repeat: Repeat) -> bool:
    """Tell whether sending again is safe, and could help."""
    if repeat is Repeat.never or reply.failure in {Failure.refused, Failure.held, Failure.large}:
        return False
    if reply.failure is Failure.connect or reply.status == 429:
        return True
    return repeat is Repeat.always and outcome_of(reply) is Outcome.unknown


def retry_after(reply: Reply) -> float | None:
    """Read `Retry-After` (seconds or an HTTP date, counted from the answer's own `Date`) as seconds; None if absent."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until, now = _http_date(text), server_time(reply)
    if until is None or now is None:
        return None
    return max(0.0, (until - now).total_seconds())


def server_time(reply: Reply) -> datetime | None:
    """Read the service's clock off an answer's `Date` header."""
    return _http_date(reply.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # costs time, and is needed for a few answers only

    try:
        moment = parsedate_to_datetime(text)
    except ValueError:  # absent, or not a date: then nothing is known
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
