"""Request objects of SDK 2.18: `create_batch(create_batch_request=CreateBatchRequest(…))` is `create_batch(…)` now."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from scaleapi._core.calls.arguments import refuse
from scaleapi.models.v2.base import V2Entity

__all__ = [
    "BatchOperationRequest",
    "CreateBatchRequest",
    "CreateChatTaskRequest",
    "SetBatchMetadataRequest",
    "SetTaskMetadataRequest",
    "takes_request",
]

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


class OldRequest(V2Entity):
    """What a call is given in SDK 2.18: fields by name."""


class CreateChatTaskRequest(OldRequest):
    """What `create_chat_task` takes."""

    project_id: str | None = None
    project_name: str | None = None
    batch_id: str | None = None
    batch_name: str | None = None
    template_variables: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None
    callback_url: str | None = None


class SetTaskMetadataRequest(OldRequest):
    """What `set_task_metadata` takes."""

    task_id: str | None = None
    metadata: dict[str, Any] | None = None
    merge: bool | None = None


class CreateBatchRequest(OldRequest):
    """What `create_batch` takes."""

    name: str | None = None
    project_id: str | None = None
    project_name: str | None = None
    callback: str | None = None
    staging_batch: bool | None = None
    metadata: dict[str, Any] | None = None


class BatchOperationRequest(OldRequest):
    """What `finalize_batch`, `pause_batch`, `resume_batch` and `cancel_batch` take."""

    batch_id: str | None = None
    batch_name: str | None = None


class SetBatchMetadataRequest(OldRequest):
    """What `set_batch_metadata` takes."""

    batch_id: str | None = None
    batch_name: str | None = None
    metadata: dict[str, Any] | None = None
    merge: bool | None = None


def takes_request(
    old: str,
) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """Let a description take a request object under its old keyword, or as its only argument, beside its keywords."""

    def decorate(describe: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        @functools.wraps(describe)
        def described(driver: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
            request: object = kwargs.pop(old, None)
            if request is None and len(args) == 1 and isinstance(args[0], OldRequest):
                request, args = args[0], cast("Any", ())
            call: Callable[..., T] = describe
            if request is None:
                return call(driver, *args, **kwargs)
            if args or kwargs:
                raise refuse(f"/{old}", "conflict", "a request object stands alone: give its fields instead")
            fields = _fields(old, request)
            message = f"{old} is deprecated: give its fields to {describe.__name__} by name"
            warnings.warn(message, DeprecationWarning, stacklevel=4)
            return call(driver, **fields)

        return described

    return decorate


def _fields(old: str, request: object) -> dict[str, Any]:
    raw = request.as_dict() if isinstance(request, V2Entity) else request
    if not isinstance(raw, Mapping):
        raise refuse(f"/{old}", "type", "must be a request object or a dictionary", request)
    return {str(name): value for name, value in cast("Mapping[object, Any]", raw).items() if value is not None}
