"""The base of the classes that describe calls: what they can see of the client they are mixed into."""

from __future__ import annotations

from scaleapi._core.http.config import Config
from scaleapi._core.http.rate_limiter import RateLimiter

__all__ = ["Resource"]


class Resource:
    """Descriptions of the calls on one kind of resource, which a driver carries out."""

    _config: Config
    _rate_limiter: RateLimiter
