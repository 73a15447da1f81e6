"""Tasks as Parquet: written as two tables, and read back as tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, TypeVar, overload

from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, open_to_read
from scaleapi._keywords import known_keywords
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.columns import Declares, form_of
from scaleapi.export.frames import Results, conversations_in, files_of_results, of_one_type
from scaleapi.export.jsonl import files_of, task_in
from scaleapi.export.layout import PartDone
from scaleapi.models.base import Entity
from scaleapi.models.enums import TaskType
from scaleapi.models.task import Task
from scaleapi.models.task_table import RAW

if TYPE_CHECKING:
    from scaleapi.export.conversations.tables import Conversational

__all__ = ["read_parquet", "write_parquet"]

E = TypeVar("E", bound=Entity)

_ROWS = 500
"""Tasks that are read at a time."""


@known_keywords
def write_parquet(
    folder: StrPath,
    tasks: Iterable[Task] | Iterable[Conversational],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> PartDone:
    """Write tasks as two Parquet files, `tasks/part-00000.parquet` and `annotations/part-00000.parquet`.

    They are written in row groups of bounded size, in little memory, and appear when they are complete. Files of the
    same names are replaced.

    Args:
        folder: The folder, by path or URL; made if it is not there.
        tasks: Tasks, also a listing that is still being fetched.
        task_type: As for `to_arrow`.
        payload: As for `to_arrow`.
        raw: Whether the whole tasks are written, too: only then can `read_parquet` give them back.
        results: As for `to_arrow`.

    Raises:
        OSError: The files cannot be written.
        ImportError: The extra `arrow` is missing; for a URL, the extra `remote`.
    """
    need("pyarrow", "arrow", "Parquet")
    tasks, conversations = conversations_in(tasks, task_type, payload, results)
    if conversations is not None:
        from scaleapi.export.conversations.files import conversations_to_parquet

        return conversations_to_parquet(folder, conversations, raw=raw)
    from scaleapi.export.parquet_part import ParquetPart  # imports pyarrow, which costs time

    kind, tasks = of_one_type(tasks, task_type)
    part = ParquetPart(folder, 0, form_of(kind, payload=payload, raw=raw))
    try:
        for task in tasks:
            whole = task.as_dict()
            part.add(whole, files_of_results(task, results), whole.get("response"))
        return part.finish()
    except BaseException:
        part.discard()
        raise


@overload
def read_parquet(path: StrPath) -> Iterator[Task]: ...
@overload
def read_parquet(path: StrPath, of: type[E]) -> Iterator[E]: ...
@known_keywords
def read_parquet(path: StrPath, of: type[Entity] = Task) -> Iterator[Entity]:
    """Read whole tasks that were written with `raw=True`: each `as_dict()` is what the service sent.

    To work with the columns, read the files with any Parquet reader: `polars.scan_parquet("…/annotations/*.parquet")`.

    Args:
        path: The folder of an export, or a file of its table of tasks, by path or URL.
        of: What they are, if no tasks of version 1, as for `read_jsonl`.

    Raises:
        ScaleExportError: The files do not hold whole tasks, or are no Parquet.
        OSError: There is no such file.
        ImportError: The extra `arrow` is missing.
    """
    arrow: Any = need("pyarrow", "arrow", "Parquet")
    for name in files_of(path, "parquet"):
        with open_to_read(name) as file:
            try:
                for number, text in enumerate(_texts(file, name), 1):
                    yield task_in(text, name, number, of)
            except (arrow.ArrowException, UnicodeDecodeError, OSError) as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise  # it could not be read; pyarrow's own say nothing of the system
                raise ScaleExportError(f"{name} is no whole Parquet file: {error}") from error


def _texts(file: IO[bytes], name: str) -> Iterator[Any]:
    parquet: Any = need("pyarrow.parquet", "arrow", "Parquet")
    source = parquet.ParquetFile(file)
    if RAW.name not in source.schema_arrow.names:
        raise ScaleExportError(f"{name} holds no whole tasks: write it with raw=True to read tasks back")
    for batch in source.iter_batches(_ROWS, columns=[RAW.name]):
        yield from batch.column(0).to_pylist()
