"""Preferences as data for training: of two answers to the same conversation, which one people chose.

The rows are what the libraries for training on preferences read (the conversational format with an explicit prompt).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from scaleapi._io.paths import StrPath, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export.conversations.walk import threads_of
from scaleapi.export.jsonl import json_line
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.models.base import Entity
from scaleapi.models.rules import is_array, mapped, objects

__all__ = ["PreferencePairs", "to_preference_pairs", "write_preference_pairs"]

SELECTED, REWRITE = "selected_model_id", "rewrite"
"""The keys of the annotations that say which answer was chosen, and how it reads better."""


@dataclass(frozen=True, slots=True, repr=False)
class PreferencePairs(Shown):
    """Pairs of answers, and what could not become one; made by `to_preference_pairs`."""

    rows: list[dict[str, Any]]
    """`prompt`, `chosen` and `rejected`, each a list of `{"role", "content"}`; then `task_id`, `thread_id`, `turn_id`,
    `chosen_source_id`, `rejected_source_id`."""
    losses: list[Loss]
    """Turns without a preference, and what of messages is no text."""

    def _facts(self) -> list[tuple[str, object]]:
        return [("rows", len(self.rows)), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


class _Answer(NamedTuple):
    """A message, as training data has it."""

    role: str
    text: str
    source_id: str
    message: Mapping[str, Any]

    def said(self) -> dict[str, str]:
        return {"role": self.role, "content": self.text}


@known_keywords
def to_preference_pairs(
    tasks: Iterable[Entity], *, key: str = SELECTED, rewrites: bool = False, system: str | None = None
) -> PreferencePairs:
    """Make pairs of a chosen and a rejected answer of the turns in which several models answered.

    - A turn's annotation `key` names the answer that was chosen, by its `source_id`; or several in order, best first
      (`ranked_choices`), or groups of them (`ranked_groups`). Each answer makes a pair with each that comes after it,
      and with those that are not named; what ties makes none.
    - The prompt is all that was said before: of earlier turns, the answer that was chosen there.
    - A turn with several answers and no preference makes no pair, and ends what later prompts can be made of in its
      thread: both are losses, as are attachments, which have no place in a text.

    Args:
        tasks: Tasks, delivered tasks or dataset tasks of the second API, also a listing that is still being fetched.
        key: The question whose answer is the preference.
        rewrites: Whether an answer that was rewritten (its annotation `rewrite`) makes a pair, too: what was written
            anew is chosen, the model's own text rejected.
        system: What is put before each prompt, unless it begins with a message of the system.
    """
    rows, losses = list[dict[str, Any]](), list[Loss]()
    for task in tasks:
        whole = task.as_dict()
        for one in _of_task(whole, _Wish(key, rewrites, system)):
            if isinstance(one, Lost):
                losses.append(one.of(_text(whole.get("task_id")) or None))
            else:
                rows.append(one)
    return PreferencePairs(rows, Losses(losses))


@known_keywords
def write_preference_pairs(path: StrPath, pairs: PreferencePairs) -> int:
    """Write the rows as JSON lines, to a path or URL; the file appears when it is complete.

    Returns:
        How many rows there are.

    Raises:
        OSError: The file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    with written(path) as scratch, scratch.open("wb") as file:
        file.writelines(map(json_line, pairs.rows))
    return len(pairs.rows)


class _Wish(NamedTuple):
    """What the user wants."""

    key: str
    rewrites: bool
    system: str | None


def _of_task(task: Mapping[str, Any], wish: _Wish) -> Iterator[dict[str, Any] | Lost]:
    loc, threads = threads_of(task)
    for at, thread in objects(threads):
        names = {"task_id": task.get("task_id"), "thread_id": thread.get("id")}
        said: list[dict[str, str]] | None = []
        for number, turn in objects(thread.get("turns")):
            place = (*loc, at, "turns", number)
            yield from _left_out(place, turn)
            if said is None:
                yield Lost(place, "follows on a turn without a preference, so its prompt is not known: it is left out")
                continue
            asked, answers = _sides(turn)
            said, ranks = _begun(said + asked, wish.system), _ranks(turn, wish.key, answers)
            yield from _rows(said, answers, ranks, wish, {**names, "turn_id": turn.get("id")})
            best = _best(answers, ranks)
            if best is None and answers:
                yield Lost(place, f"has several answers, and no annotation {wish.key!r} that names one: no pair")
            said = None if best is None and answers else [*said, *([best.said()] if best else [])]


def _begun(said: list[dict[str, str]], system: str | None) -> list[dict[str, str]]:
    """Put the message of the system before a conversation that has none."""
    if system is None or (said and said[0]["role"] == "system"):
        return said
    return [{"role": "system", "content": system}, *said]


def _rows(
    said: list[dict[str, str]],
    answers: Sequence[_Answer],
    ranks: Mapping[str, int],
    wish: _Wish,
    names: Mapping[str, Any],
) -> Iterator[dict[str, Any]]:
    pairs = list(_pairs(answers, ranks))
    if wish.rewrites:
        pairs += [(new, old) for old in answers for new in _rewritten(old)]
    return (_row(said, better, worse, names) for better, worse in pairs)


def _sides(turn: Mapping[str, Any]) -> tuple[list[dict[str, str]], list[_Answer]]:
    """Tell what was asked from what was answered."""
    found = [one for _, message in objects(turn.get("messages")) if (one := _answer(message)) is not None]
    answers = [one for one in found if one.role == "assistant"]
    return [one.said() for one in found if one.role != "assistant"], answers


def _answer(message: Mapping[str, Any]) -> _Answer | None:
    text = mapped(message.get("content")).get("text")
    if not isinstance(text, str):
        return None
    return _Answer(_text(message.get("role")), text, _text(message.get("source_id")), message)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _left_out(place: tuple[str | int, ...], turn: Mapping[str, Any]) -> Iterator[Lost]:
    for at, message in objects(turn.get("messages")):
        content = mapped(message.get("content"))
        if not isinstance(content.get("text"), str):
            yield Lost((*place, "messages", at), "has no text: it is left out")
        elif content.get("attachments"):
            yield Lost((*place, "messages", at, "content", "attachments"), "are no text: they are left out")


def _ranks(turn: Mapping[str, Any], key: str, answers: Sequence[_Answer]) -> dict[str, int]:
    """Tell the rank of each answer that the preference names, 0 for the best; nothing if it names none."""
    names = {one.source_id for one in answers} - {""}
    for _, annotation in objects(turn.get("annotations")):
        if annotation.get("key") == key:
            value = annotation.get("value")
            groups: list[Any] = value if is_array(value) else [value]
            ranked = [(name, at) for at, group in enumerate(groups) for name in _named(group, names)]
            if ranked:
                return dict(reversed(ranked))  # the first place counts, if one is named twice
    return {}


def _named(group: Any, names: set[str]) -> list[str]:
    return [one for one in (group if is_array(group) else [group]) if isinstance(one, str) and one in names]


def _pairs(answers: Sequence[_Answer], ranks: Mapping[str, int]) -> Iterator[tuple[_Answer, _Answer]]:
    """Pair each answer with each that is worse; one that is not named is worse than all that are."""
    if not ranks:
        return
    last = max(ranks.values()) + 1
    placed = sorted(answers, key=lambda one: ranks.get(one.source_id, last))
    for better, worse in combinations(placed, 2):
        if ranks.get(better.source_id, last) < ranks.get(worse.source_id, last):
            yield better, worse


def _best(answers: Sequence[_Answer], ranks: Mapping[str, int]) -> _Answer | None:
    """Return the answer that the conversation goes on with."""
    if len(answers) == 1:
        return answers[0]
    best = [one for one in answers if ranks.get(one.source_id) == min(ranks.values(), default=None)]
    return best[0] if ranks and best else None


def _rewritten(answer: _Answer) -> Iterator[_Answer]:
    for _, annotation in objects(answer.message.get("annotations")):
        text = annotation.get("value")
        if annotation.get("key") == REWRITE and isinstance(text, str) and text != answer.text:
            yield answer._replace(text=text)


def _row(
    said: Sequence[dict[str, str]], chosen: _Answer, rejected: _Answer, names: Mapping[str, Any]
) -> dict[str, Any]:
    sources = {"chosen_source_id": chosen.source_id, "rejected_source_id": rejected.source_id}
    return {"prompt": list(said), "chosen": [chosen.said()], "rejected": [rejected.said()], **names, **sources}
