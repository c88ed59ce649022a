"""What was told to whom: alerts, each once, and their deliveries, which are owed until they have arrived."""
from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.connection import explained, writing
from dragoman.ledger.feeds import stamp

a, d = t.alert, t.delivery

IN_HAND = 60.0
"""Seconds within which a delivery that has begun has arrived, or not."""

START = "start"
"""The kind of the row that says since when alerts are looked for."""


class ToldAlert(NamedTuple):
    """An alert that was told, or known before: `day` is that of what it tells, `statements` the ids of those that show it."""

    id: str
    kind: str
    topic: str
    day: str
    statements: tuple[str, ...]


class Owed(NamedTuple):
    """An alert that a target has not received yet, as plain data, after so many tries."""

    alert: int
    target: str
    tries: int
    body: dict


class Telling:
    """The part of a ledger that holds alerts."""

    where: str
    _engine: Engine
    _reading: Callable[[], AbstractContextManager[Connection]]

    def alerts_begun(self) -> bool:
        """Whether alerts were ever looked for in this ledger."""
        with self._reading() as connection:
            return connection.scalar(select(a.c.key).where(a.c.kind == START)) is not None

    def told(self, since: str) -> list[ToldAlert]:
        """Alerts of what has a day (ISO) from then on."""
        with self._reading() as connection:
            rows = connection.execute(select(a.c.id, a.c.kind, a.c.topic, a.c.day, a.c.statements).where(a.c.day >= since, a.c.kind != START))
            return [ToldAlert(*row[:4], tuple(row[4])) for row in rows]

    def keep_alerts(self, alerts: Sequence[tuple[ToldAlert, dict | None]], targets: Collection[str], start: bool = False) -> int:
        """Keep alerts, each with what is told of it, to be delivered to each target; one without was known before and is told to nobody.

        How many are new; one that is held is passed over. `start` notes that from now on alerts are looked for.
        """
        with explained(self.where, "keeping alerts"), writing(self._engine) as connection:
            now, new = stamp(), 0
            if start and connection.scalar(select(a.c.key).where(a.c.kind == START)) is None:
                connection.execute(insert(a).values(id=START, kind=START, topic=START, day=now[:10], made=now, statements=[]))
            for alert, body in alerts:
                if connection.scalar(select(a.c.key).where(a.c.id == alert.id)) is not None:
                    continue
                key = connection.execute(insert(a).values(id=alert.id, kind=alert.kind, topic=alert.topic, day=alert.day, made=now,
                                                          statements=list(alert.statements), body=body)).inserted_primary_key[0]
                new += 1
                for target in targets if body is not None else ():
                    connection.execute(insert(d).values(alert_key=key, target=target, tries=0, next_at=now))
            return new

    def owed(self, targets: Collection[str], most: int = 100) -> list[Owed]:
        """Alerts that targets have not received and that are due, the oldest first."""
        with self._reading() as connection:
            rows = connection.execute(select(d.c.alert_key, d.c.target, d.c.tries, a.c.body).join(a, a.c.key == d.c.alert_key).where(
                d.c.delivered.is_(None), d.c.dropped.is_(None), d.c.target.in_(targets), d.c.next_at <= stamp()).order_by(d.c.alert_key).limit(most))
            return [Owed(*row) for row in rows]

    def trying(self, owed: Owed) -> bool:
        """A delivery begins: should the program end now, it is not known whether it arrived, and it is tried again in a minute.

        False, and it is not to be delivered, where another process has begun it since it was asked what is owed.
        """
        with explained(self.where, "delivering alerts"), writing(self._engine) as connection:
            return connection.execute(update(d).where(
                d.c.alert_key == owed.alert, d.c.target == owed.target, d.c.tries == owed.tries, d.c.delivered.is_(None), d.c.dropped.is_(None)).values(
                tries=owed.tries + 1, next_at=stamp(IN_HAND))).rowcount > 0

    def delivered(self, owed: Owed) -> None:
        """A delivery has arrived."""
        self._note(owed, delivered=stamp(), error=None)

    def put_off(self, owed: Owed, error: str, next_at: str) -> None:
        """A delivery has not arrived, and is tried again at a time."""
        self._note(owed, error=error[:1000], next_at=next_at)

    def only_to(self, targets: Collection[str]) -> int:
        """Drop what is owed to other targets than these; how much it was."""
        with explained(self.where, "keeping alerts"), writing(self._engine) as connection:
            return connection.execute(update(d).where(d.c.delivered.is_(None), d.c.dropped.is_(None), d.c.target.not_in(targets)).values(
                dropped=stamp())).rowcount

    def undelivered(self) -> list[tuple[str, int, str, str | None]]:
        """For each target that is owed alerts: how many, since when the oldest (ISO, UTC), and the last error."""
        with self._reading() as connection:
            rows = connection.execute(select(d.c.target, func.count(), func.min(a.c.made), func.max(d.c.error)).join(a, a.c.key == d.c.alert_key).where(
                d.c.delivered.is_(None), d.c.dropped.is_(None)).group_by(d.c.target).order_by(d.c.target))
            return [tuple(row) for row in rows]

    def _note(self, owed: Owed, **values: object) -> None:
        with explained(self.where, "delivering alerts"), writing(self._engine) as connection:
            connection.execute(update(d).where(d.c.alert_key == owed.alert, d.c.target == owed.target).values(**values))
