"""What other processes do in tests of callbacks; by itself, for they start quickly if they import little."""

from __future__ import annotations

from pathlib import Path

from scaleapi.callbacks import Callback, SeenCallbacks, wsgi_app
from tests.callbacks.calls import KEY, Caller, told


def deliver(path: str, out: str) -> list[int]:
    """Deliver the same callback in another process, with an application of its own."""

    def handle(callback: Callback) -> None:
        with Path(out).open("a", encoding="utf-8") as file:
            file.write(f"{callback.task_id}\n")

    app = wsgi_app(handle, keys=KEY, seen=SeenCallbacks(path))
    return [Caller("wsgi").post(app, told()) for _ in range(5)]
