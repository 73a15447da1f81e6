"""Results as data: to disk, to data frames, and to training formats.

`client.export_tasks` brings tasks from the service to disk. Here is what works on tasks that are there.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaleapi.export.coco import Coco, to_coco, write_coco
    from scaleapi.export.conversion import convert_jsonl
    from scaleapi.export.frames import Tables, schemas, to_arrow, to_pandas, to_polars
    from scaleapi.export.jsonl import read_jsonl, write_jsonl
    from scaleapi.export.layout import ExportDone, PartDone
    from scaleapi.export.losses import Loss
    from scaleapi.export.parquet import read_parquet, write_parquet
    from scaleapi.export.prelabels import PreLabel, PreLabels, from_coco
    from scaleapi.export.yolo import Yolo, to_yolo, write_yolo

_HOME = {
    "Coco": "coco",
    "ExportDone": "layout",
    "Loss": "losses",
    "PartDone": "layout",
    "PreLabel": "prelabels",
    "PreLabels": "prelabels",
    "Tables": "frames",
    "Yolo": "yolo",
    "convert_jsonl": "conversion",
    "from_coco": "prelabels",
    "read_jsonl": "jsonl",
    "read_parquet": "parquet",
    "schemas": "frames",
    "to_arrow": "frames",
    "to_coco": "coco",
    "to_pandas": "frames",
    "to_polars": "frames",
    "to_yolo": "yolo",
    "write_coco": "coco",
    "write_jsonl": "jsonl",
    "write_parquet": "parquet",
    "write_yolo": "yolo",
}

__all__ = [
    "Coco",
    "ExportDone",
    "Loss",
    "PartDone",
    "PreLabel",
    "PreLabels",
    "Tables",
    "Yolo",
    "convert_jsonl",
    "from_coco",
    "read_jsonl",
    "read_parquet",
    "schemas",
    "to_arrow",
    "to_coco",
    "to_pandas",
    "to_polars",
    "to_yolo",
    "write_coco",
    "write_jsonl",
    "write_parquet",
    "write_yolo",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scaleapi.export' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scaleapi.export.{_HOME[name]}"), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
