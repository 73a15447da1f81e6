"""What most raters say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from scaleapi.models.rules import is_array, numeral_or_text
from scaleapi.quality.extraction.arrays import np
from scaleapi.quality.metrics.texts import edit_distance, normalized
from scaleapi.quality.truth.answers import Question, choices_of

__all__ = ["Vote", "vote", "vote_of_answers", "vote_of_attributes"]


class Vote(NamedTuple):
    """What most raters say."""

    value: Any
    certainty: float
    """The share of raters who say so."""


def vote(values: Sequence[Any], keys: Sequence[Hashable], raters: int) -> Vote:
    """Return the value that most raters gave; of several, the one that came first.

    Args:
        values: What was given, by those who gave something.
        keys: Of each, what makes it the same as others.
        raters: How many raters there are.
    """
    best, count = Counter(keys).most_common(1)[0]
    return Vote(values[keys.index(best)], count / raters)


def vote_of_answers(question: Question, answers: Sequence[Any], raters: int) -> Vote:
    """Return what raters answer.

    - A choice: the one that most made. Where somebody made several, those that more than half made.
    - A number: the median; certain is the share of raters who gave just that.
    - A text: the one that is least far from all others, by edit distance; certain is the share of those that are equal
      when normalised.
    """
    values = [question.values(one) for one in answers]
    kind = question.kind([one for some in values for one in some])
    numbers = [numeral_or_text(some[0]) if len(some) == 1 else None for some in values]
    if kind == "number" and None not in numbers:
        return _median([float(one) for one in numbers if one is not None], raters)
    if kind == "text":
        return _text(answers, ["\n".join(str(one) for one in some if one is not None) for some in values], raters)
    chosen = [choices_of(some) for some in values]
    if all(len(one) <= 1 for one in chosen):
        return vote(answers, chosen, raters)
    return _choices(chosen, raters)


def _median(numbers: Sequence[float], raters: int) -> Vote:
    middle = float(np.median(np.clip(numbers, -1e300, 1e300)))
    return Vote(int(middle) if middle.is_integer() else middle, numbers.count(middle) / raters)


def _text(answers: Sequence[Any], texts: Sequence[str], raters: int) -> Vote:
    away = [sum(edit_distance(one, other) for other in texts) for one in texts]
    best = away.index(min(away))
    same = sum(normalized(one) == normalized(texts[best]) for one in texts)
    return Vote(answers[best], same / raters)


def _choices(chosen: Sequence[frozenset[str]], raters: int) -> Vote:
    counts = Counter(choice for one in chosen for choice in sorted(one))
    kept = [choice for choice, count in counts.items() if 2 * count > raters]
    sure = [max(count, raters - count) / raters for count in counts.values()]
    return Vote(kept, sum(sure) / len(sure))


def vote_of_attributes(answers: Sequence[Mapping[str, Any] | None]) -> dict[str, Any]:
    """Return what most say about a thing, attribute by attribute; those that most leave out are left out."""
    names = dict.fromkeys(name for one in answers if one for name in one)
    votes = {name: _attribute([(one or {}).get(name) for one in answers]) for name in names}
    return {name: value for name, value in votes.items() if value is not None}


def _attribute(values: Sequence[Any]) -> Any:
    keys = [repr(sorted(map(repr, one))) if is_array(one) else repr(one) for one in values]
    return vote(values, keys, len(values)).value
