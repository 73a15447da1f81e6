"""Lists that do not end, on both clients: told after few requests, and nothing that came is lost or comes twice."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import ScaleClient
from scaleapi.exceptions import ScaleResponseError
from scaleapi.export import read_jsonl
from tests.conftest import Clients
from tests.json_texts import VALUES, deep

URL = "https://api.scale.com/v1"


def task(name: object) -> dict[str, Any]:
    """Make a task as it comes."""
    return {"task_id": str(name), "status": "completed", "created_at": "2024-02-01T10:00:00.000Z"}


def serve(mock: respx.MockRouter, *pages: dict[str, Any]) -> respx.Route:
    """Answer with these pages, and with the last one from then on."""
    left = list(pages)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=json.dumps(left.pop(0) if len(left) > 1 else left[0]).encode())

    return mock.get(url__regex=f"{URL}/(tasks|batches).*").mock(side_effect=answer)


def drain(listing: Any) -> tuple[list[str], ScaleResponseError]:
    """Read a listing until it fails."""
    found: list[str] = []
    with pytest.raises(ScaleResponseError) as caught:
        found.extend(one.task_id for one in listing)
    return found, caught.value


MORE = {"has_more": True}
LIES: list[tuple[list[dict[str, Any]], list[str], str]] = [
    ([{"docs": [task(1)], **MORE, "next_token": "same"}], ["1"], "came twice"),
    ([{"docs": [task(1)], **MORE}], ["1"], "came twice"),
    (
        [
            {"docs": [task(1)], **MORE, "next_token": "a"},
            {"docs": [task(2)], **MORE, "next_token": "b"},
            {"docs": [task(3)], **MORE, "next_token": "a"},
        ],
        ["1", "2", "3"],
        "second time",
    ),
    ([{"docs": [task(1)], **MORE, "next_token": "a"}, {"docs": [], **MORE}], ["1"], "second time"),
    ([{"docs": [task(1)], **MORE, "next_token": n} for n in "abcdef"], ["1"], "came twice"),
    ([{"docs": [], **MORE, "next_token": n} for n in "abcdef"], [], "empty pages"),
    ([{"docs": [task(1)], **MORE, "next_token": {"a": 1}}], ["1"], "names the next page by {'a': 1}"),
    ([{"docs": {}, "has_more": False}], [], "`docs` is no array"),
    ([{"docs": None}], [], "`docs` is no array"),
    ([{"total": 0}], [], "`docs` is no array"),
    ([[]], [], "promised shape"),  # type: ignore[list-item]
]


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize(("pages", "expected", "told"), LIES)
def test_a_list_that_lies(
    clients: Clients, pages: list[dict[str, Any]], expected: list[str], told: str, concurrency: int
) -> None:
    """It ends with an error that says why; what came before is handed out once."""
    with respx.mock as mock:
        route = serve(mock, *pages)

        found, error = drain(clients().get_tasks("p", concurrency=concurrency))

        assert (expected, True) == (found, told in str(error))
        assert route.call_count < 10


@pytest.mark.parametrize(("pages", "expected", "told"), LIES)
def test_an_export_of_a_list_that_lies(
    clients: Clients, pages: list[dict[str, Any]], expected: list[str], told: str, tmp_path: Any
) -> None:
    """An export ends, too, and no part of it appears."""
    del expected, told
    with respx.mock as mock:
        route = serve(mock, *pages)
        with pytest.raises(ScaleResponseError):
            clients().export_tasks(tmp_path / "out", project_name="p", file_format="jsonl")

        assert route.call_count < 10
        assert [] == list((tmp_path / "out").glob("tasks/*"))


@given(
    st.lists(
        st.fixed_dictionaries(
            {"docs": st.lists(st.sampled_from([task(1), task(2)]), max_size=2), "has_more": st.booleans()},
            optional={"next_token": st.sampled_from(["a", "b", "c", ""]), "total": st.integers(0, 9)},
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_list_ends(pages: list[dict[str, Any]]) -> None:
    """Whatever a service answers, a list ends after few requests."""
    with respx.mock as mock, ScaleClient("test_k") as client:
        route = serve(mock, *pages)
        with suppress(ScaleResponseError):
            list(client.get_tasks("p"))

        assert route.call_count < 12


@pytest.mark.parametrize("broken", [7, None, [], {}, {"status": "completed"}, {"task_id": 5, "status": "x"}])
def test_a_broken_item(clients: Clients, broken: object) -> None:
    """It is named by its index; the items before it are handed out, and the cursor goes on behind them."""
    with respx.mock as mock:
        serve(mock, {"docs": [task(1), task(2), broken, task(4)], "has_more": False})
        client = clients()

        listing = client.get_tasks("p")
        found, error = drain(listing)

        assert (["1", "2"], ["1", "2"]) == (found, [one.task_id for one in error.items or []])
        assert "item 2 of `docs`" in str(error)
        assert ([], True) == (drain(client.get_tasks("p", cursor=listing.cursor))[0], listing.cursor is not None)


@pytest.mark.parametrize("answer", [{}, "", 5, {"a": {}}])
@pytest.mark.parametrize("call", ["projects", "list_teammates", "list_studio_batches"])
def test_no_array(clients: Clients, call: str, answer: object) -> None:
    """Where an array is promised, anything else is an error, and no empty list."""
    with respx.mock as mock:
        mock.get(url__regex=f"{URL}/.*").mock(httpx.Response(200, json=answer))
        with pytest.raises(ScaleResponseError, match="is no array"):
            getattr(clients(), call)()


@given(value=VALUES)
def test_any_json_comes_through(value: Any, tmp_path_factory: Any) -> None:
    """What a reply holds is the same in the entity, in its copies, and in an export."""
    raw = {**task(1), "metadata": {"m": value}, "response": {"annotations": value}}
    folder = tmp_path_factory.mktemp("export")
    with respx.mock as mock, ScaleClient("test_k") as client:
        serve(mock, {"docs": [raw], "total": 1, "has_more": False})
        [one] = client.get_tasks("p")
        client.export_tasks(folder / "out", project_name="p", file_format="jsonl")

    [read] = read_jsonl(folder / "out")
    copies = [one, read, type(one).model_validate_json(one.model_dump_json())]
    assert [repr(raw)] * 3 == [repr(copy.as_dict()) for copy in copies]


@pytest.mark.parametrize(
    ("body", "told"),
    [(deep(100_000), "nested too deeply"), (b'{"a": ' + b"9" * 200_000 + b"}", "digits")],
)
def test_what_cannot_be_read(clients: Clients, body: bytes, told: str) -> None:
    """An answer that is beyond reading says why."""
    with respx.mock as mock:
        mock.get(url__regex=f"{URL}/.*").mock(httpx.Response(200, content=body))
        with pytest.raises(ScaleResponseError, match=told):
            clients(max_retries=0).get_task("t")
