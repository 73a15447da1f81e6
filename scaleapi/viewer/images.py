"""What tasks name, as a part of the page: images as data URLs, point clouds as points from above.

It is read from this machine, over HTTP, and from storage that fsspec knows. Never with an API key.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import IO

import httpx

from scaleapi._io.json_text import loads
from scaleapi._io.paths import open_to_read
from scaleapi.models.rules import listed, mapped
from scaleapi.viewer.scenes.values import numbers

__all__ = ["MOST_BYTES", "MOST_IN_ALL", "MOST_POINTS", "Embedded", "embedded", "image", "points"]

MOST_BYTES = 20_000_000
"""How large an image may be."""
MOST_IN_ALL = 400_000_000
"""How large the data URLs of a page may be together: no browser opens more."""
_THREADS = 8
_AT_ONCE = 16
_SECONDS = 30.0
MOST_POINTS = 5_000
"""How many points of a lidar frame are drawn."""
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", b"", "image/png"),
    (b"\xff\xd8\xff", b"", "image/jpeg"),
    (b"GIF8", b"", "image/gif"),
    (b"BM", b"", "image/bmp"),
    (b"RIFF", b"WEBP", "image/webp"),
)
"""How a file begins, what it has from its ninth byte on, and what it is then. Vector graphics can hold scripts."""

Embedded = str | list[float] | dict[str, str]
"""A data URL, or points as x, y, x, y, …; or why there is none: `{"error": "…"}`."""


def embedded(
    addresses: Iterable[str],
    read: Callable[[bytes], Embedded],
    most_bytes: int = MOST_BYTES,
    most_in_all: int = MOST_IN_ALL,
) -> dict[str, Embedded]:
    """Fetch what addresses name, several at once.

    Args:
        addresses: Paths and URLs; each is fetched once.
        read: Makes of each what stands in the page: `image` or `points`.
        most_bytes: How large each may be.
        most_in_all: How large they may be together, as data URLs; those that come later are told.

    Returns:
        By address. What cannot be had, is too large or is no image is told, and does no harm.
    """
    left, found = list(dict.fromkeys(addresses)), dict[str, Embedded]()
    client = httpx.Client(follow_redirects=True, timeout=_SECONDS)
    with client, ThreadPoolExecutor(_THREADS, "scaleapi-images") as pool:
        while left and most_in_all > 0:
            some, left = left[:_AT_ONCE], left[_AT_ONCE:]
            found |= zip(some, pool.map(partial(_one, client, read, most_bytes), some), strict=True)
            most_in_all -= sum(len(found[one]) for one in some)
    return found | {one: {"error": "the images before it are as much as a page can hold"} for one in left}


def _one(client: httpx.Client, read: Callable[[bytes], Embedded], most: int, address: str) -> Embedded:
    try:
        content = _fetched(client, address, most) if _is_http(address) else _read(address, most)
    except (OSError, ValueError, ImportError, httpx.HTTPError, httpx.InvalidURL) as error:
        return {"error": f"{type(error).__name__}: {error}"}
    if len(content) > most:
        return {"error": f"larger than {most:,} bytes"}
    return read(content)


def image(content: bytes) -> Embedded:
    """Make a data URL of an image."""
    kind = _kind_of(content)
    if kind is None:
        return {"error": "neither PNG, JPEG, GIF, BMP nor WebP"}
    return f"data:{kind};base64,{b64encode(content).decode()}"


def points(content: bytes) -> Embedded:
    """Make points from above of a lidar frame in JSON: every so many of them, at most 5,000."""
    try:
        given = listed(mapped(loads(content)).get("points"))
    except ValueError as error:
        return {"error": f"no JSON: {error}"}
    step = len(given) // MOST_POINTS + 1
    places = (numbers(mapped(one), ("x", "y")) for one in given[::step])
    found = [at for place in places if place is not None for at in place]
    return found or {"error": "it has no points"}


def _is_http(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _fetched(client: httpx.Client, address: str, most: int) -> bytes:
    with client.stream("GET", address) as reply:
        reply.raise_for_status()
        content = bytearray()
        for piece in reply.iter_bytes():
            content += piece
            if len(content) > most:
                break
    return bytes(content)


def _read(address: str, most: int) -> bytes:
    file: IO[bytes]
    with closing(open_to_read(address)) as file:
        return file.read(most + 1)


def _kind_of(content: bytes) -> str | None:
    fitting = (kind for start, inner, kind in _KINDS if content.startswith(start) and content[8:].startswith(inner))
    return next(fitting, None)
