"""Plausible responses."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.emulator.answers import FUNCTIONS, answer
from scaleapi.emulator.wire import Json

LABELS = ["cow", {"choice": "vehicle", "subchoices": ["car", {"choice": "hgv", "display": "Truck"}]}]
GEOMETRIES: Json = {
    "box": {"objects_to_annotate": LABELS, "min_width": 50, "integer_pixels": True},
    "polygon": {"objects_to_annotate": ["field"], "min_vertices": 5, "max_vertices": 6},
    "line": {"objects_to_annotate": ["fence"]},
    "point": {"objects_to_annotate": ["eye"]},
    "ellipse": {"objects_to_annotate": ["wheel"]},
    "cuboid": {"objects_to_annotate": ["barn"], "min_height": "100"},
}
seeds = st.text("0123456789abcdef", min_size=24, max_size=24)


def image(seed: str = "0", **params: Any) -> Json:
    """Answer an imageannotation task."""
    return answer("imageannotation", {"geometries": GEOMETRIES} | params, seed=seed)


def fields(*definitions: Json, seed: str = "0") -> Json:
    """Answer a textcollection task; its fields are called a, b and c."""
    named = [{"field_id": "abc"[index], **one} for index, one in enumerate(definitions)]
    annotations: Json = answer("textcollection", {"fields": named}, seed=seed)["annotations"]
    return annotations


def attribute(seed: str, **definition: Any) -> Any:
    """Answer one attribute of one box."""
    geometries = {"box": {"objects_to_annotate": ["cow"], "integer_pixels": True}}
    [box] = image(seed, geometries=geometries, annotation_attributes={"it": definition})["annotations"]
    return box.get("attributes", {}).get("it")


def test_the_same_task_has_the_same_response() -> None:
    """The id decides the response."""
    assert image("a") == image("a") != image("b")


def test_other_types_have_no_annotations() -> None:
    """A type without a function of its own still has a response."""
    assert {"imageannotation", "textcollection"} <= set(FUNCTIONS)
    assert {"annotations": []} == answer("laneannotation", {}, seed="0")


def test_each_leaf_label_is_annotated() -> None:
    """Each geometry has an annotation for each label that can be chosen."""
    found = [(annotation["type"], annotation["label"]) for annotation in image()["annotations"]]

    assert [("box", "cow"), ("box", "car"), ("box", "hgv")] == found[:3]
    assert ["field", "fence", "eye", "wheel", "barn"] == [label for _, label in found[3:]]


@given(seed=seeds)
def test_shapes_obey_their_definition(seed: str) -> None:
    """Boxes are large and whole enough, polygons have as many vertices as asked for, ellipses four."""
    box, _, _, polygon, line, point, ellipse, cuboid = image(seed)["annotations"]

    assert all(isinstance(box[name], int) for name in ("left", "top", "width", "height"))
    assert box["width"] >= 50
    assert 5 <= len(polygon["vertices"]) <= 6
    assert (2 <= len(line["vertices"]), {"x", "y"} <= set(point), 4) == (True, True, len(ellipse["vertices"]))
    assert (6, 6) == (len(cuboid["vertices"]), len(cuboid["edges"]))
    assert cuboid["edges"][3]["y2"] - cuboid["edges"][3]["y1"] >= 100


@given(seed=seeds)
def test_a_rotated_box_turns_about_its_middle(seed: str) -> None:
    """The vertices of a rotated box have its middle and its diagonal."""
    [box] = image(seed, geometries={"box": {"can_rotate": True, "integer_pixels": True}})["annotations"]
    corners = box["vertices"]

    assert "label" not in box
    assert math.isclose(sum(corner["x"] for corner in corners) / 4, box["left"] + box["width"] / 2, abs_tol=0.02)
    diagonal = math.dist(*[(corner["x"], corner["y"]) for corner in (corners[0], corners[2])])
    assert math.isclose(diagonal, math.hypot(box["width"], box["height"]), abs_tol=0.05)


@given(seed=seeds)
def test_attribute_values(seed: str) -> None:
    """Each kind of attribute has a value of its kind, within its limits."""
    assert attribute(seed, choices=["a", {"choice": "p", "subchoices": ["b"]}]) in {"a", "b"}
    assert set(attribute(seed, type="category", choices=["a", "b", "c"], allow_multiple=True)) <= {"a", "b", "c"}
    assert attribute(seed, type="number", min=-1, max=1, step=0.5) in {-1, -0.5, 0, 0.5, 1}
    assert 5 <= attribute(seed, type="number", min=5) <= 15
    assert 0 <= attribute(seed, type="angle") <= 360
    assert isinstance(attribute(seed, type="text"), str)
    assert 0 <= attribute(seed, type="x_line") <= 100
    assert 0 <= attribute(seed, type="y_line") <= 100
    assert attribute(seed, type="unknown") is None
    assert attribute(seed, type="category", choices=[]) is None


def test_lines_are_for_boxes_and_cuboids() -> None:
    """Other shapes have no offset to show."""
    found = image(annotation_attributes={"middle": {"type": "x_line"}})["annotations"]

    assert {"box", "cuboid"} == {annotation["type"] for annotation in found if "attributes" in annotation}


def test_linked_attributes() -> None:
    """A link names another annotation with an allowed label, and is left out if there is none."""
    linked = {"type": "linked", "allowed_labels": ["car"]}
    found = image(annotation_attributes={"of": linked})["annotations"]
    car = next(annotation for annotation in found if annotation["label"] == "car")

    assert "attributes" not in car
    assert {car["uuid"]} == {annotation["attributes"]["of"] for annotation in found if annotation is not car}


@pytest.mark.parametrize(
    ("conditions", "labels"),
    [
        ({"label_condition": {"label": "cow"}}, ["cow"]),
        ({"label_condition": {"label": ["cow", "hgv"]}}, ["cow", "hgv"]),
        ([{"label_condition": {"label": "car"}}], ["car"]),
        ({"attribute_conditions": [{"kind": "a"}]}, ["cow", "car", "hgv"]),
        ({"attribute_conditions": [{"kind": ["b", "c"]}]}, []),
        ({"attribute_conditions": [{"missing": "a"}, "odd"]}, []),
        ({}, ["cow", "car", "hgv"]),
    ],
)
def test_conditions(conditions: object, labels: list[str]) -> None:
    """An attribute is only asked of the annotations that its conditions allow."""
    attributes = {"kind": {"choices": ["a"]}, "it": {"type": "text", "conditions": conditions}}
    geometries = {"box": GEOMETRIES["box"]}

    found = image(geometries=geometries, annotation_attributes=attributes)["annotations"]

    assert labels == [annotation["label"] for annotation in found if "it" in annotation.get("attributes", {})]


def test_global_attributes_and_links() -> None:
    """Attributes of the scene are answered once, beside the annotations; links are a list."""
    scene = {"conditions": {"is_global": True, "label_condition": {"label": "none"}}}
    weather, lost = {"choices": ["dry"]} | scene, {"type": "linked"} | scene

    response = image(annotation_attributes={"weather": weather, "lost": lost}, links={"tows": {}})

    assert ({"weather": "dry"}, []) == (response["global_attributes"], response["links"])
    assert not any("attributes" in annotation for annotation in response["annotations"])
    assert {"annotations"} == set(image())


@given(seed=seeds)
def test_fields(seed: str) -> None:
    """Each kind of field has an answer of its kind, under its id."""
    number = {"type": "number", "min": 1, "max": 7}
    choices = [
        {"label": "Yes", "value": "yes"},
        {"label": "p", "value": "p", "subchoices": [{"label": "N", "value": 0}]},
    ]
    answers = fields({"type": "boolean"}, number, {"type": "category", "choices": choices}, seed=seed)

    assert isinstance(answers["a"], bool)
    assert 1 <= answers["b"] <= 7
    assert answers["c"] in (["yes"], [0])
    short, moment, unknown = {"type": "text", "max_characters": 5}, {"type": "datetime"}, {"type": "ranking"}
    assert ("The a", "2024-") == (fields(short)["a"], fields(moment, seed=seed)["a"][:5])
    assert {} == fields(unknown, {"type": "text", "field_id": 5})


@given(seed=seeds)
def test_repeated_fields(seed: str) -> None:
    """More than one allowed response makes a list, as long as was asked for; so do several choices."""
    text = {"type": "text", "min_responses_required": 2, "max_responses_required": 3}
    choices = [{"label": value, "value": value} for value in "xyz"]
    several = {"type": "category", "choices": choices, "min_choices": 2, "max_choices": 3}
    answers = fields(text, several, {"type": "ranking", "max_responses_required": 2}, seed=seed)

    assert 2 <= len(answers["a"]) <= 3
    assert 2 <= len(answers["b"]) <= 3
    assert "c" not in answers


@given(seed=seeds, people=st.sampled_from([2, 3, "3", 500]))
def test_several_people(seed: str, people: Any) -> None:
    """There is an answer of each; codes of choices are strings, whatever the choices have."""
    choices = [{"label": "p", "subchoices": [{"label": "N", "value": 0}, {"label": "Y", "value": True}]}]
    inner = {"type": "category", "field_id": "inner", "choices": [{"label": "5", "value": 5}]}
    definitions = [
        {"type": "category", "field_id": "help", "choices": choices},
        {"type": "text", "field_id": "why"},
        {"type": "field_set", "field_id": "set", "fields": [inner, {"type": "number", "field_id": "n"}]},
    ]

    response = answer("textcollection", {"fields": definitions, "responses_required": people}, seed=seed)

    assert ({"responses"}, min(int(people), 100)) == (set(response), len(response["responses"]))
    for person in response["responses"]:
        assert person["help"] in (["0"], ["true"])
        assert isinstance(person["why"], str)
        assert (["5"], True) == (person["set"]["inner"], isinstance(person["set"]["n"], int | float))


@pytest.mark.parametrize("people", [None, 1, "1", 0, -3, True, "many", 2.5, "9" * 5000])
def test_one_person(people: object) -> None:
    """Without a readable number above 1, there is one answer."""
    choices = [{"label": "Y", "value": 1}]
    params = {"fields": [{"type": "category", "field_id": "a", "choices": choices}], "responses_required": people}

    assert {"annotations": {"a": [1]}} == answer("textcollection", params, seed="0")


@given(seed=seeds, options=st.integers(1, 20))
def test_rankings(seed: str, options: int) -> None:
    """All options are ranked, by their positions as strings; where there are none, the answer is "0"."""
    known, as_text = {"num_options": options, "num_items_to_rank": 1}, {"num_items_to_rank": str(options)}
    answers = fields(*({"type": "ranking_order"} | one for one in (known, as_text, {})), seed=seed)

    assert [str(position) for position in range(options)] == sorted(answers["a"], key=int)
    assert sorted(answers["a"]) == sorted(answers["b"])
    assert "0" == answers["c"]


@pytest.mark.parametrize("kind", ["field_set", "form"])
def test_sets_of_fields(kind: str) -> None:
    """A set of fields is answered by an object, several times by a list of objects."""
    inner = [{"type": "text", "field_id": "url"}, {"type": "number", "field_id": "size", "min": 3, "max": 3}]
    once, often = {"type": kind, "fields": inner}, {"type": kind, "fields": inner, "max_responses_required": 2}

    answers = fields(once, often)

    assert {"url", "size"} == set(answers["a"])
    assert all({"url", "size"} == set(entry) for entry in answers["b"])


@pytest.mark.parametrize(
    "params",
    [
        {"geometries": [], "annotation_attributes": "x", "fields": {}},
        {"geometries": {"box": [], "blob": {}, "line": {"objects_to_annotate": [5, {}]}}, "fields": [5, {}]},
        {"geometries": {"polygon": {"min_vertices": 10**9, "max_vertices": 10**400}}},
        {"geometries": {"polygon": {"min_vertices": 9, "max_vertices": 0}, "box": {"min_width": "wide"}}},
        {
            "geometries": {"box": {"min_width": True}},
            "annotation_attributes": {"n": {"type": "number", "min": 10**400, "max": 0, "step": 1e-300}},
        },
    ],
)
@pytest.mark.parametrize("task_type", ["imageannotation", "textcollection"])
def test_odd_parameters_are_passed_over(task_type: str, params: Json) -> None:
    """The service does not check these shapes, so an answer is found for any of them."""
    assert "annotations" in answer(task_type, params, seed="0")
