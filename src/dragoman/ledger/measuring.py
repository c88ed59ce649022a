"""How a ledger is: its size, the version of its tables, when it was derived, whether it is whole."""
from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select, text

from dragoman.ledger import schema as t
from dragoman.ledger.asked import Asked, Seen
from dragoman.ledger.connection import FIXED, explained
from dragoman.ledger.migrations import MIGRATIONS, now

_MANY = 100
"""Faults that a check lists at most."""


class Size(NamedTuple):
    """Bytes of a ledger: the whole, of that what waits in SQLite's write-ahead log, and what is free on its disk (None where unknown)."""

    bytes: int
    waiting: int
    free: int | None


class Version(NamedTuple):
    """The kind and version of the database, and the version of the tables beside the one that this program makes."""

    database: str
    tables: int
    newest: int


class Measured:
    """The part of a ledger that tells how it is."""

    where: str
    _engine: Engine
    _reading: Callable[[], AbstractContextManager[Connection]]

    @property
    def path(self) -> Path | None:
        """The file of an SQLite ledger; None for a database on a server."""
        name = self._engine.get_execution_options().get(FIXED) or self._engine.url.database
        return Path(name) if self._engine.dialect.name == "sqlite" and name and name != ":memory:" else None

    def size(self) -> Size:
        """How large it is."""
        if self.path is None:
            with self._reading() as connection:
                return Size(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0, 0, None)
        with explained(self.where, "measuring the ledger"):
            waiting = _bytes(self.path.with_name(self.path.name + "-wal"))
            try:
                free = shutil.disk_usage(self.path.parent).free
            except OSError:
                free = None
            return Size(_bytes(self.path) + waiting, waiting, free)

    def version(self) -> Version:
        """What it is kept in, and in which tables."""
        with self._reading() as connection:
            version = connection.dialect.server_version_info or ()
            return Version(f"{connection.dialect.name} {'.'.join(map(str, version))}",
                           connection.scalar(select(func.max(t.migration.c.version))) or 0, len(MIGRATIONS))

    def states(self) -> dict[str, int]:
        """How many docket items are in each state, as last derived, on the day of the last report."""
        with explained(self.where, "reading the ledger"), Asked(self._engine.connect(), None, (), now()[:10], Seen(True)) as asked:
            return asked.states()

    def derived(self) -> str | None:
        """When events were last derived, as an ISO time in UTC; None before the first time."""
        with self._reading() as connection:
            return connection.scalar(select(t.derivation.c.made))

    def readers(self) -> list[dict]:
        """The readers whose readings hold, each with the number of reports, the last one to read first."""
        r = t.reading
        with self._reading() as connection:
            found = connection.execute(select(r.c.reader, func.count()).where(~r.c.superseded).group_by(r.c.reader).order_by(func.max(r.c.key).desc()))
            return [{"reader": reader, "reports": reports} for reader, reports in found]

    def faults(self, whole: bool = False) -> list[str]:
        """What is damaged: pages and indexes that the database itself finds wrong, rows that refer to none. Some seconds a gigabyte; `whole`
        compares each index with its table, too. PostgreSQL looks after its pages itself, and foreign keys hold there: nothing is asked.
        """
        if self.path is None:
            return []
        with self._reading() as connection:
            check = f"PRAGMA {'integrity' if whole else 'quick'}_check({_MANY})"
            found = [str(row[0]) for row in connection.exec_driver_sql(check) if row[0] != "ok"]
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MANY)
            return [*found, *(f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in lost)]

    def rights(self) -> list[str]:
        """What the program may not do here that keeping reports needs; nothing where all is well. Nothing is written."""
        if self.path is None:
            asked = "SELECT table_name, privilege FROM (VALUES {}) AS asked(table_name, privilege) WHERE NOT has_table_privilege(table_name, privilege)"
            pairs = [(table.name, right) for table in (t.report, t.statement, t.event, t.underived) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")]
            names = {f"{kind}{n}": value for n, pair in enumerate(pairs) for kind, value in zip("tr", pair, strict=True)}
            with self._reading() as connection:
                rows = connection.execute(text(asked.format(", ".join(f"(:t{n}, :r{n})" for n in range(len(pairs))))), names)
                return [f"{right} on {name}" for name, right in rows]
        found = [str(p) for p in (self.path, self.path.parent) if not os.access(p, os.W_OK)]
        return [f"writing to {name}" for name in found]


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
