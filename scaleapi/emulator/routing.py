"""What a route is, and how the one of a request is found.

A path is split at its slashes before it is decoded, because a project's or a batch's name may contain a `/`,
which then arrives as `%2F`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from scaleapi.emulator.call import Call
from scaleapi.emulator.wire import Refusal, Reply, Request, refuse

__all__ = ["Route", "find_route"]

Handler = Callable[[Call], Reply]


class Route(NamedTuple):
    """One endpoint."""

    method: str
    path: str
    """Without the prefix; a segment in braces stands for any name."""
    handler: Handler

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """Get the decoded names of a path that fits, else None."""
        pattern = self.path.split("/")[1:]
        if len(pattern) != len(segments):
            return None
        pairs = list(zip(pattern, segments, strict=True))
        if any(not _fits(wanted, segment) for wanted, segment in pairs):
            return None
        return {wanted[1:-1]: unquote(segment, errors="strict") for wanted, segment in pairs if wanted.startswith("{")}


def _fits(wanted: str, segment: str) -> bool:
    return bool(segment) if wanted.startswith("{") else wanted == segment


def find_route(table: tuple[Route, ...], request: Request, prefix: str) -> tuple[Handler, dict[str, str]]:
    """Find the handler of a request and the names in its path; 501 if there is none."""
    segments = request.path.removeprefix(prefix).split("/")[1:]
    try:
        fitting = [(route, names) for route in table if (names := route.match(segments)) is not None]
    except UnicodeDecodeError:
        refuse(f"The path {request.path} is not percent-encoded UTF-8.")
    for route, names in fitting:
        if route.method == request.method:
            return route.handler, names
    methods = ", ".join(sorted({route.method for route, _ in fitting})) or "nothing"
    raise Refusal(501, f"The emulator does not implement {request.method} {request.path} (at this path: {methods}).")
