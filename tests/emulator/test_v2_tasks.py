"""Tasks and projects in version 2: making, reading, lists, expanded fields, and what version 1 sees of them."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.emulator import Emulator
from scaleapi.emulator.wire import Request
from scaleapi.exceptions import ScaleInvalidRequest
from tests.emulator.api import Api, basic


def test_what_a_new_chat_shows(live: Api) -> None:
    """A chat has ids of its project and batch, no threads yet, and is read back as it was made."""
    live.project()
    batch = live.staged()

    chat = live.chat(batch_id=batch["id"], metadata={"a": 1}, template_variables={"prompt": "Why?"})

    assert {
        "task_id": chat["task_id"],
        "status": "pending",
        "created_at": "2024-02-01T10:00:02.000Z",
        "metadata": {"a": 1},
        "project": batch["project"],
        "batch": batch["id"],
        "threads": [],
    } == chat
    assert chat == live.v2.get(f"/task?task_id={chat['task_id']}")


def test_both_versions_share_tasks(emulator: Emulator, live: Api) -> None:
    """What one version made, the other shows and changes."""
    live.project()
    one, two = live.chat(unique_id="a")["task_id"], live.post("/task/chat", {"project": "faq"})["task_id"]
    live.post(f"/task/{one}/cancel")
    emulator.complete(two)

    assert ["a", "canceled"] == [live.get(f"/task/{one}")[name] for name in ("unique_id", "status")]
    assert [two, one] == [task["task_id"] for task in live.v2.get("/tasks?project_name=faq")["tasks"]]
    assert 2 == len(live.v2.get(f"/task?task_id={two}")["threads"][0]["turns"])


@pytest.mark.parametrize("header", [basic("live_key"), "Bearer live_key"])
def test_either_way_of_naming_the_key(emulator: Emulator, live: Api, header: str) -> None:
    """Basic and Bearer name the same account."""
    live.project()

    reply = emulator.handle(Request("GET", "/v2/projects", [], {"authorization": header}))

    assert ["faq"] == [project["name"] for project in reply.json()["projects"]]


def test_projects(live: Api) -> None:
    """A project is found by its id and by its name; those for chats say what is done in them."""
    live.project("old")
    live.project("talk", type="chat")
    talk = live.v2.get("/project?project_name=talk")

    assert talk == live.v2.get(f"/project?project_id={talk['id']}")
    assert {"id", "name", "created_at", "types", "models"} == talk.keys()
    assert [talk] == live.v2.get("/projects?created_after=2024-02-01T10:00:01Z")["projects"]
    assert ["old"] == [one["name"] for one in live.v2.get("/projects?created_before=2024-02-01T10:00:00Z")["projects"]]


def test_expanded_fields(live: Api) -> None:
    """A field that is expanded holds the object of which it has the id otherwise, at any depth."""
    live.project()
    live.staged()
    chat = live.chat(batch_name="first")

    task = live.v2.get(f"/task?task_id={chat['task_id']}&expand=project&expand=batch")
    [listed] = live.v2.get("/tasks?batch_name=first&expand=batch")["tasks"]

    project = live.v2.get("/project?project_name=faq")
    assert (project, project) == (task["project"], task["batch"]["project"])
    assert (chat["project"], chat["batch"]) == (listed["project"], listed["batch"]["id"])


def test_pages_of_tasks(live: Api) -> None:
    """Pages are newest first, and hang together by their tokens although tasks are added meanwhile."""
    live.project()
    made = [live.chat()["task_id"] for _ in range(5)]
    page = live.v2.get("/tasks?project_name=faq&limit=2")
    live.chat()
    found = [task["task_id"] for task in page["tasks"]]
    while token := page.get("next_token"):
        page = live.v2.get(f"/tasks?project_name=faq&limit=2&next_token={token}")
        found += [task["task_id"] for task in page["tasks"]]

    assert made[::-1] == found
    assert {"tasks"} == page.keys()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [2, 1, 0]),
        ("&status=completed", [1, 0]),
        ("&status=deleted", []),
        ("&completed_after=2024-02-01T10:00:06Z", [1]),
        ("&completed_before=2024-02-01T10:00:05Z", [0]),
        ("&batch_name=first", [2]),
    ],
)
def test_task_filters(emulator: Emulator, live: Api, query: str, found: list[int]) -> None:
    """Each filter finds its tasks."""
    live.project()
    live.staged()
    made = [live.chat()["task_id"], live.chat()["task_id"], live.chat(batch_name="first")["task_id"]]
    emulator.complete(made[0])
    emulator.complete(made[1])

    tasks = live.v2.get(f"/tasks?project_name=faq{query}")["tasks"]

    assert found == [made.index(task["task_id"]) for task in tasks]


def test_metadata_is_replaced_or_merged(live: Api) -> None:
    """Merging goes deep, and new values win."""
    live.project()
    task_id = live.chat(metadata={"a": {"x": 1, "y": 1}, "b": 1})["task_id"]

    def said(**body: Any) -> Any:
        return live.v2.post("/task/metadata", {"task_id": task_id, **body})["metadata"]

    assert {"a": {"x": 1, "y": 2}, "b": 1, "c": None} == said(metadata={"a": {"y": 2}, "c": None}, merge=True)
    assert {"c": 1} == said(metadata={"c": 1})
    assert {"c": 1} == live.get(f"/task/{task_id}")["metadata"]


INVALID = "Parameter is invalid, reason: "


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "message"),
    [
        ("POST", "/task/chat", {}, 400, INVALID + '"project_id" or "project_name" is required'),
        ("POST", "/task/chat", {"batch_name": "b"}, 400, INVALID + '"project_id" or "project_name" is required'),
        ("POST", "/task/chat", {"project_name": "x"}, 404, 'There is no project with the name "x".'),
        ("POST", "/task/chat", {"project_id": "x"}, 404, 'There is no project with the id "x".'),
        (
            "POST",
            "/task/chat",
            {"project_name": "faq", "project_id": "x"},
            400,
            INVALID + '"project_id" and "project_name" exclude each other',
        ),
        ("POST", "/task/chat", {"project_name": "faq", "batch_id": "x"}, 404, 'There is no batch with the id "x".'),
        ("POST", "/task/chat", {"project": "faq"}, 501, 'The emulator does not know the field "project" of POST '),
        ("POST", "/task/chat", {"project_name": "faq", "template_variables": []}, 400, '"template_variables" must be'),
        ("POST", "/task/chat", {"project_name": "faq", "callback_url": "x"}, 400, '"callback_url" must be a URL'),
        ("POST", "/task/metadata", {"task_id": "x", "metadata": {}}, 404, "Task with that ID not found."),
        ("POST", "/task/metadata", {"metadata": {}}, 400, '"task_id" is required'),
        ("GET", "/task", None, 400, '"task_id" is required'),
        ("GET", "/task?task_id=x", None, 404, "Task with that ID not found."),
        ("GET", "/task?task_id=x&expand=dataset", None, 400, '"expand" must be project or batch, not "dataset"'),
        ("GET", "/task?task_id=x&opts=all", None, 400, '"opts" must be annotation_details, attachment_details, '),
        ("GET", "/tasks", None, 400, INVALID + "a project or a batch is required, by its id or its name"),
        ("GET", "/tasks?project_name=faq&status=cancelled", None, 400, '"status" must be pending, completed, '),
        ("GET", "/tasks?project_name=faq&limit=101", None, 400, '"limit" must be from 1 to 100, not 101'),
        ("GET", "/tasks?project_name=faq&next_token=x", None, 400, '"next_token" is no token of a page: "x"'),
        ("GET", "/tasks?project=faq", None, 501, 'The emulator does not know the query parameter "project" of '),
        ("GET", "/project", None, 400, INVALID + '"project_id" or "project_name" is required'),
        ("GET", "/annotation", None, 400, INVALID + '"annotation_id" is required'),
        ("GET", "/annotation?annotation_id=x", None, 404, "Annotation with that ID not found."),
        ("DELETE", "/task?task_id=x", None, 501, "does not implement DELETE /v2/task (at this path: GET)."),
    ],
)
def test_what_is_refused(live: Api, method: str, target: str, body: Any, status: int, message: str) -> None:
    """What is missing or malformed is a 400, what does not exist a 404, what the emulator does not know a 501."""
    live.project()

    refused = live.v2.refused(method, target, body)

    assert (status, message) == (refused[0], message if message in refused[1] else refused[1])


def test_a_unique_id_is_used_once(live: Api) -> None:
    """A second task with it is a 409 that ends with the first one's id, in either version."""
    live.project()
    first = live.chat(unique_id="u")["task_id"]
    message = f'The unique_id ("u") is already in use by a different task ({first}).'

    assert (409, message) == live.v2.refused("POST", "/task/chat", {"project_name": "faq", "unique_id": "u"})
    assert (409, message) == live.refused("POST", "/task/chat", {"unique_id": "u"})
    keyed = [live.v2.send("POST", "/task/chat", {"project_name": "faq"}, idempotency_key="k") for _ in range(2)]
    assert [200, 409] == [reply.status for reply in keyed]


def test_when_chats_are_completed(test: Api) -> None:
    """With a test key, a chat is completed when it is looked at; it may also be when it is made."""
    test.project()
    chat = test.chat()

    assert ("pending", []) == (chat["status"], chat["threads"])
    assert "completed" == test.v2.get(f"/task?task_id={chat['task_id']}")["status"]
    with Emulator(complete_on_create=True) as emulator:
        quick = Api(emulator, "test_a")
        quick.project()
        assert "completed" == quick.chat()["status"]
    with Emulator(pending_reads=1) as emulator:
        slow = Api(emulator)
        slow.project()
        slow.chat()
        seen = [slow.v2.get("/tasks?project_name=faq")["tasks"][0]["status"] for _ in range(2)]
        assert ["pending", "completed"] == seen


def test_tasks_that_failed(emulator: Emulator, live: Api) -> None:
    """A failed task says why: what it was told, or that the prompt cannot be done."""
    live.project()
    one, two = live.chat()["task_id"], live.chat()["task_id"]
    emulator.fail(one, "Too long.")
    emulator.fail(two, errors=[{"type": "PROMPT_LENGTH_EXCEEDED", "message": "9000 words"}, {"type": "NEW"}])
    tasks = live.v2.get("/tasks?project_name=faq&status=error")["tasks"]

    assert [{"type": "PROMPT_LENGTH_EXCEEDED", "message": "9000 words"}, {"type": "NEW"}] == tasks[0]["errors"]
    assert [{"type": "PROMPT_INFEASIBLE", "message": "Too long."}] == tasks[1]["errors"]
    assert [[], []] == [task["threads"] for task in tasks]


def test_failures_are_objects(emulator: Emulator, live: Api) -> None:
    """What a task failed with is a list of objects."""
    live.project()
    task_id = live.chat()["task_id"]

    with pytest.raises(ScaleInvalidRequest, match='"errors" must be an array of objects'):
        emulator.fail(task_id, errors=["Too long."])  # type: ignore[list-item]
    assert "pending" == live.v2.get(f"/task?task_id={task_id}")["status"]


def test_a_task_without_a_project(live: Api) -> None:
    """Version 1 makes tasks without a project and of other types; version 2 shows what they have."""
    task_id = live.task()["task_id"]
    live.emulator.complete(task_id)

    task = live.v2.get(f"/task?task_id={task_id}")

    assert (False, []) == ("project" in task, task["threads"])
