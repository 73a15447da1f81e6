"""Raw calls under the names of SDK 2.x: `client.api.get_request("task/…")`, and `Api`, which needs no client.

They have this package's authentication, retries and errors, and answer the JSON as it came. `client.request` does the
same in one method.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import IO, Any
from urllib.parse import quote

from scaleapi._core.calls.arguments import query_of, refuse
from scaleapi._core.calls.call import NOTHING, Call, Repeat, Upload
from scaleapi._core.drivers.async_driver import AsyncDriver
from scaleapi._core.drivers.sync_driver import SyncDriver
from scaleapi._core.http.config import DEFAULT_URL, Cert, Verify
from scaleapi._keywords import known_keywords
from scaleapi.exceptions import ExceptionMap
from scaleapi.files import check_upload, file_name, text_fields

__all__ = ["SCALE_API_BASE_URL_V1", "Api", "AsyncApi", "ExceptionMap"]

SCALE_API_BASE_URL_V1 = DEFAULT_URL

Files = Mapping[str, "IO[bytes] | tuple[str, IO[bytes]]"] | None
"""One file, under the key `file`: open in binary mode, or a pair of its name and itself."""
Params = Mapping[str, Any] | None


class Api:
    """Raw calls; without a client of one's own.

    Args:
        api_key: As for `ScaleClient`, as are the others.
        user_agent_extension: The `source` of `ScaleClient`.
        api_instance_url: The service's address.
        verify: Whether, and how, the service's certificate is checked.
        proxies: As `requests` takes them.
        cert: A client certificate.
        driver: A client to call with, instead of all these.
    """

    @known_keywords
    def __init__(
        self,
        api_key: str | None = None,
        user_agent_extension: str | None = None,
        api_instance_url: str | None = None,
        verify: Verify = None,
        proxies: Mapping[str, str | None] | None = None,
        cert: Cert = None,
        *,
        driver: SyncDriver | None = None,
    ) -> None:
        own = (api_key, user_agent_extension, api_instance_url, verify, proxies, cert)
        self._driver = SyncDriver(*own) if driver is None else driver

    def get_request(self, endpoint: str, params: Params = None) -> Any:
        """Fetch something."""
        return self._driver.run(_raw("GET", endpoint, params))

    def post_request(self, endpoint: str, body: Any = None, files: Files = None, data: Params = None) -> Any:
        """Send something: a body as JSON, or a file with fields. Not sent again after an unknown outcome."""
        return self._driver.run(_raw("POST", endpoint, None, body, files, data))

    def put_request(self, endpoint: str, body: Any = None, params: Params = None) -> Any:
        """Change something. Not sent again after an unknown outcome."""
        return self._driver.run(_raw("PUT", endpoint, params, body))

    def delete_request(self, endpoint: str, params: Params = None, body: Any = None) -> Any:
        """Remove something. Not sent again after an unknown outcome."""
        return self._driver.run(_raw("DELETE", endpoint, params, body))

    @staticmethod
    def quote_string(text: str) -> str:
        """Percent-encode a segment of an endpoint: `a b/c` → `a%20b%2Fc`."""
        return quote(text, safe="")


class AsyncApi:
    """The same raw calls of an AsyncScaleClient, to be awaited."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    def get_request(self, endpoint: str, params: Params = None) -> Coroutine[Any, Any, Any]:
        """Fetch something."""
        return self._driver.run(_raw("GET", endpoint, params))

    def post_request(
        self, endpoint: str, body: Any = None, files: Files = None, data: Params = None
    ) -> Coroutine[Any, Any, Any]:
        """Send something: a body as JSON, or a file with fields. Not sent again after an unknown outcome."""
        return self._driver.run(_raw("POST", endpoint, None, body, files, data))

    def put_request(self, endpoint: str, body: Any = None, params: Params = None) -> Coroutine[Any, Any, Any]:
        """Change something. Not sent again after an unknown outcome."""
        return self._driver.run(_raw("PUT", endpoint, params, body))

    def delete_request(self, endpoint: str, params: Params = None, body: Any = None) -> Coroutine[Any, Any, Any]:
        """Remove something. Not sent again after an unknown outcome."""
        return self._driver.run(_raw("DELETE", endpoint, params, body))

    @staticmethod
    def quote_string(text: str) -> str:
        """Percent-encode a path segment, with no safe characters."""
        return Api.quote_string(text)


def _raw(
    method: str, endpoint: str, params: Params, body: Any = None, files: Files = None, data: Params = None
) -> Call[Any]:
    """Describe a raw call."""
    return Call(
        method,
        endpoint.lstrip("/"),
        lambda answer: answer,
        query=query_of(params or {}),
        json=NOTHING if body is None else body,
        upload=_upload(files, data),
        repeat=Repeat.always if method == "GET" else Repeat.unless_done,
    )


def _upload(files: Files, data: Params) -> Upload | None:
    if not files:
        return None
    if set(files) != {"file"}:
        raise refuse("/files", "choice", "must be one file, under the key `file`", sorted(files))
    given = files["file"]
    name, file = given if isinstance(given, tuple) else (None, given)
    check_upload(file)
    return Upload(file, name or file_name(file), text_fields(data or {}))
