"""ICEWS (Boschee et al. 2015): the tables of its archive, and the reduced form in which forecasters pass its events on.

The archive has a row an event, with a CAMEO code and the country of either side. The reduced form has `date, source, relation, target`:
names only, from which the country is read (`Police (India)`, `Japan`, `Angela Merkel`).
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from dragoman.coders import cameo
from dragoman.coders.files import Fault, Skip
from dragoman.coders.parties import BODIES, is_day, named, weight
from dragoman.model import CodedEvent, identity

ARCHIVE = ("event id", "event date", "source name", "source country", "cameo code", "intensity", "target name", "target country", "story id",
           "city", "country")
"""Columns of the archive that are read."""

REDUCED = ("date", "source", "relation", "target")
IN_A_COUNTRY = re.compile(r"(.*\S) ?\(([^()]+(?:\([^()]+\))?)\)")
COUNTRIES = {"Congo": "COG"}
"""Names that ICEWS gives another meaning: its other Congo is the *Democratic Republic of Congo*."""


def rows(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, CodedEvent | Skip | Fault]]:
    """Events of the file; one fault where its first line names other columns."""
    number, first = next(lines, (1, ""))
    header = [name.strip().lower().replace("_", " ") for name in first.split("\t")]
    at = {name: i for i, name in reversed([*enumerate(header)])}  # of two columns of one name the first
    if at.keys() >= set(ARCHIVE):
        yield from _archive(lines, at)
    elif at.keys() >= set(REDUCED):
        yield from _reduced(lines, at)
    else:
        yield number, Fault("no table of ICEWS; expected columns parted by tabs, among them Event ID, Event Date, Source Name, CAMEO Code, "
                            "Target Name, or date, source, relation, target")


def _archive(lines: Iterator[tuple[int, str]], at: dict[str, int]) -> Iterator[tuple[int, CodedEvent | Skip | Fault]]:
    places = [at[name] for name in ARCHIVE]
    least = max(at.values()) + 1
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) < least:
            yield number, Fault(f"{len(cells)} columns where {least} or more were expected")
            continue
        id_, day, source, source_country, text, intensity, target, target_country, story, city, country = (cells[i].strip() for i in places)
        code = cameo.find(text)
        if not is_day(day):
            yield number, Fault(f"{day!r} is no date; expected YYYY-MM-DD in Event Date")
        elif code is None:
            yield number, Fault(f"{text!r} is no code of CAMEO")
        elif not code.type:
            yield number, Skip(cameo.NO_TYPE)
        else:
            given = weight(intensity)
            # An id is unique only together with the date.
            yield number, CodedEvent(
                "icews", identity("icews", id_, day), day, code.type, party(source, source_country, day[:7]), party(target, target_country, day[:7]),
                source or None, target or None, text, code.icews if given is None else given,
                ", ".join(dict.fromkeys(x for x in (city, country) if x and x != "None")) or None, story or None)


def _reduced(lines: Iterator[tuple[int, str]], at: dict[str, int]) -> Iterator[tuple[int, CodedEvent | Skip | Fault]]:
    places = [at[name] for name in REDUCED]
    least = max(at.values()) + 1
    seen: Counter[str] = Counter()
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) < least:
            yield number, Fault(f"{len(cells)} columns where {least} or more were expected")
            continue
        day, source, relation, target = (cells[i].strip() for i in places)
        code = cameo.by_name().get(cameo.plain(relation))
        if not is_day(day):
            yield number, Fault(f"{day!r} is no date; expected YYYY-MM-DD")
        elif code is None:
            yield number, Fault(f"{relation!r} is no event of CAMEO")
        elif not code.type:
            yield number, Skip(cameo.NO_TYPE)
        else:
            # Rows have no ids: the same row twice in a file is two events, the same file twice is not.
            same = identity("icews", day, source, relation, target)
            seen[same] += 1
            yield number, CodedEvent("icews", same if seen[same] == 1 else identity(same, seen[same]), day, code.type, party(source, "", day[:7]),
                                     party(target, "", day[:7]), source or None, target or None, code.code, code.icews)


@lru_cache(1 << 17)
def party(name: str, country: str, month: str) -> str:
    """The code of a name with the country that the file gives it (empty: none): `Citizen (India)`, `Hezbollah`, `Angela Merkel`.

    Rebels of a country, and bodies of several, are what they are wherever they sit.
    """
    m = IN_A_COUNTRY.fullmatch(name)
    agent, inside = (m[1], m[2]) if m else (name, "")
    whose = country if country not in ("", "None") else inside
    own = named(agent, month)
    # A gang is of its country, rebels are not: the country before the agent tells them apart, as in a report.
    if whose and own == "REB" and m:
        own = named(f"{whose} {agent}", month)
    if own == "REB" or own in BODIES and not m:
        return own
    if whose:
        return COUNTRIES.get(whose) or named(whose, month)
    return COUNTRIES.get(name) or own

