"""Results against the payload: labels, geometries, sizes and numbers that were not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scaleapi.models.rules import numeral
from scaleapi.problems import did_you_mean
from scaleapi.quality.checks.results import GEOMETRIES
from scaleapi.quality.extraction.arrays import Floats, listed_ints, np
from scaleapi.quality.extraction.shapes import Shapes
from scaleapi.quality.rules.asked import Asked
from scaleapi.quality.rules.chunk import Chunk, Things, hits
from scaleapi.quality.rules.rule import Hit, Rule, built_in

__all__: list[str] = []

_NO_LABELS = "its parameters declare no labels, which are then a project's: give `payload`"


@built_in("label_missing", "error", "An annotation without a label is of no class.")
def label_missing(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find annotations without a label, where labels were asked for."""
    del rule
    for things in (chunk.shapes, chunk.cuboids, chunk.spans):
        for at, label in enumerate(things.labels):
            place = int(things.document[at]) if not label else 0
            if not label and chunk.asked[place].labels and chunk.asked[place].params.get("with_labels") is not False:
                yield Hit(place, things.pointer(at), "has no label", None, None, things.uuids[at])


@built_in("label_unknown", "error", "A label that was not asked for is a class that no model has.")
def label_unknown(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find labels that the payload does not declare for the geometry, or only as a group of others."""
    for things in (chunk.shapes, chunk.cuboids, chunk.spans):
        _tell_undeclared(chunk, things, rule)
        kinds = things.kinds if isinstance(things, Shapes) else [""] * len(things.labels)
        for at, key in enumerate(zip(listed_ints(things.document), kinds, things.labels, strict=True)):
            place, kind, label = key
            known = chunk.asked[place].of_kind.get(kind) or chunk.asked[place].labels
            if label and known and label not in known:
                hint = did_you_mean(label, known)
                message = f"has a label that was not asked for: {label!r:.80}" + (f"; {hint}" if hint else "")
                yield Hit(place, f"{things.pointer(at)}/label", message, None, None, things.uuids[at], label)


def _tell_undeclared(chunk: Chunk, things: Things, rule: Rule) -> None:
    places = listed_ints(np.unique(things.document))
    chunk.skip(rule, _NO_LABELS, [at for at in places if not chunk.asked[at].labels])


@built_in("geometry_unknown", "error", "A shape of another kind than asked for fits no training code of that kind.")
def geometry_unknown(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes of geometries that the payload does not ask for."""
    del rule
    shapes = chunk.shapes
    for at, (place, kind) in enumerate(zip(listed_ints(shapes.document), shapes.kinds, strict=True)):
        known = chunk.asked[place].kinds
        if known and kind not in known and kind in GEOMETRIES and kind != "path":
            message = f"is a {kind}, and asked for was {' or '.join(sorted(known))[:80]}"
            yield Hit(place, f"{shapes.pointer(at)}/type", message, None, None, shapes.uuids[at], shapes.labels[at])


@built_in("below_minimum_size", "error", "The payload says how small a shape may be.", unit="pixels", family="images")
def below_minimum_size(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes that are narrower or lower than the payload's `min_width` and `min_height`."""
    del rule
    shapes = chunk.shapes
    for column, name in enumerate(("width", "height")):
        least = _limits(chunk, lambda asked, kind, column=column: asked.sides.get(kind, (0.0, 0.0))[column])  # type: ignore[misc]
        if least.any():
            measured = shapes.boxes[:, 2 + column]
            words = f"has a {name} of {{:g}} pixels: the payload asks for at least {{:g}}"
            yield from hits(shapes, (measured < least) & (measured > 0), measured, least, words.format)


@built_in(
    "vertex_count", "error", "The payload says how many vertices a shape may have.", unit="vertices", family="images"
)
def vertex_count(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find shapes with fewer or more vertices than the payload's `min_vertices` and `max_vertices`."""
    del rule
    shapes, counts = chunk.shapes, np.diff(chunk.shapes.starts).astype(np.float64)
    least = _limits(chunk, lambda asked, kind: asked.corners.get(kind, (0.0, np.inf))[0])
    most = _limits(chunk, lambda asked, kind: asked.corners.get(kind, (0.0, np.inf))[1])
    drawn = counts > 0
    few, many = (
        "has {:g} vertices: the payload asks for at least {:g}",
        "has {:g} vertices: the payload asks for at most {:g}",
    )
    yield from hits(shapes, drawn & (counts < least), counts, least, few.format, "/vertices")
    yield from hits(shapes, drawn & (counts > most), counts, most, many.format, "/vertices")


def _limits(chunk: Chunk, find: Callable[[Asked, str], float]) -> Floats:
    """Look a limit up for each shape; each geometry of a payload once."""
    known: dict[tuple[int, str], float] = {}
    asked, shapes, found = chunk.asked, chunk.shapes, list[float]()
    for place, kind in zip(listed_ints(shapes.document), shapes.kinds, strict=True):
        key = (id(asked[place]), kind)
        if key not in known:
            known[key] = find(asked[place], kind)
        found.append(known[key])
    return np.array(found, dtype=np.float64)


@built_in("annotation_count", "error", "The payload says how many annotations there may be.", unit="annotations")
def annotation_count(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    """Find results with fewer or more annotations than the payload's `min_annotations` and `max_annotations`."""
    del rule
    counts = np.bincount(chunk.shapes.document, minlength=len(chunk.documents)).tolist()
    for place, (asked, count) in enumerate(zip(chunk.asked, counts, strict=True)):
        least, most = (numeral(asked.params.get(name)) for name in ("min_annotations", "max_annotations"))
        if least and count < least:
            message = f"has {count} annotations: the payload asks for at least {least}"
            yield Hit(place, "/response/annotations", message, float(count), float(least))
        if most and count > most:  # 0 stands for any number
            message = f"has {count} annotations: the payload asks for at most {most}"
            yield Hit(place, "/response/annotations", message, float(count), float(most))
