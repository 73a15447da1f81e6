"""The client as a witness of the emulator's version 2: what `benchmarks/v2.py` asks of it and of the official SDK."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from scaleapi.emulator.v2.routes import API_2

BENCHMARK = Path(__file__).parents[2] / "benchmarks/v2.py"


def test_the_client_does_all_that_is_asked_of_it() -> None:
    """Each operation is driven in a process of its own, and every odd reply is read."""
    told = runpy.run_path(str(BENCHMARK))["probe"]("ours", sys.executable)

    assert len(API_2) == len(told["operations"])
    assert {} == {name: wrong for part in told.values() for name, wrong in part.items() if wrong is not None}
