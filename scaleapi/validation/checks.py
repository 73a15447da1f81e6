"""Check payloads before they are sent: every mistake at once, each by JSON pointer.

`validate` lists what is wrong and what is doubtful, and never raises. `check` makes the wire form of what a client is
about to send, and raises or warns as the client's `validation` setting says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from scaleapi._keywords import known_keywords
from scaleapi._warn import warn_about
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models.enums import TaskType
from scaleapi.models.payload import Payload
from scaleapi.models.rules import is_object, listed, mapped
from scaleapi.models.tasks.registry import is_known, payload_class
from scaleapi.models.validation_context import checking
from scaleapi.models.wire import wire_of
from scaleapi.problems import Finding, Loc, Problem, Problems, did_you_mean, findings_of, missing
from scaleapi.validation.acceptance import accepts

if TYPE_CHECKING:
    from scaleapi.models.project import Project

__all__ = [
    "ValidationMode",
    "check",
    "check_quality",
    "problems_of",
    "validate",
    "validate_quality",
    "validate_with_project",
]

ValidationMode = Literal["error", "warn", "off"]
"""What a client does about mistakes: refuse to send, only warn, or not look."""


@known_keywords
def validate(
    task_type: TaskType | str, payload: Payload | Mapping[str, Any], project: Project | None = None
) -> list[Problem]:
    """List all mistakes (`severity="error"`) and doubts (`"warning"`) in a payload, in the order of the document.

    Never raises, whatever it is given. A task type that is not known here is a doubt itself, and only what all types
    have in common is checked.

    Args:
        task_type: The task type.
        payload: The payload: a dictionary or a payload object.
        project: The project that the task will be in, as `client.get_project` gives it: its parameters are put under
            those of the payload, as the service does. Nothing may be missing then.
    """
    if project is not None:
        return validate_with_project(task_type, payload, project.name, project.param_history)
    return problems_of(task_type, *wire_of(payload))


def problems_of(task_type: object, wire: object, unsendable: list[Finding]) -> list[Problem]:
    """List what is wrong with plain JSON, as `wire_of` and `wire_of_text` give it."""
    return _sorted([*unsendable, *_findings(task_type, wire)], wire)


def validate_quality(task_type: TaskType | str, payload: Payload | Mapping[str, Any]) -> list[Problem]:
    """Do the same for the payload of an evaluation or training task, which must have an `expected_response`."""
    wire, unsendable = wire_of(payload)
    return _sorted([*unsendable, *_findings(task_type, wire), *_about_quality(wire)], wire)


def validate_with_project(
    task_type: TaskType | str,
    payload: Payload | Mapping[str, Any],
    project_name: str,
    versions: Sequence[Mapping[str, Any]],
) -> list[Problem]:
    """Do the same for a payload together with the parameters that its project adds: nothing may be missing then.

    Args:
        task_type: The task type.
        payload: The payload itself.
        project_name: The project, given by the payload or by its batch.
        versions: The project's `param_history`, oldest first.
    """
    wire, unsendable = wire_of(payload)
    if not is_object(wire):
        return validate(task_type, payload)
    whole = {**_inherited(wire, versions), **{name: value for name, value in wire.items() if value is not None}}
    without = {name: value for name, value in whole.items() if name not in ("project", "batch")}
    found = [*_findings(task_type, {**whole, "project": project_name}), *unsendable]
    told = {finding.loc for finding in found}
    # Seen without a project, nobody else can give what is missing: only the project itself is there after all.
    bare = [one for one in _findings(task_type, without) if one.code == "missing" and one.loc != ("project",)]
    return _sorted([*found, *(one for one in bare if one.loc not in told)], whole)


def _inherited(wire: dict[str, Any], versions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    wanted = wire.get("project_version", wire.get("project_param_version"))
    fitting = versions if wanted is None else [one for one in versions if one.get("version") == wanted]
    params: Mapping[str, Any] = fitting[-1] if fitting else {}
    return {name: value for name, value in params.items() if name not in ("version", "created_at")}


def check(
    task_type: TaskType | str, payload: Payload | Mapping[str, Any], mode: ValidationMode = "error"
) -> dict[str, Any]:
    """Return the wire form of a payload that is to be sent, after checking it as the mode says.

    `error` raises `ScaleValidationError` if anything is surely wrong, and warns of doubts; `warn` only warns; `off`
    does not look. What has no JSON form, or is no object, raises `ScaleValidationError` in every mode.
    """
    return _checked(payload, mode, partial(_findings, task_type))


def check_quality(
    task_type: TaskType | str, payload: Payload | Mapping[str, Any], mode: ValidationMode = "error"
) -> dict[str, Any]:
    """Do the same for the payload of an evaluation or training task, which must have an `expected_response`."""
    return _checked(payload, mode, lambda wire: [*_findings(task_type, wire), *_about_quality(wire)])


def _checked(payload: object, mode: ValidationMode, look: Callable[[Any], list[Finding]]) -> dict[str, Any]:
    wire, unsendable = wire_of(payload)
    if not is_object(wire):
        unsendable = unsendable or [Finding((), "type", "must be an object", payload)]
    problems = _sorted([*unsendable, *(look(wire) if mode != "off" and is_object(wire) else [])], wire)
    fatal = [one for one in problems if one.severity == "error"] if mode == "error" else _sorted(unsendable, wire)
    if fatal:
        raise ScaleValidationError("\n".join(str(problem) for problem in fatal), problems=problems)
    for problem in problems:
        warn_about(problem)
    return mapped(wire)


def _sorted(found: list[Finding], wire: Any) -> list[Problem]:
    if not found:
        return Problems()
    refused = [finding.loc for finding in found if finding.code == "not_json"]
    told = [finding for finding in found if not _is_said_by(refused, finding)]
    return Problems(finding.problem() for finding in sorted(told, key=lambda finding: _place(finding.loc, wire)))


def _is_said_by(refused: list[Loc], finding: Finding) -> bool:
    """Tell whether a finding is about a value that cannot be sent at all: nothing else needs to be said of it."""
    itself = finding.code in ("not_json", "unknown_type")
    return not itself and any(finding.loc[: len(loc)] == loc for loc in refused)


def _doubt_about_type(task_type: object) -> Finding:
    hint = did_you_mean(_name(task_type), [member.value for member in TaskType])
    return Finding((), "unknown_type", "the task type is not known", task_type, hint, "warning")


def _name(task_type: object) -> str:
    return str.__str__(task_type) if isinstance(task_type, str) else ""


def _findings(task_type: object, wire: Any) -> list[Finding]:
    name = _name(task_type)
    doubts = [] if is_known(name) else [_doubt_about_type(task_type)]
    model = payload_class(name)
    if accepts(model, wire):
        return doubts
    try:
        with checking():
            model.model_validate(wire)
    except ValidationError as error:
        return doubts + findings_of(error)
    except RecursionError:
        return [*doubts, Finding((), "not_json", "is nested too deeply")]
    return doubts


def _about_quality(wire: Any) -> Iterator[Finding]:
    raw = mapped(wire)
    if raw.get("expected_response") is None:
        yield missing(("expected_response",))
    for name in ("expected_response", "initial_response"):
        if raw.get(name) is not None and not is_object(raw[name]):
            yield Finding((name,), "type", "must be an object", raw[name])


def _place(loc: Loc, wire: Any) -> list[int]:
    """Say where a value stands in the document; one that is missing comes before its siblings."""
    place: list[int] = []
    for step in loc:
        if is_object(wire) and step in wire:
            place.append(list(wire).index(str(step)))
            wire = wire[str(step)]
        elif isinstance(step, int) and step < len(listed(wire)):
            place.append(step)
            wire = listed(wire)[step]
        else:
            return [*place, -1]
    return place
