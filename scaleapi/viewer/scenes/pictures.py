"""Images with what is drawn on them: annotations, fields of documents, masks."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.annotations import NAMES, named
from scaleapi.viewer.scenes.geometry import OWN_WORDS, NotDrawn
from scaleapi.viewer.scenes.leftovers import Path
from scaleapi.viewer.scenes.shapes import geometry_of, shape_of
from scaleapi.viewer.scenes.values import Json, clean, joined, text, whole

__all__ = ["document", "image", "segmentation"]


def image(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Draw the annotations of one image."""
    shapes = [made for path, one in account.listed("annotations") if (made := shape_of(account, path, one))]
    view = _view("image", params.get("attachment"), shapes)
    return [{**view, "connections": list(_connections(params, shapes))}]


def _connections(params: Mapping[str, Any], shapes: list[Json]) -> Iterator[list[float]]:
    """Connect points as the payload asks for it: those of two labels; of several objects, those of the same one."""
    asked = listed(mapped(mapped(params.get("geometries")).get("point")).get("connections"))
    points = defaultdict[str | None, list[Json]](list)
    for one in shapes if asked else ():
        if one["shape"] == "point":
            points[one["label"]].append(one)
    for wish in asked:
        pair, linked = listed(mapped(wish).get("pair")), mapped(wish).get("connection_attribute")
        starts, ends = [points.get(text(label), []) for label in pair] if len(pair) == 2 else ([], [])
        found = {_linked(one, linked): one for one in reversed(ends)}  # of several, the first
        for start in starts:
            end = found.get(_linked(start, linked))
            if end is not None:
                yield [*start["at"], *end["at"]]


def _linked(shape: Json, attribute: object) -> str:
    """Return what tells points of one object from those of others, as JSON: it can be any value."""
    return json.dumps(shape["attributes"].get(attribute) if isinstance(attribute, str) else None, sort_keys=True)


def document(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Draw the fields of a document on their pages."""
    pages = defaultdict[int, list[Json]](list)
    for path, one in account.listed("annotations"):
        page = whole(one.get("page", 0))
        made, shapes = _field(account, path, one), pages[page or 0]
        if made is not None:
            shapes.append(made)
            if page is None:
                account.remark((*path, "page"), "no number of a page; it is drawn on page 0")
                account.leave((*path, "page"), one["page"])
    files = listed(params.get("attachments")) or [params.get("attachment")]
    return [_view(f"page {at}", _page(files, at), pages[at]) for at in sorted(pages) or [0]]


def _page(files: list[Any], at: int) -> object:
    return files[0] if len(files) == 1 else files[at] if at < len(files) else None


_ON_PAGES = frozenset((*NAMES, "page", "text"))


def _field(account: Account, path: Path, one: Mapping[str, Any]) -> Json | None:
    """Make the shape of a field of a document: its place is beside what it says, or within it."""
    inner = is_object(one.get("location"))
    place: Path = (*path, "location") if inner else path
    where: Mapping[str, Any] = one["location"] if inner else one
    try:
        shape, at = geometry_of(account, place, where)
    except NotDrawn as why:
        account.undrawn(path, one, str(why))
        return None
    own = frozenset((*OWN_WORDS[shape], "type"))
    if inner:
        account.others(place, where, own)
    made = named(account, path, one, _ON_PAGES | {"location"} if inner else _ON_PAGES | own)
    words = account.text(path, one, "text")
    told = [*made["attributes"].items(), *([] if words is None else [("text", words)])]
    return {**made, "attributes": joined(told), "shape": shape, "at": at}


def segmentation(params: Mapping[str, Any], account: Account) -> list[Json]:
    """Draw the masks of an image over it, with their legend; all that the response says is a tree beside it."""
    response = account.all()
    combined = mapped(mapped(response.get("annotations")).get("combined"))
    legend = list(_legend(response))
    masks = [
        {"name": name, "url": text(combined.get(name)), "legend": legend, "error": None}
        for name in ("image", "indexedImage", "extendedIndexedImage")
        if text(combined.get(name)) is not None
    ]
    if not masks:
        account.say("there is no mask of all labels together")
    view = {**_view("image", params.get("attachment"), []), "masks": masks}
    return [view, {"kind": "tree", "name": "masks", "value": account.clean((), response)}]


def _legend(response: Mapping[str, Any]) -> Iterator[Json]:
    for label, entries in mapped(response.get("labelMapping")).items():
        for entry in entries if is_array(entries) else [entries]:
            index = mapped(entry).get("index")
            known = clean(index) if isinstance(index, int) and not isinstance(index, bool) else None
            yield {"label": clean(label), "index": known, "color": _color(mapped(entry).get("color"))}


def _color(value: object) -> list[int] | None:
    found = re.fullmatch("#([0-9a-fA-F]{6})", value) if isinstance(value, str) else None
    return None if found is None else list(bytes.fromhex(found[1]))


def _view(name: str, address: object, shapes: list[Json]) -> Json:
    made = {"kind": "image", "name": name, "url": text(address), "width": None, "height": None}
    return {**made, "shapes": shapes, "masks": []}
