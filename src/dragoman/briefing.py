"""What every interface shows, as plain data: events, docket, track records, dyads and the brief, each value with its evidence."""
from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from types import TracebackType
from typing import Self

from dragoman.ledger import (
    DATED_FIRST,
    DATELINE,
    MOST_TOLD,
    Item,
    Ledger,
    Taken,
    Told,
    disputed,
    docket,
    in_status,
    of_types,
    parties,
    read_as,
    recent,
    shown,
    side,
    told_by_several,
)
from dragoman.model import DocketItem, Event, Report, Statement
from dragoman.relations import COOPERATION, COUNTED, FEAR, concerns, disagreements, plain, sentence_around, tendency
from dragoman.track import sources

RECENT = 30
"""Days that the brief looks back on events and items."""

LOOKED_AT = 90
"""Days that the brief looks back on relations, and on who is on edge."""

SIDES = ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead")
"""What is counted of a dyad: what is done, and what is planned."""

UNDER_WAY = in_status("occurred", "ongoing", "planned")
DONE = in_status("occurred", "ongoing")

COMPARED = 100
"""Recent events with several sources whose figures the brief compares."""

_AT_ONCE = 500

SHOWN = 8
"""Entries of a part of the brief; the tables show all."""

NOUNS = {
    "AGREE": "agreement", "CONSULT": "meeting", "SUPPORT": "agreement or support", "CONCEDE": "concession", "COOPERATE": "cooperation",
    "AID": "aid", "RETREAT": "release or withdrawal", "REQUEST": "demand", "ACCUSE": "accusation", "REJECT": "refusal", "THREATEN": "threat",
    "PROTEST": "protest", "SANCTION": "sanction", "MOBILIZE": "military move", "COERCE": "coercion", "ASSAULT": "attack",
}
OTHERS = {"EUU": "the EU", "UNO": "the UN", "NAT": "NATO", "IGO": "an intergovernmental body", "NGO": "an NGO", "MNC": "a company",
          "REB": "an armed group", "UNK": "an unnamed party"}


@cache
def _names() -> dict[str, str]:
    with (files("dragoman.codebook") / "names.tsv").open(encoding="utf-8") as f:
        return {row["code"]: row["name"] for row in csv.DictReader(f, delimiter="\t")}


def name_of(code: str) -> str:
    """A code's short English name; the code itself where it has none."""
    return OTHERS.get(code) or _names().get(code, code)


def listed(codes: Sequence[str]) -> str:
    """Names joined as in a sentence: A, B and C."""
    names = [name_of(c) for c in codes]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else "somebody"


def chain_of(statement: Statement) -> str:
    """Who says so, the one who speaks last: *Izvestia ← an Iranian diplomatic source*; in its own voice otherwise whoever wrote the report."""
    if statement.said_by:
        return " ← ".join(s.surface for s in statement.said_by)
    return f"{statement.origin or statement.publisher or 'the report'}, in its own voice"


def sentence(text: str, span: tuple[int, int], most: int = 240) -> str:
    """The sentence around a span, cut to `most` characters around it."""
    a, b = sentence_around(text, span)
    line = DATELINE.match(text, a, span[0])
    a = line.end() if line else a
    if b - a > most:
        left = max(a, min(span[0] - most // 3, b - most))
        right = min(b, left + most)
        while left > a and text[left - 1].isalnum():
            left -= 1
        while right < b and text[right].isalnum():
            right += 1
        return ("…" if left > a else "") + " ".join(text[left:right].split()) + ("…" if right < b else "")
    return " ".join(text[a:b].split())


class View:
    """A ledger as it stood on a day: everything that an interface asks, each answer made of the rows that it shows.

    `about` keeps what all of these codes take part in; `min_confidence` leaves out statements of less confidence, as if they had
    never been read. Without `as_of` the day is that of the last report: nothing has lapsed because a reader of old reports
    lives later. To be closed after use.
    """

    def __init__(self, ledger: Ledger, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0):
        self.about = tuple(about)
        self._ledger, self._until, self._sure = ledger, as_of, min_confidence
        self.asked = ledger.ask(as_of, about, min_confidence)
        self.as_of = self.asked.as_of
        self._by_key: dict[int, Statement] = {}
        self._reports: dict[str, Report] = {}
        self._copy_of: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the ledger."""
        self.asked.close()

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """All statements by id: for what looks at the whole ledger."""
        return {s.id: s for s in self._ledger.statements(self._until, min_confidence=self._sure)}

    @cached_property
    def _events(self) -> list[Event]:
        return self._ledger.events(self._until, self.about, self._sure)

    @cached_property
    def _docket(self) -> list[DocketItem]:
        return docket(self._events, self.statements.values(), self.as_of, state=None)

    def load(self, keys: Iterable[int]) -> None:
        """Fetch the statements of these keys, and their reports, that are not at hand: one query for all that is shown together."""
        found = self.asked.statements(set(keys) - self._by_key.keys())
        self._by_key |= found
        self._load_reports(s.report for s in found.values())

    def _load_reports(self, ids: Iterable[str]) -> None:
        missing = set(ids) - self._reports.keys()
        self._reports |= self.asked.reports(missing)
        self._copy_of |= self.asked.originals(missing)

    def evidence(self, keys: Iterable[int]) -> list[dict]:
        """Each statement as a quotation: report, publisher, day, words, and who says so."""
        keys = list(keys)
        self.load(keys)
        return [self._quotation(self._by_key[key]) for key in keys if key in self._by_key]

    def _quotation(self, s: Statement) -> dict:
        report = self._reports[s.report]
        return {"statement": s.id, "report": s.report, "title": report.title, "url": report.url, "published": s.published,
                "publisher": s.publisher, "status": s.status, "trigger": s.trigger, "span": list(s.span),
                "quote": sentence(report.text, s.span), "said_by": [[x.surface, x.code, x.kind] for x in s.said_by],
                "source": chain_of(s), "confidence": round(s.confidence, 3),
                **({"copy_of": self._copy_of[s.report]} if s.report in self._copy_of else {}), **self.judged(s.id)}

    def judged(self, id_: str) -> dict:
        """What a person judged about a statement, and what was read where that is corrected; nothing where nobody did."""
        made = self.asked.rulings.of(id_)
        if not made:
            return {}
        corrected = {j.field for j in made if j.kind == "correct"}
        read = self._ledger.statement(id_) if corrected else None
        return {"judged": True, "judgements": [{"id": j.id, "kind": j.kind, "author": j.author, "reason": j.reason} for j in made],
                **({"read_as": {field: shown(read_as(read, field)) for field in sorted(corrected)}} if read else {})}

    def event(self, e: Told, history: Sequence[Taken]) -> dict:
        """An event with its history."""
        return {"id": e.id, "type": e.type, "status": e.status, "actor": list(e.actor), "recipient": list(e.recipient), "when": e.when,
                "where": e.where, "disputed": e.disputed, "first_reported": e.first_reported, "last_reported": e.last_reported,
                "articles": e.articles, "publishers": e.outlets, "sources": e.voices, "what": e.what, "confidence": e.confidence,
                "statements": [h.statement for h in history],
                "history": [{"statement": h.statement, "day": h.day, "step": h.step, "round": h.round, "score": h.score, "reason": h.reason,
                             **self.judged(h.statement)} for h in history]}

    def whole(self, e: Told, history: Sequence[Taken]) -> dict:
        """An event with its history and a quotation of each statement, and what its sources disagree about, where they do."""
        self.load(h.key for h in history)
        found = self.disagreements(e, history)
        return {**self.event(e, history), "evidence": self.evidence(h.key for h in history), **({"disagreements": found} if found else {})}

    def disagreements(self, e: Told, history: Sequence[Taken]) -> list[dict]:
        """Figures of an event that exclude each other, and who denies it; its statements and their reports are at hand."""
        if e.voices < 2:
            return []
        known = {h.statement: self._by_key[h.key] for h in history}
        return [plain(d) for d in disagreements(_event(e, history), known, self._reports)]

    def events(self, evidence: bool = True) -> list[dict]:
        """Events, the latest reported first; without `evidence` histories and quotations are left out."""
        found = self.asked.events()
        if not evidence:
            return [self.event(e, ()) for e in found]
        out = []
        for begin in range(0, len(found), _AT_ONCE):
            part = found[begin:begin + _AT_ONCE]
            told = self.asked.told_by([e.key for e in part])
            self.load(h.key for history in told.values() for h in history)
            out += [self.whole(e, told[e.key]) for e in part]
            self._by_key.clear()
            self._reports.clear()
        return out

    def item(self, d: Item, steps: Sequence[tuple[int, str]] = ()) -> dict:
        """A docket item; `steps` are the keys of the statements that bear on it, each with what it does to it."""
        self.load(key for key, _ in steps)
        return {"id": d.id, "type": d.event.type, "actor": list(d.event.actor), "recipient": list(d.event.recipient), "status": d.event.status,
                "what": d.event.what, "opened": d.opened, "expected": d.expected, "dated": d.dated,
                "firmness": d.firmness, "state": d.state, "state_date": d.state_date,
                "postponed_to": d.postponed_to, "ambiguous": d.ambiguous, "lapses": d.lapses,
                "sources": d.event.voices, "publishers": d.event.outlets, "confidence": d.event.confidence,
                "evidence": [{**self._quotation(self._by_key[key]), "step": step} for key, step in steps]}

    def items(self, found: Sequence[Item]) -> list[dict]:
        """Docket items with their evidence."""
        steps = self.asked.steps(d.id for d in found)
        self.load(key for d in found for key, _ in steps[d.id])
        return [self.item(d, steps[d.id]) for d in found]

    def docket(self, state: str = "open", evidence: bool = True) -> list[dict]:
        """Docket items of a state (ledger.STATES), the soonest first; without `evidence` the quotations are left out."""
        found = self.asked.items(state)
        return self.items(found) if evidence else [self.item(d) for d in found]

    def dyads(self, evidence: bool = True) -> list[dict]:
        """Pairs of parties and what they do with and to each other, the busiest first.

        Without `evidence` the ids of the events and the quotations are left out.
        """
        out = []
        for d in self.asked.dyads():
            entry = self._pair(d.a, d.b, d[2:6])
            counts = {"sources": d.sources, "publishers": d.publishers}
            out.append(self._dyad(entry, self.asked.between(d.a, d.b, UNDER_WAY)) if evidence else {**entry, **counts})
        return out

    def relations(self, since: str, most: int) -> list[dict]:
        """The busiest dyads of which there is enough to say, of the events of which somebody spoke since a day."""
        out = []
        for a, b, *counts in self.asked.pairs(COOPERATION, recent(since)):
            entry = self._pair(a, b, counts)
            if entry["tendency"] != "quiet":
                out.append(self._dyad(entry, self.asked.between(a, b, UNDER_WAY, recent(since))))
            if len(out) == most:
                break
        return out

    def _pair(self, a: str, b: str, counts: Sequence[int]) -> dict:
        return {"pair": [a, b], "names": [name_of(a), name_of(b)], "tendency": tendency(*counts), **dict(zip(SIDES, counts, strict=True))}

    def _dyad(self, entry: dict, events: Sequence[Told]) -> dict:
        sides: dict[str, list[Told]] = {name: [] for name in SIDES}
        for e in events:
            sides[side(e.type, e.status)].append(e)
        good, bad = sides["cooperation"] + sides["cooperation_ahead"], sides["conflict"] + sides["conflict_ahead"]
        shown = bad if entry["tendency"] == "apart" else good or bad
        best = sorted(shown, key=lambda e: (-e.voices, -e.outlets, e.id))[:3]
        return {**entry, "sources": len({s for e in events for s in e.sources}), "publishers": len({x for e in events for x in e.publishers}),
                "events": [e.id for own in sides.values() for e in own], "evidence": self.evidence(e.shown for e in best)}

    def concerns(self, since: str = "") -> list[dict]:
        """Third parties on edge about others, with what they said in reports that count from the day `since` or later."""
        fearful = [id_ for id_, text in self.asked.texts_since(since) if FEAR.search(text)]
        stated = self.asked.stated_in(fearful)
        known = {s.id: s for s in stated}
        self._load_reports(fearful)
        reports = {id_: self._reports[id_] for id_ in fearful}
        wanted = set(self.about)
        return [{"who": c.who, "of": list(c.of), "since": c.since, "speakers": list(c.speakers), "publishers": list(c.publishers),
                 "evidence": [self._quotation(known[i]) for i in c.statements]}
                for c in concerns(stated, reports) if wanted <= {c.who, *c.of}]

    def sources(self, level: str | None = None) -> list[dict]:
        """The track record of each source of a level (track.sources)."""
        return sources(self._docket, self._events, self.statements, self.as_of, self._quotations, level)

    def _quotations(self, ids: Collection[str]) -> dict[str, dict]:
        self._load_reports(self.statements[i].report for i in ids)
        return {i: self._quotation(self.statements[i]) for i in ids}


def _event(e: Told, history: Sequence[Taken]) -> Event:
    return Event(e.id, e.type, e.status, e.actor, e.recipient, e.when, e.where, e.first_reported, e.last_reported, tuple(h.statement for h in history),
                 (), e.publishers, e.disputed)


def headline(e: dict) -> str:
    """An event or item in a line: who, what (in the report's own word), to whom, when."""
    verb = {"planned": "planned", "possible": "possible", "denied": "denied", "called_off": "called off", "ongoing": "under way"}.get(e.get("status", ""), "")
    to = f" → {listed(e['recipient'])}" if e["recipient"] else ""
    return f"{listed(e['actor'])}{to}: {e['what']}" + (f" ({verb})" if verb else "")


def brief(ledger: Ledger, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0) -> dict:
    """The brief as plain data. Every entry carries the statements that show it; nothing stands in it without them.

    Parts: `happened`, `pending`, `resolved`, `disputed`, `relations`, `on_edge`; `covers` says on what it rests. What was last heard of,
    resolved before `since` is left to the tables; `relations` and `on_edge` look at what was reported since `looked_since`, 90 days back.
    """
    with View(ledger, as_of, about, min_confidence) as view:
        return _brief(view, min_confidence)


def _brief(view: View, min_confidence: float) -> dict:
    asked, today = view.asked, date.fromisoformat(view.as_of)
    since, looked_since = ((today - timedelta(days=days)).isoformat() for days in (RECENT, LOOKED_AT))
    done = asked.events(recent(since), DONE, parties(2), by=MOST_TOLD, most=SHOWN)
    done.sort(key=lambda e: (e.last_reported or "", e.voices), reverse=True)
    denied = asked.events(recent(since), disputed(), parties(1), by=MOST_TOLD, most=SHOWN)
    counted = asked.events(recent(since), DONE, of_types(COUNTED), told_by_several(), parties(1), by=MOST_TOLD, most=COMPARED)
    told = asked.told_by(list({e.key: None for e in (*done, *denied, *counted)}))
    view.load(h.key for history in told.values() for h in history)
    known = {e.key for e in denied}
    rival = [*denied, *(e for e in counted if e.key not in known and view.disagreements(e, told[e.key]))][:SHOWN]

    def shown(e: Told) -> dict:
        entry = view.whole(e, told[e.key])
        return {**entry, "headline": headline(entry)}

    return {
        "as_of": view.as_of, "since": since, "looked_since": looked_since, "about": list(view.about), "min_confidence": min_confidence,
        "covers": asked.covers(),
        "happened": [shown(e) for e in done],
        "pending": [{**d, "headline": headline(d)} for d in view.items(asked.items("open", parties(2), by=DATED_FIRST, most=2 * SHOWN))],
        "resolved": [{**d, "headline": headline(d)} for d in view.items(
            asked.items("closed", parties(2), asked.since(since), by=asked.most_evident(), most=SHOWN))],
        "disputed": [shown(e) for e in rival],
        "relations": view.relations(looked_since, SHOWN),
        "on_edge": view.concerns(looked_since)[:SHOWN],
    }
