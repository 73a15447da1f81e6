"""How fast calls are, beside the official SDK and bare httpx, against a server that does nothing but answer.

    python benchmarks/calls.py path/to/python/with/the/official/sdk

Each figure is the median over pairs of runs in processes of their own, taken in turns; larger is better. The table is
also written to `benchmarks/results.md`.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

HERE = Path(__file__).parent
PYTHONS = {"ours": sys.executable, "httpx": sys.executable, "official": sys.argv[1]}
ROWS = [
    # what, against whom, at least, work, how many, delay in ms, TLS
    ("one create after another, TLS", "official", 4.5, "create", 200, 0, True),
    ("one create after another, plain", "httpx", 0.8, "create", 1000, 0, False),
    ("32 creates in flight, async, plain", "httpx", 3.0, "in_flight", 1500, 0, False),
    ("list 10,000 tasks, plain", "official", 1.2, "list", 1, 0, False),
    ("list 10,000 tasks, TLS", "official", 1.8, "list", 1, 0, True),
    ("list 10,000 tasks, plain", "httpx", 0.7, "list", 1, 0, False),
    ("list 10,000 tasks, 50 ms a call, concurrency=8", "official", 4.0, "list_windows", 1, 50, False),
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


def run(who: str, work: str, count: int, url: str, authority: Path | None) -> float:
    """Run one contender once."""
    arguments = [PYTHONS[who], str(HERE / "contender.py"), who, work, str(count), url, str(authority or "-")]
    # The official SDK trusts what the environment names; not in the project's folder, where ours would be imported.
    trust = {"REQUESTS_CA_BUNDLE": str(authority), "SSL_CERT_FILE": str(authority)} if authority else {}
    done = subprocess.run(
        arguments, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE, timeout=300, env={**os.environ, **trust}
    )
    return float(done.stdout.split()[-1])


def certificates(folder: Path) -> tuple[Path, Path]:
    """Make an authority and a certificate for localhost; return the files of the certificate and of the authority."""
    authority = trustme.CA()
    certificate, trusted = folder / "server.pem", folder / "authority.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    authority.cert_pem.write_to_path(str(trusted))
    return certificate, trusted


def measure(folder: Path) -> Generator[str, None, None]:
    """Measure row by row."""
    certificate, trusted = certificates(folder)
    for what, whom, floor, work, count, delay, tls in ROWS:
        with served(delay, certificate if tls else None) as url:
            authority = trusted if tls else None
            pairs = [[run(who, work, count, url, authority) for who in (whom, "ours")] for _ in range(5)]
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        yield f"| {what} | {whom} | {ratio:.2f} × | {floor} × | {statistics.median(ours for _, ours in pairs):.2f} s |"
    with served(0, None) as url:
        run("ours", "create", 199, url, None)  # and one to warm up
        with urllib.request.urlopen(url.replace("/v1", "/connections")) as answer:  # noqa: S310 - our own server
            opened = int(answer.read()) - 1
        yield f"| connections opened for 200 calls | - | {opened} | 1 | |"
        more = run("ours", "memory", 100_000, url, None)
        yield f"| memory while listing 100,000 tasks | first page | + {more:.1f} MB | + 10 MB | |"


def main() -> None:
    """Print the table, and write it down."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("httpx", "pydantic"))
    lines = [
        "# Requests per second, beside others",
        "",
        f"Python {platform.python_version()}, {packages}, official SDK 2.15.14, {platform.machine()}, loopback.",
        "Written by `make bench`.",
        "",
        "| work | against | ratio | at least | ours |",
        "|---|---|---|---|---|",
    ]
    print(*lines, sep="\n")
    with TemporaryDirectory() as folder:
        for line in measure(Path(folder)):
            print(line, flush=True)
            lines.append(line)
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
