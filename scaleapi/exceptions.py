"""Every error that this package raises.

    ScaleException                      whatever went wrong, code and message
    ├── ScaleInvalidRequest             400, 422 and other 4xx: the request was not acceptable
    │   └── ScaleValidationError        the same, found here before anything was sent (also a ValueError)
    ├── ScaleUnauthorized               401: no valid API key
    ├── ScaleNotEnabled                 402: the account may not use this task type
    ├── ScaleForbidden                  403: the key is valid but may not do this
    ├── ScaleResourceNotFound           404
    ├── ScaleDuplicateResource          409: name, idempotency key, unique_id or reference_id is taken
    ├── ScaleTooManyRequests            429
    ├── ScaleInternalError              500 and other 5xx
    ├── ScaleServiceUnavailable         503
    ├── ScaleTimeoutError               408, 504, or no answer within the client's time-out
    ├── ScaleConnectionError            the service was not reached, or the connection broke
    ├── ScaleResponseError              an answer that is not what the API promises (HTML, a redirect, cut-off JSON)
    ├── ScaleJournalError               the journal of a run cannot be used: of other work, in use, disk full
    ├── ScaleExportError                the folder or file of an export cannot be used: of another one, or broken
    └── CallbackRefused                 a callback that came is not true, or nonsense; its code is what to answer

The classes from 400 to 504 have the names and codes that code written for SDK 2.x catches.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from scaleapi._show.shown import Rows, Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaleapi.problems import Problem

__all__ = [
    "Attempt",
    "CallbackRefused",
    "ExceptionMap",
    "Outcome",
    "ScaleConnectionError",
    "ScaleDuplicateResource",
    "ScaleException",
    "ScaleExportError",
    "ScaleForbidden",
    "ScaleInternalError",
    "ScaleInvalidRequest",
    "ScaleJournalError",
    "ScaleNotEnabled",
    "ScaleResourceNotFound",
    "ScaleResponseError",
    "ScaleServiceUnavailable",
    "ScaleTimeoutError",
    "ScaleTooManyRequests",
    "ScaleUnauthorized",
    "ScaleValidationError",
    "ScaleValidationWarning",
    "class_for_status",
]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that a request was sent, and what came of it."""

    status: int | None
    """The HTTP status; None if no complete answer came."""
    reason: str
    """What came: `HTTP 503`, or what the connection did."""
    seconds: float
    """How long it took, waiting for the rate limit included."""
    wait: float | None
    """Seconds that were then waited before the next attempt; None after the last."""


class Outcome(StrEnum):
    """What is known about the effect of a call that ended in an error."""

    not_sent = "not_sent"
    """Nothing reached the service: it is safe to call again."""
    rejected = "rejected"
    """The service answered that it did not do it."""
    unknown = "unknown"
    """The request may or may not have been carried out (time-out, reset, 5xx)."""
    applied = "applied"
    """The service did it, although the call ends in an error."""


_TOLD = ("message", "code", "outcome", "method", "url", "status", "request_id", "attempts")


class ScaleException(Shown, Exception):  # noqa: N818  (the name that code for SDK 2.x catches)
    """Whatever went wrong in this package: the root of all its errors."""

    code: int | None = None
    """The HTTP status that names the kind of error, on the class and on its errors; None if it names none."""
    message: str
    """The server's message (its `error` field, else its text), or ours if the error was found here."""
    method: str | None
    url: str | None
    """The address that was called, without query values or credentials."""
    status: int | None
    """The HTTP status of the last answer; None if none came."""
    request_id: str | None
    """The id that the service gave the request, for its support; None if it sent none."""
    attempts: int
    """How many times the request was sent; 0 if it never was."""
    history: tuple[Attempt, ...]
    """Each of these times: what came, and how long was waited then."""
    outcome: Outcome

    def __init__(
        self,
        message: str,
        code: int | None = None,
        *,
        errcode: int | None = None,
        outcome: Outcome = Outcome.not_sent,
        method: str | None = None,
        url: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        attempts: int = 0,
        history: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        own = errcode if code is None else code
        self.code = type(self).code if own is None else own
        self.outcome = outcome
        self.method, self.url, self.status = method, url, status
        self.request_id, self.attempts, self.history = request_id, attempts, history

    def __str__(self) -> str:
        where = f"{self.method} {self.url}" if self.method else ""
        status = f"HTTP {self.status}" if self.status else ""
        request = f"request id {self.request_id}" if self.request_id else ""
        tries = f"{self.attempts} attempts" if self.attempts > 1 else ""
        facts = [fact for fact in (where, status, request, tries) if fact]
        if not facts:
            return self.message
        return f"{self.message} [{', '.join([*facts, f'outcome: {self.outcome}'])}]"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r}, code={self.code}, outcome={self.outcome.value!r})"

    def _facts(self) -> list[tuple[str, object]]:
        return [(name, value) for name in _TOLD if (value := getattr(self, name, None)) or name == "message"]

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__.copy())


def _restore(cls: type[ScaleException], args: tuple[Any, ...], state: dict[str, Any]) -> ScaleException:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ScaleInvalidRequest(ScaleException):
    """400: the request was unacceptable, often for a missing or wrong parameter."""

    code: int | None = 400


class ScaleValidationError(ScaleInvalidRequest, ValueError):
    """A payload or an argument is wrong; found before anything was sent.

    `problems` names every mistake at once, each by JSON pointer.
    """

    problems: list[Problem]

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        from scaleapi.problems import Problems  # imports pydantic_core, which costs time

        self.problems = Problems(problems)

    def _details(self) -> list[tuple[str, object]]:
        told = {"message"} if self.problems else set[str]()  # which says the same as the problems
        return [(name, value) for name, value in self._facts() if name not in told]

    def _rows(self) -> Rows | None:
        from scaleapi.problems import Problems

        return Problems(self.problems)._rows() if self.problems else None


class ScaleUnauthorized(ScaleException):
    """401: no valid API key was provided."""

    code: int | None = 401


class ScaleNotEnabled(ScaleException):
    """402: the account is not enabled for this task type."""

    code: int | None = 402


class ScaleForbidden(ScaleException):
    """403: the key is valid, but what was asked is not allowed to it."""

    code: int | None = 403


class ScaleResourceNotFound(ScaleException):
    """404: what was asked for does not exist."""

    code: int | None = 404


class ScaleDuplicateResource(ScaleException):
    """409: an object with this name, idempotency key, unique_id or reference_id exists."""

    code: int | None = 409


class ScaleTooManyRequests(ScaleException):
    """429: too many requests in too short a time."""

    code: int | None = 429


class ScaleInternalError(ScaleException):
    """500, and every 5xx without a class of its own."""

    code: int | None = 500


class ScaleServiceUnavailable(ScaleException):
    """503: the service is too busy; try again later."""

    code: int | None = 503


class ScaleTimeoutError(ScaleException):
    """504 or 408 from the service, or no answer within the client's own time-out."""

    code: int | None = 504


class ScaleConnectionError(ScaleException):
    """The service could not be reached, or the connection broke before the answer was complete."""


class ScaleResponseError(ScaleException):
    """The service answered, but not in the form that the API promises."""

    items: list[Any] | None = None
    """Of a page with an item that cannot be read: the items before it."""


class ScaleJournalError(ScaleException):
    """The journal of a run cannot be used: it is of other work, in use by another process, or cannot be written.

    What it has noted down so far stays good.
    """


class ScaleExportError(ScaleException):
    """The folder or file of an export cannot be used: it is of another export, or not what it should be."""


class CallbackRefused(ScaleException):
    """A callback that came was not taken. The reason names no key, and quotes nothing of what came.

    `code` is the HTTP status to answer with: 401 without the right key, 400 for nonsense, 413 for too large a body,
    503 if it could not be handled now and should be sent again.
    """

    code: int | None = 400


class ScaleValidationWarning(UserWarning):
    """A payload has something that is probably, but not surely, wrong. It is sent all the same."""


ExceptionMap: dict[int, type[ScaleException]] = {
    400: ScaleInvalidRequest,
    401: ScaleUnauthorized,
    402: ScaleNotEnabled,
    403: ScaleForbidden,
    404: ScaleResourceNotFound,
    409: ScaleDuplicateResource,
    429: ScaleTooManyRequests,
    500: ScaleInternalError,
    503: ScaleServiceUnavailable,
    504: ScaleTimeoutError,
}
"""The class of error for each documented HTTP status, under its name of SDK 2.x; `class_for_status` knows others."""


def class_for_status(status: int) -> type[ScaleException]:
    """Choose the class of error for an HTTP status that is no success."""
    if status in ExceptionMap:
        return ExceptionMap[status]
    if status == 408:
        return ScaleTimeoutError
    if 400 <= status < 500:
        return ScaleInvalidRequest
    return ScaleInternalError if status >= 500 else ScaleResponseError
