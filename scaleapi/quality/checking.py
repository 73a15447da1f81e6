"""Checks of many results: here, in this process, or on an executor, part by part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from typing import Any

from scaleapi._core import system
from scaleapi._io.paths import StrPath
from scaleapi._keywords import known_keywords
from scaleapi.export.columns import Declares, declared_by
from scaleapi.export.frames import Results
from scaleapi.export.images import Sizes
from scaleapi.export.masks import Masks
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult
from scaleapi.quality.examination import Examined
from scaleapi.quality.findings import Findings
from scaleapi.quality.outliers import SIZE_OUTLIER
from scaleapi.quality.parts import Fetched, Part, batches, documents_in, examine_part, masks_beside, parts_of
from scaleapi.quality.report import Report
from scaleapi.quality.rules.chunk import Options
from scaleapi.quality.rules.rule import Rule
from scaleapi.quality.rules.settings import Settings, rules_of

__all__ = ["check"]

_PART = 12 << 20
_AHEAD = 8
"""Parts that are on an executor at once: a list may have no end in sight."""


@known_keywords
def check(
    tasks: Iterable[Task | Mapping[str, Any]] | StrPath,
    rules: Settings | StrPath | None = None,
    *,
    payload: Declares = None,
    sizes: Sizes | None = None,
    masks: Masks | None = None,
    results: Results | Callable[[Task], TaskResult] | None = None,
    executor: Executor | None = None,
    part_bytes: int = _PART,
) -> Report:
    """Look for what is probably wrong in results: by rules, whose limits and reasons are data.

    Nothing that stands in a task raises. What is wrong is a finding; what could not be looked at is counted, with the
    reason, in `report.not_checked`.

    Args:
        tasks: Tasks, also a list that is still being fetched; or the path or URL of JSON lines, or of an export's
            folder (in Parquet, too, where it has whole tasks), whose fetched results are then used.
        rules: What is other than usual, by the name of a rule (`docs/quality.md` lists them): False for off, a number
            for its limit, or a dictionary of `severity`, `limit`, `labels` (limits by label) and `reason`. Or the path
            of a TOML file that says the same.
        payload: What all tasks were asked for, where their own parameters do not tell it: a payload or a project.
        sizes: The widths and heights of images, in pixels: by task id or URL, or a function of the task, like
            `read_image_size`, which reads the image's header.
        masks: Of segmentations: arrays of indexes, height by width, or PNGs as bytes or paths; by task id, or a
            function of the id. Those of an export's folder are found.
        results: What `client.get_task_result` gave, by task id, or that method itself: what is drawn of video and
            lidar lies in files. It is asked for tasks with such files only.
        executor: Any `concurrent.futures.Executor`: parts are looked at there. Files must be such as all workers see.
        part_bytes: About how many bytes of JSON lines are one part.

    Raises:
        ScaleValidationError: A rule or a setting is not known.
        ScaleExportError: A Parquet file holds no whole tasks.
        OSError: There is no such file.
        ImportError: The extra `quality` is missing; `arrow` for Parquet.
    """
    chosen = rules_of(rules)
    options = Options(None if payload is None else declared_by(payload), sizes, masks or masks_beside(tasks))
    began, again = system.monotonic(), isinstance(tasks, str | os.PathLike | Sequence)
    if isinstance(tasks, str | os.PathLike):
        found = _of_parts(parts_of(tasks, part_bytes), chosen, options, results, executor)
    elif executor is not None:
        found = _of_parts(batches(tasks), chosen, options, results, executor)
    else:
        found = iter([examine_here(tasks, chosen, options, results)])
    whole = _joined(found, chosen)
    made = Findings(one for _, one in whole.findings)
    counts = (whole.tasks, tuple(whole.checked), whole.annotations, system.monotonic() - began)
    return Report(made, whole.skipped.told(), chosen, *counts, source=tasks if again else None)


def examine_here(
    tasks: Iterable[Task | Mapping[str, Any]], rules: Sequence[Rule], options: Options, results: Fetched
) -> Examined:
    """Look at a list in this process."""
    from scaleapi.quality.examination import examine

    return examine(documents_in(tasks, results), rules, options)


def _of_parts(
    parts: Iterable[Part], rules: Sequence[Rule], options: Options, results: Fetched, executor: Executor | None
) -> Iterator[Examined]:
    """Look at parts; what was found comes in their order."""
    if executor is None:
        return (examine_part(part, rules, options, results) for part in parts)
    return _ordered(executor, examine_part, ((part, rules, options, results) for part in parts))


def _ordered(
    executor: Executor, work: Callable[..., Examined], arguments: Iterable[tuple[Any, ...]]
) -> Iterator[Examined]:
    rest, under_way = iter(arguments), dict[Future[Examined], int]()
    done, number, due = dict[int, Examined](), 0, 0
    try:
        while True:
            for some in islice(rest, max(_AHEAD - len(under_way), 0)):
                # Positional arguments only: dask's executor takes those with names for itself.
                under_way[executor.submit(work, *some)] = number
                number += 1
            if not under_way:
                break
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                done[under_way.pop(future)] = future.result()
            while due in done:
                yield done.pop(due)
                due += 1
    finally:
        for future in under_way:
            future.cancel()


def _joined(parts: Iterable[Examined], rules: Sequence[Rule]) -> Examined:
    """Put together what was found in parts, in their order; then tell what only all of them show."""
    whole = Examined()
    for part in parts:
        first = whole.tasks
        whole.findings += ((first + at, one) for at, one in part.findings)
        whole.skipped.add(part.skipped)
        whole.sizes.merge(part.sizes, first)
        whole.tasks += part.tasks
        whole.checked += part.checked
        whole.annotations += part.annotations
    for rule in rules:
        if rule.name == SIZE_OUTLIER.name:
            whole.findings += whole.sizes.findings(rule, whole.skipped)
            whole.findings.sort(key=lambda one: one[0])
    return whole
