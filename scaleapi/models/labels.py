"""Labels: what workers may call a thing; plain names, or descriptions with finer names under them."""

from collections.abc import Set as AbstractSet
from typing import Annotated, NamedTuple

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import is_object, listed
from scaleapi.models.values import Boolean, String, by_shape, tag

__all__ = ["Label", "LabelDescription", "LabelNames", "names_in"]


class LabelDescription(PayloadModel):
    """A label that has more to it than its name. Documented."""

    choice: String
    """The label's name. Workers cannot select it once it has `subchoices`. Documented."""
    subchoices: "list[Label] | None" = None
    """Finer labels under this one, to any depth; only the leaves appear in responses. Documented."""
    display: String | None = None
    """What workers see instead of `choice`; never in the response nor in conditions. Documented."""
    instance_label: Boolean | None = None
    """Segmentation: whether each instance gets a mask of its own; the service's default is false. Documented."""


Label = Annotated[
    Annotated[String, tag("text")] | Annotated[LabelDescription, tag("object")],
    by_shape("text", "object"),
]
"""A label: its name, or a description. An array of labels may mix both."""


class LabelNames(NamedTuple):
    """The names in a tree of labels."""

    leaves: AbstractSet[str]
    """Those that workers can select, and that conditions may use."""
    parents: AbstractSet[str]
    """Those that only group others."""


def names_in(*labels: object) -> LabelNames:
    """Collect the names from arrays of labels in wire form; what is no label is passed over."""
    leaves: set[str] = set()
    parents: set[str] = set()
    rest: list[object] = []
    for some in labels:
        rest += listed(some)
    for label in rest:  # to which finer labels are added on the way
        if isinstance(label, str):
            leaves.add(label)
        elif is_object(label):
            finer, name = listed(label.get("subchoices")), label.get("choice")
            rest += finer
            if isinstance(name, str):
                (parents if finer else leaves).add(name)
    return LabelNames(leaves, parents - leaves)
