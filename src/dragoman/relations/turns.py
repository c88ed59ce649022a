"""When the balance of two streams of events turns, called day by day from what was known that day.

Bayesian online change point detection (Adams and MacKay 2007): each day holds a probability for every day on which the present stretch may
have begun, under a Gamma-Poisson model of both streams whose exposure is what else the coder saw. News comes in bursts, so that counts are
divided by their dispersion first (quasi-likelihood, Wedderburn 1974), learnt from the differences of successive weeks (von Neumann 1941),
which a lasting change of level leaves alone. docs/shifts.md says how each figure below was chosen.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import erf, expm1, log, log1p, sqrt
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
            self.dispersion, self.learnt = np.array([self._dispersion(0, day), self._dispersion(1, day)]), day
        month = _MONTH * self.seen[day] / max(day, 1) + _TINY
        self.usual = (_HALF + self.sums[:, day] / self.dispersion) / (month + self.seen[day])
        ends = min(-expm1(-self.given.a_day * max(day - self.until, 1)), 0.99)
        before, still, now = self._evidence(self.starts, self.until, day, day + 1)
        none, alone = self._evidence(np.array([day]), day, day + 1)
        ended = _log_sum(self.mass + still - before) + log(ends)
        mass = np.append(self.mass + log1p(-ends) + now - before, ended + alone - none)
        self.starts = np.append(self.starts, day)
        mass -= _log_sum(mass)
        kept = mass > _NEGLIGIBLE
        kept[-1] = True
        self.starts, self.mass, self.until = self.starts[kept], mass[kept], day + 1

    def turn(self, day: int) -> Turn | None:
        """The likelier turn that can be called on the day, if any."""
        steep = self._likeliest(day, self.given.at_once, self.given.steep, 0)
        found = max(filter(None, (steep, self._likeliest(day, self.given.lasting, self.given.rise, self.given.fresh))),
                    key=lambda turn: turn.probability, default=None)
        if found is None:
            return None
        rising = self.counts[0 if found.sign > 0 else 1][found.start:day + 1]
        last = self.called.get(found.sign)
        if np.count_nonzero(rising) < min(self.given.days, len(rising)) or last and found.start <= last.day:
            return None
        self.called[found.sign] = found
        return found

    def _likeliest(self, day: int, lasting: int, rise: float, fresh: int) -> Turn | None:
        may = (self.starts > day - self.given.window) & (self.starts >= self.given.quiet) & (self.starts <= day - lasting)
        starts, mass = self.starts[may], np.exp(self.mass[may])
        if mass.sum() < self.given.certainty:
            return None
        found = []
        for sign in (1, -1):
            held = mass * np.minimum.reduce([self._turned(starts, begin, day, sign, rise, fresh) for begin in self._before(starts, sign)])
            found.append(Turn(day, int(starts[np.argmax(held)]), sign, float(held.sum())))
        best = max(found, key=lambda turn: turn.probability)
        return best if best.probability >= self.given.certainty else None

    def _before(self, starts: Days, sign: int) -> Iterator[Days]:
        """Where the spans begin that count as before a stretch: long, short, and since the last turn of the sign, which is no news again."""
        for span in (self.given.memory, self.given.near):
            yield np.maximum(starts - span, 0)
        last = self.called.get(sign)
        if last:
            yield np.where(starts > last.start, last.start, np.maximum(starts - self.given.near, 0))

    def _turned(self, starts: Days, begin: Days, day: int, sign: int, rise: float, fresh: int) -> Floats:
        """For each start the probability that the side of the sign rose, and more than the other did."""
        up, other = (self._side(which, starts, begin, day) for which in ((0, 1) if sign > 0 else (1, 0)))
        (ratio, spread), (ratio_other, spread_other) = (_ratio(side, self.given.events) for side in (up, other))
        rose = _below((ratio - log(self.given.rise)) / np.sqrt(spread)) * (ratio > log(rise))
        by_ratio = (ratio - ratio_other) / np.sqrt(spread + spread_other)
        by_number = (up.seen - up.expected - other.seen + other.expected) / np.sqrt(_spread(up) + _spread(other))
        more = _below((np.clip(by_ratio, -_SURE, _SURE) + np.clip(by_number, -_SURE, _SURE)) / sqrt(2))
        if fresh:
            late = self._side(0 if sign > 0 else 1, np.maximum(starts, day + 1 - fresh), begin, day, starts)
            rose = rose * (late.seen >= rise * np.maximum(late.expected, 0.3 * late.dispersion))
        return np.minimum(rose, more)

    def _side(self, which: int, starts: Days, begin: Days, day: int, end: Days | None = None) -> Stretch:
        """What a side has from `starts` to the day, against its rate from `begin` until `end` (the starts, if nothing else is said)."""
        sums, phi = self.sums[which], float(self.dispersion[which])
        end = starts if end is None else end
        before = sums[end] - sums[begin]
        rate = (before / phi + _HALF) / (self.seen[end] - self.seen[begin] + _HALF / self.usual[which])
        return Stretch(sums[day + 1] - sums[starts], phi * rate * (self.seen[day + 1] - self.seen[starts]), phi, before)

    def _evidence(self, starts: Days, *ends: int) -> Floats:
        """Log marginal likelihood of the days from each start until each end (a row each), both sides, less what all share."""
        until = np.array(ends)[:, None]
        x = 1.0 + (self.sums[:, until] - self.sums[:, None, starts]) / self.dispersion[:, None, None]
        usual = 1.0 / self.usual[:, None, None]
        return (_log_gamma(x) + np.log(usual) - x * np.log(usual + self.seen[until] - self.seen[starts])).sum(0)

    def _dispersion(self, which: int, day: int) -> float:
        """Variance over mean of a side's weeks, until the guard; 1 at least."""
        end = max(day - self.given.guard, 0)
        weeks = end // _WEEK
        by_week = np.diff(self.sums[which][end - weeks * _WEEK:end + 1:_WEEK])
        if weeks < 2 or not by_week.any():
            return self.given.dispersion
        found = float(np.mean(np.diff(by_week) ** 2) / 2 / by_week.mean())
        return max(1.0, (self.given.weeks * self.given.dispersion + (weeks - 1) * found) / (self.given.weeks + weeks - 1))


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


def _log_sum(logs: Floats) -> float:
    top = float(logs.max())
    return top + log(float(np.exp(logs - top).sum()))


def _log_gamma(x: Floats) -> Floats:
    """Stirling's series, moved up by four; x >= 1, right to 1e-8."""
    y = x + 4.0
    return (y - 0.5) * np.log(y) - y + 0.5 * log(2 * np.pi) + 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5) - np.log(
        x * (x + 1) * (x + 2) * (x + 3))


_GRID = np.linspace(-6, 6, 2401)
_NORMAL = np.array([(1 + erf(z / sqrt(2))) / 2 for z in _GRID])


def _below(z: Floats) -> Floats:
    """The standard normal distribution function."""
    return np.interp(z, _GRID, _NORMAL)
