"""Domain objects to rows of the ledger, and back."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, select

from dragoman.ledger import schema as t
from dragoman.ledger.days import days
from dragoman.model import Actor, Event, LedgerError, Report, Source, Span, Statement, Step

Values = dict[str, Any]

PARTIES = ("actor", "recipient")


def check(report: Report, statements: Sequence[Statement]) -> None:
    """LedgerError where a date is malformed, or a statement is another report's or points outside the report's text."""
    if report.published:
        days(report.published)
    for s in statements:
        if s.report != report.id:
            raise LedgerError(f"report {report.id}: a statement ({s.trigger!r}) belongs to report {s.report}")
        spans = [s.span, *(p.span for p in (*s.actor, *s.recipient, *s.said_by) if p.span)]
        for begin, end in spans:
            if not 0 <= begin <= end <= len(report.text):
                raise LedgerError(f"report {report.id}: a statement ({s.trigger!r}) points to characters {begin} to "
                                  f"{end} of a text of {len(report.text)}")
        if s.when:
            days(s.when)


def statement_values(statement: Statement, reading_key: int) -> Values:
    """The row of a statement."""
    return {"id": statement.id, "reading_key": reading_key, "report_id": statement.report, "trigger": statement.trigger,
            "span_start": statement.span[0], "span_end": statement.span[1], "type": statement.type,
            "status": statement.status, "when_iso": statement.when, "when_text": statement.when_text,
            "place": statement.where, "confidence": statement.confidence, "superseded": False}


def participant_values(statement: Statement, key: int) -> Iterator[Values]:
    """The rows of those who take part in a statement, or make it."""
    for role, people in (("actor", statement.actor), ("recipient", statement.recipient), ("source", statement.said_by)):
        for seq, person in enumerate(people):
            begin, end = person.span or (None, None)
            yield {"statement_key": key, "role": role, "seq": seq, "surface": person.surface, "code": person.code,
                   "kind": person.kind if isinstance(person, Source) else None, "span_start": begin, "span_end": end,
                   "sector": person.role}


def event_values(event: Event) -> Values:
    """The row of an event, but for its history."""
    return {"id": event.id, "type": event.type, "status": event.status, "actor": list(event.actor),
            "recipient": list(event.recipient), "when_iso": event.when, "place": event.where,
            "first_reported": event.first_reported, "last_reported": event.last_reported, "disputed": event.disputed,
            "publishers": list(event.publishers), "sources": list(event.sources)}


def to_report(row: Row) -> Report:
    """A report from its row."""
    return Report(row.id, row.text, row.title, row.published, row.publisher, row.url, row.dated_by)


def takes_part(code: str, statement_key: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a code is an actor or recipient of a statement."""
    p = t.participant.alias()
    return exists().where(and_(p.c.statement_key == statement_key, p.c.code == code, p.c.role.in_(PARTIES)))


def load_statements(connection: Connection, *conditions: ColumnElement[bool]) -> list[tuple[int, Statement]]:
    """Current statements that meet the conditions (on `statement`, `report`), with keys, by day, report and span."""
    chosen = select(t.statement.c.key).join(t.report, t.report.c.id == t.statement.c.report_id).where(
        ~t.statement.c.superseded, *conditions)
    people = select(t.participant).where(t.participant.c.statement_key.in_(chosen)).order_by(
        t.participant.c.statement_key, t.participant.c.role, t.participant.c.seq)
    parts = {key: list(rows) for key, rows in groupby(connection.execute(people), lambda r: r.statement_key)}
    query = select(t.statement, t.report.c.published, t.report.c.publisher, t.report.c.day, t.reading.c.reader).join(
        t.report, t.report.c.id == t.statement.c.report_id).join(
        t.reading, t.reading.c.key == t.statement.c.reading_key).where(~t.statement.c.superseded, *conditions).order_by(
        t.report.c.day, t.report.c.id, t.statement.c.span_start, t.statement.c.span_end, t.statement.c.id)
    return [(row.key, _to_statement(row, parts.get(row.key, []))) for row in connection.execute(query)]


def load_events(connection: Connection, codes: Iterable[str]) -> list[Event]:
    """The events kept in the ledger in which all the codes take part, by the day they were first reported."""
    e, es, s, r = t.event, t.event_statement, t.statement, t.report
    conditions = []
    for code in codes:
        member = es.alias()
        conditions.append(e.c.id.in_(select(member.c.event_id).join(
            t.participant, t.participant.c.statement_key == member.c.statement_key).where(
            t.participant.c.code == code, t.participant.c.role.in_(PARTIES))))
    told = select(es, s.c.id.label("statement"), s.c.report_id, r.c.published).join(
        s, s.c.key == es.c.statement_key).join(
        r, r.c.id == s.c.report_id).where(es.c.event_id.in_(select(e.c.id).where(*conditions))).order_by(
        es.c.event_id, es.c.seq)
    histories = {id_: list(rows) for id_, rows in groupby(connection.execute(told), lambda row: row.event_id)}
    events = [_to_event(row, histories[row.id]) for row in connection.execute(select(e).where(*conditions))]
    return sorted(events, key=lambda event: (event.first_reported or "9999", event.id))


def _span(row: Row) -> Span | None:
    return None if row.span_start is None else (row.span_start, row.span_end)


def _to_statement(row: Row, people: list[Row]) -> Statement:
    parties = {role: tuple(Actor(p.surface, p.code, _span(p), p.sector) for p in people if p.role == role) for role in PARTIES}
    return Statement(
        report=row.report_id, trigger=row.trigger, span=(row.span_start, row.span_end), type=row.type,
        status=row.status, actor=parties["actor"], recipient=parties["recipient"], when=row.when_iso,
        when_text=row.when_text, where=row.place,
        said_by=tuple(Source(p.surface, p.code, p.kind, _span(p), p.sector) for p in people if p.role == "source"),
        confidence=row.confidence, published=row.published, publisher=row.publisher, reader=row.reader, id=row.id, known=row.day)


def _to_event(row: Row, history: list[Row]) -> Event:
    return Event(
        id=row.id, type=row.type, status=row.status, actor=tuple(row.actor), recipient=tuple(row.recipient),
        when=row.when_iso, where=row.place, first_reported=row.first_reported, last_reported=row.last_reported,
        statements=tuple(h.statement for h in history), reports=tuple(dict.fromkeys(h.report_id for h in history)),
        publishers=tuple(row.publishers), disputed=row.disputed, sources=tuple(row.sources),
        history=tuple(Step(h.statement, h.published, h.step, h.round, h.score, h.reason) for h in history))
