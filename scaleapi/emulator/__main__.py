"""`python -m scaleapi.emulator`: serve the emulator until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from scaleapi.emulator import Emulator
from scaleapi.emulator.bodies import BODY_BYTES
from scaleapi.emulator.connection import Limits
from scaleapi.emulator.faults import parse_fault
from scaleapi.emulator.server import Server

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, and print the address to use on standard output. Returns the exit code."""
    options = _parser().parse_args(arguments)
    with suppress(KeyboardInterrupt), _emulator(options) as emulator:
        for fault in options.fault:
            emulator.faults.add(**fault)
        try:
            hosts = frozenset(name.lower() for name in (options.host, *options.allowed_host))
            limits = Limits(options.max_body_bytes, options.read_timeout, options.steered_from_anywhere, hosts)
            server = Server((options.host, options.port), emulator.handle, emulator.deliver_callbacks, limits)
        except OSError as error:
            sys.stderr.write(f"cannot listen at {options.host}:{options.port}: {error}\n")
            return 1
        with server:
            # Shells start background jobs with Ctrl-C ignored, so both signals are asked for.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.default_int_handler)
            sys.stdout.write(f"{server.url}\n")
            sys.stdout.flush()
            server.serve_forever()
    return 0


def _emulator(options: argparse.Namespace) -> Emulator:
    return Emulator(
        options.db,
        seed=options.seed,
        pending_reads=options.pending_reads,
        pending_seconds=options.pending_seconds,
        complete_on_create=options.complete_on_create,
        mistakes=options.mistakes,
        callback_auth_key=options.callback_auth_key,
        callbacks_anywhere=options.callbacks_anywhere,
        max_body_bytes=options.max_body_bytes,
    )


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share from 0 to 1")
    return share


def _fault(text: str) -> dict[str, Any]:
    try:
        return parse_fault(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m scaleapi.emulator", description="Serve Scale's API without Scale, in both versions."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="0 picks a free one (default: %(default)s)")
    parser.add_argument("--db", help="SQLite file that keeps everything between runs (default: memory only)")
    parser.add_argument("--seed", type=int, default=0, help="of all ids (default: %(default)s)")
    about = "what goes wrong, such as 500_after,path=/v1/task/*,probability=0.1 (may be repeated)"
    parser.add_argument("--fault", type=_fault, action="append", default=[], metavar="FAULT", help=about)
    parser.add_argument("--pending-reads", type=int, metavar="N", help="tasks complete after N reads")
    parser.add_argument("--pending-seconds", type=float, metavar="S", help="tasks complete after S seconds")
    about = "with a test key, creations show the completed task"
    parser.add_argument("--complete-on-create", action="store_true", help=about)
    about = "the share of results in which something is wrong, from 0 to 1 (default: %(default)s)"
    parser.add_argument("--mistakes", type=_share, default=0, metavar="SHARE", help=about)
    parser.add_argument("--callback-auth-key", default="emulator", help="sent with callbacks (default: %(default)s)")
    parser.add_argument("--callbacks-anywhere", action="store_true", help="let callbacks leave this machine")
    about = "let other machines complete, fail and reject tasks, too"
    parser.add_argument("--steered-from-anywhere", action="store_true", help=about)
    about = "a name that other machines call it by, such as that of its container (may be repeated)"
    parser.add_argument("--allowed-host", action="append", default=[], metavar="NAME", help=about)
    about = "a request with a larger body is refused (default: %(default)s)"
    parser.add_argument("--max-body-bytes", type=int, default=BODY_BYTES, metavar="N", help=about)
    about = "a request must have come whole in so many seconds (default: %(default)s)"
    parser.add_argument("--read-timeout", type=float, default=60.0, metavar="S", help=about)
    return parser


if __name__ == "__main__":
    sys.exit(main())
