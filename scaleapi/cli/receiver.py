"""A receiver of callbacks on this machine, which tells of each and passes it on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from scaleapi.callbacks import Callback, wsgi_app
from scaleapi.cli.exits import fail

__all__ = ["Received", "Receiver", "serve"]

_PATIENCE = 30.0
"""Seconds that a receiver may take."""


@dataclass(frozen=True, slots=True)
class Received:
    """A callback that came, and what the receiver that it was passed on to answered."""

    content: dict[str, Any]
    """As it came; of a task's, `task_id` and `status` are in it."""
    forwarded: str
    """The HTTP status of the answer, or why there was none; empty if it was not passed on."""

    def __str__(self) -> str:
        of_task = f"task {self.content.get('task_id')} {self.content.get('status')}"
        answer = f" -> {self.forwarded}" if self.forwarded else ""
        return f"callback: {of_task if 'task' in self.content else 'of no task'}{answer}"


class NotTaken(Exception):  # noqa: N818  (why a callback is to come again)
    """The receiver did not take a callback: the service shall send it again."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Handles callbacks: tells of each, and passes it on with the key that it came with.

    Args:
        key: What callbacks carry.
        forward_to: Where they are passed on to, if anywhere.
        tell: Called with each.
    """

    key: str
    forward_to: str | None
    tell: Callable[[Received], object]

    def __repr__(self) -> str:
        return f"Receiver(forward_to={self.forward_to!r})"  # without the key

    def application(self) -> Any:
        """Make the WSGI application. Each delivery counts: a receiver that is being written wants it again."""
        return wsgi_app(self._of_task, keys=self.key, seen=_Forgetful(), other=self._handle)

    def _of_task(self, callback: Callback) -> None:
        self._handle(callback.as_dict())

    def _handle(self, content: dict[str, Any]) -> None:
        answer, taken = ("", True) if self.forward_to is None else self._pass_on(self.forward_to, content)
        self.tell(Received(content, answer))
        if not taken:
            raise NotTaken(answer)

    def _pass_on(self, url: str, content: dict[str, Any]) -> tuple[str, bool]:
        import httpx

        headers = {"scale-callback-auth": self.key}
        try:
            reply = httpx.post(url, json=content, headers=headers, timeout=_PATIENCE, trust_env=False)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"no answer: {str(error) or type(error).__name__}", False
        return f"HTTP {reply.status_code}", reply.is_success


class _Forgetful:
    """A set that holds nothing."""

    def __contains__(self, event_id: object, /) -> bool:
        return False

    def add(self, event_id: str, /) -> None:
        """Forget it."""


class _Server(ThreadingMixIn, WSGIServer):
    """Answers each request in a thread; closing it waits for those that are being answered."""


class _Quiet(WSGIRequestHandler):
    timeout = _PATIENCE

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing: the application's log tells what matters."""


class _Lines(logging.Handler):
    """Gives refusals to a function."""

    def __init__(self, say: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say(record.getMessage())


def serve(receiver: Receiver, port: int, say: Callable[[str], object], count: int | None) -> None:
    """Serve on loopback until interrupted, or until so many requests were answered.

    Args:
        receiver: What takes the callbacks.
        port: 0 picks a free one.
        say: Called with the address, and with each refusal.
        count: How many requests; None for no end.
    """
    try:
        server = make_server("127.0.0.1", port, receiver.application(), _Server, _Quiet)
    except OSError as error:
        fail(f"cannot listen at 127.0.0.1:{port}: {error.strerror}; give another --port, or 0 for a free one")
    lines, log = _Lines(say), logging.getLogger("scaleapi.callbacks")
    log.addHandler(lines)
    try:
        with server:
            say(f"listening at http://127.0.0.1:{server.server_port}/")
            for _ in repeat(None) if count is None else repeat(None, count):
                server.handle_request()
    finally:
        log.removeHandler(lines)
