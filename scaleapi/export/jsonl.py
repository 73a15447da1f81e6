"""Tasks as JSON lines: written as they came, and read back equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Any, TypeVar, overload

from pydantic import ValidationError

from scaleapi._io.compression import open_packed, open_to_pack
from scaleapi._io.json_text import dumps, loads
from scaleapi._io.paths import StrPath, join, list_names, text_of, written
from scaleapi._keywords import known_keywords
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.layout import RESULTS, TASKS, Discarded, ExportOptions, PartDone, part_name
from scaleapi.models.base import Entity
from scaleapi.models.table import Files
from scaleapi.models.task import Task

__all__ = ["JsonlPart", "files_of", "json_line", "json_text", "parse_line", "read_jsonl", "task_in", "write_jsonl"]

E = TypeVar("E", bound=Entity)


@known_keywords
def write_jsonl(path: StrPath, tasks: Iterable[Entity]) -> int:
    """Write tasks as JSON lines, one after another, in little memory.

    What came in a list or from a file is written byte for byte as it came, unknown fields included; but for the tokens
    of workspaces, which the second API's tasks may have.

    Args:
        path: A path or a URL; `.gz` and `.zst` are packed. It appears when it is complete; what was there is replaced.
        tasks: Any tasks, of either API, also a listing that is still being fetched.

    Returns:
        How many tasks were written.

    Raises:
        OSError: The file cannot be written.
        ImportError: `.zst` needs the extra `zstd` before Python 3.14; a URL needs the extra `remote`.
    """
    count = 0
    with written(path) as scratch, open_to_pack(scratch, path) as file:
        for task in tasks:
            file.write(_line(task) + b"\n")
            count += 1
    return count


def _line(task: Entity) -> bytes:
    if isinstance(task, Task):
        return task.as_json()
    from scaleapi.export.conversations.secrets import exported_line  # not needed for other tasks

    return exported_line(task)


@overload
def read_jsonl(path: StrPath) -> Iterator[Task]: ...
@overload
def read_jsonl(path: StrPath, of: type[E]) -> Iterator[E]: ...
@known_keywords
def read_jsonl(path: StrPath, of: type[Entity] = Task) -> Iterator[Entity]:
    """Read tasks that `write_jsonl` or `export_tasks` wrote: each `as_dict()` is what the service sent.

    Args:
        path: A file, by path or URL (`.gz` and `.zst` are unpacked on the way), or the folder of an export.
        of: What they are, if no tasks of version 1: `scaleapi.models.v2.Task`, `DeliveredTask` or `DatasetTask`.

    Raises:
        ScaleExportError: A line is no task; it says which one.
        OSError: There is no such file.
    """
    for file in files_of(path, "jsonl", "jsonl.gz", "jsonl.zst"):
        with open_packed(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield task_in(line, file, number, of)


def files_of(path: StrPath, *endings: str) -> list[str]:
    """List the files of tasks in the folder of an export; anything else is a file itself."""
    names = [name for name in list_names(join(path, TASKS)) if name.endswith(endings)]
    return [join(path, TASKS, name) for name in names] or [text_of(path)]


@overload
def task_in(line: bytes | str | None, place: str, number: int | str) -> Task: ...
@overload
def task_in(line: bytes | str | None, place: str, number: int | str, of: type[E]) -> E: ...
def task_in(line: bytes | str | None, place: str, number: int | str, of: type[Entity] = Task) -> Entity:
    """Read one task; None, an empty cell of a table, is none."""
    if line is None:
        raise ScaleExportError(f"{place}, row {number}: no task, for the cell is empty")
    try:
        return of.received(line.strip() if isinstance(line, bytes) else parse_line(line))
    except ValueError as error:
        raise ScaleExportError(f"{place}, line {number}: {_why(error)}") from error


def _why(error: ValueError) -> str:
    return "no task, for it has no task_id or no status" if isinstance(error, ValidationError) else f"no JSON: {error}"


def parse_line(line: bytes | str) -> Any:
    """Parse JSON, whatever the standard library reads."""
    return loads(line)


def json_line(value: Any) -> bytes:
    """Write JSON as it came, also where it holds halves of characters, which UTF-8 has no place for."""
    return json_text(value) + b"\n"


def json_text(value: Any) -> bytes:
    """Write JSON on one line."""
    return dumps(value)


class JsonlPart:
    """One part of an export as JSON lines; the arguments are those of `ParquetPart`."""

    def __init__(self, folder: StrPath, number: int, form: ExportOptions, mark: dict[str, str] | None = None) -> None:
        del mark  # a part is one file, or two that say the same at each attempt
        self._number, self._counts = number, [0, 0]
        self._stack = ExitStack()
        try:
            # What is entered last is left first: the file of tasks appears last, when the other one is there.
            self._tasks = self._open(join(folder, TASKS, part_name(number, form)))
            self._results = self._open(join(folder, RESULTS, part_name(number, form))) if form.results else None
        except BaseException:
            self.discard()
            raise

    def _open(self, place: str) -> IO[bytes]:
        scratch = self._stack.enter_context(written(place))
        return self._stack.enter_context(open_to_pack(scratch, place))

    def add_documents(self, documents: Sequence[bytes]) -> None:
        """Add tasks as they came, each on one line, without files."""
        self._tasks.write(b"".join([document + b"\n" for document in documents]))
        self._counts[0] += len(documents)

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None = None) -> None:
        """Add a task, with the files of its result, and its response, which may have been kept apart."""
        self._tasks.write(json_line(task))
        self._counts[0] += 1
        if self._results is None:
            return
        held: dict[str, Any] = {}
        try:
            held = {name: file.place or file.whole() for name, file in files.items()}
        except ValueError as broken:
            error = f"a file of the result cannot be read: {broken}"
        apart = {"response": response} if "response" not in task and response is not None else {}
        told = {"error": error} if error else {}
        if held or apart or told:
            self._results.write(json_line({"task_id": task["task_id"], **apart, "files": held, **told}))
        self._counts[1] += error is not None

    def finish(self) -> PartDone:
        """Complete the files; then they appear."""
        self._stack.close()
        return PartDone(self._number, self._counts[0], 0, self._counts[1])

    def discard(self) -> None:
        """Leave nothing behind."""
        self._stack.__exit__(Discarded, Discarded(), None)
