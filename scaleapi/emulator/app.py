"""The service itself: a request goes in, a reply comes out, and the store remembers.

Each request is one transaction: what is refused leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from scaleapi.emulator.bodies import BODY_BYTES, too_large
from scaleapi.emulator.call import OPERATOR, Call, Pace, authenticate
from scaleapi.emulator.callbacks import Delivery, Post, deliver
from scaleapi.emulator.routes import API, CONTROL
from scaleapi.emulator.routing import Route, find_route
from scaleapi.emulator.sources import Clock, Ids, timestamp, utc_clock
from scaleapi.emulator.store import Store
from scaleapi.emulator.v2.routes import API_2
from scaleapi.emulator.wire import Refusal, Reply, Request, error_reply, refuse
from scaleapi.emulator.work import complete_overdue

__all__ = ["App"]


class App:
    """The emulated API over one store."""

    def __init__(
        self,
        db: str | Path | None = None,
        *,
        seed: int = 0,
        clock: Clock | None = None,
        pace: Pace | None = None,
        mistakes: float = 0,
        max_body_bytes: int = BODY_BYTES,
    ) -> None:
        self._store = Store(db)
        self._ids = Ids(seed, self._store.run)
        self._clock = clock or utc_clock
        self._pace, self._mistakes = pace or Pace(), mistakes
        self._max_body_bytes = max_body_bytes

    def handle(self, request: Request) -> Reply:
        """Answer one request. Never raises for anything that a client may send."""
        now = self._clock()
        try:
            reply = self._answer(request, now)
        except Refusal as refusal:
            reply = error_reply(refusal)
        except UnicodeEncodeError:
            reply = error_reply(Refusal(400, "The request contains half a surrogate pair, which is no Unicode text."))
        except RecursionError:
            reply = error_reply(Refusal(400, "The body of the request is nested too deeply."))
        return replace(reply, headers={**reply.headers, **self._common_headers(now)})

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def _answer(self, request: Request, now: datetime) -> Reply:
        if len(request.body) > self._max_body_bytes:
            raise too_large(self._max_body_bytes)
        if not request.is_text:
            refuse("The address of the request is not percent-encoded UTF-8.")
        prefix, table = _served(request.path)
        account = OPERATOR if table is CONTROL else authenticate(request)
        handler, names = find_route(table, request, prefix)
        call = Call(account, request, self._store, self._ids, timestamp(now), names, self._pace, self._mistakes)
        # A look at version 2 may find that a delivery is due.
        writes = request.method != "GET" or self._pace.is_set or table is API_2
        with self._store.transaction(write=writes):
            complete_overdue(call)
            return handler(call)

    def deliver(self, post: Post, allowed: Callable[[str], bool]) -> list[Delivery]:
        """Post the callbacks that are due."""
        return deliver(self._store, self._clock, post, allowed)

    def _common_headers(self, now: datetime) -> dict[str, str]:
        return {"date": format_datetime(now.astimezone(UTC), usegmt=True), "x-request-id": self._ids.request()}


def _served(path: str) -> tuple[str, tuple[Route, ...]]:
    tables = {"/_emulator": CONTROL, "/v1": API, "/v2": API_2}
    for prefix, table in tables.items():
        if path.startswith(f"{prefix}/"):
            return prefix, table
    return refuse(f"The emulator serves the API under /v1 and /v2, not at {path}.", 501)
