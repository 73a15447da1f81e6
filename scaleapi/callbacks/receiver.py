"""What the two applications have in common: what is answered to a callback, and in which order it is looked at.

    POST?  405  →  key?  401  →  size?  413  →  JSON of a task?  400  →  known to the service?  400, 503
        →  handled already?  200  →  being handled?  503  →  the handler: 200, or 500 if it raises

Any answer but 200 makes the service send the callback again. Answers have no body, and of what came, the log has the
task's id and status only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import isasyncgenfunction, isawaitable, iscoroutinefunction, isgeneratorfunction
from typing import TYPE_CHECKING, Any, NamedTuple

from scaleapi._core import system
from scaleapi.callbacks.callback import Callback, digest
from scaleapi.callbacks.claims import Claims, SetLike, claims_of
from scaleapi.callbacks.keys import Headers, Keys, SecretKeys, verify
from scaleapi.callbacks.parsing import callback_of, object_of
from scaleapi.exceptions import CallbackRefused, ScaleException, ScaleInvalidRequest, ScaleResourceNotFound
from scaleapi.models.base import Json

if TYPE_CHECKING:
    from scaleapi.client import AsyncScaleClient, ScaleClient

__all__ = ["MAX_BYTES", "Answer", "Collected", "Delivery", "Handler", "OtherHandler", "Receiver", "is_async"]

MAX_BYTES = 32 * 1024 * 1024
_AGAIN = (("retry-after", "60"),)

Handler = Callable[[Callback], object]
"""Called with each callback; a coroutine function is awaited. What it returns does not matter; what it raises does."""

OtherHandler = Callable[[Json], object]
"""The same with the JSON of a callback that is of no task."""

Settle = Callable[[Awaitable[object]], object]
"""Waits in a thread for something that is to be awaited."""

_LOG = logging.getLogger("scaleapi.callbacks")


class Answer(NamedTuple):
    """What is answered; the body is empty."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A callback that is true, and who handles it."""

    content: Callback | Json
    handler: Callable[[Any], object]
    event_id: str
    about: str
    """What it is, for the log."""
    began: float


class Collected:
    """The body of a request, as far as it came; refuses to grow too large."""

    def __init__(self, max_bytes: int) -> None:
        self._left, self._parts = max_bytes, list[bytes]()

    def add(self, part: bytes) -> None:
        """Add what came next."""
        self._left -= len(part)
        if self._left < 0:
            raise CallbackRefused("The body is too large", 413)
        self._parts.append(part)

    def whole(self) -> bytes:
        """Return all that came."""
        return b"".join(self._parts)


class Receiver:
    """Settings of an application, and what it does with a request apart from reading it."""

    def __init__(
        self,
        handler: Handler,
        keys: Keys,
        seen: Claims | SetLike | None,
        confirm: ScaleClient | AsyncScaleClient | None,
        max_bytes: int,
        other: OtherHandler | None,
    ) -> None:
        _check_callable("handler", handler)
        if other is not None:
            _check_callable("other", other)
        if confirm is not None:
            _check_callable("confirm, which is a client: its get_task", getattr(confirm, "get_task", None))
        if isinstance(max_bytes, bool) or not isinstance(max_bytes, int) or max_bytes < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ScaleException(f"max_bytes must be a whole number of bytes above 0, not {max_bytes!r}")
        self._keys = SecretKeys(keys)
        self._claims = claims_of(seen)
        self.handler: Handler = handler
        self.other: OtherHandler | None = other
        self.confirm: ScaleClient | AsyncScaleClient | None = confirm
        self.max_bytes: int = max_bytes

    def admit(self, method: str, headers: Headers, length: str) -> None:
        """Decide before the body is read. `length` is what the request says of it, empty if nothing."""
        if method != "POST":
            raise CallbackRefused("The method is not POST", 405)
        verify(headers, self._keys)
        if length and not (length.isascii() and length.isdigit()):
            raise CallbackRefused("The header Content-Length is no number")
        if len(length) > 18 or int(length or 0) > self.max_bytes:
            raise CallbackRefused("The body is too large", 413)

    def read(self, headers: Headers, body: bytes) -> Delivery:
        """Read the body of a request that was admitted."""
        began = system.monotonic()
        content = object_of(body, headers)
        try:
            if self.other is not None and "task" not in content:
                return Delivery(content, self.other, f"other:{digest(content)}", "Callback of no task", began)
            return self._about(callback_of(content), began)
        except ValueError:
            raise CallbackRefused("The body is nested too deeply") from None

    def _about(self, callback: Callback, began: float) -> Delivery:
        about = f"Callback of task {callback.task_id} ({ascii(str(callback.status))[1:-1][:40]})"
        return Delivery(callback, self.handler, callback.event_id, about, began)

    def take(self, headers: Headers, body: bytes, settle: Settle) -> Answer:
        """Do everything in this thread."""
        delivery = self.read(headers, body)
        if self.confirm is not None and isinstance(delivery.content, Callback):
            with asking():
                task: Any = self.confirm.get_task(delivery.content.task_id)
            delivery = self._about(delivery.content.confirmed(task), delivery.began)
        return self._handle(delivery, settle)

    async def take_async(self, headers: Headers, body: bytes) -> Answer:
        """Do the same in an event loop: what may take time and cannot be awaited, in threads."""
        delivery = await asyncio.to_thread(self.read, headers, body)
        if self.confirm is not None and isinstance(delivery.content, Callback):
            with asking():
                task = await _called(self.confirm.get_task, delivery.content.task_id)
            delivery = self._about(delivery.content.confirmed(task), delivery.began)
        if is_async(delivery.handler):
            return await self._handle_async(delivery)
        loop = asyncio.get_running_loop()
        return await asyncio.to_thread(
            self._handle, delivery, lambda made: asyncio.run_coroutine_threadsafe(_awaited(made), loop).result()
        )

    def _handle(self, delivery: Delivery, settle: Settle) -> Answer:
        token = self._claim(delivery)
        if token is None:
            return _handled_before(delivery)
        try:
            result = delivery.handler(delivery.content)
            if isawaitable(result):
                settle(result)
        except BaseException as error:  # noqa: BLE001  (whatever it is, the outcome was not handled)
            self._claims.release(delivery.event_id, token)
            return _handler_raised(delivery, error)
        return self._finish(delivery, token)

    async def _handle_async(self, delivery: Delivery) -> Answer:
        token = await asyncio.to_thread(self._claim, delivery)
        if token is None:
            return _handled_before(delivery)
        try:
            await _awaited(delivery.handler(delivery.content))
        except BaseException as error:  # noqa: BLE001  (also a cancellation)
            await asyncio.to_thread(self._claims.release, delivery.event_id, token)
            return _handler_raised(delivery, error)
        return await asyncio.to_thread(self._finish, delivery, token)

    def _claim(self, delivery: Delivery) -> str | None:
        try:
            return self._claims.claim(delivery.event_id)
        except CallbackRefused as refused:
            raise CallbackRefused(f"{delivery.about}: {refused.message}", refused.code) from None
        except ScaleException as error:  # of SeenCallbacks: its message names the file
            raise CallbackRefused(f"{delivery.about}: {error.message}", 503) from error

    def _finish(self, delivery: Delivery, token: str) -> Answer:
        try:
            self._claims.finish(delivery.event_id, token)
        except Exception as error:  # noqa: BLE001  (whatever the set of a user raises: it was handled all the same)
            _LOG.error("%s: handled, but that could not be noted down: %s", delivery.about, type(error).__name__)
        _LOG.info("%s: handled in %.3f s", delivery.about, system.monotonic() - delivery.began)
        return Answer(200)


def refused(error: CallbackRefused) -> Answer:
    """Answer a callback that is not taken."""
    _LOG.warning("Callback refused (%s): %s", error.code, error.message)
    headers = {405: (("allow", "POST"),), 503: _AGAIN}.get(error.code or 0, ())
    return Answer(error.code or 400, headers)


def failed(error: Exception) -> Answer:
    """Answer after an error outside of the handler. Its message may quote the body."""
    _LOG.error("Callback not handled: %s", type(error).__name__)
    return Answer(500)


@contextmanager
def asking() -> Generator[None, None, None]:
    """Within this, the service is asked about a task."""
    try:
        yield
    except (ScaleResourceNotFound, ScaleInvalidRequest):
        raise CallbackRefused("The service knows no such task") from None
    except ScaleException as error:
        raise CallbackRefused(f"The task could not be confirmed: {type(error).__name__}", 503) from None


def is_async(handler: object) -> bool:
    """Tell whether something is to be called in the event loop."""
    return iscoroutinefunction(handler) or iscoroutinefunction(getattr(handler, "__call__", None))  # noqa: B004


def _handled_before(delivery: Delivery) -> Answer:
    _LOG.info("%s: handled before", delivery.about)
    return Answer(200)


def _handler_raised(delivery: Delivery, error: BaseException) -> Answer:
    if not isinstance(error, Exception):
        raise error
    seconds = system.monotonic() - delivery.began
    _LOG.error("%s: the handler raised %s after %.3f s", delivery.about, type(error).__name__, seconds)
    return Answer(500)


async def _called(function: Callable[[str], Any], argument: str) -> Any:
    if is_async(function):
        return await function(argument)
    return await asyncio.to_thread(function, argument)


async def _awaited(made: Any) -> object:
    return await made


def _check_callable(name: str, value: object) -> None:
    if not callable(value):
        raise ScaleException(f"{name} must be something to call, not of type {type(value).__name__}")
    if isgeneratorfunction(value) or isasyncgenfunction(value):
        raise ScaleException(f"{name} has a yield in it: calling it would do nothing")
