"""The journal of a run: an SQLite file that knows what was begun, what came of it, and whose work it is.

Its id is on the disk before the first request, and the ids of rows come from it, so a row whose outcome is unknown can
be sent again: the service refuses the second one, which is then looked up. What else is written survives a killed
process at once, and a power cut soon after; where a row must not be sent twice, that it was begun is on the disk first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scaleapi._core import system
from scaleapi._io.json_text import dumps, loads
from scaleapi._io.private import make_private
from scaleapi._keywords import known_keywords
from scaleapi.exceptions import Outcome, ScaleJournalError

if TYPE_CHECKING:
    import sqlite3

    from scaleapi._core.http.config import Config

__all__ = ["Entry", "Journal", "adopt_journal", "digest_of", "read_journal"]

StrPath = str | os.PathLike[str]

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE rows (row INTEGER PRIMARY KEY, digest BLOB NOT NULL, key TEXT, outcome TEXT, result TEXT, error TEXT);
CREATE TABLE targets (row INTEGER PRIMARY KEY, id TEXT NOT NULL);
"""
_FORMAT = 1
_AT_ONCE = 100
"""Rows that one statement writes."""


class Entry(NamedTuple):
    """What a journal knows of one row; `read_journal` gives these."""

    row: int
    """Its number, from 1."""
    key: str | None
    """Its `unique_id`, task id, path or URL."""
    outcome: Outcome | None
    """What came of it; None while that is not known: it was begun, and the process ended."""
    result: dict[str, Any] | None
    """What the service answered, the main fields of it, if it went well."""
    error: str | None
    """Why it failed."""


def digest_of(content: Any) -> bytes:
    """Make a fingerprint of a row's content."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=8).digest()


class Journal:
    """The journal of one piece of work, held against other processes while it is open.

    Args:
        path: The file; made if it is not there.
        work: What the work is, to tell it from other work.
        config: Whose work it is.
        careful: Whether what is noted down must be on the disk before the next request.
    """

    def __init__(self, path: StrPath, work: str, config: Config, *, careful: bool = False) -> None:
        self.path: Path = Path(path)
        self.id: str
        with ExitStack() as opened:
            self._lock = opened.enter_context(closing(_hold(self.path)))
            with _told(self.path):
                self._db = opened.enter_context(closing(_open(self.path)))
                self._begin_or_check(work, config)
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute(f"PRAGMA synchronous={'FULL' if careful else 'NORMAL'}")
                self.id, self._began = _identity(self.path, self._meta())
                self._file = _file_id(self.path)
                self._last: int = self._db.execute("SELECT max(row) FROM rows").fetchone()[0] or 0
            opened.pop_all()  # from now on, `close` closes them

    def _begin_or_check(self, work: str, config: Config) -> None:
        whose = {"service": config.base_url, "work": work}
        facts = self._meta() if self._has_tables() else None
        if facts is None:
            self._write_meta(whose, config)
            return
        if facts.get("format") != _FORMAT:
            why = f"it is of format {facts.get('format')}, and this version of the package reads {_FORMAT}"
            raise _refused(self.path, why)
        for name, value in whose.items():
            if facts.get(name) != value:
                raise _refused(self.path, f"it was begun for another {name}: {facts.get(name)}, not {value}")
        account = config.key.fingerprint(_identity(self.path, facts)[0])
        if facts.get("account", account) != account:
            raise _refused(
                self.path,
                "it was begun with another API key. If that is a key of the same account, "
                "call scaleapi.bulk.adopt_journal(path), and start again",
            )
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('account', ?)", (account,))
        self._db.commit()

    def _has_tables(self) -> bool:
        names = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if names and not {"meta", "rows", "targets"} <= names:
            raise _refused(self.path, "it is an SQLite file, but no journal")
        return bool(names)

    def _write_meta(self, whose: dict[str, str], config: Config) -> None:
        journal_id = system.new_key()
        facts = {**whose, "id": journal_id, "format": _FORMAT, "began": system.wall_ns() // 10**9}
        facts["account"] = config.key.fingerprint(journal_id)
        self._db.execute("PRAGMA synchronous=EXTRA")  # the id, and the file's name, are on the disk after this
        self._db.executescript(f"BEGIN; {_TABLES}")
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        self._db.commit()

    def _meta(self) -> dict[str, str | int]:
        return dict(self._db.execute("SELECT name, value FROM meta"))

    def age(self) -> float:
        """Seconds since the journal was begun; 0 if the clock was set back meanwhile."""
        return max(0.0, system.wall_ns() / 10**9 - self._began)

    def count(self) -> int:
        """Count the rows that were begun."""
        with _told(self.path):
            return int(self._db.execute("SELECT count(*) FROM rows").fetchone()[0])

    def key_applied(self) -> str | None:
        """Return the key of a row that surely was done; None if there is none."""
        with _told(self.path):
            query = "SELECT key FROM rows WHERE outcome = ? AND key IS NOT NULL LIMIT 1"
            found = self._db.execute(query, (Outcome.applied,)).fetchone()
        return None if found is None else str(found[0])

    def entry(self, row: int, digest: bytes) -> Entry | None:
        """Tell what is known of a row from earlier runs.

        Raises:
            ScaleJournalError: The row had another content.
        """
        if row > self._last:
            return None
        with _told(self.path):
            found = self._db.execute("SELECT * FROM rows WHERE row = ?", (row,)).fetchone()
        if found is None:
            return None
        if found[1] != digest:
            raise _refused(self.path, f"it belongs to other rows: row {row} was another one when it was begun")
        return _entry(self.path, found)

    def begun(self, rows: Iterable[tuple[int, bytes, str | None]]) -> None:
        """Note down rows, with their digests and keys, before they are sent.

        Raises:
            ScaleJournalError: The disk is full, or the file is gone.
        """
        if _file_id(self.path) != self._file:  # SQLite would go on writing to what nobody can find any more
            raise ScaleJournalError(
                f"The journal {self.path} was removed or replaced while a run was at it. Nothing more is sent. "
                "What was sent before is noted down nowhere now: look for it before you start again."
            )
        self._write(
            "INSERT INTO rows (row, digest, key) VALUES {} ON CONFLICT DO UPDATE SET outcome = NULL, error = NULL",
            [(row, digest, _storable(key)) for row, digest, key in rows],
        )

    def ended(self, entries: Sequence[Entry]) -> None:
        """Note down what came of rows."""
        self._write(
            "UPDATE rows SET outcome = new.column2, result = new.column3, error = new.column4 "
            "FROM (VALUES {}) AS new WHERE rows.row = new.column1",
            [
                (one.row, one.outcome, one.result and dumps(one.result).decode(), _storable(one.error))
                for one in entries
            ],
        )

    def _write(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        """Write rows, all of them or none, many with one statement: each waits for the threads that send to pause."""
        with _told(self.path), self._db:
            for at in range(0, len(values), _AT_ONCE):
                some = values[at : at + _AT_ONCE]
                places = ", ".join(["({})".format(", ".join("?" * len(one))) for one in some])
                self._db.execute(statement.format(places), [*chain.from_iterable(some)])

    def keep_targets(self, ids: Iterable[str]) -> None:
        """Note down what a list found, all of it or nothing."""
        with _told(self.path), self._db:
            self._db.executemany("INSERT INTO targets (id) VALUES (?)", ((_storable(one),) for one in ids))
            self._db.execute("INSERT INTO meta VALUES ('listed', 1)")

    def targets(self) -> Iterator[str] | None:
        """Iterate over what the list found; None if it was not finished."""
        with _told(self.path):
            return self._kept_targets() if "listed" in self._meta() else None

    def _kept_targets(self) -> Iterator[str]:
        with _told(self.path):
            yield from (one for (one,) in self._db.execute("SELECT id FROM targets ORDER BY row"))

    def name_of(self, row: int, purpose: str = "row") -> str:
        """Make the id of a row: a UUID of version 5, the same each time."""
        from uuid import UUID, uuid5  # costs time

        return str(uuid5(UUID(self.id), f"{purpose} {row}"))

    def close(self) -> None:
        """Let others have it."""
        try:
            self._db.close()
        finally:
            self._lock.close()


@known_keywords
def read_journal(path: StrPath) -> Iterator[Entry]:
    """Read what a journal knows of each row that was begun, also while a run is at it.

    Raises:
        ScaleJournalError: There is no such file, or it is no journal.
    """
    if not Path(path).is_file():
        raise ScaleJournalError(f"There is no journal {path}")
    with _told(Path(path)), closing(_open(Path(path))) as db:
        yield from (_entry(Path(path), found) for found in db.execute("SELECT * FROM rows ORDER BY row"))


@known_keywords
def adopt_journal(path: StrPath) -> None:
    """Let a journal go on with another API key of the same account: the next run's key becomes the journal's.

    With a key of another account, tasks would be created a second time, there.

    Raises:
        ScaleJournalError: There is no such file, it is no journal, or a run is at it.
    """
    if not Path(path).is_file():
        raise ScaleJournalError(f"There is no journal {path}")
    with closing(_hold(Path(path))), _told(Path(path)), closing(_open(Path(path))) as db, db:
        db.execute("DELETE FROM meta WHERE name = 'account'")


def _identity(path: Path, facts: dict[str, str | int]) -> tuple[str, float]:
    """Read a journal's id, and when it was begun.

    Raises:
        ScaleJournalError: It does not say so, or something else.
    """
    from uuid import UUID  # costs time

    try:
        UUID(str(facts["id"]))
        return str(facts["id"]), float(facts["began"])
    except (KeyError, ValueError, TypeError) as error:
        raise _refused(path, f"it does not tell its id or its beginning ({type(error).__name__}: {error})") from error


def _file_id(path: Path) -> tuple[int, int] | None:
    """Tell which file lies under a name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _entry(path: Path, found: Sequence[Any]) -> Entry:
    row, _, key, outcome, result, error = found
    try:
        return Entry(row, key, Outcome(outcome) if outcome else None, loads(result) if result else None, error)
    except (ValueError, TypeError) as broken:
        raise ScaleJournalError(f"The journal {path} is broken: row {row}: {broken}") from broken


def _storable(text: str | None) -> str | None:
    """Write half a surrogate pair as an escape: SQLite has no place for it."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def _open(path: Path) -> sqlite3.Connection:
    make_private(path)
    return _connect(path, timeout=5.0)


def _connect(
    path: Path | str, timeout: float, isolation_level: Literal["DEFERRED"] | None = "DEFERRED"
) -> sqlite3.Connection:
    """Connect from any thread, as a run may prepare in one and go on in another, but never uses it in two at a time.

    On a Python without a GIL no statement is kept for later: one that was made in another thread would outlive
    `close()`, and keep the file locked.
    """
    import sqlite3  # costs time, and only journals need it

    kept = 128 if system.has_gil() else 0
    return sqlite3.connect(
        path, timeout=timeout, isolation_level=isolation_level, check_same_thread=False, cached_statements=kept
    )


def _hold(path: Path) -> sqlite3.Connection:
    """Hold a journal against other processes, until the result is closed or the process ends.

    The lock is that of a file beside it, which stays empty: the journal itself can be read all the time.
    """
    import sqlite3

    beside = f"{path}.lock"
    make_private(beside)
    with ExitStack() as opened, _told(path, f"its lock {beside}: "):
        lock = opened.enter_context(closing(_connect(beside, timeout=0.0, isolation_level=None)))
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            advice = "Wait until it has ended, or use another journal."
            raise ScaleJournalError(f"The journal {path} is in use by another run ({error}). {advice}") from error
        opened.pop_all()  # who holds it closes it
    return lock


@contextmanager
def _told(path: Path, where: str = "") -> Generator[None, None, None]:
    """Say in our words what SQLite cannot do, and where, if not in the journal itself."""
    import sqlite3

    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # which is raised where the message itself is broken
        raise ScaleJournalError(
            f"The journal {path} cannot be used: {where}{error}. What it has noted down stays good: "
            "when that is mended, start again with it."
        ) from error


def _refused(path: Path, why: str) -> ScaleJournalError:
    return ScaleJournalError(f"The journal {path} is refused: {why}. Nothing was sent; give this work another one.")
