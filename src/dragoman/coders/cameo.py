"""CAMEO's codes: what type of PLOVER each is, and how much it weighs."""
from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

NO_TYPE = "CAMEO's public statements and appeals (01 and 02), which PLOVER drops"


class Code(NamedTuple):
    """A code with its name, PLOVER's type (empty: none) and the Goldstein weights of ICEWS and of GDELT."""

    code: str
    name: str
    type: str
    icews: float | None
    gdelt: float | None


@cache
def codes() -> dict[str, Code]:
    """All codes of the codebook, by code."""
    lines = (files("dragoman.codebook") / "cameo.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {r[0]: Code(r[0], r[1], r[2], *(float(w) if w else None for w in r[5:7])) for r in rows}


def find(text: str) -> Code | None:
    """The code, or the nearest above it that there is (`13y`, which ICEWS once has: 13); None where there is none."""
    known = codes()
    return next((known[text[:n]] for n in range(len(text), 1, -1) if text[:n] in known), None)


@cache
def by_name() -> dict[str, Code]:
    """Codes by their names in lower-case words; of a root and its first code, which share a name, the code."""
    return {plain(c.name): c for c in codes().values()}


def plain(name: str) -> str:
    """A name in lower-case words: files write them with other capitals and hyphens."""
    return re.sub(r"[^a-z]+", " ", name.lower()).strip()
