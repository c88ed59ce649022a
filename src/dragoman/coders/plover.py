"""PLOVER's exchange format: a JSON object a line (Open Event Data Alliance, manual draft 0.8 of 2021, chapter 6).

Required are `id`, `date`, `actor` and `event`. Several actors, recipients or types are an event for each pair of codes and type. Names of
fields may be written with spaces or underscores.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from dragoman.coders.files import Fault, Skip
from dragoman.coders.parties import BODIES, is_day, known, named, pairs
from dragoman.model import TYPES, CodedEvent, identity

CODES = {"EUR": "EUU", "ISM": "NGO", "IMG": "REB"}
"""PLOVER's codes of non-states that we call otherwise: the European Union, social movements, transnational armed groups."""

NO_EVENT = "records that hold no event (has_event is false)"


def rows(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, CodedEvent | Skip | Fault]]:
    """Events of the file."""
    seen: Counter[str] = Counter()
    for number, line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if "\\ud" in line.lower():  # half a character, which no database takes
                record = json.loads(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            yield number, Fault("no JSON; expected one object on each line")
            continue
        if not isinstance(record, dict):
            yield number, Fault("no JSON object; expected one on each line")
            continue
        for made in _events(_spelt(record), seen):
            yield number, made


def _events(record: dict, seen: Counter[str]) -> Iterator[CodedEvent | Skip | Fault]:
    day, types = str(record.get("date", "")), [str(x).upper() for x in _listed(record.get("event"))]
    if record.get("has_event") is False:
        yield Skip(NO_EVENT)
        return
    if not is_day(day):
        yield Fault(f"{day!r} is no date; expected YYYY-MM-DD in date")
        return
    if bad := [x for x in types if x not in TYPES] or ([] if types else ["nothing"]):
        yield Fault(f"{', '.join(bad)} in event is no type of PLOVER")
        return
    sides = [[_spelt(x) if isinstance(x, dict) else {"code": x} for x in _listed(record.get(side)) if x] for side in ("actor", "recipient")]
    codes = [[_code(x, day[:7]) for x in side] for side in sides]
    words = [{code: _text(x) for code, x in zip(given, side, strict=True)} for given, side in zip(codes, sides, strict=True)]
    id_ = record.get("id")
    if not id_:  # a line that stands twice is two events, a file that is read twice is not
        same = identity(json.dumps(record, sort_keys=True))
        seen[same] += 1
        id_ = f"{same} {seen[same]}"
    cite, modes = _spelt(record.get("cite_info")), [str(x) for x in _listed(record.get("mode"))]
    link, where, scale = _text_of(cite, "url") or _text_of(record, "url"), _place(_spelt(record.get("event_loc"))), _number(record.get("event_scale"))
    for n, (type_, (actor, recipient)) in enumerate((t, pair) for t in types for pair in pairs(*codes)):
        yield CodedEvent("plover", identity("plover", id_, *([n] if n else [])), day, type_, actor, recipient, words[0].get(actor),
                         words[1 if words[1] else 0].get(recipient), "/".join([type_, *modes]), scale, where, link)


def _code(entity: dict, month: str) -> str:
    """The code of an entity object: its own, rebels by their sector, else what its name says."""
    given = str(entity.get("code") or entity.get("country_code") or entity.get("entity_code") or "")
    code = CODES.get(given, given[:3])
    if str(entity.get("sector") or entity.get("sector_code") or "")[:3] == "REB" and code not in BODIES:
        return "REB"
    if code == "IGO" and named(_text(entity) or "", month) == "NAT":
        return "NAT"
    return code if code in known() else named(_text(entity) or "", month)


def _text(entity: dict) -> str | None:
    return _text_of(entity, "entity_text") or _text_of(entity, "raw_text") or _text_of(entity, "identifier_text") or _text_of(entity, "entity_name")


def _text_of(record: dict, name: str) -> str | None:
    value = record.get(name)
    return value.replace("\0", "") or None if isinstance(value, str) else None


def _place(place: dict) -> str | None:
    return _text_of(place, "resolved_place") or _text_of(place, "extracted_place") or _text_of(place, "city") or _text_of(place, "country")


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def _spelt(record: object) -> dict:
    """An object with the names of its fields in lower case, joined by underscores; nothing where it is none."""
    return {str(name).lower().replace(" ", "_"): value for name, value in record.items()} if isinstance(record, dict) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 10 else None
