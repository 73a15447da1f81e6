"""Writes what is generated, parts of docs/ and stubs: `python -m tests.generated`. Tests check that it is current."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer

from scaleapi._lazy import home_of
from scaleapi.cli.command import COMMON, Registered, registered
from scaleapi.cli.filters import FILTERS
from scaleapi.cli.program import GROUPS
from scaleapi.emulator.coverage import render_coverage
from scaleapi.export import schemas
from scaleapi.export.arrow_columns import schema_of
from scaleapi.export.columns import annotation_columns, table_of
from scaleapi.export.conversations.columns import ANNOTATION_COLUMNS, MESSAGE_COLUMNS, TASK_COLUMNS
from scaleapi.export.conversations.columns import RAW as WHOLE
from scaleapi.models.enums import TaskType
from scaleapi.models.payload import Payload
from scaleapi.models.payload_model import PayloadModel as PayloadPart
from scaleapi.models.table import Column
from scaleapi.models.task_table import RAW, TASK
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class
from tests.site import parts, payloads, rules

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def render_schemas() -> str:
    """Make a table of the columns of the tasks, and one for each table of annotations."""
    using: dict[int, list[str]] = {}  # task types by the identity of their table: equal tables are one object
    for task_type in KNOWN_TYPES:
        using.setdefault(id(table_of(task_type)), []).append(task_type)
    parts = ["### Tasks of all types", _columns((*TASK, RAW), schemas("imageannotation", raw=True).tasks)]
    for task_types in using.values():
        first = task_types[0]
        parts += ["### " + ", ".join(task_types), _columns(annotation_columns(first), schemas(first).annotations)]
    return "\n\n".join(parts)


def render_conversations() -> str:
    """Render the columns of the three tables of conversations."""
    named = {"Tasks": (*TASK_COLUMNS, WHOLE), "Messages": MESSAGE_COLUMNS, "Annotations": ANNOTATION_COLUMNS}
    return "\n\n".join(f"### {name}\n\n{_columns(columns, schema_of(columns))}" for name, columns in named.items())


def _columns(columns: Iterable[Column], schema: Any) -> str:
    rows = [f"| `{one.name}` | `{schema.field(one.name).type}` | {one.about} |" for one in columns]
    return "\n".join(["| column | type | what |", "|---|---|---|", *rows])


def render_create_task() -> str:
    """Make the stub of `create_task`: an overload with typed keywords for each task type."""
    common = _keywords(Payload)
    every = {name: "Any" for task_type in KNOWN_TYPES for name in _keywords(payload_class(task_type))}
    known = {member.value: member.name for member in TaskType}
    classes = {task_type: payload_class(task_type) for task_type in KNOWN_TYPES}
    named = {task_type: cls.__name__.removesuffix("Payload") + "Params" for task_type, cls in classes.items()}
    parts = [
        '"""What type checkers see of `create_task`. Generated from the payload models: `make docs`."""\n',
        "from collections.abc import Coroutine, Iterable, Mapping",
        "from typing import Any, Literal, Protocol, SupportsFloat, TypedDict, Unpack, overload\n",
        "from scaleapi import models",
        "from scaleapi.models import Payload, Task, TaskType\n",
        _typed_dict("CommonParams", "TypedDict", common),
        *(
            _typed_dict(named[task_type], "CommonParams", _beyond(_keywords(cls), common))
            for task_type, cls in classes.items()
        ),
        _typed_dict("AnyParams", "TypedDict", every),
        _protocol("CreateTask", "Task", named, known),
        _protocol("AsyncCreateTask", "Coroutine[Any, Any, Task]", named, known),
    ]
    return "\n".join(part for part in parts if part)


def _keywords(cls: type[Payload]) -> dict[str, str]:
    """List the API's names of a payload's fields, each with the type of its keyword."""
    return {wire: _hint(cls.model_fields[name].annotation) for wire, name in cls.wire_names.items()}


def _hint(annotation: Any) -> str:
    """Write the type of a keyword: what users may give, which is more than what the field holds."""
    inner = [one for one in get_args(annotation) or (annotation,) if one is not type(None)]
    first = get_origin(inner[0]) or inner[0]
    if get_origin(annotation) in {list, dict}:
        first = get_origin(annotation)
    if first in {int, float} or first is Literal:
        return "SupportsFloat | str | None"
    if isinstance(first, type) and issubclass(first, PayloadPart):
        return f"models.{first.__name__} | Mapping[str, Any] | None"
    plain = {
        str: "str | None",
        bool: "bool | str | None",
        list: "Iterable[Any] | None",
        dict: "Mapping[str, Any] | None",
    }
    return plain.get(first, "Any")


def _beyond(keywords: dict[str, str], common: dict[str, str]) -> dict[str, str]:
    return {name: hint for name, hint in keywords.items() if name not in common}


def _typed_dict(name: str, base: str, keywords: dict[str, str]) -> str:
    lines = [f"    {keyword}: {hint}" for keyword, hint in keywords.items()] or ["    pass"]
    return f"class {name}({base}, total=False):\n" + "\n".join(lines) + "\n"


def _protocol(name: str, result: str, named: dict[str, str], known: dict[str, str]) -> str:
    lines = [f"class {name}(Protocol):"]
    for task_type, params in named.items():
        member = f", TaskType.{known[task_type]}" if task_type in known else ""
        kind = f'Literal["{task_type}"{member}]'
        lines += [
            "    @overload",
            f"    def __call__(self, task_type: {kind}, /, **params: Unpack[{params}]) -> {result}: ...",
        ]
    lines += ["    @overload", f"    def __call__(self, payload: Payload, /) -> {result}: ..."]
    lines += [
        "    @overload",
        f"    def __call__(self, task_type: TaskType | str, /, **params: Unpack[AnyParams]) -> {result}: ...",
    ]
    return "\n".join(lines) + "\n"


def render_package(package: str) -> str:
    """Make the stub of a package whose names are imported when they are first used."""
    module: Any = import_module(package)
    homes = home_of(module._PUBLIC)
    lines = ['"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""\n']
    lines += [f"from scaleapi import {one} as {one}" for one in getattr(module, "_SUBMODULES", "").split()]
    lines += ["from scaleapi._version import __version__ as __version__"] if package == "scaleapi" else []
    lines += [f"from scaleapi.{home} import {name} as {name}" for name, home in homes.items()]
    renamed = getattr(module, "_RENAMED", {})
    lines += ["", *(f"{old} = {now}" for old, now in renamed.items())] if renamed else []
    return "\n".join([*lines, "", f"__all__ = {module.__all__!r}", ""])


def render_commands() -> str:
    """Make a section of each command: what it does, how it is called, its own options, and its example."""
    modules = {name: import_module(f"scaleapi.cli.{name.replace('-', '_')}") for name in GROUPS}
    groups = {name: typer.main.get_command(module.app) for name, module in modules.items()}
    parts: list[str] = []
    for one in registered():
        group, _, name = one.words.partition(" ")
        found: Any = groups[group]
        command = found.commands[name] if name else found
        parts.append(_command(one, command))
    return "\n\n".join(parts)


def _command(one: Registered, command: Any) -> str:
    filtered = {param.name for param in command.params} >= FILTERS.keys()
    shared = COMMON | (FILTERS.keys() if filtered else set())
    own = [param for param in command.params if param.name not in shared]
    placed = [param for param in own if param.param_type_name == "argument"]
    names = [f"{param.name.upper()}{'…' if param.nargs < 0 else ''}" for param in placed]
    rows = [f"| `{param.opts[0]}` | {param.help or ''} |" for param in own if param not in placed]
    rows += ["| `--" + "` `--".join(FILTERS).replace("_", "-") + "` | which tasks |"] if filtered else []
    table = ["| option | what |", "|---|---|", *rows, ""] if rows else []
    head = [f"### scaleapi {' '.join([one.words, *names])}", "", command.help.partition("\n\n")[0], ""]
    return "\n".join([*head, *table, "```sh", f"scaleapi {one.words} {one.example}".rstrip(), "```"])


PACKAGES = [
    "scaleapi",
    "scaleapi.bulk",
    "scaleapi.callbacks",
    "scaleapi.export",
    "scaleapi.models",
    "scaleapi.models.v2",
    "scaleapi.quality",
    "scaleapi.quality.metrics",
    "scaleapi.v2",
    "scaleapi.validation",
    "scaleapi.viewer",
]
STUBS: dict[str, Callable[[], str]] = {
    "scaleapi/_create_task.pyi": render_create_task,
    **{f"{one.replace('.', '/')}/__init__.pyi": partial(render_package, one) for one in PACKAGES},
}

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "cli.md": {"commands": render_commands},
    "conversations.md": {"conversations": render_conversations},
    "data.md": {"schemas": render_schemas},
    "emulator.md": {"coverage": render_coverage},
    "errors.md": {"retries": parts.render_retries},
    "quality.md": {"rules": rules.render_rules},
    "task-types.md": {"types": payloads.render_task_types, "payloads": payloads.render_payloads},
    **{f"reference/{page}.md": {"names": partial(parts.render_packages, page, PACKAGES)} for page in parts.PACKAGES},
    **{f"reference/{page}.md": {"names": partial(parts.render_models, page)} for page in (parts.SHARED, *parts.MODELS)},
}


def current(page: str) -> str:
    """Return a page with its generated parts made anew."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, make in PARTS[page].items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{make().strip()}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    for file, render in STUBS.items():
        (ROOT / file).write_text(render(), encoding="utf-8")
    for page in PARTS:
        (DOCS / page).write_text(current(page), encoding="utf-8")
