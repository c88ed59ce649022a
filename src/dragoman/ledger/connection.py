"""The way to the database: settings, transactions, and errors that say what to do."""
from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SQLite
from sqlite3 import OperationalError as SQLiteLocked

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from dragoman.ledger.files import may_write, open_fixed
from dragoman.ledger.servers import SAMPLE, cause, server_engine, server_url, take_turn
from dragoman.model import LedgerError

WAIT = 120
"""Seconds that a ledger in use by another process is waited for."""

_ADVICE = (
    ("not a database", "is not a ledger but another kind of file: give the path of a ledger, or of a new file"),
    ("malformed", "is damaged: put back a copy, or add the reports to a new ledger"),
    ("locked", f"was in use by another program for more than {WAIT} s, and nothing was kept: "
               "wait for that program, and repeat"),
    ("readonly", "is read-only: allow writing to the file and its folder, make room where its disk is full, or copy it to another place"),
    ("read-only transaction", "is read-only: ask whoever keeps the database for the right to write"),
    ("permission denied", "refuses: ask whoever keeps the database for the right to do so"),
    ("lock timeout", f"was in use by another program for more than {WAIT} s, and nothing was kept: "
                     "wait for that program, and repeat"),
    ("is full", "has no room: the disk is full, and nothing of this step was kept; free some space, and repeat"),
    ("no space left", "has no room: the server's disk is full, and nothing of this step was kept; free some space there, and repeat"),
    ("could not extend", "has no room: the server's disk is full, and nothing of this step was kept; free some space there, and repeat"),
    ("disk i/o error", "cannot be written or read: the disk refuses (full, over quota, or failing); "
                       "nothing of this step was kept"),
    ("unable to open", "cannot be opened: see that the folder exists, and that you may read and write there"),
    ("password", "asks for a password that it was not given, or another one: set PGPASSWORD, or keep it in ~/.pgpass"),
    *((sign, "does not answer, and nothing of this step was kept: see that the server runs, is reached from here and has a "
                  "database of that name, and repeat")
      for sign in ("network error", "communication error", "create a connection", "57p0", "connection is closed")),
    ("3d000", "is not there: make the database first, as in createdb NAME"),
)

_NO_ROOM = frozenset({"is full", "disk i/o error"})
_READ_ONLY = frozenset({"readonly", "read-only transaction", "permission denied"})

_RULES = re.compile(r"\[2[23]\w{3}\]")
"""How PostgreSQL marks that a value, or a row, breaks the rules of its table (SQLSTATE, classes 22 and 23)."""

LONGEST_LOG = 64_000_000
"""Bytes of the write-ahead log beyond which it is begun anew."""

_PATIENCE = 5
"""Seconds that readers are waited for then."""

_WRITING, _LASTING, _READING = 16_000, 4_000, 1_000
"""kB of pages that a connection to SQLite holds while it writes, while it writes in a program that runs for months, and while it reads. What is held
for writing is let go of in small pieces when it reads next, and what lies between them does not go back to the system.
"""

_WROTE = "wrote"
"""Under which name the pool keeps of a connection whether its last transaction was one that writes."""

FIXED = "fixed"
"""Under which name an engine that writes nothing keeps the path of its file, which its URL does not name: nobody else can open it by that."""

STATEMENTS = 16
"""Statements that a connection to SQLite keeps prepared in a program that runs for months; of itself the driver keeps 128. What asks for hundreds of ids is
another statement for each number of them: 128 statements of 100 to 500 ids are 9 MB, in each connection.
"""


def connect(where: str | Path, fixed: bool = False, lasting: bool = False) -> Engine:
    """An engine for the ledger at a file path or an SQLAlchemy URL, not opened yet; `fixed` writes nothing, `lasting` is for a program that runs for
    months. LedgerError for a malformed URL.
    """
    try:
        url = server_url(str(where)) if "://" in str(where) else URL.create("sqlite", database=str(Path(where).expanduser().absolute()))
        if url.get_backend_name() == "postgresql":
            return server_engine(url)
        if "://" not in str(where) and (fixed or not may_write(Path(url.database))):
            path = Path(url.database)
            return _listening(create_engine("sqlite://", creator=lambda: open_fixed(path, WAIT), poolclass=NullPool, execution_options={FIXED: path}), lasting)
        sqlite = url.get_backend_name() == "sqlite"
        wait = {"timeout": WAIT} if sqlite and "timeout" not in url.query else {}
        few = {"cached_statements": STATEMENTS} if sqlite and lasting else {}
        engine = create_engine(url, connect_args=wait | few)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise LedgerError(f"no ledger can be opened at {where}: {error}; give a file, or a URL such as {SAMPLE}") from error
    if engine.dialect.name != "sqlite":
        raise LedgerError(f"no ledger can be kept in {engine.dialect.name}: give a file (SQLite) or a PostgreSQL URL")
    return _listening(engine, lasting)


def _listening(engine: Engine, lasting: bool) -> Engine:
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", partial(_begin_sqlite, lasting))
    if lasting:
        event.listen(engine, "checkin", _let_go)  # after what was begun has ended
    return engine


def _set_up_sqlite(connection: SQLite, _record: object) -> None:
    # The driver's own transactions begin too late for a consistent read, and leave out CREATE TABLE.
    connection.isolation_level = None
    # A ledger may come from others: its triggers, views and checks may call no function that reaches beyond it, and damaged cells are found.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if hasattr(connection, "setconfig"):  # Python 3.12
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    connection.execute("PRAGMA foreign_keys = ON")
    # With WAL a transaction that is committed outlives the end of the process at any point, whatever this setting.
    # NORMAL can lose the last ones when the power fails, never damage the file; adding the reports again brings them
    # back.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 10000")


def log_ahead(connection: Connection) -> None:
    """Switch an SQLite file to write-ahead logging, for good; unlike others this statement waits for no lock by itself.

    The connection is in no transaction, and the file is known to be a ledger or empty: the switch changes it.
    """
    if connection.dialect.name != "sqlite":
        return
    sqlite = connection.connection.dbapi_connection
    until = time.monotonic() + WAIT
    while sqlite.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
        try:
            sqlite.execute("PRAGMA journal_mode = WAL")
            return  # where it says that the mode is as before, the file system or the file does not allow it
        except SQLiteLocked as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise OperationalError("PRAGMA journal_mode = WAL", None, error) from error
            time.sleep(0.02)


def _begin_sqlite(lasting: bool, connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing")
    connection.info[_WROTE] = writes
    # Ids are hashes, so that new rows fall anywhere in their indexes: who writes keeps these at hand, and writes back less often. Each connection
    # has pages of its own, and a program that runs for months opens several: who reads is left with few, and the system keeps the file.
    connection.exec_driver_sql(f"PRAGMA cache_size = -{(_LASTING if lasting else _WRITING) if writes else _READING}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _let_go(connection: SQLite | None, record: ConnectionPoolEntry) -> None:
    # Of itself a connection holds the pages it wrote until it reads next, and in a program that runs for months any of its threads may have written.
    if connection is not None and record.info.pop(_WROTE, False):
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA shrink_memory")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes, all or nothing; one at a time in a ledger.

    It takes the lock at once: a transaction that begins as a reader's may fail when it turns to writing.
    """
    with engine.connect() as plain:
        connection = plain.execution_options(writing=True)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                take_turn(connection, WAIT)
            yield connection
        if engine.dialect.name == "sqlite":
            _shorten_log(engine.url.database)


def _shorten_log(database: str | None) -> None:
    """Begin the write-ahead log anew where it has grown long.

    SQLite does so by itself when nobody reads; where somebody always does, as a server that is asked all the time, the log would grow without end.
    What is in it is written to the file first, so that new readers need it no more; those there are waited for, or it is left for the next time.
    """
    log = Path(f"{database}-wal")
    if not database or not log.exists() or log.stat().st_size <= LONGEST_LOG:
        return
    # as on a full disk: what was written is kept all the same, in the log
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(database, timeout=_PATIENCE)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


class UnavailableError(LedgerError):
    """A ledger that takes nothing just now, whatever it is given: its disk is full, its server away, another program holds it."""


class ReadOnlyError(UnavailableError):
    """A ledger that answers, and takes nothing in."""


class NoRoomError(UnavailableError):
    """A disk that takes nothing more, or fails."""


@contextmanager
def explained(where: str, doing: str) -> Iterator[None]:
    """Turns the database's errors into a LedgerError that says which ledger, what was going on, and what to do.

    UnavailableError where it is not what was given that the database refuses.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise LedgerError(f"{doing}: a text is not valid Unicode ({error}): decode the document anew") from error
    except SQLAlchemyError as error:
        told = " ".join(cause(error).split())
        for sign, advice in _ADVICE:
            if sign in told.lower():
                kind = ReadOnlyError if sign in _READ_ONLY else NoRoomError if sign in _NO_ROOM else UnavailableError
                raise kind(f"{doing}: {where} {advice} ({told})") from error
        kind = LedgerError if isinstance(error, (IntegrityError, DataError)) or _RULES.search(told) else UnavailableError
        raise kind(f"{doing}: {where} refuses, and nothing of this step was kept ({told})") from error
