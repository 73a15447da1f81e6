"""From httpx's requests to httpcore's, and back, and from Python's errors to theirs: what both transports share.

httpx's own transports do the same, but do not take a network backend.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import httpcore
import httpx

__all__ = ["as_httpcore", "as_httpx", "asked", "facts_of"]


def asked(request: httpx.Request) -> httpcore.Request:
    """Turn a request into httpcore's."""
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=cast("Any", request.stream),
        extensions=request.extensions,
    )


def facts_of(answer: httpcore.Response) -> dict[str, Any]:
    """Return what is known of an answer beside its headers."""
    return cast("dict[str, Any]", answer.extensions)  # pyright: ignore[reportUnknownMemberType]


@contextmanager
def as_httpx(request: httpx.Request) -> Generator[None]:
    """Raise httpx's errors in place of httpcore's, which have the same names."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise getattr(httpx, type(error).__name__)(str(error), request=request) from error
    except httpcore.UnsupportedProtocol as error:
        raise httpx.UnsupportedProtocol(str(error), request=request) from error


@contextmanager
def as_httpcore(late: type[Exception], broken: type[Exception]) -> Generator[None]:
    """Raise httpcore's errors in place of Python's.

    Args:
        late: What is raised for a time-out.
        broken: What is raised for anything else that a socket, TLS or a host's name does.
    """
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, UnicodeError) as error:  # ssl.SSLError is an OSError; a host may be no name
        raise broken(str(error)) from error
