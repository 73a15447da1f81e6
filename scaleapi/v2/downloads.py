"""Downloading what the service keeps elsewhere: streamed to a file, gone on with after a break, without the key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from scaleapi._core.calls.arguments import refuse
from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.calls.flows import exchange, transmit
from scaleapi._core.calls.partial import PartialFile
from scaleapi._core.calls.replies import read
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._io.paths import StrPath, local_path, sync, written
from scaleapi._io.private import make_private
from scaleapi.exceptions import ScaleException
from scaleapi.models.rules import mapped
from scaleapi.models.v2.base import V2Entity
from scaleapi.v2.arguments import needed
from scaleapi.v2.datasets import target_call

__all__ = ["download", "source_of"]

Source = str | Call[str]
"""The address of a file, or what asks the service for it."""

_ATTACHMENT = re.compile(r"/datasets/task/([^/]+)/response_url/([^/]+)$")


def source_of(task: V2Entity | str, attachment_id: str | None, base: str) -> Source:
    """Tell where a file is asked for.

    Args:
        task: A task, its id, or an address.
        attachment_id: Which attachment, if it is one.
        base: The address of the second API.
    """
    if attachment_id is not None:
        task_id = getattr(task, "task_id", None) if isinstance(task, V2Entity) else task
        return target_call(needed("task", task_id), needed("attachment_id", attachment_id), base)
    url = _response_url(task) if isinstance(task, V2Entity) else task
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse("/task", "type", "must be a task, an address, or a task's id with an attachment_id", url)
    own = _ATTACHMENT.search(urlsplit(url).path)
    return target_call(unquote(own[1]), unquote(own[2]), base) if own and url.startswith(base) else url


def _response_url(task: V2Entity) -> str:
    raw = task.as_dict()
    url = raw.get("response_url") or mapped(raw.get("response")).get("response_url")
    if not isinstance(url, str):
        raise ScaleException("The task has no response_url: its response is in the task itself, or not there yet")
    return url


def download(source: Source, to: StrPath, policy: RetryPolicy) -> Flow[int]:
    """Download a file; it stands under its name when it is complete."""
    url = source if isinstance(source, str) else (yield from exchange(source, policy))
    path = local_path(to)
    if path is not None:
        return (yield from _to_disk(url, path, policy))
    with written(to) as scratch, scratch.open("w+b") as file:
        return (yield from _fetch(url, PartialFile(file), policy))


def _to_disk(url: str, path: Path, policy: RetryPolicy) -> Flow[int]:
    """Download to this machine. What has come before a break stays beside the place, with what names its version."""
    part, version = (path.with_name(f".{path.name}.{end}") for end in ("part", "version"))
    where = url.partition("?")[0]
    partial: PartialFile | None = None
    try:
        with _opened(part) as file:
            partial = PartialFile(file, _validator(version, where))
            size = yield from _fetch(url, partial, policy)
    except BaseException:
        if partial is not None and partial.validator:
            make_private(version)
            version.write_text(f"{where}\n{partial.validator}", "utf-8")
        else:  # it could not be gone on with
            part.unlink(missing_ok=True)
            version.unlink(missing_ok=True)
        raise
    sync(part)
    part.replace(path)
    version.unlink(missing_ok=True)
    sync(path.parent)
    return size


def _validator(version: Path, where: str) -> str:
    """Tell which version of the file is there in part; nothing if it is of another file."""
    text = version.read_text("utf-8") if version.is_file() else ""
    of, _, validator = text.partition("\n")
    return validator if of == where else ""


def _opened(part: Path) -> IO[bytes]:
    """Open a file to go on with."""
    part.parent.mkdir(parents=True, exist_ok=True)
    make_private(part)
    return part.open("r+b")


def _fetch(url: str, partial: PartialFile, policy: RetryPolicy) -> Flow[int]:
    call = Call("GET", "", _as_it_is, address=url, into=partial, promises_json=False)
    final = yield from transmit(call, policy)
    if final.reply.status == 416:  # what is there is longer than the file: it is of another one
        partial.restart()
        final = yield from transmit(call, policy)
    read(call, final)
    return partial.size


def _as_it_is(value: Any) -> Any:
    return value
