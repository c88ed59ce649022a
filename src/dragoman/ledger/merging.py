"""Statements of one event become one event.

Statements are taken in the order of the days from which they count, so that what the ledger holds as of a day never
depends on what was reported later. Each joins the event it fits best, or opens one. Events are looked up by kind, pair
of participants and stretch of days, so that the cost grows nearly in line with the number of statements.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dragoman.ledger.clusters import Cluster, Fit, fit
from dragoman.ledger.days import Window, counted, is_assumed, reported, width, window
from dragoman.ledger.kinds import Kind, kind, pairs, participants
from dragoman.model import Event, Statement, identity

RULES = "2"
"""The version of the rules of merging: a ledger whose events were derived by others derives them anew."""

_LATE = 10 ** 9
_STRETCH = {False: 30, True: 3}
_BROAD = 400
_LOOK_BACK = 60
_ROUTINE = 30
_GOES_ON_WITH = {"ongoing": ("ongoing",), "planned": ("called_off",), "called_off": ("called_off", "planned")}

REACH = 2 * _LOOK_BACK
"""Days after a report of it, and after the days it may fall on, on which an event can still be looked up, at the most."""

Key = tuple[Kind, tuple[str, ...], object]
Pair = tuple[str, ...]


def order(statement: Statement) -> tuple:
    """The place of a statement in the making of events.

    Within a day what is called off comes first (so that the new date of the same day finds the old), then what is dated
    (so that what is not can choose among days that are known). A report without a date has its place by the day from which
    the ledger counts it, and comes last where nobody says.
    """
    day = counted(statement)
    phase = 0 if statement.status == "called_off" else 1 if statement.when else 2
    return _LATE if day is None else day, phase, statement.report, statement.span, statement.id


class Held(NamedTuple):
    """An event that was made before, as it is stored: its number and id, and its statements with what was judged."""

    number: int
    id: str
    taken: Sequence[tuple[Statement, Fit]]


class Merger:
    """Events in the making. Statements are taken in the order of `order`.

    Where events were made before, of statements that come earlier in that order, `number` is the first that none of them
    has, `alike` says how many of them have a name (as an id, or as what `numbered` makes of it), and those that a statement
    may look up must be restored before it is taken. `touched` holds the numbers of events that took a statement in.

    An event's id stands for its kind and the participants, day of report and date of the statement that opens it, with a
    number where several are alike.
    """

    def __init__(self, number: int = 0, alike: Callable[[str], int] | None = None, rulings: object = None) -> None:
        self.clusters: dict[int, Cluster] = {}
        self.ids: dict[int, str] = {}
        self.touched: set[int] = set()
        self.assumed: dict[str, str] = {}
        self.under: dict[int, tuple[Pair, ...]] = {}
        self.reach: defaultdict[int, int] = defaultdict(int)
        self._number, self._before, self._rulings = number, alike, rulings
        self._index: defaultdict[Key, list[int]] = defaultdict(list)
        self._done: dict[tuple[Kind, Pair], tuple[int, int]] = {}
        self._alike: dict[str, int] = {}

    def take(self, statement: Statement) -> int:
        """Put the statement into the event it fits best, or open one. The number of the event.

        A statement without any participant that is known is an event of its own. LedgerError where a date is malformed.
        """
        kind_ = kind(statement)
        statement = self._plain(statement, kind_)
        members = participants(statement, kind_.mutual)
        days_ = window(statement, kind_.recurring)
        under = pairs(members)
        routine = kind_.recurring and _routine(self._done, kind_, members, statement)
        if kind_.recurring:
            _did(self._done, kind_, members, statement)
        near: dict[int, Cluster] = {}
        for place in _looked_up(kind_, statement, days_):
            for pair in under:
                for number in self._index.get((kind_, pair, place), ()):
                    near[number] = self.clusters[number]
        best: tuple[float, int, Fit] | None = None
        for number, cluster in near.items():
            found = fit(cluster, statement, members, days_, routine)
            if found and (best is None or (found.score, -number) > best[:2]):
                best = (found.score, -number, found)
        if best:
            number = -best[1]
            near[number].join(statement, members, days_, best[2])
        else:
            number = self._open(kind_, statement, members, days_)
        self._file(number, statement)
        self.touched.add(number)
        return number

    def restore(self, held: Held) -> None:
        """Go on with an event that was made before, if that has not been done."""
        if held.number in self.clusters:
            return
        for statement, fit_ in held.taken:
            kind_ = kind(statement)
            statement = self._plain(statement, kind_)
            members = participants(statement, kind_.mutual)
            days_ = window(statement, kind_.recurring)
            if held.number in self.clusters:
                self.clusters[held.number].join(statement, members, days_, fit_)
            else:
                self.clusters[held.number] = Cluster(held.number, kind_, statement, members, days_)
                self.ids[held.number] = held.id
            if kind_.recurring:
                _did(self._done, kind_, members, statement)
            self._file(held.number, statement)

    def event(self, number: int) -> Event:
        """The event as far as it has been made."""
        return self.clusters[number].event(self.ids[number], self.assumed)

    def _plain(self, statement: Statement, kind_: Kind) -> Statement:
        """The statement as merging takes it: without a day that only its report's date gives."""
        if kind_.recurring or not is_assumed(statement):
            return statement
        self.assumed[statement.id] = statement.when or ""
        return replace(statement, when=None)

    def _open(self, kind_: Kind, statement: Statement, members: frozenset[str], days_: Window | None) -> int:
        number = self._number
        self._number += 1
        self.clusters[number] = Cluster(number, kind_, statement, members, days_)
        name = identity(*kind_[:2], *sorted(members), statement.published, statement.when and days_)
        if name not in self._alike:
            # A name holds the day of report, and so an earlier event has it only where that is not known.
            self._alike[name] = self._before(name) if self._before and not statement.published else 0
        self._alike[name] += 1
        self.ids[number] = numbered(name, self._alike[name])
        return number

    def _file(self, number: int, statement: Statement) -> None:
        """Make the event found from now on under the pairs of its participants, and the stretches of its days."""
        cluster = self.clusters[number]
        under, days_ = pairs(cluster.members), cluster.rounds[-1].days
        before = self.under.get(number, under)
        self.under[number] = under if before == under else tuple(sorted({*before, *under}))
        self.reach[number] = max(self.reach[number], (days_[1] if days_ else 0) + REACH, (reported(statement) or 0) + REACH)
        for place in _filed(cluster.kind, statement, days_):
            for pair in under:
                found = self._index[cluster.kind, pair, place]
                if number not in found:
                    found.append(number)


def looks_back_to(statement: Statement) -> int:
    """The first day that an event must reach for the statement to look it up (`Merger.reach`)."""
    days_, day = window(statement, kind(statement).recurring), reported(statement)
    return min(days_[0] if days_ else _LATE, _LATE if day is None else day)


def numbered(name: str, count: int) -> str:
    """The id of the first, second and later event of one name."""
    return name if count == 1 else identity(name, count)


def merge(statements: Iterable[Statement], rulings: object = None) -> list[Event]:
    """Events that the statements tell of, by the day of first report; the order of `statements` does not matter.

    An event's id stays the same when later reports come in, and when another reader finds the same statement at other
    characters. It changes when an earlier report of the event is added. LedgerError where a date is malformed.
    """
    merger = Merger(rulings=rulings)
    for statement in sorted(statements, key=order):
        merger.take(statement)
    return sorted(map(merger.event, merger.clusters), key=lambda e: (e.first_reported or "9999", e.id))


def _stretches(kind_: Kind, days_: Window | None, slip: int = 0) -> Iterator[object]:
    """The stretches of days that a window touches; a window of more than a year is its own, and meets its like only."""
    if days_ and width(days_) > _BROAD:
        yield days_
    elif days_:
        stretch = _STRETCH[kind_.recurring]
        yield from range((days_[0] - slip) // stretch, (days_[1] + slip) // stretch + 1)


def _filed(kind_: Kind, statement: Statement, days_: Window | None) -> Iterator[object]:
    """Where an event that took the statement in is found from then on."""
    yield from _stretches(kind_, days_)
    day = reported(statement)
    if day is not None and statement.status in ("ongoing", "called_off", "planned"):
        yield statement.status, day // _LOOK_BACK


def _looked_up(kind_: Kind, statement: Statement, days_: Window | None) -> Iterator[object]:
    """Where the statement looks for its event: among those of its days, and those that its status may go on with."""
    yield from _stretches(kind_, days_, slip=1)
    day = reported(statement)
    if day is not None:
        for status in _GOES_ON_WITH.get(statement.status, ()):
            yield status, day // _LOOK_BACK
            yield status, day // _LOOK_BACK - 1


def _routine(done: dict[tuple[Kind, tuple[str, ...]], tuple[int, int]], kind_: Kind, members: frozenset[str],
             statement: Statement) -> bool:
    """Whether a pair of the participants did the like on an earlier day of the last thirty.

    `done` holds the last two days on which a pair did, so that several reports of one day do not make a routine.
    """
    day = reported(statement)
    if day is None:
        return False
    found = False
    for pair in pairs(members):
        last, before = done.get((kind_, pair), (-_LATE, -_LATE))
        earlier = last if last < day else before
        found |= day - earlier <= _ROUTINE
    return found


def _did(done: dict[tuple[Kind, tuple[str, ...]], tuple[int, int]], kind_: Kind, members: frozenset[str],
         statement: Statement) -> None:
    """Bring `done` up to date: the last two days, in whatever order the statements come."""
    day = reported(statement)
    if day is None or statement.status not in ("occurred", "ongoing"):
        return
    for pair in pairs(members):
        last, before = done.get((kind_, pair), (-_LATE, -_LATE))
        if last < day:
            done[kind_, pair] = (day, last)
        elif before < day < last:
            done[kind_, pair] = (last, day)
