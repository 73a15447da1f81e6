"""Texts: spans with relations, forms, comparisons, threads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.viewer.scenes.values import Json, Marks, clean, named, text

__all__ = ["chat", "comparison", "form", "spans"]

Made = tuple[list[Json], list[str]]


def spans(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Draw the spans of a text, with their relations."""
    del task_type
    whole = text(params.get("text")) or ""
    made, notes = list[Json](), 0
    for one in listed(response.get("annotations")):
        start, end = mapped(one).get("start"), mapped(one).get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end:
            made.append({**named(mapped(one), marks), "start": start, "end": end})
        else:
            notes += 1
    given = response.get("relationships") or response.get("relations")
    relations = [_relation(one) for one in listed(given) if is_object(one)]
    view = {"kind": "text", "name": "text", "text": whole, "spans": made, "relations": relations}
    told = [] if whole else ["the text is not in the task: its spans are listed"]
    return [view], told + ([f"{notes} of the spans not drawn: start and end are no places"] if notes else [])


def _relation(raw: Mapping[str, Any]) -> Json:
    return {"from": text(raw.get("source_ref")), "to": text(raw.get("target_ref")), "label": text(raw.get("name"))}


def form(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Show answers by their fields, with the questions of the payload."""
    del marks, task_type
    questions = _questions(params)
    answers = {**response, **mapped(response.get("annotations")), **mapped(response.get("fields"))}
    fields = [
        {
            "title": questions.get(name, (clean(name), None))[0],
            "question": questions.get(name, ("", None))[1],
            "answers": list(_answers(value)),
            "notes": [],
        }
        for name, value in answers.items()
        if not (name in {"annotations", "fields"} and is_object(value))
    ]
    answered: Json = {"kind": "form", "name": "answers", "fields": fields}
    return [*_attached(params), answered], []


def _attached(params: Mapping[str, Any]) -> Iterator[Json]:
    """Show what a form is about, where it is an image or a text."""
    address = text(params.get("attachment"))
    if address is not None and params.get("attachment_type") == "image":
        size = {"width": None, "height": None}
        yield {"kind": "image", "name": "attachment", "url": address, **size, "shapes": [], "masks": []}
    for one in listed(params.get("attachments")):
        content = text(mapped(one).get("content"))
        if content is not None:
            yield {"kind": "text", "name": "attachment", "text": content, "spans": [], "relations": []}


def _questions(params: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Find titles and questions of the fields of a payload, in any of the ways in which they are declared."""
    found = {str(name): (str(clean(name)), text(about)) for name, about in mapped(params.get("fields")).items()}
    for one in listed(params.get("fields")):
        name = mapped(one).get("field_id")
        if isinstance(name, str):
            found[name] = text(mapped(one).get("title")) or str(clean(name)), text(mapped(one).get("description"))
    return found


def _answers(value: object) -> Iterator[str]:
    """Write an answer, or several, as texts."""
    for one in value if is_array(value) else [value]:
        if one is None or isinstance(one, str):
            yield "" if one is None else str(clean(one))
        else:
            yield json.dumps(clean(one), ensure_ascii=False)


def comparison(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Show what was compared, and what was chosen."""
    attachments, choices = listed(params.get("attachments")), listed(params.get("choices"))
    items = [
        {
            "title": str(clean(choices[at])) if at < len(choices) else f"{at + 1}",
            "url": text(one),
            "text": text(mapped(one).get("content")),
            "chosen": at < len(choices) and choices[at] == response.get("choice"),
        }
        for at, one in enumerate(attachments)
    ]
    fields = form({}, response, marks, task_type)[0][-1]["fields"]
    return [{"kind": "compare", "name": "comparison", "items": items, "fields": fields}], []


def chat(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Show a thread, turn by turn."""
    del params, marks, task_type
    turns = [
        {
            "role": text(one.get("type")) or text(one.get("role")) or "turn",
            "text": "\n".join(_answers(one.get("output"))),
            "fields": _beside(one),
        }
        for one in listed(response.get("responses"))
        if is_object(one)
    ]
    return [{"kind": "chat", "name": "thread", "turns": turns}], []


def _beside(turn: Mapping[str, Any]) -> list[Json]:
    more = {name: value for name, value in turn.items() if name not in {"type", "role", "output"}}
    return [
        {"title": clean(name), "question": None, "answers": list(_answers(value)), "notes": []}
        for name, value in more.items()
    ]
