"""Which pool a request takes, and what a closed client, another loop and a fork do."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count

import pytest

from scaleapi import AsyncScaleClient, ScaleClient, ScaleException
from scaleapi._core import system
from scaleapi._core.http.connections import POOLS, Connections
from scaleapi.emulator import Emulator


def connections(given: str | None = None) -> Connections[str]:
    """Make connections whose pools are named p0, p1 and so on."""
    names = count()
    return Connections(lambda: f"p{next(names)}", given, "Client")


def test_one_call_after_another_stays_on_one_pool() -> None:
    """So that 200 calls open one connection."""
    pools = connections()
    for _ in range(200):
        lent = pools.lend()
        pools.give_back(lent)
        assert lent.http == "p0"


def test_calls_at_once_are_spread() -> None:
    """Each takes a pool of its own until there are enough; then the least busy one."""
    pools = connections()
    lent = [pools.lend() for _ in range(POOLS + 1)]
    pools.give_back(lent[3])

    assert [f"p{at}" for at in range(POOLS)] + ["p0"] == [one.http for one in lent]
    assert "p3" == pools.lend().http


def test_the_users_own_is_used_alone_and_left_open() -> None:
    """A given httpx client serves all calls."""
    pools = connections("mine")
    assert {"mine"} == {pools.lend().http for _ in range(20)}
    assert [] == pools.release()


def test_after_the_end_nothing_is_lent() -> None:
    """What is still running may give back what it has."""
    pools = connections()
    lent = pools.lend()
    assert [(None, "p0")] == pools.release()
    pools.give_back(lent)
    with pytest.raises(ScaleException, match="This Client is closed"):
        pools.lend()


def test_loops_one_after_another() -> None:
    """In notebooks, scripts and tests: one client works in each, on its own connections."""
    with Emulator() as emulator, emulator.serve() as server:
        client = AsyncScaleClient("test_k", api_instance_url=server.url)

        async def create() -> str:
            created = await asyncio.gather(*(client.create_task("chat") for _ in range(5)))
            return str(created[0].status)

        assert ["pending"] * 3 == [asyncio.run(create()) for _ in range(3)]
        assert 1 == len(client._connections._loops)
        asyncio.run(client.aclose())
        gc.collect()


def test_two_loops_at_once() -> None:
    """Each thread's loop has its own connections; whoever closes the client has the other loop close its own."""
    with Emulator() as emulator, emulator.serve() as server, ThreadPoolExecutor(1) as threads:
        client = AsyncScaleClient("test_k", api_instance_url=server.url)
        done, asked = threading.Event(), threading.Event()

        async def stay() -> None:
            await client.create_task("chat")
            asked.set()
            await asyncio.to_thread(done.wait)

        async def come_and_go() -> None:
            await asyncio.to_thread(asked.wait)
            await client.create_task("chat")
            await client.aclose()
            done.set()

        other = threads.submit(asyncio.run, stay())
        asyncio.run(come_and_go())
        other.result()


def test_after_a_fork_everything_is_new() -> None:
    """The child gets new locks and opens its own connections; the parent keeps its own."""
    pools = connections()
    pools.lend()
    with pools._lock:  # as another thread might hold it while this one forks
        system._renew_all()
        assert "p1" == pools.lend().http


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_calls_for_itself() -> None:
    """A client that was used before a fork works in the child, too."""
    with ExitStack() as stack:
        server = stack.enter_context(stack.enter_context(Emulator()).serve())
        client = stack.enter_context(ScaleClient("test_k", api_instance_url=server.url))
        client.create_task("chat")
        child = os.fork()
        if child == 0:  # pragma: no cover - another process, which must never run on as a second test run
            try:
                os._exit(0 if client.create_task("chat").status == "pending" else 1)
            finally:
                os._exit(2)
        _, status = os.waitpid(child, 0)
        client.create_task("chat")
    assert 0 == os.waitstatus_to_exitcode(status)
