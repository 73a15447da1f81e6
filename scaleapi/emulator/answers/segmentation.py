"""segmentannotation: an index for each label, two for those with instances, and the masks as small PNGs."""

from __future__ import annotations

from random import Random

from scaleapi.emulator.answers.files import ResultFile, indexed_png
from scaleapi.emulator.answers.labels import instance_leaves
from scaleapi.emulator.wire import Json

__all__ = ["answer_segments"]

_WIDTH = 16


def answer_segments(params: Json, random: Random) -> Json:
    """Make the response of a segmentannotation task."""
    mapping: Json = {}
    masks: Json = {}
    index = 0
    for label, has_instances in instance_leaves(params.get("labels")):
        indexes = [index + 1, index + 2] if has_instances else [index + 1]
        index = indexes[-1]
        segments = [_segment(number, random) for number in indexes]
        files = [ResultFile(f"mask-{number}.png", indexed_png([_row(255)])) for number in indexes]
        mapping[label], masks[label] = (segments, files) if has_instances else (segments[0], files[0])
    rows = [_row(number) for number in range(1, index + 1)] or [bytes(_WIDTH)]
    indexed = ResultFile("indexed.png", indexed_png(rows))
    image = ResultFile("image.png", indexed_png(rows))
    unlabeled = ResultFile("unlabeled.png", indexed_png([bytes(_WIDTH)] * len(rows)))
    combined = {"image": image, "indexedImage": indexed}
    return {"labelMapping": mapping, "annotations": {"combined": combined, "labeled": masks, "unlabeled": unlabeled}}


def _segment(index: int, random: Random) -> Json:
    return {"index": index, "color": f"#{random.getrandbits(24):06x}", "numPixels": _WIDTH}


def _row(value: int) -> bytes:
    return bytes([min(value, 255)] * _WIDTH)
