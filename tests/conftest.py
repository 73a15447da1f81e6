"""Fixtures: each test body that talks to the service runs on both clients."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import pickle
import ssl
import traceback
from base64 import b64encode
from collections.abc import Generator, Iterator
from contextlib import suppress
from contextvars import copy_context
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

import certifi
import pytest
from hypothesis import settings

from scaleapi import AsyncScaleClient, ScaleClient, ScaleException
from scaleapi._core import system
from scaleapi._core.drivers.async_driver import AsyncDriver
from scaleapi._core.http import config as http_config
from tests import tracing

if TYPE_CHECKING:
    from scaleapi.emulator import Emulator

settings.register_profile("quick", max_examples=20, deadline=None)  # a busy machine is no failure
settings.register_profile("thorough", max_examples=1_000, deadline=None)  # pytest --hypothesis-profile=thorough
settings.load_profile("quick")


TEST_KEY, LIVE_KEY = "test_canary_5b1e", "live_canary_5b1e"
"""Planted: what is made of these is looked for in everything that tests produce."""
NEEDLES = ["canary_5b1e", *(b64encode(f"{key}:".encode()).decode() for key in (TEST_KEY, LIVE_KEY))]
TRUST = ssl.create_default_context(cafile=certifi.where())
"""For all who connect and change nothing of it: it takes longer to make than many a test."""
_ERRORS: list[ScaleException] = []


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what serves all tests."""
    config.pluginmanager.register(tracing)
    keep_errors()
    share_tls_contexts()


def keep_errors() -> None:
    """Keep every error that is made, for `no_key_is_told`."""
    begin = ScaleException.__init__

    @wraps(begin)
    def kept(self: ScaleException, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        _ERRORS.append(self)

    ScaleException.__init__ = kept  # type: ignore[method-assign]


def share_tls_contexts() -> None:
    """Give clients without settings of their own one TLS context, which the package makes for the first of them.

    Others are made as ever, for they are changed.
    """
    make = http_config._ssl_context
    usual_one = cache(lambda verify: make(verify, None))

    def shared(verify: http_config.Verify, cert: http_config.Cert) -> ssl.SSLContext:
        named = system.environment("SSL_CERT_FILE") or system.environment("REQUESTS_CA_BUNDLE")
        usual = (verify is None or verify is True) and cert is None and not named
        return usual_one(verify) if usual else make(verify, cert)

    http_config._ssl_context = shared


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: the modules and the tests are not looked through again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take from the report of what passed what nobody reads: it is sent to the process that hands out tests."""
    report = yield
    if report.passed:
        report.sections, report.keywords = [], {}
    return report


def told_by(error: BaseException) -> str:
    """Write an error in every way that it may be shown or kept, but for lines of source: these tell no values."""
    whole = "".join(traceback.format_exception(error, limit=0))
    with suppress(TypeError, AttributeError, RuntimeError, pickle.PicklingError):  # a bad value may refuse to be shown
        whole += repr(vars(error))
        whole += repr(pickle.dumps(error))
    return f"{error}{error!r}{whole}"


@pytest.fixture(autouse=True)
def no_key_is_told(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """Look for the planted keys in errors, log lines and files, after every test."""
    caplog.set_level(logging.DEBUG, "scaleapi")
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    _ERRORS.clear()
    yield
    told = "".join(map(told_by, _ERRORS)) + caplog.text
    assert not [needle for needle in NEEDLES if needle in told]
    files = [file for file in folder.rglob("*") if file.is_file()] if folder else []
    assert not [file for file in files if any(needle.encode() in file.read_bytes() for needle in NEEDLES)]


class Blocking:
    """An AsyncScaleClient that is used like a ScaleClient, so that one test body serves both."""

    def __init__(self, client: Any, runner: asyncio.Runner) -> None:
        self.client, self.runner = client, runner

    def close(self) -> None:
        """Close the client."""
        self.runner.run(self.client.aclose())

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)
        if isinstance(method, AsyncDriver):
            return Blocking(method, self.runner)

        def call(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            if inspect.iscoroutine(result):
                return self.runner.run(result, context=copy_context())  # its filters of warnings, too
            if isinstance(result, AsyncDriver):
                return Blocking(result, self.runner)
            return BlockingListing(result, self.runner)

        return call


class BlockingListing:
    """An AsyncListing that is used like a Listing."""

    def __init__(self, listing: Any, runner: asyncio.Runner) -> None:
        self.listing, self.runner = listing, runner

    def __iter__(self) -> BlockingListing:
        return self

    def __next__(self) -> Any:
        try:
            return self.runner.run(anext(self.listing), context=copy_context())
        except StopAsyncIteration:
            raise StopIteration from None

    def page(self) -> Any:
        """Fetch the first page."""
        return self.runner.run(self.listing.page())

    def close(self) -> None:
        """End the listing early."""
        self.runner.run(self.listing.aclose())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.listing, name)


Client = ScaleClient | Blocking


class Clients:
    """Makes clients of one kind, and closes them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.runner = asyncio.Runner()
        self.made: list[ScaleClient | AsyncScaleClient] = []

    def __call__(self, key: str = TEST_KEY, source: str | None = None, **options: Any) -> Any:
        """Make a client."""
        client = (ScaleClient if self.kind == "sync" else AsyncScaleClient)(key, source, **options)
        return self.use(client)

    def of(self, emulator: Emulator, key: str = TEST_KEY, **options: Any) -> Any:
        """Make a client of an emulator."""
        make: Any = emulator.client if self.kind == "sync" else emulator.async_client
        return self.use(make(key, **options))

    def use(self, client: Any) -> Any:
        """Have a client closed at the end."""
        self.made.append(client)
        return client if isinstance(client, ScaleClient) else Blocking(client, self.runner)

    def close(self) -> None:
        """Close all of them."""
        for client in self.made:
            if isinstance(client, ScaleClient):
                client.close()
            else:
                self.runner.run(client.aclose())
        self.runner.close()


@pytest.fixture(params=["sync", "async"])
def clients(request: pytest.FixtureRequest) -> Iterator[Clients]:
    """Make clients of either kind."""
    made = Clients(request.param)
    yield made
    made.close()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Start an empty emulator."""
    from scaleapi.emulator import Emulator

    with Emulator() as started:
        yield started


@pytest.fixture
def client(clients: Clients, emulator: Emulator) -> Any:
    """Make a client of the emulator with a test key: its tasks are completed when they are looked at."""
    return clients.of(emulator)


@pytest.fixture
def live(clients: Clients, emulator: Emulator) -> Any:
    """Make a client of the emulator with a live key: its tasks stay pending."""
    return clients.of(emulator, LIVE_KEY)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Record the waits instead of waiting; the dice show their highest side; no settings from outside."""
    waited: list[float] = []

    async def async_sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(system, "sleep", waited.append)
    monkeypatch.setattr(system, "async_sleep", async_sleep)
    monkeypatch.setattr(system, "draw", lambda: 1.0)
    for name in ("SCALE_API_KEY", "SCALE_API_URL", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    return waited
