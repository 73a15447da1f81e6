"""Show what would be sent, and send nothing."""

from __future__ import annotations

import json
import sys

import httpx

__all__ = ["DryRun"]

_ANSWER = {"task_id": "0" * 24, "id": "0" * 24, "name": "dry-run", "email": "dry-run@example.com", "status": "pending"}
"""Something that every kind of thing can be read from."""


class DryRun(httpx.BaseTransport):
    """Prints each request on standard output, the key masked, and answers as if it had been carried out."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Print a request."""
        sent = {"method": request.method, "url": str(request.url), "authorization": "Basic ***", "body": _body(request)}
        sys.stdout.write(json.dumps(sent, ensure_ascii=False) + "\n")
        return httpx.Response(200, json=_ANSWER, request=request)


def _body(request: httpx.Request) -> object:
    content = request.read()
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return f"{len(content)} bytes of {request.headers.get('Content-Type', 'something')}"
