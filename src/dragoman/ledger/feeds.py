"""The feeds that are watched: when each is asked next, what came of it, and who has it in hand."""
from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Row, insert, or_, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts
from dragoman.ledger.connection import explained, writing

f, w = t.feed, t.watcher

DEAD = 180.0
"""Seconds after which a watcher that gave no sign of life is taken for dead."""

_GONE = 86400
"""Seconds after which a feed that its server called gone is asked once more, where it is put on the list again."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is watched. Times are ISO in UTC, or None where there was none yet.

    `url` is as it was given, `at` where it is asked for now; `state` is watched, resting (on no list any more) or gone (its server said
    so). `failures` counts those in a row, `error` is the last one, None where the last try was well. `fetched` counts how often it was had,
    `new` the entries seen first in it, `kept` the reports kept of these, `refused` those given up. `every` is in seconds.
    """

    url: str
    title: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    next_at: str | None = None
    last_tried: str | None = None
    last_ok: str | None = None
    failures: int = 0
    error: str | None = None
    fetched: int = 0
    new: int = 0
    kept: int = 0
    refused: int = 0
    state: str = "watched"
    every: int = 900
    at: str = ""
    host: str = ""
    added: str | None = None
    key: int = 0


@dataclass(frozen=True, slots=True)
class Watcher:
    """A process that watches, or did: `beat` is when it last said so, `stopped` when it ended in an orderly way (ISO, UTC).

    One that looks `once` and leaves is begun anew by somebody else, such as cron.
    """

    id: str
    machine: str
    pid: int
    every: int
    once: bool
    started: str
    beat: str
    stopped: str | None = None


def stamp(after: float = 0.0, start: datetime | None = None) -> str:
    """The time, or so many seconds after it, as an ISO string in UTC with milliseconds."""
    return ((start or datetime.now(UTC)) + timedelta(seconds=after)).isoformat(timespec="milliseconds")


def is_dead(watcher: Watcher, me: Watcher | None = None) -> bool:
    """Whether a watcher that never ended is gone: it has given no sign of life for minutes, or its process on this machine is there no more."""
    if (datetime.now(UTC) - datetime.fromisoformat(watcher.beat)).total_seconds() > DEAD:
        return True
    if watcher.machine != socket.gethostname() or os.name != "posix":
        return False
    if me and watcher.pid == me.pid:
        return True  # an earlier run of this very process
    try:
        os.kill(watcher.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Watching:
    """The part of a ledger that holds feeds and watchers. What a watcher takes in hand no other takes, until it is done or the watcher is gone."""

    where: str
    _engine: Engine
    _reading: Callable[[], AbstractContextManager[Connection]]

    def feeds(self) -> list[Feed]:
        """All feeds that were ever watched, by address."""
        with self._reading() as connection:
            return [_feed(row) for row in connection.execute(select(f).order_by(f.c.url))]

    def watch(self, feeds: Iterable[Feed], alone: bool = False) -> None:
        """Put feeds on the list, or back on it, and take over their intervals and titles; with `alone` all others rest.

        One that its server called gone is asked once more where it was last asked a day ago or longer.
        """
        wanted = {feed.url: feed for feed in feeds}
        with explained(self.where, "keeping the list of feeds"), writing(self._engine) as connection:
            held = {row.url: row for row in connection.execute(select(f))}
            for url, feed in wanted.items():
                old = held.get(url)
                if old is None:
                    connection.execute(insert(f).values(
                        url=url, at=feed.at or url, host=feed.host, title=feed.title, state="watched", every=feed.every, added=stamp(), next_at=stamp(),
                        failures=0, fetched=0, new=0, kept=0, refused=0))
                elif old.state == "gone":
                    if (old.last_tried or "") <= stamp(-_GONE):
                        connection.execute(update(f).where(f.c.key == old.key).values(every=feed.every, state="watched", next_at=stamp(), failures=0))
                elif (old.every, old.state) != (feed.every, "watched"):
                    sooner = min(old.next_at, stamp(feed.every)) if not old.failures else old.next_at
                    connection.execute(update(f).where(f.c.key == old.key).values(every=feed.every, state="watched", next_at=sooner))
            if alone:
                resting = [row.key for url, row in held.items() if url not in wanted and row.state == "watched"]
                for keys in parts(resting):
                    connection.execute(update(f).where(f.c.key.in_(keys)).values(state="resting"))

    def ask_now(self) -> None:
        """Make feeds due before their time, those that are well and were not asked in the last half of their interval."""
        with explained(self.where, "asking for feeds"), writing(self._engine) as connection:
            for row in connection.execute(select(f).where(f.c.state == "watched", f.c.failures == 0)).all():
                if not row.last_tried or row.last_tried <= stamp(-row.every / 2):
                    connection.execute(update(f).where(f.c.key == row.key).values(next_at=stamp()))

    def take_feeds(self, watcher: str, most: int, busy: Collection[str] = (), among: Collection[str] | None = None,
                   before: str | None = None) -> list[Feed]:
        """Take feeds in hand that are due, those first that are due longest; none of hosts that are busy, only those among given addresses,
        and where a time is given only those last tried `before` it.
        """
        with explained(self.where, "taking feeds in hand"), writing(self._engine) as connection:
            due = select(f).where(f.c.state == "watched", f.c.next_at <= stamp(), f.c.watcher.is_(None), f.c.host.not_in(busy)).order_by(f.c.next_at)
            found = [row for row in connection.execute(due.where(*_untried(before))) if among is None or row.url in among][:most]
            for rows in parts(found):
                connection.execute(update(f).where(f.c.key.in_([row.key for row in rows])).values(watcher=watcher))
            return [_feed(row) for row in found]

    def next_feed(self, among: Collection[str] | None = None, before: str | None = None) -> str | None:
        """When the next feed is due (ISO, UTC), as far as none has it in hand; of those last tried `before` a time, where one is given."""
        with self._reading() as connection:
            due = connection.execute(select(f.c.url, f.c.next_at).where(f.c.state == "watched", f.c.watcher.is_(None), *_untried(before)))
            return min((row.next_at for row in due if among is None or row.url in among), default=None)

    def watchers(self) -> list[Watcher]:
        """The processes that watch, and those that did in the last days, the latest first."""
        with self._reading() as connection:
            return [Watcher(*row) for row in connection.execute(select(*w.columns).order_by(w.c.started.desc()))]

    def join(self, watcher: Watcher) -> None:
        """A watcher begins; those that ended a week ago are forgotten."""
        with explained(self.where, "beginning to watch"), writing(self._engine) as connection:
            old = [row.id for row in connection.execute(select(w.c.id).where(or_(w.c.stopped < stamp(-7 * 86400), w.c.beat < stamp(-7 * 86400))))]
            _free(connection, old)
            connection.execute(w.delete().where(w.c.id.in_(old)))
            connection.execute(insert(w).values(id=watcher.id, machine=watcher.machine, pid=watcher.pid, every=watcher.every, once=watcher.once,
                                                started=watcher.started, beat=watcher.beat))

    def beat(self, watcher: str) -> None:
        """A watcher says that it is there."""
        with explained(self.where, "watching"), writing(self._engine) as connection:
            connection.execute(update(w).where(w.c.id == watcher).values(beat=stamp()))

    def leave(self, watchers: Sequence[str]) -> None:
        """Watchers end, or have died: what they had in hand is free, and they count as stopped."""
        with explained(self.where, "ending to watch"), writing(self._engine) as connection:
            _free(connection, watchers)
            connection.execute(update(w).where(w.c.id.in_(watchers), w.c.stopped.is_(None)).values(stopped=stamp()))


def change(connection: Connection, feed_key: int, **values: object) -> None:
    """Change what is held of a feed."""
    connection.execute(update(f).where(f.c.key == feed_key).values(**values))


def count(connection: Connection, feed_key: int, kept: int, refused: int) -> None:
    """Count what became of entries of a feed."""
    connection.execute(update(f).where(f.c.key == feed_key).values(kept=f.c.kept + kept, refused=f.c.refused + refused))


def _untried(before: str | None) -> list[ColumnElement[bool]]:
    return [] if before is None else [or_(f.c.last_tried.is_(None), f.c.last_tried < before)]


def _free(connection: Connection, watchers: Sequence[str]) -> None:
    for table in (t.feed, t.feed_entry):
        connection.execute(update(table).where(table.c.watcher.in_(watchers)).values(watcher=None))


def _feed(row: Row) -> Feed:
    return Feed(row.url, row.title, row.etag, row.last_modified, row.next_at, row.last_tried, row.last_ok, row.failures, row.error, row.fetched, row.new,
                row.kept, row.refused, row.state, row.every, row.at, row.host, row.added, row.key)


