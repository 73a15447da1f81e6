"""Metrics on arrays: overlap, matching, agreement, and how far texts are from each other. Pure, and without tasks.

arrays        what the others take: anything that numpy makes an array of
boxes         IoU of level boxes
polygons      IoU of outlines and of turned boxes
cuboids       IoU of cuboids, from above and in space
matching      one-to-one matching (Hungarian)
precision     COCO's average precision
counts        precision, recall and F1 of what was counted; the confusion matrix
masks         what masks of indexes have in common, pixel by pixel
kappa         Cohen's and Fleiss's kappa
alpha         Krippendorff's alpha
spans         strict and partial F1 of spans
texts         edit distance
intervals     bootstrap intervals

Wrong shapes of arrays raise ValueError. Undefined values, such as the precision of nothing, are NaN.
"""

from __future__ import annotations

from scaleapi._io.optional import need
from scaleapi._lazy import lazy

_PUBLIC = {
    "quality.metrics.alpha": "krippendorff_alpha",
    "quality.metrics.boxes": "box_iou_of_pairs iou",
    "quality.metrics.counts": "Confusion Scores confusion_matrix",
    "quality.metrics.cuboids": "bev_iou cuboid_iou",
    "quality.metrics.intervals": "Interval bootstrap",
    "quality.metrics.kappa": "cohen_kappa fleiss_kappa",
    "quality.metrics.masks": "mask_confusion mask_iou",
    "quality.metrics.matching": "match",
    "quality.metrics.polygons": "polygon_iou",
    "quality.metrics.precision": "COCO_THRESHOLDS average_precision",
    "quality.metrics.spans": "span_f1 span_scores",
    "quality.metrics.texts": "edit_distance normalized similarity",
}
"""The public names, by the module that has them."""

need("numpy", "quality", "scaleapi.quality.metrics")

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
