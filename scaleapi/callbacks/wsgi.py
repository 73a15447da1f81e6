"""A WSGI application that takes callbacks: mount it, or run it alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from scaleapi._keywords import known_keywords
from scaleapi.callbacks.claims import Claims, SetLike
from scaleapi.callbacks.keys import Keys
from scaleapi.callbacks.receiver import MAX_BYTES, Answer, Collected, Handler, OtherHandler, Receiver, failed, refused
from scaleapi.exceptions import CallbackRefused, ScaleException

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from scaleapi.client import ScaleClient

__all__ = ["WsgiApp", "wsgi_app"]

_PIECE = 1 << 16


@known_keywords
def wsgi_app(
    handler: Handler,
    *,
    keys: Keys,
    seen: Claims | SetLike | None = None,
    confirm: ScaleClient | None = None,
    max_bytes: int = MAX_BYTES,
    other: OtherHandler | None = None,
) -> WsgiApp:
    """Make an application for Flask, Django, or a server such as gunicorn. Answers are those of `asgi_app`.

    Args:
        handler: Called with each `Callback`, once for each outcome of a task; if it raises, again when the service
            sends it again. A coroutine function runs in an event loop of its own, each time a new one.
        keys: The account's callback auth key, or several of them: live and test, old and new.
        seen: What remembers the outcomes that were handled: `SeenCallbacks(path)`, which several worker processes
            can share, a set of your own, or `Claims` of your own; by default, this process remembers the last 100,000.
        confirm: A client. The task is fetched before the handler is called, which gets what the service says of it.
        max_bytes: The largest body that is read.
        other: Called with the JSON of a callback that is of no task, such as a batch's, whose content is not
            documented; without it, those are refused.

    Raises:
        ScaleException: There is no key, or one is empty; or an argument makes no sense.
    """
    if iscoroutinefunction(getattr(confirm, "get_task", None)):
        raise ScaleException("wsgi_app works in threads: confirm must be a ScaleClient, not an AsyncScaleClient")
    return WsgiApp(Receiver(handler, keys, seen, confirm, max_bytes, other))


class WsgiApp:
    """The WSGI application that takes callbacks; made by `wsgi_app`."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request, as WSGI has it."""
        answer = self._answer(environ)
        status = HTTPStatus(answer.status)
        start_response(f"{status.value} {status.phrase}", [*answer.headers, ("content-length", "0")])
        return []

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        try:
            length = str(environ.get("CONTENT_LENGTH") or "")
            self._receiver.admit(environ["REQUEST_METHOD"], environ, length)
            return self._receiver.take(environ, self._body(environ, length), _run)
        except CallbackRefused as error:
            return refused(error)
        except Exception as error:  # noqa: BLE001  (the server would write its trace into the log)
            return failed(error)

    def _body(self, environ: WSGIEnvironment, length: str) -> bytes:
        """Read as much as the request says it has, or up to its end if the server knows that."""
        if not length and not environ.get("wsgi.input_terminated"):
            raise CallbackRefused("The body has no length, and the server does not know its end", 411)
        collected, left = Collected(self._receiver.max_bytes), int(length) if length else None
        while left != 0 and (piece := environ["wsgi.input"].read(_PIECE if left is None else min(left, _PIECE))):
            collected.add(piece)
            left = None if left is None else left - len(piece)
        if left:
            raise CallbackRefused("The body is shorter than the request says")
        return collected.whole()


def _run(made: Awaitable[Any]) -> object:
    async def awaited() -> object:
        return await made

    return asyncio.run(awaited())
