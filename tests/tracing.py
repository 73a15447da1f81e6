"""Coverage is measured while fixtures and tests run, and not while pytest does its own work between them.

Python 3.11 and 3.12 trace each line of everything, wherever it is, which doubles the time that pytest itself takes.
From 3.14 on, where coverage watches only what it measures, none of this does anything.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

_FOUND: list[Any] = [None]
"""What traces while tests run."""


def pytest_collection_finish() -> None:
    """Stop tracing, when all modules are imported."""
    _FOUND[0] = sys.gettrace()
    sys.settrace(None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Stop tracing in the process that runs no tests, but hands them out."""
    sys.settrace(None)


@contextmanager
def traced() -> Generator[None]:
    """Trace, unless a debugger does."""
    before = sys.gettrace()
    sys.settrace(before or _FOUND[0])
    try:
        yield
    finally:
        sys.settrace(before)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup() -> Generator[None, object, object]:
    """Trace a fixture."""
    with traced():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Trace a test."""
    with traced():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """Trace what fixtures do after it."""
    with traced():
        return (yield)
