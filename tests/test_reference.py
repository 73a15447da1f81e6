"""Every documented call of SDK 2.15.14 works, on both clients, against the emulator.

The blocks follow the order of that documentation; each test sets the stage its block takes for granted.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scaleapi import TeammateRole
from scaleapi.batches import BatchStatus
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleDuplicateResource, ScaleException
from scaleapi.tasks import TaskReviewStatus, TaskStatus, TaskType
from tests.conftest import Clients

COWS: dict[str, Any] = {
    "project": "test_project",
    "callback_url": "http://www.example.com/callback",
    "instruction": "Draw a box around each baby cow and big cow.",
    "attachment_type": "image",
    "attachment": "http://i.imgur.com/v4cBreD.jpg",
    "unique_id": "c235d023af73",
    "geometries": {
        "box": {"objects_to_annotate": ["Baby Cow", "Big Cow"], "min_height": 10, "min_width": 10},
    },
}
FIELDS = [
    {
        "type": "category",
        "field_id": "answer_reasonable",
        "title": "Reasonable?",
        "choices": [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}],
    }
]


def quality(answer: str) -> dict[str, Any]:
    """Make the response of a quality task."""
    said = {"type": "category", "field_id": "answer_reasonable", "response": [[answer]]}
    return {"annotations": {"answer_reasonable": said}}


@pytest.fixture
def staged(client: Any) -> Any:
    """A client whose account has the documentation's project."""
    client.create_project("test_project", TaskType.ImageAnnotation, {"instruction": "Please label the kittens"})
    return client


@pytest.fixture
def pending(live: Any) -> Any:
    """A pending task, in an account with a live key."""
    live.create_project("test_project", TaskType.ImageAnnotation)
    return live.create_task(TaskType.ImageAnnotation, **COWS)


def test_create_task(staged: Any) -> None:
    """The second task with the same unique_id is a duplicate, by name."""
    task = staged.create_task(TaskType.ImageAnnotation, **COWS)

    with pytest.raises(ScaleDuplicateResource) as caught:
        staged.create_task(TaskType.ImageAnnotation, **COWS)

    assert caught.value.message.endswith(f"({task.task_id}).")
    assert (409, "rejected") == (caught.value.code, caught.value.outcome)


def test_retrieve_task(staged: Any) -> None:
    """A task is fetched by id; its first-level attributes are those of as_dict()."""
    task = staged.get_task(staged.create_task(TaskType.ImageAnnotation, **COWS).task_id)

    raw = task.as_dict()
    assert (task.status, task.params["geometries"]) == (raw["status"], raw["params"]["geometries"])
    assert task.response["annotations"] == raw["response"]["annotations"]
    with pytest.warns(DeprecationWarning, match="task.params"):
        assert task.attachment == COWS["attachment"]


def test_list_tasks(staged: Any) -> None:
    """Filters narrow the list; the count agrees with it."""
    made = [staged.create_task(TaskType.ImageAnnotation, **{**COWS, "unique_id": str(n)}) for n in range(3)]
    staged.audit_task(made[0].id, True)
    filters: dict[str, Any] = {
        "project_name": "test_project",
        "created_after": "2020-09-08",
        "status": TaskStatus.Completed,
    }

    assert list(staged.get_tasks(**filters, limit=2)) == made[::-1]
    assert list(staged.get_tasks(**filters, review_status=TaskReviewStatus.Accepted)) == made[:1]
    assert 3 == staged.get_tasks_count(**filters)
    assert list(staged.get_tasks("test_project", unique_id="1", type=TaskType.ImageAnnotation)) == made[1:2]
    assert staged.tasks(project="test_project").docs == made[::-1]
    limited = next(staged.get_tasks("test_project", limited_response=True))
    assert {"task_id", "status", "metadata", "project"} <= set(limited.as_dict())
    assert "params" not in limited.as_dict()


@pytest.mark.parametrize("clear", [False, True])
def test_cancel_task(live: Any, pending: Any, clients: Clients, clear: bool) -> None:
    """Cancelling may give the unique_id free; it can be repeated, and done on the object."""
    task = live.cancel_task(pending.task_id, clear_unique_id=clear)

    assert (task.status, task.unique_id is None) == (TaskStatus.Canceled, clear)
    assert TaskStatus.Canceled == live.cancel_task(pending.task_id).status
    if clients.kind == "sync":
        pending.cancel(clear_unique_id=clear)
        assert TaskStatus.Canceled == pending.status


def test_audit_task(staged: Any) -> None:
    """A completed task is accepted, then rejected with a comment."""
    task = staged.create_task(TaskType.ImageAnnotation, **COWS)

    assert staged.audit_task(task.id, True) is None
    staged.audit_task(task.id, False, "Rejected due to quality")

    assert TaskReviewStatus.Rejected == staged.get_task(task.id).customer_review_status


def test_unique_ids(live: Any, pending: Any) -> None:
    """A unique_id is changed and cleared; when cleared the key is gone."""
    assert "new_unique_id" == live.update_task_unique_id(pending.id, "new_unique_id").unique_id
    assert "unique_id" not in live.clear_task_unique_id(pending.id).as_dict()


def test_metadata_and_tags(live: Any, pending: Any) -> None:
    """Metadata and tags are replaced; tags are added and removed, too."""
    assert {"myKey": "myValue"} == live.set_task_metadata(pending.id, {"myKey": "myValue"}).metadata
    assert ["tag1", "tag2", "tag3"] == live.set_task_tags(pending.id, ["tag1", "tag2", "tag3"]).tags
    assert ["tag1", "tag2", "tag3", "tag4", "tag5"] == live.add_task_tags(pending.id, ["tag4", "tag5"]).tags
    assert ["tag3", "tag4", "tag5"] == live.delete_task_tags(pending.id, ["tag1", "tag2"]).tags


def test_actions_update_in_place(emulator: Emulator) -> None:
    """Each action on a task, a batch, a project and a teammate shows on the object."""
    with emulator.client("live_key") as client:
        client.create_project("p", TaskType.TextCollection, {"fields": FIELDS}, studio=True)
        batch = client.create_batch("p", "b")
        task = client.create_task("textcollection", batch="b", attachments=[{"type": "text", "content": "x"}])
        task.update_unique_id("u")
        task.set_metadata({"a": 1})
        task.set_tags(["x", "y"])
        task.add_tags(["z"])
        task.delete_tags(["x"])
        assert ("u", {"a": 1}, ["y", "z"]) == (task.unique_id, task.metadata, task.tags)
        task.clear_unique_id()
        assert task.unique_id is None
        emulator.complete(task.id)
        task.refresh()
        task.audit(True)
        batch.finalize()
        assert batch.tasks_completed is None
        batch.get_status()
        assert [0, 1, "completed"] == [batch.tasks_pending, batch.tasks_completed, batch.status]
        assert client.get_project("p").get_template() == client.get_project_template("p")
        [mate] = [one for one in client.invite_teammates("new@example.com", "member") if one.email == "new@example.com"]
        mate.update_teammate_role(TeammateRole.Manager)
        assert TeammateRole.Manager == mate.role


def test_batches(staged: Any) -> None:
    """Batches are created once, fetched, finalized, counted and listed."""
    name = "batch_name_01_07_2021"
    batch = staged.create_batch(project="test_project", callback="http://www.example.com/callback", batch_name=name)

    assert name == batch.name == staged.finalize_batch(batch_name=name).name
    with pytest.raises(ScaleDuplicateResource):
        staged.create_batch("test_project", name)
    assert "in_progress" == staged.batch_status(batch_name=name)["status"]
    assert {"owner": "nlp"} == staged.set_batch_metadata(name, {"owner": "nlp"}).metadata
    assert list(staged.get_batches("test_project", BatchStatus.InProgress, "2020-09-08")) == [staged.get_batch(name)]
    assert (staged.batches(project="test_project").total, staged.batches(limit=5).docs) == (1, [batch])
    assert [] == list(staged.get_batches(batch_status="completed", exclude_archived=True))


def test_many_batches_are_listed_by_offset(staged: Any) -> None:
    """A second page of batches follows the first."""
    for number in range(101):
        staged.create_batch("test_project", f"b{number}")

    assert 101 == len({batch.name for batch in staged.get_batches()})


def test_projects(staged: Any) -> None:
    """Projects are created once, fetched, listed, and get new versions."""
    with pytest.raises(ScaleDuplicateResource):
        staged.create_project("test_project", "imageannotation", rapid=True, dataset_id="ds_1")
    data = staged.update_project(project_name="test_project", patch=False, instruction="update: label all the stuff")

    assert ("update: label all the stuff", 1) == (data.instruction, data.version)
    project = staged.get_project(project_name="test_project")
    assert [project] == staged.projects() == staged.get_projects()


def test_files(staged: Any, tmp_path: Path) -> None:
    """Files are uploaded and imported, and give an attachment_url."""
    (tmp_path / "cow.png").write_bytes(b"\x89PNG" * 1000)

    with (tmp_path / "cow.png").open("rb") as file:
        mine = staged.upload_file(file=file, project_name="test_project")
    other = staged.import_file(file_url="http://i.imgur.com/v4cBreD.jpg", project_name="test_project")

    assert ("image/png", 4000, ["test_project"]) == (mine.mime_type, mine.size, mine.project_names)
    assert all(one.attachment_url.startswith("scaledata://") for one in (mine, other))
    assert mine.attachment_url == mine.as_dict()["attachment_url"]


def test_teammates(client: Any) -> None:
    """Teammates are listed, invited and given roles."""
    emails = ["email1@example.com", "email2@example.com"]

    client.invite_teammates(emails, TeammateRole.Member)
    mates = client.update_teammates_role(emails, TeammateRole.Manager)

    assert ["manager", "manager"] == [mate.role for mate in mates if mate.email in emails]
    assert len(client.list_teammates()) == len(mates)


@pytest.mark.parametrize(
    ("name", "more"),
    [("create_evaluation_task", {"initial_response": quality("yes")}), ("create_training_task", {})],
)
def test_quality_tasks(client: Any, name: str, more: dict[str, Any]) -> None:
    """Quality tasks carry the known answer, and are refused without it."""
    client.create_project("test_project", TaskType.TextCollection, {"fields": FIELDS}, rapid=True)
    attachments = [{"type": "image", "content": "https://i.imgur.com/bGjrNzl.jpeg"}]
    create = partial(getattr(client, name), TaskType.TextCollection, project="test_project", attachments=attachments)

    task = create(expected_response=quality("no"), **more)

    assert (quality("no"), more.get("initial_response")) == (task.expected_response, task.initial_response)
    with pytest.raises(ScaleException, match="expected_response"):
        create()


def test_studio(live: Any) -> None:
    """Assignments, project groups and batch priorities of Studio."""
    emails, names = ["email1@example.com", "email2@example.com"], ["project 1", "project 2"]
    for name in names:
        live.create_project(name, TaskType.ImageAnnotation, studio=True)
    live.invite_teammates(emails, "labeler")

    assert live.add_studio_assignments(emails, names).get("email1@example.com") == names
    assert ["project 1"] == live.remove_studio_assignments(emails, ["project 2"])["email2@example.com"]
    assert "email1@example.com" in live.list_studio_assignments()
    group = live.create_project_group("project 1", emails[:1], "group")
    assert [one for one in live.list_project_groups("project 1") if not one.isSingleton] == [group]
    changed = live.update_project_group("project 1", "group", emails[1:], emails[:1])
    assert [worker.email for worker in changed.workers] == emails[1:]
    for number in (1, 2, 3):
        live.create_batch("project 1", f"pending_batch_{number}")
    assert ["group"] == live.assign_studio_batches("pending_batch_1", ["group"]).groups
    order = [f"pending_batch_{number}" for number in (3, 1, 2)]
    assert [batch.name for batch in live.set_studio_batches_priorities(order)] == order
    assert [batch.name for batch in live.reset_studio_batches_priorities()] == sorted(order)
    assert [batch.name for batch in live.list_studio_batches()] == sorted(order)


def test_error_handling(client: Any) -> None:
    """The documentation's example of an error gives its code, and a message that names the parameter."""
    with pytest.raises(ScaleException) as caught:
        client.create_task(TaskType.TextCollection, attachment="Some parameters are missing.")

    assert 400 == caught.value.code
    assert '"attachments" is required' in caught.value.message


def test_a_list_needs_a_project_or_a_batch(client: Any) -> None:
    """get_tasks() alone is a ValueError; a filter that is none is a ScaleInvalidRequest."""
    with pytest.raises(ValueError, match="project_name or a batch_name"):
        client.get_tasks()
    with pytest.raises(ScaleException, match="No such filter: colour"):
        client.tasks(colour="red")
    with pytest.raises(ScaleException, match="No such filter: colour"):
        client.batches(colour="red")


def test_an_old_script_runs_unchanged() -> None:
    """A script for SDK 2.15.14 works when SCALE_API_URL names a running emulator."""
    script = textwrap.dedent("""
        import scaleapi
        from scaleapi.tasks import TaskType, TaskStatus
        from scaleapi.exceptions import ScaleDuplicateResource

        client = scaleapi.ScaleClient("test_old_script")
        project = client.create_project(project_name="Test_Project", task_type=TaskType.ImageAnnotation,
                                        params={"instruction": "Please label the kittens"})
        batch = client.create_batch(project="Test_Project", batch_name="b 1/2", callback="")
        payload = dict(batch="b 1/2", attachment="http://i.imgur.com/v4cBreD.jpg", unique_id="u1",
                       geometries={"box": {"objects_to_annotate": ["cow"]}})
        task = client.create_task(TaskType.ImageAnnotation, **payload)
        try:
            client.create_task(TaskType.ImageAnnotation, **payload)
        except ScaleDuplicateResource as err:
            print(err.code)
        for task in client.get_tasks(batch_name=batch.name, status=TaskStatus.Completed):
            print(task.project, task.batch, len(task.response["annotations"]) > 0)
        print(client.get_batch("b 1/2").name)
    """)
    with Emulator() as emulator, emulator.serve() as server:
        run = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=False,
            env={"SCALE_API_URL": server.url},
        )

    assert ("409\nTest_Project b 1/2 True\nb 1/2\n", "") == (run.stdout, run.stderr)
