"""Codes and events in plain English."""
from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from dragoman.ledger import days

OTHERS = {"EUU": "the EU", "UNO": "the UN", "NAT": "NATO", "IGO": "an intergovernmental body", "NGO": "an NGO", "MNC": "a company",
          "REB": "an armed group", "UNK": "an unnamed party"}


@cache
def _names() -> dict[str, str]:
    with (files("dragoman.codebook") / "names.tsv").open(encoding="utf-8") as f:
        return {row["code"]: row["name"] for row in csv.DictReader(f, delimiter="\t")}


def name_of(code: str) -> str:
    """A code's short English name; the code itself where it has none."""
    return OTHERS.get(code) or _names().get(code, code)


def unknown(codes: Iterable[str]) -> str | None:
    """What is said of the first of these that is no code of the codebook; None where all are."""
    for code in codes:
        if name_of(code) == code:
            return (f"{code} is not a code of the codebook; expected ISO 3166 alpha-3, such as IRN or RUS, or one of EUU, UNO, NAT, IGO, NGO, MNC, REB, PSE, "
                    "XKX, UNK")
    return None


def listed(codes: Sequence[str]) -> str:
    """Names joined as in a sentence: A, B and C."""
    names = [name_of(c) for c in codes]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else "somebody"


def whom(stance: dict) -> str:
    """What a stance is about: those who take part in its matter, or attacks on those who suffer them from nobody that is named."""
    return ("attacks on " if stance["suffered"] else "") + listed(stance["of"])


def capital(line: str) -> str:
    """A line with a capital where a name begins it that has none: *The EU and Georgia draw apart*."""
    return line[:1].upper() + line[1:]


def count(n: int, noun: str) -> str:
    """A number of things: *1 source*, *3 countries*."""
    return f"{n:,} {noun}" + ("" if n == 1 else "ies" if noun.endswith("y") else "s")


SHORT = 7
"""Days at most of what is over after them; a war of which a report says that it has gone on since January goes on after that report."""

_STATUS = {"planned": "planned", "possible": "possible", "denied": "denied", "called_off": "called off", "ongoing": "under way"}


def headline(e: dict, as_of: str = "") -> str:
    """An event or item in a line: who, what (in the report's own word), to whom, and its status; not that of an item whose state tells the end of it, and
    nothing of some days (`SHORT`) is under way that are over on the day `as_of`.
    """
    ended = e.get("state") in ("fulfilled", "postponed", "called_off", "denied")
    over = e.get("status") == "ongoing" and as_of and e.get("when") and _over(e["when"], as_of)
    verb = "" if ended or over else _STATUS.get(e.get("status", ""), "")
    to = f" → {listed(e['recipient'])}" if e["recipient"] else ""
    return capital(f"{listed(e['actor'])}{to}: {e['what']}" + (f" ({verb})" if verb else ""))


def _over(when: str, as_of: str) -> bool:
    first, last = days(when)
    return last - first < SHORT and last < days(as_of)[0]
