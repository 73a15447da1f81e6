"""Whether results are right: checks, ground truth and agreement, and what to do about what was found.

checking      check: rules applied to many results
report        Report: what was found; as tables, SARIF, a page of pictures; audits and new payloads
findings      Finding; NotChecked: what was not looked at, and why
rules/        rules as data, and what they look at
checks/       the rules of this package
outliers      sizes that are far from those of their label
examination   one part of the tasks, chunk by chunk
parts         the parts: pieces of files, or of lists
actions       audits and payloads from findings
sampling      sample: tasks to look at by eye, and what the errors among them say of all
tables sarif page   findings for other tools
extraction/   the results of tasks as arrays: shapes, cuboids, spans, answers, segments
metrics/      metrics on arrays: overlap, matching, agreement, edit distance
truth/        `compare`: results against what is known to be right
raters/       `agreement` and `consensus` of several results of one thing
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "quality.checking": "check",
    "quality.checks.catalog": "Mark Rule rule",
    "quality.findings": "Finding NotChecked",
    "quality.report": "Report",
    "quality.rules.image_sizes": "read_image_size",
    "quality.sampling": "ErrorRate Sample Stratum sample",
    "quality.extraction.answers": "Answer answers_of",
    "quality.extraction.cuboids": "Cuboids cuboids_of",
    "quality.extraction.documents": "TaskDocument documents_of",
    "quality.extraction.segments": "Segment segments_of",
    "quality.extraction.shapes": "Shapes shapes_of",
    "quality.extraction.spans": "Relation Spans spans_of",
    "quality.raters.agreement": "Agreement agreement",
    "quality.raters.consensus": "Consensus consensus",
    "quality.raters.reliability": "Reliability",
    "quality.truth.compare": "compare",
    "quality.truth.comparison": "Comparison",
}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
