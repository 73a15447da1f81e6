"""The emulator as an httpx transport: clients reach it without a socket.

The only module of the emulator that imports httpx.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx

from scaleapi.emulator.wire import Reply, Request, Responder

__all__ = ["EmulatorTransport", "ask", "connect", "connect_async", "post"]


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Serves `httpx.Client` and `httpx.AsyncClient` alike. Closing a client leaves the emulator open."""

    def __init__(self, respond: Responder) -> None:
        self._respond = respond

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Read the body, streamed or not, and answer."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Read the body, streamed or not, and answer."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        target = request.url.raw_path.decode("latin-1")
        reply = self._respond(Request.parse(request.method, target, request.headers, body))
        _fail(reply, request)
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body, request=request)


def _fail(reply: Reply, request: httpx.Request) -> None:
    """Raise what httpx would. Nobody waits here: a late answer is too late, or there at once."""
    patience = request.extensions.get("timeout", {}).get("read")
    if patience is not None and reply.delay > patience:
        raise httpx.ReadTimeout(f"no answer within {patience} s", request=request)
    if reply.sent == -1:
        raise httpx.ReadError("the connection was reset", request=request)
    if reply.sent is not None:
        raise httpx.RemoteProtocolError(f"the connection broke after {reply.sent} bytes", request=request)


def connect(respond: Responder) -> httpx.Client:
    """Make a client whose requests all end at `respond`."""
    return httpx.Client(transport=EmulatorTransport(respond))


def connect_async(respond: Responder) -> httpx.AsyncClient:
    """Make an async client whose requests all end at `respond`."""
    return httpx.AsyncClient(transport=EmulatorTransport(respond))


@cache
def _trusting() -> ssl.SSLContext:
    """Load the certificates of authorities once: it takes longer than to post a callback."""
    return httpx.create_ssl_context(trust_env=False)


def post(url: str, content: dict[str, Any], headers: dict[str, str]) -> bool:
    """Post JSON to a receiver of callbacks; tell whether it answered 2xx."""
    try:
        reply = httpx.post(url, json=content, headers=headers, timeout=10, verify=_trusting(), trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False  # nobody took it: it is tried again later
    return reply.is_success


def ask(url: str, content: dict[str, Any]) -> Reply:
    """Post JSON to a server, and return its answer.

    Raises:
        OSError: No answer came.
    """
    try:
        reply = httpx.post(url, json=content, timeout=60, verify=_trusting(), trust_env=False)
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error
    return Reply(reply.status_code, dict(reply.headers), reply.content)
