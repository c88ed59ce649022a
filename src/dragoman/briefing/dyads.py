"""Pairs over time as plain data: their series, the turns called in them, and blocs; of our own events and of other coders'."""
from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dragoman.briefing.coded import quoted
from dragoman.briefing.names import all_of
from dragoman.briefing.view import View
from dragoman.ledger import Taken, Told, in_status, last_day, side_of, since_day
from dragoman.model import DONE, OURS
from dragoman.relations import GOLDSTEIN, STANDINGS, Occurrence, Shift, coded_occurrences, noticed, occurrences
from dragoman.relations import blocs as blocs_of
from dragoman.relations import series as series_of
from dragoman.relations import shifts as shifts_of
from dragoman.relations import totals as totals_of

SHOWN = 5
"""Quotations, or events of another coder, shown for a shift."""

COUNTS = in_status(*STANDINGS)


def coders(view: View) -> list[str]:
    """Who coded what the ledger holds: Dragoman, then others by name."""
    return [OURS, *(c.coder for c in view.asked.coders())]


def series(view: View, a: str, b: str, by: str = "week", directed: bool = False, coder: str | None = None, since: str | None = None) -> list[dict]:
    """The series of a pair (relations.series), each coder's apart, by period; from a day (ISO) on where that is given.

    Other coders' events count after the ledger's last report too, but for a view as of a day.
    """
    pair = min(a, b), max(a, b)
    found = [row for name in _chosen(view, coder)
             for row in series_of(_occurrences(view, name, pair, since), totals(view, name, since), by, directed, since, view.until)]
    return sorted(found, key=lambda row: (row["start"], row["coder"] != OURS, row["coder"]))


def totals(view: View, coder: str, since: str | None = None) -> dict[str, int]:
    """How many events of a coder are done on each day, whoever takes part."""
    if coder != OURS:
        return {row.day: row.events for row in view.asked.coded_totals(coder, since)}
    return totals_of(view.asked.done_by_day(since))


def shifts(view: View, since: str | None = None, coder: str | None = None, pairs: Collection[tuple[str, str]] | None = None) -> list[dict]:
    """The turns called in pairs (relations.shifts), the latest first, each with the words or events behind it; from a day (ISO) on.

    Of one coder or of all, each apart; of the pairs given (sorted codes), or of those that all codes the view is about are of.
    """
    if pairs is None and len(set(view.about)) == 2:
        pairs = [(min(view.about), max(view.about))]
    found = [s for name in _chosen(view, coder) for s in _called(view, name, pairs, since)]
    found.sort(key=lambda s: (s.date, s.size), reverse=True)
    told = view.asked.events_by_id(id_ for s in found if s.coder == OURS for id_ in s.events)
    coded = view.asked.coded_by_id(id_ for s in found if s.coder != OURS for id_ in s.events[:SHOWN])
    behind = {s: [told[id_] for id_ in s.events[:SHOWN]] for s in found if s.coder == OURS}
    histories = view.asked.told_by(list({e.key for events in behind.values() for e in events}))
    shown = {s: [_shown_by(s.date, e, histories[e.key]) for e in events] for s, events in behind.items()}
    view.load(key for keys in shown.values() for key in keys)
    shown = {s: sorted(keys, key=lambda key, pair=s.pair: not view.names(key, pair)) for s, keys in shown.items()}
    return [{**s._asdict(), "pair": list(s.pair), "names": [all_of(code, [told[id_] for id_ in s.events if id_ in told]) for code in s.pair],
             "events": list(s.events),
             "sources": len({name for id_ in s.events for name in told[id_].sources}) if s.coder == OURS else None,
             "evidence": view.evidence(shown[s]) if s.coder == OURS
             else [quoted(coded[id_]) for id_ in s.events[:SHOWN]]} for s in found]


def _shown_by(day: str, event: Told, history: Sequence[Taken]) -> int:
    """The statement that shows an event behind a turn: the surest, but what was published after the turn was called only where nothing was before."""
    told = [h.key for h in history if h.day and last_day(h.day) <= day and h.step in DONE]
    return event.shown if event.shown in told or not told else told[-1]


def blocs(view: View, least: int = 3, coder: str = OURS, since: str | None = None) -> list[dict]:
    """Alliances of several (relations.blocs) with names, as one coder has them."""
    done = _done(view) if coder == OURS else coded_occurrences(view.asked.coded_events(coder=coder))
    found = blocs_of((o for o in done if not since or o.day >= since), least)
    return [{**bloc, "names": [all_of(code) for code in bloc["members"]], "coder": coder} for bloc in found]


def _chosen(view: View, coder: str | None) -> list[str]:
    return [name for name in coders(view) if coder in (None, name)]


def _occurrences(view: View, coder: str, pair: tuple[str, str], since: str | None) -> list[Occurrence]:
    """What a coder has of a pair."""
    if coder != OURS:
        return list(coded_occurrences(view.asked.coded(*pair, coder=coder, since=since)))
    told = view.asked.between(*pair, COUNTS, *([since_day(since)] if since else []))
    return [o for o in occurrences(told) if pair == (o.a, o.b)]


def _done(view: View, pairs: Collection[tuple[str, str]] | None = None) -> Iterator[Occurrence]:
    """What our own reports tell that was done between pairs, or between all; who acts is left open."""
    return (Occurrence(day, a, b, a, b, type_, side_of(type_), "done", GOLDSTEIN[type_], id_, OURS, voices)
            for a, b, day, type_, voices, id_ in view.asked.done_between(pairs))


def _called(view: View, coder: str, pairs: Collection[tuple[str, str]] | None, since: str | None) -> list[Shift]:
    if coder != OURS:
        events = view.asked.coded_events(coder=coder) if pairs is None else [e for pair in pairs for e in view.asked.coded(*pair, coder=coder)]
        return shifts_of(coded_occurrences(events), totals(view, coder), since=since)
    return shifts_of(_done(view, pairs), noticed(view.asked.done_by_day()), since=since)

