"""The fixture that the tests of callbacks share."""

from __future__ import annotations

import pytest

from tests.callbacks.calls import Caller


@pytest.fixture(params=["asgi", "wsgi"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """Call applications of either kind."""
    return Caller(request.param)
