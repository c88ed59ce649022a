"""A ledger as it stood on a day, as plain data: what every interface shows, each value with its evidence."""
from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from dragoman.briefing.names import all_of
from dragoman.briefing.objects import edge
from dragoman.briefing.phrases import phrase
from dragoman.briefing.quoting import chain_of, names_both, quotation
from dragoman.briefing.track import sources
from dragoman.ledger import Item, Ledger, Taken, Told, docket, foretold, in_status, not_before, read_as, recent, resolved, shown, side, side_of, stems, voice
from dragoman.ledger import sentence as sentence_of
from dragoman.model import DONE, EARLIEST, LATEST, Event, InputError, Report, Statement, within_years
from dragoman.relations import COOPERATION, FAVOUR, disagreements, plain, tendency

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

SIDES = ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead")
"""What is counted of a dyad: what is done, and what is planned."""

UNDER_WAY = in_status(*DONE, "planned")
IS_DONE = in_status(*DONE)

_AT_ONCE = 500

_SHOWING = 6
"""Events that are quoted for a dyad."""

_LEAVING = re.compile(r"withdr[ae]w|evacuat|depart|relocat|pull|leav|left|exit", re.IGNORECASE)
"""Triggers of a RETREAT that may be of own people out of danger, which draws nobody closer."""

LEAST_SURE = 0.3
"""Confidence that what shows a pair to do both, cooperate and clash, has at least on either side."""

_AMONG = 24
"""Events most told of, among which these are looked for."""


class Words(NamedTuple):
    """What a docket item is called: the reports' own word, and that with what belongs to it in its clause (phrases.phrase)."""

    what: str
    phrase: str


class View:
    """A ledger as it stood on a day: everything that an interface asks, each answer made of the rows that it shows.

    `about` keeps what all of these codes take part in; `min_confidence` leaves out statements of less confidence, as if they had
    never been read. Without `as_of` the day is that of the last report: nothing has lapsed because a reader of old reports
    lives later; `until`, the last day that counts, is then None, as all that is held does. Unless `current`, what was derived
    last is enough (Ledger.ask). To be closed after use.
    InputError where the day is out of all calendars (EARLIEST to LATEST).
    """

    def __init__(self, ledger: Ledger, as_of: str | None = None, about: Collection[str] = (), min_confidence: float = 0.0,
                 current: bool = True):
        if as_of and not within_years(as_of):
            raise InputError(f"as of {as_of}: expected a day from {EARLIEST} to before {LATEST}, such as 2025-01-17")
        self.about = tuple(about)
        self._ledger, self._until, self.min_confidence = ledger, as_of, min_confidence
        self.asked = ledger.ask(as_of, about, min_confidence, current)
        self.as_of = self.asked.as_of
        self.until = self.as_of if as_of else None
        self._by_key: dict[int, Statement] = {}
        self._lately: dict[str, list[dict]] = {}
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
        return {s.id: s for s in self._ledger.statements(self._until, min_confidence=self.min_confidence)}

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

    def told(self, keys: Iterable[int]) -> dict[int, dict]:
        """Statements by their keys: what each says, of whom and when, as a quotation."""
        keys = list(keys)
        self.load(keys)
        found = [(key, self._by_key[key]) for key in keys if key in self._by_key]
        return {key: {**self._quotation(s), "type": s.type, "actor": [a.code for a in s.actor], "recipient": [a.code for a in s.recipient],
                      "when": s.when, "where": s.where} for key, s in found}

    def _quotation(self, s: Statement) -> dict:
        report = self._reports[s.report]
        return {"statement": s.id, "report": s.report, "title": report.title, "url": report.url, "published": s.published,
                "publisher": s.publisher, "status": s.status, "trigger": s.trigger, "span": list(s.span),
                "quote": quotation(s, report.text), "said_by": [[x.surface, x.code, x.kind] for x in s.said_by],
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
        """An event with its history; its `phrase` is its word alone where the statement that shows it is not at hand (`load`)."""
        return {"id": e.id, "type": e.type, "status": e.status, "actor": list(e.actor), "recipient": list(e.recipient), "when": e.when,
                "where": e.where, "called": e.called, "disputed": e.disputed, "first_reported": e.first_reported, "last_reported": e.last_reported,
                "articles": e.articles, "publishers": e.outlets, "sources": e.voices, "what": e.what,
                "phrase": self._phrase(e.shown) or e.what, "confidence": e.confidence,
                "statements": [h.statement for h in history],
                "history": [{"statement": h.statement, "day": h.day, "step": h.step, "round": h.round, "score": h.score, "reason": h.reason,
                             **self.judged(h.statement)} for h in history]}

    def whole(self, e: Told, history: Sequence[Taken]) -> dict:
        """An event with its history, a quotation of each statement and of that which shows it (`shown`), and what its sources disagree about, where they do."""
        self.load(h.key for h in history)
        found = self.disagreements(e, history)
        evidence = self.evidence(h.key for h in history)
        shown = next((h.statement for h in history if h.key == e.shown), None)
        return {**self.event(e, history), "shown": next((q for q in evidence if q["statement"] == shown), None), "evidence": evidence,
                **({"disagreements": found} if found else {})}

    def together(self, events: Sequence[Told], told: Mapping[int, Sequence[Taken]]) -> tuple[Told, Sequence[Taken]]:
        """Events as if they were one: the first, with the statements, sources, outlets and reports of all; their statements are at hand."""
        first, *others = events
        if not others:
            return first, told[first.key]
        history = sorted((h for e in events for h in told[e.key]), key=lambda h: h.day or "")
        sources, outlets = (tuple(dict.fromkeys(name for e in events for name in getattr(e, side))) for side in ("sources", "publishers"))
        reports = {self._by_key[h.key].report for h in history}
        return first._replace(sources=sources, publishers=outlets, voices=len(sources), outlets=len(outlets), articles=len(reports)), history

    def split_off(self, events: Sequence[Told]) -> set[str]:
        """Ids of those events that a person holds apart from others."""
        rulings = self.asked.rulings
        told = self.asked.told_by([e.key for e in events]) if rulings else {}
        return {e.id for e in events for h in told.get(e.key, ()) if rulings.apart(h.statement)}

    def place(self, report: str, span: Sequence[int]) -> tuple[str, int]:
        """A report, and the character at which the sentence of a span of its text begins."""
        return report, sentence_of(self.texts([report])[report].text, (span[0], span[1]))[0]

    def disagreements(self, e: Told, history: Sequence[Taken]) -> list[dict]:
        """Figures of an event that exclude each other, and who denies it; its statements and their reports are at hand."""
        if e.voices < 2:
            return []
        known = {h.statement: self._by_key[h.key] for h in history}
        return [plain(d) for d in disagreements(_event(e, history), known, self._reports)]

    def events(self, *conditions: ColumnElement[bool], evidence: bool = True, most: int | None = None) -> list[dict]:
        """Events that meet the conditions, the latest reported first, at most so many; without `evidence` histories and quotations are left out."""
        found = self.asked.events(*conditions, most=most)
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

    def _phrase(self, key: int) -> str | None:
        s = self._by_key.get(key)
        return phrase(s, self._reports[s.report].text) if s and s.report in self._reports else None

    def at_hand(self, key: int) -> tuple[Statement, str, str] | None:
        """A statement at hand (`load`), the text of its report, and its phrase; None where it is not."""
        s = self._by_key.get(key)
        return (s, text, phrase(s, text)) if s and (text := self._reports[s.report].text) is not None else None

    def item(self, d: Item, words: Words, steps: Sequence[tuple[int, str]] = ()) -> dict:
        """A docket item; `words` are its own (`words`), `steps` the keys of the statements that bear on it, each with what it does to it."""
        self.load(key for key, _ in steps)
        return {"id": d.id, "type": d.event.type, "actor": list(d.event.actor), "recipient": list(d.event.recipient), "status": d.event.status,
                "what": words.what, "phrase": words.phrase, "called": d.event.called, "opened": d.opened, "expected": d.expected, "dated": d.dated,
                "firmness": d.firmness, "state": d.state, "state_date": d.state_date,
                "postponed_to": d.postponed_to, "ambiguous": d.ambiguous, "lapses": d.lapses, "overdue": d.overdue(self.as_of),
                "sources": d.event.voices, "publishers": d.event.outlets, "confidence": d.event.confidence,
                "evidence": [{**self._quotation(self._by_key[key]), "step": step} for key, step in steps]}

    def words(self, found: Sequence[Item], steps: Mapping[str, Sequence[tuple[int, str]]] | None = None, phrases: bool = True) -> dict[str, Words]:
        """The reports' own words for what each item is about, by its id; `steps` are theirs (Asked.steps), where they are at hand.

        Of what came about it is one like that in which it was announced, the surest told, or that of the first who tells so; of an event that came
        about in another of its rounds that of the one that opened the item; else that of the event. Without `phrases` the word alone stands for both.
        """
        own = {d.id for d in found if d.state == "fulfilled" or d.event.status in DONE and d.event.type != "THREATEN"}
        steps = self.asked.steps(own) if steps is None else steps
        keys = {key for id_ in own for key, _ in steps[id_]} | {d.event.shown for d in found if phrases and d.id not in own}
        if phrases:
            self.load(keys)
        known = self._by_key | self.asked.statements(keys - self._by_key.keys())
        words = {}
        for d in found:
            key = d.event.shown
            if d.id in own:
                announced, *came = [key for n, (key, step) in enumerate(steps[d.id]) if n == 0 or step == d.state == "fulfilled"]
                like = [k for k in came if stems(known[k].trigger) & stems(known[announced].trigger)]
                key = max(like or came[:1] or [announced], key=lambda k: known[k].confidence)
            what = known[key].trigger if key in known else d.event.what
            words[d.id] = Words(what, phrases and self._phrase(key) or what)
        return words

    def items(self, found: Sequence[Item]) -> list[dict]:
        """Docket items with their evidence."""
        steps = self.asked.steps(d.id for d in found)
        self.load(key for d in found for key, _ in steps[d.id])
        words = self.words(found, steps)
        return [self.item(d, words[d.id], steps[d.id]) for d in found]

    def docket(self, state: str = "open", evidence: bool = True, most: int | None = None) -> list[dict]:
        """Docket items of a state (ledger.STATES), the soonest first, at most so many; without `evidence` the quotations are left out."""
        found = self.asked.items(state, most=most)
        if evidence:
            return self.items(found)
        words = self.words(found)
        return [self.item(d, words[d.id]) for d in found]

    def dyads(self, evidence: bool = True) -> list[dict]:
        """Pairs of parties and what they do with and to each other, the busiest first; plans that lapsed are not ahead any more, and left out.

        Without `evidence` the ids of the events and the quotations are left out.
        """
        out = []
        for d in self.asked.dyads():
            entry = self._pair(d.a, d.b, d[2:6])
            counts = {"sources": d.sources, "publishers": d.publishers}
            out.append(self._dyad(entry, self.asked.between(d.a, d.b, UNDER_WAY, self.asked.not_lapsed())) if evidence else {**entry, **counts})
        return out

    def pairs(self, *conditions: ColumnElement[bool]) -> list[dict]:
        """Dyads without sources and evidence, the busiest first; of the events that meet the conditions, plans that lapsed left out."""
        return [self._pair(a, b, counts) for a, b, *counts in self.asked.pairs(COOPERATION, *conditions)]

    def lately(self, since: str) -> list[dict]:
        """Dyads without sources and evidence, the busiest first, of the events of which somebody spoke since a day, background left out.

        Background is what was over before the day, as far as the reports date it.
        """
        if since not in self._lately:
            self._lately[since] = self.pairs(recent(since), not_before(since))
        return self._lately[since]

    def relations(self, since: str, most: int) -> list[dict]:
        """The busiest dyads of which there is enough to say, of events as `lately` takes them."""
        out = []
        for entry in self.lately(since):
            if entry["tendency"] != "quiet":
                told = self.asked.between(*entry["pair"], UNDER_WAY, recent(since), not_before(since), self.asked.not_lapsed())
                if self._is_borne_out(entry["tendency"], told if entry["tendency"] == "both" else _prevailing(entry["tendency"], told)):
                    out.append(self._dyad(entry, told))
            if len(out) == most:
                break
        return out

    def _is_borne_out(self, tendency_: str, own: Sequence[Told]) -> bool:
        """Whether events show which way a pair goes, as far as they are quoted: they stand in two reports at least. Departures draw nobody closer; and troops
        that one sends to the other, and what one asks of the other, are no sign by themselves that they draw apart. Where they do both, each is told of surely.
        """
        if tendency_ == "both":
            return len({side_of(e.type) for e in own if e.confidence >= LEAST_SURE and _is_telling(e, side_of(e.type))}) > 1
        telling = [e for e in own if _is_telling(e, "cooperation" if tendency_ == "closer" else "conflict")]
        self.load(e.shown for e in own[:_AMONG])
        return len(telling) > (2 if tendency_ == "closer" else 1) and len({self._by_key[e.shown].report for e in own[:_AMONG] if e.shown in self._by_key}) > 1

    def _pair(self, a: str, b: str, counts: Sequence[int]) -> dict:
        return {"pair": [a, b], "names": [all_of(a), all_of(b)], "tendency": tendency(*counts), **dict(zip(SIDES, counts, strict=True))}

    def _dyad(self, entry: dict, events: Sequence[Told]) -> dict:
        sides: dict[str, list[Told]] = {name: [] for name in SIDES}
        for e in events:
            sides[side(e.type, e.status)].append(e)
        own = _prevailing(entry["tendency"], events)
        best = sorted(own, key=lambda e: (-e.voices, -e.outlets, -e.confidence, e.id))[:_AMONG]
        self.load(e.shown for e in best)
        best.sort(key=lambda e: e.status not in DONE)
        clear = [e for e in best if self.names(e.shown, entry["pair"])]
        best = clear if len(clear) > 1 else [*clear, *(e for e in best if e not in clear)]
        telling = own if entry["tendency"] in ("closer", "apart") else events
        names = [all_of(code, [e for e in telling if e.type != "REQUEST"] or telling) for code in entry["pair"]]
        return {**entry, "names": names, "sources": len({s for e in events for s in e.sources}), "publishers": len({x for e in events for x in e.publishers}),
                "events": [e.id for own in sides.values() for e in own], "evidence": self.evidence(e.shown for e in best[:_SHOWING])}

    def names(self, key: int, pair: Sequence[str]) -> bool:
        """Whether the quotation of a statement at hand names both of a pair (names_both)."""
        s = self._by_key.get(key)
        return s is not None and names_both(s, self._reports[s.report].text, pair)

    def heard(self, relation: dict) -> int:
        """How many sources tell of the side of a dyad that prevails; its `sources` tell of either."""
        return len({s for e in _prevailing(relation["tendency"], self.asked.events_by_id(relation["events"]).values()) for s in e.sources})

    def tellers(self, history: Sequence[Taken]) -> int:
        """How many sources have it, by their last word, that an event is done or under way, its statements at hand; its `sources` are all that speak of it,
        also those who announce or deny it.
        """
        last: dict[str, bool] = {}
        for s in (self._by_key[h.key] for h in history):
            if s.status in DONE or s.status == "denied":
                last[voice(s)[0]] = s.status in DONE
        return sum(last.values())

    def concerns(self, since: str = "") -> list[dict]:
        """Third parties on edge about others, by what they said in reports that count from the day `since` or later (objects.edge)."""
        return [s for s in edge(self, since=since) if s["stance"] not in FAVOUR]

    def quoted(self, statements: Iterable[Statement]) -> dict[str, dict]:
        """A quotation of each of these statements, by its id."""
        known = {s.id: s for s in statements}
        return self._quotations(known, known)

    def texts(self, ids: Collection[str]) -> dict[str, Report]:
        """Reports by their ids."""
        self._load_reports(ids)
        return {i: self._reports[i] for i in ids}

    def sources(self, level: str | None = None, evidence: bool = True) -> list[dict]:
        """The track record of each source of a level (track.sources); without `evidence` the words of the quotations are left out."""
        events = self.asked.full_events(foretold())
        if self.asked.rulings:  # which may change who says so, of any statement
            return self._record(level, events, self.statements, evidence=evidence)
        known = {s.id: s for s in self.asked.full_statements(foretold())}
        return self._record(level, events, known, self.asked.names_of_sources(self.min_confidence), evidence)

    def settled(self, level: str | None, since: str) -> list[dict]:
        """The track record of each source in what was heard of again since a day: items fulfilled, put off, called off or denied, and what is
        disputed. What is open or lapsed is left out.
        """
        heard = recent(since), resolved()
        return self._record(level, self.asked.full_events(*heard), {s.id: s for s in self.asked.full_statements(*heard)})

    def _record(self, level: str | None, events: list[Event], known: Mapping[str, Statement], names: Mapping[tuple[str, str], int] | None = None,
                evidence: bool = True) -> list[dict]:
        quote = partial(self._quotations, known) if evidence else (lambda ids: {i: {} for i in ids})
        return sources(docket(events, known.values(), self.as_of, state=None), events, known, self.as_of, quote, level, names)

    def _quotations(self, known: Mapping[str, Statement], ids: Collection[str]) -> dict[str, dict]:
        self._load_reports(known[i].report for i in ids)
        return {i: self._quotation(known[i]) for i in ids}


def _event(e: Told, history: Sequence[Taken]) -> Event:
    return Event(e.id, e.type, e.status, e.actor, e.recipient, e.when, e.where, e.first_reported, e.last_reported, tuple(h.statement for h in history),
                 (), e.publishers, e.disputed)


def _is_telling(e: Told, of: str) -> bool:
    """Whether an act is by itself a sign of the cooperation or of the conflict of two: departures are none, nor are troops sent, nor what one asks."""
    return not (e.type == "RETREAT" and _LEAVING.search(e.what)) if of == "cooperation" else e.type not in ("MOBILIZE", "REQUEST")


def _prevailing(tendency: str, events: Iterable[Told]) -> list[Told]:
    """Those of a dyad's events that show its tendency, done or ahead; where neither side prevails, its cooperation, if there is any."""
    sides: dict[bool, list[Told]] = {True: [], False: []}
    for e in events:
        sides[side(e.type, e.status).startswith("cooperation")].append(e)
    return sides[False] if tendency == "apart" else sides[True] or sides[False]


class Surest:
    """The last view of a ledger's surer statements alone, which takes long to derive: it stays open, for one question at a time, until another is
    asked for. To be closed after use.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._held: tuple[tuple, View] | None = None

    @contextmanager
    def view(self, stamp: tuple[int, ...], as_of: str | None, about: Collection[str], min_confidence: float) -> Iterator[View]:
        """The view of what is so sure, made anew where it is another than the last, or the ledger's `stamp` has changed."""
        key = stamp, as_of, tuple(about), min_confidence
        with self._lock:
            if self._held is None or self._held[0] != key:
                self._let_go()
                self._held = key, View(self._ledger, as_of, about, min_confidence)
            yield self._held[1]

    def close(self) -> None:
        """Let go of the view."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held:
            held[1].close()
