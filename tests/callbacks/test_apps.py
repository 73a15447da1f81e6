"""Both applications under attack: the handler is called once for each outcome, and only for a true callback."""

from __future__ import annotations

import asyncio
import functools
import io
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleException
from scaleapi.callbacks import BeingHandled, Callback, CallbackRefused, SeenCallbacks, asgi_app, wsgi_app
from scaleapi.callbacks.receiver import refused
from tests.callbacks.calls import KEY, SECRET_TEXT, TASK, TRUE, Caller, asgi, body_of, told, wsgi
from tests.callbacks.test_parsing import NONSENSE

Handled = list[Callback]


@pytest.fixture
def handled() -> Handled:
    """Keep the callbacks that were handled."""
    return []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (TRUE, 200),
        ([("Scale-Callback-Auth", KEY), ("host", "x")], 200),
        ([("scale-callback-auth", "old")], 200),
        ([], 401),
        ([("scale-callback-auth", "")], 401),
        ([("scale-callback-auth", KEY[:-1])], 401),
        ([("scale-callback-auth", KEY * 1000)], 401),
        ([("scale-callback-auth", "schl\xfcssel")], 401),
        ([("authorization", f"Bearer {KEY}")], 401),
        (TRUE * 2, 401),
        ([*TRUE, ("SCALE-CALLBACK-AUTH", "other")], 401),
        ([*TRUE, ("content-encoding", "gzip")], 400),
    ],
    ids=range(12),
)
def test_only_true_ones_are_handled(
    caller: Caller, handled: Handled, headers: list[tuple[str, str]], status: int
) -> None:
    """Whatever the headers."""
    app = caller.make(handled.append, keys=[KEY, "old"])
    assert status == caller.post(app, told(), headers)
    assert (status == 200) == bool(handled)


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_answered_400(caller: Caller, handled: Handled, body: object) -> None:
    """Also what is valid JSON, but not of a task."""
    assert 400 == caller.post(caller.make(handled.append, keys=KEY), body)
    assert [] == handled


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post"])
def test_other_methods(caller: Caller, method: str) -> None:
    """Are not allowed."""
    assert 405 == caller.post(caller.make(print, keys=KEY), told(), method=method)


class Untouchable(io.BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Fail."""
        raise AssertionError("read")


def test_a_wrong_key_is_refused_before_the_body_is_read(caller: Caller) -> None:
    """And so is a length that is too large or is none."""
    wrong = [("scale-callback-auth", "wrong")]
    cases = [(wrong, "5", 401), (TRUE, "101", 413), (TRUE, "9" * 99, 413), (TRUE, "-1", 400), (TRUE, "5, 5", 400)]
    app = caller.make(print, keys=KEY, max_bytes=100)
    for headers, length, status in cases:
        if caller.kind == "asgi":
            assert status == asyncio.run(asgi(app, Untouched(), [*headers, ("content-length", length)]))
        else:
            assert status == wsgi(app, Untouchable(), headers, length=length)


class Untouched(list[bytes]):
    """The same in parts: one that is empty, and would be nonsense."""

    def __init__(self) -> None:
        super().__init__([b""])


class Endless(io.RawIOBase):
    """A body without an end, which counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Give as much as is asked for."""
        assert size is not None
        assert 0 < size <= 1 << 16
        self.given += size
        return b"[" * size

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield self.read(50)


def test_an_endless_body_is_left(handled: Handled) -> None:
    """Chunks without a length, or with one that lies: not more is read than is allowed, and a part."""
    body, app = Endless(), asgi_app(handled.append, keys=KEY, max_bytes=1000)
    for headers in (TRUE, [*TRUE, ("content-length", "5")]):
        body.given = 0
        assert 413 == asyncio.run(asgi_endless(app, body, headers))
        assert 1000 < body.given <= 1050
    body.given = 0
    assert 413 == wsgi(wsgi_app(handled.append, keys=KEY, max_bytes=1000), body, TRUE, terminated=True)
    assert 1 << 16 == body.given
    assert [] == handled


async def asgi_endless(app: Any, body: Endless, headers: list[tuple[str, str]]) -> int:
    """Call an ASGI application with such a body."""
    parts, sent = iter(body), list[Any]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": next(parts), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers]
    await app({"type": "http", "method": "POST", "headers": pairs}, receive, send)
    return int(sent[0]["status"])


def test_lengths_that_lie(handled: Handled) -> None:
    """Of WSGI: the body ends too early, says nothing of its end, or goes on."""
    app, body = wsgi_app(handled.append, keys=KEY), body_of(told())
    assert 400 == wsgi(app, io.BytesIO(body), TRUE, length=str(len(body) + 1))
    assert 400 == wsgi(app, io.BytesIO(body), TRUE, length=str(len(body) - 1))
    assert 411 == wsgi(app, Untouchable(), TRUE)
    assert 411 == wsgi(app, Untouchable(), TRUE, length="")
    assert [] == handled
    assert 200 == wsgi(app, io.BytesIO(body + b"next request"), TRUE, length=str(len(body)))


def test_the_largest_body_that_is_read(caller: Caller, handled: Handled) -> None:
    """By the byte, in whatever parts it comes; 32 MB if nothing else is said."""
    body = body_of(told())
    assert 200 == caller.post(caller.make(handled.append, keys=KEY, max_bytes=len(body)), body)
    assert 413 == caller.post(caller.make(handled.append, keys=KEY, max_bytes=len(body) - 1), body)
    parts = [body[at : at + 1] for at in range(len(body))]
    assert 200 == asyncio.run(asgi(asgi_app(handled.append, keys=KEY), parts, TRUE))
    large = body + b" " * (32 * 1024 * 1024 - len(body))
    assert [200, 413] == [caller.post(caller.make(handled.append, keys=KEY), one) for one in (large, large + b" ")]


def test_a_caller_that_hangs_up(handled: Handled) -> None:
    """Within the body: nobody is called, nothing is answered."""
    messages = [{"type": "http.request", "body": body_of(told()), "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        raise AssertionError(message)

    scope = {"type": "http", "method": "POST", "headers": [(b"scale-callback-auth", KEY.encode())]}
    asyncio.run(asgi_app(handled.append, keys=KEY)(scope, receive, send))
    assert [] == handled


def test_replays_are_handled_once(caller: Caller, handled: Handled, tmp_path: Path) -> None:
    """Also after a restart, and with a set of one's own; another outcome of the task is handled."""
    seen = set[str]()
    path = tmp_path / "seen.db"
    for make_seen in (lambda: None, lambda: seen, lambda: SeenCallbacks(path)):
        handled.clear()
        app = caller.make(handled.append, keys=KEY, seen=make_seen())
        assert [200] * 3 == [caller.post(app, told(tags=[str(number)])) for number in range(3)]
        assert 200 == caller.post(app, told(customer_review_status="accepted"))
        assert [None, "accepted"] == [one.task.customer_review_status for one in handled]
    for remembered in (seen, SeenCallbacks(path)):
        assert 200 == caller.post(caller.make(handled.append, keys=KEY, seen=remembered), told())
    assert 2 == len(handled)
    assert {one.event_id for one in handled} == seen


@pytest.mark.parametrize(
    "error", [ValueError(SECRET_TEXT), ScaleException(SECRET_TEXT), BeingHandled(), TimeoutError()]
)
def test_a_handler_that_raises_is_called_again(
    caller: Caller, handled: Handled, error: Exception, tmp_path: Path
) -> None:
    """By the next delivery; 500 until then."""
    left = [error, error]

    def handle(callback: Callback) -> None:
        if left:
            raise left.pop()
        handled.append(callback)

    app = caller.make(handle, keys=KEY, seen=SeenCallbacks(tmp_path / "seen.db"))
    assert [500, 500, 200, 200] == [caller.post(app, told()) for _ in range(4)]
    assert 1 == len(handled)


class Sync:
    """Handles when it is called."""

    def __init__(self, handled: Handled) -> None:
        self.handled = handled

    def __call__(self, callback: Callback) -> None:
        """Handle."""
        self.handled.append(callback)


class Async(Sync):
    """The same, to be awaited."""

    async def __call__(self, callback: Callback) -> None:  # type: ignore[override]
        """Handle."""
        await asyncio.sleep(0)
        self.handled.append(callback)


KINDS: list[Callable[[Handled], Any]] = [
    lambda handled: handled.append,
    Sync,
    Async,
    lambda handled: Async(handled).__call__,
    lambda handled: functools.partial(Async(handled).__call__),
    lambda handled: lambda callback: Async(handled).__call__(callback),
]


@pytest.mark.parametrize("make", KINDS, ids=range(len(KINDS)))
def test_handlers_of_every_kind(caller: Caller, handled: Handled, make: Callable[[Handled], Any]) -> None:
    """Functions, coroutine functions, objects, and what only returns something to await."""
    app = caller.make(make(handled), keys=KEY)
    assert [200, 200] == [caller.post(app, told()) for _ in range(2)]
    assert [TASK] == [one.task.as_dict() for one in handled]


def generator(callback: Callback) -> Iterator[Callback]:
    """Do nothing when called."""
    yield callback


async def async_generator(callback: Callback) -> Any:
    """Do nothing when called."""
    yield callback


@pytest.mark.parametrize(
    "wrong",
    [
        {"handler": None},
        {"handler": "print"},
        {"handler": generator},
        {"handler": async_generator},
        {"other": 5},
        {"seen": []},
        {"confirm": KEY},
        {"max_bytes": 0},
        {"max_bytes": "32 MB"},
        {"max_bytes": True},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_settings_that_make_no_sense(caller: Caller, wrong: dict[str, Any]) -> None:
    """Are refused at once, without the key."""
    with pytest.raises(ScaleException, match=next(iter(wrong))) as error:
        caller.make(**{"handler": print, "keys": KEY, **wrong})
    assert KEY not in str(error.value)
    with pytest.raises(TypeError, match="did you mean 'max_bytes'"):
        caller.make(print, keys=KEY, max_byte=5)


def at_once(kind: str, app: Any, times: int = 20) -> list[int]:
    """Deliver the same callback so often at the same time."""
    if kind == "wsgi":
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _: Caller(kind).post(app, told()), range(times)))

    async def deliver() -> list[int]:
        return list(await asyncio.gather(*(asgi(app, [body_of(told())], TRUE) for _ in range(times))))

    return asyncio.run(deliver())


@pytest.mark.parametrize("waiting", ["sync", "async"])
@pytest.mark.parametrize("kept", ["memory", "file"])
def test_twenty_at_once(caller: Caller, handled: Handled, waiting: str, kept: str, tmp_path: Path) -> None:
    """One is handled; those that come meanwhile are told to come again, and then it is done."""
    began, go = threading.Event(), threading.Event()

    def handle(callback: Callback) -> None:
        handled.append(callback)
        began.set()
        assert go.wait(20)

    async def handle_async(callback: Callback) -> None:
        await asyncio.to_thread(handle, callback)

    seen = SeenCallbacks(tmp_path / "seen.db") if kept == "file" else None
    app = caller.make(handle if waiting == "sync" else handle_async, keys=KEY, seen=seen)
    with ThreadPoolExecutor(20) as side:
        first = side.submit(caller.post, app, told())
        assert began.wait(20)
        meanwhile = [*side.map(lambda _: caller.post(app, told()), range(19))]
        go.set()
    assert ([503] * 19, 200, 200) == (meanwhile, first.result(), caller.post(app, told()))
    assert 1 == len(handled)


@pytest.mark.parametrize("kind", ["asgi", "wsgi"])
@pytest.mark.parametrize("kept", ["memory", "file"])
def test_a_rush_calls_the_handler_once(kind: str, kept: str, handled: Handled, tmp_path: Path) -> None:
    """Whoever wins: one is handled, the others are too late or too early."""
    seen = SeenCallbacks(tmp_path / "seen.db") if kept == "file" else set[str]()
    app = Caller(kind).make(handled.append, keys=KEY, seen=seen)
    assert {*at_once(kind, app)} <= {200, 503}
    assert [200] * 3 == at_once(kind, app, 3)
    assert 1 == len(handled)


def test_the_answer_says_what_to_do() -> None:
    """405 names the method, 503 the time."""
    headers = [dict(refused(CallbackRefused("why", status)).headers) for status in (405, 503, 401)]
    assert [{"allow": "POST"}, {"retry-after": "60"}, {}] == headers


class Stop(BaseException):
    """Ends the process."""


def test_what_ends_the_process_releases_the_claim() -> None:
    """The outcome was not handled, so the next delivery is."""
    seen = set[str]()

    def stop(callback: Callback) -> None:
        raise Stop

    async def stop_async(callback: Callback) -> None:
        raise Stop

    apps = [("wsgi", wsgi_app(stop, keys=KEY, seen=seen)), ("asgi", asgi_app(stop_async, keys=KEY, seen=seen))]
    for kind, app in apps * 2:
        with pytest.raises(Stop):
            Caller(kind).post(app, told())
    assert set() == seen


def test_a_cancelled_handler_is_called_again() -> None:
    """When a server shuts down within the handler, it was not handled."""

    async def story() -> None:
        began, calls = asyncio.Event(), list[str]()

        async def handle(callback: Callback) -> None:
            calls.append(callback.task_id)
            began.set()
            if len(calls) == 1:
                await asyncio.Event().wait()

        app = asgi_app(handle, keys=KEY)
        first = asyncio.create_task(asgi(app, [body_of(told())], TRUE))
        await began.wait()
        assert 503 == await asgi(app, [body_of(told())], TRUE)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert 200 == await asgi(app, [body_of(told())], TRUE)
        assert 2 == len(calls)

    asyncio.run(story())


class Broken(set[str]):
    """A set of elsewhere that cannot be reached."""

    def __init__(self, *fails: str) -> None:
        super().__init__()
        self.fails = fails

    def __contains__(self, event_id: object) -> bool:
        if "look" in self.fails:
            raise ConnectionError(SECRET_TEXT)
        return super().__contains__(event_id)

    def add(self, event_id: str) -> None:
        """Fail, if it should."""
        if "add" in self.fails:
            raise ConnectionError(SECRET_TEXT)
        super().add(event_id)


def test_a_memory_that_fails(caller: Caller, handled: Handled, tmp_path: Path) -> None:
    """Before the handler, it is not called, and the service sends again; after it, what is handled is handled."""
    assert 500 == caller.post(caller.make(handled.append, keys=KEY, seen=Broken("look")), told())
    seen = SeenCallbacks(tmp_path / "seen.db")
    app = caller.make(handled.append, keys=KEY, seen=seen)
    seen.path.write_bytes(b"no database any more, and long enough to be seen as none" * 99)
    assert 503 == caller.post(app, told())
    assert [] == handled
    assert 200 == caller.post(caller.make(handled.append, keys=KEY, seen=Broken("add")), told())
    assert 1 == len(handled)


def test_the_log_tells_little(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    """A line each: what was decided, the id, the status; nothing else of what came, nor of the handler's error."""

    def handle(callback: Callback) -> None:
        if callback.status == "error":
            raise ValueError(SECRET_TEXT)

    app = caller.make(handle, keys=KEY)
    for content in (told(), told(), told(status="error"), told(status="new\nline " * 99), SECRET_TEXT):
        caller.post(app, content)
    caller.post(app, told(), [("scale-callback-auth", "wrong secret")])
    records = [one for one in caplog.records if one.name == "scaleapi.callbacks"]
    cut = ("new\\nline " * 9)[:40]
    told_of = [one.getMessage().partition(":")[0] for one in records[:4]]
    about = "Callback of task 64f0c2a1b7d4e90012ab34cd"
    assert [f"{about} ({status})" for status in ("completed", "completed", "error", cut)] == told_of
    assert (6, "handled before" in records[1].getMessage()) == (len(records), True)
    assert " handled in 0." in records[0].getMessage()
    assert [logging.INFO] * 2 + [logging.ERROR, logging.INFO, logging.WARNING, logging.WARNING] == [
        one.levelno for one in records
    ]
    assert "the handler raised ValueError after" in caplog.text
    assert not any(one.exc_info or "\n" in one.getMessage() or len(one.getMessage()) > 150 for one in records)
    assert not [word for word in (SECRET_TEXT, "wrong secret", "Traceback", "positive") if word in caplog.text]


def test_callbacks_of_no_task(caller: Caller, handled: Handled) -> None:
    """Such as a batch's: as they came, once; if nobody wants them, they are refused."""
    batch, others = {"batch": {"name": "b", "status": "completed"}}, list[Any]()
    app = caller.make(handled.append, keys=KEY, other=others.append)
    assert [200] * 4 == [caller.post(app, one) for one in (batch, batch, told(), {**batch, "new": 1})]
    assert [batch, {**batch, "new": 1}] == others
    assert (1, 400, 400) == (len(handled), caller.post(app, {"task": 5}), caller.post(app, []))
    assert 400 == caller.post(caller.make(handled.append, keys=KEY), batch)


@pytest.mark.parametrize("kind", ["asgi", "wsgi"])
def test_depths_about_the_limit(kind: str, handled: Handled) -> None:
    """What can just be read, but not be looked at, is nonsense as well: never an error within."""
    with asyncio.Runner() as runner:
        caller = Caller(kind, runner.run)
        app, body = caller.make(handled.append, keys=KEY, other=handled.append), body_of(told(response={"deep": "@"}))
        limit = sys.getrecursionlimit()
        for depth in range(limit - 150, limit + 10):
            deep = b"[" * depth + b"]" * depth
            statuses = {caller.post(app, body.replace(b'"@"', deep)), caller.post(app, b'{"other":' + deep + b"}")}
            assert statuses <= {200, 400}


@pytest.mark.parametrize("kind", ["lifespan", "websocket", "tomorrow"])
def test_other_scopes(kind: str) -> None:
    """Servers start and stop it; a socket is closed; what is unknown is an error, as ASGI wants it."""
    events = ["lifespan.startup", "lifespan.shutdown"] if kind == "lifespan" else ["websocket.connect"]
    sent: list[str] = []

    async def receive() -> Any:
        return {"type": events.pop(0)}

    async def send(message: Any) -> None:
        sent.append(message["type"])
        assert message.get("code", 1000) == 1000  # the code of a normal end

    answers = {
        "lifespan": ["lifespan.startup.complete", "lifespan.shutdown.complete"],
        "websocket": ["websocket.close"],
    }
    if kind == "tomorrow":
        with pytest.raises(ScaleException, match="tomorrow"):
            asyncio.run(asgi_app(print, keys=KEY)({"type": kind}, receive, send))
    else:
        asyncio.run(asgi_app(print, keys=KEY)({"type": kind}, receive, send))
    assert answers.get(kind, []) == sent


def test_an_app_shows_no_key() -> None:
    """Neither its repr nor anything that it holds."""
    app: Any = asgi_app(print, keys=[KEY])
    held = f"{app!r}{vars(app)}{vars(app._receiver)}{app._receiver._keys._digests}"
    assert KEY not in held
