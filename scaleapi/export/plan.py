"""The plan of an export: what is exported, in which form, and the windows it is cut into; a file in its folder.

It is written once, before the first part, and is the same for every run and every worker that goes on with the export.
It holds no key: only a salted fingerprint, to tell the key of another account from that of the first run.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, cast

from scaleapi._core import system
from scaleapi._core.calls.call import Query
from scaleapi._core.http.config import Config
from scaleapi._core.paging.cursor import PageRange, read_range, write_range
from scaleapi._io.paths import StrPath, exists, join, read_bytes, text_of, write_new
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.layout import PLAN, ExportOptions
from scaleapi.export.windows import Cut

__all__ = ["Plan", "begin_plan", "check_plan", "keep_plan", "read_plan"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What an export is."""

    id: str
    service: str
    """The address of the service."""
    account: str
    """A fingerprint of the key, salted by the id."""
    query: Query
    """The filters, as they are asked for."""
    form: ExportOptions
    total: int
    """How many tasks there were."""
    windows: tuple[PageRange, ...]

    def mark(self) -> dict[str, str]:
        """Make what the files of a part say in their footers: whose they are, and by which attempt."""
        return {"export": self.id, "attempt": system.new_key()}


def begin_plan(config: Config, query: Query, form: ExportOptions, found: Cut) -> Plan:
    """Make the plan of a new export."""
    name = system.new_key()
    return Plan(name, config.base_url, config.key.fingerprint(name), query, form, found.total, tuple(found.windows))


def keep_plan(folder: StrPath, plan: Plan) -> Plan:
    """Write a plan, unless somebody else has just written one: then return theirs."""
    content = {**asdict(plan), "version": _VERSION, "windows": [write_range(window) for window in plan.windows]}
    written = write_new(join(folder, PLAN), json.dumps(content, indent=1).encode())
    return plan if written else cast("Plan", read_plan(folder))


def read_plan(folder: StrPath) -> Plan | None:
    """Read the plan in a folder; None if there is none.

    Raises:
        ScaleExportError: What is there is no plan of this version.
    """
    place = join(folder, PLAN)
    if not exists(place):
        return None
    try:
        return _plan(**json.loads(read_bytes(place)))
    except (ValueError, TypeError, KeyError) as error:
        raise ScaleExportError(f"{place} is no plan of an export: {error}. Give another folder.") from error


def _plan(*, version: int, query: list[list[str]], form: dict[str, Any], windows: list[Any], **facts: Any) -> Plan:
    if version != _VERSION:
        raise ValueError(f"it is of version {version}, and this is {_VERSION}")
    if not all(
        isinstance(text := facts.get(name), str) and text.isprintable() for name in ("id", "service", "account")
    ):
        raise ValueError("it does not tell its id, its service and its account as texts")
    pairs = tuple((str(name), str(value)) for name, value in query)
    return Plan(query=pairs, form=ExportOptions(**form), windows=tuple(read_range(**one) for one in windows), **facts)


def check_plan(folder: StrPath, plan: Plan, config: Config, query: Query, form: ExportOptions) -> None:
    """Refuse to go on with an export of other tasks, in another form, or of another account.

    Raises:
        ScaleExportError: It says what is another one.
    """
    others = {
        "at another address": plan.service != config.base_url,
        "with other filters": sorted(plan.query) != sorted(query),
        "in another form": plan.form != form,
        "with another API key": plan.account != config.key.fingerprint(plan.id),
    }
    differs = [what for what, is_other in others.items() if is_other]
    if differs:
        raise ScaleExportError(
            f"{text_of(folder)} holds an export that was begun {' and '.join(differs)}. Nothing was written: "
            "give the same arguments to go on with it, or another folder for another export."
        )
