"""Words that settle a status which the network leaves open: what is put off or cancelled is called off, though it was planned; what an earlier version of the
report is told to have said wrongly is denied; what somebody is accused of preparing, or a plan would do, is possible.
"""
from __future__ import annotations

import re

from dragoman.model import Span

BEFORE = re.compile(
    r"\b(?<!may )(?<!could )(?<!might )(?<!not )(?:put(?:s|ting)? off|h[oe]ld(?:s|ing)? off\b[^.;,]{0,20}\bon|postpon(?:e|es|ed|ing)|"
    r"shelv(?:e|es|ed|ing)|cancel(?:s|led|ed|ling|ing)?|call(?:s|ed|ing)? off|defer(?:s|red|ring)?|scrap(?:s|ped|ping)?|escap(?:es|ed)|avert(?:s|ed))\b"
    r"(?P<between>[^.;,“”\"]{0,32})$", re.I)
"""Examples: *put off until January the* signing, *will hold off for a month on the* tariffs, *escaped American* tariffs. Counter-examples:
*may cancel the* summit, *is postponed as the two sides* accused."""

AFTER = re.compile(
    r"^[^.;,“”\"]{0,40}?\b(?:(?:was|were|been|be|is|are|being)\s(?:\w+\s)?(?:postponed|cancell?ed|put off|called off|shelved|scrapped|put on hold|paused)"
    r"|(?:would|will|did) not take place|on hold)\b", re.I)
"""Examples: talks *planned for June were called off*, a summit *would not take place*. Counter-example: *refused; the trip was cancelled*."""

CLAUSE = re.compile(r"\b(?:as|after|if|until|unless|when|because|and|but|over|linked)\b", re.I)
"""A word that begins another clause: what stands behind it was not put off. (A date after *until* may follow the cue: see TO_DATE.)"""

TO_DATE = re.compile(r"\buntil (?:\w+ ){1,3}?(?=the\b|its\b|a\b|his\b|her\b|their\b)", re.I)

_SAID = r"\b(?:said|stated|reported|claimed|wrote|suggested|indicated|implied|misreported|announced|gave|described|identified|named)\b"
RETRACTED = re.compile(
    r"\b(?:earlier|previous|prior|original|initial) versions? of (?:this|the|our|its) (?:article|story|report|dispatch|post|item|piece|headline)\b"
    rf"[^;\n]{{0,60}}?{_SAID}[^;\n]{{0,140}}$|"
    r"\b(?:article|story|report|dispatch|item|version|alert)\b[^;\n]{0,100}?\b(?:incorrectly|wrongly|erroneously|mistakenly|inaccurately)\s"
    rf"{_SAID}[^;\n]{{0,140}}$|"
    r"\b(?:withdr[ae]w\w*|retract\w*) (?:its|an?|the|our) (?:[\w’'-]+ ){0,3}?(?:reports?|story|stories|article|dispatch|alert)\b[^;.\n]{0,40}?\bthat\b"
    r"[^;\n]{0,140}$", re.I)
"""What stands before what a report says that an earlier one had wrong: *an earlier version of this article said that Norland*, *wrongly reported that the
army*. Counter-example: *an earlier report by the agency said that Norland*.
"""

_TO = r"(?: for| to)? (?:(?:an?|the|its|their|his|her) )?(?:\w+ )?$"
PREPARED = re.compile(rf"\b(?:accus|alleg|suspect|blam)\w*\b[^.;]{{0,60}}\bof (?:plotting|planning|preparing|intending|trying|attempting|seeking){_TO}", re.I)
"""Examples: *accused Norland of preparing an* assault, *of plotting to* attack. Counter-examples: *accused of* shelling, *was preparing an* assault."""

OPEN = re.compile(
    r"\b(?:plan|proposal|bill|draft|scenario|scheme|blueprint|amendment)\b[^.;]{0,60}\bwould (?:\w+ ){0,3}$|"
    r"\b(?:hopes?|hoped|hoping) (?:\w+ )?to (?:\w+ ){0,3}$", re.I)
"""Examples: *under the plan Norland would* cut its garrison, *hope to* visit. Counter-examples: *said it would* cut, *plans to* talk."""

NEAR = 110
"""Characters before a trigger in which these are looked for."""

MEETINGS_AND_DEALS = frozenset({"CONSULT", "COOPERATE", "SUPPORT", "AGREE", "SANCTION"})


def settled(status: str, type_: str, text: str, span: Span) -> str:
    """`denied`, `called_off` or `possible` where the words around the trigger say so, else the status as it is.

    Only what the network takes for planned, or for a meeting, deal or measure that occurred, is taken for called off.
    """
    told = text[max(0, span[0] - 300):span[0]]
    last = max((m.end() for m in re.finditer(r"(?<![A-Z])[.!?][”\"’']?\s+(?=[“\"‘A-Z])", told)), default=0)
    if RETRACTED.search(told, last):
        return "denied"
    if status in ("planned", "occurred") and PREPARED.search(text, max(0, span[0] - NEAR), span[0]):
        return "possible"
    if status != "planned" and not (status == "occurred" and type_ in MEETINGS_AND_DEALS):
        return status
    before = BEFORE.search(text[max(0, span[0] - 70):span[0]])
    if before and not CLAUSE.search(TO_DATE.sub("", before["between"])):
        return "called_off"
    if AFTER.match(text[span[1]:span[1] + 80]):
        return "called_off"
    return "possible" if status == "planned" and OPEN.search(text, max(0, span[0] - NEAR), span[0]) else status
