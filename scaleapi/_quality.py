"""What evaluation and training tasks share: a payload of their type, and the known answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from scaleapi._core.calls.call import Call, Repeat, path
from scaleapi._core.http.config import Validation
from scaleapi.models.base import Entity
from scaleapi.models.enums import TaskType
from scaleapi.tasks import creation, payload_of

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload

__all__ = ["quality_call"]

E = TypeVar("E", bound=Entity)


def quality_call(
    resource: str, kind_of: type[E], task_type: TaskType | str | Payload, params: dict[str, Any], validation: Validation
) -> Call[E]:
    """Describe the creation of a quality task."""
    from scaleapi.validation.checks import check_quality  # imported on first use: it costs time

    kind, payload = payload_of(task_type, params)
    body = check_quality(kind, payload, validation)
    return creation(Call("POST", path(resource, kind), kind_of.model_validate), body, Repeat.unless_done)
