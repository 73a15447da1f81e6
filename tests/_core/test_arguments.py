"""Arguments are checked before anything is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from scaleapi import ScaleClient, ScaleValidationError, ScaleValidationWarning, TaskStatus, TaskType
from scaleapi._core.calls.arguments import choices, filter_names
from scaleapi.models import ImageAnnotationPayload, Payload
from tests.conftest import Clients

PEOPLE = ["a@example.com"]


@pytest.mark.parametrize(
    ("call", "arguments", "pointer", "code"),
    [
        ("invite_teammates", (["a@example.com", "nobody", "@"], "member"), "/emails/1", "format"),
        ("invite_teammates", (7, "member"), "/emails", "type"),
        ("invite_teammates", ([7], "member"), "/emails/0", "type"),
        ("invite_teammates", (PEOPLE, "membre"), "/role", "choice"),
        ("invite_teammates", (PEOPLE, "king"), "/role", "choice"),
        ("invite_teammates", (PEOPLE, None), "/role", "type"),
        ("get_tasks", ("p", None, 5), "/task_type", "type"),
        ("set_task_tags", ("x", [1]), "/tags/0", "type"),
        ("create_task", (5,), "", "type"),
        ("create_task", (Payload(),), "", "missing"),
    ],
)
def test_bad_arguments_are_named(
    clients: Clients, call: str, arguments: tuple[Any, ...], pointer: str, code: str
) -> None:
    """The error points at the argument; no address is asked for in DNS and nothing is sent."""
    with pytest.raises(ScaleValidationError) as caught:
        getattr(clients(), call)(*arguments)

    first = caught.value.problems[0]
    assert (pointer, code, "not_sent") == (first.pointer, first.code, caught.value.outcome)


def test_several_bad_addresses_are_named_at_once(clients: Clients) -> None:
    """Each wrong address is a problem of its own."""
    with pytest.raises(ScaleValidationError) as caught:
        clients().add_studio_assignments(["a@example.com", "nobody", "@"], "project")

    assert ["/emails/1", "/emails/2"] == [problem.pointer for problem in caught.value.problems]


LIMITS = [(0, "range"), (101, "range"), ("five", "type"), ("0", "range"), (True, "type"), (1.5, "type")]


@pytest.mark.parametrize(("limit", "code"), LIMITS)
@pytest.mark.parametrize(
    ("call", "others"), [("get_tasks", {"project_name": "p"}), ("tasks", {"project": "p"}), ("batches", {})]
)
def test_a_page_size_has_limits(clients: Clients, limit: Any, code: str, call: str, others: dict[str, str]) -> None:
    """1 to 100, a whole number."""
    with pytest.raises(ScaleValidationError) as caught:
        getattr(clients(), call)(**others, limit=limit)

    assert [("/limit", code)] == [(problem.pointer, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2020-01-01", 1),
        (date(2020, 1, 1), 1),
        (datetime(2020, 1, 1, tzinfo=UTC), 1),
        ("2020-01-01T00:00:00Z", 1),
        ("2999-01-01T00:00:00+02:00", 0),
        (date(2999, 1, 1), 0),
    ],
)
def test_moments_may_be_given_in_many_ways(client: Any, moment: Any, found: int) -> None:
    """Strings, dates and datetimes mean the same."""
    client.create_project("p", TaskType.Chat)
    client.create_task("chat", project="p")

    assert found == client.get_tasks_count("p", created_after=moment)


def test_a_strange_moment_is_sent_with_a_warning(client: Any) -> None:
    """What is no ISO 8601 may still be understood by the service, so it is only warned of."""
    client.create_project("p", TaskType.Chat)

    with pytest.warns(ScaleValidationWarning, match="2020/1/1"), pytest.raises(Exception, match=r"start_time|date"):
        client.get_tasks_count("p", created_after="2020/1/1")
    with pytest.raises(ScaleValidationError, match="ISO 8601"):
        client.get_tasks_count("p", created_after=5)


def test_a_payload_object_stands_alone(client: Any) -> None:
    """One payload object creates its task; parameters beside it are refused."""
    payload = ImageAnnotationPayload(attachment="https://example.com/1.jpg", geometries={"box": {}})

    task = client.create_task(payload)

    assert (TaskType.ImageAnnotation, {"box": {}}) == (task.type, task.params["geometries"])
    with pytest.raises(ScaleValidationError, match="stands alone"):
        client.create_task(payload, project="p")


@pytest.mark.parametrize("mode", ["error", "warn", "off"])
def test_validation_modes(clients: Clients, emulator: Any, mode: str) -> None:
    """A wrong payload is refused here, or sent with a warning, or just sent."""
    client = clients.of(emulator, validation=mode)
    wrong = {"attachment": "https://example.com/1.jpg", "geometries": {"box": {"min_height": "high"}}}

    if mode == "error":
        with pytest.raises(ScaleValidationError, match="/geometries/box/min_height"):
            client.create_task("imageannotation", **wrong)
    elif mode == "warn":
        with pytest.warns(ScaleValidationWarning, match="/geometries/box/min_height"):
            client.create_task("imageannotation", **wrong)
    else:
        assert "high" == client.create_task("imageannotation", **wrong).params["geometries"]["box"]["min_height"]


def test_an_unknown_type_warns_and_is_sent(client: Any) -> None:
    """A task type of the future goes to the service, which decides."""
    with pytest.warns(ScaleValidationWarning, match="holography"), pytest.raises(Exception, match="holography"):
        client.create_task("holography", attachment="https://example.com/1.holo")


def test_results_are_typed(client: Any) -> None:
    """A task's parameters and result read as the models of its type."""
    payload = {"attachment": "https://example.com/1.jpg", "geometries": {"box": {"objects_to_annotate": ["cow"]}}}

    task = client.get_task(client.create_task("imageannotation", **payload).task_id)

    assert "cow" == task.typed_params.geometries.box.objects_to_annotate[0]
    assert {"cow"} == {annotation.label for annotation in task.typed_response.annotations}
    assert client.create_task("chat").typed_params is not None


def test_a_pending_task_has_no_typed_result(live: Any) -> None:
    """There is no result before there is one."""
    assert live.create_task("chat").typed_response is None


def test_a_refused_payload_opens_no_connection() -> None:
    """Every mistake is named at once, by pointer, and nothing is sent."""
    client = ScaleClient("test_key")
    wrong: dict[str, Any] = {"geometries": {"box": {"min_height": "10"}}, "tags": list("abcdef"), "priority": 5}

    with pytest.raises(ScaleValidationError) as caught:
        client.create_task(TaskType.ImageAnnotation, **wrong)

    pointers = {problem.pointer for problem in caught.value.problems}
    assert {"/attachment", "/geometries/box/min_height", "/tags", "/priority"} == pointers
    assert [] == client._connections.release()


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), ("", None), ("a", ["a"]), (["a", "b"], ["a", "b"]), (("a",), ["a"])]
)
def test_strings_of_a_filter(value: Any, expected: list[str] | None) -> None:
    """One or several; none, or an empty one, filters nothing."""
    assert expected == filter_names("tags", value)


@pytest.mark.parametrize("value", [[], (), set()])
def test_a_filter_of_nothing_is_refused(value: Any) -> None:
    """For it would be no filter at all."""
    for read in (filter_names, lambda name, one: choices(name, one, TaskStatus)):
        with pytest.raises(ScaleValidationError, match="must not be empty: nothing would be filtered"):
            read("tags", value)


def test_calls_belong_to_a_client_class() -> None:
    """A description can be looked at, but not called on what is no client."""
    from scaleapi.tasks import TaskEndpoints

    assert "get_task" == getattr(TaskEndpoints.get_task, "__name__", "")
    with pytest.raises(TypeError, match="An endpoint works on a client class only"):
        getattr(TaskEndpoints.__new__(TaskEndpoints), "get_" + "task")
