"""Deliveries, datasets, their files, and schemas, in version 2."""

from __future__ import annotations

import base64
import json
from typing import Any

import jsonschema
import pytest

from scaleapi.emulator import Emulator
from scaleapi.emulator.remote import RemoteEmulator
from scaleapi.emulator.wire import Request
from scaleapi.exceptions import ScaleDuplicateResource, ScaleInvalidRequest, ScaleResourceNotFound
from tests.emulator.api import Api


def done(live: Api, count: int = 1, response: Any = None, **changes: Any) -> list[str]:
    """Make chats and have them completed."""
    ids = [live.chat(**changes)["task_id"] for _ in range(count)]
    for task_id in ids:
        live.emulator.complete(task_id, response)
    return ids


@pytest.fixture
def faq(live: Api) -> Api:
    """Have a project, and a batch of two tasks that is completed."""
    live.project(type="chat")
    live.staged()
    one, two = (live.chat(batch_name="first")["task_id"] for _ in range(2))
    live.emulator.complete(one)
    live.emulator.complete(two)
    return live


def names(listed: Any) -> list[str]:
    """List the names of deliveries."""
    return [one["name"] for one in listed["deliveries"]]


def test_a_completed_batch_is_delivered(faq: Api) -> None:
    """What a batch has when it is completed is delivered once; what is added comes with another delivery."""
    first = faq.v2.get("/deliveries?project_name=faq")
    batch = faq.v2.get("/batch?batch_name=first")
    [more] = done(faq, batch_name="first")
    second = faq.v2.get(f"/deliveries?project_id={batch['project']}")

    [delivery] = first["deliveries"]
    assert {"name": "first", "task_count": 2, "delivered_at": batch["completed_at"], "project": batch["project"]} | {
        "id": delivery["id"]
    } == delivery
    assert ["first (2)", "first"] == names(second)
    assert [more] == [
        one["task_id"] for one in faq.v2.get(f"/delivery?delivery_id={second['deliveries'][0]['id']}")["tasks"]
    ]


def test_a_delivery_with_its_tasks(faq: Api) -> None:
    """It is found by id, or by name with its project; its fields are expanded as those of tasks are."""
    [listed] = faq.v2.get("/deliveries?project_name=faq&expand=project")["deliveries"]
    page = faq.v2.get(f"/delivery?delivery_id={listed['id']}&limit=1")
    rest = faq.v2.get(f"/delivery?delivery_id={listed['id']}&limit=1&next_token={page['next_token']}")
    named = faq.v2.get("/delivery?delivery_name=first&project_name=faq&expand=delivery&expand=batch&expand=project")

    assert listed == named["delivery"]
    assert (listed["id"], {"delivery", "tasks"}) == (page["delivery"], rest.keys())
    assert [one["task_id"] for one in named["tasks"]] == [one["task_id"] for one in page["tasks"] + rest["tasks"]]
    assert ["first", "first"] == [one["batch"]["name"] for one in named["tasks"]]


def test_delivered_tasks(faq: Api) -> None:
    """All tasks of a project are listed, with nulls where nothing was delivered; `total` counts the page."""
    pending, other = faq.chat()["task_id"], done(faq)[0]
    page = faq.v2.get("/delivery/tasks?project_name=faq&limit=3")
    rest = faq.v2.get(f"/delivery/tasks?project_name=faq&limit=3&next_token={page['next_token']}")
    [delivery] = faq.v2.get("/deliveries?project_name=faq")["deliveries"]
    loose, open_one, second, first = page["docs"] + rest["docs"]

    assert (3, 1, base64.b64encode(b'{"skip":3}').decode()) == (page["total"], rest["total"], page["next_token"])
    assert [(other, None), (pending, None)] == [(one["task_id"], one["delivery_id"]) for one in (loose, open_one)]
    assert {delivery["id"]} == {first["delivery_id"], second["delivery_id"]}
    assert ("response" in open_one, "delivered_at" in open_one) == (False, True)
    assert delivery["delivered_at"] == first["delivered_at"]
    marks = first["response"]["threads"][0]["turns"][0]["annotations"]
    assert {("key", "value")} == {tuple(mark) for mark in marks}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=completed", 2),
        ("status=pending", 1),
        ("completed_after=2024-02-01T10:00:05Z", 1),
        ("completed_before=2024-02-01T10:00:04Z", 1),
        ("delivery_id=none", 0),
        ("delivery_id={id}", 2),
    ],
)
def test_filters_of_delivered_tasks(faq: Api, query: str, count: int) -> None:
    """Each filter finds its tasks."""
    faq.chat()
    [delivery] = faq.v2.get("/deliveries?project_name=faq")["deliveries"]

    assert count == faq.v2.get(f"/delivery/tasks?project_name=faq&{query.format(**delivery)}")["total"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("delivered_after=2024-02-01T10:00:05Z", ["delivery", "first"]),
        ("delivered_after=2024-02-01T10:00:06Z", ["delivery"]),
        ("delivered_before=2024-02-01T10:00:05Z", ["first"]),
    ],
)
def test_deliveries_by_time(faq: Api, query: str, found: list[str]) -> None:
    """Deliveries are found by when they were made."""
    faq.emulator.deliver(done(faq))

    assert found == names(faq.v2.get(f"/deliveries?project_name=faq&{query}"))


def test_other_work_is_delivered_as_it_is(live: Api) -> None:
    """A response that is no conversation is whole, although it has annotations, too."""
    live.project()
    task_id = live.task(project="faq")["task_id"]
    response = {"annotations": [{"label": "cow", "key": 1}]}
    live.emulator.complete(task_id, response)

    assert [response] == [one["response"] for one in live.v2.get("/delivery/tasks?project_name=faq")["docs"]]


def test_a_dataset(faq: Api) -> None:
    """A dataset is made by delivering tasks into it."""
    ids = [one["task_id"] for one in faq.v2.get("/tasks?project_name=faq")["tasks"]]
    made = faq.emulator.deliver(ids, "January", dataset="Sums")
    more = faq.emulator.deliver(done(faq), dataset="More")
    more_set, sums = faq.v2.get("/datasets")["datasets"]

    assert ["More", "Sums"] == [more_set["name"], sums["name"]]
    assert {"name": "January", "dataset": sums["id"], "metadata": {"task_count": 2, "turn_count": 4}} | {
        "id": made["id"],
        "delivered_at": "2024-02-01T10:00:07.000Z",
    } == made
    assert [more, made] == faq.v2.get("/datasets/deliveries")["deliveries"]
    expanded = made | {"dataset": sums}
    assert [expanded] == faq.v2.get(f"/datasets/deliveries?dataset_id={sums['id']}&expand=dataset")["deliveries"]
    assert [made] == faq.v2.get("/datasets/deliveries?delivered_before=2024-02-01T10:00:07Z")["deliveries"]
    page = faq.v2.get(f"/datasets/delivery?delivery_id={made['id']}&limit=1")
    rest = faq.v2.get(f"/datasets/delivery?delivery_id={made['id']}&next_token={page['next_token']}&expand=delivery")
    assert (made["id"], made) == (page["delivery"], rest["delivery"])
    assert ids == [one["task_id"] for one in page["tasks"] + rest["tasks"]]


def test_tasks_of_datasets(faq: Api) -> None:
    """They are found by dataset, by delivery and alone; their response has all details."""
    ids = [one["task_id"] for one in faq.v2.get("/tasks?project_name=faq")["tasks"]]
    for task_id in ids:
        made = faq.emulator.deliver([task_id], dataset="Sums")
    tasks = faq.v2.get(f"/datasets/tasks?dataset_id={made['dataset']}")["tasks"]
    [last] = faq.v2.get(f"/datasets/tasks?delivery_id={made['id']}&expand=dataset&expand=delivery")["tasks"]

    assert ids == [one["task_id"] for one in tasks]
    assert ("Sums", made["id"]) == (last["dataset"]["name"], last["delivery"]["id"])
    assert tasks[1] == faq.v2.get(f"/datasets/task?task_id={ids[1]}")
    assert {"submissions", "turns", "id", "annotations"} == tasks[1]["response"]["threads"][0].keys()
    assert [] == faq.v2.get(f"/datasets/tasks?dataset_id={made['dataset']}&delivered_after=2025-01-01")["tasks"]


def fetch(emulator: Emulator, url: str) -> Any:
    """Get a file of the emulator's without a key."""
    return emulator.handle(Request("GET", url.removeprefix("http://emulator.test"), [], {}))


def test_files_of_datasets(faq: Api) -> None:
    """A file is asked for by its id; the answer tells where it is, and has no body."""
    files = [
        {"name": "a.txt", "mime_type": "text/plain", "content": base64.b64encode(b"hello").decode()},
        {"name": "b", "content": "no base 64", "url": "https://example.com/b"},
        {"name": "c", "url": "https://example.com/c"},
        {"name": "d"},
    ]
    odd = {
        "turns": [{"messages": [{"content": {"attachments": [*files, None]}, "annotations": [{"attachments": [{}]}]}]}]
    }
    [task_id] = done(faq, response={"threads": [odd]})
    faq.emulator.deliver([task_id], dataset="Sums")
    listed = faq.v2.get(f"/datasets/task?task_id={task_id}")["response"]["attachments"]
    replies = [faq.v2.send("GET", f"/datasets/task/{task_id}/response_url/{one['id']}") for one in listed]

    assert ["a.txt", "b", "c", "d"] == [one["name"] for one in listed]
    assert [(302, b"")] * 3 == [(one.status, one.body) for one in replies[:3]]
    assert (404, "https://example.com/c") == (replies[3].status, replies[2].headers["location"])
    text, broken = (fetch(faq.emulator, one.headers["location"]) for one in replies[:2])
    assert (b"hello", "text/plain", 404) == (text.body, text.headers["content-type"], broken.status)


def test_the_picture_of_a_dataset(faq: Api) -> None:
    """The picture that the emulator attaches by itself is there, too."""
    task_id = faq.v2.get("/tasks?project_name=faq")["tasks"][0]["task_id"]
    faq.emulator.deliver([task_id], dataset="Sums")
    [file] = faq.v2.get(f"/datasets/task?task_id={task_id}")["response"]["attachments"]

    reply = faq.v2.send("GET", f"/datasets/task/{task_id}/response_url/{file['id']}")

    assert fetch(faq.emulator, reply.headers["location"]).body.startswith(b"\x89PNG")


def test_schemas(faq: Api) -> None:
    """A delivered response names the schema of its project, which it obeys; the schema is text."""
    [doc, _] = faq.v2.get("/delivery/tasks?project_name=faq")["docs"]
    schema = faq.v2.get(f"/schema?schema_id={doc['response_schema_id']}")["schema"]
    rules = json.loads(schema["json"])

    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.validate(doc["response"], rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"threads": [{}]}, rules)
    assert {"id", "name", "json", "createdBy", "createdAt", "updatedBy", "updatedAt"} == schema.keys()
    faq.project("plain")
    assert 404 == faq.v2.refused("GET", "/schema?schema_id=0123456789abcdef01234567")[0]


@pytest.mark.parametrize(
    ("target", "status", "message"),
    [
        ("/deliveries", 400, '"project_id" or "project_name" is required'),
        ("/deliveries?project_name=x", 404, 'There is no project with the name "x".'),
        ("/delivery", 400, '"delivery_id" is required, or "delivery_name" with a project'),
        ("/delivery?delivery_name=first", 400, '"delivery_id" is required, or "delivery_name" with a project'),
        ("/delivery?delivery_id=x", 404, "There is no such delivery."),
        ("/delivery?delivery_name=x&project_name=faq", 404, "There is no such delivery."),
        ("/delivery/tasks", 400, '"project_id" or "project_name" is required'),
        ("/delivery/tasks?project_name=faq&next_token=x", 400, '"next_token" is no token of a page: "x"'),
        ("/delivery/tasks?project_name=faq&next_token=e30=", 400, '"next_token" is no token of a page: "e30="'),
        ("/delivery/tasks?project_name=faq&opts=submissions", 501, 'query parameter "opts"'),
        ("/datasets?limit=1", 501, 'query parameter "limit"'),
        ("/datasets/deliveries?dataset_id=x", 404, 'There is no dataset with the id "x".'),
        ("/datasets/delivery", 400, '"delivery_id" is required'),
        ("/datasets/delivery?delivery_id=x", 404, 'There is no delivery with the id "x" of a dataset.'),
        ("/datasets/tasks", 400, '"dataset_id" or "delivery_id" is required'),
        ("/datasets/task", 400, '"task_id" is required'),
        ("/datasets/task?task_id={task}", 404, "is in no dataset."),
        ("/datasets/task/{task}/response_url/x", 404, "is in no dataset."),
        ("/datasets/task/x/response_url/x", 404, "Task with that ID not found."),
        ("/schema", 400, '"schema_id" must be 24 hexadecimal characters, not ""'),
        ("/schema?schema_id=x", 400, '"schema_id" must be 24 hexadecimal characters, not "x"'),
    ],
)
def test_what_is_refused(faq: Api, target: str, status: int, message: str) -> None:
    """What is missing or malformed is a 400, what does not exist a 404."""
    task_id = done(faq)[0]

    refused = faq.v2.refused("GET", target.format(task=task_id))

    assert (status, True) == (refused[0], message in refused[1])


def test_a_file_that_does_not_exist(faq: Api) -> None:
    """A task has only its own files, and a pending one has none."""
    [task_id] = done(faq)
    faq.emulator.deliver([task_id], dataset="Sums")

    assert 404 == faq.v2.refused("GET", f"/datasets/task/{task_id}/response_url/x")[0]
    assert 404 == fetch(faq.emulator, f"/_emulator/attachments/{faq.chat()['task_id']}/x").status


def test_deliveries_that_are_refused(faq: Api) -> None:
    """Only completed tasks of one project are delivered, once in each way, under names that are free."""
    emulator = faq.emulator
    one, two = done(faq, 2)
    faq.project("other")
    apart = done(faq, project_name="other")
    loose = faq.task()["task_id"]
    emulator.complete(loose)
    emulator.deliver([one], "mine")
    emulator.deliver([one], "mine", dataset="Sums")

    for ids in ([], [two, *apart], [faq.chat()["task_id"]], [one], [loose]):
        with pytest.raises(ScaleInvalidRequest):
            emulator.deliver(ids)
    with pytest.raises(ScaleInvalidRequest, match='was delivered already, with "mine"'):
        emulator.deliver([one], dataset="Other")
    with pytest.raises(ScaleDuplicateResource):
        emulator.deliver([two], "mine")
    with pytest.raises(ScaleResourceNotFound):
        emulator.deliver(["none"])
    assert ["delivery", "delivery (2)"] == [emulator.deliver([two])["name"], emulator.deliver(done(faq))["name"]]


def test_delivering_from_another_process(faq: Api) -> None:
    """A running emulator is told in the same way; what was reset is gone."""
    [task_id] = done(faq)
    with faq.emulator.serve() as server:
        remote = RemoteEmulator(server.url)
        assert "Sums" == remote.deliver([task_id], "Sums", dataset="x")["name"]
        remote.reset()
    faq.project()
    assert ([], []) == (faq.v2.get("/datasets")["datasets"], names(faq.v2.get("/deliveries?project_name=faq")))
