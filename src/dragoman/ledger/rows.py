"""Rows of the ledger to domain objects."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from sys import intern

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, case, exists, func, literal, select

from dragoman.ledger import schema as t
from dragoman.ledger.days import days
from dragoman.ledger.rulings import Rulings
from dragoman.model import Actor, Event, LedgerError, Report, Source, Span, Statement, Step

PARTIES = ("actor", "recipient")
NOBODY = (), (), ()


def check(report: Report, statements: Sequence[Statement]) -> None:
    """LedgerError where a date is malformed, or a statement is another report's or points outside the report's text."""
    if report.published:
        days(report.published)
    size = len(report.text)
    for s in statements:
        if s.report != report.id:
            raise LedgerError(f"report {report.id}: a statement ({s.trigger!r}) belongs to report {s.report}")
        spans = [s.span, *(p.span for p in (*s.actor, *s.recipient, *s.said_by) if p.span)]
        for begin, end in spans:
            if not 0 <= begin <= end <= size:
                raise LedgerError(f"report {report.id}: a statement ({s.trigger!r}) points to characters {begin} to "
                                  f"{end} of a text of {size}")
        if s.when:
            days(s.when)


def to_report(row: Row) -> Report:
    """A report from its row."""
    return Report(row.id, row.text, row.title, row.published, row.publisher, row.url, row.dated_by)


def takes_part(code: str, statement_key: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a code is an actor or recipient of a statement."""
    p = t.participant.alias()
    return exists().where(and_(p.c.statement_key == statement_key, p.c.code == code, p.c.role.in_(PARTIES)))


def load_statements(connection: Connection, *conditions: ColumnElement[bool], with_copies: bool = True,
                    rulings: Rulings | None = None, superseded: bool = False) -> list[tuple[int, Statement]]:
    """Current statements that meet the conditions (on `statement`, `report`), with keys, by day, report and span.

    Their origin is whoever wrote the report's original, or the agency that the report credits, which also stands for what a copy adds to its original;
    `with_copies` False leaves out what the ledger has found of originals. `rulings`, a person's judgements, correct statements and leave out those rejected;
    `superseded` gives the statements of earlier readings too.
    """
    s, r, p, copied, original, added = t.statement, t.report, t.participant, t.copy, t.report.alias(), t.addition
    conditions = conditions if superseded else (~s.c.superseded, *conditions)
    chosen = select(s.c.key).join(r, r.c.id == s.c.report_id).where(*conditions)
    people: defaultdict[int, tuple[list[Actor], list[Actor], list[Source]]] = defaultdict(lambda: ([], [], []))
    for key, role, surface, code, kind, begin, end, sector in connection.execute(select(
            p.c.statement_key, p.c.role, p.c.surface, p.c.code, p.c.kind, p.c.span_start, p.c.span_end, p.c.sector).where(
            p.c.statement_key.in_(chosen)).order_by(p.c.statement_key, p.c.role, p.c.seq)):
        span: Span | None = None if begin is None else (begin, end)
        if role == "source":
            people[key][2].append(Source(intern(surface), intern(code), kind, span, sector))
        else:
            people[key][role == "recipient"].append(Actor(intern(surface), intern(code), span, sector))
    author = case((added.c.statement_key.is_(None), whose(original, r.c.credit)), else_=r.c.credit) if with_copies else r.c.credit
    query = select(
        s.c.key, s.c.report_id, s.c.trigger, s.c.span_start, s.c.span_end, s.c.type, s.c.status, s.c.when_iso, s.c.when_text, s.c.place,
        s.c.confidence, r.c.published, r.c.publisher, t.reading.c.reader, s.c.id, s.c.embedding,
        author, r.c.day, s.c.context, s.c.outlook).join(
        r, r.c.id == s.c.report_id).join(t.reading, t.reading.c.key == s.c.reading_key).where(
        *conditions).order_by(r.c.day, r.c.id, s.c.span_start, s.c.span_end, s.c.id)
    if with_copies:
        query = query.outerjoin(copied, copied.c.report_id == r.c.id).outerjoin(original, original.c.id == copied.c.original_id).outerjoin(
            added, added.c.statement_key == s.c.key)
    # What many rows share is held once: a million statements must fit into memory.
    found = [(key, Statement(report, intern(trigger), (begin, end), intern(type_), intern(status), *map(tuple, people.get(key, NOBODY)[:2]),
                             when and intern(when), when_text and intern(when_text), where, tuple(people.get(key, NOBODY)[2]), confidence,
                             published and intern(published), publisher and intern(publisher), intern(reader), id_, embedding, origin,
                             intern(day), tuple(map(intern, context.split())) if context else (), outlook))
            for key, report, trigger, begin, end, type_, status, when, when_text, where, confidence, published, publisher, reader, id_,
            embedding, origin, day, context, outlook in connection.execute(query)]
    if not rulings:
        return found
    return [(key, changed) for key, s in found for changed in rulings.apply([s])]


def whose(original: FromClause, otherwise: ColumnElement) -> ColumnElement[str | None]:
    """Whose words a copy prints: whom its original credits, else who published that, else the original itself; `otherwise` where it is no copy."""
    return func.coalesce(original.c.credit, original.c.publisher, literal("report ") + original.c.id, otherwise)


def load_events(connection: Connection, *conditions: ColumnElement[bool]) -> list[tuple[int, Event]]:
    """The events that meet the conditions (on `event`), with their keys, by the day they were first reported."""
    e, es, s, r = t.event, t.event_statement, t.statement, t.report
    told = select(es.c.event_key, s.c.id, s.c.report_id, r.c.published, es.c.step, es.c.round, es.c.score, es.c.reason).join(
        s, s.c.key == es.c.statement_key).join(r, r.c.id == s.c.report_id).where(
        es.c.event_key.in_(select(e.c.key).where(*conditions))).order_by(es.c.event_key, es.c.seq)
    histories = {key: list(rows) for key, rows in groupby(connection.execute(told), lambda row: row[0])}
    events = [(row.key, _to_event(row, histories[row.key])) for row in connection.execute(select(e).where(*conditions))]
    return sorted(events, key=lambda held: (held[1].first_reported or "9999", held[1].id))


def _to_event(row: Row, history: Iterable[Row]) -> Event:
    history = list(history)
    return Event(
        id=row.id, type=row.type, status=row.status, actor=tuple(row.actor), recipient=tuple(row.recipient),
        when=row.when_iso, where=row.place, first_reported=row.first_reported, last_reported=row.last_reported,
        statements=tuple(h[1] for h in history), reports=tuple(dict.fromkeys(h[2] for h in history)),
        publishers=tuple(row.publishers), disputed=row.disputed, sources=tuple(row.sources),
        history=tuple(Step(id_, published, step, round_, score, reason) for _, id_, _, published, step, round_, score, reason in history))
