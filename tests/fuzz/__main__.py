"""Fuzzes all targets, one after the other: `python -m tests.fuzz SECONDS [TARGET …]`; seconds of each target.

What was found interesting is kept in `.fuzz/corpus/`, and begun with the next time. An input that something is wrong
with is left in `.fuzz/`: put it into `tests/fuzz/found/TARGET/`, under a name that says what is wrong, and mend that.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import TARGETS

FOLDER = Path(__file__).parent.parent.parent / ".fuzz"


def fuzz(target: str, seconds: str) -> bool:
    """Fuzz one target; tell whether nothing was wrong."""
    FOLDER.mkdir(exist_ok=True)
    before = set(FOLDER.glob(f"{target}-*"))
    command = [sys.executable, "-m", "tests.fuzz.one", target, str(FOLDER), seconds]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    print(
        f"{target}: {runs[1] if runs else 'unknown'} inputs, {'nothing' if not done.returncode else 'SOMETHING'} wrong",
        flush=True,
    )
    if done.returncode:
        made = sorted(set(FOLDER.glob(f"{target}-*")) - before)
        print("\n".join(map(_again, made)) or done.stderr[-3000:], flush=True)
    return not done.returncode


def _again(path: Path) -> str:
    """Do the same again for the trace, of which libFuzzer shows nothing."""
    script = "import sys; from tests.fuzz.targets import TARGETS; TARGETS[sys.argv[1]](open(sys.argv[2], 'rb').read())"
    done = subprocess.run(
        [sys.executable, "-c", script, path.name.partition("-")[0], str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{path}\n{done.stderr[-3000:]}"


def main(seconds: str = "60", *targets: str) -> int:
    """Fuzz them, and return the exit code."""
    failed = [target for target in targets or TARGETS if not fuzz(target, seconds)]
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
