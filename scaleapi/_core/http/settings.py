"""Checks of a client's settings, when it is made: each says which one cannot work, and why.

Nothing here imports httpx or ssl, so that making a client stays cheap; only a certificate of one's own is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import iscoroutinefunction
from typing import Any, cast
from urllib.parse import urlsplit

from scaleapi.exceptions import ScaleException

__all__ = [
    "address",
    "bytes_of",
    "check_callable",
    "check_cert",
    "check_http_client",
    "check_proxies",
    "count",
    "one_of",
    "positive_or_none",
    "printable",
    "seconds",
]

_PROXIES = ("http", "https", "socks5", "socks5h")


def seconds(name: str, value: object) -> float:
    """Check a time-out."""
    if not _is_number(value) or not 0 < cast("float", value) < float("inf"):
        raise ScaleException(f"{name} must be a finite number of seconds above 0, not {value!r}")
    return float(cast("float", value))


def positive_or_none(name: str, value: object) -> float | None:
    """Check a limit that may be left out."""
    if value is not None and (not _is_number(value) or not 0 < cast("float", value) < float("inf")):
        raise ScaleException(f"{name} must be a finite number above 0, or None, not {value!r}")
    return cast("float | None", value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def count(name: str, value: object) -> int:
    """Check a number of things."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ScaleException(f"{name} must be a whole number, 0 or more, not {value!r}")
    return value


def bytes_of(name: str, value: object) -> int:
    """Check a number of bytes."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ScaleException(f"{name} must be a whole number of bytes above 0, not {value!r}")
    return value


def one_of(name: str, value: object, choices: Iterable[str]) -> str:
    """Check a choice."""
    known = list(choices)
    if isinstance(value, str) and value in known:
        return value
    import difflib  # costs time, and is needed for mistakes only

    near = difflib.get_close_matches(str(value), known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    several = ", ".join(f'"{one}"' for one in known[:-1])
    raise ScaleException(f'{name} must be {several} or "{known[-1]}", not {value!r}{hint}')


def printable(name: str, value: object) -> str | None:
    """Check what goes into a header."""
    if value is not None and not (isinstance(value, str) and value.isascii() and (value.isprintable() or not value)):
        raise ScaleException(f"{name} goes into a header, so it must be printable ASCII, not {value!r}")
    return value


def address(name: str, value: object, example: str) -> str:
    """Check the address of a service."""
    problem = _problem_of_address(value, ("http", "https"))
    if problem is None and (urlsplit(str(value)).query or urlsplit(str(value)).fragment):
        problem = "a query or a fragment belongs to a call, not to the address"
    if problem is None and urlsplit(str(value)).username is not None:
        problem, value = "the key is given apart", "one with a user name"
    if problem is not None:
        raise ScaleException(f"{name} must be like {example}, not {value!r}: {problem}")
    return cast("str", value)


def _problem_of_address(value: object, schemes: Iterable[str]) -> str | None:
    """Say why something is no address; None if it is one."""
    if not isinstance(value, str):
        return "it is no string"
    if not value.isascii() or not value.isprintable() or " " in value:
        return "it has characters that no address has"
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in schemes:
        return f"it must begin with {' or '.join(f'{one}://' for one in schemes)}"
    return None if parts.hostname else "it names no host"


def check_proxies(proxies: object) -> dict[str, str | None]:
    """Check proxies as `requests` takes them: a scheme, or scheme and host, → an address; `no_proxy` → hosts."""
    if proxies is None:
        return {}
    if not isinstance(proxies, Mapping):
        raise ScaleException(f'proxies must be a dictionary like {{"https": "http://10.0.0.1:1080"}}, not {proxies!r}')
    checked: dict[str, str | None] = {}
    for key, value in cast("Mapping[object, object]", proxies).items():
        if not isinstance(key, str) or not key:
            raise ScaleException(f"The keys of proxies are schemes such as https, not {key!r}")
        checked[key] = None if value is None else _proxy(key, value)
    return checked


def _proxy(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ScaleException(f"The proxy for {key!r} must be an address, not {value!r}")
    if value and key not in {"no_proxy", "no"}:
        whole = value if "://" in value else f"http://{value}"
        problem = _problem_of_address(whole, _PROXIES)
        if problem is not None:  # the address itself may hold a password
            raise ScaleException(f"The proxy for {key!r} cannot be used: {problem}")
    return value


def check_cert(cert: object) -> None:
    """Check that a client certificate is a path, or two."""
    paths = cast("tuple[object, ...]", cert) if isinstance(cert, tuple) else (cert,)
    if cert is not None and not (len(paths) in {1, 2} and all(isinstance(one, str) for one in paths)):
        raise ScaleException(
            f"cert must be the path of a PEM file, or a pair of paths (certificate, key), not {cert!r}"
        )


def check_callable(name: str, value: object) -> None:
    """Check a function."""
    if value is not None and not callable(value):
        raise ScaleException(f"{name} must be a function, not {value!r}")


def check_http_client(client: Any, *, is_async: bool) -> None:
    """Check that a user's own httpx client is of the right kind."""
    if client is None:
        return
    send = getattr(client, "send", None)
    if not callable(send) or not callable(getattr(client, "build_request", None)):
        raise ScaleException(f"http_client must be an httpx client, not a {type(client).__name__}")
    if iscoroutinefunction(send) != is_async:
        wanted = "httpx.AsyncClient" if is_async else "httpx.Client"
        raise ScaleException(f"http_client must be an {wanted} here, not a {type(client).__name__}")
