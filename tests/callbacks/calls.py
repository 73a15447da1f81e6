"""What the tests of callbacks share: a true callback, and callers of both applications that need no server.

Processes that tests start import this, too: nothing heavy belongs here.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any
from wsgiref.util import setup_testing_defaults

from scaleapi.callbacks import asgi_app, wsgi_app

KEY = "live_canary_5b1e_of_callbacks"
"""Planted: no error, log line or file may have it."""
SECRET_TEXT = "what only the body says"

TASK = {
    "task_id": "64f0c2a1b7d4e90012ab34cd",
    "type": "textcollection",
    "status": "completed",
    "completed_at": "2024-02-01T12:30:00.000Z",
    "params": {"fields": []},
    "metadata": {"note": SECRET_TEXT},
    "response": {"annotations": {"sentiment": ["positive"]}},
}


def told(task: Mapping[str, Any] = TASK, **changes: Any) -> dict[str, Any]:
    """Make what the service posts about a task."""
    task = {**task, **changes}
    return {"task_id": task["task_id"], "status": task["status"], "response": task.get("response"), "task": task}


def body_of(content: object) -> bytes:
    """Write it as JSON."""
    return content if isinstance(content, bytes) else json.dumps(content).encode()


Pairs = list[tuple[str, str]]
TRUE: Pairs = [("scale-callback-auth", KEY)]


class Caller:
    """Posts to an application of one kind, without a server; `post` gives the status. `run` runs a coroutine."""

    def __init__(self, kind: str, run: Callable[[Coroutine[Any, Any, int]], int] = asyncio.run) -> None:
        self.kind, self.run = kind, run
        self.make: Callable[..., Any] = asgi_app if kind == "asgi" else wsgi_app

    def post(self, app: Any, content: object, headers: Pairs = TRUE, method: str = "POST") -> int:
        """Send one request, and tell the status. Whatever is answered, it has no body."""
        body = body_of(content)
        if self.kind == "asgi":
            return self.run(asgi(app, [body], [*headers, ("content-length", str(len(body)))], method))
        return wsgi(app, io.BytesIO(body), headers, method, str(len(body)))


async def asgi(app: Any, parts: Iterable[bytes], headers: Pairs, method: str = "POST") -> int:
    """Call an ASGI application with a body in parts."""
    left = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    left[-1]["more_body"] = False
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app({"type": "http", "method": method, "path": "/", "headers": pairs}, receive, send)
    start, content = sent
    assert b"" == content["body"]
    return int(start["status"])


def wsgi(
    app: Any, stream: Any, headers: Pairs, method: str = "POST", length: str | None = None, *, terminated: bool = False
) -> int:
    """Call a WSGI application.

    `terminated` says that the server knows where the body ends.
    """
    environ: dict[str, Any] = {"wsgi.input_terminated": terminated}
    setup_testing_defaults(environ)
    environ |= {"REQUEST_METHOD": method, "wsgi.input": stream}
    for name, value in headers:
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ |= {} if length is None else {"CONTENT_LENGTH": length}
    started: list[str] = []
    assert b"" == b"".join(app(environ, lambda status, _: started.append(status)))
    return int(started[0].split()[0])
