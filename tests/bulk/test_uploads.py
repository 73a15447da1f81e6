"""upload_files(), import_files(): many files, none twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaleapi import Outcome, ScaleValidationError
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleJournalError
from tests.conftest import Clients


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write some files."""
    paths = [tmp_path / f"{number}.jpg" for number in range(5)]
    for path in paths:
        path.write_bytes(path.name.encode())
    return paths


def stored(client: Any) -> list[str]:
    """List the URLs of all files of the project."""
    return [one["attachment_url"] for one in client.request("GET", "files", query={"project": "p"})["docs"]]


@pytest.fixture
def project(client: Any) -> Any:
    """Make a project."""
    return client.create_project("p", "imageannotation")


@pytest.mark.parametrize("journal", ["run.journal", None])
def test_files_are_uploaded(client: Any, project: Any, files: list[Path], tmp_path: Path, journal: str | None) -> None:
    """Results have the URLs for payloads; a second run uploads nothing."""
    where = journal and tmp_path / journal
    results = list(client.upload_files(files, project_name="p", ordered=True, journal=where, metadata={"a": 1}))

    assert list(map(str, files)) == [one.source for one in results]
    assert sorted(stored(client)) == sorted(one.attachment_url for one in results)
    assert [one.file.reference_id for one in results] == [one.reference_id for one in results]
    if journal:
        run = client.upload_files(files, project_name="p", ordered=True, journal=where, metadata={"a": 1})
        assert [one.attachment_url for one in results] == [one.attachment_url for one in run]
        assert 5 == len(stored(client)) == run.summary.earlier


@pytest.mark.parametrize("fault", ["reset_after", "500_after", "truncated", "reset", "503"])
def test_an_upload_is_found_again(client: Any, project: Any, emulator: Emulator, files: list[Path], fault: Any) -> None:
    """Whatever the answer was lost by, the file is there once."""
    emulator.faults.add(fault, path="/v1/files/upload", times=3)
    results = list(client.upload_files(files, project_name="p", concurrency=2))
    assert [None] * 5 == [one.error for one in results]
    assert sorted(stored(client)) == sorted(one.attachment_url for one in results)


def test_what_cannot_be_found_again_is_unknown(clients: Clients, emulator: Emulator, files: list[Path]) -> None:
    """Without a project there is no list to look through: it is stored once, and its URL is not known."""
    client = clients.of(emulator)
    emulator.faults.add("reset_after", path="/v1/files/upload", times=1)
    [lost, *_] = client.upload_files(files, concurrency=1)
    assert (Outcome.unknown, None, None) == (lost.outcome, lost.file, lost.attachment_url)
    assert "reference_id" in str(lost.error)


def test_a_service_without_a_list_of_files(client: Any, project: Any, emulator: Emulator, files: list[Path]) -> None:
    """The list is known from others' code only: where it fails, the row is unknown."""
    emulator.faults.add("reset_after", path="/v1/files/upload", times=1)
    emulator.faults.add("html", path="/v1/files")
    [lost] = client.upload_files(files[:1], project_name="p")
    assert Outcome.unknown == lost.outcome


def test_a_file_on_a_later_page(client: Any, project: Any, emulator: Emulator, tmp_path: Path) -> None:
    """The look-up goes on to older files."""
    path = tmp_path / "first.txt"
    path.write_text("first", encoding="utf-8")
    emulator.faults.add("500_after", path="/v1/files/upload", times=4)
    [lost] = client.upload_files([path], journal=tmp_path / "run.journal", project_name="p")
    assert lost.file

    (tmp_path / "run.journal").unlink()
    emulator.faults.clear()
    emulator.faults.add("500_after", path="/v1/files/upload", times=1)
    emulator.faults.add("500", path="/v1/files", times=4)
    [lost] = client.upload_files([path], journal=tmp_path / "run.journal", project_name="p")
    assert Outcome.unknown == lost.outcome
    for number in range(120):
        client.import_file(f"https://example.com/{number}.jpg", project_name="p")

    [found] = client.upload_files([path], journal=tmp_path / "run.journal", project_name="p")
    assert found.file.reference_id == lost.reference_id


def test_files_that_cannot_be_read(client: Any, files: list[Path]) -> None:
    """They are errors of their rows."""
    results = list(client.upload_files([files[0], "nowhere.jpg"], ordered=True))
    assert [(None, Outcome.applied), (FileNotFoundError, Outcome.not_sent)] == [
        (one.error and type(one.error), one.outcome) for one in results
    ]


def test_a_file_that_goes_away(client: Any, files: list[Path]) -> None:
    """Between being looked at and being sent."""

    def paths() -> Any:
        yield files[0]
        files[1].unlink()
        yield files[1]

    kinds = [one.error and type(one.error) for one in client.upload_files(paths(), ordered=True)]
    assert [None, FileNotFoundError] == kinds


def test_a_file_that_has_changed_is_another_one(client: Any, files: list[Path], tmp_path: Path) -> None:
    """The journal is of other files then."""
    list(client.upload_files(files, journal=tmp_path / "run.journal"))
    files[2].write_bytes(b"something else")
    with pytest.raises(ScaleJournalError, match="row 3 was another one"):
        list(client.upload_files(files, journal=tmp_path / "run.journal"))


URLS = [f"https://user:secret@bucket.example.com/{number}.jpg?signature=s{number}" for number in range(4)]


def test_files_are_imported(client: Any, project: Any, tmp_path: Path) -> None:
    """A signature that changes from run to run is no other file, and is not written down."""
    results = list(client.import_files(URLS, project_name="p", journal=tmp_path / "run.journal", ordered=True))
    renewed = [url.replace("signature=s", "signature=t") for url in URLS]
    again = list(client.import_files(renewed, project_name="p", journal=tmp_path / "run.journal", ordered=True))

    assert [f"https://bucket.example.com/{number}.jpg" for number in range(4)] == [one.source for one in results]
    assert [one.attachment_url for one in results] == [one.attachment_url for one in again]
    assert 4 == len(stored(client))
    assert b"secret" not in (tmp_path / "run.journal").read_bytes()


@pytest.mark.parametrize(("fault", "outcome"), [("reset_after", Outcome.applied), ("reset", Outcome.unknown)])
def test_no_import_is_sent_twice(
    client: Any, project: Any, emulator: Emulator, tmp_path: Path, fault: Any, outcome: Outcome
) -> None:
    """What may have been done is looked for, in the same run and in a later one."""
    imports = emulator.faults.add(fault, path="/v1/files/import")
    for _ in range(2):
        results = list(client.import_files(URLS, project_name="p", journal=tmp_path / "run.journal"))
        assert [outcome] * 4 == [one.outcome for one in results]
    assert 4 == imports.met


def test_an_import_that_was_lost_is_found_later(client: Any, project: Any, emulator: Emulator, tmp_path: Path) -> None:
    """Where the list failed at first, the next run looks again."""
    emulator.faults.add("500_after", path="/v1/files/import", times=1)
    emulator.faults.add("500", path="/v1/files", times=4)
    [lost] = client.import_files(URLS[:1], project_name="p", journal=tmp_path / "run.journal")
    [found] = client.import_files(URLS[:1], project_name="p", journal=tmp_path / "run.journal")
    assert (Outcome.unknown, Outcome.applied) == (lost.outcome, found.outcome)
    assert stored(client) == [found.attachment_url]


def test_one_path_is_no_list(client: Any) -> None:
    """Its letters would be taken for files."""
    with pytest.raises(ScaleValidationError, match="/files: must be a list"):
        client.upload_files("a.jpg")
