"""How fast calls and data are, beside both official SDKs and bare httpx, against a server that does nothing but answer.

    python benchmarks/calls.py python-with-2.15.14 python-with-2.18.4

Each figure is the median over pairs of runs in processes of their own, taken in turns; above 1 we are better.
Of every listed task, at least id, status and created_at are read. The table is also written to `benchmarks/results.md`.
With `QUICK=1` there is one small pair of each, which is only good for seeing that all of it runs.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import trustme

HERE = Path(__file__).parent
QUICK = bool(os.environ.get("QUICK"))
PAIRS = 1 if QUICK else 3
OLD, NEW, BARE = "official 2.15.14", "official 2.18.4", "httpx"
_GIVEN = dict(zip(("official", OLD, NEW), (*sys.argv[1:2], *sys.argv[1:3]), strict=False))
PYTHONS: dict[str, str] = {"ours": sys.executable, BARE: sys.executable, **_GIVEN}


class Row(NamedTuple):
    """A line of the table."""

    what: str
    against: tuple[str, ...]
    at_least: float
    """What the ratio must be on a quiet machine, against the first contender."""
    work: str
    tasks: int
    place: str = "plain"
    """`plain`, `tls`, `slow` (50 ms a call), or a file: `tasks`, `payloads`."""
    theirs: str = ""
    """What the others do, if they cannot do the same."""


ROWS = [
    Row("one create after another", (BARE,), 0.95, "create", 1500),
    Row("one create after another, TLS", (NEW, OLD), 4.5, "create", 200, "tls"),
    Row("32 creates in flight, async", (BARE,), 3.2, "in_flight", 960),
    Row("list 10,000; id, status, created_at read", (NEW, OLD), 2.3, "list_head", 10_000),
    Row("list 10,000; id, status, created_at read", (BARE,), 1.3, "list_head", 10_000),
    Row("the same, TLS", (NEW, OLD), 2.5, "list_head", 10_000, "tls"),
    Row("the same, without fetching ahead", ("ours",), 0.0, "list_head", 10_000, "plain", "list_ahead"),
    Row("list 10,000 of version 2; id, status, texts of messages read", (NEW,), 3.0, "list_v2", 10_000),
    Row("every label of `response` read", (NEW, OLD), 1.5, "list_labels", 10_000),
    Row(
        "every label of `typed_response` read; of the dictionary",
        (NEW,),
        0.9,
        "list_typed",
        10_000,
        "plain",
        "list_labels",
    ),
    Row("50 ms a call, concurrency=8, read", (NEW,), 5.5, "list_windows", 10_000, "slow", "list_head"),
    Row("10,000 tasks kept in a list, memory", (NEW, OLD), 2.5, "keep", 10_000),
    Row("export to JSON lines", (NEW, OLD), 3.0, "export_jsonl", 10_000, "plain", "dump"),
    Row("export to Parquet", (NEW, OLD), 1.6, "export_parquet", 10_000, "plain", "dump"),
    Row("JSON lines on disk to Parquet; from_json of each line", (BARE,), 0.45, "convert", 10_000, "tasks"),
    Row("validate_jsonl, rich payloads; plain models", (BARE,), 0.3, "validate", 10_000, "payloads"),
    Row("a process that creates one task", (NEW, OLD), 1.5, "cold", 1),
]


@contextmanager
def served(delay: int, certificate: Path | None, tasks: int = 10_000) -> Generator[str, None, None]:
    """Run the server."""
    server = [sys.executable, str(HERE / "canned.py"), str(delay), str(tasks)]
    command = [*server, *([str(certificate)] if certificate else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def certificates(folder: Path) -> tuple[Path, Path]:
    """Make an authority and a certificate for localhost; return the files of the certificate and of the authority."""
    authority = trustme.CA()
    certificate, trusted = folder / "server.pem", folder / "authority.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    authority.cert_pem.write_to_path(str(trusted))
    return certificate, trusted


def payload(number: int) -> dict[str, object]:
    """Make a payload with much in it."""
    labels = ["car", "bus", {"choice": "vehicle", "subchoices": ["van", "truck"]}]
    return {
        "project": "street",
        "attachment": f"https://files.example.com/{number}.jpg",
        "unique_id": str(number),
        "metadata": {"drive": number},
        "geometries": {
            "box": {"objects_to_annotate": labels, "min_height": 10, "min_width": 10},
            "polygon": {"objects_to_annotate": ["road"], "min_vertices": 3},
        },
        "annotation_attributes": {
            "covered": {
                "type": "category",
                "description": "how much",
                "choices": ["0%", "25%"],
                "conditions": {"label_condition": {"label": "car"}},
            }
        },
    }


def run(who: str, work: str, count: int, place: str, authority: Path | None) -> float:
    """Run one contender once; return what it says: seconds, or MB."""
    name = who.partition(" ")[0]
    arguments = [PYTHONS[who], str(HERE / "contender.py"), name, work, str(count), place, str(authority or "-")]
    # The official SDK trusts what the environment names; not in the project's folder, where ours would be imported.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH" or name != "official"}
    if authority:
        environment |= {"REQUESTS_CA_BUNDLE": str(authority), "SSL_CERT_FILE": str(authority)}
    began = time.perf_counter()
    done = subprocess.run(
        arguments, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE, timeout=900, env=environment
    )
    return time.perf_counter() - began if work == "cold" else float(done.stdout.split()[-1])


class Bench:
    """Where contenders work: servers, files and certificates, made when they are needed.

    Args:
        folder: For files.
        running: Closes the servers.
    """

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self._folder, self._running = folder, running
        self._places: dict[str, str] = {}
        self._certificate, self._trusted = certificates(folder)

    def place(self, kind: str) -> str:
        """Start a server, or write a file, if it is not there; return where it is."""
        if kind not in self._places:
            self._places[kind] = self._file(kind) if kind in {"tasks", "payloads"} else self._server(kind)
        return self._places[kind]

    def _server(self, kind: str) -> str:
        certificate = self._certificate if kind == "tls" else None
        return self._running.enter_context(served(50 if kind == "slow" else 0, certificate))

    def _file(self, kind: str) -> str:
        path = self._folder / f"{kind}.jsonl"
        rows = self._tasks() if kind == "tasks" else map(payload, range(10_000))
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    def _tasks(self) -> Generator[object, None, None]:
        token: str | None = ""
        while token is not None:
            address = f"{self.place('plain')}/tasks?project=street&limit=100{f'&next_token={token}' if token else ''}"
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
                page = json.load(answer)
            yield from page["docs"]
            token = page.get("next_token")

    def run(self, who: str, work: str, count: int, kind: str) -> float:
        """Run one contender once; return its seconds for each of `count`, or its MB."""
        return run(who, work, count, self.place(kind), self._trusted if kind == "tls" else None) / count

    def theirs(self, row: Row, whom: str, count: int) -> float:
        """Run a contender once, with less of what takes it long."""
        return self.run(whom, row.theirs or row.work, 2_000 if row.place == "slow" else count, row.place)

    def lines(self, row: Row) -> Generator[str, None, None]:
        """Measure a row against each of its contenders."""
        count = max(row.tasks // 10, 1) if QUICK and row.work in {"create", "in_flight"} else row.tasks
        for at, whom in enumerate(row.against):
            pairs = [
                (self.theirs(row, whom, count), self.run("ours", row.work, count, row.place)) for _ in range(PAIRS)
            ]
            ratio = statistics.median(them / us for them, us in pairs)
            ours = statistics.median(us for _, us in pairs) * (1 if row.work == "cold" else count)
            floor = f"{row.at_least} ×" if at == 0 and row.at_least else ""
            unit = "MB" if row.work == "keep" else "s"
            yield f"| {row.what} | {whom} | {ratio:.2f} × | {floor} | {ours:.3g} {unit} |"


def measure() -> Generator[str, None, None]:
    """Measure row by row."""
    with ExitStack() as running:
        bench = Bench(Path(running.enter_context(TemporaryDirectory())), running)
        for row in ROWS:
            yield from bench.lines(row)
        with served(0, None) as url:
            run("ours", "create", 199, url, None)  # and one to warm up
            with urllib.request.urlopen(url.replace("/v1", "/connections")) as answer:  # noqa: S310 - our own server
                opened = int(answer.read()) - 1
            yield f"| connections opened for 200 calls | - | {opened} | 1 | |"
        count = 20_000 if QUICK else 100_000
        with served(0, None, count) as url:
            more = run("ours", "memory", count, url, None)
            yield f"| memory while listing {count:,} tasks | first page | + {more:.1f} MB | + 10 MB | |"


def main() -> None:
    """Print the table, and write it down."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("httpx", "pydantic", "msgspec", "pyarrow"))
    lines = [
        "# Calls and data, beside others",
        "",
        f"Python {platform.python_version()}, {packages}, {platform.machine()}, {os.cpu_count()} cores, loopback.",
        "Written by `make bench`. A task has 12 boxes; of each listed one, id, status and created_at are read.",
        "",
        "| work | against | ratio | at least | ours |",
        "|---|---|---|---|---|",
    ]
    print(*lines, sep="\n")
    for line in measure():
        print(line, flush=True)
        lines.append(line)
    if not QUICK:
        (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
