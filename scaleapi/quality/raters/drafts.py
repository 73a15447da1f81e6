"""A consensus in the making, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scaleapi._show.shown import ShownFields
from scaleapi.export.masks import Masks, UnreadableMask
from scaleapi.problems import pointer_of
from scaleapi.quality.extraction.answers import answers_of
from scaleapi.quality.extraction.arrays import Ints
from scaleapi.quality.extraction.segments import SEGMENT_TYPES
from scaleapi.quality.raters.drawn import Thing
from scaleapi.quality.raters.items import Rated, Results
from scaleapi.quality.raters.pixels import vote_of_pixels
from scaleapi.quality.raters.votes import vote_of_answers
from scaleapi.quality.truth.answers import Question, questions_of
from scaleapi.quality.truth.families import family_of
from scaleapi.quality.truth.skipped import Skips

__all__ = ["ConsensusItem", "Draft", "vote_on_answers"]


@dataclass(frozen=True, slots=True, repr=False)
class ConsensusItem(ShownFields):
    """What most raters say of one thing."""

    task_id: str
    """The id of the first result."""
    task_ids: list[str]
    """The ids of all results."""
    raters: int
    response: dict[str, Any]
    """As responses of the task type have it; of lidar tasks, `annotations` is what the file holds."""
    certainties: Mapping[str, float]
    """By JSON pointer into the response: the share of raters who say so."""
    mask: Ints | None = None
    """Of segmentations: the index of each pixel."""

    @property
    def certainty(self) -> float:
        """The mean certainty; NaN if there is nothing."""
        values = self.certainties.values()
        return sum(values) / len(values) if values else float("nan")


@dataclass
class Draft:
    """A consensus in the making."""

    rated: Rated
    response: dict[str, Any] = field(default_factory=dict[str, Any])
    certainties: dict[str, float] = field(default_factory=dict[str, float])
    mask: Ints | None = None
    is_broken: bool = False

    @property
    def type(self) -> str | None:
        """The task type."""
        return self.rated.documents[0].type

    def add_thing(self, thing: Thing, skips: Skips) -> None:
        """Add something that was drawn or marked."""
        if thing.frame >= 0 and "position" not in thing.content:
            skips.note("videos and images of cameras, of which no consensus is made", [self.rated.task_id])
            self.is_broken = True
            return
        annotations: list[Any] = self.response.setdefault("annotations", [])
        steps: list[str | int] = ["annotations"]
        if thing.frame >= 0:
            annotations += [{"cuboids": []} for _ in range(thing.frame + 1 - len(annotations))]
            annotations = annotations[thing.frame]["cuboids"]
            steps += [thing.frame, "cuboids"]
        self.certainties[pointer_of((*steps, len(annotations)))] = thing.certainty
        annotations.append(thing.content)

    def add_answer(self, steps: Sequence[str], value: Any, certainty: float) -> None:
        """Add the answer to a question."""
        *outer, name = steps
        place = self.response.setdefault(outer[0], {}) if outer else self.response
        place[name] = value
        self.certainties[pointer_of(tuple(steps))] = certainty

    def vote_on_pixels(self, masks: Masks | None, skips: Skips) -> None:
        """Add the mask of a segmentation."""
        if self.type not in SEGMENT_TYPES:
            return
        try:
            found = vote_of_pixels(self.rated.documents, masks)
        except UnreadableMask as why:
            skips.note(f"segmentations: {why}", [self.rated.task_id])
            self.is_broken = True
            return
        self.mask, self.response["labelMapping"] = found.mask, found.mapping
        self.certainties = {pointer_of(("labelMapping", label)): sure for label, sure in found.certainty.items()}

    def item(self) -> ConsensusItem:
        """Complete it; where things could have been drawn or marked, and none was, the array is empty."""
        family = family_of(self.rated.documents[0])
        if family is not None and family.things:
            self.response.setdefault("annotations", [])
        ids = list(dict.fromkeys(one.task_id for one in self.rated.documents))
        size = len(self.rated.documents)
        return ConsensusItem(self.rated.task_id, ids, size, self.response, self.certainties, self.mask)


def vote_on_answers(drafts: Sequence[Draft], results: Results) -> None:
    """Add what most raters answer, question by question."""
    found = dict[tuple[int, str], list[Any]]()
    places = dict[tuple[int, str], tuple[str, ...]]()
    for answer in answers_of(results.documents):
        key = (int(results.items[answer.document]), answer.field)
        found.setdefault(key, []).append(answer.value)
        places.setdefault(key, _steps(answer.pointer, answer.field))
    questions = dict[int, dict[str, Question]]()
    for (item, name), answers in found.items():
        draft = drafts[item]
        if item not in questions:
            questions[item] = questions_of(draft.rated.documents[0])
        question = questions[item].get(name) or Question(name, {}, draft.type)
        told = vote_of_answers(question, answers, len(draft.rated.documents))
        draft.add_answer(places[item, name], told.value, told.certainty)


def _steps(pointer: str, name: str) -> tuple[str, ...]:
    """Tell where an answer stands in a response: in `annotations` or `fields`, or by itself."""
    _, _, outer, *inner = pointer.split("/")
    return ("fields" if outer == "fields" else "annotations", name) if inner else (name,)
