"""Where the rows of tables are found: in files of frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scaleapi.models.table import Block, Content, answers, beside, each_field, flat, from_frames


@dataclass
class Frames(Content):
    """A file of frames."""

    frames: list[Any]

    def whole(self) -> Any:
        """Give all of it."""
        return self.frames

    def items(self) -> Iterator[Any]:
        """Go through it."""
        return iter(self.frames)


def boxes(number: int, frame: dict[str, Any]) -> Iterator[Block]:
    """Find the boxes of a frame."""
    yield Block("box", frame["boxes"], {"frame": number})


def test_frames() -> None:
    """Each has its items, and what else it holds; one that is no object is kept as it is; no file, no rows."""
    find = from_frames("annotations", boxes, "boxes")

    found = list(find({}, {"annotations": Frames([{"boxes": [1, 2], "time": 5}, "odd", {"boxes": []}])}))

    assert [("box", [1, 2], 0), ("box", [], 2)] == [
        (one.part, one.items, one.place["frame"]) for one in found if one.part == "box"
    ]
    rest = [(one.items, one.place["frame"], one.from_file) for one in found if one.part == "frame"]
    assert ([{"time": 5}], 0, True) == rest[0]
    assert (1, True) == (rest[1][1], "odd" in str(rest[1][0]))
    assert [] == list(find({}, {}))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"position": {"x": 1, "y": 2}, "label": "car"}, {"label": "car", "position.x": 1, "position.y": 2}),
        ({"position": 5, "yaw": {"a": 1}}, {"position": 5, "yaw": {"a": 1}}),
        ([1], [1]),
        (None, None),
    ],
)
def test_what_objects_inside_hold(item: Any, expected: Any) -> None:
    """It comes to the item's own level, where it is an object; anything else stays as it is."""
    assert expected == flat(item, "position")


def test_answers() -> None:
    """A row for each field, for each of its annotations, and for each file."""
    found = answers({"annotations": [1, 2], "text": "a", "odd": None}, {"file": Frames([3])})
    assert [
        ("annotations", [{"value": 1}, {"value": 2}], False),
        ("text", [{"value": "a"}], False),
        ("odd", [{"value": None}], False),
        ("file", [{"value": [3]}], True),
    ] == [(one.part, one.items, one.from_file) for one in found]


@pytest.mark.parametrize("place", [None, {"frame": 1}])
def test_an_object_of_answers(place: dict[str, Any] | None) -> None:
    """A row for each, where the object stands; of anything else, none."""
    [block] = each_field("fields", {"a": 1, "b": None}, place)
    rows = [{"field": "a", "value": 1}, {"field": "b", "value": None}]
    assert ("fields", rows, place or {}) == (block.part, block.items, block.place)
    assert [] == list(each_field("fields", [1], place))


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"a": [1], "b": [2], "c": 3}, [{"b": [2], "c": 3}]), ({"a": 5}, [{"a": 5}]), ({"a": [1]}, []), (None, [None])],
)
def test_what_is_left_beside_arrays(value: Any, expected: list[Any]) -> None:
    """Whatever has another name, or is no array."""
    assert expected == beside(value, "a")
