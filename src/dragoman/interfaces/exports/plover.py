"""PLOVER's interchange form (manual draft 1.3 of 5 February 2022, chapter 6): a line of JSON an act, what else is known under `dragoman`."""
from __future__ import annotations

import json
from collections import Counter

from dragoman import __version__
from dragoman.briefing import View, name_of
from dragoman.interfaces.exports.conventions import Act, acts, told_of
from dragoman.interfaces.exports.passing import passing
from dragoman.interfaces.exports.scores import SCORES
from dragoman.interfaces.exports.writing import clean, file_at
from dragoman.model import QUADS

CODEBOOK = "PLOVER draft 1.3, 5 February 2022"
QUAD_CODES = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}
ENTITIES = {"EUU": "EUR", "NAT": "IGO", "REB": "IMG"}
"""Codes that PLOVER has otherwise (table 5.1); what it has not stays as it is."""
SECTORS = {"MED": "JRN", "NGO": "SOC", "IGO": None}
"""Roles that PLOVER has otherwise (table 5.2), or not at all."""


def write(view: View, out: str) -> str:
    """Write the acts of all events, and say how many."""
    left_out: Counter[str] = Counter()
    count = 0
    with file_at(out) as f:
        for w in passing(view):
            for act in acts(w, left_out):
                f.write(json.dumps(record(act), ensure_ascii=False) + "\n")
                count += 1
    return f"{count} records{told_of(left_out)}"


def record(act: Act) -> dict:
    """An act as a PLOVER record; fields of which nothing is known are left out. `has_event` is false where nothing has happened yet."""
    e, (_, first) = act.event, act.told[0]
    report = act.reports[first.report]
    made = {
        "id": f"dragoman-{e.id}-{act.number}", "has_event": act.marked is None, "date": act.first, "enddate": act.last if act.last != act.first else None,
        "actor": [entity(act, code) for code in e.actor], "recipient": [entity(act, code) for code in e.recipient],
        "event": [act.plover], "mode": [act.mode] if act.mode else None, "context": [act.marked] if act.marked else None,
        "event_loc": {"extracted_place": clean(e.where)} if e.where else None,
        "event_text": list(dict.fromkeys(clean(s.trigger) for _, s in act.told)),
        "quad_code": QUAD_CODES[QUADS[act.plover]], "event_scale": SCORES[act.plover], "link": e.id,
        "text_info": {"start": first.span[0], "end": first.span[1]},
        "cite_info": _known({"citation": first.report, "url": clean(report.url), "title": clean(report.title), "language": "en",
                             "publication": clean(report.publisher), "coder": f"Dragoman {__version__}", "codebook": CODEBOOK}),
        "coder": f"Dragoman {__version__}",
        "dragoman": {
            "event": e.id, "type": e.type, "status": act.status, "status_now": e.status, "disputed": e.disputed, "when": e.when,
            "actor": list(e.actor), "recipient": list(e.recipient), "cameo": act.cameo, "confidence": round(max(s.confidence for _, s in act.told), 3),
            "articles": len({s.report for _, s in act.told}), "publishers": sorted({clean(s.publisher) for _, s in act.told if s.publisher}),
            "statements": [{"id": s.id, "report": s.report, "published": s.published, "status": s.status, "start": s.span[0], "end": s.span[1],
                            "said_by": [{"text": clean(x.surface), "code": x.code, "kind": x.kind} for x in s.said_by]} for _, s in act.told]},
    }
    return {k: v for k, v in made.items() if v not in (None, [])}


def entity(act: Act, code: str) -> dict:
    """A party as PLOVER's entity object: code, sector, words, name."""
    said = act.party(code)
    role = said.role if said else None
    return _known({"code": ENTITIES.get(code, code), "sector": SECTORS.get(role, role) or ("REB" if code == "REB" else None),
                   "entity_text": clean(said.surface) if said else None, "identifier_text": name_of(code)})


def _known(fields: dict) -> dict:
    return {k: v for k, v in fields.items() if v is not None}
