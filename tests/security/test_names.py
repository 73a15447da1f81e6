"""Hostile data: names that lead elsewhere, and texts that a terminal obeys."""

from __future__ import annotations

import json
import sys
from pathlib import PurePosixPath

import pytest

from scaleapi import Task
from scaleapi.cli.harmless import harmless
from scaleapi.export import to_coco, to_yolo
from scaleapi.export.layout import mask_name
from tests.cli.conftest import Shell, shell  # noqa: F401  (a fixture)

NAMES = ["..", ".", "../../a", "/etc/passwd", "a/../../b", "..\\..\\a", "C:\\a", "a\0b", "%2e%2e", "...", "a/.."]


@pytest.mark.parametrize("name", NAMES)
def test_masks_stay_in_their_folder(name: str) -> None:
    """Whatever a task or a mask is called, its file lies in a folder of its own, below that of the export."""
    place = mask_name(name, name)

    assert ["files"] == list(PurePosixPath(place).parts[:1])
    assert [3, 3] == [len(PurePosixPath(place).parts), len(place.split("/"))]
    assert {".", ".."}.isdisjoint(place.split("/"))
    assert not {"\\", "\0", ":"} & set(place)


@pytest.mark.parametrize("name", NAMES)
def test_images_stay_in_their_folder(name: str) -> None:
    """Files of COCO and YOLO are named by no more than the last part of a URL."""
    facts = {"task_id": name, "type": "imageannotation", "status": "completed", "response": {"annotations": []}}
    task = Task.model_validate({**facts, "params": {"attachment": f"https://example.com/{name}"}})

    names = [to_coco([task]).dataset["images"][0]["file_name"], *to_yolo([task], sizes=lambda _: (1, 1)).labels]

    assert not [one for one in names if not one.strip(".") or set("/\\\0") & set(one)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä 🐄\n\tx", "plain ä 🐄\n\tx"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("a\rb\x7f\x9bc", r"a\rb\x7f\x9bc"),
        ("\u202egpj.exe\u2066", r"\u202egpj.exe\u2066"),
    ],
)
def test_what_a_terminal_would_obey(text: str, shown: str) -> None:
    """It is shown as an escape."""
    assert shown == harmless(text)


def test_tables_and_lines(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """What came from the service cannot take over the terminal: in tables, in lines, and in errors."""
    task = {"task_id": "t\x1b[2J", "type": "chat\x1b[31m", "status": "odd\x9b1m"}
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)

    ran = shell("drift - --format table", stdin=json.dumps(task))
    wrong = shell("migrate-check '\x1b[2J.py'")

    assert r"t\x1b[2J" in "".join(ran.out.split())
    assert r"\x1b[2J.py: No such file or directory" in wrong.err
    assert "\x1b" not in ran.out + ran.err + wrong.err
