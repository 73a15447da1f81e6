"""namedentityrecognition: a word for each label, and a relation wherever the labels allow one."""

from __future__ import annotations

import re
from random import Random

from scaleapi.emulator.answers.labels import entries
from scaleapi.emulator.wire import Json, is_object

__all__ = ["answer_spans"]


def answer_spans(params: Json, random: Random) -> Json:
    """Make the response of a namedentityrecognition task; `end` is the index after the last character."""
    text = next((params[name] for name in ("text", "attachment") if isinstance(params.get(name), str)), "")
    words = list(re.finditer(r"\w+", text))
    paths = _paths(params.get("labels"), ()) if words else []
    spans = [_span(at, path[-1], random.choice(words)) for at, path in enumerate(paths)]
    response: Json = {"annotations": spans}
    if definitions := [one for one in entries(params.get("relationships")) if is_object(one)]:
        ends = [(span["id"], path) for span, path in zip(spans, paths, strict=True)]
        made = [relation for one in definitions for relation in _relation(one, ends)]
        response["relationships"] = [{"id": f"r{at}", **relation} for at, relation in enumerate(made)]
    return response


def _paths(labels: object, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for label in entries(labels):
        name = label.get("name") if is_object(label) else label
        if isinstance(name, str):
            below = _paths(label.get("children"), (*above, name)) if is_object(label) else []
            found += below or [(*above, name)]
    return found


def _span(at: int, label: str, word: re.Match[str]) -> Json:
    return {"id": f"a{at}", "start": word.start(), "end": word.end(), "text": word[0], "label": label}


def _relation(definition: Json, ends: list[tuple[str, tuple[str, ...]]]) -> list[Json]:
    def fitting(name: str) -> list[str]:
        wanted: object = definition.get(name)
        return [span for span, path in ends if wanted is None or wanted in path]

    pairs = [(a, b) for a in fitting("source_label") for b in fitting("target_label") if a != b]
    named = {"name": definition["name"]} if definition.get("name") is not None else {}
    return [{"source_ref": source, "target_ref": target, **named} for source, target in pairs[:1]]
