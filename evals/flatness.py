"""Whether a series of measurements stays flat: the slope by Theil and Sen, with its interval."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

WORST_SLOPE, WORST_GROWTH = 20.0, 0.10
"""MB an hour that the lower end of the interval of the slope must not pass, and the share by which the end may lie above the beginning."""


class Flatness(NamedTuple):
    """The slope a unit of time with its 95 per cent interval, first and last level, and by which share the last is more."""

    slope: float
    low: float
    high: float
    first: float
    last: float

    @property
    def growth(self) -> float:
        return (self.last - self.first) / self.first if self.first else 0.0

    @property
    def flat(self) -> bool:
        """Not surely rising by much, and not far above where it began."""
        return self.low <= WORST_SLOPE and self.growth <= WORST_GROWTH


def flatness(stretches: Sequence[Sequence[tuple[float, float]]]) -> Flatness | None:
    """How flat stretches of (time, value) are, each of them a life of a process: only points of one life are compared.

    The slope is the median of the slopes of all pairs, its interval that of Sen (1968, JASA 63:1379) by the normal approximation to Kendall's
    statistic; first and last level are medians of the first and last fifth of the longest stretch. None where no stretch has ten points.
    """
    kept = [np.asarray(s, dtype=float) for s in stretches if len(s) >= 10]
    if not kept:
        return None
    slopes, variance = [], 0.0
    for s in kept:
        i, j = np.triu_indices(len(s), 1)
        slopes.append((s[j, 1] - s[i, 1]) / (s[j, 0] - s[i, 0]))
        variance += len(s) * (len(s) - 1) * (2 * len(s) + 5) / 18
    found = np.sort(np.concatenate(slopes))
    reach = 1.96 * variance ** 0.5 / 2
    low, high = (int(np.clip(round(len(found) / 2 + side * reach), 0, len(found) - 1)) for side in (-1, 1))
    longest = max(kept, key=len)[:, 1]
    fifth = max(2, len(longest) // 5)
    return Flatness(float(np.median(found)), float(found[low]), float(found[high]), float(np.median(longest[:fifth])), float(np.median(longest[-fifth:])))
