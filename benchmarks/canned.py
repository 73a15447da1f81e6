"""A server that does nothing but answer: the same task to each create, pages of ready tasks to each list.

    python benchmarks/canned.py delay_in_ms [certificate.pem]

Prints its address. `GET /connections` tells how many connections it has accepted since the last time it was asked.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from typing import Any

PAGE = 100
BOX = {"type": "box", "label": "car", "left": 10.5, "top": 20, "width": 30, "height": 40, "uuid": "0" * 36}
TASK: dict[str, Any] = {
    "task_id": "64f0c2a1b7d4e90012ab34cd",
    "type": "imageannotation",
    "status": "completed",
    "created_at": "2024-02-01T10:00:00.000Z",
    "updated_at": "2024-02-01T11:00:00.000Z",
    "completed_at": "2024-02-01T11:00:00.000Z",
    "project": "street",
    "params": {
        "attachment": "https://files.example.com/a.jpg",
        "geometries": {"box": {"objects_to_annotate": ["car"]}},
    },
    "metadata": {"drive": 7},
    "tags": ["a", "b"],
    "is_test": False,
    "response": {"annotations": [BOX] * 12},
}


def page(number: int, total: int) -> bytes:
    """Make a page of a list of `total` tasks."""
    docs = [TASK | {"task_id": f"{number * PAGE + at:024x}"} for at in range(PAGE)]
    more = (number + 1) * PAGE < total
    content = {"docs": docs, "total": total, "limit": PAGE, "offset": number * PAGE, "has_more": more}
    return json.dumps(content | ({"next_token": f"{number + 1}-{total}"} if more else {})).encode()


PAGES = [page(number, 10_000) for number in range(100)]
CREATED = json.dumps(TASK).encode()
MIDDLE = PAGES[0].replace(b'"next_token": "1-10000"', b'"next_token": "again"')


class Canned(asyncio.Protocol):
    """One connection."""

    accepted = 0
    delay = 0.0

    def connection_made(self, transport: Any) -> None:
        """Count it."""
        type(self).accepted += 1
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode("latin-1")
            length = next(
                (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0
            )
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length :]
            body = self.answer(head.partition("\r\n")[0])
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self.send, body)
            else:
                self.send(body)

    def answer(self, request: str) -> bytes:
        """Choose the body."""
        if "connections" in request:
            count, type(self).accepted = type(self).accepted, 0
            return str(count).encode()
        if request.startswith("POST"):
            return CREATED
        if "project=endless" in request:
            return MIDDLE
        token = request.partition("next_token=")[2].partition("&")[0].partition(" ")[0]
        return PAGES[int(token.partition("-")[0]) if token else 0]

    def send(self, body: bytes) -> None:
        """Send a whole answer."""
        if not self.transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


async def main() -> None:
    """Serve until killed."""
    Canned.delay = float(sys.argv[1]) / 1000
    tls = None
    if len(sys.argv) > 2:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(sys.argv[2])
    server = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", 0, ssl=tls)
    print(f"{'https' if tls else 'http'}://localhost:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
