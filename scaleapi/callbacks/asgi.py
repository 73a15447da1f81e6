"""An ASGI 3 application that takes callbacks: mount it, or run it alone. For asyncio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from scaleapi._keywords import known_keywords
from scaleapi.callbacks.claims import Claims, SetLike
from scaleapi.callbacks.keys import Keys, header_values
from scaleapi.callbacks.receiver import MAX_BYTES, Answer, Collected, Handler, OtherHandler, Receiver, failed, refused
from scaleapi.exceptions import CallbackRefused, ScaleException

if TYPE_CHECKING:
    from scaleapi.client import AsyncScaleClient, ScaleClient

__all__ = ["AsgiApp", "asgi_app"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@known_keywords
def asgi_app(
    handler: Handler,
    *,
    keys: Keys,
    seen: Claims | SetLike | None = None,
    confirm: ScaleClient | AsyncScaleClient | None = None,
    max_bytes: int = MAX_BYTES,
    other: OtherHandler | None = None,
) -> AsgiApp:
    """Make an application for Starlette, FastAPI, Django's ASGI side, or a server such as uvicorn.

    It answers each POST, whatever its path: 200 once the callback was handled, now or before; 401 without one of the
    keys, 400 for nonsense, 413 for too large a body, 500 if the handler raises, 503 if the callback is just being
    handled or could not be confirmed. Answers have no body.

    Args:
        handler: Called with each `Callback`, once for each outcome of a task; if it raises, again when the service
            sends it again. A coroutine function is awaited; any other is called in a thread.
        keys: The account's callback auth key, or several of them: live and test, old and new.
        seen: What remembers the outcomes that were handled: `SeenCallbacks(path)`, a set of your own, or `Claims` of
            your own; by default, this process remembers the last 100,000.
        confirm: A client. The task is fetched before the handler is called, which gets what the service says of it.
        max_bytes: The largest body that is read.
        other: Called with the JSON of a callback that is of no task, such as a batch's, whose content is not
            documented; without it, those are refused.

    Raises:
        ScaleException: There is no key, or one is empty; or an argument makes no sense.
    """
    return AsgiApp(Receiver(handler, keys, seen, confirm, max_bytes, other))


class AsgiApp:
    """The ASGI application that takes callbacks; made by `asgi_app`."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI has it."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            raise ScaleException(f"Callbacks come over HTTP, not over {scope['type']!r}")

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        if answer is not None:
            pairs = [*answer.headers, ("content-length", "0")]
            headers = [(name.encode(), value.encode()) for name, value in pairs]
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Message, receive: Receive) -> Answer | None:
        try:
            headers = scope["headers"]
            lengths = b",".join(header_values(headers, "content-length"))
            self._receiver.admit(scope["method"], headers, lengths.decode("latin-1"))
            body = await self._body(receive)
            return None if body is None else await self._receiver.take_async(headers, body)
        except CallbackRefused as error:
            return refused(error)
        except Exception as error:  # noqa: BLE001  (the server would write its trace into the log)
            return failed(error)

    async def _body(self, receive: Receive) -> bytes | None:
        """Read the body, no more of it than is allowed; None if the caller hung up."""
        collected, more = Collected(self._receiver.max_bytes), True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return None
            collected.add(message.get("body", b""))
            more = message.get("more_body", False)
        return collected.whole()


async def _live(receive: Receive, send: Send) -> None:
    """Say that there is nothing to start, and later nothing to stop."""
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
