"""The session of the README, run against an emulator: `python -m tests.cli.session` prints it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scaleapi import ScaleClient
from scaleapi.emulator import Emulator
from tests.cli.conftest import BOX

COLUMNS = "--format table --fields unique_id,status"
CREATE = "images.csv --type imageannotation --project kitchen --map url=attachment"
LINES = (
    "cat images.csv",
    f"scaleapi validate {CREATE} --format table --fields row,pointer,value,message",
    "sed -i s/,15/,20/ images.csv",
    f"scaleapi tasks create {CREATE} --yes {COLUMNS}",
    "scaleapi tasks wait --batch monday --interval 0.1 --format table --fields type,status",
    "scaleapi tasks export results --project kitchen --file-format jsonl --format table",
)
FILE = """unique_id,url,batch,priority
pot-1,https://example.com/1.jpg,monday,10
pot-2,https://example.com/2.jpg,monday,15
"""


def session() -> str:
    """Run the lines in a shell, and return what a terminal would show."""
    with Emulator(seed=1) as emulator, emulator.serve() as server, TemporaryDirectory() as folder:
        with ScaleClient("test_key", api_instance_url=server.url) as client:
            client.create_project("kitchen", "imageannotation", BOX)
            client.create_batch("kitchen", "monday")
        (Path(folder) / "images.csv").write_text(FILE)
        shown = "\n".join(f"$ {line}\n{run(line, folder, server.url)}".rstrip() for line in LINES)
        return "\n".join(line.rstrip() for line in shown.splitlines())


def run(line: str, folder: str, url: str) -> str:
    """Run a line; both streams go to the terminal."""
    words = shlex.split(line)
    command = [sys.executable, "-m", *words] if words[0] == "scaleapi" else words
    environment = {
        **os.environ,
        "SCALE_API_KEY": "test_key",
        "SCALE_API_URL": url,
        "XDG_CONFIG_HOME": folder,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return re.sub(rf"\b{re.escape(folder)}/", "", done.stdout)


if __name__ == "__main__":
    sys.stdout.write(session() + "\n")
