"""Spans of texts, and the relations between them."""

from __future__ import annotations

from collections.abc import Iterator

from scaleapi._show.text import shorten
from scaleapi.quality.extraction.arrays import listed_ints, np
from scaleapi.quality.extraction.spans import text_of_task
from scaleapi.quality.rules.chunk import Chunk
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__: list[str] = []


def _hit(chunk: Chunk, at: int, message: str, measured: float | None = None, limit: float | None = None) -> Hit:
    spans = chunk.spans
    place, where = int(spans.document[at]), spans.pointer(at)
    return Hit(place, where, message, measured, limit, spans.uuids[at], spans.labels[at])


def _texts(chunk: Chunk, rule: Rule) -> dict[int, str]:
    """Return the texts of tasks with spans, by the task's place; count those whose text is not known."""
    places = listed_ints(np.unique(chunk.spans.document))
    found = {at: text_of_task(chunk.documents[at]) for at in places}
    chunk.skip(rule, "the task's parameters do not have the text", [at for at, text in found.items() if text is None])
    return {at: text for at, text in found.items() if text is not None}


@built_in("span_outside", "error", "A span beyond the text, or without a character, cannot be read.", unit="characters")
def span_outside(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find spans that begin before the text, end after it, or end before they begin."""
    texts, spans = _texts(chunk, rule), chunk.spans
    for at, (start, end) in enumerate(zip(spans.start.tolist(), spans.end.tolist(), strict=True)):
        length = len(texts.get(int(spans.document[at]), ""))
        if start < 0 or end < start:
            yield _hit(chunk, at, f"is from {start} to {end}")
        elif int(spans.document[at]) in texts and end > length:
            yield _hit(chunk, at, f"ends at {end}, and the text has {length} characters", float(end), float(length))


@built_in("span_text", "error", "A span that says something else than the text at its place was moved or changed.")
def span_text(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find spans whose `text` is not what stands there; `end` may be the last character, or the one after it."""
    texts, spans = _texts(chunk, rule), chunk.spans
    for at, (start, end) in enumerate(zip(spans.start.tolist(), spans.end.tolist(), strict=True)):
        text, said = texts.get(int(spans.document[at])), spans.texts[at]
        if text is not None and said is not None and 0 <= start <= end <= len(text):
            there = text[start:end]
            if said not in {there, text[start : end + 1]}:
                yield _hit(chunk, at, f"says {shorten(said)}, and there is {shorten(there)}")


@built_in("span_edges", "warning", "A span with blanks at its ends counts as wrong against one without them.")
def span_edges(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find spans whose `text` begins or ends with white space."""
    del rule
    for at, said in enumerate(chunk.spans.texts):
        if said is not None and said != said.strip():
            yield _hit(chunk, at, f"begins or ends with white space: {shorten(said)}")


@built_in("span_overlap", "warning", "Spans that cross each other cannot be told in BIO, which models learn from.")
def span_overlap(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find spans that cross an earlier one, or are the same; one within another is no finding."""
    del rule
    spans = chunk.spans
    order = np.lexsort((-spans.end, spans.start, spans.document)).tolist()
    open_: list[int] = []
    for at in order:
        start, end = int(spans.start[at]), int(spans.end[at])
        document = int(spans.document[at])
        open_ = [one for one in open_ if spans.document[one] == document and spans.end[one] > start]
        crossed = [one for one in open_ if spans.start[one] < start and spans.end[one] < end]
        same = [one for one in open_ if spans.start[one] == start and spans.end[one] == end]
        if start < end and (crossed or same):
            what = "crosses" if crossed else "is at the same place as"
            yield _hit(chunk, at, f"{what} {spans.pointer((crossed or same)[0])}")
        open_.append(at)


@built_in("relation_end", "error", "A relation to a span that is not there relates to nothing.")
def relation_end(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find relations whose source or target is no span of the task."""
    del rule
    spans, known = chunk.spans, dict[int, set[str]]()
    for at, place in enumerate(spans.document.tolist()):
        known.setdefault(place, set()).add(spans.uuids[at] or "")
    for one in spans.relations:
        for name, ref in (("source_ref", one.source), ("target_ref", one.target)):
            if not ref or ref not in known.get(one.document, set()):
                told = "has no" if ref is None else f"names {ref!r:.60}, which is no span, as its"
                yield Hit(one.document, f"{one.pointer}/{name}", f"{told} {name}", None, None, one.uuid, one.name)
