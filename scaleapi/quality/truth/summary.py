"""From what was counted to what users get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scaleapi.quality.extraction.arrays import Floats, np, taken
from scaleapi.quality.metrics.counts import Scores, confusion_of
from scaleapi.quality.truth.book import Book, FieldTally, Tally
from scaleapi.quality.truth.comparison import (
    AveragePrecision,
    Comparison,
    FieldComparison,
    ItemComparison,
    LabeledScores,
    Share,
)

__all__ = ["summary_of"]

_HEADLINES = (("shapes", "cuboids", "spans", "categories"), ("masks", "points"), ("texts",))
"""The families that the headline is of: those of the first line that has any."""
_OF_PIXELS = frozenset({"masks", "points"})


def summary_of(book: Book) -> Comparison:
    """Sum up a book."""
    families = {name: _labeled(tally.by_label(), of_pixels=name in _OF_PIXELS) for name, tally in book.families.items()}
    told = next((line for line in _HEADLINES if any(one in families and families[one].by_label for one in line)), ())
    labels, rows = _pooled([book.families[name] for name in told if name in families])
    kept = [at for at in range(len(book.items)) if at not in book.broken]
    rows[:, 0] = np.searchsorted(kept, rows[:, 0])
    head = _labeled(_by_label(labels, rows), of_pixels=bool(_OF_PIXELS & {*told}))
    by_threshold = {limit: _labeled(tally.by_label()) for limit, tally in sorted(book.thresholds.items())}
    average = book.scored.by_label(len(book.options.thresholds))
    return Comparison(
        head.by_label,
        head.total,
        head.of_pixels,
        threshold=book.options.threshold,
        families={name: one for name, one in families.items() if one.by_label},
        by_threshold=by_threshold if any(one.by_label for one in by_threshold.values()) else {},
        average_precision=AveragePrecision(book.options.thresholds, average) if average else None,
        confusion=confusion_of(book.confusion) if book.confusion else None,
        attributes={name: Share(*counts) for name, counts in sorted(book.attributes.items())},
        fields={name: _field(tally) for name, tally in book.fields.items()},
        items=_items([book.items[at] for at in kept], labels, rows),
        not_compared=book.skips.told(),
        rows=rows,
    )


def _labeled(by_label: Mapping[str, Scores], *, of_pixels: bool = False) -> LabeledScores:
    return LabeledScores(by_label, sum(by_label.values(), Scores()), of_pixels)


def _pooled(tallies: Sequence[Tally]) -> tuple[list[str], Floats]:
    """Put the rows of several families together, with one numbering of labels: those that occur, in order."""
    tables, names = [tally.table() for tally in tallies], [[*tally.labels] for tally in tallies]
    used = dict[str, int]()
    for table, own in zip(tables, names, strict=True):
        for name in taken(own, np.unique(table[:, 1]).astype(np.int64)):
            used.setdefault(name, len(used))
    for at, (table, own) in enumerate(zip(tables, names, strict=True)):
        codes = np.array([used.get(name, -1) for name in own], dtype=np.float64)
        tables[at] = np.column_stack([table[:, 0], codes[table[:, 1].astype(np.int64)], table[:, 2:]])
    return [*used], np.concatenate([np.empty((0, 7)), *tables])


def _by_label(labels: Sequence[str], rows: Floats) -> dict[str, Scores]:
    codes = rows[:, 1].astype(np.int64)
    sums = np.stack([np.bincount(codes, one, len(labels)) for one in rows[:, 2:].T], axis=1)
    return {label: Scores(*row) for label, row in zip(labels, sums.tolist(), strict=True)}


def _items(ids: Sequence[tuple[str, str]], labels: Sequence[str], rows: Floats) -> list[ItemComparison]:
    found: list[dict[str, Scores]] = [{} for _ in ids]
    for item, label, *numbers in rows.tolist():
        scores, name, new = found[int(item)], labels[int(label)], Scores(*numbers)
        scores[name] = scores[name] + new if name in scores else new
    items = rows[:, 0].astype(np.int64)
    totals = np.stack([np.bincount(items, one, len(ids)) for one in rows[:, 2:].T], axis=1).tolist()
    return [
        ItemComparison(*pair, Scores(*total), by_label)
        for pair, total, by_label in zip(ids, totals, found, strict=True)
    ]


def _field(tally: FieldTally) -> FieldComparison:
    count, is_text = tally.count, tally.kind == "text"
    return FieldComparison(
        tally.kind,
        count,
        tally.equal / count,
        normalized=tally.normalized / count if is_text else None,
        mean_distance=tally.distance / count if tally.kind != "category" else None,
        mean_similarity=tally.similarity / count if is_text else None,
        confusion=confusion_of(tally.pairs) if tally.pairs else None,
    )
