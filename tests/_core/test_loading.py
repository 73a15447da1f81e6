"""httpx is imported without what few use of it, which still works."""

from __future__ import annotations

import subprocess
import sys

import pytest

STORY = """
import sys, threading
{before}
from scaleapi._core.http.loading import load_httpx
load_httpx()
print("trio" in sys.modules, "rich" in sys.modules)
import httpx, httpcore._backends.trio as backend, trio

async def ask():
    async with httpx.AsyncClient() as client:
        await client.get("http://localhost:1/")

try:
    trio.run(ask)
except httpx.ConnectError:
    print(backend.trio.TooSlowError is trio.TooSlowError, hasattr(backend.trio, "__wrapped__"))
"""


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", ["False", "False", "True", "False"]),
        ("import trio", ["True", "False", "True", "False"]),
        ("threading.Thread(target=threading.Event().wait, daemon=True).start()", ["True", "False", "True", "False"]),
    ],
)
def test_trio_is_imported_when_it_is_used(before: str, said: list[str]) -> None:
    """And at once where somebody else has, or might while httpx is being imported."""
    pytest.importorskip("trio")
    story = [sys.executable, "-c", STORY.format(before=before)]
    ran = subprocess.run(story, check=False, capture_output=True, text=True)

    assert said == ran.stdout.split(), ran.stderr
