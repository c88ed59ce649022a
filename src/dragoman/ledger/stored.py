"""Events that were made before, brought back from their rows to be gone on with, or to be seen as they stood on a day."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, Integer, Text, column, select, values

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts
from dragoman.ledger.clusters import Fit
from dragoman.ledger.kinds import kind, participants
from dragoman.ledger.merging import Held, looks_back_to, numbered, order
from dragoman.ledger.retractions import DAYS, takes_back
from dragoman.ledger.rows import load_statements
from dragoman.ledger.rulings import Rulings
from dragoman.ledger.summaries import looked_up
from dragoman.model import Statement

_AT_ONCE = 5000
Keyed = tuple[int, Statement]


def in_order(connection: Connection, since: str | None = None, until: str | None = None, min_confidence: float = 0.0,
             rulings: Rulings | None = None) -> Iterator[list[Keyed]]:
    """Current statements with their keys, in the order of merging; several whole days at a time, so that few are in memory.

    Those of reports from the day `since` to the day `until`, both ISO days and included, and at least as sure as that. Their
    origin is what the reports themselves credit; `rulings` correct and reject.
    """
    within = [t.report.c.day >= since] if since else []
    within += [t.report.c.day <= until] if until else []
    sure = [t.statement.c.confidence >= min_confidence] if min_confidence else []
    sizes: defaultdict[str, int] = defaultdict(int)
    for day, count in connection.execute(select(t.report.c.day, t.reading.c.statements).join(
            t.report, t.report.c.id == t.reading.c.report_id).where(~t.reading.c.superseded, *within)):
        sizes[day] += count
    first, total = None, 0
    days = sorted(sizes)
    for n, day in enumerate(days):
        first, total = first or day, total + sizes[day]
        if total >= _AT_ONCE or n == len(days) - 1:
            yield _ordered(load_statements(connection, t.report.c.day.between(first, day), *sure, with_copies=False, rulings=rulings))
            first, total = None, 0


class Stored:
    """The events of a ledger as they stood before a day (ISO): what later statements did to them is left out. `rulings` correct statements."""

    def __init__(self, connection: Connection, day: str, rulings: Rulings) -> None:
        self._connection, self._day, self._rulings = connection, day, rulings
        self._given: set[int] = set()
        self._back_to: dict[tuple[str, str, str], int] = {}
        self.keys: dict[str, int] = {}
        self.statements: dict[str, Statement] = {}

    def number(self) -> int:
        """The first number that no event had."""
        last = self._connection.scalar(select(t.event.c.key).where(t.event.c.opened < self._day).order_by(t.event.c.key.desc()).limit(1))
        return 0 if last is None else last + 1

    def alike(self, name: str) -> int:
        """How many events had the name, as `numbered` gives it to each."""
        count = 0
        while self._connection.scalar(select(t.event.c.key).where(t.event.c.id == numbered(name, count + 1), t.event.c.opened < self._day)) is not None:
            count += 1
        return count

    def open_across(self) -> list[Held]:
        """Events opened before the day that took in statements since."""
        return self.events(self._connection.execute(select(t.event.c.key).where(
            t.event.c.known >= self._day, t.event.c.opened < self._day)).scalars().all())

    def awaited(self) -> list[Held]:
        """Events that announced something, not heard of since the day, which a statement of any type may tell of (`Merger.awaited`)."""
        e = t.event
        return self.events(self._connection.execute(select(e.c.key).where(
            e.c.awaited_until >= date.fromisoformat(self._day).toordinal(), e.c.opened < self._day)).scalars().all())

    def ruled(self, ids: Iterable[str]) -> list[Held]:
        """Events with statements that a person holds together with, or apart from, one of these."""
        if not self._rulings:
            return []
        wanted = {other for id_ in ids for other in self._rulings.together(id_) | self._rulings.apart(id_)}
        e, es, s, r = t.event, t.event_statement, t.statement, t.report
        return self.events({key for part in parts(sorted(wanted)) for key in self._connection.execute(
            select(es.c.event_key).join(s, s.c.key == es.c.statement_key).join(r, r.c.id == s.c.report_id).join(
                e, e.c.key == es.c.event_key).where(s.c.id.in_(part), r.c.day < self._day, e.c.opened < self._day)).scalars()})

    def said_before(self, statements: Iterable[Statement]) -> list[Held]:
        """Events that a publisher reported in the days before, of which one of these may take something back."""
        e, es, s, r = t.event, t.event_statement, t.statement, t.report
        keys: set[int] = set()
        for publisher, day in sorted({(x.publisher, x.known) for x in statements if takes_back(x) and x.known}):
            first = (date.fromisoformat(day) - timedelta(DAYS)).isoformat()
            keys.update(self._connection.execute(select(es.c.event_key).join(e, e.c.key == es.c.event_key).join(s, s.c.key == es.c.statement_key).join(
                r, r.c.id == s.c.report_id).where(r.c.day >= first, r.c.day < self._day, r.c.publisher == publisher, e.c.opened < self._day)).scalars())
        return self.events(keys)

    def as_type(self, type_: str, statement: Statement) -> list[Held]:
        """Events that the statement may look up where it is put into one of another type."""
        low = looks_back_to(statement)
        return self._reaching({(*place, type_): low for place in looked_up(participants(statement, kind(statement).mutual))})

    def near(self, statements: Iterable[Statement]) -> list[Held]:
        """Events that one of the statements may look up, and more; none that was given before."""
        wanted: dict[tuple[str, str, str], int] = {}
        for s in statements:
            kind_, low = kind(s), looks_back_to(s)
            for a, b in looked_up(participants(s, kind_.mutual)):
                place = a, b, kind_.type
                wanted[place] = min(low, wanted.get(place, low))
        return self._reaching(wanted)

    def _reaching(self, wanted: dict[tuple[str, str, str], int]) -> list[Held]:
        """Events under these pairs and types that reach to a day; those given before left out."""
        wanted = {place: low for place, low in wanted.items() if low < self._back_to.get(place, low + 1)}
        self._back_to |= wanted
        keys: set[int] = set()
        for part in parts(wanted.items()):
            asked = values(column("a", Text), column("b", Text), column("type", Text), column("low", Integer)).data(
                [(*place, low) for place, low in part]).cte("asked")
            pair = t.event_pair
            keys.update(self._connection.execute(select(pair.c.event_key).join(t.event, t.event.c.key == pair.c.event_key).join(
                asked, (pair.c.a == asked.c.a) & (pair.c.b == asked.c.b) & (pair.c.type == asked.c.type)).where(
                pair.c.reach >= asked.c.low, t.event.c.opened < self._day)).scalars())
        return self.events(keys)

    def events(self, keys: Iterable[int]) -> list[Held]:
        """The events of these keys, but those given before."""
        found = []
        es = t.event_statement
        for part in parts(sorted(set(keys) - self._given)):
            self._given.update(part)
            ids = dict(self._connection.execute(select(t.event.c.key, t.event.c.id).where(t.event.c.key.in_(part))).all())
            judged = {row[0]: row[1:] for row in self._connection.execute(select(
                es.c.statement_key, es.c.event_key, es.c.score, es.c.reason, es.c.round).where(es.c.event_key.in_(part)))}
            within = t.statement.c.key.in_(select(es.c.statement_key).where(es.c.event_key.in_(part)))
            taken: defaultdict[int, list[tuple[Statement, Fit]]] = defaultdict(list)
            for key, s in _ordered(load_statements(self._connection, t.report.c.day < self._day, within, rulings=self._rulings)):
                self.keys[s.id], self.statements[s.id] = key, s
                event_key, *fit_ = judged[key]
                taken[event_key].append((s, Fit(*fit_)))
            found += [Held(key, ids[key], taken[key]) for key in part]
        return found


def _ordered(held: Sequence[Keyed]) -> list[Keyed]:
    return sorted(held, key=lambda x: order(x[1]))
