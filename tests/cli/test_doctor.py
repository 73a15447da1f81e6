"""`scaleapi doctor`: each line is ok, or says what to do."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from scaleapi.cli import checks
from scaleapi.cli.settings import Setting
from scaleapi.exceptions import (
    ScaleConnectionError,
    ScaleException,
    ScaleForbidden,
    ScaleResponseError,
    ScaleUnauthorized,
)
from tests.cli.conftest import KEY, Shell

NAMES = ["versions", "key", "address", "proxy", "certificates", "call", "clock", "configuration"]
GET_KEY = "set SCALE_API_KEY, give --api-key-file, or run `scaleapi config set api-key`"
SECRET = Setting("live_secret", "SCALE_API_KEY")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what this machine says about proxies and certificates."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


def test_all_is_well(shell: Shell, service: Any) -> None:
    """With a key and a service, every line is ok, and the key is not told."""
    del service
    ran = shell("doctor")

    assert [f"ok   {name}:" for name in NAMES] == [f"{line.split(':')[0]}:" for line in ran.out.splitlines()]
    assert (0, False) == (ran.code, KEY in ran.out + ran.err)


def test_nothing_is_there(shell: Shell) -> None:
    """Without a key and without a service, a line each says what to do."""
    ran = shell("doctor --api-url http://127.0.0.1:9/v1")
    wrong = [line for line in ran.out.splitlines() if line.startswith("FIX")]

    assert 1 == ran.code
    assert f"FIX  key: there is none; {GET_KEY}" == wrong[0]
    assert wrong[1].startswith("FIX  call: Could not connect: ")
    assert wrong[1].endswith("; is there a network? Are address, proxy and certificates the right ones?")
    assert 2 == len(wrong)


def test_as_rows(shell: Shell, service: Any) -> None:
    """With a format, or columns, checks are rows."""
    del service
    rows = json.loads(shell("doctor --format json").out)

    assert NAMES == [row["name"] for row in rows]
    assert {"name", "found", "todo", "ok"} == set(rows[0])
    assert [{"name": name, "ok": True} for name in NAMES] == [
        json.loads(line) for line in shell("doctor --fields name,ok").out.splitlines()
    ]


def test_without_a_key_the_service_is_called_all_the_same(shell: Shell, service: Any, monkeypatch: Any) -> None:
    """That the service wants a key shows that it is there, and what its clock says."""
    del service
    monkeypatch.setenv("SCALE_API_KEY", "")
    ran = shell("doctor")

    assert "ok   call: the service is there, after " in ran.out
    assert "ok   clock: as the service's" in ran.out


def test_settings_of_a_profile(shell: Shell, service: Any) -> None:
    """Where a setting comes from is told; a proxy of a profile is used."""
    del service
    bundle = shell.folder / "authorities.pem"
    for line in ("proxy http://joe:pass@127.0.0.1:9", f"ca-bundle {bundle}"):
        shell(f"config set {line}")
    ran = shell("doctor")

    assert "ok   proxy: http://127.0.0.1:9, from profile default" in ran.out
    assert f"FIX  certificates: {bundle}, from profile default, is not there" in ran.out
    assert "pass" not in ran.out
    assert 1 == ran.code


def test_broken_settings(shell: Shell) -> None:
    """Settings that cannot be read are the first thing to mend."""
    (shell.folder / "key").write_text("live_x")
    (shell.folder / "key").chmod(0o644)
    ran = shell("doctor --api-key-file key")

    assert "FIX  settings: key holds a key, and others can read it: chmod 600 key; mend that first\n" in ran.out
    assert 1 == ran.code


def test_certificates_of_the_environment(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment names is told, with the name of the variable."""
    del service
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(shell.folder))

    assert f"certificates: {shell.folder}, from REQUESTS_CA_BUNDLE" in shell("doctor").out


def test_the_configuration_cannot_be_written(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of somebody else's is told, with what to do."""
    del service
    monkeypatch.setattr(os, "access", Mock(return_value=False))

    assert "config.toml cannot be written; make " in shell("doctor").out


def test_versions_of_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages of extras that are not installed are left out."""
    monkeypatch.setattr(checks, "_PACKAGES", ("pydantic", "no-such-package"))
    found = checks.check_versions().found

    assert "pydantic 2." in found
    assert "no-such-package" not in found


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (checks.check_key(SECRET), "ok   key: from SCALE_API_KEY"),
        (
            checks.check_key(Setting("live key", "--api-key-file k")),
            "FIX  key: from --api-key-file k, with characters that no key has; copy it again, as a whole",
        ),
        (
            checks.check_address(Setting("https://api.scale.com/v1", "this package")),
            "ok   address: https://api.scale.com/v1, from this package",
        ),
        (checks.check_address(Setting("http://localhost/v1", "x")), "ok   address: http://localhost/v1, from x"),
        (
            checks.check_address(Setting("http://scale.example/v1", "x")),
            "FIX  address: http://scale.example/v1, from x; use https: others can read the key on its way",
        ),
        (
            checks.check_address(Setting("scale.com", "x")),
            "FIX  address: scale.com, from x; give one like https://api.scale.com/v1",
        ),
        (checks.check_proxy(None, None), "ok   proxy: none"),
        (
            checks.check_proxy(Setting("joe:pass@proxy:3128", "HTTPS_PROXY"), "localhost"),
            "ok   proxy: http://proxy:3128, from HTTPS_PROXY, but not for localhost",
        ),
        (
            checks.check_proxy(Setting("http://proxy:x", "HTTPS_PROXY"), None),
            "FIX  proxy: from HTTPS_PROXY, with a port that is no number; give one like http://host:3128",
        ),
        (
            checks.check_proxy(Setting("http://", "HTTPS_PROXY"), None),
            "FIX  proxy: from HTTPS_PROXY, without a host; give one like http://host:3128",
        ),
        (checks.check_certificates(None), "ok   certificates: those of certifi"),
        (
            checks.check_folder(Path("/nosuch/config.toml"), writable=True),
            "ok   configuration: /nosuch/config.toml can be made",
        ),
        (checks.check_folder(Path(__file__), writable=True), f"ok   configuration: {__file__} can be written"),
        (
            checks.check_folder(Path("/nosuch/config.toml"), writable=False),
            "FIX  configuration: /nosuch/config.toml cannot be written; make /nosuch a folder of yours",
        ),
    ],
    ids=str,
)
def test_checks(check: checks.Check, expected: str) -> None:
    """Each check says what it found and where that is from; and what to do, if it is not well."""
    assert expected == str(check)


@pytest.mark.parametrize(
    ("error", "key", "todo"),
    [
        (None, SECRET, None),
        (ScaleUnauthorized("no"), None, None),
        (ScaleUnauthorized("no"), SECRET, "copy the key again from the dashboard's API page"),
        (ScaleConnectionError("no"), SECRET, "is there a network?"),
        (ScaleResponseError("no"), SECRET, "is it Scale's API that answers at this address"),
        (ScaleForbidden("no"), SECRET, "see what the message says"),
    ],
)
def test_calls(error: ScaleException | None, key: Setting | None, todo: str | None) -> None:
    """What to do goes by what came of the call."""
    found = checks.check_answer(error, key, 0.1).todo

    assert found == todo or (found is not None and todo is not None and found.startswith(todo))


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("Thu, 01 Jan 2026 12:00:30 GMT", "as the service's"),
        ("Thu, 01 Jan 2026 12:02:00 GMT", "120 s behind the service's"),
        ("Thu, 01 Jan 2026 11:00:00 GMT", "3600 s ahead of the service's"),
        ("yesterday", "not compared: no answer told the time"),
        (None, "not compared: no answer told the time"),
    ],
)
def test_clocks(date: str | None, found: str) -> None:
    """Clocks that are more than a minute apart are told."""
    check = checks.check_clock(date, NOON)

    assert (found, " s " in found) == (check.found, check.todo is not None)


@pytest.mark.parametrize(
    ("environment", "scheme", "name"),
    [
        ({"HTTPS_PROXY": "p", "ALL_PROXY": "q"}, "https", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "p", "all_proxy": "q"}, "http", "all_proxy"),
        ({"HTTPS_PROXY": ""}, "https", None),
    ],
)
def test_proxies_of_the_environment(environment: dict[str, str], scheme: str, name: str | None) -> None:
    """The variable of the address's scheme comes first."""
    found = checks.proxy_in(environment, scheme)

    assert name == (found and found.source)
