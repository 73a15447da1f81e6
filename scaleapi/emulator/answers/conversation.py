"""The conversation that a chat was about, as version 2 shows it: in each turn people ask, and models answer."""

from __future__ import annotations

from random import Random

from scaleapi.emulator.answers.files import ResultFile, indexed_png
from scaleapi.emulator.answers.labels import objects
from scaleapi.emulator.answers.marks import Annotator
from scaleapi.emulator.wire import Json

__all__ = ["AUTHORS", "CONVERSATION", "answer_conversation"]

CONVERSATION = "conversation"
"""Stands in the place of a task type for what version 2 adds to a chat."""
AUTHORS = ("model_a", "model_b")
"""The models whose answers are compared."""

_PROMPT = "Which is larger, the sun or the moon?"
_PICTURE = ResultFile("picture.png", indexed_png([bytes(range(16))] * 16))


def answer_conversation(params: Json, random: Random) -> Json:
    """Make a thread of two turns: two models' answers are compared, then the better one's next is rewritten.

    `params` are the task's, with its `task_id`, and when it was `submitted_at`. Every detail is there: what is not
    asked for is left out when it is shown.
    """
    annotator = Annotator(params["task_id"], random)
    variables = objects({"it": params.get("template_variables")}).get("it", {})
    best = random.choice(AUTHORS)
    thread: Json = {"id": annotator.new_id(), "turns": [_compared(annotator, variables, best)]}
    thread["turns"].append(_rewritten(annotator, best))
    thread["annotations"] = annotator.of_thread()
    contributor = f"{random.getrandbits(96):024x}"
    thread["submissions"] = [{"submitted_at": params["submitted_at"], "contributor_id": contributor}]
    return {"threads": [thread]}


def _compared(annotator: Annotator, variables: Json, best: str) -> Json:
    turn: Json = {"id": annotator.new_id()}
    rubric = annotator.rubric()
    context = variables.get("context")
    told = [_message("system", "system", context)] if isinstance(context, str) else []
    prompt = variables.get("prompt")
    asked = _message("user", "user", prompt if isinstance(prompt, str) else _PROMPT)
    asked["content"]["attachments"] = [_picture(annotator)]
    quoted = {"content": "The sun is a star.", "category": "source", "url": "https://example.com/sun"}
    asked["content"]["reference_texts"] = [quoted]
    answers = [_answered(annotator, author, rubric) for author in AUTHORS]
    turn["messages"] = [*told, asked, *answers]
    turn["annotations"] = annotator.preferring(best, AUTHORS, _picture(annotator))
    return turn | {"rubrics": [rubric]}


def _rewritten(annotator: Annotator, best: str) -> Json:
    turn: Json = {"id": annotator.new_id()}
    answer = _message("assistant", best, "About four hundred times.")
    answer["annotations"] = [annotator.mark("text", "rewrite", "It is about four hundred times as wide.")]
    turn["messages"] = [_message("user", "user", "By how much?"), answer]
    return turn | {"annotations": list[Json]()}


def _answered(annotator: Annotator, author: str, rubric: Json) -> Json:
    steps = ["The sun is a star.", f"So it is the larger one, says {author}."]
    message = _message("assistant", author, " ".join(steps))
    chunks = [{"type": "text", "text": step, "annotations": [annotator.of_step()]} for step in steps]
    message["content"] |= {"chunks": chunks, "reasoning": [{"content": "Stars are larger than moons."}]}
    message["annotations"] = annotator.of_answer()
    limits = {"temperature": 0.7, "max_completion_tokens": 1024, "top_p": 0.9, "top_k": 40}
    return message | {
        "model_parameters": {"model": author, **limits},
        "rubric_evaluations": [annotator.evaluation(rubric)],
    }


def _message(role: str, author: str, text: str) -> Json:
    return {"role": role, "content": {"text": text}, "source_id": author, "annotations": list[Json]()}


def _picture(annotator: Annotator) -> Json:
    where = {"scale_url": f"scaledata://pictures/{annotator.new_id()}", "url": _PICTURE}
    size = len(_PICTURE.content) if isinstance(_PICTURE.content, bytes) else 0
    return {"name": _PICTURE.name, "mime_type": "image/png", "file_size_in_bytes": size, **where}
