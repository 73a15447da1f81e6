"""Many rows at once: creating, changing and storing, each exactly once; planning and waiting.

The calls themselves are on the clients: `create_tasks`, `cancel_tasks`, `tag_tasks`, `set_tasks_metadata`,
`audit_tasks`, `upload_files`, `import_files`, `plan_tasks`, `wait`. Here is what they return, and what needs no client.
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "_core.jobs.progress": "Progress",
    "_core.jobs.runners": "AsyncBulkRun BulkRun",
    "_core.jobs.scheduler": "Summary",
    "bulk.changes": "ChangeResult",
    "bulk.creation": "CreateResult",
    "bulk.journal": "Entry adopt_journal read_journal",
    "bulk.plan": "Existing Plan WrongRow",
    "bulk.resubmit": "payload_from",
    "bulk.uploads": "FileResult",
}
"""The public names, by the module that has them."""
_RENAMED = {"AsyncRun": "AsyncBulkRun", "Run": "BulkRun"}

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC, renamed=_RENAMED)
