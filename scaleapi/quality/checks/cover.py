"""How much of a shape larger ones cover."""

from __future__ import annotations

from typing import Any

from scaleapi._io.optional import need
from scaleapi.quality.extraction.arrays import Floats, np
from scaleapi.quality.rules.chunk import Chunk

__all__ = ["covered_shares"]

shapely: Any = need("shapely", "quality", "quality control")


def covered_shares(chunk: Chunk) -> Floats:
    """Return what share of each shape's envelope (n,) larger shapes of the same image cover together, from 0 to 1."""
    bounds, shares = chunk.bounds, np.zeros(len(chunk.shapes))
    sides = bounds[:, 2:] - bounds[:, :2]
    which = np.flatnonzero((sides > 0).all(axis=1) & np.isfinite(bounds).all(axis=1))
    for image in np.unique(chunk.images[which]).tolist():
        some = which[chunk.images[which] == image]
        if len(some) > 1:
            boxes = shapely.box(*bounds[some].T)
            areas = shapely.area(boxes)
            small, large = shapely.STRtree(boxes).query(boxes, predicate="intersects")
            larger = areas[large] > areas[small]
            small, large = small[larger], large[larger]
            order = np.argsort(small, kind="stable")
            parts = shapely.intersection(boxes[small[order]], boxes[large[order]])
            for at in np.unique(small).tolist():
                covers = parts[slice(*np.searchsorted(small[order], [at, at + 1]))]
                shares[some[at]] = shapely.area(shapely.union_all(covers)) / areas[at]
    return shares
