"""Tolls: how many were killed, arrested, deployed or sanctioned, as the sentence of a statement says.

`TOLLS` gives sentences with what is read from them; tests run them.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dragoman.ledger import sentence
from dragoman.model import Report, Span, Statement
from dragoman.relations.figures import Figure, figures

TOLLS = (
    ("ASSAULT", "The strike killed at least 12 civilians and wounded more than 30.", "killed 12+ civilians, wounded 31+"),
    ("ASSAULT", "Twelve people were killed in the strike, officials said.", "killed 12"),
    ("ASSAULT", "Dozens were wounded in the attack.", "wounded 24-99"),
    ("ASSAULT", "The attack left two soldiers dead and five others injured.", "killed 2 troops, wounded 5"),
    ("ASSAULT", "The death toll from the attack rose to 21.", "killed 21"),
    ("ASSAULT", "Nobody was hurt in the attack.", "wounded 0"),
    ("ASSAULT", "The attack killed or wounded 40 soldiers.", "casualties 40 troops"),
    ("ASSAULT", "Ten people, including three children, died in the attack.", "killed 10"),
    ("ASSAULT", "Dozens of people (three of them children) have been killed and another 40 injured.", "killed 24-99, wounded 40"),
    ("ASSAULT", "The plane was shot down, killing all six on board.", "killed 6"),
    ("ASSAULT", "The raid lasted 12 hours and ended on 3 March 2024.", ""),
    ("ASSAULT", "Twelve soldiers killed a man in the raid.", ""),
    ("ASSAULT", "The attack killed another 12 people.", ""),
    ("ASSAULT", "The attack used 12 missiles and about 30 drones.", "missiles 12, drones 27-33"),
    ("COERCE", "Police arrested 14 protesters in the raid.", "arrested 14 protesters"),
    ("COERCE", "Russia expelled ten diplomats.", "expelled 10 diplomats"),
    ("MOBILIZE", "The army deployed between 2,000 and 3,000 troops to the border.", "troops 2000-3000"),
    ("RETREAT", "Hamas freed four hostages.", "freed 4 hostages"),
    ("SANCTION", "The EU imposed sanctions on 16 individuals and three entities.", "sanctioned 16 individuals, sanctioned 3 entities"),
    ("CONSULT", "The ministers met after a strike that killed 12 people.", ""),
)
"""Type of a statement, its sentence, and the tolls in it: what, least and most (`+` where open), whom."""

_BE = r"(?:was|were|is|are|been|being|be|had been|have been|has been)"
_END = (r"(?=\s*(?:[.,;:)!?”\"]|$|[-–—]\s)|\s+(?:and|or|in|by|on|at|after|when|during|near|since|as|with|from|while|so|across|over|between|"
        r"amid|there|here|today|yesterday|last|this|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)")
_BETWEEN = (r"(?:\s+of)?(?:\s+(?!(?:killed|dead|died|wounded|injured|hurt|arrested|detained|after|by|that|who|when|as|from|while|before|and|or|in|on|at|"
            r"with|of|for|to)\b)[\w'’-]+){0,4}?(?:\s+in\s+[A-Z][\w’'-]+)?(?:,\s(?:including|among them)\s[^,.]{1,60},|\s\([^)]{1,60}\))?")


def _verb(active: str, passive: str, noun: str = r"(?!)") -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before a figure (*killing* 12), and right after it (12 people *were killed*, 12 *deaths*)."""
    return (re.compile(rf"\b(?:{active})\s+(?:all\s|another\s)?$", re.I),
            re.compile(rf"{_BETWEEN}\s+(?:{_BE}\s+(?:\w+ly\s+)?(?:{passive})\b|(?:{passive}){_END}|(?:{noun})\b)", re.I))


def _thing(noun: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(r"(?!)"), re.compile(rf"(?:\s+(?!(?:{_BE}|and|or|in|on|at|with|of|for|to)\b)[\w'’-]+){{0,3}}?\s+(?:{noun})\b", re.I)


_HURT = "wounded|injured|hurt"
RULES: dict[str, tuple[frozenset[str], tuple[re.Pattern[str], re.Pattern[str]]]] = {
    "casualties": (frozenset({"ASSAULT"}), _verb(rf"killed (?:or|and) (?:{_HURT})|killing (?:or|and) (?:wounding|injuring)",
                                                 rf"(?:killed|dead) or (?:{_HURT})", "casualties")),
    "killed": (frozenset({"ASSAULT", "PROTEST", "COERCE"}), _verb(
        r"kill(?:ed|s|ing)?|"
        r"sho(?:ot|oting|t) dead|shoots dead|killings? of|deaths? of|claimed|(?:death toll|toll)\b[^.;]{0,60}?\b(?:to|at|of|is|was|reached|reaches)|executed",
        "killed|dead|executed|slain",
        "died|deaths|fatalities|lives")),
    "wounded": (frozenset({"ASSAULT", "PROTEST", "COERCE"}), _verb("wound(?:ed|s|ing)|injur(?:ed|es|ing)|hurt(?:ing)?", _HURT, "injuries")),
    "missing": (frozenset({"ASSAULT"}), _verb(r"(?!)", "missing")),
    "captured": (frozenset({"ASSAULT", "COERCE"}), _verb(
        "captur(?:ed|es|ing)|kidnapp?(?:ed|s|ing)|abduct(?:ed|s|ing)",
        "captured|kidnapped|abducted|taken hostage")),
    "arrested": (frozenset({"COERCE", "PROTEST", "ASSAULT"}), _verb("arrest(?:ed|s|ing)?|detain(?:ed|s|ing)?|jail(?:ed|s|ing)?",
                                                                    "arrested|detained|jailed", "arrests")),
    "expelled": (frozenset({"COERCE", "SANCTION"}), _verb("expel(?:led|s|ling)?|expulsion of", "expelled")),
    "freed": (frozenset({"RETREAT"}), _verb("free(?:d|s|ing)?|releas(?:e|ed|es|ing)|release of", "freed|released")),
    "sanctioned": (frozenset({"SANCTION"}), _verb(r"sanction(?:ed|s|ing)?|(?:sanctions?|measures) (?:on|against)|blacklist(?:ed|s|ing)?",
                                                  "sanctioned|blacklisted")),
    "troops": (frozenset({"MOBILIZE", "AID", "RETREAT"}), _thing("troops|soldiers|servicemen|personnel|reservists|fighters|peacekeepers")),
    "missiles": (frozenset({"ASSAULT", "MOBILIZE", "AID"}), _thing("(?:ballistic |cruise )?missiles?|rockets?")),
    "drones": (frozenset({"ASSAULT", "MOBILIZE", "AID"}), _thing("drones?|unmanned aircraft")),
}
"""What is counted: the types of statement that it belongs to, and what must stand before a figure, or after it."""

COUNTED = frozenset().union(*(types for types, _ in RULES.values()))
"""Types of statement that may have a toll."""

_SUBSET = re.compile(r"(?:\bincluding|\bamong them|\bof whom|\bof them|\bof which)\s(?:\w+\s)?$", re.I)
_CLAUSE = re.compile(r";|,\s+(?:while|whereas|but|and)\b|\bwhile\b", re.I)
_ON_TOP = re.compile(r"\b(?:another|a further|an additional)\s+$", re.I)
_ALONG = re.compile(r"^[^.,;]{0,40}?\s+and\s+$")
_WHOM = {**dict.fromkeys("people persons person others individuals lives dead victims casualties men".split(), ""), "individuals": "individuals",
         **dict.fromkeys("""troops soldiers soldier servicemen fighters militants militant insurgents rebels gunmen policemen officers
             personnel""".split(), "troops"),
         **dict.fromkeys("companies firms entities banks organisations organizations".split(), "entities"),
         **dict.fromkeys("children child kids".split(), "children")}
_NOUN = re.compile(r"(?:\s+of)?(?:\s+(?!(?:was|were|is|are|have|has|had|been|and|or|in|on|at|by|from|after|when|with|dead|killed|wounded|injured|hurt|to|of)\b)"
                   r"([A-Za-z][\w’'-]*)){1,3}", re.I)
_THINGS = ("troops", "missiles", "drones")


@dataclass(frozen=True, slots=True)
class Toll:
    """How many (`low` to `high`, None where open) of `whom` ("" for people at large) `what` befell, in which words of the report."""

    what: str
    low: int
    high: int | None
    words: str
    span: Span
    whom: str = ""

    def excludes(self, other: Toll) -> bool:
        """Whether both cannot be true: no number is in both, or a part is more than the whole."""
        if self.what != other.what:
            return False
        if self.whom != other.whom:
            part, whole = (self, other) if self.whom else (other, self)
            return not whole.whom and whole.high is not None and part.low > whole.high
        return any(a.high is not None and a.high < b.low for a, b in ((self, other), (other, self)))


def tolls(statement: Statement, reports: Mapping[str, Report]) -> tuple[Toll, ...]:
    """The tolls in a statement's sentence, of what its type can bring about; of several of one sort the nearest to the trigger,
    those of its clause before others.

    What is denied or only planned has none. KeyError where the report is missing.
    """
    if statement.status in ("denied", "planned", "called_off"):
        return ()
    text = reports[statement.report].text
    begin, end = sentence(text, statement.span)
    nearest: dict[tuple[str, str], tuple[int, Toll]] = {}
    for toll in _found(text, begin, end, statement.type):
        gap = _gap(text, *sorted((toll.span, statement.span)))
        key = toll.what, toll.whom
        if key not in nearest or gap < nearest[key][0]:
            nearest[key] = gap, toll
    return tuple(sorted((t for _, t in nearest.values()), key=lambda t: t.span))


def _gap(text: str, one: Span, other: Span) -> int:
    """Characters between two spans; whatever stands in another clause is further away than all that stands in this one."""
    between = text[one[1]:other[0]]
    return len(between) + 10_000 * len(_CLAUSE.findall(between))


def _found(text: str, begin: int, end: int, type_: str) -> Iterator[Toll]:
    found = list(figures(text, begin, end))
    last: Toll | None = None
    for i, f in enumerate(found):
        left = found[i - 1].span[1] if i else begin
        before, after = text[left:f.span[0]], text[f.span[1]:end]
        if _SUBSET.search(before):
            continue
        what = next((what for what, (types, (ahead, behind)) in RULES.items()
                     if type_ in types and (ahead.search(before) or behind.match(after))), None)
        if what is None and last and last.what in ("sanctioned", "arrested", "expelled", "freed") and _ALONG.match(before):
            what = last.what
        if _ON_TOP.search(before) and (last is None or last.what == what):
            continue
        if what:
            last = Toll(what, f.low, f.high, f.words, f.span, "" if what in _THINGS else _whom(f, text, end))
            yield last


def _whom(f: Figure, text: str, end: int) -> str:
    """The noun that is counted, as a class; "" for people at large and where none is plain."""
    m = _NOUN.match(text, f.span[1], end)
    words = m.group().split() if m else []
    for word in reversed(words):
        if word.casefold() in _WHOM:
            return _WHOM[word.casefold()]
    return words[-1].casefold() if words and words[-1].endswith("s") else ""
