"""A bulk creation dies in the middle, is started again, and each payload is one task in the end.

python examples/resume_after_crash.py          offline, against the emulator
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scaleapi import ScaleClient
from scaleapi.bulk import read_journal
from scaleapi.emulator import Emulator

ROWS: list[dict[str, Any]] = [
    {"attachment": f"https://example.com/{n}.jpg", "geometries": {"box": {}}} for n in range(200)
]


def work(address: str, journal: str, dies_at: int) -> None:
    """Create all tasks; the process ends on the spot when so many results have come."""
    with ScaleClient("test_crash", api_instance_url=address) as client:
        run = client.create_tasks("imageannotation", ROWS, journal=journal)
        for number, _ in enumerate(run, 1):
            if number == dies_at:
                os._exit(1)  # nothing is closed or written any more: like kill -9
        print(run.summary)


def main() -> None:
    """Start it, let it die twice, and start it once more."""
    with TemporaryDirectory() as folder, Emulator() as emulator:
        journal, server = str(Path(folder) / "run.journal"), emulator.serve()
        for dies_at in (50, 120, 0):
            subprocess.run([sys.executable, __file__, "--work", server.url, journal, str(dies_at)], check=dies_at == 0)  # noqa: S603
            ended = sum(entry.outcome is not None for entry in read_journal(journal))
            print(f"the journal knows how {ended} of {len(ROWS)} rows ended")
        with ScaleClient("test_crash", api_instance_url=server.url) as client:
            print(f"the service has {client.tasks(limit=1).total} tasks")
        server.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:  # by main(), as the process that dies
        work(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
