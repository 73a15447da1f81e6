"""A hostile service or network: where the key goes, and how much is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

import httpx
import pytest

from scaleapi import ScaleException, Task
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleResponseError
from tests.conftest import LIVE_KEY, Clients


class Site:
    """An HTTP server that answers as it is told, and remembers what came."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 200, dict[str, str](), b"[]"
        self.came: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.came.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(site.status)
                for name, value in {"Content-Length": str(len(site.body)), **site.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(site.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class names it so)
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    """Serve the service, and somebody else."""
    both = Site(), Site()
    threads = [Thread(target=site.server.serve_forever, args=(0.01,)) for site in both]
    for thread in threads:
        thread.start()
    yield both
    for site, thread in zip(both, threads, strict=True):
        site.server.shutdown()
        thread.join()
        site.server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("own", [False, True], ids=["ours", "a client that follows redirects"])
def test_no_redirect_is_followed(sites: tuple[Site, Site], clients: Clients, status: int, own: bool) -> None:
    """The key is sent to the address that was given, and to no other, whatever the service answers."""
    service, elsewhere = sites
    service.status, service.headers = status, {"Location": f"{elsewhere.url}/v1/task/t"}
    library: Any = httpx.Client if clients.kind == "sync" else httpx.AsyncClient
    options: dict[str, Any] = {"http_client": library(follow_redirects=True)} if own else {}

    with pytest.raises(ScaleException, match="redirects to"):
        clients(api_instance_url=service.url, max_retries=0, **options).get_task("t")

    assert ([True], []) == (["authorization" in one for one in service.came], elsewhere.came)


@pytest.fixture
def reach(clients: Clients, emulator: Emulator) -> Iterator[Callable[..., Any]]:
    """Make clients of the emulator that can reach other sites, too."""
    with emulator.serve() as server:
        yield partial(clients, LIVE_KEY, api_instance_url=server.url, max_retries=0)


def completed(client: Any, emulator: Emulator, url: str) -> Task:
    """Make a task whose result lies elsewhere."""
    video = {"attachment": "https://example.com/v.mp4", "attachment_type": "video", "frame_rate": 1}
    task = client.create_task("videoannotation", geometries={"box": {"objects_to_annotate": ["a"]}}, **video)
    emulator.complete(task.id, {"annotations": {"url": url}})
    return cast("Task", client.get_task(task.id))


def test_downloads_carry_no_key(sites: tuple[Site, Site], reach: Callable[..., Any], emulator: Emulator) -> None:
    """What lies behind a URL of a result is fetched without the key, and its redirects are not followed."""
    files, elsewhere = sites
    client = reach()
    task = completed(client, emulator, f"{files.url}/a.json")

    client.get_task_result(task)
    files.status, files.headers = 302, {"Location": f"{elsewhere.url}/a.json"}
    with pytest.raises(ScaleException, match="redirects to"):
        client.get_task_result(task)

    assert ([False, False], []) == (["authorization" in one for one in files.came], elsewhere.came)


def test_downloads_are_bounded(sites: tuple[Site, Site], reach: Callable[..., Any], emulator: Emulator) -> None:
    """A file of results without end does not fill the disk; the error names the setting."""
    files, _ = sites
    files.body = b"[" + b" " * 2000 + b"]"
    client = reach(max_download_bytes=1000)

    with pytest.raises(ScaleResponseError, match=r"more than 1000 bytes \(max_download_bytes\)"):
        list(client.get_task_frames(completed(client, emulator, f"{files.url}/a.json")))


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:,[]", "http://", "nonsense"])
def test_only_web_addresses_are_fetched(url: str, reach: Callable[..., Any], emulator: Emulator) -> None:
    """A result cannot name a file of this machine."""
    client = reach()
    with pytest.raises(ScaleException):
        client.get_task_result(completed(client, emulator, url))
