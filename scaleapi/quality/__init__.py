"""Whether results are right: checks, ground truth and agreement, and what to do about what was found.

extraction/   the results of tasks as arrays: shapes, cuboids, spans, answers, segments
metrics/      metrics on arrays: overlap, matching, agreement, edit distance
truth/        `compare`: results against what is known to be right
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "quality.extraction.answers": "Answer answers_of",
    "quality.extraction.cuboids": "Cuboids cuboids_of",
    "quality.extraction.documents": "TaskDocument documents_of",
    "quality.extraction.segments": "Segment segments_of",
    "quality.extraction.shapes": "Shapes shapes_of",
    "quality.extraction.spans": "Relation Spans spans_of",
    "quality.truth.compare": "compare",
    "quality.truth.comparison": "Comparison",
}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
