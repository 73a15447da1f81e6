"""Fixtures of the second API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import respx

from tests.conftest import Clients

V2 = "https://api.scale.com/v2"


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    """Stand between httpx and the network."""
    with respx.mock(base_url=V2, assert_all_called=False) as router:
        yield router


@pytest.fixture
def v2(clients: Clients) -> object:
    """The second API of a client of either kind."""
    return clients().v2
