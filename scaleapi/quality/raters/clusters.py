"""Things that several raters drew or marked, and that are the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from scaleapi.quality.extraction.arrays import Ints, np
from scaleapi.quality.extraction.cuboids import Cuboids, cuboids_of
from scaleapi.quality.extraction.shapes import Shapes, shapes_of
from scaleapi.quality.extraction.spans import Spans, spans_of
from scaleapi.quality.metrics.matching import matched_edges
from scaleapi.quality.raters.items import Results
from scaleapi.quality.truth.book import Book, codes_in
from scaleapi.quality.truth.cuboids import comparable_cuboids, cuboid_cases, cuboid_edges, rows_of_cuboids
from scaleapi.quality.truth.matched import Edges
from scaleapi.quality.truth.shapes import shape_edges, shape_sides
from scaleapi.quality.truth.sides import labels_at, numbered
from scaleapi.quality.truth.spans import comparable_spans, span_edges

__all__ = ["Crowd", "clusters_of", "cuboids_of_raters", "shapes_of_raters", "spans_of_raters"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Crowd(Generic[T]):
    """What several raters drew or marked."""

    things: T
    which: Ints
    """The places of those that can be compared: n."""
    document: Ints
    """(n,)"""
    item: Ints
    """(n,)"""
    rater: Ints
    """(n,)"""
    labels: list[str]
    """n labels."""
    edges: Edges
    """Pairs of these by different raters that may be the same thing; the earlier rater's on the left."""


def _crowd(results: Results, things: T, which: Ints, document: Ints, labels: list[str], edges: Edges) -> Crowd[T]:
    rater = results.raters[document]
    across = edges.only(rater[edges.left] < rater[edges.right])
    return Crowd(things, which, document, results.items[document], rater, labels, across)


def shapes_of_raters(book: Book, results: Results) -> Crowd[Shapes]:
    """Read what is drawn."""
    shapes = shapes_of(results.documents)
    broken = book.unreadable(results.documents, shapes.misfits)
    [side] = shape_sides(book, [shapes], broken, results.items, results.items)
    edges = shape_edges(side, side, book.options).above(book.options.threshold)
    return _crowd(results, shapes, side.which, shapes.document[side.which], side.cases.labels, edges)


def cuboids_of_raters(book: Book, results: Results) -> Crowd[Cuboids]:
    """Read boxes in space."""
    cuboids = cuboids_of(results.documents)
    which = comparable_cuboids(book, cuboids, book.unreadable(results.documents, cuboids.misfits))
    [cases], rows = cuboid_cases([cuboids], [which], results.items, results.items), rows_of_cuboids(cuboids, which)
    edges = cuboid_edges(cases, rows, cases, rows)[book.options.cuboid_iou == "bev"].above(book.options.threshold)
    return _crowd(results, cuboids, which, cuboids.document[which], cases.labels, edges)


def spans_of_raters(book: Book, results: Results) -> Crowd[Spans]:
    """Read spans of texts."""
    spans = spans_of(results.documents)
    which = comparable_spans(book, spans, book.unreadable(results.documents, spans.misfits))
    [groups] = numbered([[results.items[spans.document[which]]]])
    edges = span_edges((spans, which, groups), (spans, which, groups)).above(book.options.threshold)
    return _crowd(results, spans, which, spans.document[which], labels_at(spans.labels, which), edges)


def clusters_of(crowd: Crowd[T]) -> Ints:
    """Number the clusters (n,): each has at most one thing of each rater.

    Rater by rater, things are matched one to one with the clusters so far, by their mean overlap with what is in these;
    a label in common comes before more overlap.
    """
    cluster = np.arange(len(crowd.which), dtype=np.int64)
    codes, edges = codes_in({}, crowd.labels), crowd.edges
    good = edges.weight + (codes[edges.left] == codes[edges.right])
    for rater in np.unique(crowd.rater[edges.right]).tolist():
        own = np.flatnonzero(crowd.rater[edges.right] == rater)
        earlier = crowd.rater < rater
        sizes = np.bincount(cluster[earlier], minlength=len(cluster))
        old, new = cluster[edges.left[own]], edges.right[own]
        [pair] = numbered([[old, new]])
        names, first = np.unique(pair, return_index=True)
        weights = np.bincount(pair, good[own], len(names)) / np.maximum(sizes[old[first]], 1)
        best = first[matched_edges(old[first], new[first], weights)]
        cluster[new[best]] = old[best]
    return np.unique(cluster, return_inverse=True)[1].reshape(-1).astype(np.int64)
