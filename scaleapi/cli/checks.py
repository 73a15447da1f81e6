"""What `scaleapi doctor` looks at: each check tells what was found, and what to do if that is not well.

Checks are functions of facts, which `doctor` gathers.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from scaleapi._version import __version__
from scaleapi.cli.settings import Setting
from scaleapi.exceptions import (
    ScaleConnectionError,
    ScaleException,
    ScaleResponseError,
    ScaleTimeoutError,
    ScaleUnauthorized,
)

__all__ = [
    "Check",
    "check_address",
    "check_answer",
    "check_certificates",
    "check_clock",
    "check_folder",
    "check_key",
    "check_proxy",
    "check_versions",
    "proxy_in",
]

_PACKAGES = ("pydantic", "httpx", "msgspec", "typer", "pyarrow", "pandas", "polars", "fsspec", "keyring")
_MOST_SECONDS = 60
"""By which the clocks may differ."""
_GET_KEY = "set SCALE_API_KEY, give --api-key-file, or run `scaleapi config set api-key`"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    found: str
    todo: str | None = None
    """What to do; None if all is well."""

    def __str__(self) -> str:
        told = f"{self.name}: {self.found}"
        return f"ok   {told}" if self.todo is None else f"FIX  {told}; {self.todo}"


def check_versions() -> Check:
    """Tell which versions of what are at work."""
    found = {name: _version(name) for name in _PACKAGES}
    packages = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    return Check("versions", f"scaleapi {__version__}, Python {platform.python_version()}, {packages}")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None  # of an extra that is not there


def check_key(key: Setting | None) -> Check:
    """Tell where the key was found; never the key."""
    if key is None:
        return Check("key", "there is none", _GET_KEY)
    if not key.value.isascii() or not key.value.isprintable() or " " in key.value:
        return Check("key", f"from {key.source}, with characters that no key has", "copy it again, as a whole")
    return Check("key", f"from {key.source}")


def check_address(address: Setting) -> Check:
    """Tell which service is called, and whether others can read the key on its way there."""
    parts = urlsplit(address.value)
    found = f"{address.value}, from {address.source}"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return Check("address", found, "give one like https://api.scale.com/v1")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        return Check("address", found, "use https: others can read the key on its way")
    return Check("address", found)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False  # a name


def proxy_in(environment: Mapping[str, str], scheme: str) -> Setting | None:
    """Find the proxy that the environment names for addresses of a scheme."""
    names = [one for name in (f"{scheme}_proxy", "all_proxy") for one in (name, name.upper())]
    named = next((name for name in names if environment.get(name)), None)
    return None if named is None else Setting(environment[named], named)


def check_proxy(proxy: Setting | None, excepted: str | None) -> Check:
    """Tell which proxy requests go through; without its password.

    Args:
        proxy: It, if there is one.
        excepted: What NO_PROXY says.
    """
    if proxy is None:
        return Check("proxy", "none")
    parts = urlsplit(proxy.value if "://" in proxy.value else f"http://{proxy.value}")
    try:
        where = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return Check("proxy", f"from {proxy.source}, with a port that is no number", "give one like http://host:3128")
    if not parts.hostname:
        return Check("proxy", f"from {proxy.source}, without a host", "give one like http://host:3128")
    return Check("proxy", f"{where}, from {proxy.source}" + (f", but not for {excepted}" if excepted else ""))


def check_certificates(bundle: Setting | None) -> Check:
    """Tell which authorities are trusted."""
    if bundle is None:
        return Check("certificates", "those of certifi")
    found = f"{bundle.value}, from {bundle.source}"
    if Path(bundle.value).exists():
        return Check("certificates", found)
    return Check("certificates", f"{found}, is not there", "name a PEM file of authorities, or a folder of them")


def check_answer(error: ScaleException | None, key: Setting | None, seconds: float) -> Check:
    """Tell what came of a call with the key; without a key, whether the service is there.

    Args:
        error: Why it failed.
        key: What it was sent with.
        seconds: How long it took.
    """
    took = f"after {seconds * 1000:.0f} ms"
    if error is None:
        return Check("call", f"the key is taken, {took}")
    if isinstance(error, ScaleUnauthorized):
        if key is None:
            return Check("call", f"the service is there, {took}; it wants a key")
        todo = "copy the key again from the dashboard's API page: is it of this address, and not revoked?"
        return Check("call", f"the key is refused, {took}", todo)
    if isinstance(error, ScaleTimeoutError | ScaleConnectionError):
        return Check("call", error.message, "is there a network? Are address, proxy and certificates the right ones?")
    if isinstance(error, ScaleResponseError):
        return Check("call", error.message, "is it Scale's API that answers at this address, or a proxy's page?")
    return Check("call", error.message, "see what the message says; if it stays so, ask the service's support")


def check_clock(date: str | None, now: datetime) -> Check:
    """Compare this computer's clock with the service's.

    Args:
        date: The header `Date` of an answer.
        now: What the clock said when it came, with a time zone.
    """
    try:
        there = parsedate_to_datetime(date or "")
    except ValueError:
        return Check("clock", "not compared: no answer told the time")
    off = (now - there).total_seconds()
    if abs(off) <= _MOST_SECONDS:
        return Check("clock", "as the service's")
    found = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the service's"
    return Check("clock", found, "set this computer's clock: filters by time will miss")


def check_folder(file: Path, writable: bool) -> Check:
    """Tell whether the configuration can be written.

    Args:
        file: Where it is, or would be.
        writable: Whether it can be made or changed.
    """
    if writable:
        return Check("configuration", f"{file} can be written" if file.exists() else f"{file} can be made")
    return Check("configuration", f"{file} cannot be written", f"make {file.parent} a folder of yours")
