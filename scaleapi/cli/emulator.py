"""`scaleapi emulator`: serves the emulator, and steers one that runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

import typer

from scaleapi.cli.calls import parsed
from scaleapi.cli.command import command, group, note
from scaleapi.cli.exits import Exit, fail
from scaleapi.cli.session import Session
from scaleapi.cli.settings import setting
from scaleapi.emulator.remote import RemoteEmulator
from scaleapi.exceptions import ScaleConnectionError, ScaleException, ScaleInvalidRequest, ScaleResponseError

__all__ = ["app", "mode_arguments"]

app: typer.Typer = group("Serve the API without Scale; play the workers of an emulator that runs")
_HERE = "http://127.0.0.1:8000/v1"
_Tasks = Annotated[list[str], typer.Argument(help="Ids of tasks")]


@app.callback(
    invoke_without_command=True,
    no_args_is_help=False,
    epilog=note("emulator", "--port 8000 --db scale.db --mode seconds:30"),
)
def _serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", help="0 picks a free one", min=0, max=65535)] = 8000,
    db: Annotated[
        str | None, typer.Option("--db", help="A SQLite file that keeps everything [only memory does]")
    ] = None,
    mode: Annotated[
        str,
        typer.Option(
            "--mode",
            help="When tasks complete: `usual` (those of test keys right after their creation), `on-create` (those of "
            "test keys in its answer), `reads:N` (all, when they were looked at N times), `seconds:S` (all, after S)",
        ),
    ] = "usual",
    faults: Annotated[
        list[str] | None,
        typer.Option("--faults", help="What goes wrong, such as 500_after,path=/v1/task/*,probability=0.1; may repeat"),
    ] = None,
) -> None:
    """Serve both versions of the API until Ctrl-C, and print the address to use. Keys begin with test_ or live_."""
    if context.invoked_subcommand is not None:
        return
    from scaleapi.emulator.__main__ import main

    given = ["--port", str(port), *(["--db", db] if db else []), *mode_arguments(mode), *_fault_arguments(faults or [])]
    if main(given):
        fail(f"Give another --port than {port}, or 0 for a free one")


def mode_arguments(mode: str) -> list[str]:
    """Turn a mode into options of `python -m scaleapi.emulator`."""
    name, _, number = mode.partition(":")
    plain = {"usual": [], "on-create": ["--complete-on-create"]}
    if mode in plain:
        return plain[mode]
    if name == "reads" and number.isdecimal():
        return ["--pending-reads", number]
    if name == "seconds" and number.replace(".", "", 1).isdecimal():
        return ["--pending-seconds", number]
    return fail(f"--mode must be usual, on-create, reads:N or seconds:S, not {mode!r}")


def _fault_arguments(faults: list[str]) -> list[str]:
    from scaleapi.emulator.faults import parse_fault

    for fault in faults:
        try:
            parse_fault(fault)
        except ValueError as error:
            fail(f"--faults {fault}: {error}")
    return [part for fault in faults for part in ("--fault", fault)]


@command(app, "emulator complete", example="64f0c2a1b7d4e90012ab34cf")
def _complete(
    session: Session,
    tasks: _Tasks,
    response: Annotated[
        str | None,
        typer.Option("--response", help="What workers answered, as JSON; @FILE reads it [something plausible]"),
    ] = None,
    secured: Annotated[bool, typer.Option("--secured", help="Let tasks show a URL in place of the response")] = False,
) -> None:
    """Complete pending tasks of a running emulator."""
    answer: Any = None if response is None else parsed(response, "response")
    _each(session, tasks, lambda people, task: people.complete(task, answer, secured=secured))


@command(app, "emulator fail", example="64f0c2a1b7d4e90012ab34cf")
def _fail(
    session: Session,
    tasks: _Tasks,
    error: Annotated[str | None, typer.Option("--error", help="What went wrong")] = None,
) -> None:
    """Let pending tasks of a running emulator end in an error."""
    _each(session, tasks, lambda people, task: people.fail(task, error))


@command(app, "emulator reject", example="64f0c2a1b7d4e90012ab34cd")
def _reject(
    session: Session,
    tasks: _Tasks,
    comments: Annotated[str | None, typer.Option("--comments", help="What the reviewer says")] = None,
) -> None:
    """Have a reviewer reject tasks of a running emulator; one that is pending is completed first."""

    def rejected(people: RemoteEmulator, task: str) -> dict[str, Any]:
        with suppress(ScaleInvalidRequest):
            return people.reject(task, comments)
        people.complete(task)
        return people.reject(task, comments)

    _each(session, tasks, rejected)


def _each(session: Session, tasks: list[str], steer: Callable[[RemoteEmulator, str], dict[str, Any]]) -> None:
    """Do something to each task; one that refuses does not keep the others from it."""
    address = setting("api-url", session.common.api_url, session.common.profile)
    people, done, refused = RemoteEmulator(address.value if address else _HERE), list[dict[str, Any]](), 0
    for task in tasks:
        try:
            done.append(steer(people, task))
        except (ScaleConnectionError, ScaleResponseError):
            raise
        except ScaleException as error:
            refused += 1
            session.say(f"{task}: {error.message}", always=True)
    session.show(done, "task_id", "type", "status", "customer_review_status")
    if refused:
        raise typer.Exit(Exit.found)
