"""Which handler answers which method and path of version 2."""

from __future__ import annotations

from scaleapi.emulator.routing import Route
from scaleapi.emulator.v2 import attachments, batches, datasets, deliveries, marks, projects, schemas, tasks

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
    Route("GET", "/schema", schemas.retrieve),
    Route("GET", "/deliveries", deliveries.list_all),
    Route("GET", "/delivery", deliveries.retrieve),
    Route("GET", "/delivery/tasks", deliveries.page_of_tasks),
    Route("GET", "/datasets", datasets.list_all),
    Route("GET", "/datasets/deliveries", datasets.list_deliveries),
    Route("GET", "/datasets/delivery", datasets.retrieve_delivery),
    Route("GET", "/datasets/tasks", datasets.page),
    Route("GET", "/datasets/task", datasets.retrieve),
    Route("GET", "/datasets/task/{task_id}/response_url/{attachment_id}", attachments.redirect),
)
"""What is served under `/v2`."""
