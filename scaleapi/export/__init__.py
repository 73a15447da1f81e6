"""Results as data: to disk, to data frames, and to training formats.

`client.export_tasks` brings tasks from the service to disk. Here is what works on tasks that are there.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaleapi.export.conversion import convert_jsonl
    from scaleapi.export.frames import Tables, schemas, to_arrow, to_pandas, to_polars
    from scaleapi.export.jsonl import read_jsonl, write_jsonl
    from scaleapi.export.layout import ExportDone, PartDone
    from scaleapi.export.parquet import read_parquet, write_parquet

_HOME = {
    "ExportDone": "layout",
    "PartDone": "layout",
    "Tables": "frames",
    "convert_jsonl": "conversion",
    "read_jsonl": "jsonl",
    "read_parquet": "parquet",
    "schemas": "frames",
    "to_arrow": "frames",
    "to_pandas": "frames",
    "to_polars": "frames",
    "write_jsonl": "jsonl",
    "write_parquet": "parquet",
}

__all__ = [
    "ExportDone",
    "PartDone",
    "Tables",
    "convert_jsonl",
    "read_jsonl",
    "read_parquet",
    "schemas",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "write_jsonl",
    "write_parquet",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scaleapi.export' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scaleapi.export.{_HOME[name]}"), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
