"""Whom a coder means: its names, countries and codes to ours; and cells that several coders have."""
from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations

from dragoman.model import within_years
from dragoman.reading import code_of

GUIDE = frozenset({"EUU", "UNO", "NAT", "IGO", "NGO", "MNC", "REB", "PSE", "XKX", "TWN", "UNK"})
BODIES = frozenset({"EUU", "UNO", "NAT", "IGO", "NGO", "REB"})
"""Codes of who acts for no one state."""


@cache
def known() -> frozenset[str]:
    """The codes that we have: those of countries and territories, and the annotation guide's."""
    lines = (files("dragoman.codebook") / "countries.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return GUIDE | {line.split("\t")[1] for line in lines}


@lru_cache(1 << 17)
def named(name: str, month: str) -> str:
    """The code of a name in a month (ISO): who holds an office changes no faster."""
    return code_of(name, month + "-15")


def pairs(actors: Collection[str], recipients: Collection[str]) -> list[tuple[str, str]]:
    """Actor and recipient of each event that a row with several of them tells of; UNK where there is none.

    Actors without a recipient do it with each other. A party towards itself counts only where nobody else is told of.
    """
    one, other = list(dict.fromkeys(actors)) or ["UNK"], list(dict.fromkeys(recipients))
    if not other:
        return list(combinations(one, 2)) or [(one[0], "UNK")]
    found = [(a, r) for a in one for r in other]
    return [(a, r) for a, r in found if a != r] or found[:1]


@lru_cache(1 << 16)
def is_day(text: str) -> bool:
    """Whether a text is an ISO day, and one that stands for no unknown one."""
    with suppress(ValueError):
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) and date.fromisoformat(text)) and within_years(text)
    return False


def weight(text: str) -> float | None:
    """A weight from -10 to 10, or None where the text is none."""
    return float(text) if re.fullmatch(r"-?(?:\d(?:\.\d+)?|10(?:\.0+)?)", text, re.ASCII) else None
