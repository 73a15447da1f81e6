"""What commands that change many things share: results by row, counts, and how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import typer

from scaleapi.bulk import BulkRun
from scaleapi.cli.exits import Exit
from scaleapi.cli.session import Session
from scaleapi.exceptions import Outcome

__all__ = ["finish"]


def finish(session: Session, run: BulkRun[Any], done: str, result: str, *columns: str, then: str = "") -> None:
    """Write each result as it ends, then the counts; exit with 1 if rows failed, with 4 if some are unknown.

    Args:
        session: The run of the command.
        run: The work.
        done: What became of a row that went well: `created`.
        result: The attribute of a row's result that holds what was made.
        *columns: Of a table.
        then: How to go on, for the end.
    """
    counts: Counter[str] = Counter()

    def rows() -> Iterator[Any]:
        for one in run:
            if one.error is None:
                counts[f"{done} before" if one.earlier else done] += 1
                yield getattr(one, result)
            else:
                counts["unknown" if one.outcome is Outcome.unknown else "failed"] += 1
                session.say(f"row {one.row}: {one.error}", always=True)

    try:
        session.show(rows(), *columns)
    finally:
        run.close()
        session.tally(counts, then)
    if session.common.dry_run:
        return
    if counts["unknown"]:
        session.say("Whether the unknown ones were carried out: run the same command again, or look them up.")
        raise typer.Exit(Exit.unknown)
    if counts["failed"]:
        raise typer.Exit(Exit.found)
