"""documenttranscription and documentmodel: one annotation for each feature that is not a group."""

from __future__ import annotations

from random import Random
from uuid import UUID

from scaleapi.emulator.answers.labels import entries
from scaleapi.emulator.wire import Json, is_object

__all__ = ["answer_document"]


def answer_document(params: Json, random: Random) -> Json:
    """Make the response of a documenttranscription task."""
    features = [one for one in entries(params.get("features")) if is_object(one) and one.get("type") != "group"]
    turned = params.get("geometry") == "polygon"
    return {"annotations": [_annotation(feature, turned=turned, random=random) for feature in features]}


def _annotation(feature: Json, *, turned: bool, random: Random) -> Json:
    flags = entries(feature.get("flags"))
    uuid = str(UUID(int=random.getrandbits(128), version=4))
    annotation: Json = {"uuid": uuid, "page": 0, "label": feature.get("label"), "refs": []}
    annotation["location"] = _location(turned=turned, random=random)
    amount = f"{random.randint(1, 999)}.50"
    if feature.get("type") == "text":
        annotation["text"] = amount if "money" in flags else "2024-02-15" if "date" in flags else "A line of text"
    if "money" in flags:
        annotation["money"] = {"amount": amount}
    if "checkbox" in flags:
        annotation["checked"] = random.choice([True, False])
    return annotation


def _location(*, turned: bool, random: Random) -> Json:
    left, top = round(random.uniform(0, 500), 1), round(random.uniform(0, 700), 1)
    if not turned:
        return {"type": "box", "top": top, "left": left, "width": 80.0, "height": 18.0}
    corners = [(left, top), (left + 80, top + 4), (left + 79, top + 22), (left - 1, top + 18)]
    return {"type": "polygon", "vertices": [{"x": x, "y": y} for x, y in corners]}
