"""Which handler answers which method and path of version 2."""

from __future__ import annotations

from scaleapi.emulator.routing import Route
from scaleapi.emulator.v2 import batches, marks, projects, tasks

__all__ = ["API_2"]

API_2 = (
    Route("GET", "/task", tasks.retrieve),
    Route("GET", "/tasks", tasks.page),
    Route("POST", "/task/chat", tasks.create_chat),
    Route("POST", "/task/metadata", tasks.set_metadata),
    Route("GET", "/batch", batches.retrieve),
    Route("GET", "/batches", batches.page),
    Route("POST", "/batch", batches.create),
    Route("POST", "/batch/finalize", batches.finalize),
    Route("POST", "/batch/pause", batches.pause),
    Route("POST", "/batch/resume", batches.resume),
    Route("POST", "/batch/cancel", batches.cancel),
    Route("POST", "/batch/metadata", batches.set_metadata),
    Route("GET", "/project", projects.retrieve),
    Route("GET", "/projects", projects.list_all),
    Route("GET", "/annotation", marks.retrieve),
)
"""What is served under `/v2`."""
