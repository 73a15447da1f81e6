"""The second API, for chat and GenAI work: `client.v2`. Imported when it is first used.

client          V2Client, AsyncV2Client: all calls
tasks, batches, projects, datasets      what can be called on each resource
arguments       checks before anything is sent
calls, lists    how a call and a list are described
creation        creating a task at most once
exporting       lists to disk
bulk_endpoints, bulk    many tasks, with a journal
downloads       files that are kept elsewhere
waiting         until a batch stands where it should
old_requests, generated_names   request objects and names of SDK 2.18
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {"v2.bulk": "ChatCreateResult", "v2.client": "AsyncV2Client V2Client"}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
