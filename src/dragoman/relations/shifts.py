"""Shifts: the day on which a pair of states is seen to draw closer or apart, and the events that show it (docs/shifts.md)."""
from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Literal, NamedTuple, Self

import numpy as np

from dragoman.model import OURS
from dragoman.relations.series import Occurrence, weight
from dragoman.relations.turns import Floats, Settings, Turn, turns

OWN = Settings(dispersion=1.5, lasting=4, certainty=0.8)
"""For our own events: reports of one event are one."""

OTHERS = Settings(dispersion=3.0, lasting=7, certainty=0.88)
"""For other coders, who code a story as often as it is told: more comes in bursts, and a turn must last longer."""

MANY = frozenset({"REB"})
"""Codes that many groups share: a pair with one of them is no pair."""

_GAP = 14
_WEEK = 7
_SAME = 1.5
_HARDLY = 0.05

SIDES = ("cooperation", "conflict")

Direction = Literal["warming", "cooling"]


class Shift(NamedTuple):
    """A turn of a pair (sorted codes) as one coder's events show it, called on `date` of what was known then; `start` is when it likely began.

    `reason` gives the figures in one line, `events` are ids of what is done in the direction of the turn since its start, the most told
    first. `probability` is that of the turn, 0 to 1; `size` ranks turns: by how many points of Goldstein's scale a week's balance of
    cooperation and conflict moved in the direction of the turn, 0 where the weights say otherwise than the counts.
    """

    pair: tuple[str, str]
    coder: str
    date: str
    start: str
    direction: Direction
    reason: str
    events: tuple[str, ...]
    probability: float
    size: float


def shifts(occurrences: Iterable[Occurrence], noticed: Mapping[str, float], least: int = 8, since: str | None = None) -> list[Shift]:
    """The shifts of each pair by date, then the largest first, called once `least` of its events are done; on the day `since` (ISO) or later.

    The occurrences are of one coder; `noticed` is the weight of all its events by day (`series.noticed`; for other coders, whose events have
    one source each, their number). Of a pair only its own occurrences matter, and for a shift of a day nothing after that day. A coder's
    silence of more than two weeks ends what is known: what comes after begins anew. Only what is done counts; what is ahead is not yet a turn.

    ValueError where the occurrences are of several coders.
    """
    of: defaultdict[tuple[str, str], list[Occurrence]] = defaultdict(list)
    for o in occurrences:
        if o.standing == "done" and not MANY & {o.a, o.b}:
            of[o.a, o.b].append(o)
    if len(coders := {o.coder for own in of.values() for o in own}) > 1:
        raise ValueError(f"shifts are of one coder, not of {', '.join(sorted(coders))}: ask for each apart")
    spans = [span for span in _covered(noticed) if not since or _iso(span.first + len(span.noticed) - 1) >= since]
    found = [shift for pair, own in of.items() if len(own) >= least for span, within in _spread(own, spans) if len(within) >= least
             for shift in _shifts(pair, within, span, least)]
    return sorted((s for s in found if not since or s.date >= since), key=lambda s: (s.date, -s.size, s.pair))


class _Span(NamedTuple):
    """Days that a coder covers without a long silence: the first, and the weight of all events of each."""

    first: int
    noticed: Floats


def _covered(noticed: Mapping[str, float]) -> Iterator[_Span]:
    days = sorted((date.fromisoformat(day).toordinal(), n) for day, n in noticed.items() if n)
    begin = 0
    for i in range(1, len(days) + 1):
        if i == len(days) or days[i][0] - days[i - 1][0] > _GAP:
            first = days[begin][0]
            weights = np.zeros(days[i - 1][0] - first + 1)
            for day, n in days[begin:i]:
                weights[day - first] = n
            yield _Span(first, weights)
            begin = i


def _spread(own: Iterable[Occurrence], spans: Sequence[_Span]) -> Iterator[tuple[_Span, list[tuple[int, Occurrence]]]]:
    """What a pair has in each span, with the day of the span, by day; spans in which it has nothing are left out."""
    dated = sorted(((date.fromisoformat(o.day).toordinal(), o) for o in own), key=itemgetter(0))
    days = [day for day, _ in dated]
    for span in spans:
        begin, end = (bisect_left(days, day) for day in (span.first, span.first + len(span.noticed)))
        if begin < end:
            yield span, [(day - span.first, o) for day, o in dated[begin:end]]


def _shifts(pair: tuple[str, str], within: Sequence[tuple[int, Occurrence]], span: _Span, least: int) -> Iterator[Shift]:
    weighed, plain, points = np.zeros((3, 2, len(span.noticed)))
    others = span.noticed.copy()
    for day, o in within:
        others[day] -= weight(o.sources)
    within = [(day, o) for day, o in within if not o.again]
    for day, o in within:
        side = SIDES.index(o.side)
        plain[side, day] += 1
        weighed[side, day] += weight(o.sources)
        points[side, day] += abs(o.goldstein)
    others = np.maximum(others, 0.0)
    coder = within[0][1].coder
    given = OWN if coder == OURS else OTHERS
    enough = int(np.searchsorted(plain.sum(0).cumsum(), least))
    for turn in turns(weighed[0], weighed[1], others, given, enough):
        rising = 0 if turn.sign > 0 else 1
        shown = sorted((o for day, o in within if turn.start <= day <= turn.day and o.side == SIDES[rising]), key=lambda o: (-o.sources, o.day, o.id))
        reason = "; ".join(_told(SIDES[side], _Rate.of(plain[side], others, turn, given)) for side in (rising, 1 - rising))
        moved, moved_other = (_Rate.of(points[side], others, turn, given) for side in (rising, 1 - rising))
        size = moved.now - moved.before - moved_other.now + moved_other.before
        yield Shift(pair, coder, _iso(span.first + turn.day), _iso(span.first + turn.start), "warming" if turn.sign > 0 else "cooling", reason,
                    tuple(dict.fromkeys(o.id for o in shown)), round(turn.probability, 3), round(max(float(size), 0.0), 1))


class _Rate(NamedTuple):
    """What a side has since a turn, in so many days, and what it had before at the same coverage; `now` and `before` are of a week."""

    since: float
    foretold: float
    days: int

    @classmethod
    def of(cls, counts: Floats, others: Floats, turn: Turn, given: Settings) -> Self:
        begin, end = max(turn.start - given.memory, 0), turn.day + 1
        grown = others[turn.start:end].sum() / max(others[begin:turn.start].sum(), 1.0)
        return cls(float(counts[turn.start:end].sum()), float(counts[begin:turn.start].sum() * grown), end - turn.start)

    @property
    def now(self) -> float:
        """Of a week; what came in less than a week is a week's worth, as no more is known."""
        return self.since * _WEEK / max(self.days, _WEEK)

    @property
    def before(self) -> float:
        """As `now`, of the time before."""
        return self.foretold * _WEEK / max(self.days, _WEEK)


def _told(side: str, rate: _Rate) -> str:
    """One side in words."""
    few = rate.foretold < _HARDLY
    if rate.since == 0:
        return f"no {side}" if few else f"no {side}, {_figure(rate.foretold)} expected from before"
    if rate.foretold / _SAME <= rate.since <= rate.foretold * _SAME:
        return f"{side} as before ({rate.since:.0f} in {rate.days} days)"
    return f"{side} {rate.since:.0f} in {rate.days} days, {'hardly any before' if few else f'{_figure(rate.foretold)} expected from before'}"


def _figure(x: float) -> str:
    return f"{x:.0f}" if x >= 10 else f"{x:.1f}".removesuffix(".0")


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
