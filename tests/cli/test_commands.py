"""Every command by its example, and every method of the client by a command."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleClient
from scaleapi.cli.command import registered
from scaleapi.cli.program import GROUPS
from tests.cli.conftest import BOX, Shell

for _name in GROUPS:
    import_module(f"scaleapi.cli.{_name.replace('-', '_')}")
COMMANDS = {one.words: one for one in registered()}
ENDING = [words for words in COMMANDS if words not in {"emulator", "listen"}]
"""Those that end by themselves."""
ID, VIDEO, PENDING = "64f0c2a1b7d4e90012ab34cd", "64f0c2a1b7d4e90012ab34ce", "64f0c2a1b7d4e90012ab34cf"
SAME = {
    "add_task_tags": "tag_tasks",
    "set_task_tags": "tag_tasks",
    "delete_task_tags": "tag_tasks",
    "audit_task": "audit_tasks",
    "batches": "get_batches",
    "cancel_task": "cancel_tasks",
    "projects": "get_projects",
    "set_task_metadata": "set_tasks_metadata",
    "tasks": "get_tasks",
    "plan_tasks": "create_tasks",
    "validate_payload": "create_tasks",
}
"""Methods that another one does the same as."""
INNER = {"close", "many", "pages", "run", "v2_get_tasks", "with_options"}
"""Methods that are no calls of the API, or of its version 2, for which there are no commands."""


def test_every_method_has_a_command() -> None:
    """What the client can do, the shell can do."""
    methods = {name for name, one in vars(ScaleClient).items() if callable(one)}
    methods |= {name for name in dir(ScaleClient) if callable(getattr(ScaleClient, name))}
    public = {name for name in methods if not name.startswith("_")} - INNER
    called = {name for one in COMMANDS.values() for name in one.calls}
    assert set() == {SAME.get(name, name) for name in public} - called


@pytest.fixture
def files(shell: Shell) -> Path:
    """Write the files that the examples read."""
    payload = {"attachment": "https://example.com/a.jpg"}
    (shell.folder / "payloads.jsonl").write_text(json.dumps(payload) + "\n" + json.dumps(payload | BOX) + "\n")
    pot = {"type": "box", "label": "pot", "left": 1, "top": 2, "width": 3, "height": 4}
    drawn = {
        "task_id": "t1",
        "type": "imageannotation",
        "status": "completed",
        "response": {"annotations": [pot, {**pot, "label": "pan", "left": 9}]},
    }
    for name in ("results.jsonl", "gold.jsonl"):
        (shell.folder / name).write_text(json.dumps(drawn) + "\n")
    (shell.folder / "label.py").write_text("import scaleapi\nclient = scaleapi.ScaleClient('k')\n")
    (shell.folder / "a.jpg").write_bytes(b"jpg")
    (shell.folder / "key.txt").write_text("test_shell\n")
    (shell.folder / "key.txt").chmod(0o600)
    return shell.folder


def example(words: str, client: Any) -> str:
    """Write an example with ids that are there."""
    task = next(client.get_tasks("kitchen"))
    line = COMMANDS[words].example
    if VIDEO in line:
        video = client.create_task(
            "videoannotation", attachment="https://example.com/v.mp4", attachment_type="video", frame_rate=1, **BOX
        )
        line = line.replace(VIDEO, client.get_task(video.id).id)
    if PENDING in line:
        with ScaleClient("live_shell", api_instance_url=os.environ["SCALE_API_URL"]) as live:
            line = line.replace(PENDING, live.create_task("chat").id)
    return f"{words} {line.replace(ID, task.id)}"


@pytest.mark.parametrize("words", ENDING)
def test_examples(words: str, shell: Shell, service: Any, files: Path, waits: list[float]) -> None:
    """The example in the help of each command runs."""
    ran = shell(example(words, service))
    assert (0, False) == (ran.code, "Traceback" in ran.err), ran.err
    assert all(json.loads(line) is not None for line in ran.out.splitlines() if line.startswith("{"))


@pytest.mark.parametrize("words", COMMANDS)
def test_help(words: str, shell: Shell) -> None:
    """The help of each command has its example, and says what each option does."""
    ran = shell(f"{words} --help")
    assert 0 == ran.code
    assert f"scaleapi {words}" in " ".join(ran.out.split())
    assert ("--format" in ran.out) == (words != "emulator")  # which writes nothing but its address


def test_dry_runs_send_nothing(shell: Shell, service: Any, files: Path) -> None:
    """With --dry-run, requests are printed with the key masked, and nothing is sent: nobody listens there."""
    wrong = {words: found for words in ENDING if (found := what_a_dry_run_does_wrong(words, shell, service))}
    assert {} == wrong


def what_a_dry_run_does_wrong(words: str, shell: Shell, service: Any) -> Any:
    """Run an example with --dry-run, and return what is not as it should be."""
    line = example(words, service)
    if "--dry-run" not in shell(f"{words} --help").out:
        return (ran := shell(f"{line} --dry-run")).code != 2 and ran  # it changes nothing
    ran = shell(f"{line} --dry-run --api-url http://127.0.0.1:9/v1")
    shown = {json.loads(one)["authorization"] for one in ran.out.splitlines()} if ran.code == 0 else set()
    return shown != {"Basic ***"} and ran
