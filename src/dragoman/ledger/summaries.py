"""What is stored of an event, so that questions are answered from rows: itself, its pairs, its docket items."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

from dragoman.ledger.bearers import COLLECTIVE, is_named, names_of
from dragoman.ledger.days import days, last_day
from dragoman.ledger.docket import gives_day, items
from dragoman.ledger.kinds import Pair, kind, pairs, participants
from dragoman.ledger.shown import Told
from dragoman.model import DONE, QUADS, DocketItem, Event, Statement

STATELESS = frozenset({"UNK", "IGO", "NGO", "MNC"})
"""Codes that stand for many bodies; a pair with one of them is no dyad."""

_NEAR = 200
"""Characters between a party and the word of the event within which one sentence may hold both."""

_A_WEEK = 7
_A_MONTH = 31


class Rows(NamedTuple):
    """The rows of events, a list a table; and what they add to the counts of dyads."""

    event: list[tuple]
    event_statement: list[tuple]
    event_pair: list[tuple]
    docket_item: list[tuple]
    docket_step: list[tuple]
    dyad_count: Counter[tuple[str, str, str, str]]


OF_EVENTS = Rows._fields[:-1]
"""The tables whose rows belong to one event each, those first that others refer to."""


class Found(NamedTuple):
    """How a statement finds an event: the pairs it may share, to which day, and (None: not) to which day where it tells what came of it."""

    under: Collection[Pair]
    reach: int
    awaited: int | None


def dyad_pairs(event: Event) -> set[tuple[str, str]]:
    """Unordered pairs between which an event takes place: actor with recipient, and the sides of a mutual event; those who demand, ban or deploy together
    do nothing to each other.
    """
    actors, recipients = set(event.actor) - STATELESS, set(event.recipient) - STATELESS
    found = {tuple(sorted((a, r))) for a in actors for r in recipients if a != r}
    if not recipients and len(actors) > 1 and (side_of(event.type) == "cooperation" or event.type == "ASSAULT" and not event.recipient):
        found |= set(combinations(sorted(actors), 2))
    return found  # type: ignore[return-value]


def day_of(event: Event | Told) -> str | None:
    """The day (ISO) an event counts on in a series; None where neither the event nor a report of it is dated, or it is background of no known month.

    What is done counts on the day it happened, where that is known to the day or to an interval of a week (then its first day). What was over a week
    before it was first told of as done is background: known to a month it counts in the middle of that, known less well (*in 2014*) on no day. All else
    that is done counts on the day a report first told of it so, and what is ahead, possible, denied or called off on the day it was first reported. A day
    after the last report of what has happened is a misreading, and is passed over.
    """
    if isinstance(event, Told):
        return event.day
    if not event.first_reported:
        return None
    if event.status not in DONE:
        return last_day(event.first_reported)
    told = next((step.day for step in event.history if step.step in DONE and step.day), event.first_reported)
    if event.when:
        first, last = days(event.when)
        if last - first < _A_WEEK and first <= days(event.last_reported or event.first_reported)[1]:
            return date.fromordinal(first).isoformat()
        if last < days(told)[0] - _A_WEEK:
            return date.fromordinal((first + last) // 2).isoformat() if last - first < _A_MONTH else None
    return last_day(told)


def side_of(type_: str) -> Literal["cooperation", "conflict"]:
    """Whether events of a type are cooperation or conflict."""
    return "cooperation" if QUADS[type_].endswith("cooperation") else "conflict"


def side(type_: str, status: str) -> str:
    """As what an event counts in its dyads: cooperation or conflict, done or ahead."""
    return side_of(type_) + ("_ahead" if status == "planned" else "")


def counted(type_: str, status: str, pairs_: Iterable[tuple[str, str]], sources: Collection[str], publishers: Collection[str]) -> Iterator[tuple]:
    """What an event adds to the counts of its dyads: a, b, what is counted, and a name; nothing where it is merely feared, denied or called off."""
    if status not in ("occurred", "ongoing", "planned"):
        return
    for a, b in pairs_:
        yield a, b, side(type_, status), ""
        for name in sources:
            yield a, b, "source", name
        for name in publishers:
            yield a, b, "publisher", name


def surest(event: Event, known: Mapping[str, Statement]) -> Statement:
    """The statement that shows the event: of those that give it its status, if any, the surest that names its parties beside the word for it; what was
    threatened is shown by who tells that it was done.
    """
    def clearness(s: Statement) -> tuple:
        return s.status != event.status, s.type == "THREATEN" != event.type, -s.confidence * _named(s, event.codes), -s.confidence, s.id

    return min((known[i] for i in event.statements), key=clearness)


def _named(statement: Statement, codes: frozenset[str]) -> float:
    """The share of an event's parties that a statement names beside its trigger."""
    (begin, end), found = statement.span, set()
    for a in (*statement.actor, *statement.recipient):
        if is_named(a) and (a.span is None or a.span[0] - end <= _NEAR and begin - a.span[1] <= _NEAR):
            found.add(a.code)
    return len(found & codes) / len(codes) if codes else 1.0


def is_contested(event: Event, known: Mapping[str, Statement]) -> bool:
    """Whether a statement asserts the event, and another, of another source or later, denies it."""
    statuses = {known[i].status for i in event.statements}
    return "denied" in statuses and bool(statuses & {"occurred", "ongoing", "planned", "possible"})


def is_dated(item: DocketItem, known: Mapping[str, Statement]) -> bool:
    """Whether a statement gives the days expected; else `expected` is the window in which an undated event is waited for, also where it came about
    on a day that is told.
    """
    told = (known[x.statement] for x in item.evidence)
    return any(s.when == item.expected and gives_day(s) for s in told)


def place(code_pair: Pair) -> tuple[str, str]:
    """The row that a pair of participants is looked up by: their codes without the marks of actor and recipient."""
    codes = sorted({code.strip("<>") for code in code_pair})
    return codes[0], codes[-1]


def looked_up(members: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The rows under which the participants of a statement find events; one without participants finds none."""
    return map(place, pairs(members))


def file(rows: Rows, key: int, event: Event, found: Found, known: Mapping[str, Statement], keys: Mapping[str, int]) -> None:
    """Add the rows of an event. `key` is its own; `found` is its Merger's; `known` holds its statements, `keys` their keys."""
    told = [known[i] for i in event.statements]
    shown = surest(event, known)
    known_days = [s.known or "" for s in told]
    rows.event.append((
        key, event.id, event.type, event.status, _listed(event.actor), _listed(event.recipient), event.when, event.where,
        event.first_reported, event.last_reported, event.disputed, is_contested(event, known), _listed(event.publishers),
        _listed(event.sources), shown.trigger, keys[shown.id], round(max(s.confidence for s in told), 3),
        len(event.codes), len(event.reports), len(event.publishers), len(event.sources), len(told), min(known_days), max(known_days),
        found.awaited, day_of(event), _called(event, told, shown)))
    rows.event_statement.extend((keys[step.statement], key, seq, step.step, step.round, step.score, step.reason)
                                for seq, step in enumerate(event.history))
    _pairs(rows, key, event, found, told)
    for item in items(event, known):
        _item(rows, key, item, known, keys)


@lru_cache(maxsize=65536)
def _listed(names: tuple[str, ...]) -> str:
    return json.dumps(names, ensure_ascii=False)


def _called(event: Event, told: Sequence[Statement], shown: Statement) -> str | None:
    """What the parties of shared codes are called, and the actor of an event of none, or to whom it is done where nobody is told to do it (Told.called), as
    JSON; None where nothing says.
    """
    found: dict[str, dict[str, list[str]]] = {}
    ordered = [shown, *(s for s in told if s is not shown)]
    for side, codes in (("actor", event.actor or ("UNK",)), ("recipient", event.recipient or ("UNK",) * (not event.actor))):
        for code in (COLLECTIVE | {"UNK"}).intersection(codes):
            here = [[a.surface for a in getattr(s, side) if a.code == code] for s in ordered]
            if code in event.codes and not any(here):  # who does something together may stand on either side
                here = [[a.surface for a in (*s.actor, *s.recipient) if a.code == code] for s in ordered]
            names = names_of(code, here, (s.published for s in ordered))
            if names and (names != ["people"] or code in event.codes or side == "actor"):
                found.setdefault(side, {})[code] = names
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else None


def _pairs(rows: Rows, key: int, event: Event, found: Found, told: Sequence[Statement]) -> None:
    codes = sorted(event.codes)
    party = set(combinations(codes, 2)) if len(codes) > 1 else {(code, code) for code in codes}
    dyad = dyad_pairs(event)
    rows.dyad_count.update(counted(event.type, event.status, dyad, event.sources, event.publishers))
    own = {*map(place, found.under), *party, *dyad}
    for a, b in sorted(own):
        rows.event_pair.append((key, a, b, event.type, found.reach, (a, b) in party, (a, b) in dyad))
    # What the parties usually do is counted by the types and parties of statements, whatever event they are held to tell of.
    other = {(*pair, s.type) for s in told if s.status in DONE for pair in looked_up(participants(s, kind(s).mutual))}
    rows.event_pair.extend((key, *where, found.reach, False, False) for where in sorted(other - {(*pair, event.type) for pair in own}))


def _item(rows: Rows, key: int, item: DocketItem, known: Mapping[str, Statement], keys: Mapping[str, int]) -> None:
    rows.docket_item.append((
        item.id, key, item.opened, item.expected, item.expected and last_day(item.expected.rpartition("/")[2]),
        is_dated(item, known), item.firmness, item.state, item.state_date, item.state_date and last_day(item.state_date), item.lapses,
        item.postponed_to, item.ambiguous, len(item.evidence)))
    rows.docket_step.extend((item.id, seq, keys[x.statement], x.day, x.step) for seq, x in enumerate(item.evidence))
