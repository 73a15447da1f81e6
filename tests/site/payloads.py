"""Generated parts of docs/task-types.md: what is known of each type, with a smallest and a full payload."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scaleapi.emulator.answers import FUNCTIONS
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class, response_class
from scaleapi.validation import payload_template
from tests.site.parts import model_pages

__all__ = ["full_payload", "render_payloads", "render_task_types"]

SAMPLES = Path(__file__).parent.parent / "samples"
ONLY_NAMED = {"laneannotation", "videoboxannotation", "videocuboidannotation", "federal2dvideoannotation"}
SURE = {
    **dict.fromkeys(ONLY_NAMED, "only the name is known"),
    **dict.fromkeys(
        ("chatexperimental", "chatlite", "multichat", "documentmodel"), "the name; the response is inferred"
    ),
    **dict.fromkeys(("annotation", "cuboidannotation", "lineannotation", "polygonannotation"), "seen in code"),
    **dict.fromkeys(("audiotranscription", "comparison", "datacollection", "transcription"), "documented in 2017"),
    "chat": "response documented, parameters inferred",
    "categorization": "documented; answers to taxonomies are not known",
    "lidarlinking": "response documented, parameters mostly inferred",
    "lidarsegmentation": "documented in part",
    "lidartopdown": "parameters documented, response inferred",
    "multistage": "documented in part, response not known",
    "pointannotation": "inferred",
    "sensorfusion": "documented in part, response not known",
}
"""How sure the facts about a task type are; the others are documented."""


def render_task_types() -> str:
    """Make a table of all task types."""
    head = "| task type | payload | response | facts | emulator answers |\n|---|---|---|---|---|\n"
    return head + "\n".join(_row(task_type) for task_type in KNOWN_TYPES)


def _row(task_type: str) -> str:
    payload, response = (_link(one(task_type).__name__) for one in (payload_class, response_class))
    answers = "plausible" if task_type in FUNCTIONS else "no annotations"
    facts = SURE.get(task_type, "documented")
    return f"| [`{task_type}`](#{task_type}) | {payload} | {response} | {facts} | {answers} |"


def _link(name: str) -> str:
    """Link a model to the page of the reference that shows it."""
    page = model_pages().get(name)
    if page is None:
        raise LookupError(f"{name} is not among the public names in scaleapi/models/__init__.py")
    return f"[`{name}`](reference/{page}.md#scaleapi.models.{name})"


def render_payloads() -> str:
    """Show a smallest payload of each task type, and a full one where it has more."""
    return "\n\n".join(_payloads(task_type) for task_type in KNOWN_TYPES)


def _payloads(task_type: str) -> str:
    smallest, full = payload_template(task_type).payload, full_payload(task_type)
    parts = [f"### {task_type}", *_block("The smallest", smallest)]
    return "\n\n".join([*parts, *(_block("A full one", full) if full != smallest else [])])


def full_payload(task_type: str) -> dict[str, Any]:
    """Read the payload that the tests use for everything."""
    payload: dict[str, Any] = json.loads((SAMPLES / task_type / "payload.json").read_text(encoding="utf-8"))
    return payload


def _block(title: str, payload: dict[str, Any]) -> list[str]:
    if not payload:
        return [f"{title}: `{{}}`. Its parameters come from a project, or are not known."]
    return [f"{title}:", f"```json\n{json.dumps(payload, indent=2, ensure_ascii=False)}\n```"]
