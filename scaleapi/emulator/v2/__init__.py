"""Version 2 of the API: the same tasks, batches and projects as in version 1, by id, and with conversations.

In reading order:

    routes          which handler answers which path
    lookup          projects and batches by id or by name
    asking          what queries ask for: pages, windows of time, `expand`, `opts`
    shapes          how version 2 shows a project, a batch, a task
    tasks, batches, projects
    details         what `opts` leaves out of a conversation
    marks           one annotation
    delivering      what is delivered: completed batches, and what the emulator is told
    deliveries      of projects
    datasets        deliveries of datasets, and their tasks
    attachments     files in tasks of datasets
    schemas         what responses look like
"""

from __future__ import annotations

__all__: list[str] = []
