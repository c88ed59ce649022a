"""Who is on edge: third parties that voice fear, warning or protest about what others do."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dragoman.model import QUADS, Report, Statement

FEAR = re.compile(
    r"\b(?:fear(?:s|ed|ful|ing)?|concern(?:s|ed)?|worr(?:y|ies|ied|ying)|alarm(?:s|ed|ing)?|anxi(?:ety|ous)|on edge|uneas[ey]|unease|"
    r"warn(?:s|ed|ing)?|apprehensi(?:on|ve)|wary|nervous|dread|threat(?:ens?|ened)? to|danger)\b", re.I)
"""Examples: *Israeli officials fear*, *voiced concern*, *is wary of*. Counter-example: *concerning*."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A party that voices fear about others: `who` about `of` (codes), with the statements that show it and who spoke."""

    who: str
    of: tuple[str, ...]
    since: str | None
    statements: tuple[str, ...]
    speakers: tuple[str, ...]
    publishers: tuple[str, ...]


def sentence_around(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Characters of the sentence that holds a span: to the nearest full stop or line end on each side."""
    before = max((m.end() for m in re.finditer(r"[.!?][”\"’')]*\s+|\n", text[:span[0]])), default=0)
    after = re.search(r"[.!?][”\"’')]*(?:\s|$)|\n", text[span[1]:])
    return before, span[1] + (after.end() if after else len(text) - span[1])


def concerns(statements: Iterable[Statement], reports: Mapping[str, Report]) -> list[Concern]:
    """Concerns in the statements, those with most speakers first.

    A statement shows one when it is feared (possible), or is a verbal conflict about it; when its sentence says so; and
    when the one who speaks takes no part in it.
    """
    found: dict[tuple[str, tuple[str, ...]], list[tuple[Statement, str]]] = {}
    for s in statements:
        actors, recipients = s.codes
        text = reports[s.report].text
        around = slice(*sentence_around(text, s.span))
        if not FEAR.search(text[around]):
            continue
        if s.said_by and s.status in ("possible", "planned", "ongoing"):
            who, speaker, of = s.said_by[-1].code, s.said_by[-1].surface, actors | recipients
            if who in actors:
                continue
        elif QUADS[s.type] == "verbal conflict" and len(actors) == 1:
            who, speaker, of = next(iter(actors)), s.actor[0].surface, recipients
        else:
            continue
        if who != "UNK":
            found.setdefault((who, tuple(sorted(of - {who}))), []).append((s, speaker))
    out = []
    for (who, of), shown in found.items():
        shown.sort(key=lambda x: (x[0].published or "", x[0].report, x[0].span))
        if of:
            out.append(Concern(who, of, shown[0][0].published, tuple(s.id for s, _ in shown), tuple(dict.fromkeys(x for _, x in shown)),
                               tuple(dict.fromkeys(s.publisher or "?" for s, _ in shown))))
    return sorted(out, key=lambda c: (-len(c.publishers), -len(c.statements), c.who, c.of))
