"""From calls to httpx requests, and from its responses to replies. With the drivers and pools.py, it alone uses httpx.

httpx is imported where it is used: making a client object costs nothing, the first request pays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from scaleapi._core import system
from scaleapi._core.calls.arguments import plain, refuse
from scaleapi._core.calls.call import NOTHING, Call, Failure, Reply
from scaleapi._core.calls.partial import PartialFile
from scaleapi._core.http.bodies import Body, TooLargeError, TooLateError
from scaleapi._core.http.clients import AsyncHttpClient, HttpClient
from scaleapi._core.http.config import Config
from scaleapi.models.json_values import dumps

if TYPE_CHECKING:
    import httpx

__all__ = ["address", "body_of", "build_request", "held", "library_of", "reply_of", "reply_of_failure", "target_of"]


def build_request(
    given: HttpClient | AsyncHttpClient | None, call: Call[Any], config: Config, within: float | None = None
) -> httpx.Request:
    """Build the request for one attempt, with what is left of the deadline; an upload is rewound to its beginning.

    A user's own httpx client adds its defaults; without one, the request is built directly, which is faster.
    """
    library = library_of(given)
    headers = {**config.headers, **call.headers}
    if call.address is None:
        headers["Authorization"] = config.authorization(call.version)
    if isinstance(call.into, PartialFile):
        headers |= call.into.headers()
    elif given is None:
        headers["Accept-Encoding"] = "gzip, deflate"
    if call.json is not NOTHING:
        headers["Content-Type"] = "application/json"
    make: Callable[..., httpx.Request] = library.Request if given is None else given.build_request
    try:
        url, steps = _parsed(library, _whole_address(call, config)), _timeouts(config.timeout, within)
        return make(call.method, url, headers=headers, extensions=steps, **_body(call))
    except (library.InvalidURL, UnicodeError) as error:
        raise refuse("/path", "format", f"makes no address: {error}", call.path) from error


def _whole_address(call: Call[Any], config: Config) -> str:
    url = f"{config.url(call.version)}/{call.path}" if call.address is None else call.address
    return f"{url}?{urlencode(call.query, errors='surrogatepass')}" if call.query else url


@lru_cache(maxsize=64)
def _parsed(library: Any, url: str) -> Any:
    """Parse an address; creates go to the same few ones again and again."""
    return library.URL(url)


def library_of(thing: object) -> Any:
    """Return the package that a client or an error is from: httpx, or httpx2, which has the same interface."""
    kind: Any = type(thing)
    return _library(kind)


@lru_cache(maxsize=256)
def _library(kind: type) -> Any:
    roots = (one.__module__.partition(".")[0] for one in kind.__mro__)
    return sys.modules["httpx2"] if "httpx2" in roots else import_module("httpx")


def headers_of(response: httpx.Response) -> dict[str, str]:
    """Read the headers in one go: as a mapping, httpx searches all of them for each."""
    return {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in response.headers.raw}


def _body(call: Call[Any]) -> dict[str, Any]:
    if call.upload is not None:
        upload = call.upload
        return {"files": {"file": (upload.filename, upload.file)}, "data": dict(upload.fields)}
    return {} if call.json is NOTHING else {"content": _json(call.json)}


def _json(body: Any) -> bytes:
    try:
        return dumps(body).encode()
    except Exception:  # noqa: BLE001 - whatever was wrong, this says what and where, or finds a form after all
        return dumps(plain(body)).encode()


def _timeouts(seconds: float, within: float | None) -> dict[str, dict[str, float]]:
    """Write the time-outs of all steps as httpx's transports read them."""
    if within is not None:
        seconds = min(seconds, max(within, 0.001))
    return {"timeout": {"connect": min(seconds, 15.0), "read": seconds, "write": seconds, "pool": seconds}}


def target_of(call: Call[Any], response: httpx.Response) -> IO[bytes] | None:
    """Return the file that a success goes to, if the call has one: emptied, or where the answer goes on."""
    if call.into is None or not response.is_success:
        return None
    if isinstance(call.into, PartialFile):
        return call.into.begin(response.status_code, headers_of(response))
    call.into.seek(0)
    call.into.truncate()
    return call.into


def body_of(
    response: httpx.Response, config: Config, within: float | None, started: float, into: IO[bytes] | None
) -> Body:
    """Make what collects the body of an answer, within the client's bounds.

    Raises:
        TooLargeError: It says itself that it has more bytes than it may have.
    """
    until = None if within is None else started + within
    most = config.max_response_bytes if into is None else config.max_download_bytes - into.tell()
    return Body(headers_of(response), most, until, success=response.is_success, into=into)


def reply_of(response: httpx.Response, body: bytes, url: str, started: float) -> Reply:
    """Turn a complete answer into a Reply."""
    return Reply(
        status=response.status_code,
        headers=headers_of(response),
        body=body,
        url=url,
        started=started,
        ended=system.monotonic(),
        draw=system.draw(),
    )


def reply_of_failure(error: Exception, url: str, started: float) -> Reply:
    """Turn what httpx raised into a Reply that says whether anything was sent."""
    return Reply(
        failure=_failure(error),
        detail=_detail(error),
        url=url,
        started=started,
        ended=system.monotonic(),
        draw=system.draw(),
    )


def _detail(error: Exception) -> str:
    if isinstance(error, (TooLargeError, TooLateError)):
        return str(error)
    return f"{type(error).__name__}{f': {error}' if str(error) else ''}"


def _failure(error: Exception) -> Failure:
    httpx = library_of(error)
    if isinstance(error, TooLargeError):
        return Failure.large
    if isinstance(error, TooLateError):
        return Failure.timeout
    if isinstance(error, (httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
        return Failure.refused
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)):
        return Failure.connect
    return Failure.timeout if isinstance(error, httpx.TimeoutException) else Failure.broken


def held(url: str, started: float) -> Reply:
    """Make the reply of an attempt that was not made, because the deadline would pass before it is its turn."""
    return Reply(failure=Failure.held, url=url, started=started, ended=system.monotonic())


def address(call: Call[Any], config: Config) -> str:
    """Write where a call goes, without query and user name, which may hold what nobody should read in a log."""
    if call.address is None:
        return f"{config.url(call.version)}/{call.path}"
    scheme, _, rest = call.address.partition("?")[0].partition("#")[0].partition("://")
    host, slash, where = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{where}"
