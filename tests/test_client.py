"""The clients as objects: settings, secrets, signatures."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from typing import Any

import pytest

import scaleapi
from scaleapi import AsyncScaleClient, ScaleClient, ScaleException, models
from scaleapi._core.drivers.driver import Driver
from scaleapi.client import AllEndpoints
from tests.conftest import Clients

CANARY = "live_canary0123456789"


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """SCALE_API_KEY and SCALE_API_URL stand in for arguments."""
    monkeypatch.setenv("SCALE_API_KEY", "live_x")
    monkeypatch.setenv("SCALE_API_URL", "http://127.0.0.1:8000/v1/")

    assert "ScaleClient(api_instance_url='http://127.0.0.1:8000/v1')" == repr(ScaleClient())


@pytest.mark.parametrize("key", [None, "", "  ", "schlüssel", "two\nlines"])
def test_a_client_needs_a_key(key: str | None) -> None:
    """Without a usable key the error says how to give one, and does not repeat what was given."""
    with pytest.raises(ScaleException, match="API key") as caught:
        ScaleClient(key)

    assert not key or not key.strip() or key not in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"api_instance_url": "api.scale.com"}, "api_instance_url must be like"),
        ({"api_instance_url": "https://user:pass@api.scale.com"}, "the key is given apart"),
        ({"source": "two\nlines"}, "source goes into a header"),
        ({"timeout": 0}, "timeout must be"),
        ({"timeout": float("inf")}, "timeout must be"),
        ({"max_retries": -1}, "max_retries must be"),
        ({"validation": "maybe"}, "validation must be"),
    ],
)
def test_settings_that_make_no_sense_are_refused(setting: dict[str, Any], message: str) -> None:
    """A bad setting fails in the constructor, not at the first call."""
    with pytest.raises(ScaleException, match=message):
        ScaleClient("k", **setting)


@pytest.mark.parametrize("kind", [ScaleClient, AsyncScaleClient])
def test_the_key_is_shown_nowhere(kind: type[Any]) -> None:
    """Neither a repr nor vars() shows the key, and a client is never pickled or deep-copied."""
    client = kind(CANARY)

    shown = f"{client!r} {vars(client)} {client._config!r} {client._config.key!r}"
    assert CANARY not in shown
    for store in (pickle.dumps, copy.deepcopy, copy.copy):
        with pytest.raises(TypeError, match="never pickled"):
            store(client)
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(client._config)


def test_methods_are_real_functions() -> None:
    """Tools see plain functions and coroutine functions, with docstring and exact signature."""
    assert inspect.iscoroutinefunction(AsyncScaleClient.get_task)
    assert not inspect.iscoroutinefunction(ScaleClient.get_task)
    assert "(self, task_id: 'str') -> 'Task'" == str(inspect.signature(ScaleClient.get_task))
    assert "Iterator[Batch]" == inspect.signature(ScaleClient.get_batches).return_annotation
    assert "AsyncIterator[Batch]" == inspect.signature(AsyncScaleClient.get_batches).return_annotation
    assert "Fetch one task by its id; ScaleResourceNotFound if there is none." == ScaleClient.get_task.__doc__


def test_an_endpoint_needs_a_driver() -> None:
    """A noun's class alone cannot call anything."""
    assert "get_task" == AllEndpoints.get_task.describe.__name__
    with pytest.raises(TypeError, match="client class only"):
        _ = AllEndpoints().get_task  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="client class only"):
        _ = AllEndpoints().get_tasks  # type: ignore[call-overload]


def test_both_clients_are_context_managers(clients: Clients) -> None:
    """Leaving the block closes the connections."""

    async def use() -> AsyncScaleClient:
        async with AsyncScaleClient("k") as client:
            return client

    with ScaleClient("k") as client:
        pass
    for closed in (client, clients.runner.run(use())):
        assert isinstance(closed, Driver)
        assert closed._connections.is_closed


def test_exports_are_complete_and_sorted() -> None:
    """Every public name exists, the list is sorted, and submodules come on first use."""
    assert scaleapi.__all__ == sorted(scaleapi.__all__)
    assert set(scaleapi.__all__) <= set(dir(scaleapi))
    assert all(getattr(scaleapi, name) is not None for name in scaleapi.__all__)
    with pytest.raises(AttributeError, match="nowhere"):
        _ = scaleapi.nowhere  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import scaleapi", {"httpx", "pydantic"}),
        (
            "import scaleapi.validation.checks; from scaleapi.models import ImageAnnotationPayload",
            {"httpx", "email_validator"},
        ),
        ("import scaleapi; scaleapi.ScaleClient('k')", {"httpx", "email_validator", "ssl_context"}),
        ("import scaleapi; scaleapi.ScaleClient('k').get_tasks", {"scaleapi.v2.client", "scaleapi.models.v2.base"}),
        ("import scaleapi.emulator.pytest_plugin", {"httpx", "pydantic"}),
    ],
)
def test_imports_stay_cheap(code: str, absent: set[str]) -> None:
    """What is not needed yet is not imported."""
    script = f"{code}; import sys; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert absent & set(loaded) == set()


def test_submodules_come_with_the_package() -> None:
    """`scaleapi.tasks.TaskType` works after `import scaleapi` alone."""
    script = "import scaleapi; print(scaleapi.tasks.TaskType.Chat)"

    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert "chat\n" == shown


def test_models_export_what_users_write() -> None:
    """Every name of scaleapi.models exists where it is said to be, and the list is sorted."""
    assert sorted(models.__all__) == models.__all__
    assert all(getattr(models, name).__name__ == name for name in models.__all__)
    assert set(models.__all__) <= set(dir(models))
    with pytest.raises(AttributeError, match="nowhere"):
        _ = models.nowhere  # type: ignore[attr-defined]


def test_submodules_are_found_in_process() -> None:
    """A submodule that nothing imported yet comes when it is asked for."""
    assert scaleapi.__getattr__("studio") is scaleapi.studio


def test_httpx_is_imported_without_its_program() -> None:
    """A call does not import what only the program `httpx` needs; that still works when it is called."""
    script = (
        "import sys, scaleapi\n"
        "client = scaleapi.ScaleClient('k', api_instance_url='http://127.0.0.1:9/v1', max_retries=0)\n"
        "try: client.get_task('x')\n"
        "except scaleapi.ScaleException: print(sorted({'rich', 'click'} & sys.modules.keys()))\n"
        "import httpx; sys.argv = ['httpx', '--help']; httpx.main()"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ("[]", True) == (ran.stdout.splitlines()[0], "HTTP" in ran.stdout), ran.stderr
