"""GDELT's event tables (Leetaru and Schrodt 2013): 1.0 with 57 or 58 columns, 2.0 with 61, parted by tabs, without a header.

A party is what its known group says, rebels whatever country they are of, else its country, else its kind. CAMEO's country codes are ISO's but for
those in the codebook's gdelt.tsv; regions (`AFR`, *the West*) are no party.
"""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from dragoman.coders import cameo
from dragoman.coders.files import Fault, Skip
from dragoman.coders.parties import is_day, known, named, weight
from dragoman.model import CodedEvent, identity

PLACES = {57: (50, None), 58: (50, 57), 61: (52, 60)}
"""Where the place of the action and the link stand, by the number of columns; what comes before is the same in all."""

ID, DAY, ACTOR, RECIPIENT, EVENT, GOLDSTEIN, MENTIONS = 0, 1, 5, 15, 26, 30, 31
NAME, COUNTRY, GROUP, KINDS = 1, 2, 3, slice(7, 10)
"""Where an actor's columns stand after its first."""


def rows(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, CodedEvent | Skip | Fault]]:
    """Events of the file."""
    for number, line in lines:
        if line:
            yield number, _event(line.split("\t"))


def _event(cells: list[str]) -> CodedEvent | Skip | Fault:
    if len(cells) not in PLACES:
        return Fault(f"{len(cells)} columns where 57, 58 or 61 parted by tabs were expected")
    day = f"{cells[DAY][:4]}-{cells[DAY][4:6]}-{cells[DAY][6:]}"
    code = cameo.find(cells[EVENT])
    if not cells[ID].isdecimal():
        return Fault(f"{cells[ID]!r} is no event id")
    if not is_day(day):
        return Fault(f"{cells[DAY]!r} is no date; expected YYYYMMDD")
    if code is None:
        return Skip("no event code of CAMEO")
    if not code.type:
        return Skip(cameo.NO_TYPE)
    place, link = PLACES[len(cells)]
    given, mentions = weight(cells[GOLDSTEIN]), cells[MENTIONS]
    return CodedEvent(
        "gdelt", identity("gdelt", cells[ID]), day, code.type, *(_party(cells[at:at + 10], day[:7]) for at in (ACTOR, RECIPIENT)),
        cells[ACTOR + NAME] or None, cells[RECIPIENT + NAME] or None, cells[EVENT],
        code.gdelt if given is None else given, cells[place] or None, (cells[link] or None) if link else None,
        int(mentions) if mentions.isdecimal() and len(mentions) < 10 else 1)


def _party(cells: list[str], month: str) -> str:
    return party(cells[COUNTRY], cells[GROUP], tuple(cells[KINDS]), month)


@lru_cache(1 << 16)
def party(country: str, group: str, kinds: tuple[str, ...], month: str) -> str:
    """The code of an actor with a CAMEO country, a known group and kinds, any of them empty, in a month (ISO)."""
    tables = _tables()
    state = tables["country"].get(country, ("", country if country in known() else "UNK"))[1] if country not in tables["region"] else "UNK"
    name, body = tables["group"].get(group, ("", "UNK"))
    body = body or named(name, month)
    kind = next((tables["type"][k][1] for k in kinds if k in tables["type"]), "UNK")
    if "REB" in (body, kind):
        return "REB"
    return next((code for code in (state, body, kind) if code != "UNK"), "UNK")


@cache
def _tables() -> dict[str, dict[str, tuple[str, str]]]:
    """Name and code of each of CAMEO's codes, by kind and code; an empty code: as the name says on the day."""
    out: dict[str, dict[str, tuple[str, str]]] = {}
    for line in (files("dragoman.codebook") / "gdelt.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        kind, code, name, ours = line.split("\t")
        out.setdefault(kind, {})[code] = name, ours
    return out
