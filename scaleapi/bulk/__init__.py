"""Many rows at once: creating, changing and storing, each exactly once; planning and waiting.

The calls themselves are on the clients: `create_tasks`, `cancel_tasks`, `tag_tasks`, `set_tasks_metadata`,
`audit_tasks`, `upload_files`, `import_files`, `plan_tasks`, `wait`. Here is what they return, and what needs no client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaleapi._core.crew import Summary
    from scaleapi._core.progress import Progress
    from scaleapi._core.runs import AsyncRun, Run
    from scaleapi.bulk.again import payload_from
    from scaleapi.bulk.changes import ChangeResult
    from scaleapi.bulk.creation import CreateResult
    from scaleapi.bulk.journal import Entry, adopt_journal, read_journal
    from scaleapi.bulk.plan import Existing, Plan, WrongRow
    from scaleapi.bulk.storing import FileResult

_HOME = {
    "AsyncRun": "_core.runs",
    "ChangeResult": "bulk.changes",
    "CreateResult": "bulk.creation",
    "Entry": "bulk.journal",
    "Existing": "bulk.plan",
    "FileResult": "bulk.storing",
    "Plan": "bulk.plan",
    "Progress": "_core.progress",
    "Run": "_core.runs",
    "Summary": "_core.crew",
    "WrongRow": "bulk.plan",
    "adopt_journal": "bulk.journal",
    "payload_from": "bulk.again",
    "read_journal": "bulk.journal",
}

__all__ = [
    "AsyncRun",
    "ChangeResult",
    "CreateResult",
    "Entry",
    "Existing",
    "FileResult",
    "Plan",
    "Progress",
    "Run",
    "Summary",
    "WrongRow",
    "adopt_journal",
    "payload_from",
    "read_journal",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scaleapi.bulk' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scaleapi.{_HOME[name]}"), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
