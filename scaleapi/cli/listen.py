"""`scaleapi listen`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import fail
from scaleapi.cli.harmless import harmless
from scaleapi.cli.output import Format, chosen
from scaleapi.cli.receiver import Received, Receiver, serve
from scaleapi.cli.session import Session
from scaleapi.cli.settings import read_key_file

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)

_VARIABLE = "SCALE_CALLBACK_KEY"
_OF_EMULATOR = "emulator"


@command(app, "listen", example="--port 8100 --forward-to http://127.0.0.1:5000/callbacks")
def _listen(
    session: Session,
    forward_to: Annotated[
        str | None, typer.Option("--forward-to", help="The receiver that is passed each callback, with its key")
    ] = None,
    key_file: Annotated[
        str | None,
        typer.Option(
            "--key-file",
            help=f"A file with the callback auth key; - for standard input [{_VARIABLE}, or the emulator's]",
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="0 picks a free one", min=0, max=65535)] = 8100,
    count: Annotated[int | None, typer.Option("--count", help="End after so many requests", min=1)] = None,
) -> None:
    """Receive callbacks on this machine until Ctrl-C: print each, check its key, and pass it on; to develop a receiver.

    What the receiver does not take with 2xx is answered 500, so it is sent again. In a pipe, callbacks come as JSON.
    """
    if forward_to is not None and urlsplit(forward_to).scheme not in {"http", "https"}:
        fail(f"--forward-to must be an address like http://127.0.0.1:5000/callbacks, not {forward_to!r}")

    def tell(received: Received) -> None:
        if chosen(session.common.format) is Format.table:
            sys.stdout.write(f"{harmless(str(received))}\n")
        else:
            session.show([received.content], "task_id", "status")
            session.say(str(received))
        sys.stdout.flush()

    receiver = Receiver(_key(session, key_file), forward_to, tell)
    with suppress(KeyboardInterrupt):
        serve(receiver, port, session.say, count)


def _key(session: Session, file: str | None) -> str:
    if file is not None:
        return read_key_file(file)
    if os.environ.get(_VARIABLE):
        return os.environ[_VARIABLE]
    session.say(f"No key is given (--key-file, {_VARIABLE}): callbacks must carry the emulator's usual one.")
    return _OF_EMULATOR
