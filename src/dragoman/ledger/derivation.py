"""Making the events from the statements: what came in since, or all anew; the answer is the same.

Statements are merged in the order of the days from which they count. So where the earliest day of anything new is D, what
was made of the statements before D stands: the ledger goes back to the end of the day before D, and merges from there. Events
from before are looked at only where a statement may join them.
"""
from __future__ import annotations

import logging
import marshal
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import NamedTuple, Self

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import CHUNK, delete_where, parts, put
from dragoman.ledger.connection import explained, writing
from dragoman.ledger.copies import Copy
from dragoman.ledger.judgements import rulings as judged
from dragoman.ledger.keeping import around
from dragoman.ledger.merging import RULES, Merger, uncollected
from dragoman.ledger.migrations import now
from dragoman.ledger.originals import additions, near_copies, origins, replace_copies, sketch_missing
from dragoman.ledger.rows import load_statements
from dragoman.ledger.stored import Stored, in_order
from dragoman.ledger.summaries import OF_EVENTS, Found, Rows, counted, file
from dragoman.ledger.turns import turn
from dragoman.model import LedgerError, Statement

_log = logging.getLogger("dragoman.ledger")

_MANY, _MOST = 10_000, 0.5
"""Where so many reports, and such a share of all, are to be taken again, it is as cheap to begin anew."""


class Standing(NamedTuple):
    """How far a ledger is derived: the serial of its last derivation, whether by these rules, and what has come since."""

    serial: int
    current: bool
    waiting: dict[int, str]

    @property
    def since(self) -> str | None:
        """The first day that is not derived; None where all is, or nothing."""
        return min(self.waiting.values(), default=None)


class Made(NamedTuple):
    """What a derivation comes to: rows for the events that change, from the day on that it went back to (None: from the beginning)."""

    since: str | None
    touched: list[int]
    rows: Iterable[Rows]
    readings: int
    copies: list[Copy]
    added: set[int]


def standing(connection: Connection) -> Standing:
    """How far the ledger is derived."""
    last = connection.execute(select(t.derivation)).one_or_none()
    waiting = dict(connection.execute(select(t.underived.c.key, t.underived.c.day)).all())
    return Standing(last.serial if last else 0, bool(last and last.rules == RULES), waiting)


def derive(engine: Engine, where: str, anew: bool = False, alone: bool = False) -> bool:
    """Bring the derived tables up to date, all or nothing: readers see the old until the new is there.

    The work is done before the ledger is locked; where another process derives meanwhile, it is done again, and others wait (`turns`);
    `alone` they wait from the beginning. What others add meanwhile is left for the next time. Whether anything was to be done. LedgerError where the
    database fails.
    """
    if not anew:
        with explained(where, "reading the ledger"), engine.connect() as connection:
            held = standing(connection)
        if held.current and not held.waiting:
            return False
    done = None
    while done is None:
        with explained(where, "deriving events"), turn(engine, hold=alone):
            done = _derive(engine, where, anew)
        alone = True
    return done


def _derive(engine: Engine, where: str, anew: bool) -> bool | None:
    """Whether anything was to be done; None where another process was quicker."""
    begin = time.perf_counter()
    with explained(where, "reading the ledger"), engine.connect() as connection:
        before = standing(connection)
        if before.current and not before.waiting and not anew:
            return False
        if not before.current:
            connection.rollback()
            _look_back(engine, where, again=before.serial > 0)
        since = None if anew or not before.current else before.since
        with uncollected():
            made = make(connection, None if since and _is_most(connection, since) else since)
            spool = Spool(made.rows)
    with spool, explained(where, "deriving events"), writing(engine) as connection:
        if standing(connection).serial != before.serial:
            return None
        replace_copies(connection, made.since, made.copies, made.added)
        replace_rows(connection, made._replace(rows=spool))
        _note(connection, before, made)
    _log.info("events are derived", extra={"since": made.since, "events": len(made.touched), "reports": len(before.waiting),
                                           "seconds": round(time.perf_counter() - begin, 3)})
    return True


class Spool:
    """Rows that wait on disk for the ledger's lock, so that they need neither memory nor the lock while they are made."""

    def __init__(self, rows: Iterable[Rows]) -> None:
        try:
            self._file = tempfile.TemporaryFile()
            for some in rows:
                marshal.dump((*some[:-1], dict(some.dyad_count)), self._file)
            self._file.flush()
        except OSError as error:
            raise LedgerError(f"{tempfile.gettempdir()}: events cannot be made there ({error.strerror or error}): free some space, or set TMPDIR to a "
                              "folder that has room, and repeat") from error

    def __iter__(self) -> Iterator[Rows]:
        end = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        while self._file.tell() < end:
            *lists, counts = marshal.load(self._file)
            yield Rows(*lists, Counter(counts))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def make(connection: Connection, since: str | None, until: str | None = None, min_confidence: float = 0.0) -> Made:
    """The rows of all events (`since` None), or of those that statements from a day on change.

    `until` and `min_confidence` leave out what is known later, or is less sure.
    """
    keys: dict[str, int] = {}
    known: dict[str, Statement] = {}
    rulings = judged(connection)
    stored = Stored(connection, since, rulings) if since else None
    merger = Merger(stored.number(), stored.alike, rulings, stored.as_type) if stored else Merger(rulings=rulings)
    changed: set[int] = set()
    if stored:
        for held in stored.open_across():
            merger.restore(held)
            changed.add(held.number)
        for held in stored.awaited():
            merger.restore(held)
    copies = near_copies(connection, since)
    whose, added = origins(connection, copies), additions(connection, copies)
    for chunk in in_order(connection, since, until, min_confidence, rulings):
        if stored:
            for held in (*stored.near(s for _, s in chunk), *stored.ruled(s.id for _, s in chunk), *stored.said_before(s for _, s in chunk)):
                merger.restore(held)
        for key, read in chunk:
            statement = replace(read, origin=whose[read.report]) if read.report in whose and key not in added else read
            keys[statement.id], known[statement.id] = key, statement
            merger.take(statement)
    if stored:
        keys, known = stored.keys | keys, stored.statements | known
    changed |= merger.touched
    readings = connection.scalar(select(func.count()).select_from(t.reading)) or 0
    return Made(since, sorted(changed), filed(merger, sorted(changed), known, keys), readings, copies, added)


def filed(merger: Merger, numbers: list[int], known: dict[str, Statement], keys: dict[str, int]) -> Iterator[Rows]:
    """The rows of these events, some thousand at a time. The merger lets go of the events, and `known` of their statements."""
    for part in parts(numbers, CHUNK):
        rows = Rows([], [], [], [], [], Counter())
        for number in part:
            event = merger.event(number)
            file(rows, number, event, made_of(merger, number), known, keys)
            del merger.clusters[number]
            for id_ in event.statements:
                del known[id_]
        yield rows


def made_of(merger: Merger, number: int) -> Found:
    """How a statement finds the event."""
    awaited = merger.awaited.get(number)
    return Found(merger.under[number], merger.reach[number], awaited and awaited.until)


def replace_rows(connection: Connection, made: Made) -> None:
    """Put the rows in the place of those that do not stand."""
    e, counts = t.event, Counter()
    if made.since is None:
        for table in t.DERIVED:
            connection.execute(delete(table))
    else:
        gone = set(connection.execute(select(e.c.key).where(e.c.known >= made.since)).scalars()) | set(made.touched)
        items = [id_ for part in parts(gone) for id_ in connection.execute(
            select(t.docket_item.c.id).where(t.docket_item.c.event_key.in_(part))).scalars()]
        counts.subtract(_counted(connection, gone))
        delete_where(connection, t.docket_step, t.docket_step.c.item_id, items)
        for table in (t.docket_item, t.event_pair, t.event_statement):
            delete_where(connection, table, table.c.event_key, gone)
        delete_where(connection, e, e.c.key, gone)
    for rows in made.rows:
        for name in OF_EVENTS:
            put(connection, t.metadata.tables[name], getattr(rows, name))
        counts.update(rows.dyad_count)
    put(connection, t.dyad_count, ((*what, n) for what, n in counts.items() if n), add_up="events")
    if made.since:
        connection.execute(delete(t.dyad_count).where(t.dyad_count.c.events == 0))


def _counted(connection: Connection, keys: Iterable[int]) -> Counter:
    """What stored events add to the counts of dyads."""
    e, p, found = t.event, t.event_pair, Counter()
    for part in parts(keys):
        for type_, status, sources, publishers, a, b in connection.execute(select(
                e.c.type, e.c.status, e.c.sources, e.c.publishers, p.c.a, p.c.b).join(p, p.c.event_key == e.c.key).where(e.c.key.in_(part), p.c.dyad)):
            found.update(counted(type_, status, [(a, b)], sources, publishers))
    return found


def _note(connection: Connection, before: Standing, made: Made) -> None:
    """Note how far the ledger is derived now."""
    connection.execute(delete(t.derivation))
    connection.execute(insert(t.derivation).values(key=1, readings=made.readings, rules=RULES, made=now(), serial=before.serial + 1))
    last = max(before.waiting, default=0)
    late = set(connection.execute(select(t.underived.c.key).where(t.underived.c.key <= last)).scalars()) - before.waiting.keys()
    if late:
        delete_where(connection, t.underived, t.underived.c.key, before.waiting)
    else:
        connection.execute(delete(t.underived).where(t.underived.c.key <= last))


def _is_most(connection: Connection, since: str) -> bool:
    count = select(func.count()).select_from(t.report)
    again = connection.scalar(count.where(t.report.c.day >= since))
    return again >= _MANY and again >= _MOST * connection.scalar(count)


def _look_back(engine: Engine, where: str, again: bool = False) -> None:
    """Sketch reports that were kept before there were sketches, and look at the words around the statements of that time.

    `again` looks at all statements: other rules derived the ledger last, and may have read the words otherwise.
    """
    s, r = t.statement, t.report
    of = [] if again else [s.c.context.is_(None)]
    with explained(where, "sketching reports"), writing(engine) as connection:
        sketch_missing(connection)
    with explained(where, "reading the ledger"), engine.connect() as connection:
        missing = connection.execute(select(s.c.report_id).distinct().where(*of).order_by(s.c.report_id)).scalars().all()
    for part in parts(missing):
        with explained(where, "looking at the words around statements"), writing(engine) as connection:
            unknown = [(key, statement) for key, statement in load_statements(connection, s.c.report_id.in_(part), *of, superseded=True)]
            told = {id_: words for id_, *words in connection.execute(select(r.c.id, r.c.text, r.c.title).where(r.c.id.in_(part)))}
            there = around([(statement, *told[statement.report]) for _, statement in unknown])
            for (key, _), (words, outlook) in zip(unknown, there, strict=True):
                connection.execute(update(s).where(s.c.key == key).values(context=words, outlook=outlook))
