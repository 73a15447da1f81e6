"""End to end: over sockets, under the frameworks, with an emulator that posts as the service does."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from scaleapi import exceptions
from scaleapi._core import system
from scaleapi.callbacks import Callback, SeenCallbacks, asgi_app, parse, wsgi_app
from scaleapi.callbacks.claims import CLAIM_SECONDS
from scaleapi.emulator import Emulator
from scaleapi.emulator.callbacks import RETRIES
from tests.callbacks.calls import KEY, SECRET_TEXT, TASK, TRUE, Caller, body_of, told
from tests.callbacks.servers import SETTINGS, configure_django, in_starlette, serve_asgi
from tests.callbacks.workers import deliver

AUTH = {"scale-callback-auth": KEY}
PLAIN: Any = {"trust_env": False, "verify": False}
"""Of requests to addresses that begin with http: no proxies, and no certificates, which take long to load."""


class Clock:
    """The emulator's clock, set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2024, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


class Receiver:
    """A handler that fails some times."""

    def __init__(self, fails: int = 0) -> None:
        self.fails, self.called, self.handled = fails, 0, list[Callback]()

    def __call__(self, callback: Callback) -> None:
        """Handle, or fail."""
        self.called += 1
        if self.called <= self.fails:
            raise ValueError(SECRET_TEXT)
        self.handled.append(callback)


@pytest.fixture(params=SETTINGS)
def setting(request: pytest.FixtureRequest) -> str:
    """Name each of the settings."""
    return str(request.param)


@contextmanager
def serving(setting: str, handler: Any, **options: Any) -> Iterator[str]:
    """Serve an application in a setting; give its URL."""
    make, serve, mount, path = SETTINGS[setting]
    with serve(mount(make(handler, keys=[KEY, "test key"], **options))) as address:
        yield address + path


def pass_time(emulator: Emulator, clock: Clock, hours: int = 25) -> int:
    """Let time pass, minute by minute; count the callbacks that were posted."""
    posted = 0
    for _ in range(hours * 60):
        posted += len(emulator.deliver_callbacks())
        clock.now += timedelta(minutes=1)
    return posted


def test_from_the_emulator_to_the_handler(setting: str) -> None:
    """What fails comes again by the schedule, what was handled does not; a review and a failure are told, too."""
    clock, receiver = Clock(), Receiver(fails=2)
    with (
        Emulator(clock=clock, callback_auth_key=KEY) as emulator,
        emulator.client("live_k") as client,
        serving(setting, receiver) as url,
    ):
        task, failing = (client.create_task("chat", callback_url=url) for _ in range(2))
        emulator.complete(task.id)
        assert (3, 3) == (pass_time(emulator, clock), receiver.called)
        assert client.get_task(task.id).callback_succeeded
        client.resend_callback(task.id)
        emulator.fail(failing.id, "unreachable")
        client.audit_task(task.id, accepted=True)
        assert 2 == pass_time(emulator, clock, 1)
    facts = [(one.task_id, str(one.status), one.error) for one in receiver.handled]
    expected = [(task.id, "completed", None), (task.id, "completed", None), (failing.id, "error", "unreachable")]
    assert expected == sorted(facts, key=lambda fact: fact[1])
    assert [True] == [one.task.customer_review_status == "accepted" for one in receiver.handled if one.task.audits]


@pytest.mark.parametrize("setting", ["uvicorn", "wsgiref"])
def test_a_handler_that_never_succeeds(setting: str) -> None:
    """Is called by each of the deliveries in 24 hours, and then no more."""
    clock, receiver = Clock(), Receiver(fails=99)
    with (
        Emulator(clock=clock, callback_auth_key=KEY) as emulator,
        emulator.client() as client,
        serving(setting, receiver) as url,
    ):
        task = client.create_task("chat", callback_url=url)
        assert (RETRIES + 1, RETRIES + 1) == (pass_time(emulator, clock, 30), receiver.called)
        assert client.get_task(task.id).callback_succeeded is False


def test_wrong_keys_over_the_wire(setting: str) -> None:
    """An emulator with another key, no key, two keys: nobody is called, and nothing is said."""
    receiver = Receiver()
    with serving(setting, receiver) as url:
        for headers in ([], [("Scale-Callback-Auth", "wrong")], TRUE * 2, [*TRUE, ("SCALE-CALLBACK-AUTH", "x")]):
            answer = httpx.post(url, content=body_of(told()), headers=headers, **PLAIN)
            assert (401, b"") == (answer.status_code, answer.content)
        assert 400 == httpx.post(url, content=b"[" * 9999, headers=AUTH, **PLAIN).status_code
        assert 405 == httpx.get(url, headers=AUTH, **PLAIN).status_code
        with Emulator(callback_auth_key="wrong") as emulator, emulator.client() as client:
            client.create_task("chat", callback_url=url)
            assert [False] == [one.succeeded for one in emulator.deliver_callbacks()]
    assert 0 == receiver.called


def test_twenty_deliveries_over_the_wire(setting: str) -> None:
    """At once: one is handled; and then once more all of them: none."""
    receiver = Receiver()
    with serving(setting, receiver) as url, ThreadPoolExecutor(20) as pool, httpx.Client(**PLAIN) as http:

        def post(_: int) -> int:
            return http.post(url, content=body_of(told()), headers=AUTH).status_code

        assert {200} <= {*pool.map(post, range(20))} <= {200, 503}
        assert {200} == {*pool.map(post, range(20))}
    assert [TASK] == [one.as_dict()["task"] for one in receiver.handled]


def test_bodies_in_chunks() -> None:
    """Without a length: read up to the limit by those that know the end of it."""
    receiver, body = Receiver(), body_of(told())
    for setting, expected in {"uvicorn": [200, 413], "wsgiref": [411, 411]}.items():
        with serving(setting, receiver, max_bytes=len(body)) as url:
            for status, content in zip(expected, (body, body + b" "), strict=True):
                parts = (content[at : at + 99] for at in range(0, len(content), 99))
                assert status == httpx.post(url, content=parts, headers=AUTH, **PLAIN).status_code
    assert 1 == len(receiver.handled)


@pytest.mark.parametrize("setting", ["uvicorn", "wsgiref"])
def test_slow_and_broken_bodies(setting: str) -> None:
    """Byte by byte is read; what ends within the body is not handled."""
    receiver, body = Receiver(), body_of(told())
    head = f"POST / HTTP/1.1\r\nhost: x\r\nscale-callback-auth: {KEY}\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    with serving(setting, receiver) as url:
        where = (urlsplit(url).hostname, urlsplit(url).port)
        with socket.create_connection(where) as broken:
            broken.sendall(head + body[:-1])
        with socket.create_connection(where) as slow:
            slow.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(len(head + body)):
                assert 0 == receiver.called
                slow.sendall((head + body)[at : at + 1])
            assert b" 200 OK" in slow.recv(99)
    assert 1 == receiver.called


def test_processes_handle_once(tmp_path: Path) -> None:
    """Twenty deliveries to four workers that share a file."""
    places = (str(tmp_path / "seen.db"), str(tmp_path / "handled"))
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        answers = [pool.submit(deliver, *places) for _ in range(4)]
        assert {200} <= {status for one in answers for status in one.result()} <= {200, 503}
    assert [TASK["task_id"]] == Path(places[1]).read_text(encoding="utf-8").split()


CRASH = """
import os, sys
from scaleapi.callbacks import SeenCallbacks, wsgi_app
from tests.callbacks.calls import KEY, Caller, told
Caller("wsgi").post(wsgi_app(lambda callback: os._exit(9), keys=KEY, seen=SeenCallbacks(sys.argv[1])), told())
"""


def test_a_crash_within_the_handler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outcome waits until the claim expires, and is then handled by another delivery."""
    path, receiver = tmp_path / "seen.db", Receiver()
    assert 9 == subprocess.run([sys.executable, "-c", CRASH, str(path)], check=False).returncode
    app = wsgi_app(receiver, keys=KEY, seen=SeenCallbacks(path))
    assert 503 == Caller("wsgi").post(app, told())
    later = system.wall_ns() + int((CLAIM_SECONDS + 60) * 1e9)
    monkeypatch.setattr(system, "wall_ns", lambda: later)
    assert [200, 200] == [Caller("wsgi").post(app, told()) for _ in range(2)]
    assert 1 == receiver.called


@pytest.mark.parametrize("kind", ["asgi", "wsgi", "asgi awaited", "asgi both awaited"])
def test_a_callback_that_is_confirmed(kind: str) -> None:
    """The handler gets what the service says, whatever the callback said; each forgery is the same outcome."""
    receiver = Receiver()

    async def handle(callback: Callback) -> None:
        receiver(callback)

    with Emulator() as emulator, emulator.client() as client:
        task = client.get_task(client.create_task("chat").id)
        confirm: Any = emulator.async_client() if "awaited" in kind else client
        make: Any = wsgi_app if kind == "wsgi" else asgi_app
        app = make(handle if "both" in kind else receiver, keys=KEY, confirm=confirm)
        caller = Caller(kind[:4])
        for forged in ({}, {"response": {"forged": 1}}, {"status": "error"}):
            assert 200 == caller.post(app, told(task.as_dict(), **forged))
        assert 400 == caller.post(app, told(task_id="0" * 24))
        assert 400 == caller.post(app, told(task_id=".."))
    [callback] = receiver.handled
    assert (task.as_dict(), task.response, "completed") == (callback.task.as_dict(), callback.response, callback.status)
    assert (task, callback.as_dict()["task"]) == (callback.task, task.as_dict())


def test_a_confirmed_task_knows_its_client() -> None:
    """So the handler may act on it at once; and both may be the emulator's server."""
    with Emulator(callback_auth_key=KEY) as emulator, emulator.client() as client:
        app = asgi_app(lambda callback: callback.task.audit(accepted=True), keys=KEY, confirm=client)
        with serve_asgi(in_starlette(app)) as address:
            task = client.create_task("chat", callback_url=f"{address}/exactly")
            assert [True] == [one.succeeded for one in emulator.deliver_callbacks()]
        assert "accepted" == client.get_task(task.id).customer_review_status


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (exceptions.ScaleResourceNotFound(SECRET_TEXT), 400),
        (exceptions.ScaleInvalidRequest(SECRET_TEXT), 400),
        (exceptions.ScaleConnectionError(SECRET_TEXT), 503),
        (exceptions.ScaleTimeoutError(SECRET_TEXT), 503),
        (exceptions.ScaleUnauthorized(SECRET_TEXT), 503),
        (exceptions.ScaleResponseError(SECRET_TEXT), 503),
        (exceptions.ScaleTooManyRequests(SECRET_TEXT), 503),
        (RuntimeError(SECRET_TEXT), 500),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_service_that_cannot_confirm(
    caller: Caller, error: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """What it knows nothing of is refused; if it cannot be asked, the callback should come again."""

    class Client:
        def get_task(self, task_id: str) -> Any:
            raise error

    receiver = Receiver()
    assert status == caller.post(caller.make(receiver, keys=KEY, confirm=Client()), told())
    assert (0, False) == (receiver.called, SECRET_TEXT in caplog.text)


def test_threads_do_not_await() -> None:
    """An async client belongs to one event loop, and a WSGI application has none."""
    with Emulator() as emulator, pytest.raises(exceptions.ScaleException, match="must be a ScaleClient"):
        wsgi_app(print, keys=KEY, confirm=emulator.async_client())  # type: ignore[arg-type]


def test_a_view_of_django() -> None:
    """`parse` takes what a view has, its META as well."""
    from django.test import RequestFactory

    configure_django()
    request = RequestFactory().post("/x", body_of(told()), "application/json", headers=AUTH)
    for headers in (request.headers, request.META):
        assert TASK["task_id"] == parse(request.body, headers, keys=KEY).task_id


def test_a_view_of_flask_and_of_starlette() -> None:
    """The same, with the headers of werkzeug and of Starlette; doubled ones are seen."""
    from starlette.datastructures import Headers as StarletteHeaders
    from werkzeug.datastructures import Headers as FlaskHeaders

    for make in (FlaskHeaders, lambda pairs: StarletteHeaders(raw=[(a.encode(), b.encode()) for a, b in pairs])):
        assert TASK["task_id"] == parse(body_of(told()), make(TRUE), keys=KEY).task_id
        with pytest.raises(exceptions.CallbackRefused, match="came 2 times"):
            parse(body_of(told()), make(TRUE * 2), keys=KEY)


def test_a_server_without_a_framework_needs_nothing() -> None:
    """The module imports neither httpx nor a framework, so a receiver is quick to start."""
    code = "import sys; from scaleapi.callbacks import *; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set() == {"httpx", "starlette", "flask", "django", "uvicorn"} & {*run.stdout.split()}
