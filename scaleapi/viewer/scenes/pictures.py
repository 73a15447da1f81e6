"""Images with what is drawn on them: annotations, fields of documents, masks."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.viewer.scenes.shapes import shapes_of
from scaleapi.viewer.scenes.values import Json, Marks, clean, text

__all__ = ["document", "image", "segmentation"]

Made = tuple[list[Json], list[str]]
"""Views, and notes about what is in none."""


def image(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Draw the annotations of one image."""
    shapes, notes = shapes_of(response.get("annotations"), marks, task_type)
    view = _view("image", params.get("attachment"), shapes)
    return [{**view, "connections": list(_connections(params, shapes))}, *_left(response, "annotations")], notes


def _connections(params: Mapping[str, Any], shapes: list[Json]) -> Iterator[list[float]]:
    """Connect points as the payload asks for it: those of two labels; of several objects, those of the same one."""
    points = defaultdict[str | None, list[Json]](list)
    for one in shapes:
        if one["shape"] == "point":
            points[one["label"]].append(one)
    for asked in listed(mapped(mapped(params.get("geometries")).get("point")).get("connections")):
        pair, linked = listed(mapped(asked).get("pair")), mapped(asked).get("connection_attribute")
        starts, ends = [points.get(text(label), []) for label in pair] if len(pair) == 2 else ([], [])
        found = {_linked(one, linked): one for one in reversed(ends)}  # of several, the first
        for start in starts:
            end = found.get(_linked(start, linked))
            if end is not None:
                yield [*start["at"], *end["at"]]


def _linked(shape: Json, attribute: object) -> str:
    """Return what tells points of one object from those of others, as JSON: it can be any value."""
    return json.dumps(shape["attributes"].get(attribute) if isinstance(attribute, str) else None, sort_keys=True)


def document(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Draw the fields of a document on their pages."""
    pages, given = dict[int, list[Json]](), [one for one in listed(response.get("annotations")) if is_object(one)]
    for one in given:
        page = one.get("page")
        at = page if isinstance(page, int) else 0
        told = {**mapped(one.get("attributes")), **({"text": one["text"]} if "text" in one else {})}
        pages.setdefault(at, []).append({**one, **mapped(one.get("location")), "attributes": told})
    views, notes = list[Json](), list[str]()
    files = listed(params.get("attachments")) or [params.get("attachment")]
    for at in sorted(pages) or [0]:
        shapes, missing = shapes_of(pages.get(at, []), marks, task_type)
        file = files[at] if 0 <= at < len(files) else None if len(files) > 1 else files[0]
        views.append(_view(f"page {at}", file, shapes))
        notes += missing
    return [*views, *_left(response, "annotations")], notes


def segmentation(params: Mapping[str, Any], response: Mapping[str, Any], marks: Marks, task_type: str) -> Made:
    """Draw the masks of an image over it, with their legend."""
    del marks, task_type
    files = mapped(response.get("annotations"))
    combined = mapped(files.get("combined"))
    masks = [
        {"name": name, "url": text(combined.get(name)), "legend": list(_legend(response)), "error": None}
        for name in ("image", "indexedImage", "extendedIndexedImage")
        if text(combined.get(name)) is not None
    ]
    notes = [] if masks else ["there is no mask of all labels together"]
    view = {**_view("image", params.get("attachment"), []), "masks": masks}
    return [view, {"kind": "tree", "name": "masks", "value": clean(response)}], notes


def _legend(response: Mapping[str, Any]) -> Iterator[Json]:
    for label, entries in mapped(response.get("labelMapping")).items():
        for entry in entries if is_array(entries) else [entries]:
            index = mapped(entry).get("index")
            known = index if isinstance(index, int) else None
            yield {"label": clean(label), "index": known, "color": _color(mapped(entry).get("color"))}


def _color(value: object) -> list[int] | None:
    found = re.fullmatch("#([0-9a-fA-F]{6})", value) if isinstance(value, str) else None
    return None if found is None else list(bytes.fromhex(found[1]))


def _view(name: str, address: object, shapes: list[Json]) -> Json:
    made = {"kind": "image", "name": name, "url": text(address), "width": None, "height": None}
    return {**made, "shapes": shapes, "masks": []}


def _left(response: Mapping[str, Any], *drawn: str) -> Iterator[Json]:
    """Show what else a response has."""
    left = {name: value for name, value in response.items() if name not in drawn and value not in (None, [], {})}
    if left:
        yield {"kind": "tree", "name": "also in the response", "value": clean(left)}
