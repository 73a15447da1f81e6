"""What a handler is given: who calls, when, and with which names, query and body."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any

from scaleapi.emulator.parsing import parse_json
from scaleapi.emulator.sources import Ids, digest
from scaleapi.emulator.store import Store
from scaleapi.emulator.wire import Json, Request, is_object, refuse

__all__ = ["OPERATOR", "Account", "Call", "Pace", "authenticate"]


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a key belongs to: each key is an account of its own."""

    id: str
    """Derived from the key, which is kept nowhere."""
    is_test: bool

    @property
    def owner(self) -> str:
        """The e-mail address of the first teammate."""
        return f"owner-{self.id[:8]}@example.com"


OPERATOR = Account("", is_test=False)
"""Who calls the control routes: they belong to the emulator, not to an account."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long tasks stay pending; without numbers, until they are completed, and with a test key until just after."""

    reads: int | None = None
    """Until they were shown as pending this often."""
    seconds: float | None = None
    """For so long after they were created."""
    on_create: bool = False
    """Whether the creation of a task that completes at once shows it completed."""

    @property
    def is_set(self) -> bool:
        """Whether tasks complete by themselves after a while."""
        return self.reads is not None or self.seconds is not None


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request to a known route."""

    account: Account
    request: Request
    store: Store
    ids: Ids
    now: str
    """The time of the call, as the API writes it."""
    names: dict[str, str] = field(default_factory=dict[str, str])
    """The decoded names in the path."""
    pace: Pace = Pace()
    mistakes: float = 0
    """The share of results that have a mistake."""

    def at(self, **names: str) -> Call:
        """Get the same call with other names in its path."""
        return replace(self, names=names)

    def content(self) -> Any:
        """Parse the body, which must be JSON."""
        try:
            return parse_json(self.request.body.decode("utf-8"))
        except ValueError as error:
            refuse(f"The body of the request is not valid JSON: {error}")

    def body(self) -> Json:
        """Parse the body, which must be a JSON object; no body at all is an empty one."""
        content: object = self.content() if self.request.body else {}
        if not is_object(content):
            refuse(f"The body of the request must be a JSON object, not {json.dumps(content)[:40]}")
        return content


def authenticate(request: Request) -> Account:
    """Find the account of the request's key; refuse with 401 what is no key."""
    key = _key(request.headers.get("authorization", ""))
    if key is None:
        refuse('Send the API key as HTTP Basic user with an empty password, or as "Authorization: Bearer <key>".', 401)
    is_test = key.startswith("test_") or key.endswith("|test")
    if not is_test and not key.startswith("live_"):
        refuse("No valid API key: the emulator knows keys that start with live_ or test_, or end with |test.", 401)
    return Account(digest("account", key)[:24], is_test)


def _key(header: str) -> str | None:
    scheme, _, credentials = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return _basic_user(credentials.strip()) if scheme.lower() == "basic" else None


def _basic_user(credentials: str) -> str | None:
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    return None if password else user
