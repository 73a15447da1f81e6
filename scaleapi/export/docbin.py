"""spaCy's `DocBin` of named entities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export.entities import Entity, EntityText, entity_texts
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.models.task import Task

__all__ = ["Docs", "to_docbin", "write_docbin"]

_KEY = "sc"
"""The name under which spaCy's span categorizer looks for spans."""


@dataclass(frozen=True, slots=True, repr=False)
class Docs(Shown):
    """Texts as spaCy trains on them, and what these could not carry."""

    docbin: Any
    """Of the class `spacy.tokens.DocBin`."""
    losses: list[Loss]

    def _facts(self) -> list[tuple[str, object]]:
        return [("docs", len(self.docbin)), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_docbin(tasks: Iterable[Task], *, nlp: Any = None) -> Docs:
    """Make spaCy's training data of `namedentityrecognition` tasks: a `Doc` for each.

    - `doc.ents` has the spans; of those that overlap, the earlier and longer one: that is a loss. `doc.spans["sc"]` has
      all, for the span categorizer.
    - A span that cuts through a token is widened to it; that is a loss, as are ids, attributes and relations.
    - `doc.user_data["task_id"]` is the task's id.

    Tasks of other types, and those without a response or a text, are left out. What of a response does not fit is left
    out, however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        nlp: The pipeline (`spacy.Language`) whose tokenizer is used; without it, that of no language in particular
            (`spacy.blank("xx")`).

    Raises:
        ImportError: The extra `spacy` is missing.
    """
    spacy = need("spacy", "spacy", "a DocBin")
    docbin = need("spacy.tokens", "spacy", "a DocBin").DocBin(store_user_data=True)
    pipeline: Any = spacy.blank("xx") if nlp is None else nlp
    losses = list[Loss]()
    for one in entity_texts(tasks, "a DocBin"):
        if isinstance(one, Loss):
            losses.append(one)
        else:
            doc, lost = _doc(one, pipeline)
            docbin.add(doc)
            losses += (loss.of(one.task.task_id) for loss in lost)
    return Docs(docbin, Losses(losses))


@known_keywords
def write_docbin(path: StrPath, docs: Docs) -> None:
    """Write the file that `spacy train` reads (`….spacy`), to a path or a URL; it appears when it is complete.

    Raises:
        OSError: The file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    with written(path) as scratch:
        scratch.write_bytes(docs.docbin.to_bytes())


def _doc(one: EntityText, nlp: Any) -> tuple[Any, list[Lost]]:
    doc, lost = nlp.make_doc(one.text), list[Lost]()
    doc.user_data["task_id"] = one.task.task_id
    spans, free = list[Any](), list[Any]()
    for entity in one.entities:
        span = doc.char_span(entity.start, entity.end, label=entity.label, alignment_mode="expand")
        if span is None or not span.text.strip():
            lost.append(Lost(("annotations", entity.at), "has no token: left out"))
            continue
        spans.append(span)
        if any(span.start < other.end and other.start < span.end for other in free):
            lost.append(
                Lost(("annotations", entity.at), f"overlaps an earlier or longer span: only in `spans[{_KEY!r}]`")
            )
        else:
            free.append(span)
        lost += _widened(entity, span)
    doc.set_ents(free)
    doc.spans[_KEY] = spans
    return doc, lost


def _widened(entity: Entity, span: Any) -> list[Lost]:
    if (span.start_char, span.end_char) == (entity.start, entity.end):
        return []
    return [Lost(("annotations", entity.at), f"cuts through a token: it is widened to {span.text!r}")]
