"""Generated parts of pages: what is retried when, and the models of each page of the reference."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from importlib import import_module

from scaleapi import models
from scaleapi._core.calls.call import Failure, Repeat, Reply
from scaleapi._core.calls.retry import RetryPolicy, outcome_of
from scaleapi._lazy import home_of
from scaleapi.client import ScaleClient

__all__ = [
    "MODELS",
    "PACKAGES",
    "SHARED",
    "model_pages",
    "not_twice",
    "render_models",
    "render_packages",
    "render_retries",
]

MODELS = {
    "models-images": "tasks.image tasks.image_legacy tasks.segmentation tasks.document",
    "models-video-lidar": "tasks.video tasks.lidar lidar_frame lidar_results",
    "models-scenes": "tasks.sensor_fusion scene scene_annotations scene_paths scene_sensors",
    "models-text": "tasks.text tasks.text_legacy tasks.ner tasks.chat",
}
"""The pages of `docs/reference/` that list models, with the modules of `scaleapi.models` on each."""
CALLS = 'inherited_members: true, show_bases: false, filters: ["!^_", "!^(run|pages|many|of)$"]'
SHARED = "models"
"""The page of all others."""
ENTITIES = "base batch enums file page project quality studio task tasks.result teammate"
"""Modules whose names are shown by hand, beside the calls that return them."""
PACKAGES = {
    "quality": ("scaleapi.quality",),
    "v2": ("scaleapi.v2", "scaleapi.models.v2"),
}
"""The pages of `docs/reference/` that list packages: everything that these, and those below them, offer."""
ENDS = {
    "could not connect": Reply(failure=Failure.connect),
    "429": Reply(status=429),
    "500, 502, 503, 504 and other 5xx": Reply(status=503),
    "408": Reply(status=408),
    "no answer within `timeout`": Reply(failure=Failure.timeout),
    "the connection broke": Reply(failure=Failure.broken),
    "a success that is no JSON": Reply(status=200),
    "a larger answer than `max_response_bytes`": Reply(failure=Failure.large),
    "400, 401, 402, 403, 404, 409, 422 and other 4xx": Reply(status=400),
    "501": Reply(status=501),
    "an address or header that cannot be sent": Reply(failure=Failure.refused),
    "the deadline is nearer than the rate limit allows": Reply(failure=Failure.held),
}
"""How an attempt may end."""
NOT_TWICE = "Not sent again after an unknown outcome"
"""What docstrings say of calls that are seen if they are done twice."""


def model_pages() -> dict[str, str]:
    """Tell on which page of the reference each public model is; those that are shown by hand are left out."""
    pages = {f"models.{module}": page for page, modules in MODELS.items() for module in modules.split()}
    by_hand = {f"models.{module}" for module in ENTITIES.split()}
    homes = home_of(vars(models)["_PUBLIC"])
    return {name: pages.get(home, SHARED) for name, home in homes.items() if home not in by_hand}


def render_models(page: str) -> str:
    """Name the public models of a page, for mkdocstrings."""
    names = [name for name, shown in model_pages().items() if shown == page]
    names.sort(key=lambda name: not name.endswith(("Payload", "Response")))
    return "\n\n".join(f"::: scaleapi.models.{name}" for name in names)


def render_packages(page: str, packages: Iterable[str]) -> str:
    """Name everything that those of the packages offer that are on a page, for mkdocstrings; each thing once."""
    here = [one for top in PACKAGES[page] for one in packages if f"{one}.".startswith(f"{top}.")]
    offered = {name: package for package in reversed(here) for name in import_module(package).__all__}
    return "\n\n".join(_block(offered[name], name) for name in sorted(offered, key=str.lower))


def _block(package: str, name: str) -> str:
    """Name a thing for mkdocstrings; a client with the calls that it inherits, but not the driver's own."""
    with_calls = name.endswith("Client") and not name.startswith("Async")  # which has the same
    return f"::: {package}.{name}" + (f"\n    options: {{ {CALLS} }}" if with_calls else "")


def render_retries() -> str:
    """Make a table of what is sent again, asking the policy itself."""
    head = (
        "| an attempt ended with | what it did | reads, setters, creates | calls that count twice | bodies read once |"
    )
    twice = f"\nCalls that count twice: {', '.join(not_twice())}; and `request()` with any method but GET."
    return "\n".join([head, "|---|---|---|---|---|", *map(_row, ENDS), twice])


def _row(end: str) -> str:
    again = [_again(end, repeat) for repeat in (Repeat.always, Repeat.unless_done, Repeat.never)]
    return f"| {end} | `{outcome_of(ENDS[end])}` | {' | '.join(again)} |"


def _again(end: str, repeat: Repeat) -> str:
    return "no" if RetryPolicy().wait(1, ENDS[end], repeat) is None else "sent again"


def not_twice() -> list[str]:
    """List the calls that are not sent again when they may have been carried out, as their docstrings say."""
    said = {name: inspect.getdoc(getattr(ScaleClient, name)) or "" for name in dir(ScaleClient)}
    return [f"`{name}`" for name, text in said.items() if NOT_TWICE in re.sub(r"\s+", " ", text)]
