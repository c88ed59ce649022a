"""Reports and readings into the tables, some or many at once, inside one transaction of the caller."""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts, put, take_keys
from dragoman.ledger.context import context, is_corrected, outlook
from dragoman.ledger.copies import sketch
from dragoman.ledger.credits import credited
from dragoman.ledger.days import last_day
from dragoman.ledger.judgements import reread
from dragoman.ledger.migrations import now
from dragoman.ledger.searching import index
from dragoman.model import LedgerError, Report, Statement

Read = tuple[Report, Sequence[Statement]]


class OtherTextError(LedgerError):
    """A report whose id is that of one that is held with another text."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"report {id_} is already held with another text: give the changed report an id of its own")


def keep(connection: Connection, readings: Sequence[Read], reader: str) -> list[bool]:
    """Keep reports with what the reader found in each; for each, False where that is held already.

    The reading that comes last holds, and those before it are marked superseded. What was kept is noted in `underived`.
    OtherTextError where a report of an id has another text.
    """
    texts, days, read = _held(connection, [report.id for report, _ in readings], reader)
    added, reports, fresh, again = now(), [], [], []
    out = []
    for report, statements in readings:
        if texts.get(report.id, report.text) != report.text:
            raise OtherTextError(report.id)
        out.append(report.id not in read)
        if report.id in read:
            continue
        read.add(report.id)
        fresh.append((report, statements))
        if report.id in texts:
            again.append(report.id)
        else:
            texts[report.id] = report.text
            days[report.id] = last_day(report.published) if report.published else added[:10]
            reports.append((report.id, report.title, report.published, report.publisher, report.url, report.dated_by, report.text,
                            days[report.id], added, sketch(report.text), credited(report.text, report.publisher)))
    for ids in parts(again):
        for table in (t.reading, t.statement):
            connection.execute(update(table).where(table.c.report_id.in_(ids)).values(superseded=True))
    with index(connection):
        put(connection, t.report, reports)
    keys = list(take_keys(connection, t.reading, len(fresh)))
    put(connection, t.reading, [(key, report.id, reader, added, len(told), False) for key, (report, told) in zip(keys, fresh, strict=True)])
    put(connection, t.underived, [(mark, days[report.id], key) for mark, key, (report, _) in zip(
        take_keys(connection, t.underived, len(fresh)), keys, fresh, strict=True)])
    reread(connection, again)
    _state(connection, [(s, key, report) for key, (report, told) in zip(keys, fresh, strict=True) for s in told])
    return out


def _held(connection: Connection, ids: Sequence[str], reader: str) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Of the reports that are held: the text and the day by id; and the ids of those that the reader has read."""
    texts, days, read = {}, {}, set()
    for some in parts(ids):
        for id_, text, day in connection.execute(select(t.report.c.id, t.report.c.text, t.report.c.day).where(t.report.c.id.in_(some))):
            texts[id_], days[id_] = text, day
    for some in parts(texts):
        read.update(connection.execute(select(t.reading.c.report_id).where(
            t.reading.c.report_id.in_(some), t.reading.c.reader == reader)).scalars())
    return texts, days, read


def _state(connection: Connection, told: Sequence[tuple[Statement, int, Report]]) -> None:
    """Insert statements, each given with the key of its reading and its report, and who takes part in them."""
    statements, people = [], []
    words = around([(s, report.text, report.title) for s, _, report in told])
    for key, (s, reading, _), there in zip(take_keys(connection, t.statement, len(told)), told, words, strict=True):
        statements.append((key, s.id, reading, s.report, s.trigger, *s.span, s.type, s.status, s.when, s.when_text, s.where,
                           s.confidence, False, s.embedding, *there))
        for role, parties in (("actor", s.actor), ("recipient", s.recipient)):
            for seq, p in enumerate(parties):
                people.append((key, role, seq, p.surface, p.code, None, *(p.span or (None, None)), p.role))
        for seq, x in enumerate(s.said_by):
            people.append((key, "source", seq, x.surface, x.code, x.kind, *(x.span or (None, None)), x.role))
    put(connection, t.statement, statements)
    put(connection, t.participant, people)


def around(told: Sequence[tuple[Statement, str, str | None]]) -> list[tuple[str, str | None]]:
    """What the words around statements' triggers tell, of each given with text and title of its report: its context, words parted by spaces, and its outlook,
    which else is that of a corrected report.

    What is called off without a word of how is put off where its report says so of such an act between the same parties: *will hold off for a month on the
    tariffs* … *which were to have begun on Tuesday*.
    """
    given = [(s, outlook(text, s.span, s.status), text, title) for s, text, title in told]
    off = {_act(s) for s, how, _, _ in given if s.status == "called_off" and how == "put_off"}
    out = []
    for s, how, text, title in given:
        how = "put_off" if how is None and s.status == "called_off" and _act(s) in off else how
        out.append((" ".join(context(text, s.span, s.codes[0] | s.codes[1])), how or ("corrected" if is_corrected(text, title) else None)))
    return out


def _act(s: Statement) -> tuple:
    """Report, reading, type and parties."""
    return s.report, s.reader, s.type, *s.codes
