"""No keyword is swallowed: each public callable refuses one that it does not know, or sends it."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx

import scaleapi
from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleInvalidRequest
from tests.conftest import Clients

MODULES = ["export", "bulk", "callbacks", "emulator", "quality", "telemetry", "validation", "viewer", "api"]
INNER = {"check", "check_quality", "validate_quality", "validate_with_project"}
"""What the clients call before they send something: spared the wrapper that gives the hint."""
CLASSES = {"ScaleClient", "AsyncScaleClient", "Emulator", "Api", "SeenCallbacks"}
OPEN = {"create_task", "create_evaluation_task", "create_training_task", "update_project", "upload_file", "import_file"}
"""Calls whose keywords are the API's: an unknown one is sent."""
BY_NAME = {"tasks", "batches"}
"""Calls whose keywords are the API's query: an unknown one is refused as the service's error."""


def functions() -> Iterator[tuple[str, Any]]:
    """Go through the public functions and classes."""
    for module in map(importlib.import_module, ["scaleapi", *(f"scaleapi.{name}" for name in MODULES)]):
        names = getattr(module, "__all__", [])
        for name in names:
            thing = getattr(module, name)
            if (inspect.isfunction(thing) and name not in INNER) or name in CLASSES:
                yield f"{module.__name__}.{name}", thing


def methods(client: type) -> list[str]:
    """List the public methods of a client."""
    found = inspect.getmembers(client, callable)
    return [name for name, _ in found if not name.startswith("_") and name not in {"run", "pages", "many"}]


def arguments(function: Any) -> list[Any]:
    """Give something for each argument that is needed."""
    kinds = [one for one in inspect.signature(function).parameters.values() if one.name not in {"self", "driver"}]
    return [
        "x"
        for one in kinds
        if one.default is one.empty and one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}
    ]


def emulated(**options: Any) -> None:
    """Make a client of an emulator."""
    with Emulator() as emulator:
        emulator.client(**options)


FUNCTIONS = dict(functions())
ANY_CLIENT: Any = ScaleClient
ANY_CHECK: Any = scaleapi.validate_jsonl


def answer_to(function: Any, described: Any) -> str:
    """Call a function with a keyword that it does not know, and return what becomes of it."""
    try:
        function(*arguments(described), made_up=1)
    except TypeError as error:
        return "refused" if "'made_up': " in str(error) else str(error)
    return "accepted"


def test_functions() -> None:
    """Python's own error, with the names that there are after it."""
    assert dict.fromkeys(FUNCTIONS, "refused") == {name: answer_to(one, one) for name, one in FUNCTIONS.items()}


def test_methods(clients: Clients) -> None:
    """Every method of both clients refuses it before anything is sent."""
    client = clients()
    names = sorted({*methods(ScaleClient)} & {*methods(AsyncScaleClient)} - OPEN - BY_NAME)
    answers = {name: answer_to(getattr(client, name), getattr(ScaleClient, name)) for name in names}
    assert dict.fromkeys(names, "refused") == answers


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_queries(clients: Clients, name: str) -> None:
    """What is no query of the API is refused with those that there are."""
    with pytest.raises(ScaleInvalidRequest, match="No such filter: made_up"):
        getattr(clients(), name)(made_up=1)
    with pytest.raises(ScaleInvalidRequest, match=r"projct \(did you mean project\?\)"):
        getattr(clients(), name)(projct=1)


@pytest.mark.parametrize("name", sorted(OPEN))
@pytest.mark.filterwarnings("ignore::scaleapi.ScaleValidationWarning")
def test_open_calls(clients: Clients, name: str) -> None:
    """A field that the API may know, and this version does not, is sent."""
    first = __file__ if name == "upload_file" else "x"
    with respx.mock as mock:
        route = mock.post(url__regex=".*").mock(
            httpx.Response(200, json={"task_id": "t", "status": "x", "id": "t", "name": "x"})
        )
        getattr(clients(validation="warn"), name)(first, made_up="sent")

        assert b"made_up" in route.calls.last.request.content


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda client: client.export_tasks("x", project_name="p", statsu="completed"), "did you mean 'status'"),
        (lambda client: client.export_tasks("x", project_name="p", fileformat="jsonl"), "did you mean 'file_format'"),
        (lambda client: client.get_tasks(projectname="p"), "did you mean 'project_name'"),
        (lambda client: client.create_batch("p", "b", callbck="x"), "did you mean 'callback'"),
        (lambda client: client.cancel_tasks(projct_name="p"), "did you mean 'project_name'"),
        (lambda client: client.create_tasks("x", [], concurency=3), "did you mean 'concurrency'"),
        (lambda client: client.get_task(taskid="x"), "did you mean 'task_id'"),
        (lambda _: ANY_CLIENT("k", max_retry=3), "did you mean 'max_retries'"),
        (lambda _: ANY_CHECK([], worker=3), "did you mean 'workers'"),
        (lambda _: emulated(timout=3), "did you mean 'timeout'"),
    ],
)
def test_the_nearest_name(clients: Clients, call: Any, told: str) -> None:
    """A slip of the pen is told as one."""
    with pytest.raises(TypeError, match=told):
        call(clients())


def test_format_is_file_format(client: Any, tmp_path: Any) -> None:
    """Other libraries call it so; only one of both may be given."""
    client.create_project("p", "chat")
    client.create_task("chat", project="p")

    client.export_tasks(tmp_path / "a", project_name="p", format="jsonl")

    assert ["part-00000.jsonl"] == [path.name for path in (tmp_path / "a" / "tasks").iterdir()]
    with pytest.raises(ValueError, match="/file_format"):
        client.export_tasks(tmp_path / "b", project_name="p", format="jsonl", file_format="parquet")


def test_type_is_task_type(client: Any, tmp_path: Any) -> None:
    """In filters, as in `get_tasks`."""
    client.create_project("p", "chat")
    client.create_task("chat", project="p")

    assert 1 == client.export_tasks(tmp_path / "a", project_name="p", type="chat", format="jsonl").tasks
    assert [] == list(client.cancel_tasks(project_name="p", type="imageannotation"))
