"""Processes that begin at once: each is forked from one that has imported the package already."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

__all__ = ["Forked"]

_HOW: Any = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)
_IMPORTED = """
    tests.bulk.killed tests.export.killed httpx httpcore trio msgspec sqlite3
    scaleapi._core.http.asyncio_transport scaleapi._core.http.socket_transport
    scaleapi.bulk.changes scaleapi.bulk.creation scaleapi.export.jsonl scaleapi.export.run
    scaleapi.models.document scaleapi.models.tasks.image scaleapi.validation.payload_files
"""
"""Modules that are imported before: all that takes long, but for numpy and Arrow, whose threads no fork has."""
_HOW.set_forkserver_preload(_IMPORTED.split())


def _begin(talk: socket.socket, trouble: socket.socket, work: Callable[..., object], *arguments: str) -> None:
    """Do the work, with streams that lead to the test."""
    sys.stdin, sys.stdout, sys.stderr = talk.makefile("r"), talk.makefile("w"), trouble.makefile("w")
    work(*arguments)


class Forked:
    """A call of a function in a process of its own, with streams as a command has them."""

    def __init__(self, work: Callable[..., object], *arguments: object) -> None:
        self._open = ExitStack()
        (talk, its_talk), (trouble, its_trouble) = socket.socketpair(), socket.socketpair()
        self._talk = self._open.enter_context(talk)
        self._out = self._open.enter_context(talk.makefile("r"))
        self._err = self._open.enter_context(self._open.enter_context(trouble).makefile("r"))
        self._process = _HOW.Process(target=_begin, args=(its_talk, its_trouble, work, *map(str, arguments)))
        with its_talk, its_trouble:
            self._process.start()

    def until(self, lines: int) -> list[str]:
        """Read so many lines, or fewer if it ends before."""
        return [line for _, line in zip(range(lines), self._out, strict=False)]

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        self._process.kill()
        self.end()

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        os.kill(self._process.pid, signal.SIGINT)

    def end(self) -> tuple[str, str]:
        """Let it end; return what it wrote to both streams and was not read yet."""
        with self._open:
            self._talk.shutdown(socket.SHUT_WR)
            told = self._out.read(), self._err.read()
            self._process.join()
        return told
