"""What all commands share: forms, columns, exit codes, settings, the key, questions."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scaleapi.cli import main
from scaleapi.cli.output import value_at
from scaleapi.exceptions import Outcome, ScaleTimeoutError
from tests.cli.conftest import KEY, Shell

LIST = "tasks list --project kitchen"


def test_forms(shell: Shell, service: Any) -> None:
    """Rows are JSON lines in a pipe; as JSON, CSV and a table, if asked."""
    shell(LIST)  # the tasks are completed now
    lines = [json.loads(line) for line in shell(LIST).out.splitlines()]
    rows = csv.DictReader(io.StringIO(shell(f"{LIST} --format csv").out))
    table = shell(f"{LIST} --format table --fields task_id,unique_id").out.splitlines()

    assert lines == json.loads(shell(f"{LIST} --format json").out)
    assert ["row-1", "row-0"] == [row["unique_id"] for row in rows]
    assert [["task_id", "unique_id"], [lines[0]["task_id"], "row-1"]] == [line.split() for line in table[:2]]


def test_fields(shell: Shell, service: Any) -> None:
    """Columns go by dotted names; what is not there is null."""
    ran = shell(f"{LIST} --limit 1 --fields id,params.attachment,params.geometries.box,nothing.at.all")
    row = json.loads(ran.out)
    assert ["id", "params.attachment", "params.geometries.box", "nothing.at.all"] == list(row)
    assert ("https://example.com/1.jpg", None) == (row["params.attachment"], row["nothing.at.all"])


@pytest.mark.parametrize(
    ("name", "value"), [("a.0.b", 1), ("a.1.b", None), ("a.x", None), ("c.d", 2), ("a.0.b.c", None), ("id", "t")]
)
def test_dotted_names(name: str, value: Any) -> None:
    """Steps are keys, or places in an array; a key may have a dot itself."""
    assert value == value_at({"a": [{"b": 1}], "c.d": 2, "task_id": "t"}, name)


def test_a_terminal_gets_a_table(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, rows are a table."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert "{" not in (told := shell("teams list").out)
    assert ["email", "role", "company"] == re.sub(r"\x1b\[\d*m", "", told).splitlines()[0].split()


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("tasks list --project kitchen --limit 0", 2, "--limit"),
        ("tasks list --no-such-option", 2, "--no-such-option"),
        ("tasks nonsense", 2, "nonsense"),
        ("tasks list", 2, "project_name"),
        ("tasks get nope", 3, "not found"),
        ("tasks create missing.jsonl --type imageannotation --yes", 2, "missing.jsonl"),
        ("tasks create rows.csv --type imageannotation --map nonsense --yes", 2, "NAME=VALUE"),
        ("tasks cancel", 2, "Give ids"),
        ("tasks cancel x --batch monday", 2, "not both"),
        ("tasks wait", 2, "--batch"),
        ("projects create x --type imageannotation --params {", 2, "--params is no JSON"),
        ("request GET tasks --query x", 2, "NAME=VALUE"),
        ("config get nothing", 2, "nothing"),
        ("config get proxy", 1, "proxy is not set"),
        ("config set api-key test_secret", 2, "can be seen by others"),
        ("config set proxy", 2, "needs a value"),
        ("tasks list --project kitchen --profile nobody", 2, "nobody"),
        ("tasks list --project kitchen --api-key-file open.txt", 2, "chmod 600 open.txt"),
        ("tasks list --project kitchen --api-key-file empty.txt", 2, "empty.txt holds no key"),
        ("tasks list --project kitchen --api-key-file none.txt", 2, "none.txt: No such file"),
        ("tasks list --project kitchen --api-url http://127.0.0.1:9/v1", 3, "scaleapi doctor"),
        ("tasks cancel a b", 2, "--yes"),
    ],
)
def test_bad_input(line: str, code: int, told: str, shell: Shell, service: Any, waits: list[float]) -> None:
    """A line or two with what and where, and an exit code; never a traceback, never a key."""
    for name, text, mode in (("open.txt", "test_k", 0o644), ("empty.txt", "", 0o600), ("rows.csv", "a\n1\n", 0o644)):
        (shell.folder / name).write_text(text)
        (shell.folder / name).chmod(mode)
    ran = shell(line)
    assert (code, "", True) == (ran.code, ran.out, told in ran.err), ran.err
    assert len(ran.err.splitlines()) <= 3 or "Usage" in ran.err
    assert not [secret for secret in ("test_secret", KEY, "Traceback") if secret in ran.err]


def test_verbose(shell: Shell, service: Any) -> None:
    """Each attempt is told, never the key; and a traceback where something goes wrong."""
    told = shell(f"{LIST} --verbose").err
    assert "request: GET" in told
    assert KEY not in told
    assert "Traceback" in shell("tasks get nope --verbose").err


def test_no_key(shell: Shell) -> None:
    """Without a key, a line says what to do."""
    assert (2, "", True) == ((ran := shell(LIST)).code, ran.out, "scaleapi config set api-key" in ran.err)


@pytest.mark.parametrize("source", ["-", "key.txt"])
def test_a_key_from_elsewhere(source: str, shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key comes from a file or standard input instead of the environment."""
    monkeypatch.delenv("SCALE_API_KEY")
    (shell.folder / "key.txt").write_text(KEY)
    (shell.folder / "key.txt").chmod(0o600)
    assert "2\n" == shell(f"tasks count --batch monday --api-key-file {source}", stdin=f"{KEY}\n").out


def test_settings(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile has what neither options nor environment have; the key stands in a file that only its owner reads."""
    monkeypatch.delenv("SCALE_API_KEY")
    path = Path(shell("config path").out.strip())
    assert "kept in" in shell("config set api-key", stdin=f"{KEY}\n").err
    assert 0 == shell("config set project kitchen").code

    assert ("2\n", 0o600) == (shell("tasks count").out, path.stat().st_mode & 0o777)
    assert KEY not in shell("config list").out
    assert "kitchen\n" == shell("config get project").out

    path.chmod(0o644)
    assert f"chmod 600 {path}" in shell("tasks count").err


def test_a_broken_settings_file(shell: Shell, service: Any) -> None:
    """A file that is no TOML is named."""
    path = Path(shell("config path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text("= nonsense")
    assert (2, True) == ((ran := shell("tasks count")).code, str(path) in ran.err)


def test_the_keyring(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is a keyring, the key is kept there, and found there."""
    kept: dict[tuple[str, str], str] = {}
    ring: Any = ModuleType("keyring")
    ring.get_keyring, ring.get_password = object, lambda *at: kept.get(at)
    ring.set_password = lambda service, user, key: kept.update({(service, user): key})
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.delenv("SCALE_API_KEY")

    assert "the keyring" in shell("config set api-key", stdin=f"{KEY}\n").err
    assert ({("scaleapi", "default"): KEY}, "2\n") == (kept, shell("tasks count --batch monday").out)
    assert "keyring" in shell("config get api-key").out

    ring.get_password = lambda *_: 1 / 0
    assert "the keyring cannot be read: ZeroDivisionError" in shell("tasks count --batch monday").err


def test_unknown_outcomes(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody knows whether it was done, the exit code is 4, and a line says how to find out."""

    def lost(*_: object, **__: object) -> None:
        raise ScaleTimeoutError("No answer in time", outcome=Outcome.unknown, attempts=1)

    monkeypatch.setattr("scaleapi.ScaleClient.finalize_batch", lost)
    ran = shell("batches finalize monday")
    assert (4, True) == (ran.code, "look it up before you do it again" in ran.err), ran.err


def test_interrupted(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C says how to go on."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scaleapi.ScaleClient.get_task", stop)
    ran = shell("tasks get x")
    assert (130, True) == (ran.code, "the same command again goes on" in ran.err)


def test_no_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the extra, one line says what to install."""
    for name in [name for name in sys.modules if name.startswith("scaleapi.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "typer", None)
    assert (2, "scaleapi: typer is missing: pip install 'scaleapi[cli]'\n") == (main([]), capsys.readouterr().err)


def test_the_arguments_of_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without arguments of its own, the command line is the process's."""
    monkeypatch.setattr(sys, "argv", ["scaleapi", "--version"])
    assert (0, True) == (main(), capsys.readouterr().out.startswith("scaleapi "))
    assert os.environ.get("SCALE_API_KEY", "") not in {KEY}
