"""What starting the command line costs: beside typer alone, and by import.

    python benchmarks/cli.py

The table is also written to `benchmarks/cli.md`.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

RUNS = 3 if os.environ.get("QUICK") else 21
TYPER, HELP = ["-c", "import typer"], ["-m", "scaleapi", "--help"]
CALL = ["-m", "scaleapi", "tasks", "count", "--project", "kitchen"]


def seconds(arguments: list[str]) -> float:
    """Time one process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def imported(arguments: list[str]) -> list[tuple[int, str]]:
    """List the packages that a process imports, with their own milliseconds, the slowest first."""
    environment = {**os.environ, "SCALE_API_KEY": "test_key", "SCALE_API_URL": "http://127.0.0.1:9/v1"}
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)", done.stderr)
    spent: dict[str, int] = {}
    for own, package in lines:
        spent[package] = spent.get(package, 0) + int(own)
    return sorted(((microseconds // 1000, package) for package, microseconds in spent.items()), reverse=True)


def main() -> None:
    """Print the table, and write it down."""
    pairs = [(seconds(TYPER), seconds(HELP)) for _ in range(RUNS)]
    quickest = min(ours for _, ours in pairs)
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    lines = [
        "# Starting the command line",
        "",
        f"Python {platform.python_version()}, typer {version('typer')}, {platform.machine()}. Written by `make bench`.",
        "",
        "| work | against | ratio | at most | ours |",
        "|---|---|---|---|---|",
        f"| `scaleapi --help` | `import typer` | {ratio:.2f} × | 1.3 × | {quickest * 1000:.0f} ms |",
        "",
        "What a command that makes one call imports, in milliseconds of `-X importtime`: "
        + ", ".join(f"{package} {spent}" for spent, package in imported(CALL) if spent >= 3)
        + ".",
    ]
    print(*lines, sep="\n")
    if not os.environ.get("QUICK"):
        Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
