"""Outcomes that were handled, in an SQLite file: survives restarts, and serves several processes."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scaleapi._core import system
from scaleapi._io.private import make_private
from scaleapi._keywords import known_keywords
from scaleapi.callbacks.claims import CLAIM_SECONDS, BeingHandled
from scaleapi.exceptions import ScaleException

if TYPE_CHECKING:
    import sqlite3

__all__ = ["SeenCallbacks"]

_TABLE = "CREATE TABLE seen_callbacks (event TEXT PRIMARY KEY, at REAL NOT NULL, claim TEXT) WITHOUT ROWID"
_INDEX = "CREATE INDEX seen_callbacks_by_age ON seen_callbacks (at)"
# `claim` is the token of whoever handles it; NULL once it was handled.
_OLD = "SELECT event FROM seen_callbacks WHERE at < ? LIMIT 100"
_PATIENCE = 30.0
"""Seconds to wait for other processes, each of which needs a millisecond."""
_DAY = 86400.0


class SeenCallbacks:
    """Remembers in a file which outcomes were handled. Give one to `asgi_app` or `wsgi_app` as `seen`.

    Any number of threads and processes of one machine may use the same file, each with an object of its own or of its
    parent. Nothing stays open between calls. If it is removed meanwhile, it is made again, and what was in it is
    handled again when it is delivered again.

    Args:
        path: The file; made if it is not there.
        days: How long an outcome is remembered. The service gives up sending after one day.
        claim_seconds: How long a handler may take. If a process is killed while it handles a callback, a later delivery
            is handled after that time; if a handler takes longer, a second delivery is handled beside it.

    Raises:
        ScaleException: The file cannot be made or used, or is something else.
    """

    @known_keywords
    def __init__(
        self, path: str | os.PathLike[str], *, days: float = 30.0, claim_seconds: float = CLAIM_SECONDS
    ) -> None:
        if os.fspath(path) in {"", ":memory:"}:
            raise ScaleException("SeenCallbacks needs a file; to remember in memory, give a set as seen")
        if not days >= 1 or not claim_seconds > 0:
            raise ScaleException(
                f"days must be 1 or more, and claim_seconds above 0; they are {days!r}, {claim_seconds!r}"
            )
        self.path: Path = Path(path).absolute()
        self._days, self._claim_seconds = days, claim_seconds
        with self._transaction():
            pass

    def _begin_or_check(self, db: sqlite3.Connection) -> None:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "seen_callbacks" not in tables:
            raise ScaleException(f"The file {self.path} is an SQLite file of something else: give another path")
        if not tables:
            db.execute(_TABLE)
            db.execute(_INDEX)

    def claim(self, event_id: str) -> str | None:
        """Claim an outcome; return a token, or None if it was handled already.

        Raises:
            BeingHandled: Another thread or process is handling it.
            ScaleException: The file cannot be used.
        """
        now, token = system.wall_ns() / 1e9, system.new_key()
        with self._transaction() as db:
            db.execute(f"DELETE FROM seen_callbacks WHERE event IN ({_OLD})", (now - self._days * _DAY,))  # noqa: S608
            found = db.execute("SELECT at, claim FROM seen_callbacks WHERE event = ?", (event_id,)).fetchone()
            if found is not None and found[1] is None:
                return None
            # Also if the clock was set back: a claim from the far future would hold deliveries up until then.
            if found is not None and abs(now - found[0]) < self._claim_seconds:
                raise BeingHandled
            db.execute("INSERT OR REPLACE INTO seen_callbacks VALUES (?, ?, ?)", (event_id, now, token))
        return token

    def finish(self, event_id: str, token: str) -> None:  # noqa: ARG002  (handled is handled, by whomever)
        """Note down that an outcome was handled."""
        with self._transaction() as db:
            values = (event_id, system.wall_ns() / 1e9)
            db.execute("INSERT OR REPLACE INTO seen_callbacks VALUES (?, ?, NULL)", values)

    def release(self, event_id: str, token: str) -> None:
        """Give up a claim: the next delivery is handled."""
        with self._transaction() as db:
            db.execute("DELETE FROM seen_callbacks WHERE event = ? AND claim = ?", (event_id, token))

    def forget(self, task_id: str) -> None:
        """Have all outcomes of a task handled again when they are sent again, as by `client.resend_callback()`."""
        with self._transaction() as db:
            db.execute("DELETE FROM seen_callbacks WHERE event > ? AND event < ?", (f"{task_id}:", f"{task_id};"))

    def __contains__(self, event_id: object) -> bool:
        sql = "SELECT 1 FROM seen_callbacks WHERE event = ? AND claim IS NULL"
        with self._transaction() as db:
            return isinstance(event_id, str) and db.execute(sql, (event_id,)).fetchone() is not None

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection, None, None]:
        """Hold the file against all others."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                self._begin_or_check(db)
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection, None, None]:
        """Open the file for a moment: so it works in any thread, and after a fork."""
        import sqlite3  # costs time

        make_private(self.path)
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)) as db:
                # A power cut may take the last moments with it, which only means that something is handled again.
                db.execute("PRAGMA synchronous=NORMAL")
                yield db
        except sqlite3.Error as error:
            raise ScaleException(f"The file of seen callbacks {self.path} cannot be used: {error}") from error
