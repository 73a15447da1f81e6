"""What moved is found under its old path and name, with one warning."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import Any

import pytest

import scaleapi
from scaleapi import bulk, models
from scaleapi._moved import MOVED


@pytest.mark.parametrize("old", MOVED)
def test_modules(old: str) -> None:
    """The old path gives what the new module has, and warns once."""
    sys.modules.pop(f"scaleapi.{old}", None)
    with pytest.warns(DeprecationWarning, match=f"scaleapi.{old} is now scaleapi.{MOVED[old]}") as told:
        found, _ = [importlib.import_module(f"scaleapi.{old}") for _ in range(2)]

    new: Any = importlib.import_module(f"scaleapi.{MOVED[old]}")
    assert 1 == len(told)
    assert {name: getattr(new, name) for name in new.__all__} == {name: getattr(found, name) for name in new.__all__}
    assert dir(new) == dir(found)


@pytest.mark.parametrize(
    ("package", "old", "new"),
    [
        (scaleapi, "Listing", "PageIterator"),
        (scaleapi, "AsyncListing", "AsyncPageIterator"),
        (bulk, "Run", "BulkRun"),
        (bulk, "AsyncRun", "AsyncBulkRun"),
        (models, "Part", "PayloadModel"),
    ],
)
def test_names(package: Any, old: str, new: str) -> None:
    """A name that was public works."""
    with pytest.warns(DeprecationWarning, match=f"{old} is now {new}"):
        assert getattr(package, old) is getattr(package, new)


def test_names_in_moved_modules() -> None:
    """Names that changed with their module are found, too."""
    script = "from scaleapi.models.part import Part; from scaleapi.places import open_to_read; print(Part.__name__)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, capture_output=True, text=True)
    assert "PayloadModel" == done.stdout.strip()


def test_the_warning_names_the_users_line() -> None:
    """It points at the import."""
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", "import scaleapi.places"], check=True, capture_output=True, text=True
    )
    assert "<string>:1: DeprecationWarning: scaleapi.places is now scaleapi._io.paths" in done.stderr


def test_a_method_that_was_renamed() -> None:
    """`payload.wire()` is `to_wire()` now."""
    payload = models.ChatPayload(project="p")
    with pytest.warns(DeprecationWarning, match="to_wire"):
        assert payload.to_wire() == payload.wire()


def test_the_generated_modules_of_2_18() -> None:
    """Whatever the path, its names are those of the second API here; what is not there is an ImportError."""
    script = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "from scaleapi.api_client.v2.models.task import Task\n"
        "from scaleapi.api_client.v2 import ApiException, BasicFile, CreateBatchRequest, ExpandableEnumTask, V2Api\n"
        "from scaleapi.api_client.v2.exceptions import NotFoundException\n"
        "print(*(one.__name__ for one in (Task, BasicFile, ApiException, NotFoundException, V2Api)))\n"
        "print(ExpandableEnumTask.PROJECT, CreateBatchRequest(name='b').as_dict())\n"
        "import scaleapi.v2.generated_names as names\n"
        "print(all(getattr(names, name) for name in dir(names)))\n"
        "try: import scaleapi.api_client.v2 as v2; v2.Configuration\n"
        "except AttributeError as error: print('scaleapi.models.v2' in str(error))\n"
        "from scaleapi.api_client.v2 import Configuration"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert [
        "Task File ScaleException ScaleResourceNotFound V2Client",
        "project {'name': 'b'}",
        "True",
        "True",
    ] == done.stdout.splitlines()
    assert "ImportError: cannot import name 'Configuration'" in done.stderr


def test_the_generated_modules_warn_once() -> None:
    """At the import of the first of them."""
    for name in [one for one in sys.modules if one.startswith("scaleapi.api_client")]:
        del sys.modules[name]
    with pytest.warns(DeprecationWarning, match=r"scaleapi.api_client is now scaleapi.models.v2 and client.v2") as told:
        found: Any = importlib.import_module("scaleapi.api_client.v2.models")
    assert (1, "Batch", "File") == (len(told), found.Batch.__name__, found.AudioFile.__name__)
    assert {"Task", "GetTasksResponse"} <= set(dir(found))
    with pytest.raises(AttributeError, match=r"scaleapi\.models\.v2"):
        _ = found.Configuration
