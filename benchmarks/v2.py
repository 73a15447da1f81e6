"""Version 2 with this SDK and with the official one: all operations, and replies and habits that a client must survive.

    python benchmarks/v2.py python-with-2.18.4

Both are clients of the emulator, in processes of their own; the official SDK is only run, as a black box. The table is
also written to `benchmarks/v2.md`.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from scaleapi.emulator import Emulator
from scaleapi.emulator.server import RunningServer
from scaleapi.emulator.wire import Reply, Request, json_reply

HERE = Path(__file__).parent
KEY = "live_witness"
OPTS = ["annotation_details", "attachment_details", "model_parameters", "submissions"]


class Witness:
    """Answers with an emulator, and tells what it was asked.

    Args:
        emulator: Which one.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._seen: list[list[tuple[str, str]]] = []

    def answer(self, request: Request) -> Reply:
        """Answer a request of a client's, or a question under `/witness`."""
        last = self._seen[-1:]
        self._seen.append(request.query)
        _, _, question = request.path.partition("/witness/")
        if question == "fault":
            asked: dict[str, Any] = dict(request.query)
            asked |= {name: int(asked[name]) for name in ("times", "seconds") if name in asked}
            self._emulator.faults.add(path="/v2/*", **asked)
        if question == "clear":
            self._emulator.faults.clear()
        told = {"count": len(self._seen), "last": last[0] if last else []}
        return json_reply(told) if question else self._emulator.handle(request)


class Stage:
    """What the contenders find: projects, chats with replies of all kinds, deliveries and a dataset.

    Args:
        emulator: Where.
        http: Talks to it.
    """

    def __init__(self, emulator: Emulator, http: httpx.Client) -> None:
        self._emulator, self._http = emulator, http
        for name in ("street", "plain", "paged"):
            self._http.post("/v1/projects", json={"name": name, "type": "chat"}).raise_for_status()

    def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        return self._http.get(f"/v2/{path}", params=query).raise_for_status().json()

    def post(self, path: str, **body: Any) -> Any:
        """Make something."""
        return self._http.post(f"/v2/{path}", json=body).raise_for_status().json()

    def chat(self, threads: Any = None, **place: str) -> str:
        """Make a chat, and complete it with some threads, if there are any."""
        task_id: str = self.post("task/chat", **{"project_name": "street", **place})["task_id"]
        if threads:
            self._emulator.complete(task_id, {"threads": threads})
        return task_id

    def threads(self) -> Any:
        """Get a conversation in which nothing is odd, and no file is attached."""
        task_id = self.chat()
        self._emulator.complete(task_id)
        threads = self.get("task", task_id=task_id, opts=OPTS)["threads"]
        turn = threads[0]["turns"][0]
        del turn["messages"][0]["content"]["attachments"]
        turn["annotations"] = [one for one in turn["annotations"] if one["type"] != "file"]
        return threads

    def odd(self) -> dict[str, str]:
        """Complete chats with what a client may not expect; return their ids."""
        made = {}
        for name, change in ODD.items():
            threads = self.threads()
            change(threads[0]["turns"][0])
            made[name] = self.chat(threads)
        made["new_error"] = self.chat()
        self._emulator.fail(made["new_error"], errors=[{"type": "NEW_KIND", "message": "It is new."}])
        return made

    def facts(self) -> dict[str, Any]:
        """Make everything, and tell the ids."""
        self.post("batch", name="done", project_name="plain")
        plain = self.chat(self.threads(), project_name="plain", batch_name="done")
        for number in range(3):
            self.post("batch", name=f"page {number}", project_name="paged")
        files = self.chat()
        self._emulator.complete(files)
        dataset = self._emulator.deliver([files], dataset="Sums")
        [delivery] = self.get("deliveries", project_name="plain")["deliveries"]
        [doc] = self.get("delivery/tasks", project_name="plain")["docs"]
        whole = self.get("datasets/task", task_id=files)
        task = self.get("task", task_id=plain, opts=OPTS)
        return {
            **self.odd(),
            "plain": plain,
            "pending": self.chat(),
            "project": self.get("project", project_name="street")["id"],
            "delivery": delivery["id"],
            "schema": doc["response_schema_id"],
            "annotation": task["threads"][0]["turns"][0]["annotations"][0]["id"],
            "dataset": dataset["dataset"],
            "dataset_delivery": dataset["id"],
            "dataset_task": files,
            "attachment": whole["response"]["attachments"][0]["id"],
            "wire": task,
        }


PICTURE = {"url": "https://example.com/a.png", "mime_type": "image/png", "name": "a.png"}


def _mark(kind: str, value: object) -> dict[str, Any]:
    return {"id": "1", "type": kind, "key": "odd", "value": value}


ODD: dict[str, Any] = {
    "file": lambda turn: turn["messages"][0]["content"].update(attachments=[PICTURE]),
    "file_annotation": lambda turn: turn["annotations"].append(_mark("file", PICTURE)),
    "new_type": lambda turn: turn["annotations"].append(_mark("of_the_future", {"joy": 0.9})),
    "new_role": lambda turn: turn["messages"][0].update(role="tool"),
    "new_chunk": lambda turn: turn["messages"][-1]["content"]["chunks"].append({"type": "image", "text": "x"}),
    "fraction": lambda turn: turn["annotations"].append(_mark("integer", 2.0)),
    "null": lambda turn: turn["messages"][0].update(annotations=None),
}
"""What is odd about a turn."""


@contextmanager
def served() -> Generator[tuple[str, dict[str, Any]], None, None]:
    """Serve an emulator with everything in it; gives its address and the ids."""
    with Emulator() as emulator, RunningServer(("127.0.0.1", 0), Witness(emulator).answer, lambda: None) as server:
        url = server.url.removesuffix("/v1")
        with httpx.Client(base_url=url, headers={"authorization": f"Bearer {KEY}"}) as http:
            facts = Stage(emulator, http).facts()
        yield url, facts


def probe(who: str, python: str) -> dict[str, dict[str, str | None]]:
    """Run one contender; return what goes wrong with each operation and with each check."""
    with served() as (url, facts), TemporaryDirectory() as folder:
        path = Path(folder) / "facts.json"
        path.write_text(json.dumps(facts), encoding="utf-8")
        # The official SDK must not meet the project's folder, where ours is imported from.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        environment |= {"PYTHONPATH": str(HERE.parent)} if who == "ours" else {}
        command = [python, str(HERE / "v2_probe.py"), who, url, str(path)]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=HERE, env=environment, timeout=120
        )
    told: dict[str, dict[str, str | None]] = json.loads(done.stdout)
    return told


def render(ours: dict[str, dict[str, str | None]], theirs: dict[str, dict[str, str | None]]) -> str:
    """Write the tables."""
    lines = [
        "# Version 2, beside the official SDK 2.18.4",
        "",
        f"Python {platform.python_version()}. Written by `make bench`. Both are clients of the emulator. The",
        "operations are asked for what the official SDK can read: no file is attached, annotations have all details.",
    ]
    for part, title in (("operations", "operation"), ("checks", "what a user may expect")):
        lines += ["", f"| {title} | official 2.18.4 | ours |", "|---|---|---|"]
        lines += [f"| {name} | {_cell(told)} | {_cell(ours[part][name])} |" for name, told in theirs[part].items()]
        good = [sum(told is None for told in answers[part].values()) for answers in (theirs, ours)]
        lines += ["", f"Of {len(ours[part])}: {good[0]} with the official SDK, {good[1]} with ours."]
    return "\n".join(lines) + "\n"


def _cell(told: str | None) -> str:
    return "yes" if told is None else "no: " + told.replace("|", "\\|")


def main() -> None:
    """Print the tables, and write them down."""
    text = render(probe("ours", sys.executable), probe("official", sys.argv[1]))
    print(text, end="")
    (HERE / "v2.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
