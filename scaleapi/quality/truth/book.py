"""What is counted while results are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scaleapi.quality.extraction.arrays import Floats, Ints, ints, np
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.salvage import Misfit
from scaleapi.quality.metrics.counts import Scores
from scaleapi.quality.truth.options import Options, Pairing
from scaleapi.quality.truth.scored import ScoredBook
from scaleapi.quality.truth.skipped import Skips

__all__ = ["Book", "FieldTally", "Tally", "codes_in", "rows_of"]

_WHOLE = frozenset({"/response", "/response/annotations"})
"""Where nothing of a result can be read if this cannot."""
_SHIFT = 32


def codes_in(known: dict[str, int], labels: Iterable[str]) -> Ints:
    """Number labels; new ones are added to those that are known."""
    return ints(known.setdefault(one, len(known)) for one in labels)


@dataclass
class Tally:
    """How often things of each label were found rightly, wrongly and not at all, in each item."""

    labels: dict[str, int] = field(default_factory=dict[str, int])
    rows: list[Floats] = field(default_factory=list[Floats])
    """Arrays of shape (n, 7): item, label, and the fields of `Scores`."""

    def codes(self, labels: Iterable[str]) -> Ints:
        """Number labels; new ones are added."""
        return codes_in(self.labels, labels)

    def add(self, item: int, label: str, scores: Scores) -> None:
        """Count in one item."""
        self.rows.append(np.array([[item, self.labels.setdefault(label, len(self.labels)), *scores.numbers()]]))

    def table(self) -> Floats:
        """Return all rows as one array, in which each item and label may come several times."""
        self.rows = [np.concatenate([np.empty((0, 7)), *self.rows])]
        return self.rows[0]

    def by_label(self) -> dict[str, Scores]:
        """Sum up the scores of each label."""
        table = self.table()
        sums = [np.bincount(table[:, 1].astype(np.int64), column, len(self.labels)) for column in table[:, 2:].T]
        rows: list[list[float]] = np.stack(sums, axis=1).tolist() if self.labels else []
        return {label: Scores(*row) for label, row in zip(self.labels, rows, strict=True) if any(row)}

    def fold(self) -> None:
        """Keep sums by label only."""
        self.rows = [np.array([[0, self.labels[one], *scores.numbers()] for one, scores in self.by_label().items()])]
        self.rows = [one.reshape(-1, 7) for one in self.rows]


def rows_of(found: tuple[Ints, Ints], hits: Floats, overlap: Floats, there: tuple[Ints, Ints], seen: Floats) -> Floats:
    """Sum up cases by item and label.

    Args:
        found: Item and label of what was found.
        hits: What each of these counts as found rightly: 0, 1, or a half.
        overlap: The IoU of each with what it was matched with; 0 if it was not matched, NaN if it has none.
        there: Item and label of what is there.
        seen: What each of these counts as found.

    Returns:
        Rows of a `Tally`.
    """
    keys = [item << _SHIFT | label for item, label in (found, there)]
    names, places = np.unique(np.concatenate(keys), return_inverse=True)
    mine, theirs = places[: len(keys[0])], places[len(keys[0]) :]
    measured = (hits > 0) & ~np.isnan(overlap)
    sums = [
        (mine, hits),
        (mine, 1 - hits),
        (theirs, 1 - seen),
        (mine, np.where(measured, overlap, 0)),
        (mine, measured),
    ]
    columns = [np.bincount(at, weights.astype(np.float64), len(names)) for at, weights in sums]
    return np.stack([names >> _SHIFT, names & ((1 << _SHIFT) - 1), *columns], axis=1).astype(np.float64)


@dataclass
class FieldTally:
    """How answers to one question compare."""

    kind: str
    """`category`, `number` or `text`."""
    count: int = 0
    equal: int = 0
    normalized: int = 0
    distance: float = 0
    """The sum of edit distances, or of differences of numbers."""
    similarity: float = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """Of categories with one choice each: what it should be, and what was chosen."""


@dataclass
class Book:
    """Collects what families count."""

    options: Options
    families: dict[str, Tally] = field(default_factory=dict[str, Tally])
    thresholds: dict[float, Tally] = field(default_factory=dict[float, Tally])
    """Of things that overlap: sums at each threshold of IoU."""
    labels: dict[str, int] = field(default_factory=dict[str, int])
    """The numbers of labels at all thresholds."""
    confusion: Counter[tuple[str | None, str | None]] = field(default_factory=Counter[tuple[str | None, str | None]])
    """Of things that overlap: what it should be, and what it was taken for; None for nothing."""
    attributes: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """How many answers about matched things there are, and how many of them are equal."""
    fields: dict[str, FieldTally] = field(default_factory=dict[str, FieldTally])
    scored: ScoredBook = field(default_factory=ScoredBook)
    skips: Skips = field(default_factory=Skips)
    items: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """The ids of each task and of its reference."""
    broken: set[int] = field(default_factory=set[int])
    """The items of which nothing could be compared."""

    def family(self, name: str) -> Tally:
        """Return the tally of a family."""
        return self.families.setdefault(name, Tally())

    def at(self, threshold: float) -> Tally:
        """Return the tally at a threshold."""
        return self.thresholds.setdefault(threshold, Tally(self.labels))

    def unreadable_pairs(self, pairing: Pairing, found: Sequence[Misfit], there: Sequence[Misfit]) -> Ints:
        """Count what cannot be read; return the places of pairs of which nothing can be compared."""
        sides = self.unreadable(pairing.found, found), self.unreadable(pairing.there, there)
        places = np.union1d(*sides)
        self.broken |= {*pairing.items[places].tolist()}
        return places

    def unreadable(self, documents: Sequence[TaskDocument], misfits: Sequence[Misfit]) -> Ints:
        """Count what cannot be read; return the places of documents of which nothing can be."""
        broken = [one for one in misfits if one.pointer in _WHOLE]
        parts = [one for one in misfits if one.pointer not in _WHOLE]
        self.skips.note("results whose annotations are missing or no array", _places(documents, broken))
        self.skips.note("parts of results that are not of their documented type", _places(documents, parts))
        return ints(sorted({one.document for one in broken}))


def _places(documents: Sequence[TaskDocument], misfits: Iterable[Misfit]) -> list[str]:
    return [f"{documents[one.document].task_id} {one.pointer}" for one in misfits]
