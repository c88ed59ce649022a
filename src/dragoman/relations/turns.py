"""When the balance of two streams of events turns, called day by day from what was known that day.

Bayesian online change point detection (Adams and MacKay 2007): each day holds a probability for every day on which the present stretch may
have begun, under a Gamma-Poisson model of both streams whose exposure is what else the coder saw. News comes in bursts, so that counts are
divided by their dispersion first (quasi-likelihood, Wedderburn 1974), learnt from the differences of successive weeks (von Neumann 1941),
which a lasting change of level leaves alone. docs/shifts.md says how each figure below was chosen.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erf, expm1, lgamma, log, log1p, pi, sqrt
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the detector takes for granted. `dispersion` is that of weeks of which nothing is known yet, `lasting` the days a turn must have lasted."""

    dispersion: float
    lasting: int
    certainty: float = 0.85
    a_day: float = 1 / 90
    """Probability that a stretch ends on a day."""
    rise: float = 1.5
    """How many times as many events as before a side must have."""
    steep: float = 6.0
    """The rise that is called after `at_once` days."""
    at_once: int = 2
    fresh: int = 4
    """Days of late in which the rise still goes on."""
    days: int = 3
    """Days, at least, with an event of the side."""
    window: int = 90
    """Days back to which a turn is looked for."""
    near: int = 60
    memory: int = 365
    """Days before the turn that count as before: both spans must be lower."""
    quiet: int = 14
    """Days of history without which there is no before."""
    guard: int = 14
    """Days of late from which dispersion is not learnt, lest a turn hides itself."""
    weeks: int = 4
    """Weeks for which the dispersion given counts."""
    events: float = 1.5
    """Events for which no change of the ratio counts."""


class Turn(NamedTuple):
    """A turn called on `day` that began on `start` (indexes of days); `sign` is 1 where the first stream rose against the second, -1 the other way."""

    day: int
    start: int
    sign: int
    probability: float


class Stretch(NamedTuple):
    """Events of one stream in a stretch against those its history foretells: `seen`, `expected`, dispersion, and how many the history had."""

    seen: Floats
    expected: Floats
    dispersion: float
    before: Floats


def turns(first: Floats, second: Floats, others: Floats, settings: Settings, since: int = 0) -> Iterator[Turn]:
    """The turns of two streams of counts by day, in order, called on the day `since` or later.

    `others` is what else was seen on each day, in the same unit. What is called on a day depends on nothing after it.
    """
    watch = _Watch(first, second, others, settings)
    for day in map(int, np.flatnonzero(first + second)):
        watch.see(day)
        turn = watch.turn(day) if day >= since else None
        if turn:
            yield turn


class _Watch:
    """The state of the detector: `starts` of the present stretch with their log probabilities, and the last turn of each sign."""

    def __init__(self, first: Floats, second: Floats, others: Floats, settings: Settings) -> None:
        self.given = settings
        self.counts = (first, second)
        self.sums = np.array([np.concatenate(([0.0], np.cumsum(x))) for x in (first, second)])
        self.seen = np.concatenate(([0.0], np.cumsum(others + _TINY)))
        self.starts: Days = np.array([0])
        self.mass: Floats = np.array([0.0])
        self.until = 0
        self.learnt = -_WEEK
        self.dispersion = np.full(2, settings.dispersion)
        self.usual = np.ones(2)
        self.called: dict[int, Turn] = {}

    def see(self, day: int) -> None:
        """Take in the days up to this one, on which something occurs."""
        if day - self.learnt >= _WEEK:
            self.dispersion, self.learnt = self._dispersion(day), day
        seen, then = float(self.seen[day]), float(self.seen[day + 1])
        month = _MONTH * seen / max(day, 1) + _TINY
        self.usual = (_HALF + self.sums[:, day] / self.dispersion) / (month + seen)
        ends = min(-expm1(-self.given.a_day * max(day - self.until, 1)), 0.99)
        still, now = self._evidence(day)
        alone = sum(_alone(float(count[day]) / phi, usual, then - seen)
                    for count, phi, usual in zip(self.counts, self.dispersion.tolist(), self.usual.tolist(), strict=True))
        ended = _log_sum(self.mass + still) + log(ends)
        mass = np.concatenate((self.mass + log1p(-ends) + now, (ended + alone,)))
        mass -= _log_sum(mass)
        kept = mass > _NEGLIGIBLE
        kept[-1] = True
        self.starts, self.mass, self.until = np.concatenate((self.starts, (day,)))[kept], mass[kept], day + 1

    def turn(self, day: int) -> Turn | None:
        """The likelier turn that can be called on the day, if any."""
        given = self.given
        first = max(day - given.window + 1, given.quiet)
        begin, *ends = self.starts.searchsorted((first, day - given.at_once + 1, day - given.lasting + 1)).tolist()
        if max(ends) <= begin:
            return None
        starts, mass = self.starts[begin:max(ends)], np.exp(self.mass[begin:max(ends)])
        wanted = [(end - begin, *rest) for end, *rest in zip(ends, (given.steep, given.rise), (0, given.fresh), strict=True)
                  if end > begin and mass[:end - begin].sum() >= given.certainty]
        signs = [sign for sign in (1, -1) if wanted and self._days(sign, first, day) >= min(given.days, given.at_once + 1, given.lasting + 1)]
        found = max((turn for sign in signs for turn in self._likely(sign, starts, mass, day, wanted)), key=attrgetter("probability"), default=None)
        if found is None:
            return None
        last = self.called.get(found.sign)
        if self._days(found.sign, found.start, day) < min(given.days, day + 1 - found.start) or last and found.start <= last.day:
            return None
        self.called[found.sign] = found
        return found

    def _days(self, sign: int, first: int, last: int) -> int:
        """On how many of the days something of the side of the sign occurs."""
        return int(np.count_nonzero(self.counts[0 if sign > 0 else 1][first:last + 1]))

    def _likely(self, sign: int, starts: Days, mass: Floats, day: int, wanted: Sequence[tuple[int, float, int]]) -> Iterator[Turn]:
        """For each rise wanted (of the first so many starts, so steep, and still on in so many days of late) the turn, where it is certain enough."""
        which = 0 if sign > 0 else 1
        rises: list[list[NDArray[np.bool_]]] = [[] for _ in wanted]
        befores = []
        for begin in self._before(starts, sign):
            side = self._side(which, starts, begin, day)
            ratio, spread = _ratio(side, self.given.events)
            for (n, rise, fresh), held in zip(wanted, rises, strict=True):
                held.append((ratio[:n] > log(rise)) * self._is_on(which, starts[:n], begin[:n], day, rise, fresh))
            befores.append((begin, side, ratio, spread))
            # No probability is greater than 1: where what rose has too little mass, the rest need not be known.
            if not any((mass[:n] * np.logical_and.reduce(held)).sum() >= self.given.certainty for (n, *_), held in zip(wanted, rises, strict=True)):
                return
        turned = [self._turned(1 - which, starts, day, *before) for before in befores]
        for (n, *_), held in zip(wanted, rises, strict=True):
            sure = mass[:n] * np.minimum.reduce([np.minimum(rose[:n] * on, more[:n]) for (rose, more), on in zip(turned, held, strict=True)])
            if (probability := float(sure.sum())) >= self.given.certainty:
                yield Turn(day, int(starts[np.argmax(sure)]), sign, probability)

    def _before(self, starts: Days, sign: int) -> Iterator[Days]:
        """Where the spans begin that count as before a stretch: long, short, and since the last turn of the sign, which is no news again."""
        for span in (self.given.memory, self.given.near):
            yield np.maximum(starts - span, 0)
        last = self.called.get(sign)
        if last:
            yield np.where(starts > last.start, last.start, np.maximum(starts - self.given.near, 0))

    def _is_on(self, which: int, starts: Days, begin: Days, day: int, rise: float, fresh: int) -> NDArray[np.bool_] | bool:
        """Whether the rise of a side still goes on in so many days of late."""
        if not fresh:
            return True
        late = self._side(which, np.maximum(starts, day + 1 - fresh), begin, day, starts)
        return late.seen >= rise * np.maximum(late.expected, 0.3 * late.dispersion)

    def _turned(self, which: int, starts: Days, day: int, begin: Days, up: Stretch, ratio: Floats, spread: Floats) -> tuple[Floats, Floats]:
        """For each start the probability that a side rose, and that it rose more than the other (`which`) did."""
        other = self._side(which, starts, begin, day)
        ratio_other, spread_other = _ratio(other, self.given.events)
        rose = _below((ratio - log(self.given.rise)) / np.sqrt(spread))
        by_ratio = (ratio - ratio_other) / np.sqrt(spread + spread_other)
        by_number = (up.seen - up.expected - other.seen + other.expected) / np.sqrt(_spread(up) + _spread(other))
        return rose, _below((np.clip(by_ratio, -_SURE, _SURE) + np.clip(by_number, -_SURE, _SURE)) / sqrt(2))

    def _side(self, which: int, starts: Days, begin: Days, day: int, end: Days | None = None) -> Stretch:
        """What a side has from `starts` to the day, against its rate from `begin` until `end` (the starts, if nothing else is said)."""
        sums, phi = self.sums[which], float(self.dispersion[which])
        end = starts if end is None else end
        before = sums[end] - sums[begin]
        rate = (before / phi + _HALF) / (self.seen[end] - self.seen[begin] + _HALF / self.usual[which])
        return Stretch(sums[day + 1] - sums[starts], phi * rate * (self.seen[day + 1] - self.seen[starts]), phi, before)

    def _evidence(self, day: int) -> tuple[Floats, Floats]:
        """By how much the log marginal likelihood of both sides since each start grows from what was seen last until a day begins, and until it ends.

        Nothing occurs in between; a side on which nothing occurs that day keeps its number of events.
        """
        events = self.sums[:, day:day + 2, None] - self.sums[:, None, self.starts]
        x = 1.0 + events / self.dispersion[:, None, None]
        seen = self.seen[[self.until, day, day + 1]][:, None] - self.seen[self.starts]
        before, still, now = np.log(1.0 / self.usual[:, None, None] + seen).transpose(1, 0, 2)
        had, has = x[:, 0], x[:, 1]
        grown = had * before
        risen = [side for side in (0, 1) if self.counts[side][day]]
        gamma = _log_gamma(x[risen])
        more = (gamma[:, 1] - gamma[:, 0]).sum(0)
        return (grown - had * still).sum(0), (grown - has * now).sum(0) + more

    def _dispersion(self, day: int) -> Floats:
        """Variance over mean of each side's weeks, until the guard; 1 at least."""
        end = max(day - self.given.guard, 0)
        weeks = end // _WEEK
        if weeks < 2:
            return np.full(2, self.given.dispersion)
        by_week = np.diff(self.sums[:, end - weeks * _WEEK:end + 1:_WEEK])
        found = np.mean(np.diff(by_week) ** 2, axis=1) / 2 / np.maximum(by_week.mean(axis=1), _TINY * _TINY)
        learnt = np.maximum(1.0, (self.given.weeks * self.given.dispersion + (weeks - 1) * found) / (self.given.weeks + weeks - 1))
        return np.where(by_week.any(axis=1), learnt, self.given.dispersion)


_WEEK = 7
_MONTH = 30
_HALF = 0.5
_TINY = 1e-3
_NEGLIGIBLE = -12.0
_SURE = 3.0
"""Standard errors beyond which more is not surer: the two measures of the balance may speak against each other."""


def _ratio(side: Stretch, events: float) -> tuple[Floats, Floats]:
    """Log of how many times more events there are than foretold, shrunk towards none, and the variance of that."""
    seen, expected = side.seen / side.dispersion, side.expected / side.dispersion
    known = (expected / (events + expected)) ** 2 / (side.before / side.dispersion + _HALF)
    return np.log((events + seen) / (events + expected)), 1 / (events + seen) + known


def _spread(side: Stretch) -> Floats:
    """Variance of events beyond those foretold."""
    return side.dispersion * (side.seen + 1.0) + side.expected ** 2 / (side.before / side.dispersion + _HALF)


def _alone(events: float, usual: float, seen: float) -> float:
    """Log marginal likelihood of a side on a stretch of one day, with so many events of so many seen."""
    return lgamma(1.0 + events) - log(usual) - (1.0 + events) * log(1.0 / usual + seen)


def _log_sum(logs: Floats) -> float:
    top = float(logs.max())
    return top + log(float(np.exp(logs - top).sum()))


def _log_gamma(x: Floats) -> Floats:
    """Stirling's series, moved up by four; x >= 1, right to 1e-8."""
    y, square = x + 4.0, x * (x + 3.0)
    small = 1.0 / y
    least = small * small
    return (y - 0.5) * np.log(y) - y + _HALF_LOG_TAU + small * (1 / 12 - least * (1 / 360 - least / 1260)) - np.log(square * (square + 2.0))


_HALF_LOG_TAU = 0.5 * log(2 * pi)


_GRID = np.linspace(-6, 6, 2401)
_NORMAL = np.array([(1 + erf(z / sqrt(2))) / 2 for z in _GRID])


def _below(z: Floats) -> Floats:
    """The standard normal distribution function."""
    return np.interp(z, _GRID, _NORMAL)
