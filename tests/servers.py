"""A PostgreSQL server of the tests' own, and the ledgers in it."""
from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection

from dragoman.ledger import open_ledger
from dragoman.ledger.connection import connect
from dragoman.ledger.schema import metadata

_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")


def programs() -> Path | None:
    """The folder of initdb and postgres: on the path, or where Debian puts the newest version."""
    found = shutil.which("initdb") or max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None, key=lambda p: int(p.parts[-3]))
    return Path(found).resolve().parent if found else None


class Server:
    """A server on a socket in a folder of its own. `settings` are those of postgresql.conf; without, it is quick and outlives no crash."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = _QUICK) -> None:
        pytest.importorskip("pg8000", reason="the PostgreSQL driver pg8000 is not installed (requirements/dev.txt)")
        self.folder, self.programs, self._settings, self._numbers = folder, programs(), settings, count()
        self._process: subprocess.Popen | None = None
        self._empty: str | None = None
        if not self.programs:
            pytest.skip("PostgreSQL's server is not installed (Debian's package postgresql)")
        self._user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
        if self._user:
            try:
                shutil.chown(folder, self._user)
            except LookupError:
                pytest.skip("PostgreSQL's server does not run as root, and there is no user postgres")
        self.run("initdb", "-D", self.data, "-U", "dragoman", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, program: str, *arguments: object) -> None:
        subprocess.run([self.programs / program, *map(str, arguments)], user=self._user, cwd=self.folder, check=True, capture_output=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [word for setting in ("listen_addresses=", *self._settings) for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self.programs / "postgres", "-D", self.data, "-k", self.folder, *settings], user=self._user,
                                             cwd=self.folder, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, f"the server ended: {(self.folder / 'log').read_text()[-2000:]}"
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.05)

    def stop(self, mode: str = "fast") -> None:
        """Stop; `immediate` as a crash does, without a word to those connected and nothing written."""
        self.run("pg_ctl", "stop", "-D", self.data, "-m", mode)
        self._process.wait()

    def database(self, empty: bool = False, more: str = "") -> str:
        """The URL of a new ledger without reports; `empty` leaves out its tables. `more` is SQL at the end of CREATE DATABASE."""
        if not empty and self._empty is None:
            self._empty = f"ledger{next(self._numbers)}"
            self.execute(f"CREATE DATABASE {self._empty}")
            open_ledger(self.url(self._empty)).close()
        name = f"ledger{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} {'' if empty else f'TEMPLATE {self._empty}'} {more}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def url(self, database: str) -> str:
        return f"postgresql://dragoman@/{database}?host={self.folder}"

    def execute(self, sql: str, url: str | None = None) -> None:
        """Run SQL without a transaction of its own in the ledger of that URL, or in no ledger."""
        plain = self._connection(*[_name(url)] if url else [])
        plain.autocommit = True
        plain.cursor().execute(sql)
        plain.close()

    def _connection(self, database: str = "postgres"):
        import pg8000.dbapi

        return pg8000.dbapi.connect("dragoman", unix_sock=f"{self.folder}/.s.PGSQL.5432", database=database, ssl_context=False)

    def _answers(self) -> bool:
        import pg8000.dbapi

        try:
            self._connection().close()
        except (pg8000.dbapi.Error, OSError):
            return False
        return True


def _name(url: str) -> str:
    """The database in a URL that `Server.url` made."""
    return url.partition("@/")[2].partition("?")[0]


class Files:
    """What `Databases` is, of ledgers in files."""

    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        self._empty: str | None = None

    def new(self) -> str:
        return str(self._folder / f"ledger{next(self._numbers)}.db")

    def lend(self) -> str:
        """A new ledger without reports: a copy, as those on a server are, of one that was made as any is."""
        if self._empty is None:
            self._empty = self.new()
            open_ledger(self._empty).close()
        return shutil.copyfile(self._empty, self.new())

    def drop(self, where: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(where + ending).unlink(missing_ok=True)

    give_back = drop

    def read_only(self, where: str) -> str:
        """The same ledger for somebody who may only read."""
        return f"sqlite:///file:{where}?mode=ro&uri=true"


class Databases:
    """Gives places for ledgers on a server, and takes them back."""

    dialect = "postgresql"

    def __init__(self, server: Server) -> None:
        self.server = server
        self._spare: list[str] = []

    def new(self) -> str:
        return self.server.database()

    def drop(self, where: str) -> None:
        self.server.drop(where)

    def read_only(self, where: str) -> str:
        """The same ledger for somebody who may only read."""
        with plain(where) as connection:
            connection.exec_driver_sql("DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
            connection.exec_driver_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        return where.replace("dragoman@", "reader@")

    def lend(self) -> str:
        """A ledger without rows, for tests that need hundreds: one that was given back is emptied, which takes less than making one."""
        return self._spare.pop() if self._spare else self.new()

    def give_back(self, where: str) -> None:
        first = "SELECT setval(pg_get_serial_sequence(table_name, column_name), 1, false) FROM information_schema.columns WHERE is_identity = 'YES'"
        self.server.execute("; ".join((first, *(str(table.delete()) for table in reversed(metadata.sorted_tables) if table.name != "migration"))), where)
        self._spare.append(where)


@contextmanager
def plain(where: str | Path) -> Iterator[Connection]:
    """Another program's connection to a ledger, in a transaction that is kept."""
    engine = connect(where)
    with engine.begin() as connection:
        yield connection
    engine.dispose()
