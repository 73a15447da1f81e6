"""Images as data URLs."""

from __future__ import annotations

import base64
from pathlib import Path

import httpx
import pytest
import respx

from scaleapi.viewer.images import embedded, image, points
from tests.viewer.pngs import png

PNG = png(2, 2)
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"BM....", "image/bmp"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
    ],
)
def test_kinds(tmp_path: Path, content: bytes, kind: str) -> None:
    """What a file is, its first bytes tell, not its name."""
    file = tmp_path / "image.txt"
    file.write_bytes(content)

    assert {str(file): f"data:{kind};base64,{base64.b64encode(content).decode()}"} == embedded([str(file)], image)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg onload='alert(1)'>", "neither PNG, JPEG, GIF, BMP nor WebP"),
        (b"RIFF....WAVE", "neither PNG, JPEG, GIF, BMP nor WebP"),
        (b"", "neither PNG, JPEG, GIF, BMP nor WebP"),
        (PNG * 100, "larger than 1,000 bytes"),
    ],
)
def test_what_is_no_image(tmp_path: Path, content: bytes, told: str) -> None:
    """Other files, and those that are too large, are told, and not put into a page."""
    file = tmp_path / "image.png"
    file.write_bytes(content)

    assert {str(file): {"error": told}} == embedded([str(file)], image, most_bytes=1000)


def test_files_that_are_not_there() -> None:
    """A file that cannot be read is told."""
    [(address, found)] = embedded(["nosuch/image.png"], image).items()

    assert "nosuch/image.png" == address
    assert isinstance(found, dict)
    assert found["error"].startswith("FileNotFoundError")


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (httpx.Response(200, content=PNG), DATA),
        (httpx.Response(200, content=b"x" * 5000), {"error": "larger than 1,000 bytes"}),
        (httpx.ConnectError("nobody there"), {"error": "ConnectError: nobody there"}),
    ],
)
def test_http(respx_mock: respx.MockRouter, reply: httpx.Response | Exception, found: object) -> None:
    """Images are fetched once each, within bounds, without any key."""
    address = "https://i.example.com/a.png"
    route = respx_mock.get(address)
    route.mock(side_effect=[reply])

    assert {address: found} == embedded([address, address], image, most_bytes=1000)
    assert not {"authorization", "cookie"} & {*route.calls[0].request.headers}


def test_http_errors(respx_mock: respx.MockRouter) -> None:
    """An answer that is no success is told."""
    respx_mock.get("https://i.example.com/a.png").respond(404)

    [found] = embedded(["https://i.example.com/a.png"], image).values()

    assert isinstance(found, dict)
    assert "404 Not Found" in found["error"]


def test_addresses_that_are_none() -> None:
    """An address that nobody can read is told."""
    found = embedded(["http://[", "javascript:alert(1)", "a\0b"], image)

    assert 3 == sum(isinstance(one, dict) for one in found.values())


def test_as_much_as_a_page_can_hold(tmp_path: Path) -> None:
    """When a page is full, the images that come later are told."""
    for number in range(20):
        (tmp_path / f"{number}.png").write_bytes(PNG)
    found = list(embedded((f"{tmp_path}/{number}.png" for number in range(20)), image, most_in_all=100).values())

    assert [DATA] * 16 + [{"error": "the images before it are as much as a page can hold"}] * 4 == found


def test_storage(tmp_path: Path) -> None:
    """Storage that fsspec knows is read, too."""
    (tmp_path / "a.png").write_bytes(PNG)

    assert [DATA] == list(embedded([f"local://{tmp_path}/a.png"], image).values())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"points": [{"x": 1, "y": 2.345, "z": 3}, {"x": "no"}]}', [1, 2.35]),
        (b'{"points": []}', {"error": "it has no points"}),
        (b"[]", {"error": "it has no points"}),
    ],
)
def test_points(content: bytes, found: object) -> None:
    """A lidar frame becomes points from above."""
    assert found == points(content)


def test_many_points() -> None:
    """Of very many points, every so many are kept."""
    many = points(b'{"points": [' + b",".join([b'{"x": 1, "y": 2}'] * 12_000) + b"]}")

    assert 2 * 4_000 == len(many)
    assert "no JSON" in str(points(b"{"))
