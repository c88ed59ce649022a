"""The brief: what happened, what is pending and for when, who says so, who disagrees, who is on edge."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from dragoman.briefing.choice import (
    came_otherwise,
    goes_on,
    goes_stale,
    in_a_row,
    is_between,
    is_bygone,
    is_condition,
    is_dispute,
    is_done,
    is_doubtful,
    is_long_past,
    is_misdated,
    is_of_years,
    is_refused,
    is_sport,
    is_unheard_rumour,
    once,
    tells,
    told_apart,
)
from dragoman.briefing.dyads import shifts
from dragoman.briefing.headlines import LEAST, SURE, doubted, headlines, opening, spread
from dragoman.briefing.names import headline
from dragoman.briefing.view import IS_DONE, View
from dragoman.ledger import (
    MOST_TOLD,
    SOONEST,
    STATELESS,
    Item,
    Ledger,
    Told,
    disputed,
    is_first_told,
    is_new,
    near,
    not_before,
    of_types,
    parties,
    recent,
    sure,
    told_by_several,
)
from dragoman.relations import COUNTED

RECENT = 30
"""Days that the brief looks back on events and items."""

LOOKED_AT = 90
"""Days that the brief looks back on relations, and on who is on edge; and ahead to those on which items are due."""

COMPARED = 100
"""Recent events with several sources whose figures the brief compares."""

YEAR = 365
"""Days that the brief looks back on the record of sources."""

SPOKEN = frozenset({"condemnation", "protest"})
"""Stances that need LEAST sources in the brief where no other is voiced: one minister's word against another state is no unrest of a third."""

ACTED = SPOKEN | {"countermeasure"}
"""Those that do so where they are about one state alone: sanctions on a state for what it does at home are what the two do with each other."""

TURNING = 40
"""Busiest pairs in which the brief looks for turns."""

PARTS = ("headlines", "happened", "pending", "resolved", "shifts", "relations", "on_edge", "disputed", "doubted")
"""Parts of the brief, in the order in which they are shown."""

SHOWN = 8
"""Entries of a part of the brief; the tables show all."""

LIKELY = 0.7
"""Confidence from which what is pending is told before what is less sure, and that what is resolved has at least."""

QUOTED = 24
"""Quotations of an entry at most, so that a brief has a size whatever is told: of what two hundred reports tell, its event has all."""


def brief(ledger: Ledger, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0, since: str | None = None) -> dict:
    """The brief as plain data (`digest`) of a ledger as it stood on a day."""
    with View(ledger, as_of, about, min_confidence) as view:
        return digest(view, since)


def is_unrest(concern: dict) -> bool:
    """Whether a third party is on edge, and has not only one minister speak, or measures of its own against the one it is about."""
    alone = len(set(concern["of"]) - STATELESS) == 1 and not concern["suffered"]
    return concern["sources"] >= LEAST or not (ACTED if alone else SPOKEN).issuperset(concern["kinds"])


def digest(view: View, since: str | None = None) -> dict:
    """The brief as plain data. Every entry carries the statements that show it; nothing stands in it without them.

    It has the PARTS; `covers` says on what it rests. An entry has QUOTED quotations at most, with their steps of its history; `evidence_in_all` is
    how many there are, where they are more.
    What was last heard of or resolved before `since` (an ISO day; else RECENT days back) is left to the tables, as is what was done before it and is only
    told again (ledger.is_new), and what was over before `looked_since`, LOOKED_AT days back or since `since` where that is earlier; what was done before
    `since` and nobody had told (ledger.is_first_told) comes where there is room. `shifts`, `relations` and `on_edge` look at what was reported since
    `looked_since`; `doubted` looks back a year. Of what is pending, what was heard of lately or is due comes in first (ledger.near); what is told in a row
    or in one sentence stands once (`in_a_row`, `once`); what nobody dated and nobody spoke of again does not
    stand in `resolved`.
    What is doubtful is left to the tables (`briefing.choice`): what the reader is not SURE of as new, outcomes that are ambiguous, words that say nothing,
    conditions, what goes on as before, what companies do.
    """
    asked, today = view.asked, date.fromisoformat(view.as_of)
    recently, looked_since, year, soon = ((today - timedelta(days=days)).isoformat() for days in (RECENT, LOOKED_AT, YEAR, -LOOKED_AT))
    since = since or recently
    looked_since = min(looked_since, since)
    done = asked.events(recent(since), is_new(since), IS_DONE, parties(2), sure(SURE), by=MOST_TOLD, most=4 * SHOWN)
    late = asked.events(is_first_told(since), not_before(looked_since), IS_DONE, parties(2), sure(SURE), by=MOST_TOLD, most=3 * SHOWN)
    view.load(e.shown for e in (*done, *late))
    done = [e for e in {e.key: e for e in (*done, *late)}.values() if is_between(e) and tells(view, e.shown) and not is_of_years(e, view.as_of)]
    done = told_apart(done, view.split_off(done))
    denied = asked.events(recent(since), disputed(), parties(1), by=MOST_TOLD, most=SHOWN)
    counted = asked.events(recent(since), IS_DONE, of_types(COUNTED), told_by_several(), parties(1), by=MOST_TOLD, most=COMPARED)
    told = asked.told_by(list({e.key: None for e in (*done, *denied, *counted)}))
    view.load(h.key for history in told.values() for h in history)
    rows = sorted((view.together(row, told) for row in in_a_row(view, done)[:SHOWN]), key=lambda x: (x[0].last_reported or "", x[0].voices), reverse=True)
    done, told = [e for e, _ in rows], told | {e.key: history for e, history in rows}
    pending = _told(view, asked.items("open", parties(2), by=near(min(since, recently), soon, LIKELY), most=6 * SHOWN))
    split = view.split_off([d.event for d in pending])
    pending = [d for d in pending if (d.dated or not goes_stale(d.event, view.as_of, RECENT)) and not is_long_past(d, view.as_of, RECENT) and (
        d.event.id in split or not is_done(d, _done_since(view, d)))]
    pending.sort(key=lambda d: not d.dated and goes_stale(d.event, view.as_of))
    closed = _told(view, asked.items("closed", parties(2), asked.since(since), asked.ended(), asked.unambiguous(), sure(LIKELY),
                                       by=asked.most_evident(), most=3 * SHOWN))
    waiting = once(view, pending)[:2 * SHOWN]
    dated = {d["id"]: d for d in waiting if d["dated"]}
    known = {e.key for e in denied}
    rival = [*denied, *(e for e in counted if e.key not in known and view.disagreements(e, told[e.key]))]

    def shown(e: Told) -> dict:
        return _headed(view.whole(e, told[e.key]), view.as_of)

    disputes = [x for x in map(shown, (e for e in rival[:3 * SHOWN] if e.actor != e.recipient)) if is_dispute(x)]
    made = {
        "as_of": view.as_of, "since": since, "looked_since": looked_since, "about": list(view.about), "min_confidence": view.min_confidence,
        "covers": {**asked.covers(), "coded": [{"coder": c.coder, "events": c.events, "first": c.first, "last": c.last} for c in asked.coders()]},
        "happened": [shown(e) for e in done],
        "pending": [_headed(d, view.as_of) for d in (
            *(dated[d.id] for d in sorted(pending, key=SOONEST.key) if d.id in dated), *(d for d in waiting if not d["dated"]))],
        "resolved": [_headed(d, view.as_of) for d in once(view, [d for d in closed if not is_unheard_rumour(d)]) if not came_otherwise(d)][:SHOWN],
        "disputed": disputes[:SHOWN],
        "shifts": [s for s in shifts(view, looked_since, pairs=busiest(view, looked_since)) if s["date"] <= view.as_of],
        "relations": view.relations(looked_since, SHOWN),
        "on_edge": [c for c in view.concerns(looked_since) if is_unrest(c) and not is_sport([c["name"]])],
        "doubted": doubted(view.settled("person", year))[:SHOWN],
    }
    lines = headlines({**made, "relations": [{**r, "sources": view.heard(r)} for r in made["relations"]],
                       "happened": [{**e, "sources": view.tellers(told[d.key])} for e, d in zip(made["happened"], done, strict=True)]})
    found = {**made, "headlines": lines, "on_edge": made["on_edge"][:SHOWN], "shifts": made["shifts"][:SHOWN]}
    return {**found, **{part: [_some(entry) for entry in found[part]] for part in PARTS}}


def _told(view: View, items: Collection[Item]) -> list[Item]:
    """Those of some items whose words say what is ahead, or came about, and that somebody acts in; what is only a condition of something else is left out."""
    view.load(d.event.shown for d in items)
    kept = []
    for d in items:
        statement, text, _ = view.at_hand(d.event.shown) or (None, "", "")
        if d.event.actor and is_between(d.event) and tells(view, d.event.shown, d.state == "pending") and not (
                d.state == "pending" and (is_doubtful(d.event) or is_misdated(d) or statement and any(
                    has(statement, text) for has in (is_condition, is_bygone, is_refused, goes_on)))):
            kept.append(d)
    return kept


def _done_since(view: View, d: Item) -> list[Told]:
    """What is done of the type of an item between two of its parties, as far as somebody spoke of it since it was opened."""
    codes = sorted(d.event.codes - STATELESS)
    return view.asked.between(codes[0], codes[1], IS_DONE, of_types([d.event.type]), recent(d.opened or "")) if len(codes) > 1 else []


def _headed(entry: dict, as_of: str) -> dict:
    """An event or item with the line that says what it is."""
    return {**entry, "headline": headline(entry, as_of)}


def _some(entry: dict) -> dict:
    """An entry with at most QUOTED quotations, in their order: the first and last, those that decide how it stands, and some of each outlet."""
    evidence = entry["evidence"]
    if len(evidence) <= QUOTED:
        return entry
    ends = {c["statement"] for d in entry.get("disagreements", ()) for c in (*d["claims"][:1], *d["claims"][-1:])}
    surest = max(evidence, key=lambda q: (q["status"] == entry.get("status"), q["confidence"]))
    decisive = [q for q in evidence if q.get("step") == entry.get("state", "")][:1]
    both = [next((q for q in evidence if (q["status"] == "denied") == denied), surest) for denied in (True, False)]
    announced = [opening(entry)] if "opened" in entry else []
    first = [evidence[0], evidence[-1], surest, *decisive, *announced, *both, *(q for q in evidence if q["statement"] in ends), *spread(evidence, QUOTED)]
    kept = list(dict.fromkeys(q["statement"] for q in first))[:QUOTED]
    steps = {"history": [h for h in entry["history"] if h["statement"] in kept]} if "history" in entry else {}
    return {**entry, "evidence": [q for q in evidence if q["statement"] in kept], **steps, "evidence_in_all": len(evidence)}


def busiest(view: View, since: str) -> list[tuple[str, str]]:
    """The pairs with most that is done, of events as `View.lately` takes them; and those with most events of other coders since then."""
    done = sorted((d for d in view.lately(since) if d["cooperation"] + d["conflict"]), key=lambda d: (-d["cooperation"] - d["conflict"], d["pair"]))
    own = [(d["pair"][0], d["pair"][1]) for d in done[:TURNING]]
    return list(dict.fromkeys([*own, *view.asked.coded_pairs(since, TURNING)]))
