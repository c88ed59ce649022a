"""Events of other coders: how they are kept, and what of them a ledger is asked."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, false, func, or_, select

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts, put, take_keys
from dragoman.ledger.summaries import STATELESS
from dragoman.model import CodedEvent

x = t.coded_event
_FIELDS = (x.c.coder, x.c.id, x.c.day, x.c.type, x.c.actor, x.c.recipient, x.c.actor_text, x.c.recipient_text, x.c.code, x.c.goldstein,
           x.c.place, x.c.url, x.c.mentions)
"""The columns of a CodedEvent, in the order of its fields."""


class Brought(NamedTuple):
    """How many coded events were new to the ledger, and how many it held already."""

    new: int
    held: int


class Coder(NamedTuple):
    """A coder whose events a ledger holds: first and last day, events, and those of them that take place between two parties."""

    coder: str
    first: str
    last: str
    events: int
    between: int


class CodedCount(NamedTuple):
    """Events of a coder on a day, by one of a pair (a, b; in the order of the alphabet) towards the other, of one type.

    `goldstein` is the sum of their weights, those without one counting 0.
    """

    coder: str
    day: str
    a: str
    b: str
    actor: str
    type: str
    events: int
    goldstein: float


class CodedDay(NamedTuple):
    """All events of a coder on a day, inside one country too; and those between two parties."""

    coder: str
    day: str
    events: int
    between: int


def keep_coded(connection: Connection, events: Sequence[CodedEvent]) -> Brought:
    """Keep events in a transaction of the caller; those held already are passed over."""
    held = {id_ for ids in parts(e.id for e in events) for id_ in connection.execute(select(x.c.id).where(x.c.id.in_(ids))).scalars()}
    fresh: dict[str, CodedEvent] = {}
    for e in events:
        if e.id not in held:
            fresh.setdefault(e.id, e)
    put(connection, x, (_row(key, e) for key, e in zip(take_keys(connection, x, len(fresh)), fresh.values(), strict=True)))
    return Brought(len(fresh), len(events) - len(fresh))


def _row(key: int, e: CodedEvent) -> tuple:
    a, b = sorted((e.actor, e.recipient))
    return (key, e.id, e.coder, e.day, e.type, a, b, a != b and a not in STATELESS and b not in STATELESS, e.actor, e.recipient,
            e.actor_text, e.recipient_text, e.code, e.goldstein, e.where, e.url, e.mentions)


def coded_types(types: Collection[str]) -> ColumnElement[bool]:
    """The condition that a coded event is of one of the types."""
    return x.c.type.in_(sorted(types))


def coded_since(day: str) -> ColumnElement[bool]:
    """The condition that a coded event is of the day (ISO) or later."""
    return x.c.day >= day


class AskedCoded:
    """The part of `Asked` that tells of other coders' events: of days up to that asked about, and of the parties asked about.

    Their own day is all they have: none says when it became known.
    """

    _connection: Connection
    _until: str | None
    about: tuple[str, ...]

    def _last_coded(self, today: str) -> str | None:
        """The last day of other coders' events up to a day (ISO): what a ledger without dated reports is asked as of."""
        return self._connection.scalar(select(func.max(x.c.day)).where(x.c.day <= today))

    def coders(self) -> list[Coder]:
        """The coders whose events are held, by name; whatever parties are asked about."""
        query = select(x.c.coder, func.min(x.c.day), func.max(x.c.day), func.count(), func.count().filter(x.c.dyad)).where(*self._days()).group_by(x.c.coder)
        return [Coder(*row) for row in self._connection.execute(query.order_by(x.c.coder))]

    def coded(self, a: str, b: str, coder: str | None = None, since: str | None = None) -> list[CodedEvent]:
        """Events between two codes, either way, by day; of one coder or of all; since a day (ISO)."""
        query = select(*_FIELDS).where(*_pair(a, b), *self._of(coder, since)).order_by(x.c.day, x.c.id)
        return [CodedEvent(*row) for row in self._connection.execute(query)]

    def coded_counts(self, coder: str | None = None, since: str | None = None, pair: tuple[str, str] | None = None) -> list[CodedCount]:
        """How many events there are on each day, by each of a pair towards the other, of each type; by pair, coder and day.

        Of one coder or of all; since a day (ISO); of one pair (in any order), or of all pairs of the parties asked about. Only what takes place
        between two known parties counts.
        """
        columns = (x.c.a, x.c.b, x.c.coder, x.c.day, x.c.type, x.c.actor)
        query = select(x.c.coder, x.c.day, x.c.a, x.c.b, x.c.actor, x.c.type, func.count(), func.coalesce(func.sum(x.c.goldstein), 0.0)).where(
            x.c.dyad, *(_pair(*pair) if pair else self._parties()), *self._of(coder, since)).group_by(*columns).order_by(*columns)
        return [CodedCount(*row) for row in self._connection.execute(query)]

    def coded_pairs(self, since: str, most: int) -> list[tuple[str, str]]:
        """The pairs of the parties asked about with most events since a day (ISO), whoever coded them."""
        query = select(x.c.a, x.c.b).where(x.c.dyad, *self._parties(), *self._of(None, since)).group_by(x.c.a, x.c.b)
        return [(a, b) for a, b in self._connection.execute(query.order_by(func.count().desc(), x.c.a, x.c.b).limit(most))]

    def coded_totals(self, coder: str | None = None, since: str | None = None) -> list[CodedDay]:
        """How many events each coder has on each day, whatever parties are asked about: what a pair's share is counted from."""
        query = select(x.c.coder, x.c.day, func.count(), func.count().filter(x.c.dyad)).where(*self._of(coder, since))
        return [CodedDay(*row) for row in self._connection.execute(query.group_by(x.c.coder, x.c.day).order_by(x.c.coder, x.c.day))]

    def coded_events(self, *conditions: ColumnElement[bool], coder: str | None = None, since: str | None = None, most: int | None = None,
                     skip: int = 0) -> list[CodedEvent]:
        """Events of the parties asked about that meet the conditions (coded_types, coded_since), the latest first; `most` of them after `skip`."""
        query = select(*_FIELDS).where(*self._parties(), *self._of(coder, since), *conditions).order_by(x.c.day.desc(), x.c.key.desc())
        return [CodedEvent(*row) for row in self._connection.execute(query.limit(most).offset(skip or None))]

    def coded_parts(self, size: int = 5000) -> Iterator[list[CodedEvent]]:
        """All events of the parties asked about in the order in which they came in, so many at a time."""
        last = 0
        query = select(x.c.key, *_FIELDS).where(*self._parties(), *self._days()).order_by(x.c.key).limit(size)
        while rows := self._connection.execute(query.where(x.c.key > last)).all():
            yield [CodedEvent(*row[1:]) for row in rows]
            last = rows[-1].key

    def coded_by_id(self, ids: Iterable[str]) -> dict[str, CodedEvent]:
        """Events by their ids; those not held are left out."""
        rows: list[Row] = [row for some in parts(set(ids)) for row in self._connection.execute(select(*_FIELDS).where(x.c.id.in_(some)))]
        return {row.id: CodedEvent(*row) for row in rows}

    def _days(self) -> list[ColumnElement[bool]]:
        return [x.c.day <= self._until] if self._until else []

    def _of(self, coder: str | None, since: str | None) -> list[ColumnElement[bool]]:
        return [*self._days(), *([x.c.coder == coder] if coder else []), *([x.c.day >= since] if since else [])]

    def _parties(self) -> list[ColumnElement[bool]]:
        """The condition that all codes asked about take part."""
        codes = sorted(set(self.about))
        if len(codes) > 2:
            return [false()]
        return _pair(*codes) if len(codes) == 2 else [or_(x.c.a == code, x.c.b == code) for code in codes]


def _pair(a: str, b: str) -> list[ColumnElement[bool]]:
    first, second = sorted((a, b))
    return [x.c.a == first, x.c.b == second]
