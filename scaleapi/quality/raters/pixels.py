"""The vote of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from scaleapi.export.masks import Masks, UnreadableMask
from scaleapi.quality.extraction.arrays import Floats, Ints, np
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.segments import segments_of
from scaleapi.quality.truth.masks import coded, mask_of, meanings_of

__all__ = ["PixelVote", "vote_of_pixels"]


class PixelVote(NamedTuple):
    """What most raters say of each pixel."""

    mask: Ints
    """(height, width): the index of the label; 0 where most gave none."""
    mapping: dict[str, Any]
    """As `labelMapping` of responses: the index of each label, and how many pixels it has."""
    certainty: dict[str, float]
    """By label, the mean share of raters who gave its pixels that label."""


def vote_of_pixels(documents: Sequence[TaskDocument], masks: Masks | None) -> PixelVote:
    """Give each pixel the label that most raters gave it; of several, the one that comes first, and no label last.

    Raises:
        UnreadableMask: There is no mask of a rater, it cannot be read, or it has another size.
    """
    found = [mask_of(masks, one) for one in documents]
    if len({one.shape for one in found}) > 1:
        raise UnreadableMask("masks have different sizes")
    meanings = meanings_of(segments_of(documents))
    labels = list(dict.fromkeys(label for at in range(len(documents)) for label in meanings.get(at, {}).values()))
    votes = np.zeros((len(labels) + 1, *found[0].shape))
    for at, mask in enumerate(found):
        codes = coded(mask, meanings.get(at, {}), labels)
        votes += codes == np.arange(len(labels) + 1)[:, None, None]
    best = votes.argmax(axis=0)
    return _told(best, votes.max(axis=0) / len(documents), labels)


def _told(best: Ints, shares: Floats, labels: Sequence[str]) -> PixelVote:
    mask = np.where(best < len(labels), best + 1, 0).astype(np.int64)
    counts = np.bincount(best.ravel(), minlength=len(labels)).tolist()
    sums = np.bincount(best.ravel(), shares.ravel(), len(labels)).tolist()
    there = [(at, label) for at, label in enumerate(labels) if counts[at]]
    mapping = {label: {"index": at + 1, "numPixels": counts[at]} for at, label in there}
    return PixelVote(mask, mapping, {label: sums[at] / counts[at] for at, label in there})
