"""Annotations and rubrics of a conversation: all twelve types, with everything that may be known of each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from uuid import UUID

from scaleapi.emulator.wire import Json

__all__ = ["Annotator"]

_CRITERIA = (("The answer is correct.", 3), ("The answer is short.", 2))
"""What the rubric asks of an answer, and how much that weighs."""


class Annotator:
    """Makes what people say about one conversation.

    Args:
        task_id: Of the task; the ids of its annotations begin with it.
        random: Chance.
    """

    def __init__(self, task_id: str, random: Random) -> None:
        self._task_id, self._random = task_id, random
        self._numbers: Iterator[int] = count(1)

    def new_id(self) -> str:
        """Make the id of the next thing in the conversation: a UUID of the task's id and its number."""
        return str(UUID(f"{self._task_id}{next(self._numbers):08x}"))

    def mark(self, kind: str, key: str, value: object, **more: object) -> Json:
        """Make an annotation."""
        title = key.replace("_", " ").capitalize()
        return {"id": self.new_id(), "key": key, "type": kind, "value": value, "title": title, **more}

    def of_answer(self) -> list[Json]:
        """Rate one model's answer."""
        marks = [
            self._quality(),
            self.mark("boolean", "is_safe", self._random.random() < 0.9, possible_values=[True, False]),
        ]
        marks.append(self.mark("labeled_text", "errors", [{"label": "unclear", "text": "answer"}]))
        issues = ["too_long", "wrong_tone", "not_grounded"]
        chosen = self._random.sample(issues, 2)
        labels = [issue.replace("_", " ").capitalize() for issue in chosen]
        return [*marks, self.mark("category_multiple", "issues", chosen, possible_values=issues, labels=labels)]

    def _quality(self) -> Json:
        quality = self._random.randint(1, 5)
        possible = [1, 2, 3, 4, 5]
        return self.mark("integer", "quality", quality, possible_values=possible, description="From 1 to 5, 5 is best.")

    def of_step(self) -> Json:
        """Judge one part of an answer."""
        return self.mark("boolean", "is_correct", self._random.random() < 0.8, cannot_assess=False)

    def preferring(self, best: str, authors: tuple[str, ...], picture: Json) -> list[Json]:
        """Compare the answers of a turn."""
        ranked = [best, *(author for author in authors if author != best)]
        likert, possible = self._random.randint(1, 7), list(range(1, 8))
        reason = "It answers the question."
        return [
            self.mark("category", "selected_model_id", best, possible_values=list(authors), justification=reason),
            self.mark("integer", "likert_value", likert, possible_values=possible),
            self.mark("text", "justification", reason),
            self.mark("ranked_choices", "ranking", ranked, possible_values=list(authors)),
            self.mark("ranked_groups", "tiers", [[author] for author in ranked], possible_values=list(authors)),
            self.mark("file", "screenshots", [picture]),
        ]

    def of_thread(self) -> list[Json]:
        """Say what is about the whole conversation, with the workspace in which code was run."""
        workspace_id = self.new_id()
        config = {
            "workspace_id": workspace_id,
            "workspace_url": f"https://workspaces.example.com/{workspace_id}",
            "workspace_token": f"workspace-{self._random.getrandbits(64):016x}",
            "expires_at": "2030-01-01T00:00:00.000Z",
            "inactivity_freeze_time": 900,
        }
        printed = {"content": "42\n"}
        source = {"file_name": "main.py", "file_language": "python", "file_content": "print(42)\n"}
        source["scale_url"] = f"scaledata://workspaces/{workspace_id}/main.py"
        value: Json = {"workspace_id": workspace_id, "workspace_config": config, "stdout_output": printed}
        value["output_files"] = [source]
        comment = self.mark("text", "comment", None, not_applicable=True)
        return [self.mark("workspace_container", "workspace", value), comment]

    def rubric(self) -> Json:
        """Make the rubric of a turn."""
        definitions = [
            {
                "id": self.new_id(),
                "criterion": criterion,
                "weight": weight,
                "annotations": [self.mark("rubric_criteria", "criterion", {"weight": weight, "category": "must"})],
            }
            for criterion, weight in _CRITERIA
        ]
        return {"criteria_definitions": definitions, "max_total_score": sum(weight for _, weight in _CRITERIA)}

    def evaluation(self, rubric: Json) -> Json:
        """Rate an answer by a rubric: each criterion with 0 or 1."""
        definitions = rubric["criteria_definitions"]
        scores = [self._random.randint(0, 1) for _ in definitions]
        total = sum(one["weight"] * score for one, score in zip(definitions, scores, strict=True))
        evaluations = [self._rated(one, score) for one, score in zip(definitions, scores, strict=True)]
        percentage = 100 * total / rubric["max_total_score"]
        facts = {"annotations": list[Json](), "total_score": total, "percentage": percentage}
        return {"criteria_evaluations": evaluations, **facts}

    def _rated(self, definition: Json, score: int) -> Json:
        value = {"score": score, "color": "green" if score else "red", "justification": "So it reads."}
        about = {"criteria": definition["annotations"][0]["id"]}
        rating = self.mark("rubric_rating", "rating", value, metadata=about)
        return {"criterion_definition_id": definition["id"], "score": score, "annotations": [rating]}
