"""Rules between labels, geometries and attributes: names that are used must be names that can be used.

A name that only groups others is surely wrong. One that is nowhere in the payload is only doubted, and only if the
payload brings labels of its own: else they come from the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scaleapi.models.labels import LabelNames, names_in
from scaleapi.models.rules import mapped, objects, reads, strings
from scaleapi.problems import Finding, did_you_mean

__all__ = ["labels_are_known", "lines_have_boxes", "points_are_linked"]

Raw = Mapping[str, Any]
Loc = tuple[str | int, ...]


@reads("labels", "geometries", "annotation_attributes")
def labels_are_known(raw: Raw) -> Iterable[Finding]:
    """Refuse labels that only group others, where leaves are needed: in conditions, links and connections."""
    used = list(_used_labels(raw))
    if not used:
        return ()
    shapes = mapped(raw.get("geometries")).values()
    names = names_in(raw.get("labels"), *[mapped(shape).get("objects_to_annotate") for shape in shapes])
    return [_label_finding(name, names, loc) for loc, name in used if names.leaves and name not in names.leaves]


def _used_labels(raw: Raw) -> Iterator[tuple[Loc, str]]:
    for name, attribute in mapped(raw.get("annotation_attributes")).items():
        about = mapped(attribute)
        label = mapped(mapped(about.get("conditions")).get("label_condition")).get("label")
        if label is not None:
            yield from _named(label, "annotation_attributes", name, "conditions", "label_condition", "label")
        if about.get("allowed_labels") is not None:
            yield from _named(about["allowed_labels"], "annotation_attributes", name, "allowed_labels")
    for at, connection in _connections(raw):
        yield from _named(connection.get("pair"), "geometries", "point", "connections", at, "pair")


def _named(value: object, *loc: str | int) -> Iterable[tuple[Loc, str]]:
    if isinstance(value, str):
        return [(loc, value)]
    return [((*loc, at), name) for at, name in enumerate(strings(value))]


def _label_finding(name: str, names: LabelNames, loc: Loc) -> Finding:
    if name in names.parents:
        return Finding(loc, "reference", "must be a label without subchoices", name)
    hint = did_you_mean(name, names.leaves)
    return Finding(loc, "reference", "is none of the labels of this payload", name, hint, "warning")


def _connections(raw: Raw) -> Iterable[tuple[int, dict[str, Any]]]:
    point = mapped(raw.get("geometries")).get("point")
    return objects(mapped(point).get("connections")) if point else ()


@reads("geometries", "annotation_attributes")
def points_are_linked(raw: Raw) -> Iterator[Finding]:
    """Refuse a connection's attribute that is not `linked`; doubt one that is nowhere defined."""
    attributes = mapped(raw.get("annotation_attributes"))
    for at, connection in _connections(raw):
        name = connection.get("connection_attribute")
        loc = ("geometries", "point", "connections", at, "connection_attribute")
        if isinstance(name, str) and attributes:
            yield from _attribute_finding(name, attributes, loc)


def _attribute_finding(name: str, attributes: Raw, loc: Loc) -> Iterator[Finding]:
    if name not in attributes:
        hint = did_you_mean(name, attributes)
        yield Finding(loc, "reference", "is none of the attributes of this payload", name, hint, "warning")
    elif mapped(attributes[name]).get("type", "category") != "linked":
        yield Finding(loc, "reference", "must be an attribute of type `linked`", name)


@reads("geometries", "annotation_attributes")
def lines_have_boxes(raw: Raw) -> Iterable[Finding]:
    """Refuse `x_line` and `y_line` attributes where there are neither boxes nor cuboids. Documented."""
    shapes = mapped(raw.get("geometries"))
    if not shapes or "box" in shapes or "cuboid" in shapes:
        return ()
    message = "is only for boxes and cuboids, and neither is among the geometries"
    kinds = ((name, mapped(one).get("type")) for name, one in mapped(raw.get("annotation_attributes")).items())
    lines = [(name, kind) for name, kind in kinds if kind in ("x_line", "y_line")]
    return [Finding(("annotation_attributes", name, "type"), "conflict", message, kind) for name, kind in lines]
