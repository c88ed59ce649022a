"""The ledger itself: a database of reports, of what they state, and of the events these add up to."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from dragoman.ledger import schema as t
from dragoman.ledger.aside import Aside
from dragoman.ledger.asked import Asked, Seen
from dragoman.ledger.bulk import CHUNK, parts
from dragoman.ledger.coded import Brought, keep_coded
from dragoman.ledger.connection import NoRoomError, ReadOnlyError, connect, explained, writing
from dragoman.ledger.days import last_day
from dragoman.ledger.derivation import derive, standing
from dragoman.ledger.docket import docket
from dragoman.ledger.feeds import Watching
from dragoman.ledger.judgements import rulings
from dragoman.ledger.judging import Judging
from dragoman.ledger.keeping import OtherTextError, Read, keep
from dragoman.ledger.leads import Leads
from dragoman.ledger.measuring import Measured
from dragoman.ledger.migrations import known, migrate
from dragoman.ledger.rows import check, load_statements, takes_part, to_report
from dragoman.ledger.servers import server_url
from dragoman.ledger.shards import ShardDone, note_shard, shard_done
from dragoman.ledger.standing import derive_apart, stand_back
from dragoman.ledger.telling import Telling
from dragoman.ledger.turns import is_taken
from dragoman.model import CodedEvent, DocketItem, Event, LedgerError, Report, Statement

_log = logging.getLogger("dragoman.ledger")

_GROUP = 1000

_PACE = 0.001
"""Seconds in which a report is derived again, on one core."""

_QUICK, _SHARE = 0.2, 5
"""Seconds within which a derivation is due at once; and how many times as long as it takes a longer one waits after the last."""

_STARTS = 1.0
"""Seconds that a process of its own takes to begin deriving."""

LARGE = 20_000
"""Statements of a ledger from which on what looks through it, or derives, has a process of its own in programs that stay."""


def open_ledger(where: str | Path, lasting: bool = False) -> Ledger:
    """The ledger at a file path or an SQLAlchemy URL, made where there is none, with its tables brought up to date.

    A program that runs for months says so (`lasting`): it holds less of the file in memory while it writes. LedgerError where it is no ledger,
    newer than the program, or cannot be opened.
    """
    return _open(where, migrate, lasting)


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _open(where: str | Path, ready: Callable[[Engine, str], object], lasting: bool = False) -> Ledger:
    """The ledger; where there is no room for the files that SQLite keeps beside one, it can still be read."""
    try:
        return _opened(where, ready, lasting=lasting)
    except NoRoomError:
        if "://" in str(where) or not _has_content(Path(where).expanduser()):
            raise
        try:
            return _opened(where, ready, fixed=True)
        except ReadOnlyError:
            pass
        raise


def _opened(where: str | Path, ready: Callable[[Engine, str], object], fixed: bool = False, lasting: bool = False) -> Ledger:
    engine = connect(where, fixed, lasting)
    name = server_url(str(where)).render_as_string(hide_password=True) if "://" in str(where) else str(where)
    try:
        with explained(name, "opening the ledger"):
            ready(engine, name)
    except LedgerError:
        engine.dispose()
        raise
    return Ledger(engine, name)


def look_at(where: str | Path) -> Ledger:
    """A ledger that is there already, as it is: its tables are left at their version, and what it answers of them may fail (`Measured` may be asked).

    LedgerError where it is no ledger, newer than the program, or cannot be opened.
    """
    return _open(where, known)


class Ledger(Judging, Watching, Leads, Telling, Measured):
    """Reports and statements are kept for good; events and docket are derived from them and from a person's judgements.

    `as_of` (an ISO prefix, counted to its last day) limits an answer to the reports published by then; a report without
    a date counts from the day it was added. `about` limits it to what all of the codes take part in, as actor or
    recipient. `min_confidence` limits it to statements at least that sure: events and docket are derived from these
    alone, and an event whose first statement is left out has another id. Statements given back carry the publication
    day and publisher of their report and the reader that found them. Several processes may use one ledger at a time.
    Every method raises LedgerError where the database fails.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self.where = where
        self._deriving: Aside | None = None
        self._took = 0.0  # seconds of the last derivation aside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.give_up()
        self._engine.dispose()

    def has(self, report_id: str, reader: str) -> bool:
        """Whether this reader's reading of the report is held, superseded or not."""
        with self._reading() as connection:
            return connection.scalar(select(t.reading.c.key).where(
                t.reading.c.report_id == report_id, t.reading.c.reader == reader)) is not None

    def holds(self, report: Report, reader: str) -> bool:
        """Whether this reader's reading of the report is held, superseded or not. OtherTextError where its id is that of another text."""
        with self._reading() as connection:
            text = connection.scalar(select(t.report.c.text).where(t.report.c.id == report.id))
        if text is not None and text != report.text:
            raise OtherTextError(report.id)
        return text is not None and self.has(report.id, reader)

    def add(self, report: Report, statements: Sequence[Statement], reader: str) -> bool:
        """Keep a report and what a reader found in it, all or nothing; False where that is already there.

        The reading added last holds: what other readers found in the report is kept, marked superseded. OtherTextError
        where a report of this id has another text, LedgerError where a statement breaks the rules of the tables (an unknown type, one
        id twice).
        """
        return self.add_together([(report, statements)], reader)[0]

    def add_all(self, readings: Iterable[Read], reader: str) -> int:
        """Keep many reports, a thousand at a time all or nothing; how many of the readings are new. LedgerError as for `add`.

        What was kept before a group that fails stays.
        """
        return sum(sum(self.add_together(group, reader)) for group in parts(readings, _GROUP))

    def add_together(self, readings: Sequence[Read], reader: str) -> list[bool]:
        """Keep some reports, all or nothing; for each, False where its reading is already there. LedgerError as for `add`."""
        if not readings:
            return []
        first, last = readings[0][0].id, readings[-1][0].id
        name = f"report {first}" if first == last else f"reports {first} to {last}"
        for report, statements in readings:
            check(report, statements)
        with explained(self.where, name), writing(self._engine) as connection:
            return keep(connection, readings, reader)

    def bring_in(self, events: Iterable[CodedEvent]) -> Brought:
        """Keep events of other coders, ten thousand at a time all or nothing; how many are new, and how many were held already.

        LedgerError where one breaks the rules of the tables (an unknown type); what was kept before its group stays.
        """
        new = held = 0
        for group in parts(events, CHUNK):
            with explained(self.where, f"events {group[0].id} to {group[-1].id} of {group[0].coder}"), writing(self._engine) as connection:
                brought = keep_coded(connection, group)
            new, held = new + brought.new, held + brought.held
        return Brought(new, held)

    def forget(self, coder: str) -> int:
        """Remove all events of another coder; how many there were."""
        with explained(self.where, f"removing the events of {coder}"), writing(self._engine) as connection:
            gone = connection.execute(t.coded_event.delete().where(t.coded_event.c.coder == coder)).rowcount
            # Keys that fall free are given again, so that these alone do not tell that an answer has changed (`stamp`).
            connection.execute(t.derivation.update().values(serial=t.derivation.c.serial + 1))
            return gone

    def shard_done(self, id_: str) -> ShardDone | None:
        """What is known of an input that was read to its end; None where it was not, or never."""
        with self._reading() as connection:
            return shard_done(connection, id_)

    def note_shard(self, shard: ShardDone) -> None:
        """Note that an input was read to its end."""
        with explained(self.where, f"noting that {shard.name} is done"), writing(self._engine) as connection:
            note_shard(connection, shard)

    def report(self, id_: str) -> Report | None:
        """The report, or None."""
        with self._reading() as connection:
            row = connection.execute(select(t.report).where(t.report.c.id == id_)).one_or_none()
            return to_report(row) if row else None

    def reports(self, as_of: str | None = None) -> Iterator[Report]:
        """The reports, by day and id, a few at a time in memory."""
        query = select(t.report).where(*_by(as_of)).order_by(t.report.c.day, t.report.c.id)
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=100).execute(query):
                yield to_report(row)

    def statements(self, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0) -> list[Statement]:
        """What the reports state by the last reading of each and a person's corrections, by day, report and span; what is
        rejected is left out.
        """
        with self._reading() as connection:
            made = rulings(connection)
            within = [] if made else [takes_part(code, t.statement.c.key) for code in about]
            found = made.apply(s for _, s in load_statements(connection, *_by(as_of), *_sure(min_confidence), *within))
        return [s for s in found if {a.code for a in (*s.actor, *s.recipient)}.issuperset(about)]

    def statement(self, id_: str) -> Statement | None:
        """The statement as it was read, without corrections, rejected or not; None where no last reading of a report holds it."""
        with self._reading() as connection:
            found = load_statements(connection, t.statement.c.id == id_)
            return found[0][1] if found else None

    def derive(self, alone: bool = False) -> bool:
        """Bring events and docket up to date with what came in since, all or nothing; False, and nothing is done, where nothing did.

        The work goes back to the earliest day of what is new: a report of long ago costs more than one of today.
        Questions derive first, so that their answers are never behind. While one derives `alone` others wait, and find it done.
        """
        return derive(self._engine, self.where, alone=alone)

    def derive_aside(self, wait: bool = True) -> bool:
        """As `derive`, and where it takes more than a moment, or the ledger is LARGE, in a process of its own (`aside.py`), which `give_up` and `close` end.

        Where another process is at it already, that is waited for, or (`wait` False) nothing is done, and False; so where it is given up.
        """
        if self._is_quick(self.behind() * _PACE) or self.address is None:
            return self.derive()
        if not wait:
            with explained(self.where, "deriving events"):
                if is_taken(self._engine):
                    return False
        begin = time.perf_counter()
        deriving = self._deriving = Aside(self.address)
        try:
            done = deriving.wait()
        finally:
            deriving.end()  # where the wait was given up, it does not go on alone
            self._deriving = None
            self._took = time.perf_counter() - begin
        if done:
            _log.info("events are derived aside", extra={"seconds": round(self._took, 3)})
        return done

    def give_up(self) -> None:
        """End a derivation that another thread has done aside; nothing of it is kept."""
        if deriving := self._deriving:
            deriving.end()

    @property
    def address(self) -> str | None:
        """The URL, with its password, by which another process opens the same ledger; None where no other can."""
        return None if self._engine.url.database in (None, ":memory:") else self._engine.url.render_as_string(hide_password=False)

    def _is_quick(self, cost: float) -> bool:
        """Whether a derivation of about so many seconds is better done here: the pages of a large ledger that it holds are much for a program that stays."""
        return cost <= _QUICK and self.magnitude() < LARGE

    def magnitude(self) -> int:
        """About how many statements have come in so far; quick to tell for a ledger of any size."""
        with self._reading() as connection:
            return connection.scalar(select(func.max(t.statement.c.key))) or 0

    def rebuild(self) -> None:
        """Make events and docket anew from all statements, all or nothing: readers see the old until the new is there."""
        derive(self._engine, self.where, anew=True)

    def behind(self) -> int:
        """How many reports a derivation would take again: those on and after the first day of what is new; all where other rules derived them."""
        with self._reading() as connection:
            held = standing(connection)
            if held.current and held.since is None:
                return 0
            since = [t.report.c.day >= held.since] if held.current else []
            return connection.scalar(select(func.count()).select_from(t.report).where(*since)) or 0

    def due(self) -> float | None:
        """About how many seconds a derivation takes that is due; None where nothing came in, or it is too early for it.

        Each takes all reports of the first new day again, and of the days since: where thousands come in on a day, deriving after each few would
        take more time than reading them. So who derives while reports come in waits five times as long as it takes, or took last on a busy machine.
        Nothing is derived here.
        """
        with self._reading() as connection:
            held = standing(connection)
        if held.current and held.since is None:
            return None
        cost = self.behind() * _PACE
        if not held.current or self._is_quick(cost):
            return cost
        cost, made = max(cost, self._took, _STARTS), self.derived()
        age = (datetime.now(UTC) - datetime.fromisoformat(made)).total_seconds() if made else None
        return cost if age is None or not 0 <= age < _SHARE * cost else None

    def stamp(self) -> tuple[int, ...]:
        """Numbers that change whenever an answer may: with each derivation, what waits for one, each judgement made or
        withdrawn, and events of another coder brought in, or those of one forgotten.
        """
        with self._reading() as connection:
            held = standing(connection)
            j = t.judgement
            made, withdrawn = connection.execute(select(func.coalesce(func.max(j.c.key), 0), func.count(j.c.withdrawn))).one()
            coded = connection.scalar(select(func.coalesce(func.max(t.coded_event.c.key), 0)))
            return held.serial, max(held.waiting, default=0), made, withdrawn, coded

    def ask(self, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0, current: bool = True) -> Asked:
        """The ledger as it stood on a day, for questions that are answered from rows; to be closed after use.

        A ledger that is read-only and behind, and one that is asked for the surest statements, is derived in memory. Unless `current`, what
        was derived last is enough: reports that came in since are not in the answer.
        """
        day = last_day(as_of) if as_of else None
        with explained(self.where, "reading the ledger"):
            connection, seen = self._standing(day, min_confidence, current)
            return Asked(connection, day, about, datetime.now(UTC).date().isoformat(), seen)

    def events(self, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0) -> list[Event]:
        """The events, by the day they were first reported."""
        with explained(self.where, "reading the ledger"), self.ask(as_of, about, min_confidence) as asked:
            return asked.full_events()

    def docket(self, as_of: str | None = None, about: Collection[str] = (),
               state: Literal["open", "resolved"] | None = "open", min_confidence: float = 0.0) -> list[DocketItem]:
        """What is announced, expected or feared, the soonest first; `state` None gives open and resolved items.

        Without `as_of` all reports count, and the clock is today's (UTC).
        """
        with explained(self.where, "reading the ledger"), self.ask(as_of, about, min_confidence) as asked:
            events = asked.full_events()
            statements = asked.full_statements()
        return docket(events, statements, as_of or datetime.now(UTC).date().isoformat(), state)

    def counts(self) -> dict[str, int]:
        """How many reports, readings, statements (of last readings), superseded ones, events and judgements are held.

        Judgements withdrawn count too. `underived` counts the readings that came after events were last derived, and the times that
        judgements were made or withdrawn since; all readings where other rules derived them.
        """
        with self._reading() as connection:
            def count(table: t.Table, *conditions: ColumnElement[bool]) -> int:
                return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

            readings = count(t.reading)
            held = standing(connection)
            return {"reports": count(t.report), "readings": readings,
                    "statements": count(t.statement, ~t.statement.c.superseded),
                    "superseded": count(t.statement, t.statement.c.superseded), "events": count(t.event),
                    "judgements": count(t.judgement), "underived": count(t.underived) if held.current else readings}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self.where, "reading the ledger"), self._engine.connect() as connection:
            yield connection

    def _standing(self, day: str | None, min_confidence: float, current: bool) -> tuple[Connection, Seen]:
        """A connection that sees the derived tables as they stood on a day (ISO), with the surest statements alone where asked."""
        connection = self._engine.connect()
        if not min_confidence and not _is_derived(connection, day, current):
            connection.rollback()
            with suppress(ReadOnlyError):
                self.derive()
        apart = bool(min_confidence) or not _is_derived(connection, day, current)
        if not apart and not day:
            return connection, Seen(True)
        connection.rollback()
        connection.detach()  # what it sees in place of the tables goes with it
        if apart:
            derive_apart(connection, day, min_confidence)
            return connection, Seen(False)
        return connection, Seen(False, stand_back(connection, (date.fromisoformat(day) + timedelta(1)).isoformat()))


def _is_derived(connection: Connection, day: str | None, current: bool) -> bool:
    """Whether the events of what is known by a day are in the tables; unless `current`, those of the last derivation are enough."""
    held = standing(connection)
    if held.current and not current:
        return True
    return held.current and (held.since is None or (day is not None and day < held.since))


def _by(as_of: str | None) -> list[ColumnElement[bool]]:
    return [t.report.c.day <= last_day(as_of)] if as_of else []


def _sure(min_confidence: float) -> list[ColumnElement[bool]]:
    return [t.statement.c.confidence >= min_confidence] if min_confidence else []
