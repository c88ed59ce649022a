"""The rows of the tables (columns.py), one after the other, as plain values."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import islice

from dragoman import briefing
from dragoman.briefing import View, all_of
from dragoman.interfaces.exports.columns import AGREEMENTS, CODED, DOCKET, DYADS, EVENTS, REPORTS, SOURCES, STANCES, STATEMENTS, TRANSFERS, Table
from dragoman.interfaces.exports.passing import Whole, ends, passing
from dragoman.interfaces.exports.scores import SCORES
from dragoman.ledger import Item, Ledger, Taken, Told
from dragoman.model import QUADS, Actor, Report, Source, Statement
from dragoman.relations import occurrences, totals

Put = Callable[[Table, dict], None]

_AT_ONCE = 500


def fill(book: Ledger, view: View, until: str | None, put: Put) -> None:
    """Hand every row of every table to `put`: events with their statements first, other coders' events last."""
    weeks, told = Weeks(view.asked.done_by_day()), set()
    for w in passing(view, texts=False):
        put(EVENTS, event_row(w))
        for h, s in zip(w.history, w.statements, strict=True):
            put(STATEMENTS, statement_row(s, w.event, h, bool(view.asked.rulings.of(s.id))))
            if view.about:
                told.add(s.report)
        weeks.add(w.event)
    items = view.asked.items("all")
    for begin in range(0, len(items), _AT_ONCE):
        part = items[begin:begin + _AT_ONCE]
        words = view.words(part, phrases=False)
        for item in part:
            put(DOCKET, docket_row(item, words[item.id].what))
    for row in weeks.rows():
        put(DYADS, row)
    for table, made in ((STANCES, briefing.edge), (AGREEMENTS, briefing.agreements), (TRANSFERS, briefing.transfers)):
        for entry in made(view):
            put(table, object_row(entry))
    for entry in view.sources(evidence=False):
        put(SOURCES, {**briefing.row(entry), "name": entry["name"] or "", "code": entry["code"] or "", "kind": entry["kind"] or ""})
    for part in _parts(r for r in book.reports(until) if not view.about or r.id in told):
        originals = view.asked.originals(r.id for r in part)
        for r in part:
            put(REPORTS, report_row(r, originals.get(r.id)))
    for part in view.asked.coded_parts():
        for e in part:
            put(CODED, {**asdict(e), "quad": QUADS[e.type]})


def event_row(w: Whole) -> dict:
    e = w.event
    return {"id": e.id, "type": e.type, "quad": QUADS[e.type], "score": SCORES[e.type], "status": e.status, "disputed": e.disputed,
            "actor": e.actor, "recipient": e.recipient, **_called(e), "mutual": len(e.actor) > 1 and not e.recipient, **_when(e.when), "where": e.where,
            "what": e.what, "first_reported": e.first_reported, "last_reported": e.last_reported, "articles": e.articles, "publishers": e.outlets,
            "sources": e.voices, "publisher_names": e.publishers, "source_names": e.sources, "statements": len(w.statements),
            "confidence": e.confidence, "shown": next((h.statement for h in w.history if h.key == e.shown), None)}


def statement_row(s: Statement, e: Told, h: Taken, judged: bool) -> dict:
    def roles(of: Sequence[Actor | Source]) -> list[str]:
        return [x.role or "" for x in of] if any(x.role for x in of) else []

    parties = {f"{side}{ending}": values for side, of in (("actor", s.actor), ("recipient", s.recipient)) for ending, values in (
        ("", [a.code for a in of]), ("_text", [a.surface for a in of]), ("_role", roles(of)))}
    return {"id": s.id, "event": e.id, "report": s.report, "published": s.published, "publisher": s.publisher,
            "origin": s.origin if s.origin != s.publisher else None, "type": s.type, "status": s.status, **parties, "trigger": s.trigger,
            **_when(s.when), "when_text": s.when_text, "where": s.where, "said_by": [x.surface for x in s.said_by],
            "said_by_code": [x.code for x in s.said_by], "said_by_kind": [x.kind for x in s.said_by], "said_by_role": roles(s.said_by),
            "start": s.span[0], "end": s.span[1], "confidence": round(s.confidence, 3), "step": h.step, "round": h.round,
            "merge_score": round(h.score, 3), "merge_reason": h.reason, "judged": judged, "reader": s.reader}


def docket_row(d: Item, what: str) -> dict:
    first, last = ends(d.expected)
    e = d.event
    return {"id": d.id, "event": e.id, "type": e.type, "status": e.status, "actor": e.actor, "recipient": e.recipient, **_called(e), "what": what,
            "opened": d.opened, "expected": d.expected, "expected_first": first, "expected_last": last, "dated": d.dated, "firmness": d.firmness,
            "state": d.state, "state_date": d.state_date, "postponed_to": d.postponed_to, "ambiguous": d.ambiguous, "lapses": d.lapses,
            "sources": e.voices, "publishers": e.outlets, "evidence": d.steps, "confidence": e.confidence}


def object_row(entry: dict) -> dict:
    """A stance, an agreement or a transfer."""
    stages = [f"{s['stage']} {s['day']}" for s in entry.get("stages", ())]
    return {"first": entry.get("since"), **entry, "publishers": len(entry["publishers"]), "publisher_names": entry["publishers"], "stages": stages}


def report_row(r: Report, copy_of: str | None) -> dict:
    return {"id": r.id, "title": r.title, "published": r.published, "publisher": r.publisher, "url": r.url, "dated_by": r.dated_by,
            "length": len(r.text), "copy_of": copy_of}


def _called(e: Told) -> dict:
    return {f"{side}_called": [name for code in codes for name in e.called.get(side, {}).get(code, ())]
            for side, codes in (("actor", e.actor or ("UNK",)), ("recipient", e.recipient))}


def _when(when: str | None) -> dict:
    first, last = ends(when)
    return {"when": when, "when_first": first, "when_last": last}


class Weeks:
    """Counts of pairs by week, as relations.series has them; what is kept grows with the pairs and weeks in which something is told.

    `done` is what is done on each day, whoever takes part (Asked.done_by_day).
    """

    def __init__(self, done: Iterable[tuple[str, int, int]]) -> None:
        self._counts: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        self._totals: Counter[str] = Counter()
        for day, n in totals(done).items():
            self._totals[_monday(day)] += n

    def add(self, e: Told) -> None:
        """Count an event; what is denied, called off or has no day counts nowhere."""
        for o in occurrences([e]):
            counts = self._counts[o.a, o.b, _monday(o.day)]
            if o.standing == "done":
                counts.update((o.side, QUADS[o.type].replace(" ", "_")))
                counts[f"{o.side}_weight"] += round(abs(o.goldstein) * 100)
            else:
                counts[f"{o.side}_{o.standing}"] += 1

    def rows(self) -> Iterator[dict]:
        """A row a pair and week, by pair and week."""
        for (a, b, week), counts in sorted(self._counts.items()):
            row = {c.name: counts[c.name] for c in DYADS.columns[5:-1]}
            yield {"a": a, "b": b, "a_name": all_of(a), "b_name": all_of(b), "week": week, **row, "total": self._totals[week],
                   "cooperation_weight": row["cooperation_weight"] / 100, "conflict_weight": row["conflict_weight"] / 100}


def _monday(day: str) -> str:
    found = date.fromisoformat(day)
    return (found - timedelta(found.weekday())).isoformat()


def _parts(reports: Iterable[Report]) -> Iterator[list[Report]]:
    reports = iter(reports)
    while part := list(islice(reports, _AT_ONCE)):
        yield part
