"""What a user's own HTTP client must have: httpx's clients do, and httpx2's, which have the same interface."""

from __future__ import annotations

from typing import Any, Protocol

__all__ = ["AsyncHttpClient", "HttpClient"]


class HttpClient(Protocol):
    """An `httpx.Client`, or an `httpx2.Client`."""

    def build_request(self, *args: Any, **kwargs: Any) -> Any:
        """Make a request, with the client's defaults."""
        ...

    def send(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class AsyncHttpClient(Protocol):
    """An `httpx.AsyncClient`, or an `httpx2.AsyncClient`."""

    def build_request(self, *args: Any, **kwargs: Any) -> Any:
        """Make a request, with the client's defaults."""
        ...

    async def send(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
