"""Spans for OpenTelemetry, one for each attempt, after the semantic conventions of HTTP clients. Extra: `otel`.

    client = ScaleClient(on_event=tracing())

The spans stand under whatever span the caller is in. They hold no body, no query and no key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scaleapi._core import system
from scaleapi._keywords import known_keywords
from scaleapi._version import __version__
from scaleapi.events import Event
from scaleapi.exceptions import ScaleException

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

__all__ = ["tracing"]

Value = str | int


@known_keywords
def tracing(tracer_provider: TracerProvider | None = None) -> Callable[[Event], None]:
    """Make a function for `on_event` that writes spans.

    Args:
        tracer_provider: Where they go; by default to OpenTelemetry's global one.

    Raises:
        ScaleException: The extra is not installed.
    """
    try:
        from opentelemetry.trace import SpanKind, Status, StatusCode, get_tracer  # an extra, needed only here
    except ImportError as error:
        raise ScaleException("Spans need OpenTelemetry: pip install 'scaleapi[otel]'") from error
    tracer = get_tracer("scaleapi", __version__, tracer_provider)

    def write(event: Event) -> None:
        if event.kind != "response":
            return
        ended = system.wall_ns()
        started = ended - round((event.seconds or 0.0) * 1e9)
        facts = _attributes(event)
        span = tracer.start_span(event.method, kind=SpanKind.CLIENT, attributes=facts, start_time=started)
        if event.error is not None:
            span.set_status(Status(StatusCode.ERROR, event.error))
        span.end(ended)

    return write


def _attributes(event: Event) -> dict[str, Value]:
    """Name the facts of an attempt as the conventions do."""
    address = urlsplit(event.url)
    facts: dict[str, Value | None] = {
        "http.request.method": event.method,
        "url.full": event.url,
        "server.address": address.hostname,
        "server.port": address.port or {"https": 443}.get(address.scheme, 80),
        "http.response.status_code": event.status,
        "http.request.resend_count": event.attempt - 1 or None,
        "error.type": None if event.error is None else _error_type(event),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _error_type(event: Event) -> str:
    return str(event.status or (event.error or "").partition(":")[0])
