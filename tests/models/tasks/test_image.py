"""`imageannotation`: reading answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scaleapi.models.annotations import (
    Annotation,
    BoxAnnotation,
    CuboidAnnotation,
    EllipseAnnotation,
    LineAnnotation,
    PathAnnotation,
    PointAnnotation,
    PolygonAnnotation,
)
from scaleapi.models.labels import names_in
from scaleapi.models.tasks.image import ImageAnnotationPayload, ImageAnnotationResponse, ImageHypothesis, LinkRule

SAMPLES = Path(__file__).parents[2] / "samples" / "imageannotation"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "x", "left"]), inner),
    max_leaves=8,
)
VERTEX = {"x": 1, "y": 2}


def sample(name: str) -> Any:
    """Read a sample."""
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def test_response() -> None:
    """The documented response is read into typed annotations, and written as it came."""
    raw = sample("response.json")

    response = ImageAnnotationResponse.read(raw)
    assert response.annotations is not None
    box, polygon = response.annotations

    assert isinstance(box, BoxAnnotation)
    assert isinstance(polygon, PolygonAnnotation)
    assert (box.left, box.attributes, polygon.label) == (412, {"occlusion": "none"}, "crosswalk")
    assert response.global_attributes == {"weather": "rain"}
    assert response.to_wire() == raw


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ({"type": "box"}, BoxAnnotation),
        ({"type": "polygon"}, PolygonAnnotation),
        ({"type": "line"}, LineAnnotation),
        ({"type": "point"}, PointAnnotation),
        ({"type": "ellipse"}, EllipseAnnotation),
        ({"type": "cuboid"}, CuboidAnnotation),
        ({"type": "circle"}, Annotation),
        ({"type": ["box"]}, Annotation),
        ({"left": 1, "top": 2}, BoxAnnotation),
        ({"vertices": [VERTEX]}, PathAnnotation),
        ({"vertices": [{"description": "face-topleft", **VERTEX}]}, CuboidAnnotation),
        ({"vertices": 5}, PathAnnotation),
        ({"x": 1, "y": 2}, PointAnnotation),
        ({"label": "car"}, Annotation),
        ("odd", str),
    ],
)
def test_kinds(raw: Any, kind: type) -> None:
    """An annotation is told by its type, else by its keys; what is none stays as it is."""
    response = ImageAnnotationResponse.read({"annotations": [raw]})

    assert [type(annotation) for annotation in response.annotations or []] == [kind]
    assert response.to_wire() == {"annotations": [raw]}


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(["annotations", "links", "global_attributes", "new"]), JSON))
def test_any_response(raw: dict[str, Any]) -> None:
    """No response makes reading fail, and nothing of it is lost."""
    assert ImageAnnotationResponse.read(raw).to_wire() == raw
    assert ImageAnnotationResponse(**raw).to_wire() == raw


def test_response_must_be_an_object() -> None:
    """There is nothing to read in what is no object at all."""
    assert ImageAnnotationResponse.read(5).to_wire() == {}
    with pytest.raises(ValidationError):
        ImageAnnotationResponse.model_validate(5)
    assert ImageAnnotationResponse.model_validate(ImageAnnotationResponse(links=[])).links == []


def test_annotations_as_hypothesis() -> None:
    """The annotations of a response can be sent as pre-labels."""
    response = ImageAnnotationResponse.read(sample("response.json"))

    payload = ImageAnnotationPayload(
        attachment="s3://bucket/a.jpg",
        project="p",
        hypothesis=ImageHypothesis(annotations=response.annotations or []),
        links={"tows": LinkRule(is_bidirectional=False), "carries": [LinkRule()]},
    )

    assert payload.to_wire()["hypothesis"]["annotations"] == sample("response.json")["annotations"]


def test_names_in_odd_labels() -> None:
    """What is no label is passed over when names are collected; names under it are not."""
    names = names_in(["a", 5, {"subchoices": ["b"]}, {"choice": "c", "subchoices": [{"choice": "d"}]}])

    assert set(names.leaves) == {"a", "b", "d"}
    assert set(names.parents) == {"c"}
