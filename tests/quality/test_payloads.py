"""Results against what was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.quality import check
from tests.quality.tasks import box, found, image, of, polygon

AT = "/response/annotations"
ASKED = {
    "geometries": {
        "box": {
            "objects_to_annotate": ["car", {"choice": "big", "subchoices": ["bus"]}],
            "min_width": 10,
            "min_height": 8,
        },
        "polygon": {"objects_to_annotate": ["road"], "min_vertices": 4, "max_vertices": 5},
    }
}


@pytest.mark.parametrize(
    ("shape", "rule", "pointer"),
    [
        (box(9, 9, 90, 90), None, ""),
        (box(9, 9, 90, 90, label="cat"), "label_unknown", f"{AT}/0/label"),
        (box(9, 9, 90, 90, label="big"), "label_unknown", f"{AT}/0/label"),
        (box(9, 9, 90, 90, label="road"), "label_unknown", f"{AT}/0/label"),
        (box(9, 9, 90, 90, label=None), "label_missing", f"{AT}/0"),
        (box(9, 9, 9, 90), "below_minimum_size", f"{AT}/0"),
        (box(9, 9, 90, 7), "below_minimum_size", f"{AT}/0"),
        (polygon((9, 9), (99, 9), (99, 99)), "vertex_count", f"{AT}/0/vertices"),
        (polygon((9, 9), (50, 5), (99, 9), (120, 50), (99, 99), (50, 120)), "vertex_count", f"{AT}/0/vertices"),
        ({"type": "point", "label": "car", "x": 1, "y": 1}, "geometry_unknown", f"{AT}/0/type"),
    ],
)
def test_shapes_that_were_not_asked_for(shape: Any, rule: str | None, pointer: str) -> None:
    """Labels, geometries, sizes and vertices that the payload does not allow."""
    assert ([(rule, pointer)] if rule else []) == found(check([image(shape, params=ASKED)]))


def test_payloads_of_projects() -> None:
    """Where a task's parameters declare nothing, it is told; a payload says it of all."""
    task = image(box(9, 9, 90, 90, label="cat"))

    assert "label_unknown" in [one.rule for one in check([task]).not_checked]
    assert [("label_unknown", f"{AT}/0/label")] == found(check([task], payload=ASKED))


def test_older_types() -> None:
    """Labels and numbers of annotations of the older task types."""
    params = {"objects_to_annotate": ["car"], "min_annotations": 3, "max_annotations": 4, "min_width": 50}
    few = of("annotation", {"annotations": [box(9, 9, 40, 40), box(90, 90, 60, 60, label="cat")]}, params)

    assert ["label_unknown", "below_minimum_size", "annotation_count"] == [one for one, _ in found(check([few]))]
    many = of("annotation", {"annotations": [box(100 * at, 9, 60, 60) for at in range(5)]}, params)
    assert ["annotation_count"] == [one for one, _ in found(check([many]))]


ATTRIBUTES = {
    "occluded": {"description": "?", "choices": ["0%", "50%"]},
    "seats": {
        "type": "number",
        "description": "?",
        "min": 1,
        "max": 9,
        "conditions": {"label_condition": {"label": ["bus"]}},
    },
    "why": {
        "type": "text",
        "description": "?",
        "conditions": {"attribute_conditions": [{"occluded": ["50%"]}, {"parts": ["x"]}]},
    },
    "parts": {
        "description": "?",
        "choices": ["x", "y"],
        "allow_multiple": True,
        "conditions": {"label_condition": {"label": "bus"}},
    },
    "turn": {"type": "angle", "description": "?", "conditions": {"label_condition": {"label": "bus"}}},
    "of": {"type": "linked", "description": "?", "allowed_labels": ["car"]},
    "line": {"type": "x_line", "description": "?", "conditions": {"label_condition": {"label": "bus"}}},
    "weather": {"description": "?", "choices": ["sun"], "conditions": {"is_global": True}},
}


@pytest.mark.parametrize(
    ("label", "answers", "expected"),
    [
        ("car", {"occluded": "0%"}, []),
        ("car", {"occluded": ["0%"], "weather": "sun"}, []),
        ("car", {}, ["attribute_missing"]),
        ("car", {"occluded": "10%"}, ["attribute_value"]),
        ("car", {"occluded": ["0%", "50%"]}, ["attribute_value"]),
        ("car", {"occluded": "0%", "colour": "red"}, ["attribute_unknown"]),
        ("car", {"occluded": "0%", "seats": 3}, ["attribute_unknown"]),
        ("car", {"occluded": "50%"}, []),  # `why` may be asked: how conditions combine is not documented
        ("car", {"occluded": "0%", "why": "so"}, ["attribute_unknown"]),
        ("car", {"occluded": "0%", "of": "zz"}, ["link_end"]),
        ("car", {"occluded": "0%", "of": "9-9-90"}, []),
        (
            "bus",
            {"occluded": "50%", "parts": ["x", "y"], "seats": 0, "turn": 361, "line": "x", "why": 7},
            ["attribute_value"] * 4,
        ),
        (
            "bus",
            {"occluded": "50%", "parts": "x", "seats": 10, "turn": "x", "line": 3, "why": "so"},
            ["attribute_value"] * 2,
        ),
        ("bus", {"occluded": "50%", "parts": ["x"], "seats": 1, "turn": 0, "line": 3}, ["attribute_missing"]),
    ],
)
def test_attributes(label: str, answers: Any, expected: list[str]) -> None:
    """Answers that are missing, not asked for, or not allowed."""
    task = image(box(9, 9, 90, 90, label=label, attributes=answers), params={"annotation_attributes": ATTRIBUTES})

    assert expected == [one for one, _ in found(check([task]))]


CASES = [
    {"attributes": {"occluded": "0%"}, "covered_over": 0.3},
    {"attributes": {"moving": True}, "label": "car", "excludes": {"parked": ["yes", "maybe"]}},
    {"attributes": {"truncated": "yes"}, "requires": {"side": ["left", "right"]}},
]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"occluded": "0%"}, "cover"),
        ({"occluded": "50%"}, None),
        ({"moving": True, "parked": "maybe"}, "parked is 'maybe'"),
        ({"moving": 1, "parked": "maybe"}, None),
        ({"moving": True, "parked": "no"}, None),
        ({"truncated": "yes"}, "side should be"),
        ({"truncated": "yes", "side": "left"}, None),
    ],
)
def test_answers_that_contradict(answers: Any, expected: str | None) -> None:
    """Cases of the user: what is covered, what excludes each other, what requires another answer."""
    small = box(10, 10, 40, 40, attributes=answers)

    report = check([image(small, box(30, 0, 300, 300))], {"attribute_conflict": {"cases": CASES}})

    told = [one.message for one in report.findings if one.rule == "attribute_conflict"]
    assert [] == told if expected is None else any(expected in one for one in told)


def test_how_much_is_covered() -> None:
    """Larger shapes count together, and once where they overlap."""
    small = box(0, 0, 100, 100, attributes={"occluded": "0%"})
    larger = [box(50, 0, 200, 200, label="x"), box(50, -50, 300, 300, label="y"), box(0, 0, 10, 10, label="z")]

    report = check([image(small, *larger)], {"defaults": False, "attribute_conflict": {"cases": CASES[:1]}})

    assert [(0.5, 0.3)] == [(one.measured, one.limit) for one in report.findings]
