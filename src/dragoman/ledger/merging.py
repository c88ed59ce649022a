"""Statements of one event become one event.

Statements are taken in the order of their reports' days, so that what the ledger holds as of a day never depends on
what was reported later. Each joins the event it fits best, or opens one. Events are looked up by kind, pair of
participants and stretch of days, so that the cost grows nearly in line with the number of statements.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dragoman.ledger.clusters import Cluster, Fit, fit
from dragoman.ledger.days import Window, is_assumed, reported, width, window
from dragoman.ledger.kinds import Kind, kind, pairs, participants
from dragoman.ledger.rulings import Rulings
from dragoman.model import Event, Statement, identity

RULES = "1"
"""The version of the rules of merging: a ledger whose events were derived by others derives them anew."""

_LATE = 10 ** 9
_STRETCH = {False: 30, True: 3}
_BROAD = 400
_LOOK_BACK = 60
_ROUTINE = 30
_GOES_ON_WITH = {"ongoing": ("ongoing",), "planned": ("called_off",), "called_off": ("called_off", "planned")}

Key = tuple[Kind, tuple[str, ...], object]


def order(statement: Statement) -> tuple:
    """The place of a statement in the making of events.

    Within a day what is called off comes first (so that the new date of the same day finds the old), then what is dated
    (so that what is not can choose among days that are known). Reports without a date come last.
    """
    day = reported(statement)
    phase = 0 if statement.status == "called_off" else 1 if statement.when else 2
    return _LATE if day is None else day, phase, statement.report, statement.span, statement.id


def merge(statements: Sequence[Statement], rulings: Rulings | None = None) -> list[Event]:
    """Events that the statements tell of, by the day of first report; the order of `statements` does not matter.

    A statement without any participant that is known is an event of its own. An event's id stands for its kind and the
    participants, day of report and date of the statement that opens it, with a number where several are alike: it stays
    the same when later reports come in, and when another reader finds the same statement at other characters. It
    changes when an earlier report of the event is added. LedgerError where a date is malformed.

    `rulings`, a person's judgements, win over every rule: a statement joins the event that one held to be of one with it is in,
    and never one that it is kept apart from.
    """
    rulings = rulings or Rulings()
    homes: dict[str, Cluster] = {}
    index: defaultdict[Key, dict[int, Cluster]] = defaultdict(dict)
    done: dict[tuple[Kind, tuple[str, ...]], tuple[int, int]] = {}
    clusters: list[Cluster] = []
    assumed: dict[str, str] = {}
    for statement in sorted(rulings.apply(statements), key=order):
        home, barred = rulings.home(statement.id, homes), rulings.barred(statement.id, homes)
        kind_ = home.kind if home else kind(statement)
        if not kind_.recurring and is_assumed(statement):
            assumed[statement.id] = statement.when or ""
            statement = replace(statement, when=None)
        members = participants(statement, kind_.mutual)
        days_ = window(statement, kind_.recurring)
        routine = kind_.recurring and _routine(done, kind_, members, statement)
        under = pairs(members)
        near = {number: cluster for place in _looked_up(kind_, statement, days_) for pair in under
                for number, cluster in index.get((kind_, pair, place), {}).items() if number not in barred}
        if home:
            near = {home.number: home}
        best: tuple[float, int, Fit] | None = None
        for number, cluster in near.items():
            found = fit(cluster, statement, members, days_, routine)
            if found and (best is None or (found.score, -number) > best[:2]):
                best = (found.score, -number, found)
        if home:
            cluster = home
            cluster.join(statement, members, days_, rulings.held(statement.id, home, days_, best and best[2]))
        elif best:
            cluster = near[-best[1]]
            cluster.join(statement, members, days_, best[2])
        else:
            cluster = Cluster(len(clusters), kind_, statement, members, days_)
            clusters.append(cluster)
        homes[statement.id] = cluster
        under = pairs(cluster.members)
        for place in _filed(kind_, statement, cluster.rounds[-1].days):
            for pair in under:
                index[kind_, pair, place][cluster.number] = cluster
    return _events(clusters, assumed)


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

    `done`, which is brought up to date, holds the last two days on which a pair did, so that several reports of one day
    do not make a routine.
    """
    day = reported(statement)
    if day is None:
        return False
    found = False
    for pair in pairs(members):
        last, before = done.get((kind_, pair), (-_LATE, -_LATE))
        earlier = last if last < day else before
        found |= day - earlier <= _ROUTINE
        if statement.status in ("occurred", "ongoing") and last < day:
            done[kind_, pair] = (day, last)
    return found


def _events(clusters: list[Cluster], assumed: dict[str, str]) -> list[Event]:
    seen: defaultdict[str, int] = defaultdict(int)
    events = []
    for cluster in clusters:
        first, days_ = cluster.first, cluster.first_days
        name = identity(*cluster.kind[:2], *sorted(cluster.first_members), first.published, first.when and days_)
        seen[name] += 1
        events.append(cluster.event(name if seen[name] == 1 else identity(name, seen[name]), assumed))
    return sorted(events, key=lambda e: (e.first_reported or "9999", e.id))
