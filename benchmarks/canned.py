"""A server that does nothing but answer: the same task to each create, pages of ready tasks to each list.

    python benchmarks/canned.py delay_in_ms number_of_tasks [certificate.pem]

Prints its address. `GET /connections` tells how many connections it has accepted since the last time it was asked.
"""

from __future__ import annotations

import asyncio
import json
import math
import ssl
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import unquote

PAGE = 100
BOX = {"type": "box", "label": "car", "top": 20.5, "width": 30, "height": 40, "attributes": {"covered": "no"}}
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


def doc(number: int) -> bytes:
    """Make a task; each is a second older than the one before."""
    created = (NEWEST - timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    boxes = [BOX | {"uuid": f"{number:024x}-{at:011}", "left": 10.5 + at} for at in range(12)]
    own = {"task_id": f"{number:024x}", "created_at": created, "response": {"annotations": boxes}}
    return json.dumps(TASK | own).encode()


def page(first: int, end: int, begin: int = 0) -> bytes:
    """Make a page of a list that goes from task `begin` to before task `end`."""
    last = min(first + PAGE, end)
    facts: dict[str, Any] = {"total": end - begin, "limit": PAGE, "offset": first - begin, "has_more": last < end}
    facts |= {"next_token": f"{last}-{end}-{begin}"} if last < end else {}
    return b'{"docs": [' + b", ".join(DOCS[first:last]) + b"], " + json.dumps(facts).encode()[1:]


def chat(number: int) -> bytes:
    """Make a task of version 2: two turns, in which one asks and two models answer, with everything said about it."""
    mark = {"type": "integer", "key": "quality", "title": "Quality", "possible_values": [1, 2, 3, 4, 5]}
    preferred = {"type": "category", "key": "selected_model_id", "value": "a", "possible_values": ["a", "b"]}
    said = {"user": "How large is the sun?", "a": "About 109 times as wide as the earth. " * 6, "b": "Large. " * 20}
    turns = []
    for turn in range(2):
        messages = [
            {
                "role": "user" if who == "user" else "assistant",
                "source_id": who,
                "content": {"text": f"{number}: {text}"},
                "annotations": [] if who == "user" else [mark | {"id": f"{number}-{turn}-{who}", "value": 4}],
            }
            for who, text in said.items()
        ]
        turns.append({"id": f"{turn}", "messages": messages, "annotations": [preferred | {"id": f"{number}-{turn}"}]})
    own = {"task_id": f"{number:024x}", "threads": [{"id": "0", "turns": turns, "annotations": []}]}
    facts = {"project": "p", "batch": "b", "status": "completed", "metadata": {"drive": number}}
    return json.dumps({**own, **facts, "created_at": TASK["created_at"], "completed_at": TASK["completed_at"]}).encode()


@cache
def page_of_chats(first: int) -> bytes:
    """Make a page of the list of version 2 that begins with a task."""
    last = min(first + PAGE, len(DOCS))
    more = b', "next_token": "%d"' % last if last < len(DOCS) else b""
    return b'{"tasks": [' + b", ".join(map(chat, range(first, last))) + b"]" + more + b"}"


def number_at(moment: str) -> float:
    """Tell the number of the task that was created then."""
    return (NEWEST - datetime.fromisoformat(unquote(moment))).total_seconds()


NEWEST = datetime(2024, 2, 1, 10, tzinfo=UTC)
DOCS = [doc(number) for number in range(int(sys.argv[2]))]
PAGES = {f"{first}-{len(DOCS)}-0": page(first, len(DOCS)) for first in range(0, len(DOCS), PAGE)}
FIRST = f"0-{len(DOCS)}-0"
PROJECT = json.dumps({"name": "street", "type": "imageannotation", "param_history": []}).encode()
CREATED = json.dumps(TASK).encode()


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
        ready = {"POST": CREATED, "/projects/": PROJECT}
        found = next((body for sign, body in ready.items() if sign in request), None)
        return self.page(request) if found is None else found

    @staticmethod
    def page(request: str) -> bytes:
        """Choose the page of a list."""
        query = dict(pair.split("=", 1) for pair in request.split(" ")[1].partition("?")[2].split("&"))
        if "/v2/" in request:
            return page_of_chats(int(query.get("next_token", 0)))
        if token := query.get("next_token"):
            first, end, begin = map(int, token.split("-"))
            return PAGES.get(token) or page(first, end, begin)
        if "start_time" not in query and "end_time" not in query:
            return PAGES[FIRST]
        begin = max(0, math.ceil(number_at(query["end_time"])) if "end_time" in query else 0)
        end = math.floor(number_at(query["start_time"])) + 1 if "start_time" in query else len(DOCS)
        end = max(begin, min(end, len(DOCS)))
        return page(begin, end, begin)

    def send(self, body: bytes) -> None:
        """Send a whole answer."""
        if not self.transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


async def main() -> None:
    """Serve until killed."""
    Canned.delay = float(sys.argv[1]) / 1000
    tls = None
    if len(sys.argv) > 3:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(sys.argv[3])
    server = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", 0, ssl=tls)
    print(f"{'https' if tls else 'http'}://localhost:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
