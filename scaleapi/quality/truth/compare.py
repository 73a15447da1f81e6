"""`compare`: results against what is known to be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from scaleapi._keywords import known_keywords
from scaleapi.export.frames import Results
from scaleapi.export.masks import Masks
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.metrics.precision import COCO_THRESHOLDS
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.comparison import Comparison
from scaleapi.quality.truth.families import compare_pairs, why_not
from scaleapi.quality.truth.keys import Ambiguous, By, Entry, Index, checked_by
from scaleapi.quality.truth.options import CuboidIou, Options
from scaleapi.quality.truth.sources import Side, Source
from scaleapi.quality.truth.summary import summary_of

__all__ = ["compare"]

_CHUNK = 1000
"""Tasks that are compared at once."""

Pair = tuple[TaskDocument, TaskDocument]


@known_keywords
def compare(
    tasks: Source,
    reference: Source,
    *,
    by: By | None = None,
    threshold: float = 0.5,
    thresholds: Iterable[float] = COCO_THRESHOLDS,
    tolerance: float = 10.0,
    cuboid_iou: CuboidIou = "3d",
    score: str = "score",
    results: Results | None = None,
    reference_results: Results | None = None,
    masks: Masks | None = None,
    reference_masks: Masks | None = None,
) -> Comparison:
    """Compare results with what is known to be right.

    - A task finds its reference by the same `task_id`, else the same `unique_id`, else the same attachments (URLs
      without their query) or text; in COCO datasets also by the name of the file.
    - Shapes are matched one to one within an image, a label and a geometry, so that the sum of their IoU is as large as
      can be (Hungarian method); so are cuboids in each frame. Points and lines match within a tolerance.
    - Spans of texts match if start, end and label are equal; in part, if they overlap.
    - Choices count by label. Numbers and texts are compared by field. Masks and points of clouds count by pixel or
      point.
    - Attributes are compared between what was matched.

    Nothing in a result makes it raise: what cannot be compared is in `not_compared`, with the reason.

    Args:
        tasks: What is compared: tasks, also a list that is still being fetched, the path or URL of JSON lines, Parquet
            or an export's folder, responses by task id, or a COCO dataset (also the path of one, `….json`).
        reference: What it should be: any of these; or evaluation and training tasks, or their payloads, with their
            `expected_response`. It is held in memory.
        by: What alone tells that two results are of the same thing.
        threshold: The least IoU of a match.
        thresholds: At which precision, recall, F1, mean IoU and average precision are told, too.
        tolerance: Pixels that points, and lines (by Hausdorff's distance), may be away.
        cuboid_iou: By which IoU cuboids are matched: in space, or from above.
        score: The attribute that says how sure a shape is. Of COCO datasets, each annotation's `score`.
        results: What `client.get_task_result` gave, by task id: for types whose annotations lie in files.
        reference_results: The same of the reference.
        masks: Of segmentations: the masks of indexes, by task id. Those of an export's folder are found.
        reference_masks: The same of the reference, by its task ids.

    Raises:
        ValueError: A threshold is not above 0 and at most 1, the tolerance is negative, or a choice is none of these.
        TypeError: A source is nothing that can be read.
        ScaleExportError: A file holds what is no task.
        OSError: A file cannot be read.
        ImportError: The extra `quality` is missing.
    """
    mine, theirs = Side(tasks, results, "tasks"), Side(reference, reference_results, "reference")
    own, other = masks or mine.masks(), reference_masks or theirs.masks()
    book = Book(Options(threshold, tuple(thresholds), tolerance, cuboid_iou, score, own, other))
    index = Index(checked_by(by, with_files=mine.is_coco or theirs.is_coco))
    index.add_all(theirs.entries(book.skips))
    pairs = _paired(book, mine.entries(book.skips), index)
    while chunk := list(islice(pairs, _CHUNK)):
        first = len(book.items)
        book.items += [(found.task_id, there.task_id) for found, there in chunk]
        compare_pairs(book, [(first + at, *pair) for at, pair in enumerate(chunk)])
    unused = [one.document.task_id for at, one in enumerate(index.entries) if at not in index.used]
    book.skips.note("entries of the reference that no task was compared with", unused)
    return summary_of(book)


def _paired(book: Book, entries: Iterable[Entry], index: Index) -> Iterator[Pair]:
    """Find the reference of each task; count those that have none."""
    for entry in entries:
        try:
            there = index.find(entry)
        except Ambiguous as kind:
            book.skips.note(f"tasks with several results in the reference by {kind}", [entry.document.task_id])
            continue
        why = "tasks without a reference" if there is None else why_not(entry.document, there)
        if there is None or why:
            book.skips.note(why or "", [entry.document.task_id])
        else:
            yield entry.document, there
