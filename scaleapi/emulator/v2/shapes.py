"""How version 2 shows what version 1 keeps: with ids, and with the objects behind them if they are expanded."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from scaleapi.emulator.answers.conversation import AUTHORS
from scaleapi.emulator.batch_states import batch_id
from scaleapi.emulator.call import Call
from scaleapi.emulator.chats import response_of
from scaleapi.emulator.projects import project_id
from scaleapi.emulator.sources import digest
from scaleapi.emulator.store import BATCHES, PROJECTS, Row, Table
from scaleapi.emulator.v2.details import detailed
from scaleapi.emulator.wire import Json

__all__ = ["Shapes", "dataset_shape"]

_CHAT_WORK = ["RLHF: Pref Ranking with Rewrites"]
"""What people do in the conversations that the emulator makes."""


class Shapes:
    """Shows things to one call.

    Args:
        call: Who asks.
        expand: Which fields hold the object in place of its id, wherever they stand.
        opts: Which details are shown.
    """

    def __init__(self, call: Call, expand: Collection[str] = (), opts: Collection[str] = ()) -> None:
        self._call, self._expand, self._opts = call, expand, opts
        self._seen: dict[tuple[str, str], Json] = {}

    def project(self, row: Row) -> Json:
        """Show a project."""
        shown = row.shown
        facts = {"id": project_id(row.account, shown["name"]), "name": shown["name"], "created_at": shown["created_at"]}
        return facts | ({"types": _CHAT_WORK, "models": list(AUTHORS)} if "chat" in shown["type"] else {})

    def batch(self, row: Row) -> Json:
        """Show a batch."""
        facts = {"id": batch_id(row.account, row.shown["name"]), "name": row.shown["name"]}
        facts |= _some(row.shown, "status", "metadata", "created_at", "completed_at")
        callback = {"callback": row.shown["callback"]} if row.shown["callback"] else {}
        return facts | {"project": self.project_of(row), **callback}

    def task(self, row: Row) -> Json:
        """Show a task. One without a project, which version 1 allows, has no field for it."""
        facts = _some(row.shown, "task_id", "status", "created_at", "completed_at", "metadata")
        if "project" in row.shown:
            facts["project"] = self.project_of(row)
        if "batch" in row.shown:
            facts["batch"] = self.batch_of(row)
        return facts | self._result(row)

    def project_of(self, row: Row) -> Any:
        """Show the project of something."""
        return self._inner("project", PROJECTS, project_id, self.project, row)

    def batch_of(self, row: Row) -> Any:
        """Show the batch of a task."""
        return self._inner("batch", BATCHES, batch_id, self.batch, row)

    def response(self, row: Row) -> Json:
        """Show the response of a completed task."""
        response = response_of(row)
        # What version 1 calls annotations is something else.
        return response | ({"threads": detailed(response["threads"], self._opts)} if "threads" in response else {})

    def delivery(self, row: Row) -> Json:
        """Show a delivery of a project."""
        return _some(row.shown, "id", "name", "task_count", "delivered_at") | {"project": self.project_of(row)}

    def delivery_of(self, row: Row) -> Any:
        """Show a delivery beside its tasks, or beside one of them."""
        if "delivery" not in self._expand:
            return row.shown["id"]
        return self.dataset_delivery(row) if "dataset" in row.shown else self.delivery(row)

    def dataset_delivery(self, row: Row) -> Json:
        """Show a delivery of a dataset."""
        counts = _some(row.shown, "task_count", "turn_count")
        return _some(row.shown, "id", "name", "delivered_at") | {"metadata": counts, "dataset": self.dataset_of(row)}

    def dataset_of(self, row: Row) -> Any:
        """Show the dataset of a delivery."""
        dataset = dataset_shape(row.account, row.shown["dataset"])
        return dataset if "dataset" in self._expand else dataset["id"]

    def _inner(
        self, kind: str, table: Table, make_id: Callable[[str, str], str], show: Callable[[Row], Json], row: Row
    ) -> Any:
        name: str = row.shown[kind]
        if kind not in self._expand:
            return make_id(row.account, name)
        if (kind, name) not in self._seen:
            [found] = self._call.store.select(table, "account = ? AND name = ?", (row.account, name))
            self._seen[kind, name] = show(found)
        return self._seen[kind, name]

    def _result(self, row: Row) -> Json:
        """Show the threads of a completed task, or why there are none."""
        if row.shown["status"] == "error":
            failure = {"type": "PROMPT_INFEASIBLE", "message": row.shown["response"]["error"]}
            return {"threads": [], "errors": row.hidden.get("errors", [failure])}
        if row.shown["status"] != "completed":
            return {"threads": []}
        response = self.response(row)
        reports = _some(response, "sensitive_content_reports")
        return reports | ({} if reports and "threads" not in response else {"threads": response.get("threads", [])})


def dataset_shape(account: str, name: str) -> Json:
    """Show a dataset, which is nothing but its name."""
    return {"id": digest("dataset", account, name)[:24], "name": name}


def _some(shown: Json, *names: str) -> Json:
    return {name: shown[name] for name in names if name in shown}
