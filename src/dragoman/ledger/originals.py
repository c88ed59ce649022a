"""Whose words a report prints: the near-copies among the reports of a ledger, found anew from the day of what is new."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, delete, null, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts, put
from dragoman.ledger.copies import DAYS, Copy, Filed, Shelf, order, sketch
from dragoman.ledger.credits import credited
from dragoman.ledger.rows import whose

_AT_ONCE = 5000


def near_copies(connection: Connection, since: str | None) -> list[Copy]:
    """The copies among the reports that count from a day (ISO) or later, all where None; a report without a date has the day it was added.

    What is an original or a copy before that day stands.
    """
    r = t.report
    held: list[Filed] = []
    if since:
        first = (date.fromisoformat(since) - timedelta(DAYS)).isoformat()
        held = _filed(connection, r.c.day >= first, r.c.day < since, r.c.id.not_in(select(t.copy.c.report_id)))
    shelf = Shelf(held)
    return [copy for reports in _by_days(connection, since) for report in reports if (copy := shelf.take(report))]


def replace_copies(connection: Connection, since: str | None, copies: list[Copy]) -> None:
    """Put the copies in the place of those from the day on."""
    late = select(t.report.c.id).where(t.report.c.day >= since) if since else None
    connection.execute(delete(t.copy) if late is None else delete(t.copy).where(t.copy.c.report_id.in_(late)))
    put(connection, t.copy, copies)


def origins(connection: Connection, copies: list[Copy]) -> dict[str, str | None]:
    """By report, whose words it prints (rows.whose)."""
    authors = {id_: author for part in parts({c.original for c in copies}) for id_, author in connection.execute(
        select(t.report.c.id, whose(t.report, null())).where(t.report.c.id.in_(part)))}
    return {c.report: authors[c.original] for c in copies}


def sketch_missing(connection: Connection) -> None:
    """Sketch the reports that were kept before there were sketches."""
    r = t.report
    missing = connection.execute(select(r.c.id).where(r.c.sketch.is_(None))).scalars().all()
    for part in parts(missing):
        for id_, text, publisher in connection.execute(select(r.c.id, r.c.text, r.c.publisher).where(r.c.id.in_(part))).all():
            connection.execute(update(r).where(r.c.id == id_).values(sketch=sketch(text), credit=credited(text, publisher)))


def _by_days(connection: Connection, since: str | None) -> Iterator[list[Filed]]:
    """Reports in the order of a shelf, whole days at a time."""
    r = t.report
    days = connection.execute(select(r.c.day).where(*([r.c.day >= since] if since else [])).order_by(r.c.day)).scalars().all()
    begin = 0
    while begin < len(days):
        last = days[min(begin + _AT_ONCE, len(days)) - 1]
        yield _filed(connection, r.c.day >= days[begin], r.c.day <= last)
        while begin < len(days) and days[begin] <= last:
            begin += 1


def _filed(connection: Connection, *conditions: ColumnElement[bool]) -> list[Filed]:
    r = t.report
    rows = connection.execute(select(r.c.id, r.c.day, r.c.publisher, r.c.credit, r.c.sketch).where(*conditions))
    return sorted((Filed(id_, date.fromisoformat(day).toordinal(), publisher, credit, sketched) for id_, day, publisher, credit, sketched in rows), key=order)
