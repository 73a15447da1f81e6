"""`consensus`: one result of several, as most raters have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export import frames
from scaleapi.export.masks import Masks
from scaleapi.quality.extraction.arrays import Ints, np
from scaleapi.quality.raters.agreement import crowds_of
from scaleapi.quality.raters.drafts import ConsensusItem, Draft, vote_on_answers
from scaleapi.quality.raters.drawn import things_of
from scaleapi.quality.raters.items import chunks_of, rated_items, results_of
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.keys import By
from scaleapi.quality.truth.options import CuboidIou, Options
from scaleapi.quality.truth.skipped import NotCompared, Skips
from scaleapi.quality.truth.sources import Source

__all__ = ["Consensus", "ConsensusItem", "consensus"]


@dataclass(frozen=True, slots=True, repr=False)
class Consensus(Shown):
    """What most raters say."""

    items: list[ConsensusItem]
    not_compared: list[NotCompared]

    @property
    def responses(self) -> dict[str, dict[str, Any]]:
        """The responses by the id of each result: a reference for `compare`."""
        return {task_id: one.response for one in self.items for task_id in one.task_ids}

    @property
    def masks(self) -> dict[str, Ints]:
        """The masks by the id of each result: `reference_masks` for `compare`."""
        return {task_id: one.mask for one in self.items for task_id in one.task_ids if one.mask is not None}

    @property
    def certainty(self) -> float:
        """The mean certainty of items; NaN if there is none."""
        known = [one.certainty for one in self.items if one.certainties]
        return sum(known) / len(known) if known else float("nan")

    def _facts(self) -> list[tuple[str, object]]:
        left_out = sum(one.count for one in self.not_compared)
        return [("items", len(self.items)), ("certainty", round(self.certainty, 4)), ("not_compared", left_out)]

    def _rows(self) -> Rows:
        cells = ((one.task_id, one.raters, f"{one.certainty:.4f}", len(one.certainties)) for one in self.items)
        return Rows(("task", "raters", "certainty", "parts"), cells, len(self.items))


@known_keywords
def consensus(
    *results: Source,
    by: By | None = None,
    threshold: float = 0.5,
    tolerance: float = 10.0,
    cuboid_iou: CuboidIou = "3d",
    min_share: float = 0.5,
    files: frames.Results | None = None,
    masks: Masks | None = None,
) -> Consensus:
    """Make one result of several, as most raters have it, with how certain each part of it is.

    - Boxes, points, cuboids and spans that raters have in common become their median, other shapes the one that
      overlaps most with the others; the label and attributes are those of most. What no more than `min_share` of the
      raters have is left out.
    - Choices and pixels are voted on, of numbers the median is taken, of texts the one that is least far from the
      others.
    - Of a tie, what the first rater says comes first.

    Nothing in a result makes it raise: what cannot be used is in `not_compared`, with the reason.

    Args:
        *results: As for `agreement`.
        by: What alone tells that results are of the same thing.
        threshold: The least IoU of things that are the same.
        tolerance: Pixels that points and lines may be away.
        cuboid_iou: By which IoU cuboids are matched: in space, or from above.
        min_share: More than this share of the raters must have drawn or marked a thing.
        files: What `client.get_task_result` gave, by task id.
        masks: Of segmentations: the masks of indexes, by task id.

    Raises:
        ValueError: An option is none of its choices, or no results are given.
        TypeError: A source is nothing that can be read.
        ScaleExportError: A file holds what is no task.
        OSError: A file cannot be read.
        ImportError: The extra `quality` is missing.
    """
    if not results:
        raise ValueError("consensus() needs the results of raters, or one source with several results of each thing")
    if not 0 <= min_share < 1:
        raise ValueError(f"min_share must be at least 0 and below 1, not {min_share}")
    skips = Skips(once=True)
    book = Book(Options(threshold, (threshold,), tolerance, cuboid_iou, masks=masks), skips=skips)
    drafts = list[Draft]()
    for start, some in chunks_of(rated_items(results, by, files, skips)):
        drafts += [Draft(one) for one in some]
        everything = results_of(some, start)
        counts = np.bincount(everything.items, minlength=len(drafts))
        for crowd in crowds_of(book, everything):
            for thing in things_of(crowd, counts, min_share):
                drafts[thing.item].add_thing(thing, skips)
        vote_on_answers(drafts, everything)
        for draft in drafts[start:]:
            draft.vote_on_pixels(masks, skips)
    return Consensus([one.item() for one in drafts if not one.is_broken], skips.told())
