"""How fast many tasks are created, beside the official SDK, against a server that takes 50 ms a call.

    python benchmarks/bulk.py path/to/python/with/the/official/sdk

Each figure is the median over pairs of runs in processes of their own, taken in turns; larger is better. The table is
also written to `benchmarks/bulk.md`.
"""

from __future__ import annotations

import platform
import statistics
from collections.abc import Generator
from importlib.metadata import version
from pathlib import Path

from calls import run, served

HERE = Path(__file__).parent
COUNT = 1000
ROWS = [
    # what, against whom, their work, ours, at least, how many pairs
    ("1,000 creates", ("official", "one after another", "create"), "create_many", 20.0, 1),
    ("1,000 creates", ("official", "in 50 threads", "create_threads"), "create_many", 1.2, 5),
    ("1,000 creates with a journal", ("ours", "without", "create_many"), "create_journal", 0.85, 9),
    ("1,000 creates, async", ("ours", "sync", "create_many"), "create_async", None, 5),
]
MANY = 200_000


def measure() -> Generator[str, None, None]:
    """Measure row by row."""
    for what, (whom, how, theirs), ours, floor, pairs in ROWS:
        with served(50, None) as url:
            found = [(run(whom, theirs, COUNT, url, None), run("ours", ours, COUNT, url, None)) for _ in range(pairs)]
        ratio = statistics.median(their / our for their, our in found)
        seconds = statistics.median(our for _, our in found)
        least = f"{floor} ×" if floor else ""
        yield f"| {what} | {whom}, {how} | {ratio:.2f} × | {least} | {seconds:.2f} s |"
    with served(0, None) as url:
        more = run("ours", "create_memory", MANY, url, None)
        yield f"| memory over {MANY:,} rows with a journal | the first 1,000 | + {more:.1f} MB | + 20 MB | |"


def main() -> None:
    """Print the table, and write it down."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("httpx", "pydantic"))
    where = f"{platform.machine()}, loopback, 50 ms a call"
    lines = [
        "# Many tasks, beside others",
        "",
        f"Python {platform.python_version()}, {packages}, official SDK 2.15.14, {where}.",
        "Written by `make bench`.",
        "",
        "| work | against | ratio | at least | ours |",
        "|---|---|---|---|---|",
    ]
    print(*lines, sep="\n")
    for line in measure():
        print(line, flush=True)
        lines.append(line)
    (HERE / "bulk.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
