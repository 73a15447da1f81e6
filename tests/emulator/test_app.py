"""Keys, routes, errors and what every reply carries."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.emulator import Emulator
from scaleapi.emulator.coverage import ENDPOINTS, ENDPOINTS_2
from scaleapi.emulator.routes import API
from scaleapi.emulator.v2.routes import API_2
from scaleapi.emulator.wire import Request
from tests.emulator.api import TEXT, Api, TickingClock, basic

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "name",
    "project",
    "batch",
    "type",
    "params",
    "metadata",
    "tags",
    "priority",
    "emails",
    "team_role",
    "batches",
]
FIELDS += ["attachment", "attachments", "fields", "text", "labels", "unique_id", "file_url", "groups", "projects"]
bodies = json_values | st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6)


@pytest.mark.parametrize("key", ["live_a", "test_a", "abc|test"])
@pytest.mark.parametrize("scheme", ["basic", "bearer"])
def test_known_keys(emulator: Emulator, key: str, scheme: str) -> None:
    """Keys of both kinds are accepted as Basic user and as Bearer token."""
    header = basic(key) if scheme == "basic" else f"Bearer {key}"

    reply = emulator.handle(Request("GET", "/v1/tasks", [], {"authorization": header}))

    assert 200 == reply.status


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!",
        "Basic /w==",
        "Basic dGVzdF9hOnB3",
        "Bearer",
        "Bearer prod_a",
        "Digest test_a",
        "Basic \u00e9",
        basic("nothing"),
    ],
)
def test_unknown_keys(emulator: Emulator, header: str) -> None:
    """Whatever is no key of the emulator is a 401 in wire form; so is a password beside the key."""
    reply = emulator.handle(Request("GET", "/v1/tasks", [], {"authorization": header}))

    assert (401, 401) == (reply.status, reply.json()["status_code"])


def test_each_key_is_an_account(emulator: Emulator) -> None:
    """What one key made, another cannot see; names do not clash."""
    one, two = Api(emulator, "live_one"), Api(emulator, "live_two")
    task = one.task(unique_id="same")

    assert task["task_id"] != two.task(unique_id="same")["task_id"]
    assert 404 == two.refused("GET", f"/task/{task['task_id']}")[0]
    assert one.get("/teams")[0]["email"] != two.get("/teams")[0]["email"]


def test_replies_carry_date_and_request_id(emulator: Emulator) -> None:
    """Good and bad replies say when they were made, and have an id of their own."""
    replies = [emulator.handle(Request("GET", path, [], {})) for path in ("/v1/tasks", "/", "/v1/tasks")]

    assert [f"Thu, 01 Feb 2024 10:00:0{second} GMT" for second in range(3)] == [r.headers["date"] for r in replies]
    assert 3 == len({reply.headers["x-request-id"] for reply in replies})
    assert {"application/json"} == {reply.headers["content-type"] for reply in replies}


@pytest.mark.parametrize(
    ("method", "path", "there"),
    [
        ("GET", "/nowhere", "nothing"),
        ("PATCH", "/task/1", "GET, POST"),
        ("GET", "/reviews", "nothing"),
        ("GET", "/batches/", "nothing"),
    ],
)
def test_unknown_routes_say_so(live: Api, method: str, path: str, there: str) -> None:
    """What is not emulated is a 501 that names the method, the path, and what is there instead."""
    message = f"The emulator does not implement {method} /v1{path} (at this path: {there})."

    assert (501, message) == live.refused(method, path)


def test_outside_of_v1(emulator: Emulator) -> None:
    """Paths without the version are not the API."""
    reply = emulator.handle(Request("GET", "/tasks", [], {}))

    message = "The emulator serves the API under /v1 and /v2, not at /tasks."
    assert (501, message) == (reply.status, reply.json()["error"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b'{"a": NaN}', "NaN is no JSON value"),
        (b'{"a": 1e999}', "too large"),
        (b"[1]", "must be a JSON object, not [1]"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"name": "\\ud800", "type": "chat"}', "surrogate"),
    ],
)
def test_bodies_that_are_no_json(live: Api, body: bytes, reason: str) -> None:
    """A body that cannot be read is a 400 that says why."""
    status, message = live.refused("POST", "/projects", body)

    assert 400 == status
    assert reason in message


def test_paths_that_are_no_unicode(live: Api) -> None:
    """Percent-encoded bytes must be UTF-8."""
    assert (400, "The path /v1/projects/%ff is not percent-encoded UTF-8.") == live.refused("GET", "/projects/%ff")


def test_query_parameters_that_are_unknown(live: Api) -> None:
    """A filter that the emulator does not know is not silently ignored."""
    message = 'The emulator does not know the query parameter "proj" of GET /v1/tasks.'

    assert (501, message) == live.refused("GET", "/tasks?proj=faq")


def test_same_seed_same_ids() -> None:
    """The same calls in the same order have the same replies; another seed has other ids."""

    def replies(seed: int) -> list[Any]:
        with Emulator(seed=seed, clock=TickingClock()) as emulator:
            return [Api(emulator, "test_key").task() for _ in range(3)]

    assert replies(1) == replies(1)
    assert replies(1)[0]["task_id"] != replies(2)[0]["task_id"]


def test_ids_have_the_shape_of_the_service(test: Api) -> None:
    """Task ids are 24 hexadecimal characters, file ids UUIDs, times end in milliseconds and Z."""
    task, file = test.task(), test.post("/files/import", {"file_url": "s3://b/k.png"})

    assert re.fullmatch(r"[0-9a-f]{24}", task["task_id"])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", file["id"])
    assert "2024-02-01T10:00:00.000Z" == task["created_at"]


def test_the_clock_must_know_its_zone() -> None:
    """A naive time would be taken for local time, so it is refused."""
    with Emulator(clock=lambda: datetime(2024, 1, 1)) as emulator, pytest.raises(ValueError, match="aware"):  # noqa: DTZ001
        Api(emulator).get("/tasks")


def test_the_clock_is_the_computers_by_default() -> None:
    """Without a clock, tasks are created now."""
    before = datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251
    with Emulator() as emulator:
        created = datetime.fromisoformat(Api(emulator).task()["created_at"])

    assert before <= created


def test_reset_forgets_everything(emulator: Emulator, live: Api) -> None:
    """After a reset, the same calls get the same ids as after the start."""
    first = live.task(unique_id="u", tags=["a"])
    live.project()
    emulator.reset()

    assert 0 == live.get("/tasks")["total"]
    assert [] == live.get("/projects")
    assert first["task_id"] == live.task(unique_id="u")["task_id"]


def test_every_route_is_a_known_endpoint() -> None:
    """The emulator invents no endpoints, and each is listed once."""
    for routes, endpoints in ((API, ENDPOINTS), (API_2, ENDPOINTS_2)):
        known = [(method, path) for method, path, _ in endpoints]
        assert {(route.method, route.path) for route in routes} <= set(known)
        assert len(known) == len(set(known))


def fill(path: str, name: str) -> str:
    """Write a route's path with names in it."""
    return re.sub(r"\{(\w+)\}", lambda found: "textcollection" if found[1] == "type" else quote(name, safe=""), path)


@given(
    version=st.sampled_from([("v1", API), ("v2", API_2)]).flatmap(
        lambda one: st.tuples(st.just(one[0]), st.sampled_from(one[1]))
    ),
    name=st.text(min_size=1, max_size=5),
    body=bodies,
    query=st.lists(
        st.tuples(st.sampled_from(["limit", "next_token", "tags", "task_id", "project_name", "opts", "x"]), st.text()),
        max_size=2,
    ),
)
def test_nothing_that_is_sent_breaks_it(version: Any, name: str, body: object, query: list[tuple[str, str]]) -> None:
    """Any body, query and name on any route gets a reply, and errors are in wire form."""
    prefix, route = version
    content = json.dumps(TEXT | body if isinstance(body, dict) else body).encode()
    with Emulator() as emulator:
        headers = {"authorization": basic("test_key")}
        reply = emulator.handle(Request(route.method, f"/{prefix}{fill(route.path, name)}", query, headers, content))

    assert reply.status in {200, 400, 404, 409, 501}
    assert reply.status == 200 or {"status_code", "error"} == set(reply.json())
