"""`scaleapi doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer

from scaleapi._core import system
from scaleapi.cli import checks
from scaleapi.cli.command import command
from scaleapi.cli.exits import Exit, Failed
from scaleapi.cli.session import Session
from scaleapi.cli.settings import Setting, config_path, key_of, setting
from scaleapi.client import ScaleClient
from scaleapi.events import Event
from scaleapi.exceptions import ScaleException

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)

_SERVICE = Setting("https://api.scale.com/v1", "this package")
_PATIENCE = 10.0
"""Seconds."""


@command(app, "doctor", "batches", example="")
def _doctor(session: Session) -> None:
    """Tell what is set up how and where that comes from, call the service once, and say what to do.

    Looked at are versions, key, address, proxy, certificates, an authenticated call, the clock, and the configuration.
    """
    found = list(_checks(session))
    if session.common.format is None and not session.common.fields:
        for one in found:
            session.tell(one)
    else:
        session.show([{**asdict(one), "ok": one.todo is None} for one in found], "name", "ok", "found", "todo")
    if any(one.todo is not None for one in found):
        raise typer.Exit(Exit.found)


def _checks(session: Session) -> Iterator[checks.Check]:
    yield checks.check_versions()
    common = session.common
    try:
        key = key_of(common.api_key_file, common.profile)
        address = setting("api-url", common.api_url, common.profile) or _SERVICE
        proxy = setting("proxy", None, common.profile)
        bundle = setting("ca-bundle", None, common.profile)
    except (Failed, OSError) as error:
        yield checks.Check("settings", str(error), "mend that first")
        return
    yield checks.check_key(key)
    yield checks.check_address(address)
    used = proxy or checks.proxy_in(os.environ, urlsplit(address.value).scheme)
    yield checks.check_proxy(used, os.environ.get("no_proxy") or os.environ.get("NO_PROXY"))
    yield checks.check_certificates(bundle or _authorities(os.environ))
    yield from _called(_Connection(key, address, proxy, bundle))
    yield checks.check_folder(config_path(), _can_write(config_path()))


def _authorities(environment: Mapping[str, str]) -> Setting | None:
    named = next((one for one in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE") if environment.get(one)), None)
    return None if named is None else Setting(environment[named], named)


@dataclass(frozen=True, slots=True)
class _Connection:
    """How the service is called."""

    key: Setting | None
    address: Setting
    proxy: Setting | None
    bundle: Setting | None


def _called(connection: _Connection) -> Iterator[checks.Check]:
    """Call the service, with a key that nobody has if there is none: its refusal tells that it is there."""
    answers: list[tuple[Event, datetime]] = []

    def note(event: Event) -> None:
        if event.kind == "response":
            answers.append((event, _now()))

    key, proxy, bundle = connection.key, connection.proxy, connection.bundle
    options: dict[str, Any] = {"proxies": {"all": proxy.value} if proxy else None, "verify": bundle and bundle.value}
    settings: dict[str, Any] = {"timeout": _PATIENCE, "max_retries": 0, "on_event": note, **options}
    error = None
    try:
        with ScaleClient(key.value if key else "none", "cli", connection.address.value, **settings) as client:
            client.batches(limit=1)
    except ScaleException as refused:
        error = refused
    if not answers:
        answers.append((Event("give_up", "GET", connection.address.value, 1), _now()))
    event, now = answers[-1]
    yield checks.check_answer(error, key, event.seconds or 0.0)
    yield checks.check_clock(event.date, now)


def _now() -> datetime:
    return datetime.fromtimestamp(system.wall_ns() / 1e9, UTC)


def _can_write(file: Path) -> bool:
    """Tell whether a file can be changed, or made in the nearest folder that is there."""
    nearest = next(one for one in (file, *file.parents) if one.exists())
    return os.access(nearest, os.W_OK) and (nearest == file or nearest.is_dir())
