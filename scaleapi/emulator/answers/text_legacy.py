"""The older task types that ask about a text, an image, a page or speech; and chats."""

from __future__ import annotations

from random import Random

from scaleapi.emulator.answers.labels import attribute_value, entries, objects
from scaleapi.emulator.wire import Json, is_object

__all__ = ["answer_audio", "answer_categories", "answer_chat", "answer_comparison", "answer_keys"]

_TEXT = "A short answer."


def answer_categories(params: Json, random: Random) -> Json:
    """Make the response of a categorization task; for taxonomies, by the name of each question."""
    if taxonomies := objects(params.get("taxonomies")):
        return {name: attribute_value(definition, {}, random) for name, definition in taxonomies.items()}
    ids: object = params.get("category_ids")
    by_id: list[tuple[str | None, object]] = [*ids.items()] if is_object(ids) else []
    choices = by_id or [(None, category) for category in entries(params.get("categories"))]
    if not choices:
        return {"category": None}
    category_id, category = random.choice(choices)
    if params.get("allow_multiple") is True:
        return {"category": [category], "category_id": None if category_id is None else [category_id]}
    return {"category": category, **({} if category_id is None else {"category_id": category_id})}


def answer_comparison(params: Json, random: Random) -> Json:
    """Make the response of a comparison task: only what was asked."""
    choices = entries(params.get("choices"))
    chosen = {"choice": random.choice(choices)} if choices else {}
    return {**chosen, **({"fields": _texts(params.get("fields"))} if params.get("fields") else {})}


def answer_keys(params: Json, _random: Random) -> Json:
    """Make the response of a datacollection or transcription task."""
    response: Json = {"fields": _texts(params.get("fields"))}
    if params.get("repeatable_fields"):
        response["repeatable_fields"] = [_texts(params["repeatable_fields"])] * 2
    return response


def answer_audio(params: Json, random: Random) -> Json:
    """Make the response of an audiotranscription task."""
    words = ["um", "hello"] if params.get("verbatim") is True else ["hello"]
    words += [phrase for phrase in entries(params.get("phrases")) if isinstance(phrase, str)]
    alignment = [
        {"word": word, "start": at, "end": at + 0.5, "confidence": random.choice([0.3, 0.9])}
        for at, word in enumerate(words)
    ]
    return {"transcript": " ".join(words), "duration": float(len(words)), "alignment": alignment}


def answer_chat(params: Json, _random: Random) -> Json:
    """Make the response of a chat: the prompt, if the template has one, and an answer to it."""
    prompt = objects({"it": params.get("template_variables")}).get("it", {}).get("prompt")
    asked = [{"type": "PromptInput", "output": prompt}] if isinstance(prompt, str) else []
    return {"responses": [*asked, {"type": "Instructions", "output": _TEXT}]}


def _texts(fields: object) -> Json:
    return dict.fromkeys(fields, _TEXT) if is_object(fields) else {}
