"""What goes in and what comes out: requests and replies as plain values, free of any HTTP library.

The adapters build a `Request` and send a `Reply`; everything between them is ordinary Python.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeGuard
from urllib.parse import parse_qsl

__all__ = [
    "Json",
    "Refusal",
    "Reply",
    "Request",
    "Responder",
    "error_reply",
    "is_array",
    "is_object",
    "json_reply",
    "refuse",
    "text_reply",
]

Json = dict[str, Any]
"""A JSON object as `json.loads` gives it."""


def is_object(value: object) -> TypeGuard[Json]:
    """Tell whether a value from `json.loads` is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value from `json.loads` is an array."""
    return isinstance(value, list)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read to its end."""

    method: str
    path: str
    """As sent, still percent-encoded: a name in it may contain `%2F`."""
    query: list[tuple[str, str]]
    """Decoded, in the order sent; a key may come several times."""
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes = b""

    @classmethod
    def parse(cls, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Request:
        """Build a request from the target of a request line, e.g. `/v1/tasks?limit=1`."""
        path, _, query = target.partition("?")
        lower = {name.lower(): value for name, value in headers.items()}
        pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        return cls(method.upper(), path, pairs, lower, body)

    @property
    def is_text(self) -> bool:
        """Whether the address is percent-encoded UTF-8, as URLs are."""
        try:
            "".join(part for pair in self.query for part in pair).encode("utf-8")
        except UnicodeEncodeError:
            return False
        return self.path.isascii() and self.path.isprintable()


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply."""

    status: int
    headers: dict[str, str]
    body: bytes
    sent: int | None = None
    """How many bytes of the body are sent before the connection breaks; -1: it breaks without an answer."""
    delay: float = 0.0
    """Seconds until the answer is sent."""

    def json(self) -> Any:
        """Parse the body; ValueError if it is no JSON (a few endpoints answer plain text)."""
        return json.loads(self.body)


Responder = Callable[[Request], Reply]
"""What an adapter calls for each request; wrap one to change how the service behaves on the way."""


class Refusal(Exception):  # noqa: N818 - an answer of the service, not a failure of this program
    """The service's refusal of a request: an HTTP status and the text that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def refuse(message: str, status: int = 400) -> NoReturn:
    """Raise a `Refusal`; without a status, a 400."""
    raise Refusal(status, message)


def json_reply(value: object, status: int = 200) -> Reply:
    """Answer with a JSON value."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return Reply(status, {"content-type": "application/json"}, body)


def text_reply(text: str) -> Reply:
    """Answer 200 with plain text, as some endpoints do."""
    return Reply(200, {"content-type": "text/plain; charset=utf-8"}, text.encode())


def error_reply(refusal: Refusal) -> Reply:
    """Answer with an error in the form that all endpoints share."""
    return json_reply({"status_code": refusal.status, "error": refusal.message}, refusal.status)
