"""What a page shows of a ledger, a part at a time: one event, one item, one report with all that is read in it, lists by pages."""
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from dragoman.briefing.names import all_of, bodies_in, headline, listed, name_of
from dragoman.briefing.quoting import chain_of
from dragoman.briefing.view import UNDER_WAY, View
from dragoman.ledger import (
    COLLECTIVE,
    Item,
    Told,
    bearer,
    days,
    due_within,
    dyad_pairs,
    in_status,
    item_ids,
    last_day,
    of_types,
    read_as,
    reported,
    shown,
    side,
    with_ids,
)
from dragoman.model import DONE, Actor, Source, Statement

MOST = 200
"""Rows that one answer gives at most."""

_PAIRS = 6

CORRECTED = ("type", "status", "actor", "recipient", "when", "where", "said_by")
"""What a person may correct, in the order in which a page shows it."""


def events(view: View, types: Collection[str] = (), statuses: Collection[str] = (), since: str | None = None, until: str | None = None,
           limit: int = 50, offset: int = 0) -> dict:
    """A page of events, the latest reported first: `rows`, each with `headline` and the quotation that shows it; and how many there are in `total`.

    `since` and `until` are ISO days between which it was reported.
    """
    wanted = [*([of_types(types)] if types else []), *([in_status(*statuses)] if statuses else []), *reported(since, until)]
    found = view.asked.events(*wanted, most=min(limit, MOST), skip=offset)
    total = view.asked.count(*wanted)
    return {"rows": rows_of(view, found), "total": total}


def rows_of(view: View, found: Sequence[Told]) -> list[dict]:
    """Events as rows, each with `headline` and `shown`, the quotation that shows it."""
    view.load(e.shown for e in found)
    rows = []
    for e in found:
        entry = view.event(e, ())
        del entry["history"], entry["statements"]
        rows.append({**entry, "headline": headline(entry, view.as_of), "names": _names(e), "shown": next(iter(view.evidence([e.shown])), None)})
    return rows


def event(view: View, id_: str) -> dict | None:
    """An event with its history, its quotations by statement, what its sources disagree about, and its docket `items`. None where there is none."""
    found = view.asked.events(with_ids([id_]))
    if not found:
        return None
    e = found[0]
    history = view.asked.told_by([e.key])[e.key]
    entry = view.whole(e, history)
    items = view.asked.items("all", with_ids([id_]))
    quoted = {q["statement"]: q for q in entry["evidence"]}
    steps = [{**step, "quotation": quoted.get(step["statement"])} for step in entry["history"]]
    return {**entry, "headline": headline(entry, view.as_of), "names": _names(e), "history": steps, "voices": _voices(e, entry["evidence"]),
            "outlets": list(e.publishers),
            "pairs": _pairs(e), "items": [{**d, "headline": headline(d, view.as_of)} for d in view.items(items)]}


def items(view: View, state: str = "open", limit: int = 50, offset: int = 0) -> dict:
    """A page of docket items, the soonest first: `rows` without quotations, `total`, and how many there are in each state (`states`)."""
    found = view.asked.items(state, most=min(limit, MOST), skip=offset)
    states = view.asked.states()
    return {"rows": _items(view, found), "total": _in(states, state), "states": states}


def month(view: View, first: str, last: str, state: str = "all", each: int = 6, most: int = 100) -> dict:
    """The items of a state for which days between two (ISO) are expected, the soonest first: `days`, by day those that a statement dates to it, and
    `loose`, those without a day of their own. Each has the first `items`, so many of `each` day and so many loose ones at `most`, and how many there
    are in all (`total`).
    """
    days: dict[str, dict] = {}
    loose = {"items": [], "total": 0}
    for d in view.asked.items(state, due_within(first, last)):
        exact = d.dated and d.expected and len(d.expected) == 10
        group = days.setdefault(d.expected, {"items": [], "total": 0}) if exact else loose
        group["total"] += 1
        if len(group["items"]) < (each if exact else most):
            group["items"].append(d)
    rows = {row["id"]: row for row in _items(view, [d for group in (*days.values(), loose) for d in group["items"]])}
    for group in (*days.values(), loose):
        group["items"] = [rows[d.id] for d in group["items"]]
    return {"days": days, "loose": loose}


def item(view: View, id_: str) -> dict | None:
    """A docket item with its evidence, its event's id, and the other items of that event. None where there is none."""
    found = view.asked.items("all", item_ids([id_]))
    if not found:
        return None
    [entry] = view.items(found)
    e = found[0].event
    others = [d for d in view.asked.items("all", with_ids([e.id])) if d.id != id_]
    return {**entry, "headline": headline(entry, view.as_of), "event": e.id, "names": _names(e), "pairs": _pairs(e), "others": _items(view, others)}


def report(view: View, id_: str) -> dict | None:
    """A report with its text, and all that the last reading found in it: `statements`, each as it counts now, with its places in the text.

    A statement has `spans` (`trigger`, `actor`, `recipient`, `source`: lists of character pairs), `event` (id and headline, where it counts),
    `rejected`, and what a person judged. What was published after the view's day is None, as is what is not there.
    """
    held = view.asked.reports([id_]).get(id_)
    known = view.asked.read_in(id_) if held else {}
    if held is None or not view.asked.is_known(id_):
        return None
    homes = view.asked.homes(known)
    original = view.asked.originals([id_]).get(id_)
    now = {key: fixed for key, s in known.items() for fixed in view.asked.rulings.apply([s])}
    statements = [_statement(view, s, now.get(key), homes.get(key)) for key, s in sorted(known.items(), key=lambda pair: (pair[1].span, pair[1].id))]
    return {"id": held.id, "title": held.title, "published": held.published, "publisher": held.publisher, "url": held.url, "dated_by": held.dated_by,
            "text": held.text, "copy_of": original, "statements": statements}


class Choice(NamedTuple):
    """What is chosen among the events of a pair: those counted as one of SIDES, those that name a body, those done or planned that a series counts within
    some days (an ISO prefix or interval); empty words leave it open.
    """

    side: str = ""
    body: str = ""
    within: str = ""

    def of(self, found: Sequence[Told], counted: Sequence[Told], pair: Sequence[str]) -> list[Told]:
        """The events of a pair that are chosen; `counted` are those of them that its counts hold."""
        chosen = [e for e in counted if side(e.type, e.status) == self.side] if self.side else list(found)
        if self.body:
            chosen = [e for e in chosen if any(self.body in bodies_in(code, e) for code in pair)]
        if self.within:
            first, last = days(self.within)
            chosen = [e for e in chosen if e.status in (*DONE, "planned") and e.day and first <= days(e.day)[0] <= last]
        return chosen


ALL = Choice()


def dyad(view: View, a: str, b: str, limit: int = 50, offset: int = 0, choice: Choice = ALL) -> dict:
    """What happens between two: `counts` a side, without plans that lapsed, the sources and publishers that tell of these, over how many `days` the two were
    reported on, a page of all `events` (the latest first) and the `total` of them.

    `bodies` are those that stand behind a code that many share, each with how many of all events name it. `chosen` says how many events the `choice` leaves.
    """
    found = view.asked.between(a, b)
    counted = view.asked.between(a, b, UNDER_WAY, view.asked.not_lapsed())
    bodies = Counter((code, name) for e in found for code in (a, b) if code in COLLECTIVE for name in bodies_in(code, e))
    chosen = choice.of(found, counted, (a, b))
    first = min((last_day(e.first_reported) for e in found if e.first_reported), default=None)
    return {"pair": [a, b], "names": [all_of(a, found), all_of(b, found)], "counts": dict(Counter(side(e.type, e.status) for e in counted)),
            "sources": len({s for e in counted for s in e.sources}), "publishers": len({x for e in counted for x in e.publishers}), "total": len(found),
            "days": (date.fromisoformat(max(e.known for e in found)) - date.fromisoformat(first)).days if first else 0,
            "bodies": [{"code": code, "name": name, "events": n} for (code, name), n in bodies.most_common()],
            "chosen": len(chosen), "events": rows_of(view, chosen[offset:offset + min(limit, MOST)])}


def _items(view: View, found: Sequence[Item]) -> list[dict]:
    words, rows = view.words(found), []
    for d in found:
        entry = view.item(d, words[d.id])
        del entry["evidence"]
        rows.append({**entry, "headline": headline(entry, view.as_of), "event": d.event.id, "names": _names(d.event)})
    return rows


def _in(states: dict[str, int], state: str) -> int:
    if state == "all":
        return sum(states.values())
    if state in ("open", "pending"):
        return states.get("pending", 0)
    return sum(n for name, n in states.items() if name != "pending") if state == "closed" else states.get(state, 0)


def _names(e: Told) -> dict:
    return {side: listed(codes, e.called.get(side)) if codes or side in e.called else None for side, codes in (("actor", e.actor), ("recipient", e.recipient))}


def _voices(e: Told, evidence: Sequence[dict]) -> list[str]:
    """The sources of an event as its quotations write them, which are compared in small letters: *Hamas*, not *hamas*."""
    written: dict[str, str] = {}
    for words, code, _ in (source for q in evidence for source in q["said_by"]):
        for name in filter(None, (bearer(words, code), words)):
            written.setdefault(name.casefold(), name)
    return [written.get(name, name) for name in e.sources]


def _pairs(e: Told) -> list[list[str]]:
    """The pairs between which it takes place, some of them where they are many."""
    return [list(pair) for pair in sorted(dyad_pairs(e))[:_PAIRS]]  # type: ignore[arg-type]


def _statement(view: View, read: Statement, now: Statement | None, home: Told | None) -> dict:
    s = now or read
    return {
        "id": s.id, "trigger": s.trigger, "type": s.type, "status": s.status, "actor": [_party(a) for a in s.actor],
        "recipient": [_party(a) for a in s.recipient], "when": s.when, "when_text": s.when_text, "where": s.where,
        "said_by": [{**_party(x), "kind": x.kind} for x in s.said_by], "source": chain_of(s), "confidence": round(s.confidence, 3),
        "event": home and {"id": home.id, "headline": headline(view.event(home, ()), view.as_of)}, "rejected": now is None,
        "values": {field: shown(read_as(s, field)) for field in CORRECTED},
        "spans": {"trigger": [list(s.span)], **{name: [list(x.span) for x in who if x.span] for name, who in (
            ("actor", s.actor), ("recipient", s.recipient), ("source", s.said_by))}},
        **view.judged(s.id)}


def _party(a: Actor | Source) -> dict:
    return {"words": a.surface, "code": a.code, "name": name_of(a.code), "role": a.role}
