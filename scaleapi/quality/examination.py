"""One part of the tasks, looked at in this process: chunk by chunk, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scaleapi._imports import collection_paused
from scaleapi._show.text import shorten
from scaleapi.models.rules import is_object, mapped
from scaleapi.quality.extraction.answers import ANSWER_TYPES
from scaleapi.quality.extraction.arrays import np
from scaleapi.quality.extraction.cuboids import CUBOID_TYPES
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.reading import DRAWN_TYPES, FILE_TYPES
from scaleapi.quality.extraction.segments import POINT_TYPES, SEGMENT_TYPES
from scaleapi.quality.extraction.spans import SPAN_TYPES
from scaleapi.quality.findings import Finding, Skipped
from scaleapi.quality.outliers import SizeBook
from scaleapi.quality.rules.asked import AskedBook
from scaleapi.quality.rules.chunk import Chunk, Options
from scaleapi.quality.rules.rule import Hit, Rule

__all__ = ["Examined", "Unread", "examine"]

_CHUNK, _SHAPES = 500, 4 << 20
"""How many tasks are looked at together, and how many bytes of them."""
_FILES = FILE_TYPES | CUBOID_TYPES | POINT_TYPES
_KNOWN = DRAWN_TYPES | _FILES | SPAN_TYPES | ANSWER_TYPES | SEGMENT_TYPES
_IN_FILES = "its annotations are in files: give `results`"
_NO_RESULT = "its response is not with it: fetch what is behind `response_url`"


class Unread(NamedTuple):
    """Something among the tasks that is none."""

    place: str
    reason: str


@dataclass
class Examined:
    """What was found in a part; it may travel from another process."""

    findings: list[tuple[int, Finding]] = field(default_factory=list[tuple[int, Finding]])
    """Each with its task's place."""
    skipped: Skipped = field(default_factory=lambda: Skipped({}))
    sizes: SizeBook = field(default_factory=SizeBook)
    tasks: int = 0
    """How many were read."""
    checked: list[str] = field(default_factory=list[str])
    """The ids of those that were looked at."""
    annotations: int = 0
    """How many shapes, cuboids and spans these have, and answers."""


def examine(items: Iterable[TaskDocument | Unread], rules: Sequence[Rule], options: Options) -> Examined:
    """Apply rules to tasks. Nothing in a task raises; what is wrong with the rules of a user's is told, too."""
    made, asked = Examined(), AskedBook(options.payload)
    with collection_paused(), np.errstate(all="ignore"):
        for documents in _chunks(_read(items, made)):
            _look(Chunk(documents, options, asked, made.skipped), rules, made)
    return made


def _read(items: Iterable[TaskDocument | Unread], made: Examined) -> Iterator[TaskDocument]:
    for one in items:
        if isinstance(one, Unread):
            made.skipped.note(None, one.reason, [one.place])
            continue
        made.tasks += 1
        reason = _why_not(one)
        if reason is None:
            yield one
        else:
            made.skipped.note(None, reason, [one.task_id])


def _why_not(document: TaskDocument) -> str | None:
    """Say why a task is not looked at; None if it is."""
    kind, status = document.type, document.status
    if kind is None:
        return "it does not tell its type"
    if status == "error":
        return "it ended in an error"
    if kind not in _KNOWN:
        return f"tasks of type {kind[:80]} have no rules"
    if not document.has_response and status != "completed":
        return f"it has no response (its status is {shorten(status)})"
    if document.is_elsewhere:
        return _NO_RESULT
    files = _files(document)
    return _IN_FILES if files and not files & document.files.keys() else None


def _chunks(documents: Iterable[TaskDocument]) -> Iterator[list[TaskDocument]]:
    some, size = list[TaskDocument](), 0
    for one in documents:
        some.append(one)
        size += one.size
        if len(some) >= _CHUNK or size >= _SHAPES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _look(chunk: Chunk, rules: Sequence[Rule], made: Examined) -> None:
    chunk.unanswered = [at for at, one in enumerate(chunk.documents) if not one.has_response]
    _tell_missing_files(chunk)
    found = list[tuple[int, Finding]]()
    for rule in rules:
        if rule.check is not None:
            found += (_finding(chunk, rule, hit) for hit in rule.check(chunk, rule))
        elif rule.look is not None:
            found += (_finding(chunk, rule, hit) for hit in _marks(chunk, rule))
        else:  # of sizes, only all tasks together tell
            made.sizes.add(chunk)
    made.findings += sorted(found, key=lambda one: one[0])
    made.checked += (one.task_id for one in chunk.documents)
    made.annotations += len(chunk.shapes) + len(chunk.cuboids) + len(chunk.spans) + len(chunk.answers)


def _tell_missing_files(chunk: Chunk) -> None:
    """Count the tasks of which some files are there, and others are not."""
    partly = [at for at, one in enumerate(chunk.documents) if _files(one) - one.files.keys()]
    chunk.skip(None, "some of its files are missing", partly)


def _files(document: TaskDocument) -> set[str]:
    """Name the files that hold a task's annotations."""
    named = mapped(document.response) if document.type in _FILES else {}
    return {name for name, value in named.items() if is_object(value) and "url" in value} - {"events"}


def _marks(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Apply a rule of a user's to one task after another."""
    assert rule.look is not None  # noqa: S101 - for type checkers: the caller has looked
    for at, one in enumerate(chunk.documents):
        try:
            marks = [*rule.look(one.task, rule)]
        except Exception as error:  # noqa: BLE001 - a stranger's function; it is told, and the others go on
            chunk.skip(rule, f"the rule failed: {type(error).__name__}: {error!s:.100}", [at])
            continue
        yield from (Hit(at, *mark) for mark in marks)


def _finding(chunk: Chunk, rule: Rule, hit: Hit) -> tuple[int, Finding]:
    document = chunk.documents[hit.document]
    about = (rule.name, rule.severity, hit.measured, hit.limit, hit.message, hit.label, document.batch)
    return document.number, Finding(document.task_id, hit.uuid, hit.pointer, *about)
