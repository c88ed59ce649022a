"""What a question to the ledger gives back: rows of events, items and pairs, the conditions they meet and their orders."""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from dragoman.ledger import schema as t
from dragoman.ledger.days import last_day
from dragoman.model import OPEN_STATES

STATES = ("open", "closed", "all", "pending", "fulfilled", "postponed", "called_off", "denied", "lapsed")
"""What items of the docket can be asked for."""

e, i = t.event, t.docket_item
EVENT = ("key", "id", "type", "status", "actor", "recipient", "when_iso", "place", "first_reported", "last_reported", "disputed",
          "contested", "publishers", "sources", "what", "shown_key", "confidence", "articles", "outlets", "voices", "known", "day", "called")


class Told(NamedTuple):
    """An event as it is shown in a row: counts of reports, publishers and sources, the words and the key of the statement that shows it.

    `called` has, by side (actor, recipient) and code, what parties are called whose code many share, or who have none (UNK): the names under which
    the codebook has them, most told first, or the words of the surest statement; nothing where the words say nothing.
    """

    key: int
    id: str
    type: str
    status: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    when: str | None
    where: str | None
    first_reported: str | None
    last_reported: str | None
    disputed: bool
    contested: bool
    publishers: tuple[str, ...]
    sources: tuple[str, ...]
    what: str
    shown: int
    confidence: float
    articles: int
    outlets: int
    voices: int
    known: str
    day: str | None
    called: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def codes(self) -> frozenset[str]:
        """Everyone who takes part."""
        return frozenset(self.actor) | frozenset(self.recipient)


class Taken(NamedTuple):
    """A step in the history of an event, with the key of its statement (model.Step)."""

    key: int
    statement: str
    day: str | None
    step: str
    round: int
    score: float
    reason: str


class Item(NamedTuple):
    """A docket item as it is shown in a row, its state that of the day asked about."""

    id: str
    event: Told
    opened: str | None
    expected: str | None
    dated: bool
    firmness: str
    state: str
    state_date: str | None
    postponed_to: str | None
    ambiguous: bool
    lapses: str | None
    steps: int

    @property
    def due(self) -> str | None:
        """The last of the days (ISO) that somebody gave, None where nobody did."""
        return last_day(self.expected.rpartition("/")[2]) if self.dated and self.expected else None

    def overdue(self, today: str) -> bool:
        """Whether it is pending though the days that somebody gave are over: no outcome was heard of, and it has not lapsed yet."""
        return self.state == "pending" and self.due is not None and self.due < today


class Order(NamedTuple):
    """An order of rows: in the database, and of what is made of the rows where they come from two tables; `falling` turns the latter round."""

    columns: Sequence[ColumnElement]
    key: Callable[[Any], Any]
    falling: bool = False


LATEST = Order([func.coalesce(e.c.last_reported, "").desc(), e.c.voices.desc(), e.c.id.desc()], lambda x: (x.last_reported or "", x.voices, x.id), True)
"""Events by their last report, the latest first."""

MOST_TOLD = Order([e.c.voices.desc(), e.c.outlets.desc(), e.c.confidence.desc(), e.c.id], lambda x: (-x.voices, -x.outlets, -x.confidence, x.id))
"""Events by number of sources, then of publishers, the surest first."""

SOONEST = Order([i.c.expected.is_(None), i.c.due, i.c.expected, func.coalesce(i.c.opened, "9999"), i.c.id],
                lambda x: (x.expected is None, x.expected and last_day(x.expected.rpartition("/")[2]), x.expected, x.opened or "9999", x.id))
"""Items by the end of the days expected, those without last."""


class Dyad(NamedTuple):
    """How many events between two codes are done and ahead, and how many sources and publishers tell of them."""

    a: str
    b: str
    cooperation: int
    conflict: int
    cooperation_ahead: int
    conflict_ahead: int
    sources: int
    publishers: int


def recent(day: str) -> ColumnElement[bool]:
    """The condition that an event was spoken of in a report that counts from the day or later."""
    return e.c.known >= day


def not_before(day: str) -> ColumnElement[bool]:
    """The condition that nobody says that an event was over before the day (ISO): it has no date, or one that reaches the day."""
    when = e.c.when_iso
    through = (and_(when.like("%/" + "_" * n), func.substr(when, func.length(when) + 1 - n) >= day[:n]) for n in (4, 7, 10))
    return or_(when.is_(None), when >= day, when.in_((day[:7], day[:4])), *through)


def is_new(since: str) -> ColumnElement[bool]:
    """The condition that an event is news of a day (ISO) or later: it counts since then (summaries.day_of), or is under way. What is told again is none."""
    return or_(e.c.day >= since, and_(e.c.status == "ongoing", not_before(since)))


def is_first_told(since: str) -> ColumnElement[bool]:
    """The condition that nobody spoke of an event before a day (ISO), whenever it was."""
    return e.c.opened >= since


def near(since: str, until: str, likely: float = 0.0) -> Order:
    """The order of items by how much they matter from one day (ISO) to another: those of which somebody spoke since, or whose days, known better than to a
    year, end between the two; of these those of confidence `likely` or more before the others, then those with a day, then by number of sources, rumours
    last. Then the others. The latest told of first.
    """
    def closeness(x: Item) -> tuple:
        due = x.due and len(x.expected or "") > 4 and since <= x.due <= until
        firm = (x.event.confidence >= likely, x.dated, x.event.voices, x.firmness != "rumoured") if x.event.known >= since or due else ()
        return bool(firm), *firm, x.event.known

    close = or_(recent(since), and_(i.c.dated, func.length(i.c.expected) > 4, i.c.due.between(since, until)))
    firm = (case((~close, 0), (e.c.confidence >= likely, 2), else_=1), *(
        case((close, value), else_=0) for value in (case((i.c.dated, 1), else_=0), e.c.voices, case((i.c.firmness != "rumoured", 1), else_=0))))
    return Order([*(column.desc() for column in firm), e.c.known.desc()], closeness, True)


def since_day(day: str) -> ColumnElement[bool]:
    """The condition that an event counts in a series on the day (ISO) or later."""
    return e.c.day >= day


def item_begins(id_: str) -> ColumnElement[bool]:
    """The condition that the id of an item begins so."""
    return i.c.id.startswith(id_, autoescape=True)


def parties(least: int) -> ColumnElement[bool]:
    """The condition that so many known parties take part in an event."""
    return e.c.parties >= least


def sure(least: float) -> ColumnElement[bool]:
    """The condition that an event has a confidence of so much or more."""
    return e.c.confidence >= least


def in_status(*statuses: str) -> ColumnElement[bool]:
    """The condition that an event has one of the statuses."""
    return e.c.status.in_(statuses)


def of_types(types: Collection[str]) -> ColumnElement[bool]:
    """The condition that an event is of one of the types."""
    return e.c.type.in_(sorted(types))


def told_by_several() -> ColumnElement[bool]:
    """The condition that an event has more than one source."""
    return e.c.voices > 1


def resolved() -> ColumnElement[bool]:
    """The condition that an item of an event was fulfilled, put off, called off or denied, or that the event is disputed."""
    return or_(e.c.disputed, e.c.key.in_(select(i.c.event_key).where(i.c.state.not_in(OPEN_STATES))))


def foretold() -> ColumnElement[bool]:
    """The condition that somebody announced, feared or denied an event: what track records are made of."""
    es, s = t.event_statement, t.statement
    denials = select(es.c.event_key).join(s, s.c.key == es.c.statement_key).where(s.c.status == "denied")
    return or_(e.c.key.in_(select(i.c.event_key)), e.c.key.in_(denials))


def disputed() -> ColumnElement[bool]:
    """The condition that one side denies what another asserts, and both are heard."""
    return and_(e.c.disputed, e.c.contested)


def with_ids(ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that an event is one of these."""
    return e.c.id.in_(ids)


def begins(ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that the id of an event begins with one of these."""
    return or_(false(), *(e.c.id.startswith(id_, autoescape=True) for id_ in ids))


def item_ids(ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that a docket item is one of these."""
    return i.c.id.in_(ids)


def reported(since: str | None, until: str | None) -> list[ColumnElement[bool]]:
    """The conditions that reports of an event count from days (ISO) between these, either of which may be left out."""
    return [*([e.c.known >= since] if since else []), *([e.c.opened <= until] if until else [])]


def due_within(first: str, last: str) -> ColumnElement[bool]:
    """The condition that some of the days for which an item is expected lie between two (ISO)."""
    return and_(i.c.due >= first, i.c.expected < last + "0")  # a longer date that begins with the day, or an interval from it, comes before


def told(row: Sequence) -> Told:
    """An event from its row (the columns of EVENT)."""
    values = list(row)
    for name in ("actor", "recipient", "publishers", "sources"):
        at = EVENT.index(name)
        values[at] = tuple(values[at])
    values[-1] = values[-1] or {}
    return Told(*values)
