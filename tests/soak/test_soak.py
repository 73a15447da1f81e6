"""A short soak: whatever is killed, reset, stalled or refused, nothing is lost, doubled or told wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.fleet import Chaos, Job, run_all
from tests.soak.ledger import table
from tests.soak.soak import SHORT, soak


def test_a_short_soak(tmp_path: Path) -> None:
    """All columns of the ledger but the first three are 0, and there was no lack of harm."""
    report = soak(tmp_path, SHORT, "short")

    assert all(one.is_clean for one in report.ledger.values()), table(report.ledger)
    assert [SHORT.creates] * 3 == [
        getattr(report.ledger["creates with a journal"], name) for name in ("asked", "created", "found")
    ]
    assert report.ledger["callbacks"].found == report.ledger["callbacks"].asked > 0
    assert {"workers killed", "restarts", "storms"} <= {name for name, count in report.harm.items() if count}
    assert report.harm.keys() & {"reset", "cut"}


def test_a_worker_that_crashes(tmp_path: Path) -> None:
    """It is told with what it said; nothing is left running."""
    jobs = [Job("http://127.0.0.1:9/v1", "nonsense", 0, tmp_path)]
    with pytest.raises(AssertionError, match=r"(?s)nonsense-0 crashed with 1:.*AttributeError"):
        run_all(jobs, Chaos("seed", 60.0), 60.0)


def test_work_that_does_not_end(tmp_path: Path) -> None:
    """It is given up."""
    (tmp_path / "rows-tag-0.jsonl").write_text("t\n")
    with pytest.raises(AssertionError, match=r"not done in time: \['tag-0'\]"):
        run_all([Job("http://127.0.0.1:9/v1", "tag", 0, tmp_path)], Chaos("seed", 60.0), 0.1)
