"""Spans of texts, strictly and in part, and the relations between them."""

from __future__ import annotations

from collections.abc import Sequence

from scaleapi.export.shapes import UNLABELED
from scaleapi.quality.extraction.arrays import Floats, Ints, np, taken
from scaleapi.quality.extraction.spans import Spans, spans_of
from scaleapi.quality.metrics.counts import Scores
from scaleapi.quality.metrics.matching import pairs_within
from scaleapi.quality.truth.attributes import compare_attributes
from scaleapi.quality.truth.book import Book, rows_of
from scaleapi.quality.truth.matched import Edges
from scaleapi.quality.truth.options import Pairing
from scaleapi.quality.truth.sides import labels_at, numbered

__all__ = ["comparable_spans", "compare_spans", "ends_of", "span_edges"]


def compare_spans(book: Book, pairing: Pairing) -> None:
    """Compare the spans of each text, label by label; a span that comes twice counts once."""
    both = spans_of(pairing.found), spans_of(pairing.there)
    broken = book.unreadable_pairs(pairing, both[0].misfits, both[1].misfits)
    which = [comparable_spans(book, one, broken) for one in both]
    labels = [labels_at(one.labels, at) for one, at in zip(both, which, strict=True)]
    documents = [one.document[at] for one, at in zip(both, which, strict=True)]
    tally, partial = book.family("spans"), book.family("spans_partial")
    codes = [tally.codes(some) for some in labels]
    partial.labels = tally.labels
    groups = numbered([[document, code] for document, code in zip(documents, codes, strict=True)])
    mine, theirs = zip(both, which, groups, strict=True)
    edges = span_edges(mine, theirs)
    exact = edges.only(edges.iou == 1).matched()
    near = edges.matched()
    items = [pairing.items[one] for one in documents]
    for book_of, best in ((tally, exact), (partial, near)):
        hits, seen, overlap = np.zeros(len(codes[0])), np.zeros(len(codes[1])), np.zeros(len(codes[0]))
        hits[best.left] = seen[best.right] = np.where(best.iou == 1, 1, 0.5)
        overlap[best.left] = best.iou
        book_of.rows.append(rows_of((items[0], codes[0]), hits, overlap, (items[1], codes[1]), seen))
    answers = [taken(one.attributes, at) for one, at in zip(both, which, strict=True)]
    compare_attributes(book, pairing.found, documents[0].tolist(), answers[0], answers[1], exact)
    _compare_relations(book, pairing, both)


def span_edges(mine: tuple[Spans, Ints, Ints], theirs: tuple[Spans, Ints, Ints]) -> Edges:
    """List the pairs of spans of the same group that overlap; equal ones weigh more than all others together.

    Args:
        mine: All spans, which of them it is about, and the group of each of these.
        theirs: The same of the other side.
    """
    left, right = pairs_within(mine[2], theirs[2])
    ends = (np.stack([spans.start[at], ends_of(spans)[at]], axis=1) for spans, at, _ in (mine, theirs))
    one, other = (some[at] for some, at in zip(ends, (left, right), strict=True))
    both = np.minimum(one[:, 1], other[:, 1]) - np.maximum(one[:, 0], other[:, 0])
    either = np.maximum(one[:, 1], other[:, 1]) - np.minimum(one[:, 0], other[:, 0])
    same = (one == other).all(axis=1)
    iou: Floats = np.where(same, 1.0, np.clip(both, 0, None) / np.maximum(either, 1))
    return Edges(left, right, iou, np.where(same, 1e6, iou)).only(iou > 0)


def comparable_spans(book: Book, spans: Spans, broken: Ints) -> Ints:
    """Choose the spans whose place is known, each once."""
    there = ~np.isin(spans.document, broken)
    sound = (spans.start >= 0) & (spans.end >= spans.start)
    lost = np.flatnonzero(there & ~sound)
    tasks = taken(spans.documents, spans.document[lost])
    places = [f"{task.task_id} {where}" for task, where in zip(tasks, taken(spans.pointers, lost), strict=True)]
    book.skips.note("spans whose start or end is missing or makes no sense", places)
    which = np.flatnonzero(there & sound)
    names = [UNLABELED if spans.labels[at] is None else spans.labels[at] for at in which.tolist()]
    ends = ends_of(spans)
    keys = [
        (spans.document[at], spans.start[at], ends[at], name) for at, name in zip(which.tolist(), names, strict=True)
    ]
    first = dict(zip(reversed(keys), reversed(which.tolist()), strict=True))
    return np.array(sorted(first.values()), dtype=np.int64)


def ends_of(spans: Spans) -> Ints:
    """Return the index after each span's last character.

    The documentation does not say whether `end` is that, or the index of the last character. So where a span says what
    its text is, the length of that decides; else `end` is taken for the index after it.
    """
    lengths = np.array([-1 if one is None else len(one) for one in spans.texts], dtype=np.int64)
    inclusive = (lengths >= 0) & (spans.end - spans.start + 1 == lengths)
    return np.asarray(spans.end + inclusive)


def _compare_relations(book: Book, pairing: Pairing, both: Sequence[Spans]) -> None:
    """Compare relations by name, and by the places and labels of the spans at both ends."""
    sides = [_relations(one) for one in both]
    for place in sorted({*sides[0], *sides[1]}):
        found, there = (side.get(place, set()) for side in sides)
        for name in sorted({one[0] for one in found | there}):
            mine, theirs = ({one for one in some if one[0] == name} for some in (found, there))
            hits = len(mine & theirs)
            book.family("relations").add(
                int(pairing.items[place]), name, Scores(hits, len(mine) - hits, len(theirs) - hits)
            )


def _relations(spans: Spans) -> dict[int, set[tuple[str, object, object]]]:
    ends = ends_of(spans).tolist()
    named = {
        (int(spans.document[at]), uuid): (int(spans.start[at]), ends[at], spans.labels[at])
        for at, uuid in enumerate(spans.uuids)
        if uuid is not None
    }
    found = dict[int, set[tuple[str, object, object]]]()
    for one in spans.relations:
        ends_of_one = [named.get((one.document, uuid), uuid) for uuid in (one.source or "", one.target or "")]
        found.setdefault(one.document, set()).add((one.name or "(unnamed)", ends_of_one[0], ends_of_one[1]))
    return found
