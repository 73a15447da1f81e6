"""Results as data: to disk, to data frames, and to training formats.

`client.export_tasks` brings tasks from the service to disk. Here is what works on tasks that are there.
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "export.conversations.preferences": "PreferencePairs to_preference_pairs write_preference_pairs",
    "export.conversations.tables": "ConversationTables",
    "export.coco": "Coco to_coco write_coco",
    "export.coco_masks": "to_coco_masks",
    "export.conll": "Conll to_conll write_conll",
    "export.conversion": "convert_jsonl",
    "export.docbin": "Docs to_docbin write_docbin",
    "export.fiftyone": "FiftyOne to_fiftyone",
    "export.frames": "Tables schemas to_arrow to_pandas to_polars",
    "export.huggingface": "HuggingFace to_huggingface",
    "export.jsonl": "read_jsonl write_jsonl",
    "export.kitti": "Kitti to_kitti write_kitti",
    "export.layout": "ExportDone PartDone",
    "export.losses": "Loss",
    "export.parquet": "read_parquet write_parquet",
    "export.prelabels": "PreLabel PreLabels from_coco",
    "export.yolo": "Yolo to_yolo write_yolo",
}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
