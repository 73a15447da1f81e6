"""Where everything is kept: one SQLite database, in memory or in a file.

A row is a JSON document. The columns beside it are copies of its fields, there only for unique constraints (which
give the 409s) and for indexes (which serve the filters). One connection behind one lock: a request is a transaction,
so a reply is never sent before its work is on its way to the file, and a killed process loses nothing it answered.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from scaleapi._io.private import make_private
from scaleapi.emulator.wire import Json

__all__ = [
    "BATCHES",
    "DELIVERIES",
    "FILES",
    "GROUPS",
    "PROJECTS",
    "QUALITY",
    "TASKS",
    "TEAMMATES",
    "Order",
    "Row",
    "Store",
    "Taken",
]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of documents and the fields that are copied into columns."""

    name: str
    copies: tuple[str, ...]


TASKS = Table(
    "tasks",
    (
        "task_id",
        "type",
        "status",
        "project",
        "batch",
        "unique_id",
        "idempotency_key",
        "customer_review_status",
        "created_at",
        "updated_at",
        "completed_at",
    ),
)
BATCHES = Table("batches", ("name", "project", "status", "created_at", "completed_at", "last_audited_at", "studio"))
PROJECTS = Table("projects", ("name", "archived", "created_at"))
FILES = Table("files", ("id", "reference_id", "created_at"))
TEAMMATES = Table("teammates", ("email",))
GROUPS = Table("studio_groups", ("project", "name"))
DELIVERIES = Table("deliveries", ("id", "name", "project", "dataset", "delivered_at"))
QUALITY = Table("quality_tasks", ("id", "kind", "created_at"))

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (n INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS tasks (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, task_id TEXT UNIQUE,
    type TEXT, status TEXT, project TEXT, batch TEXT, unique_id TEXT, idempotency_key TEXT, customer_review_status TEXT,
    created_at TEXT, updated_at TEXT, completed_at TEXT, shown TEXT, hidden TEXT,
    UNIQUE (account, unique_id), UNIQUE (account, idempotency_key));
CREATE INDEX IF NOT EXISTS tasks_by_time ON tasks (account, created_at);
CREATE INDEX IF NOT EXISTS tasks_by_project ON tasks (account, project, created_at);
CREATE INDEX IF NOT EXISTS tasks_by_batch ON tasks (account, batch, status);
CREATE INDEX IF NOT EXISTS tasks_by_status ON tasks (account, status, created_at);
CREATE TABLE IF NOT EXISTS task_tags (tag TEXT, task INTEGER REFERENCES tasks ON DELETE CASCADE,
    PRIMARY KEY (task, tag)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tasks_by_tag ON task_tags (tag);
CREATE TABLE IF NOT EXISTS callbacks (id INTEGER PRIMARY KEY AUTOINCREMENT,
    task INTEGER UNIQUE REFERENCES tasks ON DELETE CASCADE, first TEXT, due TEXT, tries INTEGER);
CREATE TABLE IF NOT EXISTS batches (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT,
    project TEXT, status TEXT, created_at TEXT, completed_at TEXT, last_audited_at TEXT, studio INTEGER, shown TEXT,
    hidden TEXT, UNIQUE (account, name));
CREATE INDEX IF NOT EXISTS batches_by_time ON batches (account, created_at);
CREATE TABLE IF NOT EXISTS projects (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT,
    archived INTEGER, created_at TEXT, shown TEXT, hidden TEXT, UNIQUE (account, name));
CREATE TABLE IF NOT EXISTS files (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, id TEXT UNIQUE,
    reference_id TEXT, created_at TEXT, shown TEXT, hidden TEXT, UNIQUE (account, reference_id));
CREATE INDEX IF NOT EXISTS files_by_time ON files (account, created_at);
CREATE TABLE IF NOT EXISTS teammates (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, email TEXT,
    shown TEXT, hidden TEXT, UNIQUE (account, email));
CREATE TABLE IF NOT EXISTS assignments (account TEXT, email TEXT, project TEXT,
    PRIMARY KEY (account, email, project)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS studio_groups (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, project TEXT,
    name TEXT, shown TEXT, hidden TEXT, UNIQUE (account, project, name));
CREATE TABLE IF NOT EXISTS quality_tasks (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL,
    id TEXT UNIQUE, kind TEXT, created_at TEXT, shown TEXT, hidden TEXT);
CREATE TABLE IF NOT EXISTS deliveries (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, id TEXT UNIQUE,
    name TEXT, project TEXT, dataset TEXT, delivered_at TEXT, shown TEXT, hidden TEXT,
    UNIQUE (account, project, name), UNIQUE (account, dataset, name));
CREATE TABLE IF NOT EXISTS delivered (task INTEGER REFERENCES tasks ON DELETE CASCADE, in_dataset INTEGER,
    delivery INTEGER REFERENCES deliveries ON DELETE CASCADE, PRIMARY KEY (task, in_dataset)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivered_together ON delivered (delivery);
"""

_DOCUMENTS = (TASKS, BATCHES, PROJECTS, FILES, TEAMMATES, GROUPS, QUALITY, DELIVERIES)


class Taken(Exception):  # noqa: N818 - says what is the case; the handler decides whether that is an error
    """A unique constraint refused a row; `column` is the last one of the constraint."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


@dataclass(slots=True)
class Row:
    """A document of an account. Change `shown` and `hidden`, then `Store.save` it."""

    account: str
    shown: Json
    """What the API answers."""
    hidden: Json = field(default_factory=dict[str, Any])
    """What the service knows besides."""
    seq: int = 0
    """The order of insertion; 0 until it is inserted."""


class Order(NamedTuple):
    """How a list is sorted, and which part of it is wanted."""

    by: str = "created_at DESC, seq DESC"
    limit: int = -1
    offset: int = 0


class Store:
    """The database. Every use is inside `transaction()`, which any thread may enter."""

    def __init__(self, path: str | Path | None = None) -> None:
        self._lock = RLock()
        if path is not None:
            make_private(path)
        self._sql = sqlite3.connect(
            ":memory:" if path is None else str(path), isolation_level=None, check_same_thread=False, timeout=30
        )
        try:
            self.run: int = self._set_up()
        except BaseException:  # the file may be something else
            self._sql.close()
            raise

    def _set_up(self) -> int:
        """Make the tables that are missing, and number this run."""
        # WAL with NORMAL: a commit survives the death of the process; only a power cut could undo the last ones.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            self._sql.execute(f"PRAGMA {pragma}")
        self._sql.executescript(_SCHEMA)
        return self._sql.execute("INSERT INTO runs DEFAULT VALUES").lastrowid or 0

    @contextmanager
    def transaction(self, *, write: bool) -> Generator[None]:
        """Hold the database for one request; an exception undoes what the request did."""
        with self._lock:
            self._sql.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield
                self._sql.execute("COMMIT")
            finally:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")

    def close(self) -> None:
        """Close the database; a request that is under way ends first."""
        with self._lock:
            self._sql.close()

    def clear(self) -> None:
        """Forget everything that any account has made."""
        for name in ("task_tags", "assignments", *(table.name for table in _DOCUMENTS)):
            self.execute(f"DELETE FROM {name}")  # noqa: S608 - the names are the constants above

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; its rows are all read."""
        return self._sql.execute(sql, values).fetchall()

    def insert(self, table: Table, row: Row) -> Row:
        """Add a row; raise `Taken` if it has a name or an id that is in use."""
        names = ("account", *table.copies, "shown", "hidden")
        marks = ", ".join("?" * len(names))
        sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - constants only
        row.seq = self._change(sql, (row.account, *_columns(table, row)))
        return row

    def save(self, table: Table, row: Row) -> Row:
        """Write a changed row back; raise `Taken` as `insert` does."""
        sets = ", ".join(f"{name} = ?" for name in (*table.copies, "shown", "hidden"))
        sql = f"UPDATE {table.name} SET {sets} WHERE seq = ?"  # noqa: S608 - constants only
        self._change(sql, (*_columns(table, row), row.seq))
        return row

    def find(self, table: Table, **equal: object) -> Row | None:
        """Get the one row whose columns have these values."""
        where = " AND ".join(f"{name} = ?" for name in equal)
        rows = self.select(table, where, list(equal.values()))
        return rows[0] if rows else None

    def select(self, table: Table, where: str, values: Sequence[object], order: Order | None = None) -> list[Row]:
        """Get the rows that a condition allows, in an order; unordered if none is given."""
        sql = f"SELECT account, shown, hidden, seq FROM {table.name} WHERE {where}"  # noqa: S608 - values are bound
        if order is not None:
            sql += f" ORDER BY {order.by} LIMIT {order.limit} OFFSET {order.offset}"
        rows = self.execute(sql, values)
        return [Row(account, json.loads(shown), json.loads(hidden), seq) for account, shown, hidden, seq in rows]

    def count(self, table: Table, where: str, values: Sequence[object]) -> int:
        """Count the rows that a condition allows."""
        sql = f"SELECT count(*) FROM {table.name} WHERE {where}"  # noqa: S608 - values are bound
        [(number,)] = self.execute(sql, values)
        return int(number)

    def set_tags(self, seq: int, tags: Sequence[str]) -> None:
        """Make a task findable by these tags, and by no others."""
        self.execute("DELETE FROM task_tags WHERE task = ?", (seq,))
        for tag in dict.fromkeys(tags):
            self.execute("INSERT INTO task_tags (tag, task) VALUES (?, ?)", (tag, seq))

    def _change(self, sql: str, values: Sequence[object]) -> int:
        try:
            return self._sql.execute(sql, values).lastrowid or 0
        except sqlite3.IntegrityError as error:
            # The text ends like this: "failed: tasks.account, tasks.unique_id".
            raise Taken(str(error).rpartition(".")[2]) from error


def _columns(table: Table, row: Row) -> list[object]:
    known = {**row.hidden, **row.shown}
    return [*(known.get(name) for name in table.copies), json.dumps(row.shown), json.dumps(row.hidden)]
