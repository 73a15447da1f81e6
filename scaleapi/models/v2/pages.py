"""What the calls of the second API answer that list things: the items, and what stands beside them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

import msgspec

from scaleapi._io.json_text import loads
from scaleapi.models.base import Entity, Json
from scaleapi.models.page import Page, read_items
from scaleapi.models.rules import is_object
from scaleapi.models.v2.batch import Batch
from scaleapi.models.v2.dataset import Dataset, DatasetDelivery
from scaleapi.models.v2.delivery import Delivery
from scaleapi.models.v2.project import Project

__all__ = ["BatchPage", "DatasetPage", "DeliveryPage", "ProjectPage", "TaskPage", "V2Page", "split_answer"]

T = TypeVar("T", bound=Entity)

_outline = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_several = msgspec.json.Decoder(list[msgspec.Raw]).decode
_UNUSUAL = (ValueError, msgspec.MsgspecError, RecursionError)


def split_answer(name: str) -> Callable[[bytes], Any]:
    """Make what parses an answer, but leaves the items of its array `name` as bytes; ValueError if it is no JSON."""

    def split(body: bytes) -> Any:
        try:
            raws = _outline(body)
            items = list(map(bytes, _several(raws.pop(name))))
            if not body.isascii():
                body.decode()  # what is left as it is has not been looked at
            return {**{key: loads(bytes(raw)) for key, raw in raws.items()}, name: items}
        except (KeyError, *_UNUSUAL):
            return loads(body)

    return split


class V2Page(Page[T]):
    """The items of one answer: a list. What the API calls the list is an attribute with the same items."""

    key: ClassVar[str]
    """What the API calls the list."""
    beside: Json
    """What else the answer has, as it came."""

    @classmethod
    def read(cls, raw: Any, item: Callable[[Any], T], name: str = "") -> Self:
        """Read an answer as it came.

        Raises:
            ValueError: It is no object, or has no array of the right name.
            BrokenItem: An item is no object.
        """
        name = name or cls.key
        beside = {key: value for key, value in raw.items() if key != name} if is_object(raw) else {}
        page = cls(read_items(raw.get(name) if is_object(raw) else None, item, name))
        page.beside, page._name = beside, name
        total, token = beside.get("total"), beside.get("next_token")
        page.total = total if isinstance(total, int) else None
        page.has_more = token is not None and token != ""  # either ends a list
        page.next_token = token if page.has_more else None
        return page

    _name: str = ""
    """What this answer calls the list."""

    def as_dict(self) -> Json:
        """Return the answer as it came."""
        return {**self.beside, self._name: [one.as_dict() for one in self]}

    def to_dict(self) -> Json:
        """Return the answer as it came: the name of SDK 2.18."""
        warnings.warn("to_dict() is deprecated: use as_dict()", DeprecationWarning, stacklevel=2)
        return self.as_dict()


class TaskPage(V2Page[T]):
    """One page of tasks, of any of the five lists that have some."""

    key = "tasks"

    @property
    def tasks(self) -> list[T]:
        """The items: this page itself."""
        return self

    @property
    def delivery(self) -> Any:
        """The delivery that the tasks are of, if the answer names one: a `Delivery`, a `DatasetDelivery` or an id."""
        raw = self.beside.get("delivery")
        if not is_object(raw):
            return raw
        return (DatasetDelivery if "dataset" in raw or is_object(raw.get("metadata")) else Delivery).received(raw)


class BatchPage(V2Page[Batch]):
    """One page of batches."""

    key = "batches"

    @property
    def batches(self) -> list[Batch]:
        """The items: this page itself."""
        return self


class ProjectPage(V2Page[Project]):
    """All projects."""

    key = "projects"

    @property
    def projects(self) -> list[Project]:
        """The items: this list itself."""
        return self


class DeliveryPage(V2Page[T]):
    """All deliveries of a project or of datasets."""

    key = "deliveries"

    @property
    def deliveries(self) -> list[T]:
        """The items: this list itself."""
        return self


class DatasetPage(V2Page[Dataset]):
    """All datasets."""

    key = "datasets"

    @property
    def datasets(self) -> list[Dataset]:
        """The items: this list itself."""
        return self
