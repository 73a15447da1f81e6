"""Exit codes, and errors as lines: what was wrong, where, and what to do."""

from __future__ import annotations

from enum import IntEnum
from typing import NoReturn

from scaleapi.exceptions import (
    Outcome,
    ScaleException,
    ScaleExportError,
    ScaleJournalError,
    ScaleUnauthorized,
    ScaleValidationError,
)

__all__ = ["Exit", "Failed", "code_of", "fail", "lines_of"]


class Exit(IntEnum):
    """What an exit code means, for all commands."""

    done = 0
    found = 1
    """Something was found wrong, or some rows failed."""
    usage = 2
    """Wrong options, a file that cannot be read, no key."""
    refused = 3
    """The service refused, or could not be reached."""
    unknown = 4
    """It is unknown whether something was carried out."""
    interrupted = 130


class Failed(Exception):  # noqa: N818  (a way out, not an error of its own)
    """Ends a command with a line and an exit code."""

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code


def fail(message: str, code: Exit = Exit.usage) -> NoReturn:
    """End the command with a line on standard error."""
    raise Failed(code, message)


def code_of(error: BaseException) -> Exit:
    """Choose the exit code for an error."""
    if isinstance(error, Failed):
        return error.code
    if isinstance(error, (ScaleValidationError, ScaleExportError, ScaleJournalError)):
        return Exit.usage
    if isinstance(error, ScaleException):
        if error.outcome is Outcome.unknown:
            return Exit.unknown
        return Exit.refused if error.status or error.attempts else Exit.usage
    return Exit.usage


def lines_of(error: BaseException) -> list[str]:
    """Say what was wrong, and what to do."""
    lines = [f"scaleapi: {_first(error)}"]
    if isinstance(error, ScaleUnauthorized):
        lines.append("Is it the key of this account, live or test? `scaleapi doctor` says where it comes from.")
    elif code_of(error) is Exit.unknown:
        lines.append("It may have been carried out: look it up before you do it again (`scaleapi tasks list …`).")
    elif code_of(error) is Exit.refused and getattr(error, "status", None) is None:
        lines.append("`scaleapi doctor` says which address, proxy and certificates are used, and where from.")
    return lines


def _first(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}"
    return str(error) or type(error).__name__
