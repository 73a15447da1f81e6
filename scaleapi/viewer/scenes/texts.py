"""Texts: spans with relations, forms, comparisons, threads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.annotations import NAMES, named
from scaleapi.viewer.scenes.leftovers import Path
from scaleapi.viewer.scenes.values import Json, clean, joined, text, whole

__all__ = ["chat", "comparison", "form", "spans"]

_SPAN = NAMES | {"start", "end", "text"}
_RELATION = {"id", "source_ref", "target_ref", "name"}


def spans(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Draw the spans of a text, with their relations."""
    content = text(params.get("text")) or ""
    if not content:
        account.say("the text is not in the task: its spans are listed")
    found = account.listed("annotations")
    made = [span for path, one in found if (span := _span(account, path, one, content))]
    given = [one for name in ("relationships", "relations") for one in account.listed(name, "a relation")]
    relations = [_relation(account, path, one) for path, one in given]
    return [{"kind": "text", "name": "text", "text": content, "spans": made, "relations": relations}]


def _span(account: Account, path: Path, one: Mapping[str, Any], content: str) -> Json | None:
    start, end = _place(one.get("start")), _place(one.get("end"))
    if start is None or end is None or start > end:
        account.undrawn(path, one, "a span whose start and end are no places")
        return None
    if content and end > len(content):
        account.remark(path, f"the span ends beyond the text, which has {len(content):,} characters")
    made, words = named(account, path, one, _SPAN), account.text(path, one, "text")
    if words is not None and words != content[start:end]:
        if content:
            account.remark((*path, "text"), "the span says another text than stands there")
        made["attributes"] = joined([*made["attributes"].items(), ("text", words)])
    return {**made, "start": start, "end": end}


def _place(value: object) -> int | None:
    return None if isinstance(value, str) else whole(value)


def _relation(account: Account, path: Path, raw: Mapping[str, Any]) -> Json:
    account.others(path, raw, _RELATION)
    names = {"id": "id", "from": "source_ref", "to": "target_ref", "label": "name"}
    return {name: account.text(path, raw, key) for name, key in names.items()}


def form(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Show answers by their fields, with the questions of the payload."""
    return [*_attached(params), {"kind": "form", "name": "answers", "fields": _fields(params, account)}]


def _fields(params: Mapping[str, Any], account: Account) -> list[Json]:
    """List the answers of a response, and those within its `annotations` and `fields`."""
    questions, answers = _questions(params), list[tuple[Path, Any]]()
    for name, value in account.all().items():
        if name in {"annotations", "fields"} and is_object(value):
            answers += [((name, inner), one) for inner, one in value.items()]
        else:
            answers.append(((name,), value))
    return [_answered(account, path, value, questions) for path, value in answers]


def _answered(account: Account, path: Path, value: object, questions: Mapping[str, tuple[str, str | None]]) -> Json:
    name = str(path[-1])
    title, question = questions.get(name) or (clean(name), None)
    return {"title": title, "question": question, "answers": _answers(account, path, value), "notes": []}


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


def _answers(account: Account, path: Path, value: object) -> list[str]:
    """Write an answer, or several, as texts."""
    given = account.clean(path, value)
    some: list[Any] = given if is_array(given) else [given]
    return ["" if one is None else one if isinstance(one, str) else _written(one) for one in some]


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def comparison(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Show what was compared, and what was chosen."""
    choices, chosen = listed(params.get("choices")), account.response.get("choice")
    items = [
        {
            "title": str(clean(choices[at])) if at < len(choices) else f"{at + 1}",
            "url": text(one),
            "text": text(mapped(one).get("content")),
            "chosen": at < len(choices) and _is_chosen(choices[at], chosen),
        }
        for at, one in enumerate(listed(params.get("attachments")))
    ]
    return [{"kind": "compare", "name": "comparison", "items": items, "fields": _fields({}, account)}]


def _is_chosen(choice: object, chosen: object) -> bool:
    return isinstance(chosen, (str, int, float)) and type(choice) is type(chosen) and choice == chosen


def chat(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Show a thread, turn by turn."""
    del params
    turns = [_turn(account, path, one) for path, one in account.listed("responses", "a turn")]
    return [{"kind": "chat", "name": "thread", "turns": turns}]


def _turn(account: Account, path: Path, one: Mapping[str, Any]) -> Json:
    """Make a turn; whatever it says beside its role and its text stands below it."""
    role = next((name for name in ("type", "role") if text(one.get(name))), None)
    beside = {name: value for name, value in one.items() if name not in (role, "output")}
    return {
        "role": text(one[role]) if role else "turn",
        "text": "\n".join(_answers(account, (*path, "output"), one.get("output"))),
        "fields": [_answered(account, (*path, name), value, {}) for name, value in beside.items()],
    }
