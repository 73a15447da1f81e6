"""What a reader of scripts can tell: `LOOK.created_at` stands where a task must be recognised."""

from __future__ import annotations

import pytest

from scaleapi.migration.check import differences
from scaleapi.migration.script import ScriptError, read_script

HEAD = "import scaleapi\nfrom scaleapi import *\nclient = scaleapi.ScaleClient('k')\n"

RECOGNISED = [
    "import scaleapi as s\ns.ScaleClient('k').get_task('t').created_at",
    "import scaleapi.tasks\nx: scaleapi.tasks.Task\nx.created_at",
    "from scaleapi.client import ScaleClient as C\nC('k').get_task('t').created_at",
    "with scaleapi.ScaleClient('k') as c:\n    c.get_task('t').created_at",
    "for t in client.get_tasks('p'):\n    t.created_at",
    "for i, t in enumerate(client.get_tasks('p')):\n    t.created_at",
    "for t in sorted(client.tasks().docs):\n    t.created_at",
    "a, (b, t) = 1, (2, client.get_task('t'))\nt.created_at",
    "[t] = client.wait('t')\nt.created_at",
    "first, *rest = client.tasks()\nfirst.created_at",
    "[t.created_at for t in client.get_tasks('p') if t.id]",
    "[u for t in [client.get_task('t')] for u in [t]][0].created_at",
    "{t.id: t.created_at for t in {client.get_task('t')}}",
    "list(client.get_tasks('p'))[2:][0].created_at",
    "next(client.get_tasks('p')).created_at",
    "max(client.get_tasks('p'), key=lambda t: t.created_at)",
    "sorted([*client.get_tasks('p')], key=lambda t: t.created_at)",
    "filter(lambda t: t.created_at, client.get_tasks('p'))",
    "(t := client.get_task('t')).created_at",
    "t = None\ndef f():\n    t.created_at\nt = client.get_task('t')",
    "t = None\ndef f():\n    global t\n    t = client.get_task('t')\nt.created_at",
    "t = client.get_task('t') if x else None\nt.created_at",
    "t = x and client.get_task('t')\nt.created_at",
    "async def f(c: scaleapi.AsyncScaleClient):\n    (await c.get_task('t')).created_at",
    "async def f(c: AsyncScaleClient):\n    async for t in c.get_tasks('p'):\n        t.created_at",
    "def f(t: 'Task'):\n    t.created_at",
    "def f(t: Optional[Task]):\n    t.created_at",
    "def f(t: None | Task):\n    t.created_at",
    "def f(ts: list[Task]):\n    ts[0].created_at",
    "def f(ts: 'typing.Iterable[scaleapi.tasks.Task]'):\n    [t.created_at for t in ts]",
    "def f(ts: tuple[Task, int]):\n    ts[0].created_at",
    "def f(ts: Tasklist):\n    ts[0].created_at",
    "def f(t):\n    t.created_at\nf(client.get_task('t'))",
    "def f(*, t=1):\n    t.created_at\nf(t=client.get_task('t'))",
    "def f():\n    return client.get_task('t')\nf().created_at",
    "def f() -> Task: ...\nf().created_at",
    "def f():\n    yield client.get_task('t')\n[t.created_at for t in f()]",
    "def f():\n    yield from client.get_tasks('t')\n[t.created_at for t in f()]",
    "@contextmanager\ndef f():\n    yield client.get_task('t')\nwith f() as t:\n    t.created_at",
    "@pytest.fixture()\ndef task():\n    return client.get_task('t')\ndef test_it(task):\n    task.created_at",
    "class A:\n def __init__(self, c):\n  self.c = c\n def f(self):\n  self.c.get_task('t').created_at\nA(client)",
    "class A:\n def get(self):\n  return client.get_task('t')\n def f(self):\n  self.get().created_at",
    "class A:\n    @staticmethod\n    def f(t):\n        t.created_at\nA().f\nA.f(client.get_task('t'))",
    "@dataclass\nclass A:\n    task: Task\n    def f(self):\n        self.task.created_at",
    "class A:\n    t = client.get_task('t')\n    t.created_at",
    "class Mine(scaleapi.ScaleClient):\n    def f(self):\n        self.get_task('t').created_at",
    "class Mine(scaleapi.ScaleClient): ...\nMine('k').get_task('t').created_at",
    "client.with_options(timeout=1).get_task('t').created_at",
    "make = lambda: client.get_task('t').created_at",
    "f = [print(t.created_at) for t in tuple(set(client.get_tasks('p')))]",
    "try:\n    pass\nexcept ValueError as e:\n    client.get_task('t').created_at",
    "match x:\n    case 1:\n        client.get_task('t').created_at",
]


@pytest.mark.parametrize("script", RECOGNISED)
def test_a_task_is_recognised(script: str) -> None:
    """However a script came by it."""
    assert "time" in {one.code for one in differences((HEAD + script).encode())}


UNKNOWN = [
    "t = client.get_task('t')\nt = t.as_dict()\nt.created_at",
    "t = client.get_task('t')\ndef f(t):\n    t.created_at",
    "t = client.get_task('t')\n[t.created_at for t in other]",
    "def f(t: list): t.created_at",
    "def f(t: 'no python('): t.created_at",
    "def f(t: dict[str, Task]): t.created_at",
    "class A:\n    t = client.get_task('t')\n    def f(self):\n        t.created_at",
    "class Mine(scaleapi.ScaleClient):\n    def f(self):\n        self.own = 1\n        self.own.x\n        self.f()",
    "sum(client.get_tasks('p')).created_at",
    "len(x).created_at",
    "client.get_tasks('p').created_at",
    "enumerate(client.get_tasks('p')).created_at",
    "client.get_task.created_at",
    "client.get_task('t').params.created_at",
    "Task.created_at",
    "x[0] = client.get_task('t')\nx[0].created_at",
    "def f(x):\n    return\n    yield\nf(1).created_at",
    "from nothing import *\ncreated_at",
    "lambda t: t.created_at",
    "x = lambda: 0",
    "print(key=lambda: 0)",
    "x: int\nx.created_at",
]


@pytest.mark.parametrize("script", UNKNOWN)
def test_what_cannot_be_told_is_left_alone(script: str) -> None:
    """No name is taken for a task that need not be one."""
    assert {"time", "version-1", "other-name"}.isdisjoint(one.code for one in differences((HEAD + script).encode()))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"x = (", "line 1, column 5: no Python that can be read here: '(' was never closed"),
        (b"print 'x'", "line 1, column 1: no Python that can be read here: Missing parentheses"),
        (b"# coding: nonsense\n", "no Python that can be read here: unknown encoding: nonsense"),
        (b"x = '\xff'", "no Python that can be read here: invalid or missing encoding declaration"),
        (b"x\n" * 3 + b"x = '\xff'", "no Python that can be read here: 'utf-8' codec can't decode byte 0xff"),
        (b"x\0", "no Python that can be read here: source code"),
        (b"-" * 5_000 + b"x", "nested too deeply to be read"),
        (b"x" + b".x" * 5_000, "nested too deeply to be read"),
    ],
)
def test_what_is_no_python(source: bytes, told: str) -> None:
    """The error says where and why, in one line."""
    with pytest.raises(ScriptError) as caught:
        read_script(source)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("source", [b"", b"# coding: latin-1\nx = '\xe4'", b"\xef\xbb\xbfx = 1", b"x = '\\d'\r\ny = 2"])
def test_what_is_python(source: bytes) -> None:
    """Other encodings, other ends of lines, and style that Python warns of are read."""
    assert [] == differences(source)
