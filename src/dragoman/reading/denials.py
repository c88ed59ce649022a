"""Denials that only point back: *Moscow and Tehran deny it*, *a charge that Kigali denies*, *Tehran rejected the accusation*.

The network sees a trigger once, and so the act once, as its accuser tells it. Whoever denies it tells it once more: the same act and parties, denied.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from dragoman.model import Actor, Source, Span, Statement
from dragoman.reading.attribution import Attribution

_ADVERBS = r"(?:(?:has|have|had|all|both|also|always|since|\w+ly)\s)*"
_CHARGE = (r"(?:(?:the|this|that|these|those|such|any|all|both|its|his|her|their|[A-Z]\w+[’']s)\s(?:\w+\s){0,2}?)?"
           r"(?:charges?|accusations?|allegations?|claims?|reports?|suggestions?|assertions?)(?! (?:that|of|about|by|from|in)\b)")
_PART = (r"(?:any (?:such )?)?(?:involvement|responsibility|part|role|links?|wrongdoing)"
         r"(?: in (?:it|this|that|the (?:attacks?|killings?|incidents?)))?(?! (?:in|for|to|with)\b)")
_NO = r"(?!(?:not|nor|neither|never|cannot|later|again|then|to|would|will|could|did|does|do)\b)"
_WORD = rf"{_NO}(?:(?:[A-Z]\.)+|(?:Mrs?|Ms|Dr|Gen|Col|Lt|Sen|Rep|Gov|St)\.|[\w’'-]+)"
_WHO = rf"(?!(?:al)?though |but |while |however )(?:(?:[Tt]he|[Bb]oth|[Ii]ts|[Hh]is|[Tt]heir) )?(?:{_WORD} ){{0,6}}?{_WORD}"

SAID = re.compile(r"\bden(?:y|ies|ied)\b")
DENIES = re.compile(rf"{_ADVERBS}den(?:y|ies|ied|ying)", re.I)
REJECTS = re.compile(rf"{_ADVERBS}(?:reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing))", re.I)
"""Words for a denial; the latter only of a charge (*rejected the offer* is a refusal)."""
POINTS = re.compile(r"(?:it|this|that|them|which|so|something)", re.I)
CHARGE = re.compile(_CHARGE)
"""What is denied, where the words only point back at it. Counter-example: *denied the report that* Norland attacked."""
PART = re.compile(_PART, re.I)
"""What somebody denies of an act that nobody is said to have done: *denied any involvement*."""
PLAIN = re.compile(rf"(?:(?<=[.;:!?] )|(?<=\n)|(?<=, )|(?<=\bbut )|(?<=though )|(?<=\bwhile )|(?<=\band )|^)(?P<who>{_WHO}) "
                   rf"(?P<verb>{_ADVERBS}den(?:y|ies|ied)) (?P<what>(?:it|this|that)(?=[.,;]| and\b| but\b)|{_CHARGE}|{_PART})")
WHICH = re.compile(r",? (?:which|(?:an? )?(?:charges?|accusations?|allegations?|claims?|something)(?: (?:that|which))?) "
                   rf"(?P<who>{_WHO}) (?P<verb>{_ADVERBS}den(?:y|ies|ied))\b(?! (?:any|that|the|having)\b)")
"""Who denies in a clause that hangs on the act: *with drones, which* Tehran *denies*, *a charge that* Kigali *has always denied*."""
BY = re.compile(r"\b(?:this|that|which|it|an? (?:charge|accusation|allegation|claim)|(?:charges|accusations|allegations|claims))"
                rf" (?:(?:is|are|was|were|has been|have been) )?(?P<verb>(?:\w+ly )?denied) by (?P<who>{_WHO})(?=[.,;:]| who\b| which\b| and\b| on\b| in\b|$)")
"""The same in the passive: *an allegation denied by* Asmara."""
BOTH = re.compile(r"both\b.*|the two\b.*|they|all (?:three|four|of them)", re.I)
"""Deniers of whom the words only tell how many they are: those who are accused, where they are several."""
VIOLENT = frozenset({"ASSAULT", "COERCE"})
SURE = 0.8
"""How sure it is that a denial is of an act, where that is read right: of 77 that were added to annotated texts 59 stand there to the letter."""

Told = Callable[[Span], Source]
Codes = Callable[[Span], Iterable[str]]
Sentence = Callable[[Span], Span]


class Denial(NamedTuple):
    """Who denies something in words that only point back, and where these stand; whether they hang on the act itself, and whether a part in it is denied."""

    who: Span
    words: Span
    hangs: bool = False
    part: bool = False


def bare(text: str, attributions: Iterable[Attribution]) -> list[Denial]:
    """The denials of a text that only point back, in its order."""
    found: dict[int, Denial] = {}
    for pattern in (PLAIN, WHICH, BY) if SAID.search(text) else ():
        for m in pattern.finditer(text):
            part = pattern is PLAIN and bool(PART.fullmatch(m["what"]))
            found[m.end("verb")] = Denial(m.span("who"), (m.start("verb"), m.end()), pattern is WHICH, part)
    for x in attributions:
        verb = text[slice(*x.cue)]
        if not x.source or not x.content or x.source[0] > x.cue[0] or x.content[0] < x.cue[1]:
            continue
        charge, part = (p.fullmatch(text, *x.content) for p in (CHARGE, PART))
        if DENIES.fullmatch(verb) and (charge or part or POINTS.fullmatch(text, *x.content)) or REJECTS.fullmatch(verb) and charge:
            found[x.cue[1]] = Denial(x.source, (x.cue[0], x.content[1]), False, bool(part))
    return sorted(found.values(), key=lambda f: f.words)


def denied(statements: Sequence[Statement], text: str, attributions: Iterable[Attribution], told: Told, codes: Codes, sentence: Sentence) -> list[Statement]:
    """The statements with those that bare denials add, each after the last of those that it denies; less refusals that are such a denial's own verb.

    Denied is what somebody else tells, in the sentence of the denial or the one before: of who denies it, or of what the teller did to him; a part in it, where
    nobody is said to have done it. `told` gives the source that stands in a span, `codes` the codes of all whom it names.
    """
    out = list(statements)
    for who, words, hangs, part in bare(text, attributions):
        out = [s for s in out if not (s.type == "REJECT" and words[0] <= s.span[0] < words[1])]
        begin, _ = sentence(words)
        begin = begin if hangs else min(begin, sentence((max(0, begin - 2), max(0, begin - 1)))[0])
        by = told(who)
        named = {by.code, *codes(by.span or who)} - {"UNK"}
        before = [s for s in out if begin <= s.span[0] < words[0] and s.status not in ("denied", "called_off")]
        if any(s.status == "denied" and words[0] <= s.span[0] < words[1] for s in out):
            continue  # the network read the denial
        against = [s for s in before if _is_denied(s, by, named)]
        if part and not against:
            against = [replace(s, actor=(Actor(by.surface, by.code, by.span, by.role),)) for s in before if s.type in VIOLENT and not s.actor][-1:]
        if against:
            at = max(i for i, s in enumerate(out) if s.span[0] <= against[-1].span[0]) + 1
            out[at:at] = [replace(s, status="denied", said_by=(_one_of(by, named, s),), confidence=round(SURE * s.confidence, 3), id="") for s in against]
    return out


def _one_of(by: Source, named: set[str], s: Statement) -> Source:
    """Who denies, with the code of the one among them who is accused: *Moscow and* Tehran."""
    accused = named & (s.codes[0] or s.codes[1])
    return by if by.code in accused or not accused else replace(by, code=min(accused))


def _is_denied(s: Statement, by: Source, named: set[str]) -> bool:
    """Whether it is told by somebody else: of who denies, or of what the teller did to him."""
    if not s.said_by or any(x.code == by.code and x.kind == by.kind for x in s.said_by):
        return False
    actor, recipient = s.codes
    told = {x.code for x in s.said_by} - {"UNK"}
    if BOTH.fullmatch(by.surface):
        return len(actor) > 1 and actor.isdisjoint(told)
    return bool(named & (actor or recipient) or named & recipient and actor & told)
