"""The bar: a widget in notebooks, a line in terminals, nothing in pipes."""

from __future__ import annotations

import io
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from scaleapi._core.jobs.progress import Progress, reporter

TQDM = ("tqdm.auto", "tqdm.autonotebook", "tqdm.notebook")


class Widget:
    """Stands in for a widget of ipywidgets, and for those inside it."""

    def __init__(self, children: Any = (), **facts: Any) -> None:
        self.children, self.layout, self.style = children, SimpleNamespace(), SimpleNamespace()
        self.value: Any = None
        self.max: Any = None
        vars(self).update(facts)

    def close(self) -> None:
        """Leave the page."""


def module(name: str, **content: Any) -> ModuleType:
    """Make a module."""
    made = ModuleType(name)
    vars(made).update(content)
    return made


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Pretend that this is a kernel with ipywidgets; return what is displayed."""
    shown: list[Any] = []
    kernel = SimpleNamespace(config={"IPKernelApp": {}})
    stands_in = {
        "IPython": module("IPython", get_ipython=lambda: kernel),
        "IPython.display": module("IPython.display", display=shown.append),
        "ipykernel.zmqshell": module("ipykernel.zmqshell"),  # by which newer versions of tqdm tell, older by the config
        "ipywidgets": module("ipywidgets", HTML=Widget, FloatProgress=Widget, HBox=Widget, __version__="8.0"),
    }
    for name, made in (dict.fromkeys(TQDM) | stands_in).items():
        monkeypatch.setitem(sys.modules, name, made)
    monkeypatch.delenv("QT_API", raising=False)
    for name in TQDM:
        del sys.modules[name]  # imported again; and what was there is put back at the end
    return shown


def test_a_notebook_gets_a_widget(notebook: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    """It is told the total once that is known, and fills up; nothing is printed."""
    report, close = reporter(True, "creation")

    for done in (0, 4, 10):
        report(Progress(done, 10, 0, 0, 1.0))
    close()

    [box] = notebook
    assert (10, 10) == (box.children[1].max, box.children[1].value)
    assert ("", "") == capsys.readouterr()


class OutStream(io.StringIO):
    """A kernel's standard error: no terminal."""


OutStream.__module__ = "ipykernel.iostream"


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(
    ("errors", "shown"),
    [(OutStream(), True), (Terminal(), True), (io.StringIO(), False)],
    ids=["kernel", "tty", "pipe"],
)
def test_a_line(errors: Any, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without widgets, a notebook and a terminal get a line, a pipe gets nothing."""
    monkeypatch.setattr(sys, "stderr", errors)
    report, close = reporter(True, "creation")

    report(Progress(0, None, 0, 0, 0.0))
    report(Progress(10, 10, 2, 0, 1.0))
    close()

    assert shown == ("10/10" in errors.getvalue()) == bool(errors.getvalue())
