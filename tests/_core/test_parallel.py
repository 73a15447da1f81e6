"""Parallel jobs: all is done, once; the first error ends what is under way, and what it has open is closed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.jobs.parallel import ParallelJob, run_parallel

SEND, SLOW = (Send(Call("GET", "x", lambda raw: raw)) for _ in range(2))


class Job(ParallelJob[list[str]]):
    """Does what is left until nothing is, and remembers all that happens."""

    def __init__(self, *rounds: list[str], executor: Executor | None = None) -> None:
        self.width, self.executor = 2, executor
        self.rounds, self.heard = list(rounds), list[str]()
        self.ended, self.begun = Event(), Event()

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "stopped":
            self.ended.set()

    def prepare(self) -> Flow[None]:
        """Ask something first."""
        yield SEND
        self.heard.append("prepared")

    def flows(self) -> Iterable[Callable[[], Flow[str]]]:
        """Name a round."""
        names = self.rounds.pop(0) if self.rounds else []
        return [lambda name=name: self.flow(name) for name in names]  # type: ignore[misc]

    def flow(self, name: str) -> Flow[str]:
        """Send something, and work on what comes."""
        try:
            yield SLOW if name == "slow" else SEND
            assert not gc.isenabled()
            if name == "bad":
                assert self.begun.wait(60)
                raise ValueError("no")
            self.heard.append(f"worked on {name}")
            return name
        finally:
            self.heard.append(f"closed {name}")

    def remote(self) -> Iterable[tuple[Callable[..., str], tuple[Any, ...]]]:
        """Name the same for an executor."""
        return [(str.upper, (name,)) for name in (self.rounds.pop(0) if self.rounds else [])]

    def landed(self, result: Any) -> None:
        """Hear of it."""
        self.heard.append(f"landed {result}")

    def end(self) -> list[str]:
        """Tell."""
        return sorted(one for one in self.heard if one.startswith("landed"))

    def close(self) -> None:
        """Hear of it."""
        self.heard.append("closed")


def run(flow: Flow[Any]) -> Any:
    """Carry a conversation out."""
    next(flow)
    return go_on(flow)


def go_on(flow: Flow[Any]) -> Any:
    """Carry on with one that has begun."""
    try:
        while True:
            flow.send(Reply(200))
    except StopIteration as end:
        return end.value


def test_all_is_done_in_rounds() -> None:
    """What is left is asked for again, until nothing is."""
    job = Job(["a", "b", "c"], ["d"])

    assert [f"landed {name}" for name in "abcd"] == run_parallel(job, run)
    assert ("prepared", "closed") == (job.heard[0], job.heard[-1])


def test_on_an_executor() -> None:
    """The same, elsewhere."""
    with ThreadPoolExecutor(2) as executor:
        assert ["landed A", "landed B"] == run_parallel(Job(["a"], ["b"], executor=executor), run)


def test_the_first_error_ends_the_others() -> None:
    """What is under way works on nothing more, and is closed."""
    job = Job(["slow", "bad"])

    def run_in_order(flow: Flow[Any]) -> Any:
        if next(flow) is SLOW:  # it waits until the other has failed
            job.begun.set()
            assert job.ended.wait(60)
        return go_on(flow)

    with pytest.raises(ValueError, match="no"):
        run_parallel(job, run_in_order)

    assert ["closed", "closed bad", "closed slow", "prepared"] == sorted(job.heard)
