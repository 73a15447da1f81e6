"""What the documentation says is run, and what is generated in it is current."""

from __future__ import annotations

import gzip
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleInvalidRequest, TaskType
from scaleapi.emulator import Emulator
from tests import generated

ROOT = Path(__file__).parent.parent
OWN_TEST = ROOT / "docs/problems.md"  # whose blocks tests/test_problems.py runs
PAGES = [ROOT / "README.md", *sorted({*(ROOT / "docs").rglob("*.md")} - {OWN_TEST})]
FILES = (".py", ".md", ".json", ".toml")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def blocks(page: Path) -> list[str]:
    """List a page's Python blocks."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give what pages take for granted: files of payloads in the folder."""
    monkeypatch.chdir(tmp_path)
    Path("payloads.csv").write_text("attachment,priority\nhttps://example.com/1.jpg,15\n", encoding="utf-8")
    row = b'{"attachment": "https://example.com/1.jpg", "priority": 15}\n'
    Path("payloads.jsonl.gz").write_bytes(gzip.compress(row))


@contextmanager
def names_for(page: Path) -> Iterator[dict[str, object]]:
    """Give the names that blocks of a page take for granted: of the comparisons, a client and a task; else none."""
    if page.name != "migration.md":
        yield {"__name__": "page"}
        return
    with Emulator() as emulator, emulator.client("live_pages") as client:
        task = client.create_task("chat")
        named = {"client": client, "task": task, "TaskType": TaskType, "ScaleInvalidRequest": ScaleInvalidRequest}
        yield {"__name__": "page", **named}


@pytest.mark.parametrize(
    ("page", "code"),
    [
        pytest.param(page, code, id=f"{page.relative_to(ROOT)}-{at}")
        for page in PAGES
        for at, code in enumerate(blocks(page), 1)
    ],
)
@pytest.mark.usefixtures("stage")
def test_code_in_the_pages_runs(page: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each Python block runs offline, by itself but on the page of comparisons; tests in it get their fixtures."""
    with names_for(page) as namespace:
        exec(compile(code, str(page), "exec"), namespace)  # noqa: S102  (our own text)

        for name, thing in list(namespace.items()):
            if name.startswith("test_") and callable(thing):
                with Emulator() as emulator, emulator.client() as client:
                    thing(client)
    assert "import" not in code or capsys.readouterr().out


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_run_offline(
    example: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each example ends well against the emulator, and says something."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(example)])  # not what these tests were started with

    runpy.run_path(str(example), run_name="__main__")

    assert capsys.readouterr().out


def test_the_demo_tells_its_story(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demo refuses by pointer, creates, prints a typed result and reads it back."""
    monkeypatch.chdir(tmp_path)

    runpy.run_path(str(ROOT / "examples/quickstart.py"), run_name="__main__")

    told = capsys.readouterr().out
    for part in (
        "/attachment: ",
        "/geometries/box/min_height: ",
        "/priority: ",
        "2. Created: Task(",
        "read back equal: True",
    ):
        assert part in told


@pytest.mark.parametrize("file", generated.STUBS)
def test_generated_stubs_are_current(file: str) -> None:
    """What type checkers see is what the models say."""
    assert (ROOT / file).read_text(encoding="utf-8") == generated.STUBS[file]()


@pytest.mark.parametrize("page", generated.PARTS)
def test_generated_parts_are_current(page: str) -> None:
    """`make docs` would change nothing."""
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == generated.current(page)


def test_the_names_in_the_architecture_exist() -> None:
    """Each dotted name on the page is a module of the package, or something in one."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    names = {one for one in re.findall(r"`([a-z_]\w*(?:\.\w+)+)`", page) if not one.endswith(FILES)}

    assert len(names) > 40
    assert [] == [name for name in sorted(names) if not exists(name)]


def exists(name: str) -> bool:
    """Tell whether a dotted name below `scaleapi` is there."""
    steps = name.split(".")
    for at in range(len(steps), 0, -1):
        with suppress(ModuleNotFoundError):
            thing: Any = import_module(".".join(["scaleapi", *steps[:at]]))
            return reduce(lambda one, step: getattr(one, step, None), steps[at:], thing) is not None
    return False


def test_links_lead_somewhere() -> None:
    """Every relative link in a page names a file that exists."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    ]

    assert [] == [(page.name, link) for page, link in links if not (page.parent / link).exists()]


def rows(page: Path) -> set[tuple[str, ...]]:
    """List the first three cells of each row of the tables on a page."""
    found = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {row for row in found if row[2].endswith("\u00d7")}


def test_the_readme_promises_what_was_measured() -> None:
    """Each row of its table stands in one that `make bench` wrote."""
    measured = set[tuple[str, ...]]().union(*(rows(page) for page in (ROOT / "benchmarks").glob("*.md")))

    assert len(rows(ROOT / "README.md")) >= 5
    assert set() == rows(ROOT / "README.md") - measured


def test_the_plugin_is_found_by_pytest(tmp_path: Path) -> None:
    """A user's test gets the fixtures without any import."""
    (tmp_path / "test_mine.py").write_text(blocks(ROOT / "docs/guides/testing.md")[0], encoding="utf-8")

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert "1 passed" in run.stdout
