"""What every interface shows, as plain data: events, docket, track records, dyads and the brief, each value with its evidence."""
from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from dragoman.ledger import Ledger, docket, last_day, read_as, shown
from dragoman.model import OPEN_STATES, DocketItem, Event, Report, Statement
from dragoman.relations import concerns, dyads, sentence_around
from dragoman.track import sources

RECENT = 30
"""Days that the brief looks back on events and items."""

SHOWN = 8
"""Entries of a part of the brief; the tables show all."""

NOUNS = {
    "AGREE": "agreement", "CONSULT": "meeting", "SUPPORT": "agreement or support", "CONCEDE": "concession", "COOPERATE": "cooperation",
    "AID": "aid", "RETREAT": "release or withdrawal", "REQUEST": "demand", "ACCUSE": "accusation", "REJECT": "refusal", "THREATEN": "threat",
    "PROTEST": "protest", "SANCTION": "sanction", "MOBILIZE": "military move", "COERCE": "coercion", "ASSAULT": "attack",
}
OTHERS = {"EUU": "the EU", "UNO": "the UN", "NAT": "NATO", "IGO": "an intergovernmental body", "NGO": "an NGO", "MNC": "a company",
          "REB": "an armed group", "UNK": "an unnamed party"}

DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,}[^.\n]{0,100}?\s[-–—]{1,2}\s")
"""Place, date and agency before a report's first sentence: *MOSCOW, January 13, 2025 (Agency) -*. Counter-example: *US-led*."""

POSTPONED = re.compile(
    r"\b(?:postpon\w+|put(?:s|ting)? off|h[oe]ld(?:s|ing)? off|delay(?:s|ed|ing)?|defer(?:s|red|ring)?|push(?:ed|es|ing)? back|paus(?:e|es|ed|ing)|"
    r"reschedul\w+|(?:for|by) (?:an?|one|\d+|thirty|at least \w+)\s(?:more )?(?:days?|weeks?|months?))\b", re.I)
"""Words that tell what is put off from what is called off. Examples: *hold off for a month*, *postponed*. Counter-example: *cancelled*."""


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
    """Who says so, the one who speaks last: *Izvestia ← an Iranian diplomatic source*; the publisher in its own voice otherwise."""
    if statement.said_by:
        return " ← ".join(s.surface for s in statement.said_by)
    return f"{statement.publisher or 'the report'}, in its own voice"


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
    """A ledger as it stood on a day: everything that an interface asks, made once.

    `about` keeps what all of these codes take part in; `min_confidence` leaves out statements of less confidence, as if they had
    never been read. Without `as_of` the day is that of the last report: nothing has lapsed because a reader of old reports
    lives later.
    """

    def __init__(self, ledger: Ledger, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0):
        self.about = tuple(about)
        self.reports: dict[str, Report] = {r.id: r for r in ledger.reports(as_of)}
        self.statements: dict[str, Statement] = {s.id: s for s in ledger.statements(as_of, min_confidence=min_confidence)}
        self.rulings = ledger.rulings()
        self._read = {i: ledger.statement(i) for i in self.rulings.corrections if i in self.statements}
        today = date.today().isoformat()
        known = (last_day(r.published) for r in self.reports.values() if r.published)
        self.as_of = last_day(as_of) if as_of else max((day for day in known if day <= today), default=today)
        self._events = ledger.events(as_of, about, min_confidence)
        self._docket = docket(self._events, self.statements.values(), self.as_of, state=None)

    def evidence(self, ids: Iterable[str], most: int | None = None) -> list[dict]:
        """Each statement as a quotation: report, publisher, day, words, and who says so."""
        out = []
        for i in ids:
            s = self.statements.get(i)
            if s is None:
                continue
            report = self.reports[s.report]
            out.append({"statement": s.id, "report": s.report, "title": report.title, "url": report.url, "published": s.published,
                        "publisher": s.publisher, "status": s.status, "trigger": s.trigger, "span": list(s.span),
                        "quote": sentence(report.text, s.span), "said_by": [[x.surface, x.code, x.kind] for x in s.said_by],
                        "source": chain_of(s), "confidence": round(s.confidence, 3), **self.judged(i)})
            if most and len(out) == most:
                break
        return out

    def judged(self, id_: str) -> dict:
        """What a person judged about a statement, and what was read where that is corrected; nothing where nobody did."""
        made = self.rulings.of(id_)
        if not made:
            return {}
        fields = {j.field: shown(read_as(self._read[id_], j.field)) for j in made if j.kind == "correct"}
        return {"judged": True, "judgements": [{"id": j.id, "kind": j.kind, "author": j.author, "reason": j.reason} for j in made],
                **({"read_as": fields} if fields else {})}

    def event(self, e: Event) -> dict:
        return {"id": e.id, "type": e.type, "status": e.status, "actor": list(e.actor), "recipient": list(e.recipient), "when": e.when,
                "where": e.where, "disputed": e.disputed, "first_reported": e.first_reported, "last_reported": e.last_reported,
                "articles": len(e.reports), "publishers": len(e.publishers), "sources": len(e.sources), "what": self.words(e),
                "confidence": self.confidence(e), "statements": list(e.statements),
                "history": [{"statement": h.statement, "day": h.day, "step": h.step, "round": h.round, "score": h.score, "reason": h.reason,
                             **self.judged(h.statement)} for h in e.history]}

    def confidence(self, e: Event) -> float:
        """That of the event's surest statement."""
        return round(max((self.statements[i].confidence for i in e.statements if i in self.statements), default=0.0), 3)

    def words(self, e: Event) -> str:
        """The event's trigger in the words of its surest statement."""
        best = self._surest(e)
        return self.statements[best[0]].trigger if best else NOUNS[e.type]

    def both_sides(self, e: Event) -> bool:
        """Whether one source asserts the event and another, or the same later, denies it."""
        statuses = {self.statements[i].status for i in e.statements if i in self.statements}
        return "denied" in statuses and bool(statuses & {"occurred", "ongoing", "planned", "possible"})

    def _surest(self, e: Event) -> list[str]:
        """Ids of an event's statements: those that give it its status first, the surest before the others."""
        own = [self.statements[i] for i in e.statements if i in self.statements]
        return [s.id for s in sorted(own, key=lambda s: (s.status != e.status, -s.confidence, s.id))]

    def events(self) -> list[dict]:
        """Events, the latest reported first."""
        return [self.event(e) for e in sorted(self._events, key=lambda e: (e.last_reported or "", len(e.sources), e.id), reverse=True)]

    def item(self, d: DocketItem) -> dict:
        quotes = {q["statement"]: q for q in self.evidence(x.statement for x in d.evidence)}
        closing = [quotes[x.statement]["quote"] for x in d.evidence if x.step == d.state and x.statement in quotes]
        state = "postponed" if d.state == "called_off" and any(map(POSTPONED.search, closing)) else d.state
        return {"id": d.id, "type": d.event.type, "actor": list(d.event.actor), "recipient": list(d.event.recipient), "status": d.event.status,
                "what": self.words(d.event), "opened": d.opened, "expected": d.expected, "dated": self.dated(d),
                "firmness": d.firmness, "state": state, "state_date": d.state_date,
                "sources": len(d.event.sources), "publishers": len(d.event.publishers), "confidence": self.confidence(d.event),
                "evidence": [{**quotes[x.statement], "step": state if x.step == d.state else x.step} for x in d.evidence if x.statement in quotes]}

    def dated(self, d: DocketItem) -> bool:
        """Whether a statement gives the day expected; else `expected` is the window in which an undated event is waited for."""
        return any(self.statements[x.statement].when for x in d.evidence if x.statement in self.statements)

    def docket(self, state: str | None = "open") -> list[dict]:
        """Docket items: open ones, resolved ones, or (None) all of them."""
        kept = [d for d in self._docket if state is None or (d.state in OPEN_STATES) == (state == "open")]
        return [self.item(d) for d in kept]

    def dyads(self) -> list[dict]:
        known = {e.id: e for e in self._events}

        def shows(ids: Sequence[str]) -> list[dict]:
            """A statement of each of the best attested events."""
            best = sorted((known[i] for i in ids), key=lambda e: (-len(e.sources), -len(e.publishers), e.id))[:3]
            return [q for e in best for q in self.evidence(self._surest(e), 1)]

        return [{"pair": list(d.pair), "names": [name_of(c) for c in d.pair], "tendency": d.tendency,
                 "cooperation": len(d.cooperation), "conflict": len(d.conflict), "cooperation_ahead": len(d.cooperation_ahead),
                 "conflict_ahead": len(d.conflict_ahead), "sources": d.sources, "publishers": d.publishers,
                 "events": list(d.cooperation + d.conflict + d.cooperation_ahead + d.conflict_ahead),
                 "evidence": shows(d.conflict + d.conflict_ahead if d.tendency == "apart" else d.cooperation + d.cooperation_ahead)}
                for d in dyads(self._events, self.about)]

    def concerns(self) -> list[dict]:
        """Third parties on edge about others, with what they said."""
        wanted = set(self.about)
        return [{"who": c.who, "of": list(c.of), "since": c.since, "speakers": list(c.speakers), "publishers": list(c.publishers),
                 "evidence": self.evidence(c.statements)}
                for c in concerns(self.statements.values(), self.reports) if wanted <= {c.who, *c.of}]

    def sources(self, level: str | None = None) -> list[dict]:
        """The track record of each source of a level (track.sources)."""
        return sources(self._docket, self._events, self.statements, self.as_of, lambda i: self.evidence([i])[0], level)


def headline(e: dict) -> str:
    """An event or item in a line: who, what (in the report's own word), to whom, when."""
    verb = {"planned": "planned", "possible": "possible", "denied": "denied", "called_off": "called off", "ongoing": "under way"}.get(e.get("status", ""), "")
    to = f" → {listed(e['recipient'])}" if e["recipient"] else ""
    return f"{listed(e['actor'])}{to}: {e['what']}" + (f" ({verb})" if verb else "")


def brief(ledger: Ledger, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0) -> dict:
    """The brief as plain data. Every entry carries the statements that show it; nothing stands in it without them.

    Parts: `happened`, `pending`, `resolved`, `disputed`, `relations`, `on_edge`; `covers` says on what it rests. What was last heard of,
    resolved before `since` is left to the tables; `relations` and `on_edge` look at all reports.
    """
    view = View(ledger, as_of, about, min_confidence)
    since = (date.fromisoformat(view.as_of) - timedelta(days=RECENT)).isoformat()
    events = [e for e in view._events if (e.actor or e.recipient) and last_day(e.last_reported or view.as_of) >= since]
    done = sorted((e for e in events if e.status in ("occurred", "ongoing") and _between(e)),
                  key=lambda e: (-len(e.sources), -len(e.publishers), e.id))
    items = [d for d in view._docket if _between(d.event) and last_day(d.state_date or view.as_of) >= since]
    published = sorted(r.published for r in view.reports.values() if r.published)
    return {
        "as_of": view.as_of, "since": since, "about": list(about), "min_confidence": min_confidence,
        "covers": {"reports": len(view.reports), "publishers": len({r.publisher for r in view.reports.values() if r.publisher}),
                   "statements": len({i for e in view._events for i in e.statements}), "events": len(view._events),
                   "first": published[0] if published else None,
                   "last": published[-1] if published else None, "undated": sum(r.published is None for r in view.reports.values())},
        "happened": [_shown(view, view.event(e), e.statements)
                     for e in sorted(done[:SHOWN], key=lambda e: (e.last_reported or "", len(e.sources)), reverse=True)],
        "pending": [_item(view, d) for d in sorted((d for d in items if d.state in OPEN_STATES), key=lambda d: (
            not view.dated(d), d.expected if view.dated(d) else -len(d.event.sources)))][:2 * SHOWN],
        "resolved": [_item(view, d) for d in sorted((d for d in items if d.state not in OPEN_STATES),
                                                    key=lambda d: (len(d.evidence), d.state_date or ""), reverse=True)][:SHOWN],
        "disputed": [_shown(view, view.event(e), e.statements) for e in sorted(events, key=lambda e: -len(e.sources))
                     if e.disputed and view.both_sides(e)][:SHOWN],
        "relations": [d for d in view.dyads() if d["tendency"] in ("closer", "apart", "both")][:SHOWN],
        "on_edge": view.concerns()[:SHOWN],
    }


def _between(e: Event) -> bool:
    """Whether an event has two known parties; what has not may be true but tells of no relation."""
    return len((set(e.actor) | set(e.recipient)) - {"UNK"}) > 1


def _shown(view: View, entry: dict, ids: Sequence[str]) -> dict:
    return {**entry, "headline": headline(entry), "evidence": view.evidence(ids)}


def _item(view: View, d: DocketItem) -> dict:
    entry = view.item(d)
    return {**entry, "headline": headline(entry)}
