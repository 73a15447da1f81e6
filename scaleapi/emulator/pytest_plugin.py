"""Fixtures for tests of code that uses this package; pytest finds them by itself.

Nothing heavy is imported until a test asks for a fixture: this module is loaded in every test run of the environment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scaleapi.client import ScaleClient
    from scaleapi.emulator import Emulator

__all__ = ["scale_client", "scale_emulator"]


@pytest.fixture
def scale_emulator() -> Iterator[Emulator]:
    """Give a fresh emulator in memory."""
    from scaleapi.emulator import Emulator  # deferred, see above

    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def scale_client(scale_emulator: Emulator) -> Iterator[ScaleClient]:
    """Give a client of `scale_emulator` whose tasks are completed when they are looked at."""
    with scale_emulator.client() as client:
        yield client
