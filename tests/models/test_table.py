"""Where the rows of tables are found: in files of frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scaleapi.models.table import Block, Content, from_frames


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
