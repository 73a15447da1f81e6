"""What people wrote in chats: version 2 shows it as threads of turns, whichever version the task was made with.

A response may hold `threads` and `sensitive_content_reports` itself; they are then shown as they are.
"""

from __future__ import annotations

from typing import Any

from scaleapi.emulator.answers import CONVERSATION, answer, result_file
from scaleapi.emulator.store import Row
from scaleapi.emulator.wire import Json

__all__ = ["file_in_chat", "make_conversation", "response_of"]


def make_conversation(row: Row, submitted_at: str) -> Json:
    """Make the response of a chat for which nobody gave one: an object with `threads`."""
    task_id = row.shown["task_id"]
    files = f"http://{row.hidden['host']}/_emulator/results/{task_id}"
    return answer(CONVERSATION, _params(row, submitted_at), seed=task_id, files=files)


def response_of(row: Row) -> Json:
    """Get the response of a completed task as version 2 has it: of a chat, always a conversation."""
    response: Json = row.hidden.get("secured_response") or row.shown["response"]
    if "chat" not in row.shown["type"] or {"threads", "sensitive_content_reports"} & response.keys():
        return response
    return response | make_conversation(row, row.shown["completed_at"])


def file_in_chat(row: Row, name: str) -> Any:
    """Make a file of a conversation again; None if there is no such file."""
    if "chat" not in row.shown["type"]:
        return None
    return result_file(CONVERSATION, _params(row, ""), seed=row.shown["task_id"], name=name)


def _params(row: Row, submitted_at: str) -> Json:
    return {**row.shown["params"], "task_id": row.shown["task_id"], "submitted_at": submitted_at}
