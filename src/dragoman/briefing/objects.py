"""Who is on edge, agreements and transfers as plain data, each value with the words that show it."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from dragoman.briefing.names import one_of, unknown
from dragoman.ledger import LEAST, Item, Told, begins, item_begins
from dragoman.model import Event, InputError, Report, Statement
from dragoman.relations import AGREEING, HANDING, Agreement, Stance, Transfer, heard_until, may_agree, may_transfer, may_voice, origin, stances
from dragoman.relations import about as stances_about
from dragoman.relations import agreements as agreements_of
from dragoman.relations import transfers as transfers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dragoman.briefing.view import View

EDGE_ROW = ("who", "name", "of", "stance", "strength", "since", "last", "sources", "speakers", "publishers", "statements")
AGREEMENT_ROW = ("id", "what", "parties", "subjects", "stage", "first", "last", "sources", "publishers", "stages", "events")
TRANSFER_ROW = ("id", "supplier", "recipient", "item", "kind", "stage", "first", "last", "sources", "publishers", "stages", "events")
"""Columns of the CSV forms; docs/codebook.md says what each holds."""

SPOKEN_OF = f"codes that all are spoken of, such as IRN,RUS, or the id of an event or docket item, or its first {LEAST} or more characters"
"""What `matter` takes."""


def edge(view: View, of: Sequence[str] | Told | Item | None = None, since: str = "", about: Collection[str] | None = None) -> list[dict]:
    """The stances of third parties, the strongest first, in reports that count from the day `since` or later.

    `of` keeps those about all of these codes, about an event or about an item of the docket; `about` (the view's where it is not given) those in
    which all of its codes take part, as the one who voices or as one voiced about.
    """
    told = of.event if isinstance(of, Item) else of if isinstance(of, Told) else None
    ids, reports, stated = _told_in(view, may_voice, max(since, told.first_reported or "") if told else since,
                                    until=heard_until(told.last_reported) if told and told.last_reported else None)
    found = stances(stated, reports)
    if told:
        history = view.asked.told_by([told.key])[told.key]
        known = {s.id: s for s in view.asked.statements(h.key for h in history).values()}
        event = Event(told.id, told.type, "occurred", told.actor, told.recipient, told.when, told.where, told.first_reported, told.last_reported,
                      tuple(h.statement for h in history), (), told.publishers)
        found = stances_about(found, event, known)
    elif of is not None:
        found = stances_about(found, tuple(of))
    found = [s for s in found if set(view.about if about is None else about) <= {s.who, *s.of}]
    quotes = view.quoted(v.statement for s in found for v in s.voicings)
    return [_stance(s, quotes) for s in found]


def matter(view: View, words: str) -> tuple[str, ...] | Told | Item:
    """What stances are about (SPOKEN_OF): codes, each once, or the event or docket item of an id or of its first characters, which the view's
    `about` must keep. InputError where the words are neither, or none or several ids begin so.
    """
    if codes := codes_in(words):
        return codes
    if len(words) < LEAST or "," in words:
        raise InputError(f"{words}: expected {SPOKEN_OF}")
    found = [*view.asked.events(begins([words]), most=2), *view.asked.items("all", item_begins(words), most=2)]
    if len(found) > 1:
        raise InputError(f"{words}: more than one begins so ({', '.join(sorted(x.id for x in found)[:3])}); give more characters")
    if not found:
        raise InputError(f"{words}: no event or docket item has this id; expected {SPOKEN_OF}; `dragoman events --format json` and "
                         "`docket --format json` list them")
    return found[0]


def codes_in(words: str) -> tuple[str, ...]:
    """The codes that words are, parted by commas, each once; none where they are anything else. InputError where one is none of the codebook."""
    codes = tuple(dict.fromkeys(word.strip().upper() for word in words.split(",") if word.strip()))
    if not all(re.fullmatch(r"[A-Z]{3}", code, re.ASCII) for code in codes):
        return ()
    if wrong := unknown(codes):
        raise InputError(wrong)
    return codes


def agreements(view: View) -> list[dict]:
    """The agreements told of, the latest first, with a quotation for each statement."""
    ids, reports, stated = _told_in(view, may_agree, types=AGREEING)
    found = [a for a in agreements_of(view.asked.events_in(ids), stated, reports) if set(view.about) <= a.parties]
    quotes = view.quoted(s for a in found for s in a.statements)
    return [{"id": a.id, "parties": sorted(a.parties), "names": [one_of(c, a.statements) for c in sorted(a.parties)],
             "subjects": list(a.subjects), "what": a.what,
             **_rest(a, quotes)} for a in found]


def transfers(view: View) -> list[dict]:
    """The transfers told of, the latest first, with a quotation for each statement."""
    ids, reports, stated = _told_in(view, may_transfer, types=HANDING)
    found = [x for x in transfers_of(view.asked.events_in(ids), stated, reports) if set(view.about) <= x.supplier | x.recipient]
    quotes = view.quoted(s for x in found for s in x.statements)
    return [{"id": x.id, "supplier": sorted(x.supplier), "recipient": sorted(x.recipient),
             "names": [[one_of(c, x.statements) for c in sorted(side)] for side in (x.supplier, x.recipient)], "item": x.item,
             "kind": x.kind, **_rest(x, quotes)}
            for x in found]


def object_row(entry: dict, columns: Sequence[str]) -> dict:
    """A stance, agreement or transfer as one flat row: lists joined by `|`, stages as *signed 2025-01-17*."""
    return {name: _cell(name, entry[name]) for name in columns}


def _cell(name: str, value: object) -> object:
    if name == "stages":
        return "|".join(f"{s['stage']} {s['day']}" for s in value)
    return "|".join(value) if isinstance(value, list) else value


def _told_in(view: View, may: Callable[[str], bool], since: str = "", types: Collection[str] = (),
             until: str | None = None) -> tuple[list[str], dict[str, Report], list[Statement]]:
    """Reports that may tell of something by their words, by id, and what they state."""
    ids = [id_ for id_, text in view.asked.texts_since(since, types, until) if may(text)]
    return ids, view.texts(ids), view.asked.stated_in(ids)


def _stance(s: Stance, quotes: dict[str, dict]) -> dict:
    kinds = {v.statement.id: v for v in s.voicings}
    told = list({x.id: x for v in s.voicings for x in (v.matter, v.statement)}.values())
    return {"who": s.who, "name": s.body or one_of(s.who, [v.statement for v in s.voicings]), "of": list(s.of),
            "names": [one_of(c, told) for c in s.of], "suffered": s.suffered, "stance": s.stance,
            "kinds": s.kinds, "strength": s.strength, "since": s.since, "last": s.last, "sources": s.sources, "speakers": list(s.speakers),
            "publishers": list(s.publishers), "statements": list(s.statements),
            "evidence": [{**quotes[i], "stance": v.stance, "matter": v.matter.id} for i, v in kinds.items()]}


def _rest(made: Agreement | Transfer, quotes: dict[str, dict]) -> dict:
    """What agreements and transfers have in common."""
    told, stages = made.statements, made.stages
    days = [t.statement.published or t.statement.known for t in made.tellings]
    stage_of = {t.statement.id: t.stage for t in made.tellings}
    return {"stage": stages[-1][0], "stages": [{"stage": stage, "day": day, "statement": s.id} for stage, day, s in stages], "events": list(made.events),
            "first": min(filter(None, days), default=None), "last": max(filter(None, days), default=None), "sources": len({origin(s) for s in told}),
            "publishers": sorted({s.publisher or "?" for s in told}), "statements": [s.id for s in told],
            "evidence": [{**quotes[s.id], "stage": stage_of[s.id]} for s in told]}

