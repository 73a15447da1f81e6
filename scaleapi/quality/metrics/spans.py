"""Strict and partial agreement on spans of texts, such as named entities."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

import numpy as np

from scaleapi.quality.metrics.arrays import Ints, codes_of
from scaleapi.quality.metrics.counts import Scores
from scaleapi.quality.metrics.matching import matched_edges, pairs_within

__all__ = ["Span", "SpanLike", "span_f1", "span_scores"]

Span = tuple[int, int, Hashable]
"""Start, end (the first character after it), and label."""


class SpanLike(Protocol):
    """An object that says where a span is."""

    @property
    def start(self) -> int:
        """The index of the first character."""
        ...

    @property
    def end(self) -> int:
        """The index of the character after the last one."""
        ...

    @property
    def label(self) -> Hashable:
        """The label."""
        ...


AnySpan = Span | SpanLike | Mapping[str, Any]
Spans = Iterable[AnySpan] | Iterable[Iterable[AnySpan]]
"""The spans of one text, or of several, a list for each; objects with `start`, `end` and `label` will do."""


def span_f1(predicted: Spans, reference: Spans, partial: bool = False) -> float:
    """Return the F1 of spans; see `span_scores`."""
    return span_scores(predicted, reference, partial).f1


def span_scores(predicted: Spans, reference: Spans, partial: bool = False) -> Scores:
    """Count which spans were found.

    Args:
        predicted: The spans that were found, of one text or of several. A span that comes twice counts once.
        reference: Those that are there, of the same texts in the same order.
        partial: Whether a span of the same label that overlaps the right one counts by half (as in task 9 of SemEval
            2013, with the label required). Spans are matched one to one, by the most characters in common.

    Raises:
        ValueError: There are not as many texts of one as of the other.
    """
    found, there = _texts(predicted), _texts(reference)
    if len(found) != len(there) and found and there:
        raise ValueError(f"predicted and reference must have the same texts, not {len(found)} and {len(there)}")
    one = {(at, *span) for at, spans in enumerate(found) for span in spans}
    other = {(at, *span) for at, spans in enumerate(there) for span in spans}
    hits: float = len(one & other)
    if partial:
        hits += _near(sorted(one - other, key=repr), sorted(other - one, key=repr)) / 2
    return Scores(hits, len(one) - hits, len(other) - hits)


def _texts(spans: Spans) -> list[list[Span]]:
    given: list[Any] = list(spans)
    if not given:
        return []
    if _is_span(given[0]):
        return [[_span(one) for one in given]]
    return [[_span(one) for one in text] for text in given]


def _is_span(value: Any) -> bool:
    if isinstance(value, Mapping) or hasattr(value, "start"):
        return True
    return isinstance(value, tuple) and len(value) == 3 and isinstance(value[0], (int, np.integer))  # pyright: ignore[reportUnknownArgumentType]


def _span(value: Any) -> Span:
    if isinstance(value, Mapping):
        named = cast("Mapping[str, Any]", value)
        return named["start"], named["end"], named.get("label")
    if hasattr(value, "start"):
        return value.start, value.end, value.label
    start, end, label = value
    return start, end, label


def _near(one: Sequence[tuple[Any, ...]], other: Sequence[tuple[Any, ...]]) -> int:
    """Count the spans that overlap one of the same text and label, one to one."""
    known = dict[Hashable, int]()
    groups = [codes_of(((at, label) for at, _, _, label in some), known) for some in (one, other)]
    left, right = pairs_within(groups[0], groups[1])
    starts, ends = _places(one), _places(other)
    common = np.minimum(starts[left, 1], ends[right, 1]) - np.maximum(starts[left, 0], ends[right, 0])
    over = common > 0
    return int(matched_edges(left[over], right[over], common[over].astype(np.float64)).sum())


def _places(spans: Sequence[tuple[Any, ...]]) -> Ints:
    return np.array([one[1:3] for one in spans], dtype=np.int64).reshape(-1, 2)
