"""Pairs of states: what they do with and to each other, cooperation and conflict kept apart."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.ledger import dyad_pairs
from dragoman.model import QUADS, Event

COOPERATION = tuple(type_ for type_, quad in QUADS.items() if quad.endswith("cooperation"))
"""Types of cooperation, in words or deeds; the others are conflict."""


def tendency(cooperation: int, conflict: int, cooperation_ahead: int = 0, conflict_ahead: int = 0) -> str:
    """closer, apart, both, or quiet: which of the two prevails among events that are not merely feared or denied.

    One prevails when it is at least three events and three times the other.
    """
    good, bad = cooperation + cooperation_ahead, conflict + conflict_ahead
    if good >= 3 and good >= 3 * bad:
        return "closer"
    if bad >= 3 and bad >= 3 * good:
        return "apart"
    return "both" if good + bad >= 3 else "quiet"


@dataclass(frozen=True, slots=True)
class Dyad:
    """Events between two parties, by kind, done (occurred, ongoing) and ahead (planned). Ids of events, the latest first."""

    pair: tuple[str, str]
    cooperation: tuple[str, ...]
    conflict: tuple[str, ...]
    cooperation_ahead: tuple[str, ...]
    conflict_ahead: tuple[str, ...]
    sources: int
    publishers: int

    @property
    def tendency(self) -> str:
        """Which of the two prevails (`tendency`)."""
        return tendency(len(self.cooperation), len(self.conflict), len(self.cooperation_ahead), len(self.conflict_ahead))


def dyads(events: Iterable[Event], about: Iterable[str] = ()) -> list[Dyad]:
    """Dyads of the events, those with most events first. `about` keeps the pairs that hold all of these codes."""
    wanted = set(about)
    kept: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.status not in ("occurred", "ongoing", "planned"):
            continue
        for pair in dyad_pairs(event):
            if wanted <= set(pair):
                kept.setdefault(pair, []).append(event)
    out = []
    for pair, own in kept.items():
        own.sort(key=lambda e: (e.last_reported or "", e.id), reverse=True)
        sides: dict[tuple[bool, bool], list[str]] = {(g, a): [] for g in (True, False) for a in (True, False)}
        for e in own:
            sides[e.type in COOPERATION, e.status == "planned"].append(e.id)
        out.append(Dyad(pair, *map(tuple, (sides[True, False], sides[False, False], sides[True, True], sides[False, True])),
                        sources=len({s for e in own for s in e.sources}), publishers=len({p for e in own for p in e.publishers})))
    return sorted(out, key=lambda d: (-len(d.cooperation + d.conflict + d.cooperation_ahead + d.conflict_ahead), d.pair))
