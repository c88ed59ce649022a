"""A whole ledger from one database into another, as it stood at one moment, while others go on writing to it.

The tables are those of the schema, whatever they are; indexes of words are made anew in the target. Rows go in some thousand at a time, so that memory
stays flat, and all in one transaction or into a file that is not yet in its place: a copy that breaks off leaves nothing. At the end each table is read
back, and its number of rows and the sum of their hashes must be those of the source.
"""
from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import JSON, Connection, Integer, Table, Text, cast, func, select, text

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import put
from dragoman.ledger.connection import connect, explained, writing
from dragoman.ledger.feeds import DEAD, is_dead
from dragoman.ledger.files import beside, copy_file, put_over, refuse_others, verify
from dragoman.ledger.migrations import migrate
from dragoman.ledger.searching import index
from dragoman.ledger.servers import server_url
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.model import LedgerError

_AT_ONCE = 2000
_NUL = "\0"
_MADE = (t.migration, t.derivation, t.underived, *t.DERIVED)
"""Tables that may hold rows where nobody has added anything yet."""

_FORCE = "--force puts the backup in its place, and what came since is lost"
_ELSEWHERE = "give a new file or an empty database"

Told = Callable[[int], None]
"""Is called with the number of rows that were copied since it was called last."""


class Sum(NamedTuple):
    """The rows of a table, in whatever order: how many, and the sum of their hashes."""

    rows: int = 0
    hashes: int = 0

    def plus(self, rows: list[tuple]) -> Sum:
        added = sum(int.from_bytes(hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()) for row in rows)
        return Sum(self.rows + len(rows), (self.hashes + added) % (1 << 128))


def copy_ledger(source: str, target: str, told: Told = lambda _rows: None) -> dict[str, int]:
    """Copy a ledger (file or URL) into an empty place, verified; the number of rows of each table.

    LedgerError where the target holds something already, or either refuses; the target is then as it was.
    """
    return _fill(source, target, told, replace=False, instead=_ELSEWHERE)


def back_up(source: str, target: str, told: Told = lambda _rows: None, check: bool = True) -> None:
    """Copy a ledger into a file, which takes its place when it is whole; an earlier backup there is replaced. `check` reads it through first.

    Others may read and write meanwhile: the file is the ledger as it stood at one moment.
    """
    path = _path(target)
    refuse_others(path, target)
    if path.exists():
        if _same(source, target):
            raise LedgerError(f"{target}: is the ledger itself; give another file for its backup")
        if Path(f"{path}-wal").exists() or Path(f"{path}-shm").exists():
            raise LedgerError(f"{target}: a ledger that is in use, or was left by a program that was killed; give another file for the backup")
        verify(path)
    with beside(path) as part:
        if _is_server(source):
            with _source(source) as held:
                _fill_file(held, part, target, told)
        else:
            _refuse_none(source)
            open_ledger(source).close()
            copy_file(_path(source), part)
        if check:
            verify(part)


def restore(backup: str, target: str, told: Told = lambda _rows: None, force: bool = False) -> None:
    """Make a ledger of a backup, all or nothing. `force` lets it replace a ledger that is there, and may be in use.

    LedgerError where the backup is damaged, the target holds something and `force` is not given, or a process watches feeds into it: what it has in hand
    it would write onto other rows of the same keys.
    """
    path = _path(backup)
    if not path.is_file():
        raise LedgerError(f"{backup}: no such file; expected one that `dragoman backup` made")
    verify(path)
    if _same(backup, target):
        raise LedgerError(f"{backup}: is the ledger itself; give its backup, and the ledger with --ledger")
    if _is_server(target):
        _fill(backup, target, told, replace=force, instead=_FORCE)
        return
    place = _path(target)
    if place.exists() and not force:
        raise LedgerError(f"{target}: a ledger is there already; {_FORCE}")
    if not place.exists():
        with beside(place) as part:
            copy_file(path, part)
        return
    with explained(target, "restoring a backup"):
        _ledger_there(target)
    try:
        put_over(path, place)
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(f"{target}: cannot be replaced ({error}), and is as it was: see that the disk has room and that you may write there") from error


def _ledger_there(target: str) -> None:
    """LedgerError where a file is there that is no ledger, is damaged, or is watched."""
    try:
        there = open_ledger(target)
    except LedgerError as error:
        raise LedgerError(f"{error}. A backup replaces only a ledger that can be opened: move the file (and those ending in -wal and -shm) away, "
                          "and restore without --force") from error
    with there:
        _refuse_watched(there, target)


def _refuse_watched(ledger: Ledger, name: str) -> None:
    alive = [w for w in ledger.watchers() if not w.stopped and not is_dead(w)]
    if alive:
        who = ", ".join(f"process {w.pid} on {w.machine}" for w in alive)
        raise LedgerError(f"{name}: `dragoman watch` runs on it ({who}): stop it first, then restore. One that was killed on another machine "
                          f"counts as gone {DEAD:.0f} s after its last sign of life")


def _fill(source: str, target: str, told: Told, replace: bool, instead: str) -> dict[str, int]:
    if _same(source, target):
        raise LedgerError(f"{target}: is the same ledger; give another place")
    with _source(source) as held:
        if _is_server(target):
            with open_ledger(target) as made, explained(made.where, "copying a ledger"):
                if replace:
                    _refuse_watched(made, made.where)
                with writing(made._engine) as connection:
                    if not replace:
                        _refuse_rows(connection, made.where, instead)
                    return _fill_tables(held, connection, made.where, told, replace)
        place = _path(target)
        if place.exists():
            with open_ledger(target) as there, there._engine.connect() as connection:
                _refuse_rows(connection, target, instead)
            if Path(f"{place}-wal").exists():
                raise LedgerError(f"{target}: another program has this empty ledger open; stop it, or give a new file")
        with beside(place) as part:
            return _fill_file(held, part, target, told)


@contextmanager
def _source(source: str) -> Iterator[Connection]:
    """A connection that sees one moment of a ledger, brought to the present tables."""
    _refuse_none(source)
    with open_ledger(source) as ledger, explained(ledger.where, "reading the ledger"), ledger._engine.connect() as connection:
        yield connection


def _fill_file(source: Connection, part: Path, name: str, told: Told) -> dict[str, int]:
    """Make a new file of the ledger: without a log of its own while it is filled, since it is thrown away where that fails."""
    engine = connect(part)
    try:
        with explained(name, "copying a ledger"):
            migrate(engine, name)
            with engine.connect() as plain:
                driver = plain.connection.dbapi_connection
                driver.execute("PRAGMA journal_mode = OFF")
                connection = plain.execution_options(writing=True)
                with connection.begin():
                    counts = _fill_tables(source, connection, name, told, replace=False)
                driver.execute("PRAGMA journal_mode = WAL")
    finally:
        engine.dispose()
    return counts


def _fill_tables(source: Connection, target: Connection, name: str, told: Told, replace: bool) -> dict[str, int]:
    """Copy all tables in a transaction of the target, those first to which others refer; `replace` what they hold there. LedgerError where the copy is not
    the same."""
    tables = [table for table in t.metadata.sorted_tables if table is not t.migration]
    for table in reversed(tables):
        if replace or table in _MADE:
            target.execute(table.delete())
    counts = {}
    for table in tables:
        given = Sum()
        with index(target) if table is t.report else nullcontext():
            for rows in _rows(source, table, target.dialect.name == "postgresql"):
                put(target, table, rows)
                given = given.plus(rows)
                told(len(rows))
        there = Sum()
        for rows in _rows(target, table, False):
            there = there.plus(rows)
        if there != given:
            raise LedgerError(f"{name}: the table {table.name} came out otherwise than it went in ({given.rows} rows, {there.rows} there); nothing was kept")
        counts[table.name] = given.rows
    if target.dialect.name == "postgresql":
        _count_on(target, tables)
    return counts


def _rows(connection: Connection, table: Table, without_nul: bool) -> Iterator[list[tuple]]:
    """The rows of a table, some at a time, with a value for every column; JSON as it is written. PostgreSQL keeps no character NUL: U+FFFD stands for it."""
    query = select(*(cast(c, Text) if isinstance(c.type, JSON) else c for c in table.columns))
    result = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    for some in result.partitions():
        rows = [tuple(row) for row in some]
        if without_nul:
            rows = [tuple(v.replace(_NUL, "\ufffd") if isinstance(v, str) and _NUL in v else v for v in row) for row in rows]
        yield rows


def _refuse_none(source: str) -> None:
    if not _is_server(source) and not _path(source).is_file():
        raise LedgerError(f"{source}: no ledger there; expected a file or a URL of one")


def _refuse_rows(connection: Connection, name: str, instead: str) -> None:
    for table in t.metadata.sorted_tables:
        if table not in _MADE and connection.execute(select(func.count()).select_from(select(1).select_from(table).limit(1).subquery())).scalar():
            raise LedgerError(f"{name}: holds a ledger already (its table {table.name} is not empty); {instead}")


def _count_on(connection: Connection, tables: list[Table]) -> None:
    """Let keys that the server gives begin after those that were copied, and let it count what the tables hold."""
    for table in tables:
        keys = list(table.primary_key.columns)
        if len(keys) == 1 and isinstance(keys[0].type, Integer):
            counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, :key)"), {"name": table.name, "key": keys[0].name})
            if counter:
                connection.execute(select(func.setval(counter, (connection.scalar(select(func.max(keys[0]))) or 0) + 1, False)))
        connection.execute(text(f"ANALYZE {table.name}"))


def _is_server(where: str) -> bool:
    return "://" in where and not where.startswith("sqlite")


def _path(where: str) -> Path:
    return Path(server_url(where).database or "" if "://" in where else where).expanduser().absolute()


def _same(one: str, other: str) -> bool:
    if _is_server(one) or _is_server(other):
        return _is_server(one) and _is_server(other) and server_url(one) == server_url(other)
    return _path(one).resolve() == _path(other).resolve()
