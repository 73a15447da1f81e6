"""What one SDK makes of version 2, in a process of its own: all operations, and replies that a client must survive.

    python benchmarks/v2_probe.py ours|official url facts.json

Runs in the environment of the contender. `url` is that of `benchmarks/v2.py`'s server, which tells under `/witness`
what it was asked. Prints JSON: for each operation and for each check what went wrong, or null.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import urllib.request
import warnings
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

import scaleapi

WHO, URL, KEY = sys.argv[1], sys.argv[2], "live_witness"
with open(sys.argv[3], encoding="utf-8") as file:  # noqa: PTH123 - nothing of ours in the other environment
    FACTS: dict[str, Any] = json.load(file)
OURS = WHO == "ours"
DETAILS = ["annotation_details"]
V2: Any = scaleapi.ScaleClient(KEY, api_instance_url=f"{URL}/v1").v2
HOST: str | None = None if OURS else V2.api_client.configuration.host
if not OURS:
    V2.api_client.configuration.host = URL


def post(operation: str, kind: str, /, **fields: Any) -> Any:
    """Call an operation that has a body: the official SDK wants an object for it."""
    if OURS:
        return getattr(V2, operation)(**fields)
    generated = import_module("scaleapi.api_client.v2")
    parameter = re.sub("(?<!^)(?=[A-Z])", "_", kind).lower()
    return getattr(V2, operation)(**{parameter: getattr(generated, kind)(**fields)})


def items(answer: Any, name: str) -> list[Any]:
    """List what a page has: ours is the list itself, and fetches the other pages, too."""
    return list(answer) if OURS else list(getattr(answer, name))


def batch(name: str, action: str, **fields: Any) -> Any:
    """Make a batch, and do something to it."""
    post("create_batch", "CreateBatchRequest", name=name, project_name="street", **fields)
    return post(f"{action}_batch", "BatchOperationRequest", batch_name=name)


def paused(name: str) -> Any:
    """Make a batch, pause it and resume it."""
    batch(name, "pause")
    return post("resume_batch", "BatchOperationRequest", batch_name=name)


OPERATIONS: dict[str, Callable[[], Any]] = {
    "get_task": lambda: V2.get_task(FACTS["plain"], opts=DETAILS).threads[0].turns[0].messages[0].content.text,
    "get_tasks": lambda: [one.task_id for one in items(V2.get_tasks(project_name="plain", opts=DETAILS), "tasks")],
    "create_chat_task": lambda: (
        post(
            "create_chat_task", "CreateChatTaskRequest", project_name="street", template_variables={"prompt": "Why?"}
        ).task_id
    ),
    "set_task_metadata": lambda: post(
        "set_task_metadata", "SetTaskMetadataRequest", task_id=FACTS["pending"], metadata={"a": 1}, merge=True
    ).metadata["a"],
    "get_batch": lambda: V2.get_batch(batch_name="done").id,
    "get_batches": lambda: [one.id for one in items(V2.get_batches(project_name="plain"), "batches")],
    "create_batch": lambda: post("create_batch", "CreateBatchRequest", name="made", project_name="street").id,
    "finalize_batch": lambda: batch("finalized", "finalize", staging_batch=True),
    "pause_batch": lambda: batch("paused", "pause"),
    "resume_batch": lambda: paused("resumed"),
    "cancel_batch": lambda: batch("canceled", "cancel"),
    "set_batch_metadata": lambda: post(
        "set_batch_metadata", "SetBatchMetadataRequest", batch_name="done", metadata={"a": 1}
    ).metadata["a"],
    "get_project": lambda: V2.get_project(project_name="street").created_at.year,
    "get_projects": lambda: [one.id for one in items(V2.get_projects(), "projects")],
    "get_annotation": lambda: V2.get_annotation(FACTS["annotation"]),
    "get_schema": lambda: V2.get_schema(FACTS["schema"]),
    "get_deliveries": lambda: [one.id for one in items(V2.get_deliveries(project_name="plain"), "deliveries")],
    "get_delivery": lambda: (
        [one.task_id for one in items(V2.get_delivery(delivery_id=FACTS["delivery"], opts=DETAILS), "tasks")]
    ),
    "get_delivery_tasks": lambda: [
        one.response["threads"] for one in items(V2.get_delivery_tasks(project_name="plain"), "docs")
    ],
    "get_datasets": lambda: [one.name for one in items(V2.get_datasets(), "datasets")],
    "get_dataset_deliveries": lambda: (
        [one.metadata.turn_count for one in items(V2.get_dataset_deliveries(), "deliveries")]
    ),
    "get_dataset_delivery": lambda: [
        one.task_id for one in items(V2.get_dataset_delivery(delivery_id=FACTS["dataset_delivery"]), "tasks")
    ],
    "get_dataset_tasks": lambda: (
        [one.response for one in items(V2.get_dataset_tasks(dataset_id=FACTS["dataset"]), "tasks")]
    ),
    "get_dataset_task": lambda: V2.get_dataset_task(FACTS["dataset_task"]).response["threads"],
    "get_dataset_task_response_url": lambda: V2.get_dataset_task_response_url(
        FACTS["dataset_task"], FACTS["attachment"]
    ),
}
"""Each operation of version 2, and something that is read of its answer."""


def ask(path: str) -> Any:
    """Ask the server something that is no part of the API."""
    with urllib.request.urlopen(f"{URL}/witness/{path}") as answer:  # noqa: S310 - our own server
        return json.load(answer)


def read(task: str, opts: list[str] | None = DETAILS) -> Any:
    """Read a task's first turn, down to all values of its annotations."""
    turn = V2.get_task(FACTS[task], opts=opts).threads[0].turns[0]
    for message in turn.messages:
        assert message.content.text
    return turn


def raised(work: Callable[[], Any]) -> Exception:
    """Return what some work raises, which it must."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError("nothing was refused")


def one_file() -> None:
    """A task with one attached file is read."""
    assert read("file").messages[0].content.attachments[0].url
    assert read("file_annotation")


def bare() -> None:
    """Annotations that are nothing but key and value are read."""
    assert {one.key for one in read("plain", None).annotations} >= {"likert_value", "justification"}


def grown_types() -> None:
    """A type of annotation, a role, a kind of chunk and a kind of error that are new are read."""
    for task in ("new_type", "new_role", "new_chunk"):
        read(task)
    assert "NEW" in str(V2.get_task(FACTS["new_error"]).errors[0].type)


def grown_status() -> None:
    """A status that is new is read."""
    ask("fault?kind=unknown_enum")
    assert "future" in str(V2.get_task(FACTS["pending"]).status)


def lax_values() -> None:
    """A whole number that is written 2.0, and null in the place of a list, are read."""
    read("fraction")
    read("null")


def same_project() -> None:
    """The project of a task is equal to its id."""
    assert FACTS["project"] == V2.get_task(FACTS["pending"]).project


def plain_union() -> None:
    """The value of an annotation and the text of a chunk are read without detours."""
    turn = read("plain")
    assert all(hasattr(one, "value") for one in turn.annotations)
    assert turn.messages[-1].content.chunks[0].text


def keywords() -> None:
    """An operation takes what it wants to know as keywords."""
    V2.create_batch(name="keywords", project_name="street")


def neither() -> None:
    """A batch that is named in no way is refused before anything is sent."""
    before = ask("seen")["count"]
    raised(lambda: post("cancel_batch", "BatchOperationRequest"))
    assert ask("seen")["count"] == before + 1, "it was sent"  # this question itself is counted


def round_trip() -> None:
    """What was received is given out as it came, and read again."""
    wire = FACTS["wire"]
    kind = type(V2.get_task(FACTS["wire"]["task_id"]))
    task = kind.model_validate_json(json.dumps(wire))
    given = task.as_dict() if OURS else task.model_dump(mode="json", exclude_none=True)
    assert given == wire, "it is given out in another form"


def unknown_fields() -> None:
    """A field that is not known is kept."""
    ask("fault?kind=unknown_field")
    task = V2.get_task(FACTS["pending"])
    assert "field_of_the_future" in str(task.as_dict() if OURS else task.to_dict())


def pages() -> None:
    """Lists go on with the next page by themselves."""
    count = len(list(V2.get_batches(project_name="paged", limit=1)))
    assert isinstance(count, int)
    found = [one for one in V2.get_batches(project_name="paged", limit=1) if hasattr(one, "created_at")]
    assert len(found) == 3, f"{len(found)} of 3 batches came"


def one_method() -> None:
    """Each operation is one method."""
    public = [name for name in dir(V2) if name.startswith("get_task")]
    assert sorted(public) == ["get_task", "get_tasks"], f"there are {len(public)} methods for two operations"


def retried() -> None:
    """A read goes on after one internal error."""
    ask("fault?kind=500&times=1")
    V2.get_project(project_name="street")


def patience() -> None:
    """A silent server is not waited for without an end."""
    asked, name = (scaleapi.ScaleClient, "timeout") if OURS else (V2.get_task, "_request_timeout")
    default = inspect.signature(asked).parameters[name].default
    assert isinstance(default, float), "there is no time-out unless each call is given one"


def errors() -> None:
    """Errors are the SDK's own: too many requests have a class, and no connection is no other library's error."""
    ask("fault?kind=429&times=20&method=POST&seconds=0")
    error = raised(lambda: post("create_batch", "CreateBatchRequest", name="e", project_name="street"))
    ask("clear")
    assert "TooMany" in type(error).__name__, f"429 is a plain {type(error).__name__}"
    nowhere: Any = scaleapi.ScaleClient(KEY, api_instance_url="http://127.0.0.1:9/v1").v2
    if not OURS:
        nowhere.api_client.configuration.host = "http://127.0.0.1:9"
    error = raised(nowhere.get_projects)
    assert type(error).__module__.startswith("scaleapi"), f"{type(error).__module__}.{type(error).__name__}"


def target() -> None:
    """Where a file of a dataset is, is returned, and the file is not fetched."""
    before = ask("seen")["count"]
    answer = V2.get_dataset_task_response_url(FACTS["dataset_task"], FACTS["attachment"])
    fetched = ask("seen")["count"] - before - 2
    assert isinstance(answer, str), f"the answer is {answer}"
    assert not fetched, "the file was fetched"


def zones() -> None:
    """A moment without a zone is sent with one."""
    V2.get_projects(created_after=datetime(2024, 1, 1))  # noqa: DTZ001 - that is the point
    sent = dict(ask("seen")["last"])["created_after"]
    assert re.search(r"(Z|[+-]\d\d:?\d\d)$", sent), f"{sent} was sent"


def schema() -> None:
    """The JSON of a schema is an object."""
    answer = V2.get_schema(FACTS["schema"])
    found = answer.json if OURS else answer.var_schema.var_json
    assert isinstance(found() if callable(found) else found, dict), f"it is a {type(found).__name__}"


def alike() -> None:
    """The four actions on a batch answer alike."""
    answers = {type(batch("p", "pause")), type(batch("c", "cancel")), type(batch("f", "finalize", staging_batch=True))}
    assert len(answers) == 1, " and ".join(sorted(one.__name__ for one in answers))


def elsewhere() -> None:
    """The address that the client was given is that of version 2; there is an async client, too."""
    assert HOST is None, f"version 2 is still asked for at {HOST}"
    assert hasattr(scaleapi, "AsyncScaleClient")


def secrets() -> None:
    """No key and no token is in a repr."""
    told = (
        repr(V2.get_task(FACTS["plain"], opts=DETAILS))
        + repr(V2)
        + ("" if OURS else repr(vars(V2.api_client.configuration)))
    )
    assert "workspace-" not in told, "the token of a workspace is"
    assert KEY not in told, "the key is"


CHECKS = [
    one_file,
    bare,
    grown_types,
    grown_status,
    lax_values,
    same_project,
    plain_union,
    keywords,
    neither,
    round_trip,
    unknown_fields,
    pages,
    one_method,
    retried,
    patience,
    errors,
    target,
    zones,
    schema,
    alike,
    elsewhere,
    secrets,
]


def wrong(work: Callable[[], Any]) -> str | None:
    """Tell what goes wrong with some work, in a line; None if nothing does."""
    try:
        work()
    except AssertionError as error:
        return str(error).partition("\n")[0] or "it is not so"
    except Exception as error:  # noqa: BLE001 - whatever it is
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return f"{type(error).__name__}: {' '.join(lines)[:120]}"
    return None


def main() -> None:
    """Do everything, and tell."""
    warnings.simplefilter("ignore")
    operations = {name: wrong(work) for name, work in OPERATIONS.items()}
    ask("clear")
    checks: dict[str, str | None] = {}
    for check in CHECKS:
        checks[inspect.getdoc(check) or ""] = wrong(check)
        ask("clear")
    print(json.dumps({"operations": operations, "checks": checks}))


if __name__ == "__main__":
    main()
