"""Findings as SARIF 2.1.0, which code hosts and many editors show."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, cast

from scaleapi._io.paths import StrPath, text_of
from scaleapi.quality.findings import Finding
from scaleapi.quality.rules.rule import Rule
from scaleapi.validation.reports import sarif_log, sarif_uri

__all__ = ["report_sarif"]


def report_sarif(findings: Iterable[Finding], rules: Sequence[Rule], source: object = None) -> dict[str, Any]:
    """Make a log.

    Args:
        findings: What was found.
        rules: What was looked for.
        source: The file of the tasks, which is then the place of all; else they have logical places only.
    """
    is_file = isinstance(source, str | os.PathLike)
    file = text_of(cast("StrPath", source)) if is_file else None
    about = [{"id": one.name, "shortDescription": {"text": one.reason}} for one in rules]
    numbers = {one.name: at for at, one in enumerate(rules)}
    return sarif_log(about, [_result(one, numbers[one.rule], file) for one in findings])


def _result(one: Finding, rule: int, file: str | None) -> dict[str, Any]:
    place: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": f"{one.task_id}{one.pointer}", "kind": "value"}]
    }
    if file is not None:
        place["physicalLocation"] = {"artifactLocation": {"uri": sarif_uri(file)}}
    names = ("task_id", "uuid", "pointer", "measured", "limit", "label", "batch")
    return {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": f"task {one.task_id}: {one.message}"},
        "locations": [place],
        "properties": {name: value for name in names if (value := getattr(one, name)) is not None},
    }
