"""From what came back to a result or an error. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from json import JSONDecodeError
from typing import Any, TypeVar

import msgspec
from pydantic import ValidationError

from scaleapi._core.calls.call import Call, Failure, Reply
from scaleapi._core.calls.retry import outcome_of, retry_after
from scaleapi._io.json_text import loads
from scaleapi.exceptions import (
    Attempt,
    Outcome,
    ScaleConnectionError,
    ScaleException,
    ScaleResponseError,
    ScaleTimeoutError,
    class_for_status,
)
from scaleapi.models.page import BrokenItem, read_items
from scaleapi.models.rules import is_object

__all__ = ["FinalReply", "an_object", "attempt_of", "each", "error_from", "parse", "read", "request_id", "why"]

T = TypeVar("T")

_REDIRECTS = {301, 302, 303, 307, 308}
_TOKENS = re.compile(r'("\w*(?:token|secret|password)"\s*:\s*")(?:[^"\\]|\\.)*', re.IGNORECASE)
"""What answers of the second API hold that must not stand in a message."""
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid", "x-amz-cf-id", "cf-ray")


class FinalReply(msgspec.Struct, frozen=True):
    """How a call ended, after all its attempts."""

    reply: Reply
    """The last answer or failure."""
    value: Any
    """The parsed JSON of a success."""
    ok: bool
    history: tuple[Attempt, ...]
    """Every attempt."""
    doubtful: bool
    """Whether an earlier attempt may have been carried out."""
    started: float
    """When the first attempt was sent, on the monotonic clock."""


def parse(call: Call[Any], reply: Reply) -> tuple[bool, Any]:
    """Tell whether the answer is a complete success, and what it says."""
    if reply.failure is not None:
        return False, None
    if call.redirects:
        return reply.status in _REDIRECTS, reply.headers.get("location")
    if not reply.is_success:
        return False, None
    if not call.promises_json:
        return True, None
    try:
        return True, call.parses(reply.body)
    except ValueError:  # HTML from something in between, or a body that broke off: reported by error_from
        return False, None


def read(call: Call[T], final: FinalReply) -> T:
    """Give the result, or raise what went wrong."""
    if not final.ok:
        raise error_from(call, final)
    try:
        return call.returns(final.value)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise _misshapen(call, final, error) from error


def _misshapen(call: Call[Any], final: FinalReply, error: Exception) -> ScaleResponseError:
    facts = _facts(call, final, Outcome.applied)
    broken = isinstance(error, BrokenItem)
    why = f": {error}" if broken or type(error) is ValueError else f": {_start(final.reply)}"
    made = ScaleResponseError(f"The answer has not the promised shape{why}", **facts)
    made.items = error.items if isinstance(error, BrokenItem) else None
    return made


def each(item: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    """Read a JSON array item by item."""
    return lambda raw: read_items(raw, item)


def an_object(raw: Any) -> dict[str, Any]:
    """Return a JSON object as it came; ValueError for anything else."""
    if not is_object(raw):
        raise ValueError("the answer is no object")
    return raw


def error_from(call: Call[Any], final: FinalReply, outcome: Outcome | None = None) -> ScaleException:
    """Make the error for a call that did not succeed."""
    reply = final.reply
    last = outcome_of(reply)
    facts = _facts(call, final, outcome or (Outcome.unknown if final.doubtful else last))
    if reply.failure is Failure.held:
        return ScaleTimeoutError("Not sent: the deadline is nearer than the rate limit allows", **facts)
    if reply.failure is Failure.timeout:
        return ScaleTimeoutError(f"No answer in time: {reply.detail}", **facts)
    if reply.failure is Failure.large:
        return ScaleResponseError(f"{reply.failure.value.capitalize()}: {reply.detail}", **facts)
    if reply.failure is not None:
        return ScaleConnectionError(f"{reply.failure.value.capitalize()}: {reply.detail}", **facts)
    if reply.is_success:
        wrong = "no redirect: " if call.redirects else f"not JSON: {_why_not(reply)}"
        return ScaleResponseError(f"The answer is {wrong}{_start(reply)}", reply.status, **facts)
    return class_for_status(reply.status)(_message(reply), reply.status, **facts)


def _facts(call: Call[Any], final: FinalReply, outcome: Outcome) -> dict[str, Any]:
    reply = final.reply
    return {
        "outcome": outcome,
        "method": call.method,
        "url": reply.url,
        "status": reply.status or None,
        "request_id": request_id(reply),
        "attempts": sum(one.reason != Failure.held.value for one in final.history),
        "history": final.history,
    }


def request_id(reply: Reply) -> str | None:
    """Find the id that the service gave the request."""
    return next((reply.headers[name] for name in _REQUEST_ID_HEADERS if name in reply.headers), None)


def attempt_of(reply: Reply, wait: float | None) -> Attempt:
    """Note down an attempt, and how long is waited then."""
    return Attempt(reply.status or None, why(reply), reply.ended - reply.started, wait)


def why(reply: Reply) -> str:
    """Say in a few words why an attempt was not enough."""
    if reply.failure is None:
        unusable = ", but the answer could not be used" if reply.is_success else ""
        return f"HTTP {reply.status}{unusable}"
    return f"{reply.failure.value}: {reply.detail}" if reply.detail else reply.failure.value


def _message(reply: Reply) -> str:
    message = _said(reply)
    location = reply.headers.get("location")
    if 300 <= reply.status < 400 and location:
        return f"The service redirects to {location}: check api_instance_url"
    asked = retry_after(reply)
    return f"{message} (retry after {asked:g} s)" if asked else message


def _said(reply: Reply) -> str:
    try:
        said = loads(reply.body)["error"]
    except (ValueError, KeyError, TypeError):  # not the API's own error format: then its text
        return _start(reply) or f"HTTP {reply.status}"
    return said if isinstance(said, str) else _start(reply)


def _why_not(reply: Reply) -> str:
    """Say what keeps an answer from being read, where its beginning does not show it."""
    try:
        loads(reply.body)
    except ValueError as error:
        return "" if isinstance(error, JSONDecodeError) else f"{error}: "
    return ""


def _start(reply: Reply) -> str:
    start = reply.body[:4096].decode("utf-8", "replace")
    return _TOKENS.sub(r"\1(not shown)", start)[:500].strip()
