"""Files: uploads, imports, lists."""

from __future__ import annotations

import pytest

from scaleapi.emulator.files import FILE_BYTES
from scaleapi.emulator.wire import Reply
from tests.emulator.api import Api

FORM = "multipart/form-data; boundary=xyz"


def form(file: bytes = b"abc", name: str = "cow.png", content_type: str = "image/png", **fields: str) -> bytes:
    """Write a form with a file and other fields."""
    parts = [f'--xyz\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{fields[key]}\r\n' for key in fields]
    head = f'--xyz\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {content_type}'
    return "".join([*parts, head, "\r\n\r\n"]).encode() + file + b"\r\n--xyz--\r\n"


def upload(api: Api, body: bytes, content_type: str = FORM) -> Reply:
    """Upload a form."""
    return api.send("POST", "/files/upload", body, content_type=content_type)


def test_upload(live: Api) -> None:
    """An upload shows its type and size, and the fields beside it."""
    live.project()
    fields = {"project_name": "faq", "display_name": "K\u00fch", "reference_id": "r", "metadata": '{"a": 1}'}

    file = upload(live, form(b"\r\n--\0", "k\u00fch%22.jpg", "application/octet-stream", **fields)).json()

    assert ("image/jpeg", 5, ["faq"]) == (file["mime_type"], file["size"], file["project_names"])
    assert ("K\u00fch", "r", {"a": 1}) == (file["display_name"], file["reference_id"], file["metadata"])
    assert file["attachment_url"].startswith("scaledata://")
    assert file["attachment_url"].endswith(file["id"])


@pytest.mark.parametrize(
    ("name", "sent", "kept"),
    [
        ("a.png", "image/webp", "image/webp"),
        ("a.png", "text/plain", "image/png"),
        ("a.unknown", "application/octet-stream", "application/octet-stream"),
        ("a", "text/plain", "text/plain"),
    ],
)
def test_the_type_of_a_file(live: Api, name: str, sent: str, kept: str) -> None:
    """A type that says something is kept, else the name decides."""
    assert kept == upload(live, form(b"x", name, sent)).json()["mime_type"]


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (form(), "application/json", "must be multipart/form-data"),
        (form(), "multipart/form-data", "must be multipart/form-data"),
        (b"", FORM, "cut off"),
        (form()[:-8], FORM, "cut off"),
        (b"--xyz\r\nX: y\r\n--xyz--", FORM, "no empty line"),
        (b"--xyz\r\n\r\nx\r\n--xyz--", FORM, "has no name"),
        (b"--xyz--", FORM, '"file" is required'),
        (b'--xyz\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--xyz--', FORM, '"file" is required'),
        (form(metadata="{"), FORM, "must be JSON"),
        (form(metadata="[]"), FORM, "must be an object"),
        (form(project_name="none"), FORM, "no project"),
        (form(display_name="x").replace(b"\r\nx\r\n", b"\r\n\xff\r\n"), FORM, "not UTF-8"),
        (form(bytes(FILE_BYTES + 1)), FORM, "at most 80 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_uploads_that_are_refused(live: Api, body: bytes, content_type: str, reason: str) -> None:
    """A form that is no form, or lacks its file, is a 400."""
    reply = upload(live, body, content_type)

    assert (400, True) == (reply.status, reason in reply.json()["error"])


def test_a_reference_id_is_unique(live: Api) -> None:
    """A second file with the same reference is a 409; the same file may join another project."""
    live.project("a")
    live.project("b")
    first = upload(live, form(reference_id="r", project_name="a")).json()

    joined = upload(live, form(reference_id="r", project_name="b")).json()
    other = upload(live, form(b"other", reference_id="r", project_name="b"))
    again = upload(live, form(reference_id="r", project_name="a"))

    assert (first["id"], ["a", "b"]) == (joined["id"], joined["project_names"])
    assert [409, 409] == [other.status, again.status]
    assert 'The reference_id ("r") is already in use by a different file.' == again.json()["error"]


def test_import(live: Api) -> None:
    """An imported file is not fetched: its type is guessed, its size unknown."""
    live.project()

    file = live.post("/files/import", {"file_url": "s3://b/k.pdf", "project_name": "faq", "metadata": {"a": 1}})

    assert ("application/pdf", {"a": 1}, ["faq"]) == (file["mime_type"], file["metadata"], file["project_names"])
    assert "size" not in file
    assert "application/octet-stream" == live.post("/files/import", {"file_url": "s3://b/k"})["mime_type"]


@pytest.mark.parametrize("body", [{}, {"file_url": "k.pdf"}, {"file_url": "http://["}])
def test_imports_that_are_refused(live: Api, body: object) -> None:
    """A file is imported from a URL."""
    assert 400 == live.refused("POST", "/files/import", body)[0]


@pytest.mark.parametrize("cursor", ["cursor", "next_token"])
def test_a_page_of_files(live: Api, cursor: str) -> None:
    """Files are listed by project, newest first."""
    live.project()
    made = [live.post("/files/import", {"file_url": f"s3://b/{n}", "project_name": "faq"})["id"] for n in range(3)]
    live.post("/files/import", {"file_url": "s3://b/3"})

    first = live.get("/files?project=faq&limit=2")
    second = live.get(f"/files?project=faq&limit=2&{cursor}={first['next_token']}")

    assert (made[:0:-1], 3, True) == ([file["id"] for file in first["docs"]], first["total"], first["has_more"])
    assert (made[:1], False) == ([file["id"] for file in second["docs"]], second["has_more"])
    assert 400 == live.refused("GET", "/files")[0]
