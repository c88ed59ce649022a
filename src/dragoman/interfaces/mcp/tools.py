"""The tools: questions to a ledger, each answered as plain data that a model can take in."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache

from dragoman import briefing
from dragoman.briefing import Surest, View
from dragoman.interfaces.mcp.answers import in_turn, paged, quotation, short
from dragoman.ledger import Ledger, Told, days, last_day, reported
from dragoman.model import OPEN_STATES, InputError

LATELY = 90
"""Days that a dyad looks back for who is on edge about it, where no day is given."""

VOICES = 5
"""Who is on edge about a dyad."""

TURNS = 6
"""Shifts of a dyad in an answer, the latest first."""

PERIODS = 24
"""Periods of series in an answer."""

ROW = ("start", "coder", "cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "cooperation_share", "conflict_share")
"""What an answer tells of a period."""

COUNTS = ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "sources", "publishers")


def known(codes: Sequence[str] | None) -> tuple[str, ...]:
    """Codes; InputError where one is none."""
    if wrong := briefing.unknown(codes or ()):
        raise InputError(wrong)
    return tuple(codes or ())


def first(day: str | None) -> str | None:
    """The first day of a day, month or year."""
    return date.fromordinal(days(day)[0]).isoformat() if day else None


@contextmanager
def viewed(book: Ledger, as_of: str | None, about: Sequence[str] | None = None, min_confidence: float = 0.0) -> Iterator[View]:
    """The ledger as it stood at the end of a day, month or year, without statements of less confidence."""
    day, codes = last_day(as_of) if as_of else None, known(about)
    with _surest(book).view(book.stamp(), day, codes, min_confidence) if min_confidence else View(book, day, codes) as view:
        yield view


@lru_cache(maxsize=1)
def _surest(book: Ledger) -> Surest:
    return Surest(book)


def search(book: Ledger, query: str, about: Sequence[str] | None, types: Sequence[str] | None, statuses: Sequence[str] | None, since: str | None,
           as_of: str | None, limit: int, offset: int, min_confidence: float = 0.0) -> dict:
    """Hits of a search, statements cut to what the hit does not say itself."""
    with viewed(book, as_of, about, min_confidence) as view:
        found = briefing.search(view, query, limit, offset, types=types or (), statuses=statuses or (), since=first(since))
    hits = [{key: value for key, value in {**hit, "marks": None, "statements": [_within(s) for s in hit["statements"]],
                                           "events": hit["events"][:10]}.items() if value not in (None, [])} for hit in found["hits"]]
    return paged({"as_of": view.as_of, "query": query, "complete": found["complete"]}, "hits", hits, offset, found["total"])


def _within(s: dict) -> dict:
    return {key: s[key] for key in ("statement", "type", "status", "actor", "recipient", "when", "where", "trigger", "source", "confidence", "judged")
            if s.get(key) not in (None, [])}


def brief(book: Ledger, part: str | None, about: Sequence[str] | None, since: str | None, as_of: str | None, limit: int, offset: int,
          min_confidence: float = 0.0) -> dict:
    """The brief: the first entries of all parts, or a page of one."""
    with viewed(book, as_of, about, min_confidence) as view:
        made = briefing.digest(view, first(since))
    head = {key: made[key] for key in ("as_of", "since", "covers")}
    if part:
        entries = [short(entry, 5) for entry in made[part][offset:offset + limit]]
        return paged({**head, "part": part}, part, entries, offset, len(made[part]))
    out = in_turn(head, {name: [short(entry, 2 if name == "headlines" else 1) for entry in made[name]] for name in briefing.PARTS})
    left = {name: len(made[name]) - len(out[name]) for name in briefing.PARTS if len(made[name]) > len(out[name])}
    return {**out, "truncated": bool(left), "left_out": left}


def docket(book: Ledger, state: str, about: Sequence[str] | None, as_of: str | None, limit: int, offset: int, min_confidence: float = 0.0) -> dict:
    """A page of the docket."""
    with viewed(book, as_of, about, min_confidence) as view:
        counts = view.asked.states()
        found = view.asked.items(state, most=limit, skip=offset)
        items = [short({"id": d["id"], "headline": briefing.headline(d, view.as_of), "event": i.event.id, **d}, 2)
                 for i, d in zip(found, view.items(found), strict=True)]
    total = sum(n for name, n in counts.items() if state in ("all", name) or state == ("open" if name in OPEN_STATES else "closed"))
    return paged({"as_of": view.as_of, "state": state}, "items", items, offset, total)


def dyad(book: Ledger, a: str, b: str, by: str, since: str | None, as_of: str | None, limit: int, offset: int, min_confidence: float = 0.0) -> dict:
    """Two parties: counts over all time, series, shifts, who is on edge about them, and a page of the events between them."""
    pair = tuple(sorted({a, b}))
    if len(pair) < 2:
        raise InputError(f"{a} and {b} are the same party; expected two codes, such as IRN and RUS")
    with viewed(book, as_of, pair, min_confidence) as view:
        counted = next((d for d in view.dyads(evidence=False) if tuple(d["pair"]) == pair), None)
        told = view.asked.between(*pair, *reported(first(since), None))
        events = _quoted(view, told[offset:offset + limit])
        head = {"as_of": view.as_of, "pair": list(pair), "names": [briefing.all_of(code, told) for code in pair],
                "tendency": counted["tendency"] if counted else "quiet", "counts": {name: counted[name] if counted else 0 for name in COUNTS}}
        if not offset:
            lately = first(since) or (date.fromisoformat(view.as_of) - timedelta(LATELY)).isoformat()
            turns = briefing.shifts(view, first(since), pairs=[pair])
            head |= {"series": _series(view, pair, by, first(since)), "shifts": [short(turn, 2) for turn in turns[:TURNS]], "shifts_in_all": len(turns),
                     "on_edge": [short(e, 1) for e in briefing.edge(view, pair, lately)[:VOICES]], "on_edge_since": lately}
    return paged(head, "events", events, offset, len(told))


def _quoted(view: View, told: Sequence[Told]) -> list[dict]:
    """Events, each with the statement that shows it."""
    shown = view.told(e.shown for e in told)
    made = [(e, view.event(e, ())) for e in told]
    return [short({"headline": briefing.headline(entry, view.as_of), **entry,
                   "evidence": [shown[e.shown]] if e.shown in shown else []}, 1) for e, entry in made]


def _series(view: View, pair: tuple[str, str], by: str, since: str | None) -> list[dict]:
    """The last periods of each coder in which something happened, PERIODS of all together."""
    of: dict[str, list[dict]] = {}
    for row in briefing.series(view, *pair, by, since=since):
        if any(row[name] for name in ROW[2:6]):
            of.setdefault(row["coder"], []).append({name: row[name] for name in ROW if row[name] not in (0, None)})
    return [row for rows in of.values() for row in rows[-max(6, PERIODS // len(of)):]]


def sources(book: Ledger, level: str, name: str | None, about: Sequence[str] | None, as_of: str | None, limit: int, offset: int,
            min_confidence: float = 0.0) -> dict:
    """Track records, those with most announcements first."""
    day, records = _records(book, book.stamp(), level, known(about), as_of, min_confidence)
    found = [r for r in records if (name or "").casefold() in r["name"].casefold()]
    entries = [{**short({k: v for k, v in r.items() if k != "evidence"}, 0), "evidence": [quotation(q) for q in r["evidence"][:2]],
                "evidence_in_all": len(r["evidence"])} for r in found[offset:offset + limit]]
    return paged({"as_of": day, "level": level}, "sources", entries, offset, len(found))


@lru_cache(maxsize=8)
def _records(book: Ledger, _stamp: tuple[int, ...], level: str, about: tuple[str, ...], as_of: str | None,
             min_confidence: float) -> tuple[str, list[dict]]:
    """All track records, which take a look at the whole ledger: kept until an answer may change."""
    with viewed(book, as_of, about, min_confidence) as view:
        return view.as_of, [r for r in view.sources(None if level == "all" else level) if r["announcements"] or r["denials"]]


def agreements(book: Ledger, stage: str | None, about: Sequence[str] | None, as_of: str | None, limit: int, offset: int, min_confidence: float = 0.0) -> dict:
    """Agreements, the latest first."""
    return _objects(book, "agreements", stage, about, as_of, limit, offset, min_confidence)


def transfers(book: Ledger, stage: str | None, about: Sequence[str] | None, as_of: str | None, limit: int, offset: int, min_confidence: float = 0.0) -> dict:
    """Transfers, the latest first."""
    return _objects(book, "transfers", stage, about, as_of, limit, offset, min_confidence)


def _objects(book: Ledger, name: str, stage: str | None, about: Sequence[str] | None, as_of: str | None, limit: int, offset: int,
             min_confidence: float) -> dict:
    day, made = objects(book, name, known(about), as_of, min_confidence)
    found = [entry for entry in made if stage in (None, entry["stage"])]
    entries = [short({**entry, "publishers": len(entry["publishers"])}, 2) for entry in found[offset:offset + limit]]
    return paged({"as_of": day}, name, entries, offset, len(found))


def objects(book: Ledger, name: str, about: tuple[str, ...], as_of: str | None, min_confidence: float) -> tuple[str, list[dict]]:
    """The day of the answer, and all `agreements` or `transfers` as of it, the latest first."""
    return _made(book, book.stamp(), name, about, as_of, min_confidence)


@lru_cache(maxsize=8)
def _made(book: Ledger, _stamp: tuple[int, ...], name: str, about: tuple[str, ...], as_of: str | None,
          min_confidence: float) -> tuple[str, list[dict]]:
    """All agreements or transfers, which take a look at all reports: kept until an answer may change."""
    with viewed(book, as_of, about, min_confidence) as view:
        return view.as_of, {"agreements": briefing.agreements, "transfers": briefing.transfers}[name](view)
