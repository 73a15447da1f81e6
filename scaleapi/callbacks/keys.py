"""Whether a callback carries one of the keys that it should: in constant time, whatever its headers look like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from hmac import compare_digest
from typing import Any, Protocol, cast

from scaleapi._keywords import known_keywords
from scaleapi.exceptions import CallbackRefused, ScaleException

__all__ = ["HEADER", "Headers", "Keys", "SecretKeys", "header_values", "verify"]

HEADER = "scale-callback-auth"
"""The header that carries the account's callback auth key, the live one or the test one."""

Keys = str | bytes | Iterable[str | bytes]
"""One key or several: live and test, old and new. A callback that carries any of them is true."""


class HasItems(Protocol):
    """A mapping, or what has its `items` at least."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Go over names and values."""
        ...


Headers = HasItems | Iterable[tuple[Any, Any]]
"""Headers as any framework has them: a mapping of text or bytes, a WSGI environ, pairs as ASGI has them."""


class SecretKeys:
    """The keys, as digests: nothing shows them, and comparing them takes the same time whatever came."""

    __slots__ = ("_digests",)

    def __init__(self, keys: Keys) -> None:
        self._digests = tuple(_digest(form) for one in _listed(keys) for form in _forms(one))

    def match(self, given: bytes) -> bool:
        """Tell whether this is one of the keys. All are compared, always."""
        found, wanted = False, _digest(given)
        for one in self._digests:
            found |= compare_digest(one, wanted)
        return found


@known_keywords
def verify(headers: Headers, keys: Keys | SecretKeys) -> None:
    """Make sure that a callback comes from the service: that it carries one of the account's callback auth keys.

    Args:
        headers: Of the request, as your framework has them.
        keys: The key or keys, from the account's settings: not the API key.

    Raises:
        CallbackRefused: The header is missing, came more than once, or holds none of the keys.
        ScaleException: There is no key to compare with, or one of them is empty.
    """
    known = keys if isinstance(keys, SecretKeys) else SecretKeys(keys)
    found = header_values(headers, HEADER)
    if not found:
        raise CallbackRefused(f"The header {HEADER} is missing", 401)
    if len(found) > 1:
        raise CallbackRefused(f"The header {HEADER} came {len(found)} times", 401)
    if not known.match(found[0].strip(b" \t")):
        raise CallbackRefused(f"The header {HEADER} holds none of the keys", 401)


def header_values(headers: Headers, name: str) -> list[bytes]:
    """Find all values of a header, by its name in lower case, as bytes of the wire."""
    names = {name, "http_" + name.replace("-", "_")}  # the latter is WSGI's
    return [value for key, values in _pairs(headers) if _text(key).lower() in names for value in _flat(values)]


def _pairs(headers: Any) -> Iterable[tuple[object, object]]:
    """Go over name and value, repeated headers apart."""
    items = getattr(headers, "multi_items", None) or getattr(headers, "items", None)  # the former is httpx's
    return cast("Iterable[tuple[object, object]]", items() if callable(items) else headers)


def _flat(value: object) -> Iterator[bytes]:
    """Go over the values of one header, which some gateways give as a list."""
    if isinstance(value, (list, tuple)):
        for one in cast("Iterable[object]", value):
            yield from _flat(one)
    elif value is not None:
        yield _wire(value)


def _text(name: object) -> str:
    if isinstance(name, (bytes, bytearray)):
        return name.decode("latin-1")
    return name if isinstance(name, str) else ""


def _wire(value: object) -> bytes:
    """Turn a value back into bytes: servers decode them as Latin-1, some frameworks as UTF-8."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    try:
        return str(value).encode("latin-1")
    except UnicodeEncodeError:
        return str(value).encode("utf-8", "surrogatepass")


def _listed(keys: object) -> list[str | bytes]:
    """Check the keys. Blanks around one, such as the end of a line in its file, are never sent."""
    kind = type(keys).__name__
    if isinstance(keys, (str, bytes)):
        return [_checked(keys, 0)]
    if isinstance(keys, Mapping) or not isinstance(keys, Iterable):
        raise _no_key(f"keys must be a key or a list of keys, not of type {kind}")
    several = list(cast("Iterable[object]", keys))
    if not several:
        raise _no_key("keys is empty")
    return [_checked(one, at) for at, one in enumerate(several)]


def _checked(key: object, at: int) -> str | bytes:
    if not isinstance(key, (str, bytes)):
        raise _no_key(f"keys[{at}] must be a string, not of type {type(key).__name__}")
    stripped = key.strip()
    if not stripped:
        raise _no_key(f"keys[{at}] is empty")
    return stripped


def _no_key(what: str) -> ScaleException:
    return ScaleException(
        f"{what}: nobody could tell a true callback. Give the callback auth key that the account's settings show"
    )


def _forms(key: str | bytes) -> Iterator[bytes]:
    """Go over the bytes that a key may be on the wire."""
    if isinstance(key, bytes):
        yield key
        return
    yield key.encode("utf-8", "surrogatepass")
    if not key.isascii() and all(character < "\u0100" for character in key):
        yield key.encode("latin-1")


def _digest(key: bytes) -> bytes:
    return blake2b(key).digest()
