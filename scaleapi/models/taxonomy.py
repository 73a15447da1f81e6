"""Rules between labels, geometries and attributes: names that are used must be names that can be used.

A name that only groups others is surely wrong. One that is nowhere in the payload is only doubted, and only if the
payload brings labels of its own: else they come from the project.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.labels import LabelNames, names_in
from scaleapi.models.rules import mapped, objects, strings
from scaleapi.problems import Finding, did_you_mean

__all__ = ["labels_are_known", "lines_have_boxes", "points_are_linked"]

Raw = Mapping[str, Any]
Loc = tuple[str | int, ...]


def labels_are_known(raw: Raw) -> Iterator[Finding]:
    """Refuse labels that only group others, where leaves are needed: in conditions, links and connections."""
    used = [(loc, value) for loc, value in _used_labels(raw) if value is not None]
    if not used:
        return
    shapes = mapped(raw.get("geometries")).values()
    names = names_in(raw.get("labels"), *(mapped(shape).get("objects_to_annotate") for shape in shapes))
    for loc, value in used if names.leaves else []:
        for at, name in enumerate(strings(value)):
            yield from _label_finding(name, names, loc if isinstance(value, str) else (*loc, at))


def _used_labels(raw: Raw) -> Iterator[tuple[Loc, Any]]:
    for name, attribute in mapped(raw.get("annotation_attributes")).items():
        here = ("annotation_attributes", name)
        condition = mapped(mapped(mapped(attribute).get("conditions")).get("label_condition"))
        yield (*here, "conditions", "label_condition", "label"), condition.get("label")
        yield (*here, "allowed_labels"), mapped(attribute).get("allowed_labels")
    for at, connection in _connections(raw):
        yield ("geometries", "point", "connections", at, "pair"), connection.get("pair")


def _label_finding(name: str, names: LabelNames, loc: Loc) -> Iterator[Finding]:
    if name in names.parents:
        yield Finding(loc, "reference", "must be a label without subchoices", name)
    elif name not in names.leaves:
        hint = did_you_mean(name, names.leaves)
        yield Finding(loc, "reference", "is none of the labels of this payload", name, hint, "warning")


def _connections(raw: Raw) -> Iterator[tuple[int, dict[str, Any]]]:
    return objects(mapped(mapped(raw.get("geometries")).get("point")).get("connections"))


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


def lines_have_boxes(raw: Raw) -> Iterator[Finding]:
    """Refuse `x_line` and `y_line` attributes where there are neither boxes nor cuboids. Documented."""
    shapes = mapped(raw.get("geometries"))
    if not shapes or any(name in shapes for name in ("box", "cuboid")):
        return
    for name, attribute in mapped(raw.get("annotation_attributes")).items():
        kind = mapped(attribute).get("type")
        if kind in ("x_line", "y_line"):
            message = "is only for boxes and cuboids, and neither is among the geometries"
            yield Finding(("annotation_attributes", name, "type"), "conflict", message, kind)
