"""How many inputs a test with hypothesis tries, as a share of what the profile says."""

from __future__ import annotations

from hypothesis import settings

__all__ = ["one_in"]


def one_in(number: int) -> settings:
    """Try one in so many examples: where each is slow, or where the same is done for each of many types."""
    return settings(max_examples=max(1, settings().max_examples // number))
