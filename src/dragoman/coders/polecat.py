"""POLECAT (Halterman et al. 2023): weekly tables with a header, with PLOVER's types and ISO's country codes.

A row with several actors or recipients (parted by `;`) is an event for each pair of their codes.
"""
from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dragoman.coders.files import Fault, Skip
from dragoman.coders.parties import BODIES, is_day, known, named, pairs, weight
from dragoman.model import TYPES, CodedEvent, identity

COLUMNS = tuple(name.lower() for name in (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country", "Actor COW",
    "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country",
    "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename",
    "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date",
    "Story People", "Story Organizations", "Story Locations", "Language", "Version"))
"""Columns of a table; some name the fifth *Event Intensity*."""

NEEDED = frozenset({"event id", "event date", "event type", "actor name", "actor country", "recipient name", "recipient country"})


def rows(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, CodedEvent | Skip | Fault]]:
    """Events of the file; one fault where its first line names other columns."""
    number, first = next(lines, (1, ""))
    header = [name.strip().lower().replace("_", " ").replace("event intensity", "intensity") for name in first.split("\t")]
    if not set(header) >= NEEDED:
        yield number, Fault("no table of POLECAT; expected columns parted by tabs, among them Event ID, Event Date, Event Type, Actor Country")
        return
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        # Some files name columns (Headline, Event Text, Feed, Story ID) that their rows do not have.
        names = header if len(cells) >= len(header) else COLUMNS
        if len(cells) < len(names):
            yield number, Fault(f"{len(cells)} columns where {len(names)} were expected")
            continue
        row = {name: "" if cell in ("None", "nan") else cell for name, cell in zip(names, cells, strict=False)}
        for made in _events(row):
            yield number, made


def _events(row: dict[str, str]) -> Iterator[CodedEvent | Fault]:
    id_, day, type_, intensity = row["event id"], row["event date"][:10], row["event type"].upper(), row.get("intensity", "")
    if not is_day(day):
        yield Fault(f"{row['event date']!r} is no date; expected YYYY-MM-DD in Event Date")
        return
    if type_ not in TYPES:
        yield Fault(f"{row['event type']!r} is no type of PLOVER")
        return
    sides = [_parties(row[f"{side} name"] or row.get(f"{side} name raw", ""), row[f"{side} country"], row.get(f"primary {side} sector", ""), day[:7])
             for side in ("actor", "recipient")]
    texts = [row[f"{side} name"] or row.get(f"{side} name raw") or None for side in ("actor", "recipient")]
    where = ", ".join(dict.fromkeys(x for x in (row.get("city") or row.get("placename"), row.get("country")) if x)) or None
    for n, (actor, recipient) in enumerate(pairs(*sides)):
        yield CodedEvent("polecat", identity("polecat", id_, *([n] if n else [])), day, type_, actor, recipient, *texts,
                         "/".join(x for x in (type_, row.get("event mode")) if x), weight(intensity), where, id_.partition("_")[0] or None)


@lru_cache(1 << 16)
def _parties(name: str, country: str, sector: str, month: str) -> tuple[str, ...]:
    """Codes of one side: bodies and rebels are what they are, others are of the countries named."""
    names = [n.strip() for n in name.split(";") if n.strip()]
    own = [named(n, month) for n in names]
    if sector == "REB" and len(names) < 2:
        return ("REB",)
    bodies = [code for code in own if code in BODIES]
    states = [_state(c.strip(), month) for c in country.split(";") if c.strip()]
    found = [code for code in (*states, *bodies) if code != "UNK"]
    if len(names) == 1 and bodies:
        found = bodies
    return tuple(dict.fromkeys(found or [code for code in own if code != "UNK"]))


def _state(text: str, month: str) -> str:
    return text if text in known() else named(text, month)
