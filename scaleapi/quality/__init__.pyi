"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.quality.checking import check as check
from scaleapi.quality.checks.catalog import Mark as Mark
from scaleapi.quality.checks.catalog import Rule as Rule
from scaleapi.quality.checks.catalog import rule as rule
from scaleapi.quality.findings import Finding as Finding
from scaleapi.quality.findings import NotChecked as NotChecked
from scaleapi.quality.report import Report as Report
from scaleapi.quality.rules.image_sizes import read_image_size as read_image_size
from scaleapi.quality.sampling import ErrorRate as ErrorRate
from scaleapi.quality.sampling import Sample as Sample
from scaleapi.quality.sampling import Stratum as Stratum
from scaleapi.quality.sampling import sample as sample
from scaleapi.quality.extraction.answers import Answer as Answer
from scaleapi.quality.extraction.answers import answers_of as answers_of
from scaleapi.quality.extraction.cuboids import Cuboids as Cuboids
from scaleapi.quality.extraction.cuboids import cuboids_of as cuboids_of
from scaleapi.quality.extraction.documents import TaskDocument as TaskDocument
from scaleapi.quality.extraction.documents import documents_of as documents_of
from scaleapi.quality.extraction.segments import Segment as Segment
from scaleapi.quality.extraction.segments import segments_of as segments_of
from scaleapi.quality.extraction.shapes import Shapes as Shapes
from scaleapi.quality.extraction.shapes import shapes_of as shapes_of
from scaleapi.quality.extraction.spans import Relation as Relation
from scaleapi.quality.extraction.spans import Spans as Spans
from scaleapi.quality.extraction.spans import spans_of as spans_of
from scaleapi.quality.raters.agreement import Agreement as Agreement
from scaleapi.quality.raters.agreement import agreement as agreement
from scaleapi.quality.raters.consensus import Consensus as Consensus
from scaleapi.quality.raters.consensus import consensus as consensus
from scaleapi.quality.raters.reliability import Reliability as Reliability
from scaleapi.quality.truth.compare import compare as compare
from scaleapi.quality.truth.comparison import Comparison as Comparison

__all__ = ['Agreement', 'Answer', 'Comparison', 'Consensus', 'Cuboids', 'ErrorRate', 'Finding', 'Mark', 'NotChecked', 'Relation', 'Reliability', 'Report', 'Rule', 'Sample', 'Segment', 'Shapes', 'Spans', 'Stratum', 'TaskDocument', 'agreement', 'answers_of', 'check', 'compare', 'consensus', 'cuboids_of', 'documents_of', 'read_image_size', 'rule', 'sample', 'segments_of', 'shapes_of', 'spans_of']
