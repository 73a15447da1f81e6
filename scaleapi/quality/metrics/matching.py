"""One-to-one matching by the largest total weight (the Hungarian method), also of very many small groups at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scaleapi._io.optional import need
from scaleapi.quality.metrics.arrays import Bools, Floats, Ints

__all__ = ["match", "matched_edges", "pairs_within"]

_ROOM = 4_000_000
"""Cells of a matrix that one group of things, all near each other, may take."""


def match(similarity: ArrayLike, threshold: float = 0.5) -> tuple[Ints, Ints]:
    """Match rows and columns one to one, so that the sum of the similarities is as large as can be.

    Args:
        similarity: An array of shape (n, m), such as an IoU.
        threshold: The least similarity of a match. What is 0 or NaN is never matched.

    Returns:
        The rows and the columns of the matches, by row.

    Raises:
        ValueError: There are not two dimensions.
    """
    matrix = np.asarray(similarity, dtype=np.float64)
    if matrix.ndim != 2:
        raise ValueError(f"similarities must be an array of two dimensions, not {matrix.ndim}")
    with np.errstate(invalid="ignore"):
        rows, columns = np.nonzero((matrix >= threshold) & (matrix > 0))
    chosen = matched_edges(rows, columns, matrix[rows, columns])
    return rows[chosen], columns[chosen]


def matched_edges(left: Ints, right: Ints, weights: Floats) -> Bools:
    """Choose among possible pairs: each thing is in one at most, and the sum of the weights is as large as can be.

    Args:
        left: The number of the first thing of each pair, at least 0.
        right: The number of the second.
        weights: How good each pair is, above 0.

    Returns:
        Whether each pair is chosen. Of equally good choices it is always the same one. In a group of things that are
        all near each other, by chains, and more than 2,000 on both sides, the best pairs come first instead.
    """
    chosen = np.zeros(len(left), dtype=bool)
    if len(left) == 0:
        return chosen
    groups = _groups_of(left, right)
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    for edges in _stars(left, right, weights, order, starts, chosen):
        chosen[edges[_best(left[edges], right[edges], weights[edges])]] = True
    return chosen


def _groups_of(left: Ints, right: Ints) -> Ints:
    """Number the connected groups: what is in different ones does not compete."""
    sparse, csgraph = (need(name, "quality", "matching") for name in ("scipy.sparse", "scipy.sparse.csgraph"))
    ones, rows = np.unique(left, return_inverse=True)
    others, columns = np.unique(right, return_inverse=True)
    size = len(ones) + len(others)
    graph = sparse.coo_array((np.ones(len(left), dtype=np.int8), (rows, columns + len(ones))), shape=(size, size))
    labels = csgraph.connected_components(graph, directed=False)[1]
    groups: Ints = labels[rows].astype(np.int64)
    return groups


def _stars(left: Ints, right: Ints, weights: Floats, order: Ints, starts: Ints, chosen: Bools) -> list[Ints]:
    """Choose the best pair of each group that has one thing on either side; return the pairs of the other groups."""
    ends = np.append(starts[1:], len(order))
    alone = _is_one(left[order], starts) | _is_one(right[order], starts)
    best = np.maximum.reduceat(weights[order], starts)
    is_best = weights[order] == np.repeat(best, ends - starts)
    at_best = np.flatnonzero(is_best)
    first = at_best[np.searchsorted(at_best, starts)]
    chosen[order[first[alone]]] = True
    return [order[start:end] for start, end in zip(starts[~alone], ends[~alone], strict=True)]


def _is_one(numbers: Ints, starts: Ints) -> Bools:
    is_one: Bools = np.minimum.reduceat(numbers, starts) == np.maximum.reduceat(numbers, starts)
    return is_one


def _best(left: Ints, right: Ints, weights: Floats) -> Ints:
    """Choose among the pairs of one group; return the places of those."""
    optimize = need("scipy.optimize", "quality", "matching")
    ones, rows = np.unique(left, return_inverse=True)
    others, columns = np.unique(right, return_inverse=True)
    if len(ones) * len(others) > _ROOM:
        return _greedy(rows, columns, weights)
    matrix, places = np.zeros((len(ones), len(others))), np.full((len(ones), len(others)), -1)
    matrix[rows, columns], places[rows, columns] = weights, np.arange(len(left))
    found = places[optimize.linear_sum_assignment(matrix, maximize=True)]
    best: Ints = found[found >= 0]
    return best


def _greedy(rows: Ints, columns: Ints, weights: Floats) -> Ints:
    """Take the best pair, then the best of the rest: for groups whose matrix would not fit into memory."""
    taken_rows, taken_columns = set[int](), set[int]()
    best: list[int] = []
    for at in np.argsort(-weights, kind="stable").tolist():
        row, column = int(rows[at]), int(columns[at])
        if row not in taken_rows and column not in taken_columns:
            taken_rows.add(row)
            taken_columns.add(column)
            best.append(at)
    return np.array(best, dtype=np.int64)


def pairs_within(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """List all pairs of things that are in the same group.

    Args:
        left: The group of each first thing.
        right: The group of each second thing.

    Returns:
        The places of the first and of the second thing of each pair, by the first.
    """
    order = np.argsort(right, kind="stable")
    starts, ends = (np.searchsorted(right[order], left, side) for side in ("left", "right"))
    counts = ends - starts
    within = np.asarray(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts), dtype=np.int64)
    return np.repeat(np.arange(len(left)), counts), order[np.repeat(starts, counts) + within]
