"""Parties that a sentence names beside those found for an act: who talks *with* somebody, whose embassy a crowd stands before, and the one of a list
that was passed over.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from dragoman.model import Actor, Source, Span
from dragoman.reading.actors import Actors
from dragoman.reading.completion import ALL_SIDES
from dragoman.reading.mentions import Mention
from dragoman.reading.text import overlap

TAKES_TWO = frozenset({"CONSULT", "COOPERATE", "AGREE"})
"""Types of what is done *with* somebody, whatever its word; of others, what `ALL_SIDES` has."""
WITH = re.compile(r"(?: (?!between\b)[\w'’-]+){0,8}? with (?:[\w'’.-]+ ){0,3}?", re.I)
"""What stands between what takes two and one of them: *talks on a truce with the* Norlanders."""
ASIDE = frozenset({"company", "ngo"})
"""Kinds of names that, as outlets, seldom are one of two who talk."""
NEXT = re.compile(r"(?:['’]s)?, (?:the )?")
"""What stands between two names of a list but for the last."""
LAST = re.compile(r"(?:['’]s)?,? and (?:the )?")
"""What stands before the last name of a list."""
BEFORE = re.compile(r", $|\bbetween (?:the )?$", re.I)
"""What goes before the first name of no list of equals: *flights between Norway, Peru and Chile*."""
BEFORE_IT = re.compile(r"[^.;]{0,60}\b(?:outside|at|to|near|before|against|in front of) (?:the )?((?:embassy|consulate) of (?:the )?)?", re.I)
"""What stands between a protest and the name of a state whose embassy it is held at; the group is there where the embassy goes before the name."""
EMBASSY = re.compile(r"(?:['’]s)? (?:embass|consulate|high commission|diplomatic mission)", re.I)
LISTED = frozenset({"country", "capital", "demonym"})
"""Kinds of names that lists of states are made of; the name of a body before them says what they are: *the Lima Group, Guyana, Mexico and Peru*."""
STATE = LISTED | {"leader", "official"}
"""Kinds of names that stand for a state; an outlet's, a company's or a town's do not."""


def partner(actors: Actors, trigger: Span, type_: str, parties: Sequence[Actor], begin: int, chain: Sequence[Source]) -> Actor | None:
    """The other side of what somebody does with the one party that was found: the first that the sentence names before it, else who says so.

    *Norland rules out talks with Sudland*: where Sudland alone was found, Norland. None where the party does not follow the act and a *with*.
    """
    takes_two = type_ in TAKES_TWO or (sides := ALL_SIDES.get(type_)) is not None and sides.match(actors.text[slice(*trigger)])
    if len(parties) != 1 or not takes_two or (found := parties[0]).span is None or found.code == "UNK":
        return None
    if not WITH.fullmatch(actors.text, trigger[1], found.span[0]):
        return None
    media = [s.span for s in chain if s.kind == "media" and s.span]
    before = (m for m in actors.mentions if begin <= m.start and m.end <= trigger[0] and m.code not in ("UNK", found.code) and m.kind not in ASIDE)
    named = (m for m in before if not actors.slanted(m) and not any(overlap((m.start, m.end), s) for s in media))
    first = next((m for m in named if not actors.outlet(actors.text[m.start:m.end])), None)
    if first:
        return Actor(actors.text[first.start:first.end], first.code, (first.start, first.end))
    source = chain[-1] if chain else None
    if source and source.kind == "official" and source.code not in ("UNK", found.code):
        return Actor(source.surface, source.code, source.span, source.role)
    return None


def besieged(actors: Actors, trigger: Span, parties: Sequence[Actor]) -> Actor | None:
    """Whose embassy a protest is held at: Norland of *a demonstration outside the Norlandic embassy*. None of those who protest."""
    for m in actors.mentions:
        before = BEFORE_IT.fullmatch(actors.text, trigger[1], m.start) if m.start > trigger[1] else None
        if before and (before[1] or EMBASSY.match(actors.text, m.end)):
            return None if m.code in {"UNK", *(p.code for p in parties)} else Actor(actors.text[m.start:m.end], m.code, (m.start, m.end))
    return None


def known_war(actors: Actors, trigger: Span, parties: Sequence[Actor]) -> tuple[Actor, Actor] | None:
    """Who began a war that all know by its name, and against whom, where the parties found are not they: *the war in Ukraine* of 2024.

    None where the report, of before the war or without a day, names one of them nowhere.
    """
    day = actors.published or ""
    for name, since, *codes in known_wars():
        m = next((m for m in name.finditer(actors.text, max(0, trigger[0] - 10), trigger[1] + 30) if overlap(m.span(), trigger)), None)
        if m and day >= since and codes[0] not in {p.code for p in parties}:
            named = [n for n in actors.mentions if n.kind in STATE or overlap((n.start, n.end), m.span())]
            sides = [min((n for n in named if n.code == code), key=lambda n: abs(n.start - trigger[0]), default=None) for code in codes]
            return None if None in sides else tuple(Actor(actors.text[n.start:n.end], n.code, (n.start, n.end)) for n in sides)
    return None


@cache
def known_wars() -> list[tuple[re.Pattern[str], str, str, str]]:
    """Wars and seizures of the codebook (wars.tsv): words that name one, the day on which it began (ISO), codes of who began it and of against whom."""
    lines = (files("dragoman.codebook") / "wars.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(re.compile(rf"\b(?:{words})\b", re.I), *told[:3]) for words, *told in (line.split("\t") for line in lines)]


def passed_over(actors: Actors, parties: Sequence[Actor], others: Sequence[Actor]) -> Actor | None:
    """The one of a list of three states or more that was not found, where all others were: Peru of *Chile, Peru and Ecuador*."""
    spans = [p.span for p in parties if p.span]
    for names in lists(actors.mentions, actors.text) if len(spans) > 1 else ():
        left = [m for m in names if not any(overlap((m.start, m.end), s) for s in spans)]
        if len(names) > 2 and len(left) == 1 and left[0].code not in {"UNK", *(p.code for p in (*parties, *others))}:
            return Actor(actors.text[left[0].start:left[0].end], left[0].code, (left[0].start, left[0].end))
    return None


def lists(mentions: Sequence[Mention], text: str) -> list[list[Mention]]:
    """Runs of names of states with nothing but commas between them, and an *and* before the last."""
    out: list[list[Mention]] = []
    run: list[Mention] = []
    for m in mentions:
        if run and m.kind in LISTED and LAST.fullmatch(text, run[-1].end, m.start):
            out.append([*run, m])
            run = []
        elif run and m.kind in LISTED and NEXT.fullmatch(text, run[-1].end, m.start):
            run.append(m)
        elif run and NEXT.fullmatch(text, run[-1].end, m.start):
            run = []
        else:
            run = [m] if m.kind in LISTED and not BEFORE.search(text[max(0, m.start - 12):m.start]) else []
    return out
