"""`scaleapi files`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scaleapi.cli.bulk import finish
from scaleapi.cli.calls import Simple, add_all, parsed
from scaleapi.cli.command import command, group
from scaleapi.cli.session import Session

__all__ = ["app"]

app: typer.Typer = group("Upload and import files")

_COLUMNS = ("id", "attachment_url", "mime_type", "size")
_Project = Annotated[str | None, typer.Option("--project", help="The project that they are for")]
_Metadata = Annotated[str | None, typer.Option("--metadata", help="What all of them get, as JSON")]
_Journal = Annotated[Path | None, typer.Option("--journal", help="A file that makes it possible to go on")]

add_all(
    app,
    Simple(
        "files list",
        "get_files",
        "project_name",
        "kitchen",
        " ".join(_COLUMNS),
        changes=False,
    ),
)


@command(app, "files upload", "upload_file upload_files", example="a.jpg --project kitchen", changes=True)
def _upload(
    session: Session,
    files: Annotated[list[Path], typer.Argument(help="The files, 80 MB at most each")],
    project: _Project = None,
    metadata: _Metadata = None,
    journal: _Journal = None,
) -> None:
    """Upload files, none twice; each row has the URL for a payload."""
    with session.client() as client:
        run = client.upload_files(files, **_options(session, project, metadata, journal))
        finish(session, run, "uploaded", "file", *_COLUMNS)


@command(
    app, "files import", "import_file import_files", example="https://example.com/a.jpg --project kitchen", changes=True
)
def _import(
    session: Session,
    urls: Annotated[list[str], typer.Argument(help="Where the files lie")],
    project: _Project = None,
    metadata: _Metadata = None,
    journal: _Journal = None,
) -> None:
    """Have the service fetch files from URLs, none twice."""
    with session.client() as client:
        run = client.import_files(urls, **_options(session, project, metadata, journal))
        finish(session, run, "imported", "file", *_COLUMNS)


def _options(session: Session, project: str | None, metadata: str | None, journal: Path | None) -> dict[str, Any]:
    return {
        "project_name": session.project(project),
        "metadata": None if metadata is None else parsed(metadata, "metadata"),
        "journal": None if session.common.dry_run else journal,
        "progress": session.progress,
    }
