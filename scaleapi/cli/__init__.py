"""The command line: `scaleapi`, or `python -m scaleapi`. Needs the extra `cli`.

    program     the commands by name, imported when they are called; errors as lines and exit codes
    command     what all commands share: options, and a session
    session     a client of the settings, output, confirmation
    settings    options, environment, profiles; where the key comes from
    output      rows as a table, JSON, JSON lines or CSV
    calls       commands that are one call of the client each
    task_type   task types as arguments
    checks      what `doctor` looks at
    receiver    takes callbacks, for `listen`
    ...         the others, a module for each group

Everything is done by the public API.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code.

    Args:
        arguments: Those of the command line, without the program's name; `sys.argv` if None.
    """
    try:
        from scaleapi.cli.program import run  # imports typer, an extra
    except ImportError as error:
        sys.stderr.write(f"scaleapi: {error.name} is missing: pip install 'scaleapi[cli]'\n")
        return 2
    return run(sys.argv[1:] if arguments is None else list(arguments))
