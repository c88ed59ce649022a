"""FollowTheMoney: events, who takes part, the reports, and every statement as a note that leads to its report; for Aleph and OpenSanctions' tools.

A folder of two files of JSON lines: `entities.ftm.json`, and `statements.json`, the same value by value, each with its first day, its origin and
the words of the report where these differ. Standard output takes the entities alone. The followthemoney package is not needed to write them;
tests validate with it.
"""
from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TextIO

from dragoman.briefing import View, chain_of, count, headline, name_of, phrase, sentence
from dragoman.interfaces.exports.passing import Whole, ends, passing
from dragoman.interfaces.exports.writing import ENTITIES, MARK, STDOUT, clean, file_at, folder_at, link
from dragoman.model import QUADS, Actor, Report, Statement, identity

DATASET = "dragoman"
NAMED = {"IGO": "Organization", "NGO": "Organization", "MNC": "Company", "REB": "Organization"}
"""Codes that many bodies share: each of their names is an entity of its own."""

_BODIES = {"EUU": ("PublicBody", "European Union", "eu"), "UNO": ("PublicBody", "United Nations", None), "NAT": ("PublicBody", "NATO", None)}
_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LONGEST = 4000


class Made(NamedTuple):
    """An entity: its properties by name; the day its values are first known, the report they come from, and words of the report beside the values."""

    id: str
    schema: str
    properties: dict[str, list[str]]
    seen: str | None = None
    origin: str | None = None
    words: dict[tuple[str, str], str] = {}


def write(view: View, out: str) -> str:
    """Write entities, and their statements where `out` is a folder, and say how many."""
    if out == STDOUT:
        with file_at(out) as f:
            return _said(_fill(view, f, None))
    with folder_at(out) as folder:
        (folder / MARK).write_text(json.dumps({"name": ENTITIES, "profile": "data-package", "resources": [
            {"name": "entities", "path": "entities.ftm.json"}, {"name": "statements", "path": "statements.json"}]}, indent=1) + "\n", encoding="utf-8")
        with (folder / "entities.ftm.json").open("w", encoding="utf-8") as f, (folder / "statements.json").open("w", encoding="utf-8") as g:
            return _said(_fill(view, f, g))


def _said(counts: tuple[int, int]) -> str:
    return f"{counts[0]} entities" + (f", {counts[1]} statements" if counts[1] else "")


def _fill(view: View, entities: TextIO, values: TextIO | None) -> tuple[int, int]:
    made, told, seen = 0, 0, set()
    for w in passing(view):
        for entity in of_event(w, view.as_of):
            mark = hash(entity.id)
            if mark in seen:
                continue
            seen.add(mark)
            made += 1
            entities.write(json.dumps({"id": entity.id, "schema": entity.schema, "properties": entity.properties}, ensure_ascii=False) + "\n")
            for value in statements(entity) if values else ():
                values.write(json.dumps(value, ensure_ascii=False) + "\n")
                told += 1
    return made, told


def of_event(w: Whole, as_of: str) -> Iterator[Made]:
    """The entities that an event brings along: parties, reports, mentions, a note a statement, and the event itself. Ids repeat between events."""
    e = w.event
    sides: dict[str, dict[str, None]] = {"actor": {}, "recipient": {}}
    for s in w.statements:
        report = w.reports[s.report]
        document = _article(report)
        yield document
        parties: dict[str, None] = {}
        for side, said in (("actor", s.actor), ("recipient", s.recipient)):
            for a in said:
                party = _party(a, s)
                if party is None:
                    continue
                parties[party.id] = None
                if a.code in e.codes:
                    sides[side if a.code in getattr(e, side) else "recipient" if side == "actor" else "actor"][party.id] = None
                yield party
                yield _mention(a, party, document, s)
        yield _note(s, report, document, w, list(parties))
    yield _event(w, as_of, *map(list, sides.values()))


def _event(w: Whole, as_of: str, actors: list[str], recipients: list[str]) -> Made:
    e = w.event
    shown = next((s for h, s in zip(w.history, w.statements, strict=True) if h.key == e.shown), w.statements[0])
    interval = e.when and "/" in e.when
    first, last = ends(e.when)
    reports = list(dict.fromkeys(s.report for s in w.statements))
    told = (f"{e.status}{' (disputed)' * e.disputed}; {count(e.voices, 'source')}, {count(e.outlets, 'publisher')}, {count(e.articles, 'article')}; "
            f"confidence {e.confidence:.2f}")
    line = headline({"actor": e.actor, "recipient": e.recipient, "phrase": phrase(shown, w.reports[shown.report].text), "status": e.status, "when": e.when,
                     "called": e.called}, as_of)
    return _made(f"dragoman-event-{e.id}", "Event", {
        "name": [line], "summary": [sentence(w.reports[shown.report].text, shown.span)], "date": [] if interval else [e.when],
        "startDate": [first] if interval else [], "endDate": [last] if interval else [], "location": [_line(e.where and e.where.replace(";", ","))],
        "country": [alpha2().get(c) or _BODIES.get(c, (None,) * 3)[2] for c in (*e.actor, *e.recipient)],
        "organizer": actors, "involved": [*actors, *(r for r in recipients if r not in actors)], "proof": [_article_id(r) for r in reports],
        "keywords": [e.type, QUADS[e.type], e.status], "notes": [told], "recordId": [e.id], "publisher": list(e.publishers),
        "sourceUrl": [w.reports[r].url for r in reports], "modifiedAt": [ends(e.last_reported)[1]],
    }, e.first_reported, shown.report, {("date", e.when or ""): shown.when_text} if shown.when == e.when and shown.when_text else {})


def _note(s: Statement, report: Report, document: Made, w: Whole, parties: list[str]) -> Made:
    return _made(f"dragoman-statement-{s.id}", "Note", {
        "description": [f"“{sentence(report.text, s.span)}” – {chain_of(s)}"], "entity": [f"dragoman-event-{w.event.id}", *parties],
        "proof": [document.id], "keywords": [s.type, s.status, *(x.kind for x in s.said_by[-1:])],
        "notes": [f"statement {s.id}, characters {s.span[0]} to {s.span[1]} of the report: {s.trigger}"], "publisher": [s.publisher],
        "sourceUrl": [report.url], "createdAt": [s.published]}, s.published, s.report)


def _article_id(report: str) -> str:
    return f"dragoman-report-{identity(report)}"


def _article(r: Report) -> Made:
    return _made(_article_id(r.id), "Article", {"title": [r.title], "fileName": [r.id], "publisher": [r.publisher], "sourceUrl": [r.url],
                                                "publishedAt": [r.published], "language": ["eng"]}, r.published, r.id)


def _party(a: Actor, s: Statement) -> Made | None:
    """The entity of a party: a state, a body, or whatever is named; None where a shared code stands beside words that name nobody."""
    if a.code in NAMED:
        name = _line(a.surface)
        if not any(c.isupper() for c in name):
            return None
        return _made(f"dragoman-party-{a.code.lower()}-{identity(name.casefold())}", NAMED[a.code], {"name": [name]}, s.published, s.report)
    if a.code == "UNK":
        return None
    schema, name, country = _BODIES.get(a.code) or ("PublicBody", name_of(a.code).removeprefix("the "), alpha2().get(a.code))
    return _made(f"dragoman-party-{a.code.lower()}", schema, {"name": [name], "country": [country], "keywords": [a.code]})


def _mention(a: Actor, party: Made, document: Made, s: Statement) -> Made:
    name = _line(a.surface) or a.code
    return _made(f"dragoman-mention-{identity(document.id, party.id, name)}", "Mention", {
        "document": [document.id], "name": [name], "resolved": [party.id], "detectedSchema": [party.schema],
        "contextCountry": party.properties.get("country", [])}, s.published, s.report, {("name", name): a.surface})


def _made(id_: str, schema: str, properties: dict[str, list[str | None]], seen: str | None = None, origin: str | None = None,
          words: dict[tuple[str, str], str] | None = None) -> Made:
    """An entity with the values that there are, in the form that followthemoney takes."""
    kept = {name: list(dict.fromkeys(v for v in map(_line if name == "name" else _value, values) if v and (name != "sourceUrl" or link(v))))
            for name, values in properties.items()}
    if schema in ("Event", "PublicBody", "Organization", "Company") and not kept["name"]:
        kept["name"] = [id_]
    return Made(id_, schema, {name: values for name, values in kept.items() if values}, seen, origin, words or {})


def _value(text: str | None) -> str | None:
    return _UNSEEN.sub("", clean(text) or "").strip()[:_LONGEST].strip() or None if text else None


def _line(text: str | None) -> str:
    return " ".join((_value(text) or "").split())[:300].strip(" \"'“”‘’")


def statements(entity: Made) -> Iterator[dict]:
    """An entity value by value, in followthemoney's form of a statement, without what its package fills in; the id is the hash that it makes."""
    for prop, value in [("id", entity.id), *((name, v) for name, values in entity.properties.items() for v in values)]:
        words = entity.words.get((prop, value))
        yield {"canonical_id": entity.id, "entity_id": entity.id, "prop": prop, "schema": entity.schema, "value": value, "dataset": DATASET,
               **({"original_value": clean(words)} if words and words != value else {}), **({"first_seen": entity.seen} if entity.seen else {}),
               **({"origin": entity.origin} if entity.origin else {}),
               "id": hashlib.sha1(f"{DATASET}.{entity.id}.{prop}.{value}".encode(), usedforsecurity=False).hexdigest()}


@cache
def alpha2() -> dict[str, str]:
    """Two-letter codes of states and territories, in lower case, as followthemoney has them."""
    with (files("dragoman.codebook") / "alpha2.tsv").open(encoding="utf-8") as f:
        return {row["code"]: row["alpha2"] for row in csv.DictReader(f, delimiter="\t")}
