"""Whose side a party is on where its own words don't say: *civilians*, *he*, *the two leaders*, *protesters*.

The network points from the party to names in the text, whose codes the codebook knows, or to a class (heads.CLASSES); a
code's probability is the sum over its names. The rules' answer stands where the words themselves give it.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Set
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np

from dragoman.model import Span
from dragoman.reading.actors import HYPHENATED, NO_STATE, NOBODY_ABROAD, OF_BOTH, UNKNOWN, Actors
from dragoman.reading.codebook import WORD, ascii_of
from dragoman.reading.cues import HE, HONORIFICS, IT, NEVER_USA, NOBODY, REBEL_NOUNS, ROLES, TITLES, word_set
from dragoman.reading.heads import CLASSES
from dragoman.reading.mentions import PLACES, TAIL, Mention

OVERRULE = 0.9
"""Probability from which a code is taken against what the words themselves give."""

GUESS = 0.4
"""Probability from which a code is taken where the rules only guess, or know nothing."""

NOWHERE = 0.7
"""The same of UNK, where the rules guess at some state."""

UNNAMED = 0.7
"""Probability of UNK from which two parties are held to be named nowhere."""

BESIDE = 0.3
"""Probability from which a further code is taken beside the likeliest one: *both sides* are two."""

ABROAD = 0.05
"""The same of a code other than that of the other side of an act that takes two states."""

ACROSS = re.compile(r"invad|invas|annex|expel|expuls|deport|extradit|visit|summon|travel|trip|flew|fly|arriv|blockad|embargo|tariff", re.I)
"""What a state does to no state but another: *expelled*, *a visit*. Counter-examples: *arrested*, *recalled its ambassador*."""


TWO = re.compile(
    r"(?:(?:the|these) two|both|each|either|neither|each other|one another|the pair)(?: of (?:the|them|those))?(?: (?:the )?(?:\w+ ){0,2}"
    r"(?:sides?|countr(?:y|ies)|nations?|states?|governments?|leaders?|presidents|premiers|ministers|chancellors|heads of (?:state|government)|"
    r"arm(?:y|ies)|navies|militaries|forces|capitals|neighbou?rs|part(?:y|ies)|camps?|delegations|teams|negotiators|generals|officials|men|women|"
    r"powers|superpowers|allies|rivals|foes|enemies|adversaries|republics|peoples|statesmen|ambassadors|envoys|diplomats|parliaments?|ministr(?:y|ies)))?"
    r"|(?:the )?(?:\w+ )?(?:leaders|presidents|ministers|officials|soldiers|troops|parliaments) of (?:both|the two) "
    r"(?:countries|nations|states|sides|governments)", re.I)
"""Words for two parties that are named elsewhere: *both sides*, *the two foreign ministers*, *each army*."""

COUNTED = re.compile(
    r"(?:(?:the )?(?:\w+ ){0,2}(?:leaders|presidents|ministers|armies|officials) of )?(?:the|these|those|all|all of the|all the) (three|four|five|six) "
    r"(?:[\w-]+ ){0,5}?(?:countries|nations|states|governments|capitals|neighbou?rs|allies|republics|democracies|kingdoms|powers|leaders|presidents|premiers|"
    r"chancellors|ministers|armies|navies|delegations|envoys|ambassadors)(?:['’] (?:[\w-]+ ){0,2}[\w-]+)?", re.I)
"""Words for several parties that are listed before: *the three governments*, *these three countries' foreign ministers*."""
COUNTS = {"three": 3, "four": 4, "five": 5, "six": 6}
BETWEEN = re.compile(r"(?:['’]s[^.,;:\n]{0,40})?(?:, and |, | and )(?:(?!(?:and|as|but|while|who|which|when|that|with)\b)[\w.’'-]+ ){0,6}")
"""What stands between two names of one list: *Jan of* Poland, Ivan of *Hungary*."""
AND = re.compile(r"(?:['’]s)? and (?:the )?")
"""What stands between two names side by side."""

KOREAS = ("PRK", "KOR")
NORTH = re.compile(r"(?:the )?(?:north|south)", re.I)

NO_PARTY = frozenset({"UNK", "MNC", "NGO", "IGO", "UNO", "EUU"})
"""Codes that are seldom one of two sides."""


NAMELESS = HONORIFICS | NOBODY | ROLES | TITLES | frozenset("commissioner committee council museum".split())
"""Words that end no name: *the President*, *the Foreign Minister*."""

HEAD = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*)+(?=, )")
"""A name before what is said of it: *Gregory Craig, attorney for …*."""


BACKED = re.compile(r"\.?[-–](?:backed|supported|sponsored|funded|trained|armed|inspired)\b(?=.)")
"""Behind whom those do not belong to who act: a *Norlandic-backed* division."""
SIDED = re.compile(r"\b(?:pro|anti)[-– ]$", re.I)
"""Before whom those are for or against who act; not before a government, whose troops may be told so: *pro-Norlandic government troops*."""
OF_THE_STATE = word_set("""government governments parliament cabinet ministry minister ministers police policemen authorities court courts
    prosecutors lawmakers regime""")
"""Who is never an armed group, whoever is named beside them, unless the words say so (*the rebel army*)."""
STATE_MEDIA = word_set("television tv radio media broadcaster")
"""What the United States have none of that is the state's."""
SEATED = re.compile(r" (?:in|at) (?:the )?(?=[A-Z])")


@dataclass(slots=True)
class Side:
    """Logits of where a party's code stands: a window's tokens, with their characters, and classes."""

    offsets: list[Span]
    tokens: np.ndarray
    classes: np.ndarray


def probabilities(actors: Actors, side: Side) -> dict[str, float]:
    """Probability of each code that a name in the window has, and of each class."""
    window = side.offsets[1][0], side.offsets[-2][1]
    if window not in actors.pointed_at:
        actors.pointed_at[window] = _pointed_at(actors, side.offsets)
    tokens, codes = actors.pointed_at[window]
    logits = [*side.classes.tolist(), *side.tokens[tokens].tolist()]
    most = max(logits)
    sizes = [exp(x - most) for x in logits]
    total = sum(sizes)
    out: dict[str, float] = {}
    for code, size in zip((*CLASSES, *codes), sizes, strict=True):
        out[code] = out.get(code, 0.0) + size / total
    return out


def _pointed_at(actors: Actors, offsets: list[Span]) -> tuple[list[int], list[str]]:
    """The tokens of a window that begin a name with a code, and the codes."""
    tokens: list[int] = []
    codes: list[str] = []
    token = 1
    for m in actors.mentions[bisect_left(actors.at, offsets[1][0]):bisect_left(actors.at, offsets[-2][1])]:
        if m.code == "UNK":
            continue
        while token < len(offsets) - 2 and offsets[token][1] <= m.start:
            token += 1
        tokens.append(token)
        codes.append(m.code)
    return tokens, codes


def barred(actors: Actors, span: Span) -> set[str]:
    """Codes that a party cannot have, whatever is near: of where an embassy stands, of a state that has no such office or outlet, of an armed group where
    it is a government.
    """
    nouns, inside = _parts(actors, span)
    out = {"USA"} if nouns & NEVER_USA or "state" in nouns and nouns & STATE_MEDIA else set()
    if nouns & OF_THE_STATE and not nouns & (REBEL_NOUNS | {"anti"}) and all(m.code != "REB" for m in inside):
        out.add("REB")
    if nouns & NOBODY_ABROAD and (seat := SEATED.search(actors.text, *span)):
        out |= {m.code for m in actors.mentions[bisect_left(actors.at, seat.end()):][:1] if m.start == seat.end() and m.kind in PLACES}
    return out


def asides(actors: Actors, span: Span) -> set[str]:
    """Codes of states that a party's own words name and that it is only for, against or backed by: *pro-Norlandic crowds*, a *Norlandic-backed* division."""
    nouns, inside = _parts(actors, span)
    aside = [m for m in inside if _is_aside(actors.text, m, span, nouns)]
    return {m.code for m in aside} - {m.code for m in inside if m not in aside} - NO_STATE


def _parts(actors: Actors, span: Span) -> tuple[set[str], list[Mention]]:
    """The words of a party in lower case, and the names in it."""
    nouns = {t.lower for t in actors.tokens[bisect_left(actors.starts, span[0]):bisect_left(actors.starts, span[1])]}
    return nouns, [m for m in actors.mentions[bisect_left(actors.at, span[0]):bisect_left(actors.at, span[1])] if m.end <= span[1]]


def _is_aside(text: str, m: Mention, span: Span, nouns: Set[str]) -> bool:
    """Whether a name in a party's words is none of the party's own."""
    if BACKED.match(text, m.end, span[1]) or HYPHENATED.match(text, m.end, span[1]) and not nouns & OF_BOTH:
        return True
    return bool(SIDED.search(text[max(span[0], m.start - 5):m.start])) and text[m.end - 1] != "s" and "government" not in nouns


def without(likely: Mapping[str, float], codes: Set[str]) -> dict[str, float]:
    """Probabilities of the other codes, given that it is none of these."""
    left = {code: p for code, p in likely.items() if code not in codes}
    total = sum(left.values())
    return {code: p / total for code, p in left.items()} if total else {"UNK": 1.0}


class Named(NamedTuple):
    """A party by its own name in lower case: *louis* and *freeh* of *FBI Director Louis Freeh*; the first is '' where the last stands alone."""

    first: str
    last: str


def named(actors: Actors, span: Span) -> Named | None:
    """The name that a party's words end with, or begin with before a comma; None where the last of them is no name of its own."""
    text = actors.text[slice(*span)]
    if head := HEAD.match(text):
        text = head[0]
    words = [TAIL.sub("", w) for w in WORD.findall(text)]
    last, before = (words[-1], words[-2] if len(words) > 1 else "") if words else ("", "")
    capital = before[:1].isupper()
    if len(last) < 3 or not last[0].isupper() or last.isupper() or last.endswith("s") and not capital:
        return None
    if last.lower() in NAMELESS or last.lower() in actors.common:
        return None
    end = span[0] + text.rindex(last) + len(last)
    if any(m.start < end <= m.end and m.kind in PLACES for m in actors.mentions):
        return None
    return Named(ascii_of(before).lower() if capital and not before.isupper() and before.lower() not in NAMELESS else "", ascii_of(last).lower())


class Namesakes:
    """One code for each last name of a report, but for those that two of its people bear.

    It is the one that some words with the name give themselves (*Director of the U.S. Federal Bureau of Investigation Louis Freeh*, later *Freeh*); where
    none do, that to which the network points from all of them together.
    """

    def __init__(self, actors: Actors, sides: Mapping[Span, Side]):
        self._actors = actors
        self._given: dict[str, str] = {}
        firsts: dict[str, set[str]] = {}
        pointed: dict[str, list[dict[str, float]]] = {}
        for span in sorted(sides):
            if (name := named(actors, span)) is None:
                continue
            firsts.setdefault(name.last, set()).add(name.first)
            codes = actors.code(span)
            if actors.sure(span) and len(codes) == 1 and codes[0] != "UNK":
                self._given.setdefault(name.last, codes[0])
            else:
                pointed.setdefault(name.last, []).append(probabilities(actors, sides[span]))
        for last, each in pointed.items():
            mean = {code: sum(p.get(code, 0.0) for p in each) / len(each) for code in {c for p in each for c in p} - {"UNK"}}
            best = max(sorted(mean), key=lambda c: mean[c], default="UNK")
            if mean.get(best, 0.0) >= GUESS:
                self._given.setdefault(last, best)
        for last, given in firsts.items():
            if len(given - {""}) > 1:
                self._given.pop(last, None)

    def code(self, span: Span) -> str | None:
        """The code of a party whose own words give none, by its name."""
        name = None if self._actors.sure(span) else named(self._actors, span)
        return self._given.get(name.last) if name else None


def allegiance(actors: Actors, span: Span, side: Side | None, namesakes: Namesakes | None = None) -> tuple[str, ...]:
    """Codes of a party: the rules' where the words give them, else the likeliest that the network points to."""
    known = actors.code(span)
    if namesakes and (code := namesakes.code(span)):
        return (code,)
    if side is None or span in actors.settled or actors.named_elsewhere(span):
        return known
    counted = COUNTED.fullmatch(actors.text, *span)
    if counted and NO_PARTY.issuperset(known) and (each := listed(actors, span[0], COUNTS[counted[1].lower()])):
        return each
    likely = without(probabilities(actors, side), asides(actors, span))
    excluded = barred(actors, span)
    best = max((c for c in likely if c not in excluded), key=lambda c: likely[c], default="UNK")
    if TWO.fullmatch(actors.text, *span) and not actors.sure(span) and likely["UNK"] < UNNAMED and len(both := two(actors, span, likely)) == 2:
        return both
    if best in known or likely[best] < least(actors, span, best):
        return known
    if known[0] in KOREAS and NORTH.fullmatch(actors.text, *span):
        return known
    return (best,)


def crosses(type_: str, trigger: str) -> bool:
    """Whether an act takes two states, so that its sides cannot both be of one."""
    return type_ == "CONSULT" or bool(ACROSS.search(trigger))


def foreign(actors: Actors, side: Side | None, code: str) -> str:
    """The likeliest code of a party that is not of this code, where the network points to another at all, else this one."""
    likely = probabilities(actors, side) if side else {}
    best = max((c for c in likely if c != code), key=lambda c: likely[c], default=code)
    return best if likely.get(best, 0.0) >= ABROAD else code


def least(actors: Actors, span: Span, code: str) -> float:
    """The probability from which the network's code is taken against that of the rules."""
    if actors.sure(span):
        return OVERRULE
    guessed = actors.code(span) != UNKNOWN and actors.text[slice(*span)].lower() not in HE | IT  # an agent: *police*
    return NOWHERE if code == "UNK" and guessed else GUESS


def listed(actors: Actors, end: int, count: int, begin: int = 0, between: re.Pattern[str] = BETWEEN) -> tuple[str, ...]:
    """Codes of the last list from `begin` up to `end` that names so many parties, each of another code; () where the text has none."""
    last: tuple[str, ...] = ()
    names: list[Mention] = []
    for m in (*(m for m in actors.mentions if begin <= m.start and m.end <= end and m.kind != "outlet" and m.code not in NO_PARTY), None):
        if m and names and m.code == names[-1].code and not between.fullmatch(actors.text, names[-1].end, m.start):
            names[-1] = m  # Jan Kavan of the Czech Republic
        elif m and names and between.fullmatch(actors.text, names[-1].end, m.start):
            names.append(m)
        else:
            codes = dict.fromkeys(n.code for n in names)
            if len(codes) == len(names) == count:
                last = tuple(codes)
            names = [m] if m else []
    return last


def two(actors: Actors, span: Span, likely: dict[str, float]) -> tuple[str, ...]:
    """The two parties that *both sides* stands for, or fewer where the report names fewer.

    They are the last two named side by side (*Norland and Sudland*) in this sentence or the one before; else those to which the network points, of
    which the report speaks most, and that the sentence before names; who is named in the same sentence often speaks to the two, or hosts them. The
    weights were chosen on 165 such phrases of annotated texts.
    """
    total = max(1, sum(actors.about.values()))
    here = actors.sentence(span[0])[0]
    before = actors.sentence(max(0, here - 2))[0]
    if pair := listed(actors, span[0], 2, before, AND):
        return pair
    lately = {m.code for m in actors.mentions if before <= m.start < here}
    beside = {m.code for m in actors.mentions if here <= m.start < span[0]}

    def score(code: str) -> float:
        return log(likely.get(code, 0.0) + 0.003) + 3 * log(actors.about[code] / total + 0.02) + 0.7 * (code in lately) - 0.7 * (code in beside)

    codes = {c for c in {*likely, *actors.about} - NO_PARTY if actors.about[c] or likely[c] >= BESIDE}
    return tuple(sorted(codes, key=lambda c: (-score(c), c))[:2])
