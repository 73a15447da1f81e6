"""Which pool a request takes, and what a closed client, another loop and a fork do."""

from __future__ import annotations

import asyncio
import os
from contextlib import ExitStack
from itertools import count

import pytest

from scaleapi import AsyncScaleClient, ScaleClient, ScaleException
from scaleapi._core import world
from scaleapi._core.connections import POOLS, Connections
from scaleapi.emulator import Emulator


def connections(given: str | None = None) -> Connections[str]:
    """Make connections whose pools are named p0, p1 and so on."""
    names = count()
    return Connections(lambda: f"p{next(names)}", given, "Client")


def test_one_call_after_another_stays_on_one_pool() -> None:
    """So that 200 calls open one connection."""
    pools = connections()
    for _ in range(200):
        number, pool = pools.lend()
        pools.give_back(number)
        assert pool == "p0"


def test_calls_at_once_are_spread() -> None:
    """Each takes a pool of its own until there are enough; then the least busy one."""
    pools = connections()
    lent = [pools.lend() for _ in range(POOLS + 1)]
    pools.give_back(lent[3][0])

    assert [f"p{at}" for at in range(POOLS)] + ["p0"] == [pool for _, pool in lent]
    assert "p3" == pools.lend()[1]


def test_the_users_own_is_used_alone_and_left_open() -> None:
    """A given httpx client serves all calls."""
    pools = connections("mine")
    assert {"mine"} == {pools.lend()[1] for _ in range(20)}
    assert [] == pools.release()


def test_after_the_end_nothing_is_lent() -> None:
    """What is still running may give back what it has."""
    pools = connections()
    number, _ = pools.lend()
    assert ["p0"] == pools.release()
    pools.give_back(number)
    with pytest.raises(ScaleException, match="This Client is closed"):
        pools.lend()


def test_a_second_event_loop_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection works in its own loop only: a clear error instead of a call that hangs."""
    client = AsyncScaleClient("k", api_instance_url="http://127.0.0.1:1/v1", max_retries=0)
    said = []
    for _ in range(2):
        with pytest.raises(ScaleException) as caught:
            asyncio.run(client.list_teammates())
        said.append(str(caught.value))
    asyncio.run(client.aclose())

    assert "Could not connect" in said[0]
    assert "was used in another event loop" in said[1]


def test_after_a_fork_everything_is_new() -> None:
    """The child gets new locks and opens its own connections; the parent keeps its own."""
    pools = connections()
    pools.lend()
    with pools._lock:  # as another thread might hold it while this one forks
        world._renew_all()
        assert "p1" == pools.lend()[1]


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
