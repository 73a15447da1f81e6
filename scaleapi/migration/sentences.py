"""What is said of each difference: the same sentences as in docs/migration.md, under the same headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ABSENT",
    "ACTIONS",
    "ARGUMENTS",
    "AT_THE_CALL",
    "AUDIT",
    "CAUGHT",
    "CHECKED",
    "CONNECTIONS",
    "ENUMERATIONS",
    "EQUAL",
    "FIELDS_OF_PARAMS",
    "FROZEN",
    "KEPT_TO_ITSELF",
    "KEY",
    "NO_ATTRIBUTE_ERROR",
    "NO_REQUESTS",
    "PAGES",
    "PICKLED",
    "PROJECT",
    "PROXIES",
    "STAND_INS",
    "STUDIO",
    "TIMES",
    "VALUES",
    "VERSION_1",
    "VERSION_2",
    "Sentence",
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A difference."""

    code: str
    kind: Literal["change", "note"]
    """`change`: as it is written, it fails or gives something else. `note`: it works, and behaves differently."""
    section: str
    """The heading in docs/migration.md."""
    text: str


_PAYLOADS = "Payloads are checked before they are sent"
_ABSENT = "Absent optional fields are None"
_FROZEN = "Entities are frozen, and equal by id"
_CONNECTIONS = "Connections, time-outs and retries"
_VERSION_2 = "Version 2 of the API"
_NAMES = "Names of other versions"

CHECKED = Sentence(
    "payload",
    "note",
    _PAYLOADS,
    "A payload with mistakes raises `ScaleValidationError` with all of them, and nothing is sent.",
)
CAUGHT = Sentence(
    "caught",
    "note",
    _PAYLOADS,
    "`ScaleValidationError` is a `ScaleInvalidRequest` with code 400, so code that catches the service's refusal"
    " catches ours.",
)
VALUES = Sentence(
    "argument",
    "change",
    _PAYLOADS,
    "Arguments are checked, too: e-mail addresses, roles, `limit` (1 to 100), empty ids and names.",
)
TIMES = Sentence(
    "time",
    "change",
    "Times are datetimes",
    "`created_at`, `completed_at` and `updated_at` are `datetime` objects, not strings: of tasks, batches, projects and"
    " files.",
)
ABSENT = Sentence(
    "absent",
    "change",
    _ABSENT,
    "`hasattr` is true for every optional field, and `getattr(task, name, default)` gives `None`, not the default.",
)
NO_ATTRIBUTE_ERROR = Sentence(
    "absent-caught", "change", _ABSENT, "No `AttributeError` is raised for a field that the service left out."
)
ENUMERATIONS = Sentence(
    "enumeration",
    "change",
    "Statuses and types are enumerations",
    "`type(task.status)` is `TaskStatus`, not `str`, and `repr` shows it.",
)
ACTIONS = Sentence(
    "action",
    "note",
    "Actions update the object",
    "After `task.cancel()` and the other actions, the object shows what the service answered.",
)
AUDIT = Sentence(
    "audit",
    "note",
    "Actions update the object",
    "`task.audit()` changes nothing on the object, since the service answers nothing: call `task.refresh()`.",
)
FROZEN = Sentence("frozen", "change", _FROZEN, "Assigning to a field raises.")
EQUAL = Sentence(
    "equal",
    "note",
    _FROZEN,
    "`Task` objects with the same `task_id` are equal and can be put into sets; the same holds for the others by their"
    " id, name or e-mail address.",
)
AT_THE_CALL = Sentence(
    "list", "note", "Lists are iterators", "The arguments are checked at the call, not at the first item."
)
PAGES = Sentence(
    "page",
    "note",
    "Lists are iterators",
    "`tasks()` and `batches()` return `Tasklist` and `Batchlist`, which are lists, so an empty one is false; `.docs`,"
    " `.total`, `.has_more` and `.next_token` are still there.",
)
CONNECTIONS = Sentence(
    "connections",
    "note",
    _CONNECTIONS,
    "A client keeps its connections until it is closed, gives up a step that takes longer than 60 s, and repeats only"
    " what is safe to repeat.",
)
NO_REQUESTS = Sentence(
    "requests-caught",
    "change",
    _CONNECTIONS,
    "Connection failures and time-outs raise `ScaleConnectionError` and `ScaleTimeoutError`, not exceptions of"
    " requests.",
)
STAND_INS = Sentence(
    "requests-replaced",
    "change",
    _CONNECTIONS,
    "What stands in for requests in tests (`responses`, `requests_mock`, a patch) sees no call: use"
    " `scaleapi.emulator`.",
)
PROXIES = Sentence(
    "proxies",
    "note",
    "Proxies and certificates",
    "`proxies`, `cert` and `verify` take what they took. They are turned into httpx's own settings; `http_client=`"
    " takes a ready `httpx.Client` instead.",
)
ARGUMENTS = Sentence(
    "keyword",
    "change",
    "Arguments",
    "A keyword that a call does not know is refused with the nearest name, and an empty list as a filter is an error,"
    " since it would filter nothing.",
)
VERSION_1 = Sentence(
    "version-1",
    "change",
    _NAMES,
    "Methods of version 1 (`create_imageannotation_task`, `fetch_task` …) raise an `AttributeError` that says what to"
    " call.",
)
VERSION_2 = Sentence(
    "version-2",
    "note",
    _VERSION_2,
    "`client.v2` has the calls of 2.18.4, with arguments in the place of request objects, and lists that are iterators"
    " over all pages.",
)
VERSION_2_NAMES = Sentence(
    "version-2-names",
    "note",
    _VERSION_2,
    "Imports from `scaleapi.api_client.v2` work, with a `DeprecationWarning`: the models are in `scaleapi.models.v2`.",
)
VERSION_2_GONE = Sentence(
    "version-2-gone",
    "change",
    _VERSION_2,
    "`ApiClient`, `Configuration` and the methods `…_with_http_info` and `…_without_preload_content` are not here.",
)
KEPT_TO_ITSELF = Sentence(
    "other-name",
    "change",
    _NAMES,
    "What 2.x does not document, such as names that begin with an underscore, is not here.",
)
KEY = Sentence("key", "note", "The key", "A missing or empty key raises in the constructor.")
PICKLED = Sentence("pickled", "change", "The key", "Clients refuse to be pickled: make one in each process.")
FIELDS_OF_PARAMS = Sentence(
    "params",
    "note",
    "Fields of params on the task",
    '`task.geometries` for `task.params["geometries"]` still works, with a `DeprecationWarning`, as 2.x announced.',
)
PROJECT = Sentence(
    "project",
    "note",
    "Project and Studio details",
    "`project.params`, `.version` and `.instruction` are `None` when the project has no parameters.",
)
STUDIO = Sentence(
    "studio",
    "change",
    "Project and Studio details",
    "`StudioProjectGroup.workers` is a list of `StudioWorker` (2.15.14 wrapped it into a tuple by mistake), and"
    " `EvaluationTask.initial_response` is there (2.15.14 always had `None`).",
)
