"""The ledger itself: a database of reports, of what they state, and of the events these add up to."""
from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.connection import connect, explained, writing
from dragoman.ledger.days import last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.judgements import count as judged
from dragoman.ledger.judgements import rulings
from dragoman.ledger.judging import Judging
from dragoman.ledger.merging import RULES, merge
from dragoman.ledger.migrations import migrate, now
from dragoman.ledger.rows import (
    check,
    event_values,
    load_events,
    load_statements,
    participant_values,
    statement_values,
    takes_part,
    to_report,
)
from dragoman.model import DocketItem, Event, LedgerError, Report, Statement

_CHUNK = 10_000


def open_ledger(where: str | Path) -> Ledger:
    """The ledger at a file path or an SQLAlchemy URL, made where there is none, with its tables brought up to date.

    LedgerError where it is no ledger, newer than the program, or cannot be opened.
    """
    engine = connect(where)
    name = engine.url.render_as_string(hide_password=True) if "://" in str(where) else str(where)
    try:
        with explained(name, "opening the ledger"):
            migrate(engine, name)
    except LedgerError:
        engine.dispose()
        raise
    return Ledger(engine, name)


class Ledger(Judging):
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def has(self, report_id: str, reader: str) -> bool:
        """Whether this reader's reading of the report is held, superseded or not."""
        with self._reading() as connection:
            return _has(connection, report_id, reader)

    def add(self, report: Report, statements: Sequence[Statement], reader: str) -> bool:
        """Keep a report and what a reader found in it, all or nothing; False where that is already there.

        The reading added last holds: what other readers found in the report is kept, marked superseded. LedgerError
        where a report of this id has another text, or a statement breaks the rules of the tables (an unknown type, one
        id twice).
        """
        check(report, statements)
        try:
            with explained(self.where, f"report {report.id}"), writing(self._engine) as connection:
                return _add(connection, report, statements, reader)
        except UnicodeEncodeError as error:
            raise LedgerError(
                f"report {report.id}: its text is not valid Unicode ({error}): decode the document anew") from error

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

    def derive(self) -> None:
        """Make the events anew from the statements, all or nothing.

        The work is done before the ledger is locked. What others add meanwhile is left for the next time; until then
        `events` and `docket` derive in memory, so that their answers are never behind.
        """
        with self._reading() as connection:
            readings, rules, made = _readings(connection), _rules(connection), rulings(connection)
            held = load_statements(connection)
        events = merge([s for _, s in held], made)
        keys = {s.id: key for key, s in held}
        steps = [{"event_id": event.id, "seq": seq, "statement_key": keys[step.statement], "step": step.step,
                  "round": step.round, "score": step.score, "reason": step.reason}
                 for event in events for seq, step in enumerate(event.history)]
        with explained(self.where, "deriving events"), writing(self._engine) as connection:
            last = connection.execute(select(t.derivation)).one_or_none()
            if _rules(connection) != rules or (last and last.rules == rules and last.readings > readings):
                return
            for table in (t.event_statement, t.event, t.derivation):
                connection.execute(delete(table))
            _insert(connection, t.event, [event_values(event) for event in events])
            _insert(connection, t.event_statement, steps)
            connection.execute(insert(t.derivation).values(key=1, readings=readings, rules=rules, made=now()))

    def events(self, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0) -> list[Event]:
        """The events, by the day they were first reported."""
        with self._reading() as connection:
            return self._events(connection, as_of, about, min_confidence)[0]

    def docket(self, as_of: str | None = None, about: Collection[str] = (),
               state: Literal["open", "resolved"] | None = "open", min_confidence: float = 0.0) -> list[DocketItem]:
        """What is announced, expected or feared, the soonest first; `state` None gives open and resolved items.

        Without `as_of` all reports count, and the clock is today's (UTC).
        """
        with self._reading() as connection:
            events, statements = self._events(connection, as_of, about, min_confidence)
            if statements is None:
                made = rulings(connection)
                within = [_within(about)] if about and not made else []
                statements = made.apply(s for _, s in load_statements(connection, *within))
        return docket(events, statements, as_of or datetime.now(UTC).date().isoformat(), state)

    def counts(self) -> dict[str, int]:
        """How many reports, readings, statements (of last readings), superseded ones, events and judgements are held.

        Judgements withdrawn count too. `underived` counts the readings that came after events were last derived: all, where a
        judgement was made or withdrawn since.
        """
        with self._reading() as connection:
            def count(table: t.Table, *conditions: ColumnElement[bool]) -> int:
                return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

            readings = _readings(connection)
            derived = connection.scalar(select(t.derivation.c.readings).where(t.derivation.c.rules == _rules(connection))) or 0
            return {"reports": count(t.report), "readings": readings,
                    "statements": count(t.statement, ~t.statement.c.superseded),
                    "superseded": count(t.statement, t.statement.c.superseded), "events": count(t.event),
                    "judgements": count(t.judgement), "underived": readings - derived}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self.where, "reading the ledger"), self._engine.connect() as connection:
            yield connection

    def _events(self, connection: Connection, as_of: str | None, about: Collection[str],
                min_confidence: float) -> tuple[list[Event], list[Statement] | None]:
        """The events, and the statements where these had to be loaded to derive them."""
        last = connection.execute(select(t.derivation)).one_or_none()
        made = rulings(connection)
        current = last and last.rules == _rules(connection) and last.readings == _readings(connection)
        if as_of is None and not min_confidence and current:
            return [event for event in load_events(connection, () if made else about) if event.codes.issuperset(about)], None
        statements = [s for _, s in load_statements(connection, *_by(as_of), *_sure(min_confidence))]
        return [event for event in merge(statements, made) if event.codes.issuperset(about)], made.apply(statements)


def _add(connection: Connection, report: Report, statements: Sequence[Statement], reader: str) -> bool:
    text = connection.scalar(select(t.report.c.text).where(t.report.c.id == report.id))
    if text is not None and text != report.text:
        raise LedgerError(f"report {report.id} is already held with another text: "
                          "give the changed report an id of its own")
    if _has(connection, report.id, reader):
        return False
    added = now()
    if text is None:
        connection.execute(insert(t.report).values(
            id=report.id, title=report.title, published=report.published, publisher=report.publisher, url=report.url,
            dated_by=report.dated_by, text=report.text, added=added,
            day=last_day(report.published) if report.published else added[:10]))
    else:
        for table in (t.reading, t.statement):
            connection.execute(update(table).where(table.c.report_id == report.id).values(superseded=True))
    key = connection.execute(insert(t.reading).values(
        report_id=report.id, reader=reader, added=added, statements=len(statements),
        superseded=False)).inserted_primary_key[0]
    if statements:
        rows = connection.execute(insert(t.statement).returning(t.statement.c.key, t.statement.c.id),
                                  [statement_values(s, key) for s in statements])
        keys = {row.id: row.key for row in rows}
        _insert(connection, t.participant, [v for s in statements for v in participant_values(s, keys[s.id])])
    return True


def _has(connection: Connection, report_id: str, reader: str) -> bool:
    return connection.scalar(select(t.reading.c.key).where(
        t.reading.c.report_id == report_id, t.reading.c.reader == reader)) is not None


def _readings(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(t.reading)) or 0


def _rules(connection: Connection) -> str:
    """What events are derived by: the rules of merging, and the judgements made and withdrawn so far."""
    made = judged(connection)
    return f"{RULES}, judgements {made}" if made else RULES


def _by(as_of: str | None) -> list[ColumnElement[bool]]:
    return [t.report.c.day <= last_day(as_of)] if as_of else []


def _sure(min_confidence: float) -> list[ColumnElement[bool]]:
    return [t.statement.c.confidence >= min_confidence] if min_confidence else []


def _within(about: Collection[str]) -> ColumnElement[bool]:
    """The condition that a statement is of an event in which all the codes take part."""
    within = t.event_statement.alias()
    chosen = select(within.c.event_id)
    for code in about:
        member = t.event_statement.alias()
        chosen = chosen.where(within.c.event_id.in_(
            select(member.c.event_id).where(takes_part(code, member.c.statement_key))))
    other = t.event_statement.alias()
    return t.statement.c.key.in_(select(other.c.statement_key).where(other.c.event_id.in_(chosen)))


def _insert(connection: Connection, table: t.Table, values: list[dict]) -> None:
    for begin in range(0, len(values), _CHUNK):
        connection.execute(insert(table), values[begin:begin + _CHUNK])
