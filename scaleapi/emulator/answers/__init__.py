"""Plausible responses of people who were never asked: what a completed task carries if nobody says otherwise.

The same task id always gets the same response. `FUNCTIONS` names the function of each task type whose response is
known; the others get an empty list of annotations. `CONVERSATION` stands for what version 2 shows of a chat. Files are
made again whenever they are fetched, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import cast

from scaleapi.emulator.answers.conversation import CONVERSATION, answer_conversation
from scaleapi.emulator.answers.document import answer_document
from scaleapi.emulator.answers.files import files_in, with_urls
from scaleapi.emulator.answers.image import answer_image
from scaleapi.emulator.answers.image_legacy import (
    answer_boxes,
    answer_cuboids,
    answer_lines,
    answer_points,
    answer_polygons,
)
from scaleapi.emulator.answers.lidar import answer_cuboid_frames, answer_links, answer_points_of_clouds
from scaleapi.emulator.answers.mistakes import with_mistake
from scaleapi.emulator.answers.ner import answer_spans
from scaleapi.emulator.answers.segmentation import answer_segments
from scaleapi.emulator.answers.text import answer_fields
from scaleapi.emulator.answers.text_legacy import (
    answer_audio,
    answer_categories,
    answer_chat,
    answer_comparison,
    answer_keys,
)
from scaleapi.emulator.answers.video import answer_frames, answer_tracks
from scaleapi.emulator.wire import Json

__all__ = ["CONVERSATION", "FUNCTIONS", "Answer", "answer", "result_file"]

Answer = Callable[[Json, Random], Json]
"""Makes a response from a task's `params`; in the place of a URL it may hold a file."""

FUNCTIONS: dict[str, Answer] = {
    "annotation": answer_boxes,
    "audiotranscription": answer_audio,
    "categorization": answer_categories,
    "chat": answer_chat,
    "chatexperimental": answer_chat,
    "chatlite": answer_chat,
    "comparison": answer_comparison,
    "cuboidannotation": answer_cuboids,
    "datacollection": answer_keys,
    "documentmodel": answer_document,
    "documenttranscription": answer_document,
    "imageannotation": answer_image,
    "lidarannotation": answer_cuboid_frames,
    "lidarlinking": answer_links,
    "lidarsegmentation": answer_points_of_clouds,
    "lidartopdown": answer_image,
    "lineannotation": answer_lines,
    "multichat": answer_chat,
    "namedentityrecognition": answer_spans,
    "pointannotation": answer_points,
    "polygonannotation": answer_polygons,
    "segmentannotation": answer_segments,
    "textcollection": answer_fields,
    "transcription": answer_keys,
    "videoannotation": answer_frames,
    "videoplaybackannotation": answer_tracks,
}


def answer(task_type: str, params: Json, *, seed: str, files: str = "", mistakes: float = 0) -> Json:
    """Make a response for a task of this type; the URLs of its files begin with `files`.

    Of many tasks, `mistakes` is the share whose response has a mistake.
    """
    return cast("Json", with_urls(_make(task_type, params, seed, mistakes), lambda name: f"{files}/{name}"))


def result_file(task_type: str, params: Json, *, seed: str, name: str, mistakes: float = 0) -> object:
    """Make one file of the response again: what JSON can hold, or bytes. None if there is no such file."""
    made = _make(task_type, params, seed, mistakes)
    return next((file.content for file in files_in(made) if file.name == name), None)


def _make(task_type: str, params: Json, seed: str, mistakes: float) -> Json:
    function = answer_conversation if task_type == CONVERSATION else FUNCTIONS.get(task_type, _answer_nothing)
    response = function(params, Random(seed))  # noqa: S311 - plausible, not secret
    chance = Random(f"mistake {seed}")  # noqa: S311 - as above
    return with_mistake(response, chance) if chance.random() < mistakes else response


def _answer_nothing(_params: Json, _random: Random) -> Json:
    return {"annotations": []}
