"""The ledger read once, from its first event to its last, a few hundred events in memory at a time."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dragoman.briefing import View
from dragoman.ledger import Taken, Told, days, iso
from dragoman.model import Report, Statement


class Whole(NamedTuple):
    """An event with its history and the statements this is made of, in one order; `reports` has those of the events read together."""

    event: Told
    history: list[Taken]
    statements: list[Statement]
    reports: dict[str, Report]


def passing(view: View, texts: bool = True) -> Iterator[Whole]:
    """Every event by the day it was first reported; without `texts` reports are left out, which spares reading them."""
    asked = view.asked
    for part in asked.event_parts():
        histories = asked.told_by([e.key for e in part])
        known = asked.statements(h.key for history in histories.values() for h in history)
        reports = asked.reports(s.report for s in known.values()) if texts else {}
        for e in part:
            history = [h for h in histories[e.key] if h.key in known]
            yield Whole(e, history, [known[h.key] for h in history], reports)


def ends(when: str | None) -> tuple[str | None, str | None]:
    """First and last day of an ISO prefix or interval, as ISO days; nothing where there is none."""
    if not when:
        return None, None
    first, _, last = iso(days(when)).partition("/")
    return first, last or first
