"""@endpoint, @paged and @many: a call is described once, and both clients get it as a real function.

    class TaskEndpoints:
        @endpoint
        def get_task(self, task_id: str) -> Call[Task]: ...

    client.get_task("x")            on ScaleClient: a Task
    await client.get_task("x")      on AsyncScaleClient: a Task

Two things make that work. For type checkers, the overloads of `__get__` choose the result by the class that the
endpoint is reached through. At run time, `bound` (a class decorator of each client) puts a plain function, or an
`async def`, in the place of every declaration, so that `help()`, `inspect.signature`, `iscoroutinefunction` and
`autospec` are right.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from types import FunctionType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, cast, overload

from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.drivers.async_driver import AsyncDriver
from scaleapi._core.drivers.sync_driver import SyncDriver
from scaleapi._core.jobs.parallel import ParallelJob
from scaleapi._core.paging.pages import Pages
from scaleapi._keywords import refused_keyword, typed_keywords, with_hint

if TYPE_CHECKING:
    from scaleapi._core.jobs.operation import BulkOperation, ItemResult
    from scaleapi._core.jobs.runners import AsyncBulkRun, BulkRun
    from scaleapi._core.paging.iterators import AsyncPageIterator, PageIterator

__all__ = ["bound", "endpoint", "many", "paged"]

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound="ItemResult")
C = TypeVar("C")

_WHAT_COMES = re.compile(r"^(Call|Flow|ParallelJob|Pages|BulkOperation)\[(.*)\]$")


class _Declaration(Generic[P, T]):
    """What `endpoint`, `paged` and `many` share: it keeps the description, and binds it to a client class."""

    describe: Callable[..., Any]

    def bind(self, owner: type) -> Callable[..., Any]:
        """Make the function that `owner` gets."""
        raise NotImplementedError

    def _finish(self, function: Callable[..., Any], result: str) -> Callable[..., Any]:
        """Give the function the description's name, docstring and signature, with what it really returns."""
        described = cast("FunctionType", inspect.unwrap(self.describe))
        inner = _WHAT_COMES.sub(r"\2", described.__annotations__.get("return", ""))
        functools.update_wrapper(function, described)
        function.__annotations__ = {**described.__annotations__, "return": result.format(inner)}
        function.__wrapped__ = _with_annotations(described, function.__annotations__)  # type: ignore[attr-defined]
        return function


def _with_annotations(function: FunctionType, annotations: dict[str, Any]) -> FunctionType:
    """Copy a function, with other annotations: `inspect.signature` looks at what a function wraps, when it is asked.

    Making the signatures of all methods at once takes as long as a request.
    """
    copy = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    functools.update_wrapper(copy, function)
    del copy.__wrapped__  # type: ignore[attr-defined]
    copy.__kwdefaults__, copy.__annotations__ = function.__kwdefaults__, annotations
    return copy


class endpoint(_Declaration[P, T]):  # noqa: N801  (used as a decorator)
    """Declare a call, a conversation or a parallel job; its name, parameters and docstring become the method's."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Call[T] | Flow[T] | ParallelJob[T]]) -> None:
        self.describe = describe
        functools.update_wrapper(cast("Any", self), describe)

    @overload
    def __get__(self, obj: None, owner: type[SyncDriver]) -> Callable[Concatenate[Any, P], T]: ...
    @overload
    def __get__(self, obj: None, owner: type[AsyncDriver]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, obj: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, obj: SyncDriver, owner: type | None = None) -> Callable[P, T]: ...
    @overload
    def __get__(self, obj: AsyncDriver, owner: type | None = None) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, obj: object, owner: type | None = None) -> Any:
        return _unbound(self, obj)

    def bind(self, owner: type) -> Callable[..., Any]:
        """Make a plain function for a SyncDriver, an `async def` for an AsyncDriver."""
        describe = self.describe

        def send(driver: SyncDriver, /, *args: Any, **kwargs: Any) -> Any:
            return driver.run(_described(describe, driver, args, kwargs))

        async def send_async(driver: AsyncDriver, /, *args: Any, **kwargs: Any) -> Any:
            return await driver.run(_described(describe, driver, args, kwargs))

        return self._finish(send_async if issubclass(owner, AsyncDriver) else send, "{}")


class paged(_Declaration[P, T]):  # noqa: N801  (used as a decorator)
    """Declare a list that comes in pages; the client method returns an iterator that holds one page at a time."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Pages[T]]) -> None:
        self.describe = describe
        functools.update_wrapper(cast("Any", self), describe)

    @overload
    def __get__(self, obj: None, owner: type[SyncDriver]) -> Callable[Concatenate[Any, P], PageIterator[T]]: ...
    @overload
    def __get__(self, obj: None, owner: type[AsyncDriver]) -> Callable[Concatenate[Any, P], AsyncPageIterator[T]]: ...
    @overload
    def __get__(self, obj: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, obj: SyncDriver, owner: type | None = None) -> Callable[P, PageIterator[T]]: ...
    @overload
    def __get__(self, obj: AsyncDriver, owner: type | None = None) -> Callable[P, AsyncPageIterator[T]]: ...
    def __get__(self, obj: object, owner: type | None = None) -> Any:
        return _unbound(self, obj)

    def bind(self, owner: type) -> Callable[..., Any]:
        """Make a function that returns an iterator: the arguments are checked at the call, not at the first item."""
        describe = self.describe

        def listing(driver: SyncDriver | AsyncDriver, /, *args: Any, **kwargs: Any) -> Any:
            return driver.pages(_described(describe, driver, args, kwargs))

        kind = AsyncIterator if issubclass(owner, AsyncDriver) else Iterator
        return self._finish(listing, f"{kind.__name__}[{{}}]")


class many(_Declaration[P, R]):  # noqa: N801  (used as a decorator)
    """Declare work of many rows; the client method returns an iterator that does it, and yields what came of each."""

    def __init__(self, describe: Callable[Concatenate[Any, P], BulkOperation[R]]) -> None:
        self.describe = describe
        functools.update_wrapper(cast("Any", self), describe)

    @overload
    def __get__(self, obj: None, owner: type[SyncDriver]) -> Callable[Concatenate[Any, P], BulkRun[R]]: ...
    @overload
    def __get__(self, obj: None, owner: type[AsyncDriver]) -> Callable[Concatenate[Any, P], AsyncBulkRun[R]]: ...
    @overload
    def __get__(self, obj: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, obj: SyncDriver, owner: type | None = None) -> Callable[P, BulkRun[R]]: ...
    @overload
    def __get__(self, obj: AsyncDriver, owner: type | None = None) -> Callable[P, AsyncBulkRun[R]]: ...
    def __get__(self, obj: object, owner: type | None = None) -> Any:
        return _unbound(self, obj)

    def bind(self, owner: type) -> Callable[..., Any]:
        """Make a function that returns an iterator: the arguments are checked at the call, not at the first row."""
        describe = self.describe

        def work(driver: SyncDriver | AsyncDriver, /, *args: Any, **kwargs: Any) -> Any:
            return driver.many(_described(describe, driver, args, kwargs))

        kind = "AsyncBulkRun" if issubclass(owner, AsyncDriver) else "BulkRun"
        return self._finish(work, f"{kind}[{{}}]")


_typed_keywords = functools.cache(typed_keywords)


def _described(describe: Callable[..., Any], driver: object, args: Any, kwargs: Any) -> Any:
    """Have a call described; of a keyword that it does not know, say which one was probably meant."""
    known = _typed_keywords(describe) if kwargs else None
    for name in () if known is None else kwargs.keys() - known:
        raise refused_keyword(describe.__name__, name, known or ())
    try:
        return describe(driver, *args, **kwargs)
    except TypeError as error:
        raise with_hint(error, describe) from None


def _unbound(declaration: T, obj: object) -> T:
    if obj is None:
        return declaration
    raise TypeError("An endpoint works on a client class only: one with a driver, decorated with @bound")


def bound(client: type[C]) -> type[C]:
    """Put a real function in the place of every endpoint that a client class inherits."""
    for base in client.__mro__:
        for name, thing in vars(base).items():
            if isinstance(thing, _Declaration) and name not in vars(client):
                setattr(client, name, thing.bind(client))  # pyright: ignore[reportUnknownMemberType]
    return client
