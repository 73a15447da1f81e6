"""Which lines of a script are told what."""

from __future__ import annotations

from textwrap import dedent

import pytest

from scaleapi.migration.check import differences

HEAD = """
import os, pickle, multiprocessing, requests, scaleapi
from scaleapi.exceptions import ScaleInvalidRequest
client = scaleapi.ScaleClient("key")
task, batch, project = client.get_task("t"), client.get_batch("b"), client.get_project("p")
[group], evaluation = client.list_project_groups("p"), client.create_evaluation_task("chat")
"""

TOLD = {
    "payload": ["client.create_task('chat', project='p')"],
    "argument": ["client.get_tasks('p', limit=500)", "client.tasks(limit=0)"],
    "time": [
        "task.created_at[:10]",
        "print(batch.completed_at)",
        "x = project.created_at",
        "if task.updated_at > x: pass",
    ],
    "absent": [
        "hasattr(task, 'unique_id')",
        "getattr(task, 'unique_id', 'none')",
        "getattr(batch, 'status', {'a': 1})",
    ],
    "enumeration": ["type(task.status) is str", "repr(task.type)", "f'{batch.status!r}'"],
    "action": ["task.cancel()", "batch.finalize()", "task.set_tags(['a'])"],
    "audit": ["task.audit(True)"],
    "frozen": ["task.status = 'done'", "del task.params", "setattr(task, 'x', 1)", "task.priority += 1"],
    "equal": ["task == client.get_task('u')", "task != task"],
    "list": ["client.get_tasks('p')", "client.get_batches()"],
    "page": ["client.tasks(project='p')", "client.batches()"],
    "connections": ["scaleapi.ScaleClient('k')", "scaleapi.AsyncScaleClient('k')"],
    "proxies": [
        "scaleapi.ScaleClient('k', proxies={})",
        "scaleapi.ScaleClient('k', 's', 'u', True)",
        "scaleapi.ScaleClient('k', cert='c')",
    ],
    "key": [
        "scaleapi.ScaleClient('')",
        "scaleapi.ScaleClient(os.environ.get('KEY'))",
        "scaleapi.ScaleClient(api_key=os.getenv('KEY'))",
    ],
    "keyword": [
        "client.get_tasks('p', state='completed')",
        "client.get_tasks('p', status=[])",
        "client.tasks(tags=())",
        "client.get_task(task='t')",
    ],
    "version-1": ["client.fetch_task('t')", "client.create_imageannotation_task(x=1)", "client.tasks_all()"],
    "version-2": ["client.v2.get_tasks()", "client.v2_get_tasks()"],
    "version-2-names": ["from scaleapi.api_client.v2 import Task", "import scaleapi.api_client.v2.models"],
    "version-2-gone": ["from scaleapi.api_client.v2 import Configuration", "scaleapi.api_client.v2.ApiClient"],
    "other-name": [
        "client._request()",
        "task._json",
        "client.api._http_request('x')",
        "scaleapi.nothing",
        "from scaleapi.api import NUM_OF_RETRIES",
        "scaleapi.TaskType.Nothing",
    ],
    "pickled": [
        "pickle.dumps(client)",
        "multiprocessing.Pool(4).map(client.get_task, ['t'])",
        "multiprocessing.Process(target=print, args=(client, 1))",
    ],
    "params": ["task.geometries", "task.attachment"],
    "project": ["project.params", "project.instruction"],
    "studio": ["group.workers", "evaluation.initial_response"],
    "requests-replaced": [
        "import responses",
        "from requests_mock import Mocker",
        "mock.patch('requests.get')",
        "monkeypatch.setattr('scaleapi.api.requests.post', f)",
    ],
}


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, lines in TOLD.items() for line in lines])
def test_a_line_is_told(code: str, line: str) -> None:
    """The difference is found in its line."""
    found = [one for one in differences((HEAD + line).encode()) if one.line == len(HEAD.splitlines()) + 1]

    assert code in {one.code for one in found}


SILENT = [
    "task.status == 'completed'",
    "task.created_at is None",
    "x = 1 if task.completed_at else 2",
    "if not task.completed_at: pass",
    "task.as_dict()['created_at']",
    "getattr(task, 'unique_id', None)",
    "len(getattr(task, 'prior_responses', []))",
    "getattr(task, 'unique_id')",
    "hasattr(task, 'something_new')",
    "hasattr(other, 'unique_id')",
    "task.something_new",
    "task.refresh()",
    "task.params['geometries']",
    "task.task_id == 'x'",
    "client.get_task('t')",
    "client.get_task(**options)",
    "client.api.get_request('teams')",
    "client.get_tasks('p', limit=page)",
    "client.x = 1",
    "scaleapi.TaskStatus.Completed.value",
    "scaleapi.ScaleException.code",
    "from scaleapi.__main__ import main",
    "from .scaleapi import nothing",
    "from scaleapi.tasks import *",
    "scaleapi.exceptions.ScaleException('x').code",
    "type('A', (), {})",
    "f'{other!r}'",
    "f'{task.status}'",
    "pickle.dumps(task)",
    "multiprocessing.Pool(4).map(len, [client.get_task('t').id])",
    "mock.patch('requestable.get')",
    "mock.patch(name)",
    "other.create_task()",
    "unknown.created_at",
    "batch == 'x'",
    "1 < 2",
    "client()",
    "with client:\n    pass",
]


@pytest.mark.parametrize("line", SILENT)
def test_a_line_is_no_different(line: str) -> None:
    """What behaves the same, or is nothing of ours, is not told."""
    told = {"list", "payload"}  # of get_tasks; not what is looked for here
    found = [one for one in differences((HEAD + line).encode()) if one.line == len(HEAD.splitlines()) + 1]

    assert [] == [one.code for one in found if one.code not in told]


TRIES = [
    ("client.get_task('t')", "requests.exceptions.Timeout", ["requests-caught"]),
    ("task.cancel()", "(KeyError, requests.RequestException)", ["requests-caught"]),
    ("fetch()", "requests.RequestException", ["requests-caught"]),
    ("again(3)", "OSError", ["requests-caught"]),
    ("client.get_task('t')", "ConnectionError", ["requests-caught"]),
    ("client.get_task('t')", "ScaleInvalidRequest", ["caught"]),
    ("client.get_task('t')", "ValueError", []),
    ("requests.get('x')", "requests.RequestException", []),
    ("fetch_nothing()", "OSError", []),
    ("task.unique_id", "AttributeError", ["absent-caught"]),
    ("task.task_id", "AttributeError", []),
    ("other.unique_id", "AttributeError", []),
    ("client.get_task('t')", "", []),
]
FUNCTIONS = """
def fetch(): return client.get_task("t")
def again(n): return again(n - 1) if n else fetch()
def fetch_nothing(): return len("x")
"""


@pytest.mark.parametrize(("body", "caught", "codes"), TRIES)
def test_handlers(body: str, caught: str, codes: list[str]) -> None:
    """A handler is told by what its `try` does, also in functions that it calls."""
    source = f"{HEAD}{FUNCTIONS}try:\n    {body}\nexcept {caught}:\n    pass\n"
    line = source.splitlines().index(f"except {caught}:") + 1

    assert codes == [one.code for one in differences(source.encode()) if one.line == line]


def test_places_and_hints() -> None:
    """Columns count characters; a hint says what to write, the piece is as it stands; the order is the script's."""
    source = dedent("""
        from scaleapi import ScaleClient
        ä = "€€"; c = ScaleClient(""); c.fetch_task(
            "t")
    """)

    found = [(one.line, one.column, one.code, one.found, one.hint) for one in differences(source.encode())]

    assert [
        (3, 15, "connections", "ScaleClient('')", None),
        (3, 27, "key", "''", None),
        (3, 32, "version-1", "c.fetch_task", "call get_task(...)"),
    ] == found
