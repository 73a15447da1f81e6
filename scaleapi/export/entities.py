"""Texts with their named entities, for training formats; losses on the way. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from scaleapi._show.text import shorten
from scaleapi.export.losses import Loss, Lost
from scaleapi.export.shapes import UNLABELED
from scaleapi.models.rules import is_array, is_object, listed, mapped, objects
from scaleapi.models.task import Task

__all__ = ["Entity", "EntityText", "Tokenizer", "declared_entities", "entity_texts", "tagged", "text_in", "words"]

Tokenizer = Callable[[str], Iterable[tuple[int, int]]]
"""Returns where the tokens of a text are: start, and the character after the end; rising, without overlap."""


class Entity(NamedTuple):
    """A span of a text."""

    at: int
    """Its place in the array of the response."""
    start: int
    end: int
    """The character after it."""
    label: str


@dataclass(frozen=True, slots=True)
class EntityText:
    """A task's text, with what was marked in it, in the order of the text."""

    task: Task
    text: str
    entities: list[Entity]


def text_in(params: Mapping[str, Any]) -> str | None:
    """Return the text that a task is about; None if its parameters do not have it."""
    kind = params.get("attachment_type")
    texts = (params.get("text"), params.get("attachment") if kind == "text" else None)
    return next((one for one in texts if isinstance(one, str)), None)


def entity_texts(tasks: Iterable[Task], carrier: str) -> Iterator[EntityText | Loss]:
    """Read `namedentityrecognition` tasks; losses of a text come before it.

    Args:
        tasks: Any tasks; those of other types, and without a response or a text, are left out with a loss.
        carrier: The name of the format, for the messages.
    """
    for task in tasks:
        text = text_in(task.params)
        why = _why_left_out(task, text)
        if why or text is None:
            yield Loss(task.task_id, "", f"{why}: the task is left out")
            continue
        found = list(_read(mapped(task.response), text, carrier))
        yield from (one.of(task.task_id) for one in found if isinstance(one, Lost))
        entities = [one for one in found if isinstance(one, Entity)]
        yield EntityText(task, text, sorted(entities, key=lambda one: (one.start, -one.end)))


def _why_left_out(task: Task, text: str | None) -> str | None:
    if task.type != "namedentityrecognition":
        return f"is a task of type {task.type}, which has no spans"
    if task.status == "error" or task.response is None:
        return f"has no response (its status is {task.status})"
    return "has no text in its parameters" if text is None else None


def _read(response: Mapping[str, Any], text: str, carrier: str) -> Iterator[Entity | Lost]:
    annotations = response.get("annotations")
    if not is_array(annotations):
        yield Lost(("annotations",), f"is no array (got {shorten(annotations)}): left out")
    if relations := listed(response.get("relationships")):
        yield Lost(("relationships",), f"are {len(relations)} relations, which {carrier} does not carry: left out")
    if named := [one for _, one in objects(annotations) if one.get("id") is not None]:
        yield Lost(("annotations",), f"have {len(named)} `id`, which {carrier} does not carry: left out")
    for at, raw in enumerate(listed(annotations)):
        yield from _entity(raw, at, text, carrier)


def _entity(raw: object, at: int, text: str, carrier: str) -> Iterator[Entity | Lost]:
    here = ("annotations", at)
    start, end = (_whole(mapped(raw).get(name)) for name in ("start", "end"))
    if not is_object(raw) or start is None or end is None:
        yield Lost(here, f"has no `start` and `end` that are whole numbers (got {shorten(raw)}): left out")
        return
    said = raw.get("text")
    end += isinstance(said, str) and end - start + 1 == len(said)  # then `end` is the last character
    if not 0 <= start < end <= len(text):
        yield Lost(here, f"goes from {start} to {end}, in a text of {len(text)} characters: left out")
        return
    label = raw.get("label")
    yield Entity(at, start, end, label if isinstance(label, str) else UNLABELED)
    if not isinstance(label, str):
        yield Lost(here, f"has no label: it goes by `{UNLABELED}`")
    if raw.get("attributes"):
        yield Lost((*here, "attributes"), f"is nothing that {carrier} carries: left out")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def declared_entities(params: Mapping[str, Any]) -> Iterator[str]:
    """List the labels that a payload declares: those without children, in its order."""
    yield from _leaves(params.get("labels"))


def _leaves(labels: object) -> Iterator[str]:
    for label in listed(labels):
        name, finer = mapped(label).get("name", label), listed(mapped(label).get("children"))
        if isinstance(name, str) and not finer:
            yield name
        yield from _leaves(finer)


def words(text: str) -> Iterator[tuple[int, int]]:
    """Find the tokens of a text: words, and each other character that is no blank."""
    return (one.span() for one in re.finditer(r"\w+|[^\w\s]", text))


def tagged(one: EntityText, tokenizer: Tokenizer) -> tuple[list[tuple[int, int]], list[str], list[Lost]]:
    """Give each token a tag: `B-` and the label of the entity that begins there, `I-` inside of it, else `O`.

    Returns:
        Where the tokens are, their tags, and what is lost: of entities that overlap, the earlier and longer one stays;
        one that cuts through a token is widened to whole tokens.
    """
    tokens = list(tokenizer(one.text))
    tags, lost = ["O"] * len(tokens), list[Lost]()
    for entity in one.entities:
        inside = [at for at, (start, end) in enumerate(tokens) if start < entity.end and entity.start < end]
        lost += _cut(entity, [tokens[at] for at in inside], one.text, [tags[at] for at in inside])
        if inside and all(tags[at] == "O" for at in inside):
            for at in inside:
                tags[at] = f"{'B' if at == inside[0] else 'I'}-{entity.label}"
    return tokens, tags, lost


def _cut(entity: Entity, tokens: Sequence[tuple[int, int]], text: str, tags: Sequence[str]) -> Iterator[Lost]:
    here = ("annotations", entity.at)
    if not tokens:
        yield Lost(here, f"is {shorten(text[entity.start : entity.end])}, which has no token: left out")
    elif any(tag != "O" for tag in tags):
        yield Lost(here, "overlaps an earlier or longer span: left out")
    elif (tokens[0][0], tokens[-1][1]) != (entity.start, entity.end):
        whole = text[tokens[0][0] : tokens[-1][1]]
        if whole.strip() != text[entity.start : entity.end].strip():
            yield Lost(here, f"cuts through a token: it is widened to {shorten(whole)}")
