"""A ledger's file: opened where nothing may be written, copied while others write, put in its place whole or not at all."""
from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from dragoman.model import LedgerError

_PAGES = 2048
_WAIT = 120.0


def may_write(path: Path) -> bool:
    """Whether a ledger can be written: SQLite keeps files of its own beside it. One that is not there yet is made."""
    return not path.exists() or os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def open_fixed(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection that writes nothing, not even the files by which SQLite's readers and writers know of each other.

    Without a log beside it the file is all there is, and is taken as it stands: who writes to it meanwhile is not noticed. With one, SQLite needs
    the -shm file of whoever writes.
    """
    log = Path(f"{path}-wal")
    fixed = not log.exists() or not log.stat().st_size
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro{'&immutable=1' if fixed else ''}", uri=True, timeout=timeout, check_same_thread=False)


def copy_file(source: Path, target: Path, told: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Copy an SQLite file as it stands at one moment, while others write to it. `target` is new.

    `told` is called with the pages done and those there are. sqlite3.Error, OSError where a disk refuses.
    """
    with closing(sqlite3.connect(source, timeout=_WAIT) if may_write(source) else open_fixed(source, _WAIT)) as held, closing(sqlite3.connect(target)) as made:
        made.execute("PRAGMA synchronous = OFF")  # it is written through to the disk before it takes its place
        # What the copy is of is settled by the first read: without a transaction it would begin anew at each write of others, and never end.
        held.isolation_level = None
        held.execute("BEGIN")
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()
        held.backup(made, pages=_PAGES, progress=lambda _status, left, pages: told(pages - left, pages))


def put_over(source: Path, target: Path) -> None:
    """Give a ledger that may be in use the content of another file, in one transaction: its readers see the old until the new is there."""
    until = time.monotonic() + _WAIT

    def patient(status: int, _left: int, _pages: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise LedgerError(f"{target} was in use by another program for more than {_WAIT:.0f} s, and nothing was changed: wait for it, and repeat")

    with closing(open_fixed(source, _WAIT)) as new, closing(sqlite3.connect(target, timeout=_WAIT)) as held:
        held.execute("PRAGMA journal_mode = WAL")
        serial = _serial(held)
        new.backup(held, progress=patient)
        # A number that no answer was ever given with: who has the ledger open sees that it is another one.
        if any(column[1] == "serial" for column in held.execute("PRAGMA table_info(derivation)")):  # one of before has none, and is brought up to date
            held.execute("UPDATE derivation SET serial = ?", (max(serial, _serial(held)) + 1,))
        held.commit()


def _serial(connection: sqlite3.Connection) -> int:
    with suppress(sqlite3.OperationalError):  # no ledger yet
        return connection.execute("SELECT coalesce(max(serial), 0) FROM derivation").fetchone()[0]
    return 0


def verify(path: Path) -> None:
    """Read a ledger's file through. LedgerError where it is damaged, holds rows that refer to none, or is no ledger."""
    try:
        with closing(open_fixed(path, _WAIT)) as held:
            found = [row[0] for row in held.execute("PRAGMA integrity_check(3)")]
            lost = held.execute("PRAGMA foreign_key_check").fetchmany(3)
            tables = {row[0] for row in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise LedgerError(f"{path}: cannot be read as a ledger ({error}); expected a file that `dragoman backup` made") from error
    if found != ["ok"]:
        raise LedgerError(f"{path}: damaged ({'; '.join(found)}); take another copy")
    if lost:
        raise LedgerError(f"{path}: rows of {', '.join(sorted({row[0] for row in lost}))} refer to rows that are not there; take another copy")
    if not {"migration", "report"} <= tables:
        raise LedgerError(f"{path}: a database, but not a ledger; expected a file that `dragoman backup` made")


def refuse_others(path: Path, name: str, else_: str = "") -> None:
    """LedgerError where something stands at a path whose place no file takes; the error calls it by a name, and says what `else_` was expected."""
    if path.is_dir():
        raise LedgerError(f"{name}: a folder stands there; expected the name of a file to write{else_}")
    if path.exists() and not path.is_file():
        raise LedgerError(f"{name}: a device or a pipe stands there, whose place no file takes; expected the name of a file to write{else_}")


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """The name of a file to make, which takes its place whole once it is on the disk; nothing is left of it where that fails.

    LedgerError where there is no folder, the log of another database lies there, or the disk refuses.
    """
    if not target.parent.is_dir():
        raise LedgerError(f"{target}: there is no folder {target.parent} to write into; make it first")
    left = [log.name for log in (Path(f"{target}{ending}") for ending in ("-wal", "-journal")) if log.exists()]
    if left:  # SQLite reads the log of a file that is gone into any other of its name, if that is not empty
        raise LedgerError(f"{target}: beside it lies {' and '.join(left)}, the log of another database, whose program was killed or still runs; "
                          "move it away first")
    _sweep(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as f:
            os.fsync(f.fileno())
        part.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"{target}: cannot be written ({getattr(error, 'strerror', None) or error}), and nothing of it was kept: "
                          "see that the disk has room and that you may write there, and repeat") from error
    finally:
        _remove(part)


def _sweep(target: Path) -> None:
    """Remove what processes that were killed left of a file that they were making."""
    for part in target.parent.glob(f".{target.name}.*.part"):
        owner = part.name.split(".")[-2]
        if owner.isdecimal():
            try:
                os.kill(int(owner), 0)
            except ProcessLookupError:
                _remove(part)
            except OSError:
                continue


def _remove(part: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            Path(f"{part}{ending}").unlink(missing_ok=True)
