"""The answers about annotations: missing, not allowed, or not asked for."""

from __future__ import annotations

from collections.abc import Iterator

from scaleapi._show.text import shorten
from scaleapi.models.rules import mapped, strings
from scaleapi.quality.checks.annotated import annotated
from scaleapi.quality.rules.chunk import Chunk
from scaleapi.quality.rules.questions import NOTHING
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__: list[str] = []


@built_in("attribute_missing", "warning", "A question without an answer is a gap in every statistic over it.")
def attribute_missing(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find attributes that are asked about an annotation, and have no answer; links only if they are required."""
    del rule
    for one in annotated(chunk):
        for name, question in one.asked.attributes.items():
            missing = one.answers.get(name) in NOTHING and not question.optional
            if missing and question.is_asked(one.label, one.answers):
                yield one.hit(f"has no answer to {name!r:.60}", "attributes", name)


@built_in("attribute_unknown", "warning", "An answer that nobody asked for is read by nobody, or is of an old project.")
def attribute_unknown(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find answers to attributes that the payload does not declare, or not for this label and these answers."""
    del rule
    for one in annotated(chunk):
        for name, answer in one.answers.items():
            question = one.asked.attributes.get(name)
            if question is None and name not in mapped(one.asked.params.get("annotation_attributes")):
                yield one.hit(f"has an answer to {name!r:.60}, which was not asked for", "attributes", name)
            elif question is not None and answer not in NOTHING and question.is_asked(one.label, one.answers) is False:
                message = f"has an answer to {name!r:.60}, which is not asked under its conditions"
                yield one.hit(message, "attributes", name)


@built_in("attribute_value", "error", "An answer that is none of the choices, or out of range, is a class of its own.")
def attribute_value(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find answers that are none of the choices, are out of range, or of another type than the attribute's."""
    del rule
    for one in annotated(chunk):
        for name, answer in one.answers.items():
            question = one.asked.attributes.get(name)
            told = None if question is None or answer in NOTHING else question.wrong(answer)
            if told:
                yield one.hit(f"has an answer to {name!r:.60} that {told} (got {shorten(answer)})", "attributes", name)


@built_in("link_end", "error", "A link to an annotation that is not there links to nothing.")
def link_end(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find answers to `linked` attributes that name no annotation of the task."""
    del rule
    if not any(asked.links for asked in {id(one): one for one in chunk.asked}.values()):
        return
    linking = [(one, name) for one in annotated(chunk) for name in one.asked.links]
    known: dict[int, set[str]] = {}
    for things in (chunk.shapes, chunk.cuboids, chunk.spans):
        for at, place in enumerate(things.document.tolist()):
            known.setdefault(place, set()).add(things.uuids[at] or "")
    for one, name in linking:
        place = int(one.things.document[one.at])
        for uuid in strings(one.answers.get(name)):
            if uuid and uuid not in known[place]:
                yield one.hit(f"links by {name!r:.60} to {uuid!r:.60}, which is no annotation", "attributes", name)
