"""Parallel jobs: long conversations side by side, each of which makes something of what it fetches: files, mostly.

They run in threads, on the async client, too, where only the sending is left to the event loop: what they do with what
comes (parsing, converting, writing) takes long, and would hold up everything else there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from scaleapi._core.calls.call import Flow
from scaleapi._imports import collection_paused

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["ParallelJob", "collect", "in_turn", "run_parallel"]

T = TypeVar("T")
R = TypeVar("R")


class ParallelJob(Generic[R]):
    """Conversations to be carried out side by side, and what is made of all of them."""

    width: int
    """How many are carried out at once."""
    executor: Executor | None = None
    """Where they are carried out, if not here: it is given `remote` instead of `flows`."""
    stopped: bool = False
    """Whether nothing more is to be begun, and what is under way is to end."""

    def prepare(self) -> Flow[None]:
        """Find out what must be known before the first one."""
        raise NotImplementedError

    def flows(self) -> Iterable[Callable[[], Flow[Any]]]:
        """Say what is left to do. Asked again until nothing is."""
        raise NotImplementedError

    def remote(self) -> Iterable[tuple[Callable[..., Any], tuple[Any, ...]]]:
        """Say the same for an executor: functions, and arguments that may travel."""
        raise NotImplementedError

    def landed(self, result: Any) -> None:
        """Know what became of one."""
        raise NotImplementedError

    def end(self) -> R:
        """Tell of the whole."""
        raise NotImplementedError

    def close(self) -> None:
        """Close what is open, however it ended."""


class _Stopped(Exception):  # noqa: N818  (nobody sees it: the error that stopped the others is raised)
    """Another conversation of the job has failed."""


def run_parallel(work: ParallelJob[R], run: Callable[[Flow[Any]], Any]) -> R:
    """Carry all conversations out, in threads or wherever the executor does it.

    Args:
        work: What is to be done.
        run: Carries out one conversation in the calling thread.
    """
    with closing(work):
        run(work.prepare())
        return _in_threads(work, run) if work.executor is None else _on_executor(work, work.executor)


def _in_threads(work: ParallelJob[R], run: Callable[[Flow[Any]], Any]) -> R:
    from concurrent.futures import ThreadPoolExecutor  # costs time
    from threading import Lock

    turn = Lock()

    def one(make: Callable[[], Flow[Any]]) -> Any:
        _go_on(work)
        with closing(in_turn(make(), turn, lambda: _go_on(work))) as flow:
            return run(flow)

    with ThreadPoolExecutor(work.width, "scaleapi-parallel") as threads:
        while makers := list(work.flows()):
            _collect(work, [threads.submit(one, make) for make in makers])
    return work.end()


def in_turn(flow: Flow[T], turn: AbstractContextManager[object], check: Callable[[], object] = bool) -> Flow[T]:
    """Go through a conversation; work on what has come when it is this thread's turn.

    Threads that parse and convert side by side gain nothing, as Python runs one of them at a time, and lose a third of
    their speed by pushing each other's data out of the cache. Meanwhile garbage collection is paused: it would go
    through thousands of objects again and again that are dropped a moment later, and takes a quarter of the time.

    Args:
        flow: The conversation; closed at the end.
        turn: Entered while there is something to work on.
        check: Called before, and may raise.
    """
    with closing(flow):
        send = next(flow)
        while True:
            reply = yield send
            with turn, collection_paused():
                check()
                try:
                    send = flow.send(reply)
                except StopIteration as end:
                    return cast("T", end.value)


def _go_on(work: ParallelJob[Any]) -> None:
    if work.stopped:
        raise _Stopped


def _on_executor(work: ParallelJob[R], executor: Executor) -> R:
    while jobs := list(work.remote()):
        # Positional arguments only: dask's executor takes those with names for itself.
        _collect(work, [executor.submit(function, *arguments) for function, arguments in jobs])
    return work.end()


def _collect(work: ParallelJob[Any], futures: Sequence[Future[Any]]) -> None:
    try:
        collect(futures, work.landed)
    except BaseException:
        work.stopped = True
        raise


def collect(futures: Sequence[Future[Any]], landed: Callable[[Any], object]) -> None:
    """Wait for all futures, and hand out what they give; the first error, or an interrupt, ends what has not begun."""
    from concurrent.futures import as_completed

    try:
        for future in as_completed(futures):
            landed(future.result())
    except BaseException:
        for future in futures:
            future.cancel()
        raise
