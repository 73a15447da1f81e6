"""What both clients share: their settings, and when connections are opened and closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, Self, TypeVar, cast
from weakref import WeakSet

from scaleapi._core import system
from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.replies import request_id
from scaleapi._core.http.config import Cert, Config, Validation, Verify, build_config, changed_config
from scaleapi._core.http.connections import Connections
from scaleapi._core.http.instrumentation import Instrumentation
from scaleapi._core.http.rate_limiter import RateLimiter
from scaleapi._core.http.settings import check_callable, check_http_client
from scaleapi._keywords import known_keywords
from scaleapi.events import Event
from scaleapi.exceptions import ScaleException
from scaleapi.models.base import Entity

if TYPE_CHECKING:
    from scaleapi._core.jobs.runners import AsyncBulkRun, BulkRun

__all__ = ["Driver"]

T = TypeVar("T")
H = TypeVar("H")


class Driver(Generic[H]):
    """What both clients share: settings, and when connections are opened and closed.

    Args:
        api_key: The key; from the environment variable `SCALE_API_KEY` if None.
        source: Added to the `User-Agent`, to tell your programs apart.
        api_instance_url: The service's address; from `SCALE_API_URL`, else `https://api.scale.com/v1`.
        verify: Whether to check the service's certificate; or the path of a CA bundle; or an `ssl.SSLContext`.
        proxies: As `requests` takes them: `{"https": "http://10.10.1.10:1080"}`.
        cert: A client certificate: the path of a PEM file, or a pair of paths (certificate, key).
        timeout: Seconds to wait for each step of a request.
        max_retries: How often a call is sent again where that is safe.
        validation: `"error"` raises ScaleValidationError before a wrong payload is sent, `"warn"` only warns,
            `"off"` sends everything.
        http_client: Your own client, of httpx or httpx2, which you close yourself; `verify`, `proxies` and `cert` are
            its business then.
        deadline: Seconds that a call may take with all its attempts and waits, and until its answer has come in whole;
            None for no such limit.
        requests_per_second: The most that this client sends. Without it, as much as the service takes: a 429 slows
            all calls of the client down for a while.
        max_response_bytes: The most that an answer may have, unpacked; a larger one is a ScaleResponseError.
        max_download_bytes: The same for what goes to a file, as the results of video and lidar tasks.
        on_event: Called with an `Event` before and after each attempt, before a retry and when a call is given up; in
            the thread of the call, so it should be quick.

    Raises:
        ScaleException: There is no key, or a setting makes no sense.
    """

    _config: Config
    _is_async: ClassVar[bool] = False

    @known_keywords
    def __init__(
        self,
        api_key: str | None = None,
        source: str | None = None,
        api_instance_url: str | None = None,
        verify: Verify = None,
        proxies: Mapping[str, str | None] | None = None,
        cert: Cert = None,
        *,
        timeout: float = 60.0,
        max_retries: int = 3,
        validation: Validation = "error",
        http_client: H | None = None,
        deadline: float | None = None,
        requests_per_second: float | None = None,
        max_response_bytes: int = 1 << 30,
        max_download_bytes: int = 1 << 36,
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        self._config = build_config(
            api_key=api_key,
            source=source,
            api_instance_url=api_instance_url,
            verify=verify,
            proxies=proxies,
            cert=cert,
            timeout=timeout,
            max_retries=max_retries,
            validation=validation,
            deadline=deadline,
            requests_per_second=requests_per_second,
            max_response_bytes=max_response_bytes,
            max_download_bytes=max_download_bytes,
        )
        check_callable("on_event", on_event)
        check_http_client(http_client, is_async=self._is_async)
        self._connections = Connections(self._open, http_client, type(self).__name__)
        self._rate_limiter = RateLimiter(self._config.requests_per_second, self._config.retry.longest_wait)
        self._instrumentation = Instrumentation(on_event)
        self._closes = True
        self._runs: WeakSet[BulkRun[Any] | AsyncBulkRun[Any]] = WeakSet()
        system.renew_after_fork(self._rate_limiter)

    @known_keywords
    def with_options(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        validation: Validation | None = None,
        deadline: float | None = None,
        max_response_bytes: int | None = None,
        max_download_bytes: int | None = None,
    ) -> Self:
        """Make a client with other settings for some calls: `client.with_options(timeout=5).get_task(...)`.

        It shares connections, rate limit and events with this one, and closing it closes nothing. What is None stays as
        it is here.

        Raises:
            ScaleException: A setting makes no sense.
        """
        twin = object.__new__(type(self))
        vars(twin).update(vars(self))
        twin._closes = False
        twin._config = changed_config(
            self._config,
            timeout=timeout,
            max_retries=max_retries,
            validation=validation,
            deadline=deadline,
            max_response_bytes=max_response_bytes,
            max_download_bytes=max_download_bytes,
        )
        return twin

    def _open(self) -> H:
        raise NotImplementedError

    def _flow(self, what: Call[T] | Flow[T]) -> Flow[T]:
        return exchange(what, self._config.retry) if isinstance(what, Call) else what

    def _carry_out(self, flow: Flow[T], perform: Callable[[Send], Reply]) -> T:
        """Carry out a conversation in this thread. It is closed at the end, with the files that it has open."""
        last = None
        try:
            send = next(flow)
            while True:
                last = send, perform(send)
                send = flow.send(last[1])
                self._instrumentation.moved(*last, send)
        except StopIteration as end:
            return self._finish(cast("T", end.value), last)
        except ScaleException:
            self._instrumentation.failed(last)
            raise
        finally:
            flow.close()

    def _learn(self, send: Send, reply: Reply) -> Reply:
        self._rate_limiter.saw(reply)
        self._instrumentation.got(send, reply)
        return reply

    def _finish(self, result: T, last: tuple[Send, Reply] | None) -> T:
        """Tell of the end, and give entities what they carry."""
        if last is not None:
            self._instrumentation.done(*last)
            self._attach(result, request_id(last[1]))
        return result

    _carried: ClassVar[bool] = False
    """Whether entities carry their client, so that `task.cancel()` and the like work."""

    def _attach(self, result: object, request: str | None) -> None:
        client = self if self._carried else None
        found = cast("list[object]", result) if isinstance(result, list) else [result]
        kinds = {kind for kind in {*map(type, found)} if issubclass(kind, Entity)}  # looking is slow, for pydantic's
        for entity in cast("list[Entity]", [one for one in found if type(one) in kinds]):
            entity._belongs(client, request)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(api_instance_url={self._config.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} holds a key and connections, and is never pickled: make one there")
