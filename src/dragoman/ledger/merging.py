"""Statements of one event become one event.

Statements are taken in the order of the days from which they count, so that what the ledger holds as of a day never
depends on what was reported later. Each joins the event it fits best, or opens one. Events are looked up by kind, pair
of participants and stretch of days, so that the cost grows nearly in line with the number of statements.
"""
from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from dragoman.ledger.by_rules import fit
from dragoman.ledger.by_words import both_threaten, by_words, carried_out, fit_by_words, plainly_off
from dragoman.ledger.clusters import Cluster, Fit, awaits, until
from dragoman.ledger.days import Window, counted, is_assumed, reported, width, window
from dragoman.ledger.habits import Habits
from dragoman.ledger.kinds import MOST_CODES, Kind, Pair, kind, pairs, participants
from dragoman.ledger.match import traits
from dragoman.ledger.retractions import DAYS, correction, takes_back
from dragoman.ledger.rulings import Rulings
from dragoman.model import Event, Statement, identity

RULES = "16"
"""The version of the rules of merging: a ledger whose events were derived by others derives them anew."""

_LATE = 10 ** 9
_STRETCH = {False: 30, True: 3}
_BROAD = 400
_LOOK_BACK = 60
_ROUTINE = 30
USUAL = 90
"""Days over which it is counted how often the parties do the like."""

_GOES_ON_WITH = {"ongoing": ("ongoing",), "planned": ("called_off",), "called_off": ("called_off", "planned")}

REACH = 2 * _LOOK_BACK
"""Days after a report of it, and after the days it may fall on, on which an event can still be looked up, at the most."""

Key = tuple[Kind, tuple[str, ...], object]
Topic = tuple[str, str]

_RAREST = 8
"""Words of a context under which what is announced can be found, with each of its parties."""


def order(statement: Statement) -> tuple:
    """The place of a statement in the making of events.

    Within a day what is called off comes first (so that the new date of the same day finds the old), then what is dated
    (so that what is not can choose among days that are known), last what corrects the others. A report without a date has its place by the day from which
    the ledger counts it, and comes last where nobody says.
    """
    day = counted(statement)
    phase = 3 if takes_back(statement) else 0 if statement.status == "called_off" else 1 if statement.when else 2
    return _LATE if day is None else day, phase, statement.report, statement.span, statement.id


class Awaited(NamedTuple):
    """By what an event is found that announces something, and the last day on which it is."""

    topics: frozenset[Topic]
    until: int


_NOT_AWAITED = Awaited(frozenset(), 0)


class Held(NamedTuple):
    """An event that was made before, as it is stored: its number and id, and its statements with what was judged."""

    number: int
    id: str
    taken: Sequence[tuple[Statement, Fit]]


class Merger:
    """Events in the making. Statements are taken in the order of `order`.

    Where events were made before, of statements that come earlier in that order, `number` is the first that none of them
    has, `alike` says how many of them have a name (as an id, or as what `numbered` makes of it), and those that a statement
    may look up must be restored before it is taken; `recall` gives those that it may look up as another type. `touched` holds
    the numbers of events that took a statement in.

    `rulings`, a person's judgements, win over every rule: a statement (corrected, not rejected) joins the event of those it
    is held together with, and never one of those it is kept apart from. Whoever asks restores these events first.

    An event's id stands for its kind and the participants, day of report and date of the statement that opens it, with a
    number where several are alike.
    """

    def __init__(self, number: int = 0, alike: Callable[[str], int] | None = None, rulings: Rulings | None = None,
                 recall: Callable[[str, Statement], Iterable[Held]] | None = None) -> None:
        self.clusters: dict[int, Cluster] = {}
        self.ids: dict[int, str] = {}
        self.touched: set[int] = set()
        self.assumed: dict[str, str] = {}
        self.under: dict[int, tuple[Pair, ...]] = {}
        self.reach: defaultdict[int, int] = defaultdict(int)
        self.awaited: dict[int, Awaited] = {}
        self._number, self._before, self._rulings, self._recall = number, alike, rulings or Rulings(), recall
        self._homes: dict[str, Cluster] = {}
        self._index: defaultdict[Key, list[int]] = defaultdict(list)
        self._ahead: defaultdict[Topic, dict[int, None]] = defaultdict(dict)
        self._said: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._today = 0
        self._habits = Habits()
        self._alike: dict[str, int] = {}

    def take(self, statement: Statement) -> int:
        """Put the statement into the event it fits best, or open one. The number of the event.

        A statement without any participant that is known is an event of its own. LedgerError where a date is malformed.
        """
        home = self._rulings.home(statement.id, self._homes)
        barred = self._rulings.barred(statement.id, self._homes)
        given, kind_ = statement, home.kind if home else kind(statement)
        statement = self._plain(given, kind_)
        members = participants(statement, kind_.mutual)
        days_ = window(statement, kind_.recurring)
        under = pairs(members)
        if home and self._recall and kind_.type != given.type:
            for held in self._recall(kind_.type, given):
                self.restore(held)
        day = reported(statement)
        routine = kind_.recurring and any(self._habits.lately(kind_.type, [pair], day, _ROUTINE) for pair in under)
        density = self._habits.lately(kind_.type, under, day, USUAL)
        self._habits.note(given)
        near: dict[int, Cluster] = {}
        for place in _looked_up(kind_, statement, days_):
            for pair in under:
                for number in self._index.get((kind_, pair, place), ()):
                    near[number] = self.clusters[number]
        awaited = self._awaited(statement)
        candidates = {home.number: home} if home else near | awaited
        traits_ = traits(statement) if candidates else None
        best = None if home else self._taken_back(given, barred)
        for number, cluster in () if best else candidates.items():
            if number in barred:
                continue
            asked = number in awaited or by_words(cluster, statement)
            found = (fit_by_words(cluster, traits_, density) or carried_out(cluster, traits_, density)) if asked else None
            if not asked or not found and plainly_off(cluster, statement):
                found = fit(cluster, statement, members, days_, routine)
            if found and (best is None or (found.score, -number) > best[:2]):
                best = (found.score, -number, found)
        if home:
            number = home.number
            home.join(statement, self._rulings.held(statement.id, home, days_, best and best[2]))
        elif best:
            number = -best[1]
            self.clusters[number].join(self._plain(given, self.clusters[number].kind), best[2])
        else:
            number = self._open(kind_, statement, members, days_)
        self._file(number, statement)
        self.touched.add(number)
        return number

    def restore(self, held: Held) -> None:
        """Go on with an event that was made before, if that has not been done."""
        if held.number in self.clusters:
            return
        for given, fit_ in held.taken:
            cluster = self.clusters.get(held.number)
            kind_ = cluster.kind if cluster else kind(given)
            statement = self._plain(given, kind_)
            if cluster:
                cluster.join(statement, fit_)
            else:
                self.clusters[held.number] = Cluster(held.number, kind_, statement)
                self.ids[held.number] = held.id
            self._habits.note(given)
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
        self.clusters[number] = Cluster(number, kind_, statement)
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
        if self._rulings:
            self._homes[statement.id] = cluster
        self._note_said(number, statement)
        under, days_ = pairs(cluster.members), cluster.rounds[-1].days
        before = self.under.get(number, under)
        self.under[number] = under if before == under else tuple(sorted({*before, *under}))
        self.reach[number] = max(self.reach[number], (days_[1] if days_ else 0) + REACH, (reported(statement) or 0) + REACH)
        for kind_ in (cluster.kind, *cluster.acts):
            for place in _filed(kind_, statement, days_):
                for pair in under:
                    found = self._index[kind_, pair, place]
                    if number not in found:
                        found.append(number)
        self._await(number, counted(statement))

    def _await(self, number: int, day: int | None) -> None:
        """Make the event found by what it announces, as long as that is waited for; what it announced before it was over is let go.

        This depends on the event's own statements alone, so that an event that is restored is found as if it had been made here.
        """
        cluster = self.clusters[number]
        topics, last = self.awaited.pop(number, _NOT_AWAITED)
        waits = awaits(cluster)
        if not waits or day is not None and last < day:
            for topic in topics:
                self._ahead[topic].pop(number, None)
            topics = frozenset()
        if waits and (more := frozenset(_topics(cluster.announced[-1].statement))) | topics:
            for topic in more:
                self._ahead[topic][number] = None
            end = until(cluster)
            self.awaited[number] = Awaited(topics | more, _LATE if end is None else end)

    def _taken_back(self, statement: Statement, barred: Collection[int]) -> tuple[float, int, Fit] | None:
        """The event of which the statement takes back what its publisher said of it, with how surely, if there is one."""
        day = counted(statement)
        if day is None or not takes_back(statement):
            return None
        numbers = {n for back in range(DAYS + 1) for n in self._said.get(day - back, {}).get(statement.publisher or "", ())} - set(barred)
        found = [(fit_.score, -number, fit_) for number in numbers if (fit_ := correction(self.clusters[number], statement))]
        return max(found, default=None, key=lambda x: x[:2])

    def _note_said(self, number: int, statement: Statement) -> None:
        """Make the event found for some days under who reported it: the publisher may take it back."""
        day = counted(statement)
        if day is None or not statement.publisher:
            return
        if day > self._today:
            self._today = day
            for gone in [d for d in self._said if d < day - DAYS]:
                del self._said[gone]
        self._said[day][statement.publisher].append(number)

    def _awaited(self, statement: Statement) -> dict[int, Cluster]:
        """Events announced and still waited for that the statement may tell of: it shares two parties, or a party and a rare word."""
        found: dict[int, Cluster] = {}
        day = counted(statement)
        if not statement.context or day is None:
            return found
        for topic in _topics(statement):
            held = self._ahead.get(topic)
            for number in list(held) if held else ():
                if self.awaited[number].until < day:
                    del held[number]
                    continue
                cluster = self.clusters[number]
                if statement.report not in cluster.reports and not both_threaten(cluster, statement):
                    found[number] = cluster
        return found


def _topics(statement: Statement) -> Iterator[Topic]:
    """Pairs of parties, and each party with each of the rarest words of the statement."""
    if not statement.context:
        return
    codes = sorted(frozenset().union(*statement.codes))[:MOST_CODES]
    words = statement.context[:_RAREST]
    for i, one in enumerate(codes):
        yield from ((one, other) for other in codes[i + 1:])
        yield from ((one, word) for word in words)


def looks_back_to(statement: Statement) -> int:
    """The first day that an event must reach for the statement to look it up (`Merger.reach`)."""
    days_, day = window(statement, kind(statement).recurring), reported(statement)
    return min(days_[0] if days_ else _LATE, _LATE if day is None else day)


def numbered(name: str, count: int) -> str:
    """The id of the first, second and later event of one name."""
    return name if count == 1 else identity(name, count)


def merge(statements: Iterable[Statement], rulings: Rulings | None = None) -> list[Event]:
    """Events that the statements tell of, by the day of first report; the order of `statements` does not matter.

    An event's id stays the same when later reports come in, and when another reader finds the same statement at other
    characters. It changes when an earlier report of the event is added. `rulings` correct and reject statements, and hold them
    together or apart. LedgerError where a date is malformed.
    """
    rulings = rulings or Rulings()
    merger = Merger(rulings=rulings)
    with uncollected():
        for statement in sorted(rulings.apply(statements), key=order):
            merger.take(statement)
        return sorted(map(merger.event, merger.clusters), key=lambda e: (e.first_reported or "9999", e.id))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for cycles, which merging makes none of: among millions of objects it takes half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


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
