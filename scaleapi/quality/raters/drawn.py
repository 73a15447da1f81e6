"""The median of shapes, cuboids and spans that several raters drew or marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scaleapi.export.shapes import UNLABELED, Box, corners_of
from scaleapi.quality.extraction.arrays import Ints, np, taken
from scaleapi.quality.extraction.cuboids import Cuboids
from scaleapi.quality.extraction.shapes import Shapes
from scaleapi.quality.extraction.spans import Spans, text_of_task
from scaleapi.quality.raters.clusters import Crowd, clusters_of
from scaleapi.quality.raters.votes import vote, vote_of_attributes
from scaleapi.quality.truth.spans import ends_of

__all__ = ["Thing", "things_of"]


class Thing(NamedTuple):
    """What most raters drew or marked."""

    item: int
    frame: int
    """-1 where there are no frames."""
    content: dict[str, Any]
    """As responses have it."""
    certainty: float
    """The share of raters who gave it this label."""


def things_of(crowd: Crowd[Any], raters: Ints, share: float) -> Iterator[Thing]:
    """Make one thing of each that enough raters drew or marked, in the order in which they come first.

    Args:
        crowd: What all of them drew or marked.
        raters: How many raters each item has.
        share: More than this share of them must have it.
    """
    clusters = clusters_of(crowd)
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
    for members in sorted(np.split(order, starts[1:]), key=_first) if len(order) else ():
        first = int(members[0])
        item = int(crowd.item[first])
        if len(members) > share * raters[item]:
            labels = taken(crowd.labels, members)
            label, certainty = vote(labels, labels, int(raters[item]))
            content = _median(crowd, members)
            if label != UNLABELED:
                content["label"] = label
            if attributes := vote_of_attributes(taken(crowd.things.attributes, crowd.which[members])):
                content["attributes"] = attributes
            yield Thing(item, _frame(crowd, first), content, certainty)


def _first(members: Ints) -> int:
    return int(members.min())


def _frame(crowd: Crowd[Any], thing: int) -> int:
    return -1 if isinstance(crowd.things, Spans) else int(crowd.things.frame[crowd.which[thing]])


def _median(crowd: Crowd[Any], members: Ints) -> dict[str, Any]:
    which = crowd.which[members]
    if isinstance(crowd.things, Shapes):
        return _shape(crowd.things, which, _medoid(crowd, members))
    if isinstance(crowd.things, Cuboids):
        return _cuboid(crowd.things, which)
    return _span(crowd.things, which)


def _medoid(crowd: Crowd[Any], members: Ints) -> int:
    """Return the member that overlaps most with the others; the first of several."""
    inside = np.isin(crowd.edges.left, members) & np.isin(crowd.edges.right, members)
    edges = crowd.edges.only(inside)
    weights = np.bincount(edges.left, edges.weight, len(crowd.which)) + np.bincount(
        edges.right, edges.weight, len(crowd.which)
    )
    return int(crowd.which[members[np.argmax(weights[members])]])


def _shape(shapes: Shapes, which: Ints, medoid: int) -> dict[str, Any]:
    """Return the median of boxes and points; of other shapes, the one that overlaps most with the others."""
    kind = shapes.kinds[medoid]
    left, top, width, height = (float(one) for one in np.median(shapes.boxes[which], axis=0))
    if kind == "point":
        return {"type": kind, "x": left, "y": top}
    if kind != "box":
        corners = shapes.vertices[shapes.starts[medoid] : shapes.starts[medoid + 1]]
        return {"type": kind, "vertices": _vertices(corners.tolist())}
    box = Box(left, top, width, height)
    turn = float(np.median(shapes.rotation[which]))
    turned = {"rotation": turn, "vertices": _vertices(corners_of(box, turn))} if turn else {}
    return {"type": kind, **box._asdict(), **turned}


def _vertices(corners: Sequence[Sequence[float]]) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in corners]


def _cuboid(cuboids: Cuboids, which: Ints) -> dict[str, Any]:
    """Return the median; of the yaw, the mean direction."""
    position, size = (np.median(one[which], axis=0).tolist() for one in (cuboids.position, cuboids.dimensions))
    yaw = float(np.arctan2(np.sin(cuboids.yaw[which]).mean(), np.cos(cuboids.yaw[which]).mean()))
    axes = [dict(zip("xyz", one, strict=True)) for one in (position, size)]
    return {"position": axes[0], "dimensions": axes[1], "yaw": yaw}


def _span(spans: Spans, which: Ints) -> dict[str, Any]:
    """Return the median of both ends; with what the text says there."""
    start, end = (int(np.median(one[which])) for one in (spans.start, ends_of(spans)))
    text = text_of_task(spans.documents[int(spans.document[which[0]])])
    said = {} if text is None else {"text": text[start:end]}
    return {"start": start, "end": end, **said}
