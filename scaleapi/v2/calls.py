"""Calls of the second API on one thing, and conversations about one."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

from msgspec.structs import replace

from scaleapi._core.calls.arguments import query_of
from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.calls.flows import exchange, transmit
from scaleapi._core.calls.replies import read
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi.exceptions import ScaleException
from scaleapi.models.base import Entity
from scaleapi.models.v2.batch import Batch

__all__ = ["change", "change_status", "delayed", "fetch"]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


def fetch(where: str, kind: type[E], **query: Any) -> Call[E]:
    """Describe the fetching of one thing, which stays the bytes that came."""
    return Call("GET", where, kind.received, query=query_of(query), parses=_document, version="v2")


def change(where: str, kind: type[E], body: dict[str, Any]) -> Call[E]:
    """Describe a change that is the same however often it is made."""
    return Call("POST", where, kind.received, json=body, parses=_document, version="v2")


def _document(body: bytes) -> Any:
    from scaleapi.models.document import one_document  # imports msgspec, which costs time

    return one_document(body)


def change_status(call: Call[Batch], find: Call[Batch], target: str, policy: RetryPolicy) -> Flow[Batch]:
    """Change where a batch stands. If that is refused after a lost answer, the batch may stand there already."""
    final = yield from transmit(call, policy)
    if final.ok or not (final.doubtful and 400 <= final.reply.status < 500):
        return read(call, final)
    try:
        found = yield from exchange(find, policy)
    except ScaleException:
        return read(call, final)  # which raises why it was refused
    return found if found.status == target else read(call, final)


def delayed(flow: Flow[T], seconds: float) -> Generator[Send, Reply, T]:
    """Go through a conversation whose first request waits."""
    try:
        send = replace(next(flow), after=seconds)
        while True:
            send = flow.send((yield send))
    except StopIteration as end:
        result: T = end.value
        return result
