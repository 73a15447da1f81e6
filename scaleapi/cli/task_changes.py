"""`scaleapi tasks`: changing tasks, one or many."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from scaleapi.bulk import payload_from
from scaleapi.cli.bulk import finish
from scaleapi.cli.calls import Simple, add, parsed
from scaleapi.cli.command import command
from scaleapi.cli.session import Session
from scaleapi.cli.task_parts import COLUMNS, Id, Ids, Journal, SomeIds, chosen

__all__ = ["add_to"]

_ID = "64f0c2a1b7d4e90012ab34cd"


class _How(StrEnum):
    add = "add"
    set = "set"
    delete = "delete"


def _cancel(
    session: Session,
    filters: dict[str, Any],
    ids: SomeIds = None,
    clear_unique_id: Annotated[bool, typer.Option("--clear-unique-id", help="Give unique ids free, too")] = False,
    journal: Journal = None,
) -> None:
    """Cancel tasks on which no work has begun: by ids, or all that filters find."""
    with session.client() as client:
        which = chosen(session, client, "Cancel", ids, filters)
        run = client.cancel_tasks(
            **which, clear_unique_id=clear_unique_id, journal=_kept(session, journal), progress=session.progress
        )
        finish(session, run, "canceled", "task", *COLUMNS)


def _tag(
    session: Session,
    filters: dict[str, Any],
    ids: SomeIds = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; may be given several times")] = None,
    how: Annotated[_How, typer.Option("--how", help="What becomes of the tags that a task has")] = _How.add,
    journal: Journal = None,
) -> None:
    """Add tags to tasks, set theirs, or delete some."""
    with session.client() as client:
        which = chosen(session, client, f"Tags ({how.value}) of", ids, filters)
        run = client.tag_tasks(
            tag or [], **which, how=how.value, journal=_kept(session, journal), progress=session.progress
        )
        finish(session, run, "tagged", "task", *COLUMNS, "tags")


def _metadata(
    session: Session,
    filters: dict[str, Any],
    ids: SomeIds = None,
    value: Annotated[str, typer.Option("--set", help="The metadata that each gets, as JSON")] = "{}",
    journal: Journal = None,
) -> None:
    """Replace the metadata of tasks (10 KB at most each)."""
    with session.client() as client:
        which = chosen(session, client, "Replace the metadata of", ids, filters)
        run = client.set_tasks_metadata(
            parsed(value, "set"), **which, journal=_kept(session, journal), progress=session.progress
        )
        finish(session, run, "changed", "task", *COLUMNS, "metadata")


def _audit(
    session: Session,
    filters: dict[str, Any],
    accept: Annotated[bool, typer.Option("--accept/--reject", help="The verdict")],
    ids: SomeIds = None,
    comments: Annotated[str | None, typer.Option("--comments", help="What the labelers are told")] = None,
    journal: Journal = None,
) -> None:
    """Accept or reject completed tasks."""
    with session.client() as client:
        which = chosen(session, client, "Accept" if accept else "Reject", ids, filters)
        run = client.audit_tasks(
            accept, **which, comments=comments, journal=_kept(session, journal), progress=session.progress
        )
        finish(session, run, "accepted" if accept else "rejected", "task_id", "value")


def _resubmit(session: Session, ids: Ids) -> None:
    """Create tasks like these again: for tasks that ended in an error."""
    with session.client() as client:
        if session.common.dry_run:
            session.show(map(client.get_task, ids))
            session.say("What would be created stands in these tasks, which were not fetched")
            return
        if len(ids) > 1:
            session.confirm(f"Create {len(ids)} tasks like these?")
        session.show((_again(client, one) for one in ids), *COLUMNS)


def _again(client: Any, task_id: str) -> Any:
    task = client.get_task(task_id)
    project = client.get_project(task.project) if task.project else None
    return client.create_task(task.type, **payload_from(task, project))


def _unique_id(
    session: Session,
    task_id: Id,
    unique_id: Annotated[str | None, typer.Argument(help="The new one; none to give the old one free")] = None,
) -> None:
    """Give a task another unique id, or none."""
    with session.client() as client:
        if unique_id is None:
            session.show([client.clear_task_unique_id(task_id)], *COLUMNS)
        else:
            session.show([client.update_task_unique_id(task_id, unique_id)], *COLUMNS)


def _kept(session: Session, journal: Any) -> Any:
    return None if session.common.dry_run else journal


def add_to(app: typer.Typer) -> None:
    """Add the commands to their group."""

    def many(words: str, calls: str, example: str) -> Any:
        return command(app, words, calls, example=example, changes=True, many=True)

    many("tasks cancel", "cancel_tasks", f"{_ID}")(_cancel)
    many("tasks tag", "tag_tasks", f"{_ID} --tag night")(_tag)
    many("tasks metadata", "set_tasks_metadata", f"""{_ID} --set '{{"row": 7}}'""")(_metadata)
    many("tasks audit", "audit_tasks", f"{_ID} --accept")(_audit)
    many("tasks resubmit", "create_task get_task get_project", f"{_ID}")(_resubmit)
    command(app, "tasks unique-id", "update_task_unique_id clear_task_unique_id", example=f"{_ID} row-7", changes=True)(
        _unique_id
    )
    add(app, Simple("tasks resend-callback", "resend_callback", "task_id", _ID))
