"""Tasks: creating, reading, changing, ending."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.emulator import Emulator
from scaleapi.emulator.rules import TASK_TYPES
from scaleapi.exceptions import Outcome, ScaleInvalidRequest, ScaleResourceNotFound
from tests.emulator.api import IMAGE, TEXT, Api

NO_ATTACHMENT = "Please include an attachment or attachments parameter."
LEGACY = {"attachment": "a", "instruction": "i", "attachment_type": "text"}
FUSION = {
    "attachments": ["s"],
    "instruction": "i",
    "scene_format": "sensor_fusion",
    "annotation_definition": [],
    "callback_url": "https://e.com",
    "is_frameless": False,
}
GOOD: dict[str, dict[str, Any]] = {
    "audiotranscription": {"attachment": "https://example.com/call.mp3"},
    "categorization": LEGACY | {"categories": ["a"]},
    "chat": {"template_variables": {}},
    "chatexperimental": {},
    "chatlite": {},
    "comparison": LEGACY | {"attachments": ["a", "b"], "choices": ["x"]},
    "datacollection": LEGACY | {"fields": {"a": "b"}},
    "documenttranscription": {"attachment": "a", "features": []},
    "imageannotation": IMAGE,
    "lidarannotation": {"attachments": ["a"], "labels": ["car"]},
    "lidarsegmentation": {"lidar_task": "64b0000000000000000000aa"},
    "lidartopdown": {"project": "faq", "attachment": "a"},
    "multichat": {},
    "multistage": {"project": "faq", "attachments": ["a"], "scene_format": "x"},
    "namedentityrecognition": {"text": "Acme", "labels": [{"name": "org"}]},
    "segmentannotation": {"attachment": "a", "labels": ["road"]},
    "sensorfusion": FUSION | {"project": "faq"},
    "textcollection": TEXT,
    "transcription": LEGACY | {"fields": {"a": "b"}},
    "videoannotation": {"attachments": ["a"], "geometries": {}},
    "videoplaybackannotation": {"attachment": "a", "geometries": {}},
}


def without(task_type: str, name: str) -> dict[str, Any]:
    """Copy a good payload without one parameter."""
    return {key: value for key, value in GOOD[task_type].items() if key != name}


@pytest.mark.parametrize("task_type", sorted(TASK_TYPES))
def test_every_type_can_be_created(test: Api, task_type: str) -> None:
    """Each type is accepted with its least payload; with a test key, the first look at it finds it completed."""
    test.project()

    made = test.post(f"/task/{task_type}", GOOD.get(task_type, {"attachment": "a"}))
    task = test.get(f"/task/{made['task_id']}")

    assert ("pending", True) == (made["status"], made["is_test"])
    assert not {"response", "completed_at", "customer_review_status"} & set(made)

    assert (task_type, "completed", True) == (task["type"], task["status"], task["is_test"])
    assert task["response"]
    assert task["completed_at"] == task["created_at"]


def test_everything_but_the_answer_to_a_creation_shows_it_completed(test: Api) -> None:
    """With a test key: the task, lists, its batch and its counts; so it cannot be canceled any more."""
    test.project()
    test.batch()

    task_id = test.task(batch="first", unique_id="u")["task_id"]

    assert [task_id] == test.tasks("status=completed") == test.tasks("unique_id=u")
    assert [] == test.tasks("status=pending")
    assert {"status": "completed", "completed": 1} == test.get("/batches/first/status")
    assert 400 == test.refused("POST", f"/task/{task_id}/cancel")[0]
    assert f"({task_id})" in test.refused("POST", "/task/textcollection", TEXT | {"unique_id": "u"})[1]


def test_clients_see_a_pending_task_first(client: Any) -> None:
    """Whoever wants the result of a new task waits for it, or gets it; many at once are pending as well."""
    payload = {"attachment": "https://example.com/1.jpg", "geometries": {"box": {"objects_to_annotate": ["cow"]}}}

    made = client.create_task("imageannotation", **payload)
    [waited] = client.wait(made)
    [created] = client.create_tasks("imageannotation", [payload])

    assert ("pending", None, None) == (made.status, made.response, made.typed_response)
    assert ("completed", "pending") == (waited.status, created.task.status)
    assert waited.as_dict() == client.get_task(made.id).as_dict()


def test_a_creation_that_shows_the_completed_task() -> None:
    """The short way of earlier versions can be had; only with a test key."""
    with Emulator(complete_on_create=True) as emulator:
        test, live = Api(emulator, "test_key"), Api(emulator)
        task = test.task()

        assert ("completed", "pending") == (task["status"], live.task()["status"])
        assert task == test.get(f"/task/{task['task_id']}")


def test_what_a_live_task_shows(live: Api) -> None:
    """Common parameters are fields of the task, the others are its params; what was not given is absent."""
    given = {"unique_id": "u", "priority": 20, "tags": ["a"], "metadata": {"row": 1}, "callback_url": "me@example.com"}

    task = live.task(**given, instruction="Judge.")

    assert given | TEXT == {name: task[name] for name in given} | task["params"]
    assert ("pending", "Judge.", False) == (task["status"], task["instruction"], task["is_test"])
    assert not {"response", "completed_at", "project", "batch"} & set(task)
    assert task == live.get(f"/task/{task['task_id']}")


@pytest.mark.parametrize(
    ("task_type", "body", "message"),
    [
        ("imageannotation", without("imageannotation", "attachment"), NO_ATTACHMENT),
        ("imageannotation", IMAGE | {"attachment": None, "attachments": []}, NO_ATTACHMENT),
        ("lidarsegmentation", {}, NO_ATTACHMENT),
        ("textcollection", without("textcollection", "attachments"), '"attachments" is required'),
        ("textcollection", without("textcollection", "fields"), '"fields" is required'),
        ("textcollection", TEXT | {"attachments": "x"}, '"attachments" must be an array'),
        ("imageannotation", without("imageannotation", "geometries"), '"geometries" is required'),
        ("namedentityrecognition", without("namedentityrecognition", "text"), '"text" is required'),
        ("namedentityrecognition", without("namedentityrecognition", "labels"), '"labels" is required'),
        ("categorization", without("categorization", "categories"), '"taxonomies" or "categories" is required'),
        ("comparison", without("comparison", "choices"), '"fields" or "choices" is required'),
        ("segmentannotation", GOOD["segmentannotation"] | {"labels": ["x"] * 51}, "at most 50"),
        ("documenttranscription", GOOD["documenttranscription"] | {"attachments": ["b"]}, "exclude each other"),
        ("sensorfusion", FUSION, '"project" is required'),
        ("sensorfusion", FUSION | {"attachments": ["a", "b"]}, "exactly one"),
        ("phonecall", {}, "removed"),
        ("audiotranscription", {"attachment": "some_non_url"}, '"attachment" must be a URL'),
        ("audiotranscription", {"attachment": "some_non_url", "attachment_type": None}, "must be a URL"),
        ("textcollection", TEXT | {"tags": list("abcdef")}, "at most 5"),
        ("textcollection", TEXT | {"tags": {"a": 1}}, "array of strings"),
        ("comparison", GOOD["comparison"] | {"attachments": {"a": 1}}, '"attachments" must be an array'),
        ("textcollection", TEXT | {"priority": "tall"}, "10, 20 or 30"),
        ("textcollection", TEXT | {"tags": [""]}, "non-empty string"),
        ("textcollection", TEXT | {"priority": 15}, "10, 20 or 30, not 15"),
        ("textcollection", TEXT | {"priority": True}, "10, 20 or 30, not true"),
        ("textcollection", TEXT | {"metadata": [1]}, '"metadata" must be an object'),
        ("textcollection", TEXT | {"metadata": {"a": "x" * 10_240}}, "at most 10 KB"),
        ("textcollection", TEXT | {"unique_id": ""}, '"unique_id" must be'),
        ("textcollection", TEXT | {"callback_url": "example.com"}, "http://"),
        ("textcollection", TEXT | {"clear_unique_id_on_error": "yes"}, "true or false"),
        ("textcollection", TEXT | {"project": "none"}, 'no project with the name "none"'),
        ("textcollection", TEXT | {"batch": "none"}, 'no batch with the name "none"'),
    ],
)
def test_what_is_refused(live: Api, task_type: str, body: object, message: str) -> None:
    """A wrong payload is a 400 that names the parameter, and leaves no task behind."""
    status, error = live.refused("POST", f"/task/{task_type}", body)

    assert 400 == status
    assert message in error
    assert 0 == live.get("/tasks")["total"]


def test_values_as_a_form_sends_them(live: Api) -> None:
    """Numbers and booleans as text, one string for an array, null and an empty address for nothing."""
    sent = {"priority": "20", "clear_unique_id_on_error": "False", "tags": "a", "callback_url": "", "batch": None}

    task = live.task(**sent, unique_id="u")
    scene = live.post("/task/comparison", GOOD["comparison"] | {"attachments": "https://example.com/1.png"})

    assert (20, ["a"], "u") == (task["priority"], task["tags"], live.emulator.fail(task["task_id"])["unique_id"])
    assert "callback_url" not in task
    assert [task["task_id"]] == live.tasks("tags=a")
    assert "https://example.com/1.png" == scene["params"]["attachments"]


def test_an_unknown_type_is_not_emulated(live: Api) -> None:
    """The emulator does not pretend to know a type that nobody has described."""
    assert (501, 'The emulator does not know the task type "cows".') == live.refused("POST", "/task/cows", TEXT)


def test_the_old_way_to_give_text(live: Api) -> None:
    """A named entity task may carry its text as an attachment."""
    old = {"attachment_type": "text", "attachment": "Acme", "labels": [{"name": "org"}]}

    assert "pending" == live.post("/task/namedentityrecognition", old)["status"]


def test_a_project_supplies_parameters(live: Api) -> None:
    """Parameters of the project are put under the task's; its instruction comes after the task's."""
    live.project(params={"instruction": "Be kind.", "fields": TEXT["fields"], "title": "Old"})

    task = live.post("/task/textcollection", {"project": "faq", "attachments": [], "title": "New"} | TEXT)
    bare = live.task(project="faq", instruction="Be quick.", fields=None)

    assert ("New", "Be kind.", 0) == (task["params"]["title"], task["instruction"], task["project_param_version"])
    assert (TEXT["fields"], "Be quick.\n\nBe kind.") == (bare["params"]["fields"], bare["instruction"])


@pytest.mark.parametrize(("version", "title"), [(None, "b"), (1, "b"), ("1", "b"), (0, "a"), (-1, None), ("-1", None)])
@pytest.mark.parametrize("name", ["project_version", "project_param_version"])
def test_a_task_chooses_the_version(live: Api, name: str, version: int | str | None, title: str | None) -> None:
    """The current version is inherited, or the one that is named, or none at all."""
    live.project(params={"title": "a"})
    live.post("/projects/faq/setParams", {"title": "b"})

    assert title == live.task(project="faq", **{name: version})["params"].get("title")


@pytest.mark.parametrize("version", [2, -2, "2", "one", True, [1]])
def test_a_version_that_is_none(live: Api, version: object) -> None:
    """Naming a version that does not exist is a 400."""
    live.project(params={"title": "a"})
    live.post("/projects/faq/setParams", {"title": "b"})

    message = live.refused("POST", "/task/textcollection", TEXT | {"project": "faq", "project_version": version})

    assert 400 == message[0]


def test_a_batch_implies_its_project(live: Api) -> None:
    """A task in a batch belongs to the batch's project, and may not name another."""
    live.project(params={"title": "t"})
    live.project("other")
    live.batch()

    task = live.task(batch="first")
    refused = live.refused("POST", "/task/textcollection", TEXT | {"batch": "first", "project": "other"})

    assert ("faq", "t") == (task["project"], task["params"]["title"])
    assert 400 == refused[0]
    assert "pending" == live.task(batch="first", project="faq")["status"]


def test_a_unique_id_is_unique(live: Api) -> None:
    """A second use is a 409 whose message ends with the first task's id."""
    first = live.task(unique_id="a (b)")["task_id"]

    message = f'The unique_id ("a (b)") is already in use by a different task ({first}).'

    assert (409, message) == live.refused("POST", "/task/textcollection", TEXT | {"unique_id": "a (b)"})
    assert 1 == live.get("/tasks")["total"]


def test_an_idempotency_key_is_unique(live: Api) -> None:
    """A second create with the same key is a 409 whose message ends with the first task's id."""
    first = live.send("POST", "/task/textcollection", TEXT, idempotency_key="k").json()["task_id"]

    message = f'The idempotency key ("k") is already in use by a different task ({first}).'

    assert (409, message) == live.refused("POST", "/task/textcollection", TEXT, idempotency_key="k")
    assert "idempotency_key" not in live.get(f"/task/{first}")


def test_setting_and_clearing_a_unique_id(live: Api) -> None:
    """An id can be given later, is refused when taken, and is free and absent once cleared."""
    one, two = live.task(unique_id="u")["task_id"], live.task()["task_id"]

    status, message = live.refused("POST", f"/task/{two}/unique_id", {"unique_id": "u"})
    cleared = live.delete(f"/task/{one}/unique_id")

    assert (409, True) == (status, message.endswith(f"different task ({one})."))
    assert "unique_id" not in cleared
    assert "u" == live.post(f"/task/{two}/unique_id", {"unique_id": "u"})["unique_id"]
    assert 400 == live.refused("POST", f"/task/{two}/unique_id", {})[0]


def test_cancel_twice(live: Api) -> None:
    """A pending task can be canceled, and once more; its id is released when asked."""
    task_id = live.task(unique_id="u")["task_id"]

    assert ("canceled", "u") == (live.post(f"/task/{task_id}/cancel")["status"], "u")
    again = live.post(f"/task/{task_id}/cancel?clear_unique_id=True")

    assert ("canceled", False) == (again["status"], "unique_id" in again)
    assert "pending" == live.task(unique_id="u")["status"]


def test_a_completed_task_cannot_be_canceled(test: Api) -> None:
    """Canceling a finished task is a 400 that says so."""
    task_id = test.task()["task_id"]

    message = f"Only a pending task can be canceled: task {task_id} is completed."

    assert (400, message) == test.refused("POST", f"/task/{task_id}/cancel")


def test_metadata_is_replaced(test: Api) -> None:
    """Metadata can be set in any status; it replaces what was there."""
    task = test.task(metadata={"a": 1})

    changed = test.post(f"/task/{task['task_id']}/setMetadata", {"b": 2})

    assert {"b": 2} == changed["metadata"]
    assert changed["updated_at"] > task["updated_at"]
    assert 400 == test.refused("POST", f"/task/{task['task_id']}/setMetadata", [1])[0]


def test_tags(live: Api) -> None:
    """POST replaces, PUT adds, DELETE removes; what changes nothing is ignored."""
    path = f"/task/{live.task()['task_id']}/tags"

    assert ["a", "b"] == live.post(path, ["a", "b", "a"])["tags"]
    assert ["a", "b", "c"] == live.put(path, ["c", "a"])["tags"]
    assert ["b"] == live.delete(path, ["a", "c", "z"])["tags"]
    assert 400 == live.refused("PUT", path, list("vwxyz"))[0]
    assert 400 == live.refused("POST", path, {"tags": ["a"]})[0]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/cancel"),
        ("POST", "/audit"),
        ("POST", "/unique_id"),
        ("DELETE", "/unique_id"),
        ("POST", "/setMetadata"),
        ("POST", "/tags"),
        ("PUT", "/tags"),
        ("DELETE", "/tags"),
        ("POST", "/send_callback"),
        ("GET", "/response_url/1"),
    ],
)
def test_tasks_that_do_not_exist(live: Api, method: str, path: str) -> None:
    """Each route of a task is a 404 without the task."""
    assert (404, "Task with that ID not found.") == live.refused(method, f"/task/{'0' * 24}{path}", {})


def test_send_callback(emulator: Emulator, live: Api) -> None:
    """Only an ended task has a callback; without an address there is no success."""
    task_id = live.task()["task_id"]

    assert 400 == live.refused("POST", f"/task/{task_id}/send_callback")[0]
    emulator.complete(task_id)
    assert {"success": False} == live.post(f"/task/{task_id}/send_callback")


def test_complete(emulator: Emulator, live: Api) -> None:
    """A pending task completes with the response that is given, or with a plausible one."""
    one, two = live.task()["task_id"], live.task()["task_id"]

    given = emulator.complete(one, {"annotations": {"mood": "happy"}})
    made = emulator.complete(two)

    assert ("completed", {"annotations": {"mood": "happy"}}) == (given["status"], given["response"])
    assert given == live.get(f"/task/{one}")
    assert ["mood"] == list(made["response"]["annotations"])


def test_a_secured_response(emulator: Emulator, live: Api) -> None:
    """A secured response is read at the address that the task shows."""
    task_id = live.task()["task_id"]

    task = emulator.complete(task_id, {"annotations": {}}, secured=True)
    path = task["response_url"].partition("/v1")[2]

    assert "response" not in task
    assert {"annotations": {}} == live.get(path)
    assert 404 == live.refused("GET", f"/task/{task_id}/response_url/other")[0]


def test_fail(emulator: Emulator, live: Api) -> None:
    """A failed task has the error response, and gives its unique_id back if it was asked to."""
    one = live.task(unique_id="u")["task_id"]
    two = live.task(unique_id="v", clear_unique_id_on_error=True)["task_id"]
    attachments = [{"statusCode": 403, "url": "https://example.com/1.png"}]

    failed = emulator.fail(one, attachments=attachments)

    assert {"error": "One or more attachments could not be downloaded.", "attachments": attachments} == failed[
        "response"
    ]
    assert ("error", "u", False) == (failed["status"], failed["unique_id"], "completed_at" in failed)
    assert "unique_id" not in emulator.fail(two, "No such frame.", frames=[{"frame": 1}])


def test_ending_what_has_ended(emulator: Emulator, live: Api) -> None:
    """Ending a task twice, or one that does not exist, raises what a client would raise."""
    task_id = live.task()["task_id"]
    emulator.fail(task_id)

    with pytest.raises(ScaleInvalidRequest, match=f"task {task_id} is error") as caught:
        emulator.complete(task_id)
    with pytest.raises(ScaleResourceNotFound):
        emulator.fail("a/b")
    assert Outcome.rejected == caught.value.outcome
