"""Findings as tables and as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from scaleapi._io.compression import open_to_pack
from scaleapi._io.json_text import dumps
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, written
from scaleapi.quality.findings import Finding

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["findings_frame", "findings_polars", "findings_table", "write_findings"]

_NUMBERS = ("measured", "limit")


def findings_table(findings: Sequence[Finding]) -> pa.Table:
    """Make an Arrow table; half a surrogate pair, which UTF-8 has no place for, is written as an escape."""
    arrow: Any = need("pyarrow", "arrow", "a table")
    names = [one.name for one in fields(Finding)]
    kinds = {name: arrow.float64() if name in _NUMBERS else arrow.string() for name in names}
    columns = {
        name: arrow.array([_sayable(getattr(one, name)) for one in findings], kind) for name, kind in kinds.items()
    }
    return arrow.table(columns)  # type: ignore[no-any-return]


def _sayable(value: object) -> object:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Make a pandas data frame with Arrow's types."""
    pandas = need("pandas", "pandas", "a pandas data frame")
    table: Any = findings_table(findings)
    return table.to_pandas(types_mapper=pandas.ArrowDtype)  # type: ignore[no-any-return]


def findings_polars(findings: Sequence[Finding]) -> pl.DataFrame:
    """Make a polars data frame."""
    polars: Any = need("polars", "polars", "a polars data frame")
    return polars.from_arrow(findings_table(findings))  # type: ignore[no-any-return]


def write_findings(path: StrPath, findings: Iterable[Finding]) -> int:
    """Write JSON lines."""
    count = 0
    with written(path) as scratch, open_to_pack(scratch, path) as file:
        for one in findings:
            file.write(dumps(asdict(one)) + b"\n")
            count += 1
    return count
