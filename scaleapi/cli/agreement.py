"""`scaleapi agreement`."""

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
    from scaleapi.quality import Agreement

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)

_COLUMNS = ("what", "name", "kappa", "alpha", "f1", "mean_iou", "raters", "units")


@command(app, "agreement", example="results.jsonl gold.jsonl --min-alpha 0.8")
def _agreement(
    session: Session,
    results: Annotated[
        list[str],
        typer.Argument(help="What each rater made; or one file with several results of each thing; - for stdin"),
    ],
    by: Annotated[
        str | None, typer.Option("--by", help="What alone pairs them: task_id, unique_id, attachment or file")
    ] = None,
    threshold: Annotated[float, typer.Option("--threshold", help="The least IoU of a match")] = 0.5,
    tolerance: Annotated[float, typer.Option("--tolerance", help="Pixels that points and lines may be away")] = 10.0,
    min_alpha: Annotated[
        float | None, typer.Option("--min-alpha", help="End with code 1 if alpha is below this, or undefined")
    ] = None,
) -> None:
    """Tell how well raters agree: kappa and Krippendorff's alpha by field, F1 and mean IoU by label.

    What was not compared is told on standard error, with the reason. Exit code 1 if nothing has several results, or
    alpha is below --min-alpha.
    """
    from scaleapi.quality import agreement

    pairing: Any = {"by": by}
    with ExitStack() as stack:
        sides = [stack.enter_context(input_file(one)) for one in results]
        told = agreement(*sides, threshold=threshold, tolerance=tolerance, **pairing)
    session.show(_rows(told), *_COLUMNS)
    for one in told.not_compared:
        session.say(f"not compared: {one}")
    numbers = f"kappa {told.kappa:.4f}, alpha {told.alpha:.4f}, F1 {told.f1:.4f}, mean IoU {told.mean_iou:.4f}"
    session.say(f"items: {told.items}, {numbers}")
    if not told.items or (min_alpha is not None and not told.alpha >= min_alpha):
        raise typer.Exit(Exit.found)


def _rows(told: Agreement) -> Iterator[dict[str, Any]]:
    """Make a row of the labels together, of each field, and of each label."""
    ratings = [("labels", None, told.labels), *(("field", name, one) for name, one in told.fields.items())]
    for what, name, one in ratings:
        if one is not None:
            yield _row(what, name, kappa=one.kappa, alpha=one.alpha, raters=one.raters, units=one.units)
    alphas = told.labels.by_label if told.labels is not None else {}
    for label, scores in told.by_label.items():
        yield _row("label", label, alpha=alphas.get(label), f1=scores.f1, mean_iou=scores.mean_iou)


def _row(what: str, name: str | None, **numbers: float | None) -> dict[str, Any]:
    told = {key: None if value is None or math.isnan(value) else round(value, 4) for key, value in numbers.items()}
    return {"what": what, "name": name, **{key: told.get(key) for key in _COLUMNS[2:]}}
