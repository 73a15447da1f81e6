"""Tasks whose response and parameters are decoded when they are asked for, and only as far as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from scaleapi._io.json_text import loads
from scaleapi._keywords import known_keywords
from scaleapi._show.text import shorten
from scaleapi.models.rules import is_object, mapped
from scaleapi.models.task import Task
from scaleapi.quality.extraction.salvage import UNFIT

if TYPE_CHECKING:
    from scaleapi.export.frames import Results

__all__ = ["TaskDocument", "Unreadable", "document_of", "documents_of"]

T = TypeVar("T")

_ABSENT = msgspec.Raw(b"")


class Unreadable(ValueError):  # noqa: N818  (a value that callers count, more often than an error)
    """Something is no task."""


class _Head(msgspec.Struct, gc=False):
    """What is decoded of every task."""

    task_id: str
    status: str | None = None
    type: str | None = None
    batch: str | None = None
    project: str | None = None
    params: msgspec.Raw = _ABSENT
    response: msgspec.Raw = _ABSENT


class _Sized(msgspec.Struct, gc=False):
    width: float | None = None
    height: float | None = None


_head = msgspec.json.Decoder(_Head).decode


class TaskDocument:
    """A task to be looked at: a few texts, and the rest when it is asked for.

    Args:
        number: Its place in what is looked at, from 0.
        head: The task, decoded or as a dictionary.
        files: What the files of its result hold, by the field of the response that names each.
        source: The task as it was given; None for the dictionary itself.
    """

    __slots__ = (
        "_params",
        "_read_params",
        "_response",
        "_source",
        "batch",
        "files",
        "number",
        "project",
        "status",
        "task_id",
        "type",
    )

    def __init__(
        self, number: int, head: _Head | Mapping[str, Any], files: Mapping[str, Any], source: Task | bytes | None = None
    ) -> None:
        def get(name: str) -> object:
            return head.get(name) if isinstance(head, Mapping) else getattr(head, name)

        self.number: int = number
        self.files: Mapping[str, Any] = files
        self._source: Task | bytes | dict[str, Any] = source or (dict(head) if isinstance(head, Mapping) else {})
        self.task_id: str = _text(get("task_id")) or ""
        self.type: str | None = _text(get("type"))
        self.status: str | None = _text(get("status"))
        self.batch: str | None = _text(get("batch"))
        self.project: str | None = _text(get("project"))
        self._params: object = get("params")
        self._read_params: dict[str, Any] | None = None
        self._response: object = get("response")

    @property
    def task(self) -> Task:
        """The task as an entity."""
        source = self._source
        if not isinstance(source, Task):
            self._source = source = _entity(source)
        return source

    @property
    def is_encoded(self) -> bool:
        """Whether the parameters are still text, so that equal ones can be told without decoding them."""
        return isinstance(self._params, msgspec.Raw)

    @property
    def has_response(self) -> bool:
        """Whether there is a response, whatever it is."""
        if isinstance(self._response, msgspec.Raw):
            return bytes(self._response) not in (b"", b"null")
        return self._response is not None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the response is not with the task, but behind its `response_url`."""
        return not self.has_response and self.task.response_url is not None

    @property
    def size(self) -> int:
        """How many bytes of JSON the response has; 0 if it came decoded."""
        return memoryview(self._response).nbytes if isinstance(self._response, msgspec.Raw) else 0

    @property
    def tells_size(self) -> bool:
        """Whether the response may have a `width` and a `height` of its own: cheap, and never wrongly false."""
        told = self.response_as(_Sized)
        return told is None or (told.width is not None and told.height is not None)

    @property
    def params(self) -> dict[str, Any]:
        """What the task was created with; empty if that is not told, or is no object."""
        if self._read_params is None:
            self._read_params = mapped(_plain(self._params))
        return self._read_params

    @property
    def response(self) -> Any:
        """The response, as plain JSON: whatever came; None if there is none."""
        self._response = _plain(self._response)
        return self._response

    def respond(self, response: object) -> None:
        """Take a response that was fetched by itself."""
        self._response = response

    def params_as(self, kind: type[T]) -> T | None:
        """Decode the parameters as a type, without keeping it; None if they do not fit."""
        return _as(self._params, kind)

    def response_as(self, kind: type[T]) -> T | None:
        """Decode the response as a type, without keeping it; None if it does not fit."""
        return _as(self._response, kind)


def _entity(source: bytes | dict[str, Any]) -> Task:
    if isinstance(source, dict):
        return Task(source)
    try:
        return Task.received(source)
    except ValueError:  # it lacks a status
        return Task(mapped(loads(source)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _plain(value: object) -> object:
    return _parsed(bytes(value)) if isinstance(value, msgspec.Raw) else value


def _parsed(text: bytes) -> object:
    return loads(text) if text else None


def _as(value: object, kind: type[T]) -> T | None:
    try:
        if isinstance(value, msgspec.Raw):
            return msgspec.json.decode(value, type=kind)
        return msgspec.convert(value, kind)
    except UNFIT:
        return None


@known_keywords
def documents_of(tasks: Iterable[Task | Mapping[str, Any]], results: Results | None = None) -> Iterator[TaskDocument]:
    """Read tasks, in their order.

    Args:
        tasks: Tasks, or their JSON as dictionaries.
        results: What `client.get_task_result` gave, by task id: for types whose annotations lie in files.

    Raises:
        Unreadable: Something is neither.
    """
    for number, task in enumerate(tasks):
        document = document_of(task, number)
        found = (results or {}).get(document.task_id)
        document.files = {} if found is None else found.raw
        yield document


def document_of(task: object, number: int = 0, files: Mapping[str, Any] | None = None) -> TaskDocument:
    """Read a task, also one that is still the bytes of its JSON.

    Raises:
        Unreadable: It is no task: what it is instead.
    """
    head: Any = _undecoded(task) if isinstance(task, Task) else task
    if isinstance(head, bytes):
        head = _decoded(head)
    if not isinstance(head, _Head) and not (is_object(head) and isinstance(head.get("task_id"), str)):
        raise Unreadable(f"is no task, for it has no task_id (got {shorten(head)})")
    source = task if isinstance(task, Task | bytes) else None
    return TaskDocument(number, head, files or {}, source)


def _undecoded(task: Task) -> bytes | dict[str, Any]:
    held = task._beside()
    document: bytes | None = held["_bytes"]
    return task.as_dict() if document is None or held["_raw"] is not None else document


def _decoded(text: bytes) -> object:
    """Decode the head; parse in whole what is not as usual."""
    try:
        if not text.isascii():
            text.decode()  # what the head leaves undecoded has not been looked at
        return _head(text)
    except UNFIT:
        pass
    try:
        return loads(text)
    except ValueError as error:
        raise Unreadable(f"is no JSON: {error}") from error
