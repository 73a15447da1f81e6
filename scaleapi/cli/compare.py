"""`scaleapi compare`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import Exit
from scaleapi.cli.session import Session
from scaleapi.cli.task_create import input_file

if TYPE_CHECKING:
    from scaleapi.quality import Comparison
    from scaleapi.quality.metrics import Scores
    from scaleapi.quality.truth.comparison import LabeledScores

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)

_COLUMNS = ("family", "label", "precision", "recall", "f1", "mean_iou", "support")


@command(app, "compare", example="results.jsonl gold.jsonl --min-f1 0.5")
def _compare(
    session: Session,
    results: Annotated[str, typer.Argument(help="Tasks: JSON lines, Parquet, an export's folder or COCO; - for stdin")],
    reference: Annotated[str, typer.Argument(help="What they should be: any of these")],
    by: Annotated[
        str | None, typer.Option("--by", help="What alone pairs them: task_id, unique_id, attachment or file")
    ] = None,
    threshold: Annotated[float, typer.Option("--threshold", help="The least IoU of a match")] = 0.5,
    tolerance: Annotated[float, typer.Option("--tolerance", help="Pixels that points and lines may be away")] = 10.0,
    cuboid_iou: Annotated[str, typer.Option("--cuboid-iou", help="3d, or bev: from above")] = "3d",
    score: Annotated[str, typer.Option("--score", help="The attribute that says how sure a shape is")] = "score",
    min_f1: Annotated[
        float | None, typer.Option("--min-f1", help="End with code 1 if the F1 is below this, or undefined")
    ] = None,
) -> None:
    """Compare results with what is known to be right: precision, recall, F1 and mean IoU, by label.

    The line without a label is over all labels. What was not compared is told on standard error, with the reason. Exit
    code 1 if nothing was compared, or the F1 is below --min-f1.
    """
    from scaleapi.quality import compare

    pairing: Any = {"by": by, "cuboid_iou": cuboid_iou}
    with ExitStack() as stack:
        sides = [stack.enter_context(input_file(one)) for one in (results, reference)]
        told = compare(*sides, threshold=threshold, tolerance=tolerance, score=score, **pairing)
    session.show(_rows(told), *_COLUMNS)
    for one in told.not_compared:
        session.say(f"not compared: {one}")
    session.say(_summary(told))
    if not told.compared or (min_f1 is not None and not told.f1 >= min_f1):
        raise typer.Exit(Exit.found)


def _rows(told: Comparison) -> Iterator[dict[str, Any]]:
    """Make a row of each family, then of each of its labels."""
    for name, family in told.families.items():
        yield _row(name, None, family, family.total.support)
        for label, scores in family.by_label.items():
            yield _row(name, label, scores, scores.support)


def _row(family: str, label: str | None, scores: Scores | LabeledScores, support: float) -> dict[str, Any]:
    numbers = {name: getattr(scores, name) for name in _COLUMNS[2:6]}
    told = {name: None if math.isnan(value) else round(value, 4) for name, value in numbers.items()}
    return {"family": family, "label": label, **told, "support": support}


def _summary(told: Comparison) -> str:
    more = ""
    if told.average_precision is not None:
        more = f", average precision {told.average_precision.mean:.4f}"
    if told.fields:
        more += f", accuracy {told.accuracy:.4f}"
    return f"compared: {told.compared}, F1 {told.f1:.4f}, mean IoU {told.mean_iou:.4f}{more}"
