"""Faults on purpose: what goes wrong between a client and the service, so that tests can show what becomes of it.

    emulator.faults.add("reset_after", path="/v1/task/*", probability=0.1)

Chance comes from the emulator's seed: the same requests in the same order meet the same faults.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from random import Random
from threading import Lock
from typing import Any, Literal, cast, get_args

from scaleapi.emulator.wire import Refusal, Reply, Request, Responder, error_reply, is_array, is_object

__all__ = ["FAULTS", "Fault", "FaultKind", "Faults", "parse_fault"]

FaultKind = Literal[
    "429",
    "500",
    "500_after",
    "503",
    "html",
    "reset",
    "reset_after",
    "slow",
    "truncated",
    "unknown_enum",
    "unknown_field",
]
FAULTS: tuple[FaultKind, ...] = get_args(FaultKind)
"""What can go wrong. Only those that end with `_after`, `slow`, `truncated` and `unknown_…` let the work be done."""


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong, and with which requests."""

    kind: FaultKind
    path: str = "*"
    """Which paths, with `*` and `?`: `/v1/task/*`."""
    method: str = "*"
    """Which method; `*` for all."""
    times: int | None = None
    """How often at the most; None for ever."""
    probability: float = 1.0
    """How often, of the requests that it is about."""
    seconds: float = 1.0
    """Of `429`: the `Retry-After`. Of `slow`: how late the answer is."""
    met: int = field(default=0, init=False)
    """How often it has happened."""

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise ValueError(f"there is no fault {self.kind!r}, only {', '.join(FAULTS)}")

    def concerns(self, request: Request) -> bool:
        """Tell whether the fault may happen to a request."""
        left = self.times is None or self.met < self.times
        return left and self.method in {"*", request.method} and fnmatchcase(request.path, self.path)

    def answer(self, request: Request, respond: Responder) -> Reply:
        """Answer a request, with the fault."""
        before = _BEFORE.get(self.kind)
        return before(self) if before else _AFTER[self.kind](self, respond(request))


class Faults:
    """The faults of one emulator."""

    def __init__(self, seed: int = 0) -> None:
        self._random, self._lock = Random(seed), Lock()  # noqa: S311 - it plays, and must be repeatable
        self._faults: list[Fault] = []

    def add(self, kind: FaultKind, **details: Any) -> Fault:
        """Have something go wrong from now on; details are the fields of `Fault`. The first that applies happens."""
        fault = Fault(kind, **details)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Have everything go well again."""
        with self._lock:
            self._faults.clear()

    def answer(self, request: Request, respond: Responder) -> Reply:
        """Answer a request, with whatever goes wrong with it; control routes always go well."""
        fault = None if request.path.startswith("/_emulator/") else self._happening(request)
        return respond(request) if fault is None else fault.answer(request, respond)

    def _happening(self, request: Request) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.concerns(request) and self._random.random() < fault.probability:
                    fault.met += 1
                    return fault
        return None


def parse_fault(text: str) -> dict[str, Any]:
    """Read a fault from the command line: `500_after,path=/v1/task/*,probability=0.1`.

    Raises:
        ValueError: It cannot be read.
    """
    kind, *details = text.split(",")
    pairs = dict(_pair(detail) for detail in details)
    numbers: dict[str, Callable[[str], Any]] = {"times": int, "probability": float, "seconds": float}
    fields = {name: numbers.get(name, str)(value) for name, value in pairs.items()}
    unknown = fields.keys() - {*numbers, "path", "method"}
    if unknown:
        raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
    Fault(cast("FaultKind", kind), **fields)
    return {"kind": kind, **fields}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is not like name=value")
    return name, value


def _refused(status: int, message: str, **headers: str) -> Reply:
    reply = error_reply(Refusal(status, message))
    return replace(reply, headers={**reply.headers, **{name.replace("_", "-"): text for name, text in headers.items()}})


def _altered(reply: Reply, change: Callable[[dict[str, Any]], object]) -> Reply:
    """Change each thing in an answer: the object itself, or those on a page."""
    content: object = json.loads(reply.body) if reply.headers.get("content-type") == "application/json" else None
    listed = [content[name] for name in _LISTS if name in content] if is_object(content) else [content]
    for thing in [one for many in listed if is_array(many) for one in many] if listed else [content]:
        if is_object(thing):
            change(thing)
    return reply if content is None else replace(reply, body=json.dumps(content).encode())


def _newer_status(thing: dict[str, Any]) -> None:
    if "status" in thing:
        thing["status"] = "status_of_the_future"


_LISTS = ("docs", "tasks", "batches", "projects", "deliveries", "datasets")
"""The fields of an answer that hold a page of things."""
_HTML = b"<html><body><h1>Bad gateway</h1></body></html>"

_BEFORE: dict[str, Callable[[Fault], Reply]] = {
    "429": lambda fault: _refused(429, "Too many requests.", retry_after=f"{fault.seconds:.0f}"),
    "500": lambda _: _refused(500, "Internal error."),
    "503": lambda _: _refused(503, "Service unavailable."),
    "html": lambda _: Reply(502, {"content-type": "text/html"}, _HTML),
    "reset": lambda _: Reply(0, {}, b"", sent=-1),
}
_AFTER: dict[str, Callable[[Fault, Reply], Reply]] = {
    "500_after": lambda _, __: _refused(500, "Internal error."),
    "reset_after": lambda _, __: Reply(0, {}, b"", sent=-1),
    "slow": lambda fault, reply: replace(reply, delay=fault.seconds),
    "truncated": lambda _, reply: replace(reply, sent=len(reply.body) // 2),
    "unknown_enum": lambda _, reply: _altered(reply, _newer_status),
    "unknown_field": lambda _, reply: _altered(reply, lambda thing: thing.update(field_of_the_future={"a": [1]})),
}
