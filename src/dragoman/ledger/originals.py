"""Whose words a report prints: the near-copies among the reports of a ledger, found anew from the day of what is new."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, delete, null, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts, put
from dragoman.ledger.context import TELLS, known_by, sentence, weight
from dragoman.ledger.copies import DAYS, Copy, Filed, Shelf, order, sketch
from dragoman.ledger.credits import credited
from dragoman.ledger.rows import load_statements, whose
from dragoman.ledger.wording import words
from dragoman.model import Span, Statement

_AT_ONCE = 5000
_TOGETHER = 200
"""Copies whose texts are looked at together."""

_LEAST, _RUNS, _RARE = 6, 0.2, 2 / 3
"""Words of a sentence that is judged; the share of its runs of three words, or of its rarer words, from which on the original prints it.

Of printings made of releases (evals/copies.py), sentences of a client's own share no run and, 99 in 100, under 0.64 of their rarer words; kept sentences
0.75 and 0.9 in nine of ten.
"""


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


def replace_copies(connection: Connection, since: str | None, copies: list[Copy], added: set[int]) -> None:
    """Put the copies, and the keys of the statements that they add, in the place of those from the day on."""
    late = [t.report.c.day >= since] if since else []
    s, r = t.statement, t.report
    connection.execute(delete(t.copy).where(t.copy.c.report_id.in_(select(r.c.id).where(*late))))
    connection.execute(delete(t.addition).where(t.addition.c.statement_key.in_(select(s.c.key).join(r, r.c.id == s.c.report_id).where(*late))))
    put(connection, t.copy, copies)
    put(connection, t.addition, ((key,) for key in sorted(added)))


def additions(connection: Connection, copies: list[Copy]) -> set[int]:
    """The keys of current statements in sentences that a copy adds to what its original prints.

    Their runs of three words and most of their rarer words are not in the original, and none of its statements is of their type and parties: what is told
    in other words is told after the original.
    """
    r, s, found = t.report, t.statement, set[int]()
    for some in parts([c for c in copies if c.share < 1], _TOGETHER):
        texts = dict(connection.execute(select(r.c.id, r.c.text).where(r.c.id.in_({id_ for c in some for id_ in c[:2]}))).all())
        told: defaultdict[str, list[tuple[int, Statement]]] = defaultdict(list)
        for key, statement in load_statements(connection, s.c.report_id.in_(texts), with_copies=False):
            told[statement.report].append((key, statement))
        for copy in some:
            acts = {(x.type, *x.codes) for _, x in told[copy.original]}
            if alone := [(key, x.span) for key, x in told[copy.report] if (x.type, *x.codes) not in acts]:
                prints = printing(texts[copy.original])
                found.update(key for key, span in alone if not prints(texts[copy.report], span))
    return found


def printing(original: str) -> Callable[[str, Span], bool]:
    """What says of a place of another text whether the original prints its sentence; of one under _LEAST words it does."""
    held = words(original)
    runs, stems = set(zip(held, held[1:], held[2:], strict=False)), {known_by(w) for w in held}

    def prints(text: str, span: Span) -> bool:
        told = words(text[slice(*sentence(text, span))])
        here = list(zip(told, told[1:], told[2:], strict=False))
        rare = [stem for stem in map(known_by, told) if weight(stem) > TELLS]
        return len(told) < _LEAST or sum(run in runs for run in here) >= _RUNS * len(here) or sum(stem in stems for stem in rare) >= _RARE * len(rare)

    return prints


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
