"""Settings of the command line: options, then the environment, then a profile of the configuration file.

The file is TOML in the platform's configuration folder, with a table for each profile. The key is kept in the system's
keyring if the package `keyring` is there, else in the file, which then nobody else may read.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from scaleapi.cli.exits import fail
from scaleapi.models.rules import mapped

__all__ = ["NAMES", "Setting", "config_path", "keep", "key_of", "profile_of", "read_key_file", "setting"]

NAMES = {
    "api-key": "the key; read without echo, kept in the keyring if there is one",
    "api-url": "the service's address",
    "project": "the project that commands are about, where none is named",
    "ca-bundle": "a file of certificates to trust",
    "proxy": "the proxy for all requests",
}
"""What a profile can hold."""
_ENVIRONMENT = {"api-key": "SCALE_API_KEY", "api-url": "SCALE_API_URL"}
_SERVICE = "scaleapi"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, and where it comes from."""

    value: str
    source: str

    def __repr__(self) -> str:
        return f"Setting(source={self.source!r})"  # the value may be the key


def config_path() -> Path:
    """Return where the configuration file is, whether there is one or not."""
    from platformdirs import user_config_path

    return user_config_path("scaleapi", appauthor=False) / "config.toml"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        fail(f"{path} cannot be read: {error}")


def profile_of(name: str | None) -> dict[str, str]:
    """Read a profile; `default` if none is named."""
    path = config_path()
    profiles = _read(path)
    if name is not None and name not in profiles:
        known = ", ".join(sorted(profiles)) or "none yet"
        fail(f"There is no profile {name!r} in {path} (there is: {known}): `scaleapi config set --profile {name} …`")
    found = profiles.get(name or "default", {})
    if "api-key" in mapped(found):
        refuse_readable(path)
    return {key: str(value) for key, value in mapped(found).items()}


def refuse_readable(path: Path) -> None:
    """Refuse a file with a key that others can read."""
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        fail(f"{path} holds a key, and others can read it: chmod 600 {path}")


def setting(name: str, option: str | None, profile: str | None) -> Setting | None:
    """Find a setting that is not the key."""
    if option:
        return Setting(option, f"--{name}")
    variable = _ENVIRONMENT.get(name)
    if variable and os.environ.get(variable):
        return Setting(os.environ[variable], variable)
    value = profile_of(profile).get(name)
    return Setting(value, f"profile {profile or 'default'}") if value else None


def key_of(file: str | None, profile: str | None) -> Setting | None:
    """Find the key: from a file, the environment, the keyring or the profile."""
    if file is not None:
        return Setting(read_key_file(file), f"--api-key-file {file}")
    if os.environ.get("SCALE_API_KEY"):
        return Setting(os.environ["SCALE_API_KEY"], "SCALE_API_KEY")
    kept = _from_keyring(profile or "default")
    if kept:
        return Setting(kept, f"the keyring, for profile {profile or 'default'}")
    value = profile_of(profile).get("api-key")
    return Setting(value, f"{config_path()}, profile {profile or 'default'}") if value else None


def read_key_file(file: str) -> str:
    """Read a key from a file that nobody else can read; `-` is standard input."""
    if file == "-":
        key = sys.stdin.readline().strip()
    else:
        refuse_readable(Path(file))
        key = Path(file).read_text(encoding="utf-8").strip()
    return key or fail(f"{'standard input' if file == '-' else file} holds no key")


def _keyring() -> Any:
    """Return the package `keyring`, if it is there and has a place to keep things."""
    with suppress(ImportError):
        keyring: Any = import_module("keyring")
        if getattr(keyring.get_keyring(), "priority", 1) > 0:  # else it is the one that keeps nothing
            return keyring
    return None


def _from_keyring(profile: str) -> str | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        found: str | None = keyring.get_password(_SERVICE, profile)
    except Exception as error:  # noqa: BLE001 - each backend has errors of its own
        sys.stderr.write(f"scaleapi: the keyring cannot be read: {type(error).__name__}\n")
        return None
    return found


def keep(name: str, value: str, profile: str) -> str:
    """Keep a setting in a profile; return where it lies now."""
    if name == "api-key" and (keyring := _keyring()) is not None:
        keyring.set_password(_SERVICE, profile, value)
        return "the keyring"
    path = config_path()
    profiles = _read(path)
    profiles[profile] = {**profiles.get(profile, {}), name: value}
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if name == "api-key":
            path.chmod(0o600)
        file.write("\n".join(_table(key, held) for key, held in profiles.items()))
    return str(path)


def _table(name: str, held: dict[str, Any]) -> str:
    """Write a table of texts; JSON's strings are TOML's, too."""
    return "".join([f"[{json.dumps(name)}]\n", *(f"{key} = {json.dumps(str(value))}\n" for key, value in held.items())])
