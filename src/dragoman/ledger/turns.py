"""Taking turns at deriving: who was overtaken is overtaken no more.

Events are made before the ledger is locked, and made again where another process derived meanwhile. Of several that derive again and again, one that takes
long would never end. So who was overtaken holds a lock while it works, and so does who expects to take long; others wait for it before they begin, or
leave the work to it. The lock is advisory, of the folder of an SQLite file or of a PostgreSQL database, and ends with the process.
"""
from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text

from dragoman.ledger.servers import DERIVES

PATIENCE = 900
"""Seconds for which the lock is waited for; then the work goes on without it."""


@contextmanager
def turn(engine: Engine, hold: bool) -> Iterator[None]:
    """Wait until nobody holds the lock; and `hold` it."""
    with _lock(engine) as lock:
        until, taken = time.monotonic() + PATIENCE, False
        while not (taken := lock.take()) and time.monotonic() < until:
            time.sleep(0.05)
        if taken and not hold:
            lock.let_go()
        try:
            yield
        finally:
            if taken and hold:
                lock.let_go()


def is_taken(engine: Engine) -> bool:
    """Whether another holds the lock just now."""
    with _lock(engine) as lock:
        if not lock.take():
            return True
        lock.let_go()
        return False


class Lock(NamedTuple):
    """How the lock is taken, where nobody else holds it, and let go."""

    take: Callable[[], bool]
    let_go: Callable[[], None]


_FREE = Lock(lambda: True, lambda: None)


@contextmanager
def _lock(engine: Engine) -> Iterator[Lock]:
    """The lock of a ledger; one that is always free where there is none."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield Lock(lambda: bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": DERIVES})),
                       lambda: connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": DERIVES}))
        return
    path = Path(engine.url.database or "")
    if path.is_file():
        with folder_lock(path.parent) as lock:
            yield lock
    else:
        yield _FREE


@contextmanager
def folder_lock(path: Path) -> Iterator[Lock]:
    """The lock of a folder, which ends with the process: nobody holds it until it is taken. It is always free where the system, or the file system, has
    no such locks, as of folders on NFS.
    """
    try:
        import fcntl

        folder = os.open(path, os.O_RDONLY)
    except (ImportError, OSError):
        yield _FREE
        return

    def take() -> bool:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def let_go() -> None:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_UN)

    try:
        yield Lock(take, let_go)
    finally:
        os.close(folder)
