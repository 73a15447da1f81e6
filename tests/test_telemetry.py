"""Spans of attempts, as OpenTelemetry's own SDK sees them."""

from __future__ import annotations

import sys

import httpx
import pytest
import respx
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from scaleapi import ScaleException
from scaleapi.telemetry import tracing
from tests.conftest import Clients

URL = "https://api.scale.com/v1/tasks"


def test_spans(clients: Clients) -> None:
    """Each attempt is a client span under the caller's, with the conventions' names, and without the query."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    replies: list[Exception | httpx.Response] = [
        httpx.ConnectError("no route"),
        httpx.Response(503),
        httpx.Response(200, json={"docs": []}),
    ]
    with respx.mock() as router:
        router.get(URL).mock(side_effect=replies)
        client = clients("live_secret", on_event=tracing(provider))
        with provider.get_tracer("user").start_as_current_span("outer") as outer:
            client.tasks(project="secret")

    *spans, _ = kept.get_finished_spans()
    common = {"http.request.method": "GET", "url.full": URL, "server.address": "api.scale.com", "server.port": 443}
    assert [dict(span.attributes or {}) for span in spans] == [
        common | {"error.type": "could not connect"},
        common | {"error.type": "503", "http.response.status_code": 503, "http.request.resend_count": 1},
        common | {"http.response.status_code": 200, "http.request.resend_count": 2},
    ]
    assert [False, False, True] == [span.status.is_ok or span.status.is_unset for span in spans]
    assert {outer.get_span_context().span_id} == {span.parent.span_id for span in spans if span.parent}
    assert all((span.start_time or 0) <= (span.end_time or 0) for span in spans)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what to install."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    with pytest.raises(ScaleException, match=r"scaleapi\[otel\]"):
        tracing()
