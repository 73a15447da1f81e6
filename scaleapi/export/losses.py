"""Losses: what a format could not carry. Converters return them beside their result, and drop nothing without one.

Lost    what the code that reads one response or dataset says
Loss    the same, as users get it: by JSON pointer, with the task or image
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scaleapi._show.shown import Rows, ShownFields, ShownList
from scaleapi.problems import pointer_of

__all__ = ["Loss", "Losses", "Lost"]


@dataclass(frozen=True, slots=True, repr=False)
class Loss(ShownFields):
    """One thing that a conversion left out or changed."""

    task_id: str | None
    """The task; None if it is not known."""
    where: str
    """JSON pointer (RFC 6901) into the task's response, or into the dataset that was read; empty for all of it."""
    message: str
    """What is left out or changed, and why."""
    image: str | None = None
    """The file name of the image, in what was said of a dataset."""

    def __str__(self) -> str:
        owners = [f"task {self.task_id}" if self.task_id else "", f"image {self.image}" if self.image else ""]
        place = ", ".join(filter(None, owners)) or "dataset"
        return ": ".join(filter(None, [place, self.where, self.message]))


class Losses(ShownList[Loss]):
    """What conversions left out or changed; in a notebook a table."""

    def _rows(self) -> Rows:
        cells = ((one.task_id or "", one.image or "", one.where, one.message) for one in self)
        return Rows(("task", "image", "where", "message"), cells, len(self))


class Lost(NamedTuple):
    """One thing that is left out or changed, by its place in the response or dataset."""

    loc: tuple[str | int, ...]
    message: str

    def of(self, task_id: str | None, image: str | None = None) -> Loss:
        """Name the place by pointer, for users."""
        return Loss(task_id, pointer_of(self.loc), self.message, image)
