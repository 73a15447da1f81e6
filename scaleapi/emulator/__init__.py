"""The API, in both versions, without the network: a stateful stand-in for tests, examples and pipelines.

    with Emulator() as emulator:
        client = emulator.client()

What its workers and reviewers do is in `steering`. Imports inside the methods keep this module cheap, for pytest loads
it in every run (see `pytest_plugin`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from scaleapi._keywords import known_keywords
from scaleapi.emulator.steering import Steering, answer_of

if TYPE_CHECKING:
    from scaleapi.client import AsyncScaleClient, ScaleClient
    from scaleapi.emulator.callbacks import Delivery
    from scaleapi.emulator.faults import Faults
    from scaleapi.emulator.server import RunningServer
    from scaleapi.emulator.transport import EmulatorTransport
    from scaleapi.emulator.wire import Reply, Request

__all__ = ["Emulator"]

_URL = "http://emulator.test/v1"


class Emulator(Steering):
    """One emulated service with its accounts: each API key has its own.

    Args:
        db: A file that keeps everything, and survives restarts and crashes; without it, memory.
        seed: Of all ids: the same calls in the same order give the same ids.
        clock: Gives the present as an aware datetime; by default, the computer's clock.
        pending_reads: Tasks of any key complete after they were shown as pending so often.
        pending_seconds: Tasks of any key complete so many seconds after they were created, by the clock.
        complete_on_create: With a test key, the answer to a creation is the completed task. By default it says
            `pending`, and the next read says `completed`, as the service was seen to answer.
        mistakes: The share of results, from 0 to 1, in which something is wrong, as people get it wrong: a shape twice
            or beyond the image, another label, an attribute without an answer … To rehearse `scaleapi.quality`.
        callback_auth_key: What callbacks carry in the header `scale-callback-auth`.
        callbacks_anywhere: Whether callbacks may leave this machine; else those to other hosts are dropped.
        max_body_bytes: The largest body of a request; a larger one is a 413. An upload has at most 80 MB.
    """

    @known_keywords
    def __init__(
        self,
        db: str | Path | None = None,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] | None = None,
        pending_reads: int | None = None,
        pending_seconds: float | None = None,
        complete_on_create: bool = False,
        mistakes: float = 0,
        callback_auth_key: str = "emulator",
        callbacks_anywhere: bool = False,
        max_body_bytes: int = 100 * 1024 * 1024,
    ) -> None:
        from scaleapi.emulator.app import App
        from scaleapi.emulator.call import Pace
        from scaleapi.emulator.faults import Faults

        pace = Pace(pending_reads, pending_seconds, complete_on_create)
        if not 0 <= mistakes <= 1:
            raise ValueError(f"mistakes={mistakes} is no share from 0 to 1")
        self._app = App(db, seed=seed, clock=clock, pace=pace, mistakes=mistakes, max_body_bytes=max_body_bytes)
        self._max_body_bytes = max_body_bytes
        self._callback_headers = {"scale-callback-auth": callback_auth_key}
        self._callbacks_anywhere = callbacks_anywhere
        self.faults: Faults = Faults(seed)
        """What goes wrong on purpose: `emulator.faults.add("500_after", times=1)`."""

    def handle(self, request: Request) -> Reply:
        """Answer one request, with its fault if it meets one. May be called from many threads."""
        return self.faults.answer(request, self._app.handle)

    @property
    def transport(self) -> EmulatorTransport:
        """A transport for `httpx.Client` and `httpx.AsyncClient` that needs no socket."""
        from scaleapi.emulator.transport import EmulatorTransport

        return EmulatorTransport(self.handle)

    def client(self, api_key: str = "test_emulator", **options: Any) -> ScaleClient:
        """Make a client of this emulator; options are those of `ScaleClient`. Close it after use."""
        from scaleapi.client import ScaleClient
        from scaleapi.emulator.transport import connect

        connection = connect(self.handle)
        settings: dict[str, Any] = {"api_instance_url": _URL, "http_client": connection, **options}
        return ScaleClient(api_key, **settings)

    def async_client(self, api_key: str = "test_emulator", **options: Any) -> AsyncScaleClient:
        """Make an async client of this emulator; options are those of `AsyncScaleClient`. Close it after use."""
        from scaleapi.client import AsyncScaleClient
        from scaleapi.emulator.transport import connect_async

        connection = connect_async(self.handle)
        settings: dict[str, Any] = {"api_instance_url": _URL, "http_client": connection, **options}
        return AsyncScaleClient(api_key, **settings)

    def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        read_timeout: float = 60.0,
        steered_from_anywhere: bool = False,
        allowed_hosts: Iterable[str] = (),
    ) -> RunningServer:
        """Serve over HTTP in a background thread; port 0 picks a free one. The result has `url` and `close()`.

        A request that has not come whole within `read_timeout` seconds is a 408. The routes that steer the emulator
        need no key, so other machines get a 403 from them, unless it may be `steered_from_anywhere`. So does whoever
        calls it by another name than its address, `localhost`, `host`, or one of `allowed_hosts`: a page of the web
        might.
        """
        from scaleapi.emulator.connection import Limits
        from scaleapi.emulator.server import RunningServer

        hosts = frozenset({host.lower(), *map(str.lower, allowed_hosts)})
        limits = Limits(self._max_body_bytes, read_timeout, steered_from_anywhere, hosts)
        return RunningServer((host, port), self.handle, self.deliver_callbacks, limits)

    def deliver_callbacks(self) -> list[Delivery]:
        """Post the callbacks that are due by the clock; a server does so by itself.

        A callback tells that a task was completed, failed or audited, and is tried up to 20 times more within 24 hours
        if it is not answered with 2xx. How it went is in the task's `callback_succeeded`, and in the result.
        """
        from scaleapi.emulator.callbacks import is_loopback
        from scaleapi.emulator.transport import post

        return self._app.deliver(
            lambda url, content: post(url, content, self._callback_headers),
            lambda url: self._callbacks_anywhere or is_loopback(url),
        )

    def close(self) -> None:
        """Close the store. Stop servers first."""
        self._app.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _steer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        from scaleapi.emulator.wire import Request

        return answer_of(self.handle(Request("POST", f"/_emulator/{path}", [], {}, json.dumps(body).encode())))
