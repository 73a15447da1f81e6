"""What every noun module's endpoints can see of the client they are mixed into."""

from __future__ import annotations

from scaleapi._core.config import Config
from scaleapi._core.gate import Gate

__all__ = ["Endpoints"]


class Endpoints:
    """Base of the noun modules: descriptions of calls, which a driver carries out."""

    _config: Config
    _gate: Gate
