"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

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
from scaleapi.quality.truth.compare import compare as compare
from scaleapi.quality.truth.comparison import Comparison as Comparison

__all__ = ['Answer', 'Comparison', 'Cuboids', 'Relation', 'Segment', 'Shapes', 'Spans', 'TaskDocument', 'answers_of', 'compare', 'cuboids_of', 'documents_of', 'segments_of', 'shapes_of', 'spans_of']
