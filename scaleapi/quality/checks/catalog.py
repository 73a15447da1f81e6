"""All rules of this package, and how users add theirs."""

from __future__ import annotations

from scaleapi.quality.checks import (
    attributes,
    conflicts,
    cuboids,
    forms,
    pairs,
    payload,
    results,
    segments,
    shapes,
    texts,
    tracks,
)
from scaleapi.quality.outliers import SIZE_OUTLIER
from scaleapi.quality.rules.rule import BUILT_IN, Mark, Rule, rule

__all__ = ["RULES", "Mark", "Rule", "rule"]

_MODULES = (results, shapes, pairs, payload, attributes, conflicts, tracks, cuboids, texts, forms, segments)

BUILT_IN[SIZE_OUTLIER.name] = SIZE_OUTLIER
RULES: dict[str, Rule] = {
    one.name: one
    for module in _MODULES
    for one in BUILT_IN.values()
    if one.check is not None and one.check.__module__ == module.__name__
} | {SIZE_OUTLIER.name: SIZE_OUTLIER}
"""By name, in the order in which the findings of a task come."""
