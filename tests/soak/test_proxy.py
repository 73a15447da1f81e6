"""The proxy does what it is told to, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import httpx
import pytest

from scaleapi.emulator import Emulator
from tests.conftest import TRUST
from tests.emulator.api import basic
from tests.soak.proxy import Faults, Proxy

HEADERS = {"authorization": basic("live_key")}


@contextmanager
def proxied(faults: Faults) -> Iterator[Proxy]:
    """Put a proxy before an emulator."""
    with Emulator() as emulator, emulator.serve() as server:
        proxy = Proxy(lambda: int(server.url.removesuffix("/v1").rpartition(":")[2]), faults, "seed")
        try:
            yield proxy
        finally:
            proxy.close()


def ask(proxy: Proxy, name: str = "p") -> httpx.Response:
    """Create a project through it."""
    body = {"type": "chat", "name": name, "params": {"text": "x" * 3000}}
    return httpx.post(f"{proxy.url}/v1/projects", json=body, headers=HEADERS, timeout=10, verify=TRUST)


@pytest.mark.parametrize("faults", [Faults(), Faults(drip=1.0), Faults(stall=1.0, stall_seconds=0.01)])
def test_what_comes_through(faults: Faults) -> None:
    """Nothing is changed, though it may be late, or come in pieces."""
    with proxied(faults) as proxy:
        assert ("p", 200) == ((answer := ask(proxy)).json()["name"], answer.status_code)
        assert (faults == Faults()) == (not proxy.counts)


@pytest.mark.parametrize("faults", [Faults(reset=1.0), Faults(cut=1.0)])
def test_what_does_not(faults: Faults) -> None:
    """The connection breaks."""
    with proxied(faults) as proxy, pytest.raises(httpx.TransportError):
        ask(proxy)


def test_a_storm() -> None:
    """Each request is answered 429, on a connection that goes on; then it is over."""
    with proxied(Faults()) as proxy, httpx.Client(headers=HEADERS, verify=TRUST) as client:
        proxy.storm(60.0)
        refused = [client.post(f"{proxy.url}/v1/projects", json={"x": "y" * 100_000}) for _ in range(2)]
        proxy.storm(0.0)

        assert [(429, "0")] * 2 == [(one.status_code, one.headers["retry-after"]) for one in refused]
        assert 200 == client.get(f"{proxy.url}/v1/teams").status_code
        assert {"storms": 2, "429": 2} == proxy.counts


def test_nobody_behind_it() -> None:
    """It hangs up where nobody listens."""
    proxy = Proxy(lambda: 9, Faults(), "seed")
    with pytest.raises(httpx.TransportError):
        ask(proxy)
    proxy.close()
    assert {"refused": 1} == proxy.counts


@pytest.mark.parametrize(
    ("faults", "check"),
    [
        (Faults(), lambda drawn: drawn == {None}),
        (Faults(reset=0.5, drip=0.5), lambda drawn: drawn == {"reset", "drip"}),
        (Faults(0.2, 0.2, 0.2, 0.2), lambda drawn: drawn == {"reset", "cut", "stall", "drip", None}),
    ],
)
def test_dice(faults: Faults, check: Callable[[set[str | None]], bool]) -> None:
    """Each fault comes as often as it should, and no other."""
    random = Random(1)
    assert check({faults.draw(random) for _ in range(200)})
