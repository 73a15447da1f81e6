"""Processes that are killed, and started again until their work is done."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import monotonic

from tests.soak.worker import AGAIN

__all__ = ["Chaos", "Job", "Service", "run_all"]

_TICK = 0.02
"""Seconds between two looks at the processes."""
_KILLED = -9


class Service:
    """The emulator, in a process of its own: always at the same port, always with the same database."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._command = [sys.executable, "-m", "scaleapi.emulator", "--db", str(folder / "emulator.db"), *options]
        self.port = 0
        self.restarts = -1
        self._process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where it is, without a proxy before it."""
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self.restarts += 1
        self._process = subprocess.Popen([*self._command, "--port", str(self.port)], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r":(\d+)/v1", line)
        assert found, f"the emulator did not start: {line!r}"
        self.port = int(found[1])

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()


class Job:
    """A worker that is started until it has done all of its work."""

    def __init__(self, url: str, what: str, number: int, folder: Path) -> None:
        self.name = f"{what}-{number}"
        self._command = [sys.executable, "-m", "tests.soak.worker", url, what, str(number), str(folder)]
        self._told, self._errors = folder / f"told-{self.name}.jsonl", folder / f"errors-{self.name}.txt"
        self.starts, self.done = 0, False
        self._start()

    def _start(self) -> None:
        self.starts += 1
        self._told.touch()
        self._told_before = self._told.stat().st_size
        with self._errors.open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(self._command, stderr=errors)

    @property
    def has_progressed(self) -> bool:
        """Whether it was told anything since it was started."""
        return self._told.stat().st_size > self._told_before

    def look(self, counts: Counter[str]) -> None:
        """See whether it has ended; start it again, if it was killed, or rows failed.

        Raises:
            AssertionError: It has crashed.
        """
        code = self._process.poll()
        if self.done or code is None:
            return
        if code not in {0, AGAIN, _KILLED}:
            raise AssertionError(f"{self.name} crashed with {code}:\n{self._errors.read_text(encoding='utf-8')}")
        self.done = code == 0
        if not self.done:
            counts["runs again"] += code == AGAIN
            self._start()

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        self._process.kill()
        self._process.wait()


class Chaos:
    """Does something bad from time to time.

    Args:
        seed: Of its dice.
        kill_every: Seconds that a worker lives, about; the first life of each ends once it has got somewhere.
        deeds: What else is done, and how many seconds are between two times.
    """

    def __init__(self, seed: str, kill_every: float, **deeds: tuple[float, Callable[[], None]]) -> None:
        self._random, self.counts, self._kill_every = Random(seed), Counter[str](), kill_every
        self._deeds = deeds
        self._due = {name: monotonic() + self._after(every) for name, (every, _) in deeds.items()}

    def _after(self, every: float) -> float:
        return every * self._random.uniform(0.3, 1.7)

    def tick(self, jobs: Sequence[Job]) -> None:
        """Do what is due, a moment after the last time; kill workers that have got somewhere."""
        for name, (every, deed) in self._deeds.items():
            if monotonic() >= self._due[name]:
                deed()
                self.counts[name] += 1
                self._due[name] = monotonic() + self._after(every)
        for job in jobs:
            if not job.done and job.has_progressed and (job.starts == 1 or self._dies()):
                job.kill()
                self.counts["workers killed"] += 1

    def _dies(self) -> bool:
        return self._random.random() < _TICK / self._kill_every


def run_all(jobs: Sequence[Job], chaos: Chaos, seconds: float) -> None:
    """Run until all is done.

    Raises:
        AssertionError: A worker has crashed, or it takes too long.
    """
    until, nothing = monotonic() + seconds, threading.Event()
    try:
        while not all(job.done for job in jobs):
            assert monotonic() < until, f"not done in time: {[job.name for job in jobs if not job.done]}"
            for job in jobs:
                job.look(chaos.counts)
            chaos.tick(jobs)
            nothing.wait(_TICK)
    finally:
        for job in jobs:
            job.kill()
