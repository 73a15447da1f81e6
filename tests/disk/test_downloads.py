"""Files of results that do not fit on the disk: told as what it is, at once, and fetched when there is room again."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from typing import IO, Any

import pytest
import respx

from scaleapi import Task
from scaleapi._core import system
from tests.conftest import Clients

URL = "https://files.example.com/frames.json"
FRAMES = b"[" + b",".join(b'{"frame": %d}' % number for number in range(2000)) + b"]"
TASK = Task(
    {
        "task_id": "1",
        "type": "videoannotation",
        "status": "completed",
        "response": {"annotations": {"url": URL}},
    }
)


class Full(io.BytesIO):
    """A scratch file on a disk that becomes full."""

    made: list[Full]

    def __init__(self) -> None:
        super().__init__()
        self.made.append(self)

    def write(self, piece: Any, /) -> int:
        """Fail."""
        raise OSError(errno.ENOSPC, "No space left on device")


def scratch() -> IO[bytes]:
    """Open a file on it."""
    return Full()


def test_a_full_disk(clients: Clients, tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no fault of the connection: nothing is fetched again, nothing stays open, and the client goes on."""
    client, Full.made = clients(), []
    with respx.mock as elsewhere:
        route = elsewhere.get(URL).respond(content=FRAMES)
        with monkeypatch.context() as patched:
            patched.setattr(system, "scratch", scratch)
            with pytest.raises(OSError, match="No space left"):
                list(client.get_task_frames(TASK))
        assert (1, [], [True]) == (route.call_count, waits, [one.closed for one in Full.made])

        assert 2000 == len(list(client.get_task_frames(TASK)))
