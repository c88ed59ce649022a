"""Questions to a ledger as it stood on a day. Each is answered from the rows it needs, and from no others."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, false, func, literal_column, or_, select, true, tuple_

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import ASKED, parts
from dragoman.ledger.coded import AskedCoded
from dragoman.ledger.judgements import rulings
from dragoman.ledger.rows import load_events, load_statements, to_report
from dragoman.ledger.searching import Hit, Words, find
from dragoman.ledger.shown import EVENT, LATEST, SOONEST, STATES, Dyad, Item, Order, Taken, Told, told
from dragoman.ledger.summaries import counted
from dragoman.model import DONE, OPEN_STATES, Event, Report, Span, Statement

T = TypeVar("T")

e, i, p = t.event, t.docket_item, t.event_pair

_PAIRS = 200
_A_YEAR = 4


class Seen(NamedTuple):
    """What a connection sees: the tables as they are `kept`, or tables of its own that take their names.

    `beside` is the schema of the kept tables where the connection's own hold only the events that the kept ones have otherwise.
    """

    kept: bool
    beside: str | None = None


class Place(NamedTuple):
    """Where a report states something: the key of the statement, the span of its trigger and the id of its event."""

    report: str
    key: int
    span: Span
    event: str


class Asked(AskedCoded):
    """A ledger that is asked. `as_of` is the day that counts as today, `about` the codes that all take part in what is told of.

    `until` is None where all reports count; `seen` says what the connection sees. Statements are given as a person corrected
    them (`rulings`). It holds the connection until it is closed.
    """

    def __init__(self, connection: Connection, until: str | None, about: Collection[str], today: str, seen: Seen) -> None:
        self._connection, self._until, self.about, self._seen = connection, until, tuple(about), seen
        self.rulings = rulings(connection)
        r = t.report
        self.as_of = until or connection.scalar(select(r.c.day).where(r.c.published.is_not(None), r.c.day <= today).order_by(
            r.c.day.desc()).limit(1)) or self._last_coded(today) or today

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def covers(self) -> dict:
        """On what an answer rests: reports, publishers, statements, events, first and last day of publication, reports without one."""
        r = t.report
        reports, dated, publishers, first, last = self._connection.execute(select(
            func.count(), func.count(r.c.published), func.count(r.c.publisher.distinct()), func.min(r.c.published), func.max(r.c.published)).where(
            *self._known())).one()
        counts = self._rows(select(func.count(), func.sum(e.c.size)).where(*self._about()))
        return {"reports": reports, "publishers": publishers, "statements": sum(row[1] or 0 for row in counts), "events": sum(row[0] for row in counts),
                "first": first, "last": last, "undated": reports - dated}

    def beyond(self) -> bool:
        """Whether something counts that is of a later day than `as_of`, and would be left out as of that day: where none was asked for, reports without a
        date or of days to come, and other coders' events.
        """
        later = [exists().where(day > self.as_of) for day in (t.report.c.day, t.coded_event.c.day)]
        return self._until is None and bool(self._connection.scalar(select(or_(*later))))

    def events(self, *conditions: ColumnElement[bool], by: Order | None = None, most: int | None = None, skip: int = 0) -> list[Told]:
        """Events that meet the conditions (on `event`), the latest reported first, or in another order; `most` of them after `skip`."""
        query = select(*(e.c[name] for name in EVENT)).where(*self._about(), *conditions)
        return self._ordered(query, [by or LATEST], most, told, skip)

    def events_by_id(self, ids: Iterable[str]) -> dict[str, Told]:
        """Events by their ids."""
        return {event.id: event for part in parts(set(ids)) for event in self.events(e.c.id.in_(part))}

    def count(self, *conditions: ColumnElement[bool]) -> int:
        """How many events meet the conditions."""
        return sum(row[0] for row in self._rows(select(func.count()).select_from(e).where(*self._about(), *conditions)))

    def full_events(self, *conditions: ColumnElement[bool]) -> list[Event]:
        """The events that meet the conditions with their histories, by the day they were first reported."""
        found = [event for standing in self._sides() for _, event in load_events(self._connection, *self._about(), *conditions, *standing)]
        return sorted(found, key=lambda event: (event.first_reported or "9999", event.id))

    def full_statements(self, *conditions: ColumnElement[bool]) -> list[Statement]:
        """The statements of these events, by day, report and span."""
        es = t.event_statement
        within = select(es.c.statement_key).join(e, e.c.key == es.c.event_key).where(*self._about(), *conditions)
        found = [s for standing in self._sides() for _, s in load_statements(
            self._connection, t.statement.c.key.in_(within.where(*standing)), rulings=self.rulings)]
        return sorted(found, key=lambda s: (s.known, s.report, s.span, s.id))

    def event_parts(self, *conditions: ColumnElement[bool], size: int = 500) -> Iterator[list[Told]]:
        """The events that meet the conditions by the day they were first reported, so many at a time: what reads the whole ledger holds few of them at once.
        """
        query = select(e.c.first_reported, e.c.id, e.c.key).where(*self._about(), *conditions)
        keys = [row.key for row in sorted(self._rows(query), key=lambda row: (row.first_reported or "9999", row.id))]
        for begin in range(0, len(keys), size):
            part = keys[begin:begin + size]
            found = {row.key: told(row) for row in self._rows(select(*(e.c[name] for name in EVENT)).where(e.c.key.in_(part)))}
            yield [found[key] for key in part]

    def between(self, a: str, b: str, *conditions: ColumnElement[bool]) -> list[Told]:
        """Events between two codes, in any order, the latest first."""
        query = select(*(e.c[name] for name in EVENT)).join(p, p.c.event_key == e.c.key).where(
            p.c.a == min(a, b), p.c.b == max(a, b), p.c.dyad, *conditions)
        return self._ordered(query, [LATEST], None, told)

    def pairs(self, cooperative: Collection[str], *conditions: ColumnElement[bool]) -> list[tuple[str, str, int, int, int, int]]:
        """Pairs with how often they cooperate, clash, and are to do the one or the other, the busiest first.

        `cooperative` are the types that are cooperation. What is merely possible, denied or called off does not count, and no plan that lapsed.
        """
        query = select(p.c.a, p.c.b, e.c.type, e.c.status).join(e, e.c.key == p.c.event_key).where(
            p.c.dyad, e.c.status.in_(("occurred", "ongoing", "planned")), self.not_lapsed(), *self._with_all(), *conditions)
        counts: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for a, b, type_, status in self._rows(query):
            counts[a, b][2 * (status == "planned") + (type_ not in cooperative)] += 1
        return sorted(((*pair, *found) for pair, found in counts.items()), key=lambda row: (-sum(row[2:]), row[:2]))

    def dyads(self) -> list[Dyad]:
        """All pairs, the busiest first, plans that lapsed left out. From the counts that are kept, or from the events where they are not of what is asked
        about.
        """
        found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        d = t.dyad_count
        kept = select(d.c.a, d.c.b, d.c.counted).where(*(or_(d.c.a == code, d.c.b == code) for code in self.about))
        named = kept.add_columns(d.c.name, d.c.events)
        lapsed = _added(self._rows(self._adding().where(~self.not_lapsed())))
        if self._seen.kept:
            query = kept.add_columns(func.count(), func.sum(d.c.events)).group_by(d.c.a, d.c.b, d.c.counted)
            for a, b, what, names, events in self._connection.execute(query):
                found[a, b][what] = names if what in ("source", "publisher") else events
            changed = sorted({(a, b) for a, b, *_ in lapsed})
            found |= {pair: Counter() for pair in changed}
            counts = Counter({tuple(row[:4]): row[4] for part in parts(changed, _PAIRS)
                              for row in self._connection.execute(named.where(tuple_(d.c.a, d.c.b).in_(part)))})
        else:
            counts = self._counted(named)
        counts.subtract(lapsed)
        for (a, b, what, _), n in counts.items():
            found[a, b][what] += min(n, 1) if what in ("source", "publisher") else n
        rows = [Dyad(*pair, *(of[name] for name in (*Dyad._fields[2:6], "source", "publisher"))) for pair, of in found.items()]
        return sorted((row for row in rows if any(row[2:6])), key=lambda row: (-sum(row[2:6]), row[:2]))

    def _counted(self, kept: Select) -> Counter[tuple[str, str, str, str]]:
        """What the events add to the counts of dyads; by what later events took from the `kept` counts where these are the fewer."""
        query = self._adding()
        counts: Counter[tuple[str, str, str, str]] = Counter()
        for standing in self._sides():
            if standing and self._has_fewer_later():
                counts.update({tuple(row[:4]): row[4] for row in self._connection.execute(kept)})
                counts.subtract(_added(self._connection.execute(query.where(e.c.known > self._until))))
            else:
                counts.update(_added(self._connection.execute(query.where(*standing))))
        return counts

    def _adding(self) -> Select:
        """What `_added` needs of the events of dyads."""
        return select(e.c.type, e.c.status, p.c.a, p.c.b, e.c.sources, e.c.publishers).join(p, p.c.event_key == e.c.key).where(p.c.dyad, *self._with_all())

    def _has_fewer_later(self) -> bool:
        until, later = (self._connection.scalar(select(func.count()).select_from(e).where(side)) for side in (
            e.c.known <= self._until, e.c.known > self._until))
        return later < until

    def done_by_day(self, since: str | None = None) -> list[tuple[str, int, int]]:
        """Days (ISO) with a number of sources and how many events are done that day of which so many tell, whoever takes part in them.

        A day may come several times with the same number of sources.
        """
        query = select(e.c.day, e.c.voices, func.count()).where(e.c.status.in_(DONE), e.c.day.is_not(None), *([e.c.day >= since] if since else []))
        return [tuple(row) for row in self._rows(query.group_by(e.c.status, e.c.day, e.c.voices))]

    def done_between(self, pairs: Collection[tuple[str, str]] | None = None) -> list[tuple[str, str, str, str, int, str]]:
        """What is done between pairs, or between all that the codes asked about are of: a, b, day (ISO), type, number of sources, id of the event."""
        query = select(p.c.a, p.c.b, e.c.day, e.c.type, e.c.voices, e.c.id).join(e, e.c.key == p.c.event_key).where(
            p.c.dyad, e.c.status.in_(DONE), e.c.day.is_not(None))
        if pairs is None:
            return [tuple(row) for row in self._rows(query.where(*self._with_all()))]
        return [tuple(row) for part in parts(sorted(pairs), _PAIRS) for row in self._rows(query.where(tuple_(p.c.a, p.c.b).in_(part)))]

    def items(self, state: str = "all", *conditions: ColumnElement[bool], by: Order | None = None, most: int | None = None, skip: int = 0) -> list[Item]:
        """Docket items of a state (one of STATES) that meet the conditions (on `docket_item`, `event`), the soonest first, or in another order;
        `most` of them after `skip`.
        """
        chosen = (i.c.id, i.c.opened, i.c.expected, i.c.dated, i.c.firmness, self._state(), self._state_date(),
                  i.c.postponed_to, i.c.ambiguous, i.c.lapses, i.c.steps)
        query = select(*chosen, *(e.c[name] for name in EVENT)).join(e, e.c.key == i.c.event_key).where(
            self._in_state(state), *self._about(), *conditions)
        return self._ordered(query, [by, SOONEST] if by else [SOONEST], most,
                             lambda row: Item(row[0], told(row[len(chosen):]), *row[1:len(chosen)]), skip)

    def states(self, *conditions: ColumnElement[bool]) -> dict[str, int]:
        """How many docket items that meet the conditions are in each state."""
        state = self._state().label("told")  # grouped by its name: PostgreSQL does not see that an expression with parameters is the same twice
        query = select(state, func.count()).join(e, e.c.key == i.c.event_key).where(*self._about(), *conditions).group_by(literal_column("told"))
        found: Counter[str] = Counter()
        for state, n in self._rows(query):
            found[state] += n
        return dict(found)

    def since(self, day: str) -> ColumnElement[bool]:
        """The condition on an item that its state dates from the day or later, or is open."""
        return or_(and_(self._lapsed(), i.c.lapses >= day), and_(~self._lapsed(), func.coalesce(i.c.decided, self.as_of) >= day))

    def ended(self) -> ColumnElement[bool]:
        """The condition on an item that it is more than silence that ended it: it came to an end that is told, or days that somebody gave are over, and these
        were known better than to a year.
        """
        return or_(~self._lapsed(), and_(i.c.dated, func.length(i.c.expected) > _A_YEAR))

    def unambiguous(self) -> ColumnElement[bool]:
        """The condition on an item that its outcome is sure, or that it has none."""
        return or_(self._lapsed(), ~i.c.ambiguous)

    def most_evident(self) -> Order:
        """The order of items by how many statements bear on them, then the latest first; those that lapsed after all others."""
        return Order([case((self._lapsed(), 1), else_=0), i.c.steps.desc(), func.coalesce(self._state_date(), "").desc()],
                     lambda d: (d.state != "lapsed", d.steps, d.state_date or ""), True)

    def steps(self, item_ids: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
        """For each item the keys of the statements that bear on it, each with its step, in order."""
        s = t.docket_step
        found: dict[str, list[tuple[int, str]]] = {}
        for part in parts(item_ids):
            query = select(s.c.item_id, s.c.statement_key, s.c.step).join(i, i.c.id == s.c.item_id).join(e, e.c.key == i.c.event_key).where(
                s.c.item_id.in_(part)).order_by(s.c.item_id, s.c.seq)
            for id_, key, step in self._rows(query):
                found.setdefault(id_, []).append((key, step))
        return found

    def told_by(self, event_keys: Sequence[int]) -> dict[int, list[Taken]]:
        """For each event its history."""
        es, s, r = t.event_statement, t.statement, t.report
        query = select(es.c.event_key, s.c.key, s.c.id, r.c.published, es.c.step, es.c.round, es.c.score, es.c.reason).join(
            s, s.c.key == es.c.statement_key).join(r, r.c.id == s.c.report_id).join(e, e.c.key == es.c.event_key).order_by(es.c.event_key, es.c.seq)
        found: dict[int, list[Taken]] = {key: [] for key in event_keys}
        for part in parts(event_keys) if len(event_keys) <= 20 * ASKED else [None]:
            for event, *taken in self._rows(query if part is None else query.where(es.c.event_key.in_(part))):
                if event in found:
                    found[event].append(Taken(*taken))
        return found

    def statements(self, keys: Iterable[int]) -> dict[int, Statement]:
        """Statements by their keys."""
        return {key: s for part in parts(set(keys)) for key, s in load_statements(
            self._connection, t.statement.c.key.in_(part), rulings=self.rulings)}

    def reports(self, ids: Iterable[str]) -> dict[str, Report]:
        """Reports by their ids, with their texts."""
        return {row.id: to_report(row) for part in parts(set(ids)) for row in self._connection.execute(
            select(t.report).where(t.report.c.id.in_(part)))}

    def originals(self, ids: Iterable[str]) -> dict[str, str]:
        """Of these reports, those that are copies, each with the report whose text it prints."""
        return {copy: original for part in parts(set(ids)) for copy, original in self._connection.execute(
            select(t.copy.c.report_id, t.copy.c.original_id).where(t.copy.c.report_id.in_(part)))}

    def names_of_sources(self, min_confidence: float = 0.0) -> dict[tuple[str, str], int]:
        """The words for those who say so in what the reports state, and their codes, as they were read: how often each occurs."""
        s, r, q = t.statement, t.report, t.participant
        query = select(q.c.surface, q.c.code, func.count()).join(s, s.c.key == q.c.statement_key).join(r, r.c.id == s.c.report_id).where(
            q.c.role == "source", ~s.c.superseded, s.c.confidence >= min_confidence, *self._known()).group_by(q.c.surface, q.c.code)
        return {(surface, code): n for surface, code, n in self._connection.execute(query)}

    def texts_since(self, day: str, types: Collection[str] = (), until: str | None = None) -> Iterable[tuple[str, str]]:
        """Ids and texts of the reports that count from the day or later, up to `until`; of those that state something of these types, or that a
        person corrected.
        """
        s = t.statement
        of = [] if not types else [t.report.c.id.in_(select(s.c.report_id).where(~s.c.superseded, or_(
            s.c.type.in_(sorted(types)), s.c.id.in_(select(t.judgement.c.statement_id).where(t.judgement.c.kind == "correct")))))]
        query = select(t.report.c.id, t.report.c.text).where(
            t.report.c.day >= day, *([t.report.c.day <= until] if until else []), *of, *self._known())
        return self._connection.execute(query)

    def stated_in(self, report_ids: Iterable[str]) -> list[Statement]:
        """What these reports state, as far as it counts; by day, report and span."""
        es = t.event_statement
        within = select(es.c.statement_key).join(e, e.c.key == es.c.event_key).where(es.c.statement_key == t.statement.c.key)
        found = [s for part in parts(report_ids) for standing in self._sides() for _, s in load_statements(
            self._connection, t.statement.c.report_id.in_(part), t.statement.c.key.in_(within.where(*standing)), rulings=self.rulings)]
        return sorted(found, key=lambda s: (s.known, s.report, s.span, s.id))

    def events_in(self, report_ids: Iterable[str]) -> dict[str, str]:
        """For each statement of these reports that counts the event it is in, by ids."""
        s, es = t.statement, t.event_statement
        query = select(s.c.id, e.c.id).join(es, es.c.statement_key == s.c.key).join(e, e.c.key == es.c.event_key)
        return {statement: event for part in parts(report_ids) for statement, event in self._rows(query.where(s.c.report_id.in_(part)))}

    def is_known(self, report_id: str) -> bool:
        """Whether a report is held, and counts from the day asked about or before."""
        return self._connection.scalar(select(t.report.c.id).where(t.report.c.id == report_id, *self._known())) is not None

    def read_in(self, report_id: str) -> dict[int, Statement]:
        """What the last reading of a report found, as it was read: without corrections, and with what a person rejects."""
        return dict(load_statements(self._connection, t.statement.c.report_id == report_id))

    def homes(self, keys: Iterable[int]) -> dict[int, Told]:
        """Of these statements, those that are in an event, each with it."""
        es = t.event_statement
        query = select(es.c.statement_key, *(e.c[name] for name in EVENT)).join(e, e.c.key == es.c.event_key)
        return {row[0]: told(row[1:]) for part in parts(set(keys)) for row in self._rows(query.where(es.c.statement_key.in_(part)))}

    def hits(self, words: Words, since: str | None = None, most: int = 1000) -> tuple[int, list[Hit]]:
        """How many reports hold the words, of those that count from a day on; and the best of them, then the latest."""
        return find(self._connection, words, most, *self._known(), *([t.report.c.day >= since] if since else []))

    def places(self, report_ids: Iterable[str], *conditions: ColumnElement[bool]) -> list[Place]:
        """Where these reports state what counts, of events that meet the conditions; by report and span."""
        s, es = t.statement, t.event_statement
        query = select(s.c.report_id, s.c.key, s.c.span_start, s.c.span_end, e.c.id).join(es, es.c.statement_key == s.c.key).join(
            e, e.c.key == es.c.event_key).where(*self._about(), *conditions)
        found = [Place(report, key, (begin, end), event) for part in parts(report_ids)
                 for report, key, begin, end, event in self._rows(query.where(s.c.report_id.in_(part)))]
        return sorted(found, key=lambda place: (place.report, place.span, place.key))

    def _sides(self) -> Iterator[list[ColumnElement[bool]]]:
        """The conditions on an event that it stands as a table has it, once for each of the tables that the next queries are put to.

        Of the kept tables what was known by the day, then the connection's own; one side where it sees one table.
        """
        if self._seen.beside:
            self._connection.execution_options(schema_translate_map={None: self._seen.beside})
            yield [e.c.known <= self._until]
            self._connection.execution_options(schema_translate_map={})
        yield []

    def _rows(self, query: Select) -> list[Row]:
        """The rows of a query in which `event` takes part."""
        return [row for standing in self._sides() for row in self._connection.execute(query.where(*standing))]

    def _ordered(self, query: Select, orders: Sequence[Order], most: int | None, made: Callable[[Row], T], skip: int = 0) -> list[T]:
        """What is made of the first rows in an order, ties by the next, after those to `skip`."""
        query = query.order_by(*(column for order in orders for column in order.columns))
        if not self._seen.beside:
            return [made(row) for row in self._rows(query.limit(most).offset(skip or None))]
        end = skip + most if most is not None else None
        found = [made(row) for row in self._rows(query.limit(end))]
        for order in reversed(orders):
            found.sort(key=order.key, reverse=order.falling)
        return found[skip:end]

    def _known(self) -> list[ColumnElement[bool]]:
        return [t.report.c.day <= self._until] if self._until else []

    def _about(self) -> list[ColumnElement[bool]]:
        """The condition on an event that all codes asked about take part in it."""
        if len(self.about) == 1:
            code = self.about[0]
            one = [select(p.c.event_key).where(side == code, p.c.party) for side in (p.c.a, p.c.b)]
            return [or_(*(e.c.key.in_(which) for which in one))]
        return [e.c.key.in_(select(p.c.event_key).where(p.c.a == a, p.c.b == b, p.c.party))
                for a, b in combinations(sorted(set(self.about)), 2)]

    def _with_all(self) -> list[ColumnElement[bool]]:
        """The condition on a pair that it is of the codes asked about."""
        return [or_(p.c.a == code, p.c.b == code) for code in self.about]

    def _lapsed(self) -> ColumnElement[bool]:
        return and_(i.c.state == "pending", i.c.lapses.is_not(None), func.coalesce(i.c.lapses, "9999") <= self.as_of)

    def not_lapsed(self) -> ColumnElement[bool]:
        """The condition on an event that it is no plan whose docket item has lapsed by the day asked about."""
        return or_(e.c.status != "planned", e.c.key.not_in(select(i.c.event_key).where(self._lapsed())))

    def _state(self) -> ColumnElement[str]:
        return case((self._lapsed(), "lapsed"), else_=i.c.state)

    def _state_date(self) -> ColumnElement[str | None]:
        return case((self._lapsed(), i.c.lapses), else_=i.c.state_date)

    def _in_state(self, state: str) -> ColumnElement[bool]:
        if state == "all":
            return true()
        if state in ("open", *OPEN_STATES):
            return and_(i.c.state.in_(OPEN_STATES), ~self._lapsed())
        if state == "closed":
            return or_(i.c.state.not_in(OPEN_STATES), self._lapsed())
        if state == "lapsed":
            return self._lapsed()
        return i.c.state == state if state in STATES else false()


def _added(rows: Iterable[Row]) -> Counter[tuple[str, str, str, str]]:
    """What events, each a row a pair, add to the counts of their dyads."""
    return Counter(what for type_, status, a, b, sources, publishers in rows for what in counted(type_, status, [(a, b)], sources, publishers))
