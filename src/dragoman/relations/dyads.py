"""Pairs of states: what they do with and to each other, cooperation and conflict kept apart."""
from __future__ import annotations

from dragoman.ledger import side_of
from dragoman.model import TYPES

COOPERATION = tuple(type_ for type_ in TYPES if side_of(type_) == "cooperation")
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
