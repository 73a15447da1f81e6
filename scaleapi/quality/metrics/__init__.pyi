"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.quality.metrics.alpha import krippendorff_alpha as krippendorff_alpha
from scaleapi.quality.metrics.boxes import box_iou_of_pairs as box_iou_of_pairs
from scaleapi.quality.metrics.boxes import iou as iou
from scaleapi.quality.metrics.counts import Confusion as Confusion
from scaleapi.quality.metrics.counts import Scores as Scores
from scaleapi.quality.metrics.counts import confusion_matrix as confusion_matrix
from scaleapi.quality.metrics.cuboids import bev_iou as bev_iou
from scaleapi.quality.metrics.cuboids import cuboid_iou as cuboid_iou
from scaleapi.quality.metrics.intervals import Interval as Interval
from scaleapi.quality.metrics.intervals import bootstrap as bootstrap
from scaleapi.quality.metrics.kappa import cohen_kappa as cohen_kappa
from scaleapi.quality.metrics.kappa import fleiss_kappa as fleiss_kappa
from scaleapi.quality.metrics.masks import mask_confusion as mask_confusion
from scaleapi.quality.metrics.masks import mask_iou as mask_iou
from scaleapi.quality.metrics.matching import match as match
from scaleapi.quality.metrics.polygons import polygon_iou as polygon_iou
from scaleapi.quality.metrics.precision import COCO_THRESHOLDS as COCO_THRESHOLDS
from scaleapi.quality.metrics.precision import average_precision as average_precision
from scaleapi.quality.metrics.spans import span_f1 as span_f1
from scaleapi.quality.metrics.spans import span_scores as span_scores
from scaleapi.quality.metrics.texts import edit_distance as edit_distance
from scaleapi.quality.metrics.texts import normalized as normalized
from scaleapi.quality.metrics.texts import similarity as similarity

__all__ = ['COCO_THRESHOLDS', 'Confusion', 'Interval', 'Scores', 'average_precision', 'bev_iou', 'bootstrap', 'box_iou_of_pairs', 'cohen_kappa', 'confusion_matrix', 'cuboid_iou', 'edit_distance', 'fleiss_kappa', 'iou', 'krippendorff_alpha', 'mask_confusion', 'mask_iou', 'match', 'normalized', 'polygon_iou', 'similarity', 'span_f1', 'span_scores']
