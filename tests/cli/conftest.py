"""A shell for the command line: in process, with an emulator that it talks to."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scaleapi.cli import main
from scaleapi.cli.program import GROUPS
from scaleapi.emulator import Emulator

KEY = "test_shell"
for _name in GROUPS:  # before any test changes what commands are made of
    import_module(f"scaleapi.cli.{_name.replace('-', '_')}")
BOX = {"geometries": {"box": {"objects_to_annotate": ["pot"]}}}


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


class Shell:
    """Runs commands in process, in a folder of their own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._capsys, self._monkeypatch, self.folder = capsys, monkeypatch, folder

    def __call__(self, line: str, stdin: str = "") -> Ran:
        """Run a line of a shell, without the program's name."""
        source = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        self._monkeypatch.setattr(sys, "stdin", source)
        self._capsys.readouterr()
        code = main(shlex.split(line))
        return Ran(code, *self._capsys.readouterr())


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    """Give a shell without a key, without settings and without a keyring."""
    for name in ("SCALE_API_KEY", "SCALE_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.chdir(tmp_path)
    return Shell(capsys, monkeypatch, tmp_path)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, shell: Shell, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Serve an emulator with a project, a batch and two tasks; `shell` has its address and key.

    The tasks are completed at the next look, but where they should be canceled.
    """
    del shell  # first, for it takes the key away
    params = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    waiting = {"cancel", "prioritize"} & set(str(params.get("words")).split())
    emulator = Emulator(pending_reads=9 if waiting else 0)
    with emulator, emulator.serve() as server, emulator.client(KEY, api_instance_url=server.url) as client:
        client.create_project("kitchen", "imageannotation", BOX, studio=True)
        client.create_project("support", "chat")
        client.create_batch("kitchen", "monday")
        client.invite_teammates(["ann@example.com"], "labeler")
        client.add_studio_assignments(["ann@example.com"], ["kitchen"])
        client.create_project_group("kitchen", ["ann@example.com"], "experts")
        for number in range(2):
            address = f"https://example.com/{number}.jpg"
            client.create_task(
                "imageannotation",
                project="kitchen",
                batch="monday",
                attachment=address,
                unique_id=f"row-{number}",
                **BOX,
            )
        monkeypatch.setenv("SCALE_API_KEY", KEY)
        monkeypatch.setenv("SCALE_API_URL", server.url)
        yield client
