"""The most used commands as real processes: pipes, a closed pipe, Ctrl-C, a kill; and what starting costs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaleapi.emulator import Emulator
from tests.cli.conftest import BOX, KEY
from tests.cli.session import session

ROWS = 100
HEAVY = {"pyarrow", "pandas", "polars", "numpy", "distributed"}


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Any]:
    """Serve an emulator with a project; give its client."""
    with (
        Emulator() as emulator,
        emulator.serve() as server,
        emulator.client(KEY, api_instance_url=server.url) as client,
    ):
        client.create_project("kitchen", "imageannotation", BOX)
        payloads = [{"attachment": f"https://example.com/{number}.jpg"} for number in range(ROWS)]
        (tmp_path / "p.jsonl").write_text("".join(json.dumps(one) + "\n" for one in payloads))
        client.faults, client.address = emulator.faults, server.url  # type: ignore[attr-defined]
        yield client


def started(live: Any, tmp_path: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    environment = {
        **os.environ,
        "SCALE_API_KEY": KEY,
        "SCALE_API_URL": live.address,
        "XDG_CONFIG_HOME": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    command = [sys.executable, "-m", "scaleapi", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL, text=True, **options
    )


CREATE = (
    "tasks",
    "create",
    "p.jsonl",
    "--type",
    "imageannotation",
    "--project",
    "kitchen",
    "--yes",
    "--concurrency",
    "2",
)


def test_create_and_list(live: Any, tmp_path: Path) -> None:
    """A file becomes tasks, which a pipe gets as JSON lines."""
    out, err = started(live, tmp_path, *CREATE).communicate()
    listed, _ = started(live, tmp_path, "tasks", "list", "--project", "kitchen", "--fields", "id").communicate()

    assert f"{ROWS} created" in err
    ids = {json.loads(line)["task_id"] for line in out.splitlines()}
    assert ids == {json.loads(line)["id"] for line in listed.splitlines()}
    assert ROWS == len(ids)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_stopped_and_called_again(stop: signal.Signals, live: Any, tmp_path: Path) -> None:
    """Interrupted or killed in the middle, the same command again creates the rest: each row exactly once."""
    live.faults.add("slow", seconds=0.1, path="/v1/task/imageannotation")
    process = started(live, tmp_path, *CREATE)
    assert process.stdout is not None
    for _ in range(10):
        process.stdout.readline()
    process.send_signal(stop)
    err = process.communicate()[1]
    assert {signal.SIGINT: 130, signal.SIGKILL: -9}[stop] == process.returncode
    assert ("the same command again goes on" in err) == (stop is signal.SIGINT)
    assert 10 <= live.get_tasks_count("kitchen") < ROWS

    live.faults.clear()
    again = started(live, tmp_path, *CREATE)
    again.communicate()

    urls = [task.params["attachment"] for task in live.get_tasks("kitchen")]
    assert (0, ROWS, ROWS) == (again.returncode, len(urls), len(set(urls)))


def test_a_closed_pipe(live: Any, tmp_path: Path) -> None:
    """`| head -1` ends a listing, longer than what a pipe holds, without a word."""
    metadata = {"note": "x" * 5000}
    payloads = [{"attachment": "https://example.com/a.jpg", "project": "kitchen", "metadata": metadata}] * ROWS
    assert all(result.task for result in live.create_tasks("imageannotation", payloads))
    with started(live, tmp_path, "tasks", "list", "--project", "kitchen") as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        assert listing.stdout.readline()
        listing.stdout.close()
        assert ("", 0) == (listing.stderr.read(), listing.wait())


def test_a_narrow_terminal_without_colours(live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table keeps to the width there is, and NO_COLOR is heeded."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    out, _ = started(live, tmp_path, "projects", "list", "--format", "table").communicate()
    assert ("\x1b" in out, True) == (False, max(map(len, out.splitlines())) <= 40)


def test_what_a_call_imports(live: Any, tmp_path: Path) -> None:
    """A command that makes one call imports nothing for data."""
    script = (
        "import sys; from scaleapi.cli import main; main(['tasks', 'count', '--project', 'kitchen', '--quiet'])\n"
        f"print(sorted({HEAVY} & {{name.partition('.')[0] for name in sys.modules}}))"
    )
    environment = {**os.environ, "SCALE_API_KEY": KEY, "SCALE_API_URL": live.address}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ["0", "[]"] == ran.stdout.splitlines()


def test_help_imports_no_group() -> None:
    """`scaleapi --help` knows the groups by name only, and imports neither httpx nor pydantic."""
    script = (
        "import sys; from scaleapi.cli import main; main(['--help'])\n"
        "print(sorted({'httpx', 'pydantic', 'msgspec', 'scaleapi.cli.tasks'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "[]" == ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    """Each shell is offered the commands."""
    variables = {"_SCALEAPI_COMPLETE": f"complete_{shell}", "COMP_WORDS": "scaleapi tas", "COMP_CWORD": "1"}
    variables |= {"_TYPER_COMPLETE_ARGS": "scaleapi tas", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    ran = subprocess.run(
        [sys.executable, "-m", "scaleapi"], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert "tasks" in ran.stdout, ran.stderr


def test_the_session_of_the_readme() -> None:
    """What the README shows is what a terminal shows."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert session() in readme
