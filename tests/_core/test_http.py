"""The HTTP seam: what goes over the wire, and what becomes of transport errors."""

from __future__ import annotations

import io
import json
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import ScaleClient, ScaleException, ScaleValidationError, Task, TaskStatus
from scaleapi._core.calls.call import path
from scaleapi._core.http.config import build_config
from scaleapi._core.http.pools import AsyncPool, Pool, mounts, open_async, open_sync
from scaleapi.events import Event
from scaleapi.exceptions import ScaleResponseError, ScaleValidationWarning
from tests.conftest import Clients

ID = "64f0c2a1b7d4e90012ab34cd"
TASK = {"task_id": ID, "status": "pending", "type": "imageannotation"}
URL = "https://api.scale.com/v1"


@pytest.fixture
def wire() -> Any:
    """Stand between httpx and the network."""
    with respx.mock(base_url=URL, assert_all_called=False) as router:
        yield router


def test_a_call_has_its_headers(clients: Clients, wire: respx.MockRouter) -> None:
    """Basic authentication with the key as user name, and a User-Agent that tells who calls."""
    route = wire.get(f"/task/{ID}").respond(json=TASK)

    clients("live_secret", "my-tool/1").get_task(ID)

    headers = route.calls.last.request.headers
    assert "Basic " + b64encode(b"live_secret:").decode() == headers["authorization"]
    assert headers["user-agent"].startswith("scaleapi-python/3.")
    assert headers["user-agent"].endswith(" my-tool/1")


def test_a_body_has_its_type(clients: Clients, wire: respx.MockRouter) -> None:
    """A request with JSON says so, one without a body says nothing; answers may come packed."""
    route = wire.route().respond(json=TASK)
    client = clients()

    client.get_task(ID)
    client.set_task_metadata(ID, {})

    told = [(one.request.headers.get("content-type"), one.request.headers["accept-encoding"]) for one in route.calls]
    assert [(None, "gzip, deflate"), ("application/json", "gzip, deflate")] == told


def test_redirects_are_told_and_not_followed(clients: Clients, wire: respx.MockRouter) -> None:
    """Whoever answers there would get the key."""
    wire.get(f"/task/{ID}").respond(302, headers={"location": f"{URL}/elsewhere"})
    elsewhere = wire.get("/elsewhere").respond(json=TASK)

    with pytest.raises(ScaleResponseError, match=r"redirects to https://api\.scale\.com/v1/elsewhere"):
        clients("k", max_retries=0).get_task(ID)

    assert not elsewhere.called


def test_a_create_keeps_its_key_over_attempts(clients: Clients, wire: respx.MockRouter) -> None:
    """All attempts of one create carry one Idempotency-Key; another create has another."""
    route = wire.post("/task/chat").mock(
        side_effect=[
            httpx.ReadError("reset"),
            httpx.Response(500),
            httpx.Response(200, json=TASK),
            httpx.Response(200, json=TASK),
        ]
    )
    client = clients(validation="off")

    client.create_task("chat")
    client.create_task("chat")

    keys = [call.request.headers["idempotency-key"] for call in route.calls]
    assert (1, 2) == (len(set(keys[:3])), len(set(keys)))


@pytest.mark.parametrize(
    ("trouble", "code", "outcome"),
    [
        (httpx.ConnectError("no"), None, "not_sent"),
        (httpx.ConnectTimeout("no"), None, "not_sent"),
        (httpx.ReadTimeout("no"), 504, "unknown"),
        (httpx.RemoteProtocolError("no"), None, "unknown"),
        (httpx.UnsupportedProtocol("no"), None, "not_sent"),
        (httpx.DecodingError("no"), None, "unknown"),
    ],
)
def test_transport_errors_are_ours(
    clients: Clients, wire: respx.MockRouter, trouble: Exception, code: int | None, outcome: str
) -> None:
    """No exception of httpx reaches the caller."""
    wire.post("/projects/p/setParams").mock(side_effect=trouble)

    with pytest.raises(ScaleException) as caught:
        clients(max_retries=0).update_project("p", patch=True)

    error = caught.value
    assert (code, outcome, f"{URL}/projects/p/setParams") == (error.code, error.outcome, error.url)


def test_an_error_keeps_what_the_service_said(clients: Clients, wire: respx.MockRouter) -> None:
    """Status, message, request id, method and address are on the error; query values are not."""
    body = {"status_code": 404, "error": "Task with that ID not found."}
    wire.post(f"/task/{ID}/cancel").respond(404, json=body, headers={"x-request-id": "r-1"})

    with pytest.raises(ScaleException) as caught:
        clients().cancel_task(ID, clear_unique_id=True)

    error = caught.value
    expected = (404, body["error"], "r-1", "POST", f"{URL}/task/{ID}/cancel", 1, "rejected")
    assert expected == (
        error.code,
        error.message,
        error.request_id,
        error.method,
        error.url,
        error.attempts,
        error.outcome,
    )


def test_lists_are_fetched_page_by_page(clients: Clients, wire: respx.MockRouter) -> None:
    """The second page is asked for by the first one's token, with the same filters."""
    pages = [
        {"docs": [TASK], "total": 2, "limit": 1, "offset": 0, "has_more": True, "next_token": "t+1"},
        {"docs": [TASK], "total": 2, "limit": 1, "offset": 0, "has_more": False},
    ]
    route = wire.get("/tasks").mock(side_effect=[httpx.Response(200, json=page) for page in pages])

    listing = clients().get_tasks(
        "My Project", status=TaskStatus.Completed, review_status=["accepted", "fixed"], tags=["a", "b"], limit=1
    )

    assert ([ID, ID], 2) == ([task.task_id for task in listing], route.call_count)
    query = route.calls.last.request.url.params
    assert ("accepted,fixed", ["a", "b"], "t+1") == (
        query["customer_review_status"],
        query.get_list("tags"),
        query["next_token"],
    )


def test_a_list_that_begins_who_knows_where_is_not_split(clients: Clients, wire: respx.MockRouter) -> None:
    """A filter that is no date is left to the service."""
    docs = [TASK | {"created_at": f"2024-02-01T10:00:0{second}Z"} for second in (2, 1)]
    pages = [{"docs": docs, "total": 99, "has_more": more, "next_token": "t"} for more in (True, False)]
    route = wire.get("/tasks").mock(side_effect=[httpx.Response(200, json=page) for page in pages])

    with pytest.warns(ScaleValidationWarning):
        listing = clients().get_tasks("p", created_after="last week", concurrency=8)

    assert (4, {"last week"}) == (len(list(listing)), {call.request.url.params["start_time"] for call in route.calls})


def test_a_closed_listing_stops(clients: Clients, wire: respx.MockRouter) -> None:
    """A listing that is closed early fetches at most one page ahead."""
    page = {"docs": [TASK], "has_more": True, "next_token": "more"}
    route = wire.get("/tasks").respond(json=page)
    listing = clients().get_tasks("p")

    next(listing)
    listing.close()

    assert [] == list(listing)
    assert route.call_count in {1, 2}


def test_a_good_status_with_a_useless_answer_is_told_so(clients: Clients, wire: respx.MockRouter) -> None:
    """The last event says why the call was given up, not only that it went well."""
    wire.get(f"/task/{ID}").respond(json={"no": "task"})
    events: list[Event] = []

    with pytest.raises(ScaleResponseError) as caught:
        clients(on_event=events.append).get_task(ID)

    expected = "HTTP 200, but the answer could not be used"
    assert ("give_up", expected, expected) == (events[-1].kind, events[-1].error, caught.value.history[-1].reason)


def test_delete_carries_a_body(clients: Clients, wire: respx.MockRouter) -> None:
    """Tags are removed by a bare array in the body of a DELETE."""
    route = wire.delete(f"/task/{ID}/tags").respond(json=TASK)

    clients().delete_task_tags(ID, ["a"])

    assert ["a"] == json.loads(route.calls.last.request.content)


def test_an_upload_is_streamed_and_left_open(clients: Clients, wire: respx.MockRouter) -> None:
    """The file goes out as multipart with its fields, and the caller keeps it."""
    route = wire.post("/files/upload").respond(json={"id": "f", "attachment_url": "scaledata://a/f"})
    file = io.BytesIO(b"PNG")

    made = clients().upload_file(file, project_name="p", metadata={"k": 1}, reference_id=None)

    sent = route.calls.last.request.content
    assert ("scaledata://a/f", False) == (made.attachment_url, file.closed)
    assert all(part in sent for part in (b"PNG", b'name="project_name"', b'{"k":1}', b'filename="upload"'))
    assert b"reference_id" not in sent


def test_an_upload_is_rewound_for_a_retry(clients: Clients, wire: respx.MockRouter, tmp_path: Path) -> None:
    """A second attempt sends the whole file again, under its name."""
    (tmp_path / "a.png").write_bytes(b"PNG")
    route = wire.post("/files/upload").mock(side_effect=[httpx.Response(429), httpx.Response(200, json={"id": "f"})])

    with (tmp_path / "a.png").open("rb") as file:
        clients().upload_file(file)

    assert [True, True] == [b"PNG" in call.request.content for call in route.calls]
    assert b'filename="a.png"' in route.calls.last.request.content


def test_a_body_that_can_be_read_once_is_sent_once(clients: Clients, wire: respx.MockRouter) -> None:
    """A pipe is never retried."""
    route = wire.post("/files/upload").respond(429)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(ScaleException) as caught:
        clients().upload_file(Pipe(b"x"))

    assert (429, 1) == (caught.value.code, route.call_count)


@pytest.mark.parametrize("file", [io.StringIO("text"), b"bytes"])
def test_a_file_in_text_mode_is_refused(clients: Clients, file: Any) -> None:
    """An upload needs bytes."""
    with pytest.raises(ScaleValidationError, match="binary mode"):
        clients().upload_file(file)


def test_a_file_that_is_too_large_is_refused(clients: Clients, tmp_path: Path) -> None:
    """80 MB is the documented limit; a sparse file of one byte more is not sent."""
    with (tmp_path / "big").open("w+b") as file:
        file.truncate(80_000_001)

        with pytest.raises(ScaleValidationError, match="80 MB"):
            clients().upload_file(file)


def test_anything_can_be_requested(clients: Clients, wire: respx.MockRouter) -> None:
    """What has no method of its own goes through request()."""
    route = wire.post("/task/x/send_callback").respond(json={"success": True})

    assert {"success": True} == clients().request(
        "post", "/task/x/send_callback", query={"a": [1, True]}, json={"b": 2}
    )
    assert ("a=1&a=true", {"b": 2}) == (
        route.calls.last.request.url.query.decode(),
        json.loads(route.calls.last.request.content),
    )


@given(st.text(min_size=1) | st.sampled_from([".", "..", "a/b", "%2F"]))
def test_any_name_is_one_path_segment(name: str) -> None:
    """Whatever characters a name has, the address that httpx makes of it has one segment for it."""
    url = httpx.URL(f"{URL}/{path('projects', name)}")

    assert 4 == url.raw_path.count(b"/") + 1


@pytest.mark.parametrize("name", ["", None, 7])
def test_an_empty_name_is_refused(clients: Clients, name: Any) -> None:
    """An empty id would address something else."""
    with pytest.raises(ScaleValidationError, match="an id or a name is needed"):
        clients().get_task(name)


def test_proxies_become_mounts() -> None:
    """The dictionary of `requests` is understood: schemes, hosts, no_proxy, proxies without a scheme."""
    proxies = {
        "https": "10.10.1.10:1080",
        "http://host": "http://u:p@proxy:1",
        "all": None,
        "no_proxy": "a.com, .b.com",
    }

    made = mounts(proxies, lambda proxy: None if proxy is None else str(proxy.url))

    expected = {
        "https://": "http://10.10.1.10:1080",
        "http://host": "http://proxy:1",
        "all://": None,
        "all://a.com": None,
        "all://b.com": None,
    }
    assert expected == made


def test_a_proxy_of_an_unknown_kind_is_ours(clients: Clients) -> None:
    """A proxy that cannot be used is a clear error at the first call."""
    with pytest.raises(ScaleException, match="The proxy for 'https' cannot be used"):
        clients(proxies={"https": "carrier-pigeon://x"}).list_teammates()


def test_the_tls_context_means_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify may be off, a bundle, a context or left to the environment; each config has one context."""
    unset = ("source", "api_instance_url", "proxies", "cert", "deadline", "requests_per_second")
    options: dict[str, Any] = dict.fromkeys(unset) | {"api_key": "k", "timeout": 1, "max_retries": 0}
    options |= {"validation": "off", "max_response_bytes": 1, "max_download_bytes": 1}
    own = ssl.create_default_context()

    for usual in (None, True):
        context = build_config(**options, verify=usual).ssl_context
        assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)
    assert ssl.CERT_NONE == build_config(**options, verify=False).ssl_context.verify_mode
    assert ssl.CERT_REQUIRED == build_config(**options, verify=certifi.where()).ssl_context.verify_mode
    assert own is build_config(**options, verify=own).ssl_context
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(ScaleException, match=r"variable REQUESTS_CA_BUNDLE='/nowhere/ca.pem' cannot be used"):
        _ = build_config(**options, verify=True).ssl_context
    with pytest.raises(ScaleException, match=r"cert=\('/nowhere/c', '/nowhere/k'\) cannot be used: No such file"):
        build_config(**{**options, "cert": ("/nowhere/c", "/nowhere/k")}, verify=own)


def test_a_client_opens_one_pool_and_closes_it(clients: Clients) -> None:
    """Nothing is opened by the constructor; after close() a call is refused."""
    client = clients(api_instance_url="http://127.0.0.1:1/v1", max_retries=0)
    driver: Any = client if isinstance(client, ScaleClient) else client.client

    assert {} == driver._connections._loops
    with pytest.raises(ScaleException, match="Could not connect"):
        client.list_teammates()
    assert [1] == [len(pools) for pools in driver._connections._loops.values()]
    client.close()
    with pytest.raises(ScaleException, match="is closed"):
        client.list_teammates()


@pytest.mark.parametrize("where", ["tasks", "batches"])
def test_lists_go_on_by_offset(clients: Clients, wire: respx.MockRouter, where: str) -> None:
    """A service that gives neither token nor offset is asked for the items after those that came."""
    pages = [{"docs": [TASK | {"name": str(n), "task_id": str(n)}] * 2, "has_more": n < 2} for n in range(3)]
    route = wire.get(f"/{where}").mock(side_effect=[httpx.Response(200, json=page) for page in pages])
    client = clients()

    listing = client.get_tasks("p") if where == "tasks" else client.get_batches()

    assert 6 == len(list(listing))
    assert [None, "2", "4"] == [call.request.url.params.get("offset") for call in route.calls]


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_what_is_no_json_is_refused(clients: Clients, value: Any) -> None:
    """Metadata that JSON cannot carry is named before anything is sent."""
    with pytest.raises(ScaleValidationError, match=r"^/a: "):
        clients().set_task_metadata(ID, {"a": value})


def test_a_path_that_is_no_address_is_refused(clients: Clients) -> None:
    """request() with control characters in its path is an error of ours."""
    with pytest.raises(ScaleValidationError, match="makes no address"):
        clients().request("GET", "a\x00b")


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in pieces; None among them breaks the connection."""

    def __init__(self, *pieces: bytes | None) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if piece is None:
                raise httpx.ReadError("reset")
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


FILE = "https://files.example.com/frames.json"
VIDEO = {
    "task_id": ID,
    "type": "videoannotation",
    "status": "completed",
    "response": {"annotations": {"url": FILE}},
}


def test_a_download_that_breaks_off_begins_again(clients: Clients, wire: respx.MockRouter) -> None:
    """Half a file is not read: the next attempt begins it anew."""
    bodies = [Pieces(b'[{"frame": 1}, {"fra', None), Pieces(b'[{"frame": 2},', b' {"frame": 3}]')]
    with respx.mock() as elsewhere:
        route = elsewhere.get(FILE).mock(side_effect=[httpx.Response(200, stream=body) for body in bodies])
        frames = list(clients("k").get_task_frames(Task.model_validate(VIDEO)))

    assert [{"frame": 2}, {"frame": 3}] == [frame.to_wire() for frame in frames]
    assert [False, False] == ["authorization" in call.request.headers for call in route.calls]


def test_a_download_that_is_refused(clients: Clients) -> None:
    """A link that has expired says so."""
    with respx.mock() as elsewhere:
        elsewhere.get(FILE).respond(403, text="Request has expired")
        with pytest.raises(ScaleException, match="Request has expired") as caught:
            next(clients("k").get_task_frames(Task.model_validate(VIDEO)))
    assert 403 == caught.value.code


def test_a_file_of_frames_that_is_broken(clients: Clients) -> None:
    """What is whole is read; then the error says what is wrong with the file."""
    with respx.mock() as elsewhere:
        elsewhere.get(FILE).respond(text='[{"frame": 1}, {"frame"')
        frames = clients("k").get_task_frames(Task.model_validate(VIDEO))
        assert {"frame": 1} == next(frames).to_wire()
        with pytest.raises(ScaleException, match="cannot be read on: Expecting"):
            next(frames)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one, requests go past httpx's choice among proxies."""
    with ScaleClient("k", proxies=None) as client:
        config = client._config
    for other in ("HTTP_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(other, raising=False)
    assert (Pool, AsyncPool) == (type(open_sync(config)), type(open_async(config)))
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (httpx.Client, httpx.AsyncClient) == (type(open_sync(config)), type(open_async(config)))
    monkeypatch.delenv(name)
    config.proxies["http"] = "127.0.0.1:9"
    assert (httpx.Client, httpx.AsyncClient) == (type(open_sync(config)), type(open_async(config)))
