"""A very small client that the tests talk to the emulator with."""

from __future__ import annotations

import base64
import itertools
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

from scaleapi.emulator import Emulator
from scaleapi.emulator.server import RunningServer
from scaleapi.emulator.wire import Reply, Request

TEXT: dict[str, Any] = {
    "attachments": [{"type": "text", "content": "I love it"}],
    "fields": [{"type": "text", "field_id": "mood", "title": "Mood"}],
}
IMAGE: dict[str, Any] = {
    "attachment": "https://example.com/1.png",
    "geometries": {"box": {"objects_to_annotate": ["cow"]}},
}


def basic(key: str) -> str:
    """Write the header that the service documents."""
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def dial(server: RunningServer) -> socket.socket:
    """Connect to a server."""
    host, port = server.url.removeprefix("http://").removesuffix("/v1").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def exchange(server: RunningServer, *pieces: bytes) -> bytes:
    """Send raw bytes, then nothing more, and read to the end."""
    with dial(server) as connection:
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


class TickingClock:
    """One second passes with every look."""

    def __init__(self) -> None:
        self.start = datetime(2024, 2, 1, 10, tzinfo=UTC)
        self.ticks = itertools.count()

    def __call__(self) -> datetime:
        """Look at the time."""
        return self.start + timedelta(seconds=next(self.ticks))


class Api:
    """Calls an emulator with one key."""

    def __init__(self, emulator: Emulator, key: str = "live_key", version: str = "v1") -> None:
        self.emulator = emulator
        self.key = key
        self.version = version

    @property
    def v2(self) -> Api:
        """The same account in version 2, called with a bearer token there."""
        return Api(self.emulator, self.key, "v2")

    def send(self, method: str, target: str, body: object = None, **headers: str) -> Reply:
        """Send any request; `idempotency_key="x"` sends the header `idempotency-key`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        key = {"authorization": basic(self.key) if self.version == "v1" else f"Bearer {self.key}"}
        request = Request.parse(method, f"/{self.version}{target}", key | named, content)
        return self.emulator.handle(request)

    def get(self, target: str) -> Any:
        """Read something that is there."""
        return self._good(self.send("GET", target))

    def post(self, target: str, body: object = None) -> Any:
        """Do something that works."""
        return self._good(self.send("POST", target, body))

    def put(self, target: str, body: object = None) -> Any:
        """Change something."""
        return self._good(self.send("PUT", target, body))

    def delete(self, target: str, body: object = None) -> Any:
        """Remove something."""
        return self._good(self.send("DELETE", target, body))

    def refused(self, method: str, target: str, body: object = None, **headers: str) -> tuple[int, str]:
        """Do something that the service refuses; get the status and the message."""
        reply = self.send(method, target, body, **headers)
        error = reply.json()
        assert {"status_code", "error"} == set(error)
        assert reply.status == error["status_code"]
        return reply.status, error["error"]

    def task(self, **changes: Any) -> Any:
        """Create a textcollection task."""
        return self.post("/task/textcollection", TEXT | changes)

    def tasks(self, query: str = "") -> list[str]:
        """List the ids of the tasks that a query finds."""
        return [task["task_id"] for task in self.get(f"/tasks?{query}")["docs"]]

    def project(self, name: str = "faq", **changes: Any) -> Any:
        """Create a project."""
        return self.post("/projects", {"name": name, "type": "textcollection"} | changes)

    def batch(self, name: str = "first", project: str = "faq", **changes: Any) -> Any:
        """Create a batch."""
        return self.post("/batches", {"name": name, "project": project} | changes)

    def chat(self, **changes: Any) -> Any:
        """Create a chat in version 2."""
        return self.v2.post("/task/chat", {"project_name": "faq"} | changes)

    def staged(self, name: str = "first", **changes: Any) -> Any:
        """Create a batch in version 2."""
        return self.v2.post("/batch", {"name": name, "project_name": "faq"} | changes)

    def _good(self, reply: Reply) -> Any:
        assert reply.status == 200, reply.body
        return reply.json()
