"""What is no event of its own, as the annotation guide has it: a part of another act that one phrase names in two words, a question,
a warning of what others may do, what somebody leaves unsaid, how two countries stand to each other, and who meets the press."""
from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.model import Statement

FAR = 170
"""Characters between the triggers of an act and of its part at most."""

NEAR = 90
"""Characters before a trigger in which what is left unsaid is looked for."""

ASKED = re.compile(r"ask(?:s|ed|ing)?", re.I)
QUESTION = re.compile(r"(?: (?!for\b|to\b)[\w’'-]+){0,6} (?:whether|why|how|what|when)\b")
"""What follows who *asks* and requests nothing: *asked* the ministry whether. Counter-example: *asked* for a week to decide whether."""

SIGNED = re.compile(r"(?:sign|initial|ratif)\w*", re.I)
DEAL = re.compile(r" (?!.*\b(?:and|that|to)\b)[^.,;\n]{0,38}")
"""What stands between who *signs* and the *agreement*, the same event. Counter-example: *signed* a note and announced an *agreement*."""

AGREED = re.compile(r"agree[sd]?", re.I)
TO = re.compile(r" to (?:\w+ ){0,2}")
"""What stands between who *agrees* and what he will do, the only event: *agreed* to *send*. Counter-example: *agreed* in March to *send*."""

UNSAID = re.compile(
    r"(?:\b(?:not|never|yet to|declin\w+ to|refus\w+ to|without)|n[’']t)(?: (?:yet|so far|officially|formally|publicly|immediately|either|to|be|been))*"
    r" (?:announc|confirm|comment(?:ed|ing)? (?:directly )?on\b|disclos)\w*(?: (?:or|nor) den\w+)? (?:(?!that\b|whether\b|if\b)[\w’'-]+ ){0,4}$", re.I)
"""What stands before an act that somebody neither tells nor denies: *has not announced the* visit. Counter-example: *has not announced that it will* visit."""

PRESS = re.compile(r"(?: (?!(?:and|but|after|that|while)\b)[\w’'-]+){0,3} (?:press|reporters|journalists|media|newspapermen|correspondents|newsmen)\b")
CONFERENCE = re.compile(r"\b(?:press|news) (?:conference|briefing)", re.I)
"""What follows who *meets* or *calls in the press*: who tells reporters something consults nobody. Counter-example: a joint *news conference* of two."""

TIES = re.compile(r"(?:[\w-]+ )*(?:relations|ties|relationship|partnership|cooperation|collaboration|coordination)", re.I)
BETWEEN_THEM = re.compile(r"(?: \w+){0,3} (?:between|among) (?:the|both|our|these|their)(?: two)? "
                          r"(?:countries|sides|nations|states|neighbou?rs|governments|peoples)\b")
"""What goes on anyway is no event of its own, where not even its sides are named: *the* ties *between the two countries*. Counter-example: *military*
cooperation *between Norland and Sudland*."""

STOPPED = re.compile(r"(?:suspend|postpon|cancel|shelv|defer|scrap|halt)\w*|put off|called off", re.I)
NOUN = re.compile(r" (?!.*\band\b)[^.,;\n]{0,38}")
"""What stands between who *suspends* and what is called off, the only event: *suspended* a *delivery*. Counter-example: *suspended* it and the *talks*."""

LIFTED = re.compile(r"(?:lift|eas|remov|scrap|relax|waiv)(?:s|e|es|ed|ing)?", re.I)
MEASURE = re.compile(r" (?!.*\b(?:and|or|that)\b)(?:[\w’'-]+ ){0,4}")
MEASURES = re.compile(r"(?:[\w-]+ ){0,2}(?:sanctions|restrictions|embargo|ban|blockade|tariffs|curbs)", re.I)
"""Who *lifts* its *restrictions* does one thing; that they stood is no event beside it."""

UNLESS = re.compile(r"[^.;\n]{0,100}\bunless\b[^.;\n]{0,60}")
"""What stands between a threat and what is to avert it: *threatened* to expel envoys unless it *apologised*."""

WARNED = re.compile(r"warn(?:s|ed|ing|ings)?", re.I)
CAUTION = re.compile(r"(?:\s(?!(?:and|but|to|if|unless|against|or)\b)[\w’'.-]+){0,6}?\s(?:that|of|about)\b"
                     r"(?:(?!\b(?:if|unless|should|when|after|because|in response|in retaliation|over)\b)[^.;\n“”\"]){0,70}")
"""What stands between who *warns* and what he fears of others, the only event: *warns* Sudland that Norland may *invade*. Counter-examples: *warns* Norland
that it will *answer*, *warns* Norland not to *invade*.
"""

WORD = re.compile(
    r" (?!(?:after|before|on|in|by|with|at|for|to|from|of|against|over|while|that|as|and|or|but|into|than|the|an|its|their|his|her|was|were|is|are|be|been|has|"
    r"had|have|will|would|not|no) )[a-z]{3,12} ")
"""The one word between two of one phrase: *impose* further *sanctions*, *joint* naval *drills*. Counter-example: *killed* after *fighting*."""

LIGHT = re.compile(r"(?:carr(?:y|ies|ied|ying)|conduct(?:s|ed|ing)?|stag(?:e|es|ed|ing)|perform(?:s|ed|ing)?|mount(?:s|ed|ing)?)(?: out)?", re.I)
"""Verbs that say no more than that somebody does what their object names: *carry out* a *nuclear test*."""
OBJECT = re.compile(
    r"(?: out)?(?: (?!(?:after|before|on|in|by|with|at|for|to|from|of|against|over|while|that|as|and|or|but)\b)[\w’'-]+){0,3} ")
"""What stands between such a verb and its object, *an underground*."""


def without_parts(statements: Sequence[Statement], text: str) -> list[Statement]:
    """Statements, in the order of the text, less those that are no event of their own."""
    out = [s for s in statements if not (_asks(s, text) or _is_state_of_things(s, text) or _meets_the_press(s, text)
                                         or UNSAID.search(text, max(0, s.span[0] - NEAR), s.span[0]))]
    parts = set()
    for i, first in enumerate(out):
        if i + 1 < len(out) and _cautions(first, out[i + 1], text):
            parts.add(id(first))
        for second in out[i + 1:]:
            if second.span[0] - first.span[1] > FAR:
                break
            parts.add(id(_part(first, second, text[first.span[1]:second.span[0]])))
    return [s for s in out if id(s) not in parts]


def _asks(s: Statement, text: str) -> bool:
    return s.type == "REQUEST" and bool(ASKED.fullmatch(s.trigger) and QUESTION.match(text, s.span[1]))


def _is_state_of_things(s: Statement, text: str) -> bool:
    return s.status == "ongoing" and bool(TIES.fullmatch(s.trigger) and BETWEEN_THEM.match(text, s.span[1]))


def _meets_the_press(s: Statement, text: str) -> bool:
    alone = len(frozenset().union(*s.codes) - {"UNK"}) < 2
    at_one = alone and CONFERENCE.search(text, max(0, s.span[0] - len("press ")), s.span[1])
    return s.type == "CONSULT" and bool(at_one or PRESS.match(text, s.span[1]))


def _part(first: Statement, second: Statement, between: str) -> Statement | None:
    """Which of two acts is no event of its own, by the words between their triggers; None where both are."""
    if first.type == "SUPPORT" and second.type == "AGREE" and SIGNED.match(first.trigger) and DEAL.fullmatch(between):
        return second
    if first.type == "AGREE" and AGREED.fullmatch(first.trigger) and TO.fullmatch(between):
        return first
    if first.type != "REJECT" and second.status == "called_off" and STOPPED.fullmatch(first.trigger) and NOUN.fullmatch(between):
        return first
    if first.type == "RETREAT" and second.type in ("SANCTION", "COERCE") and LIFTED.fullmatch(first.trigger) and MEASURE.fullmatch(between) \
            and MEASURES.fullmatch(second.trigger):
        return second
    if first.type == "THREATEN" and second.status == "possible" and UNLESS.fullmatch(between):
        return second
    one_phrase = WORD.fullmatch(between) or LIGHT.fullmatch(first.trigger) and OBJECT.fullmatch(between)
    if one_phrase and (first.type, first.status, first.said_by) == (second.type, second.status, second.said_by):
        one, other = (s.codes[0] | s.codes[1] for s in (first, second))
        return first if one <= other else second if other <= one else None
    return None


def _cautions(warning: Statement, feared: Statement, text: str) -> bool:
    """Whether a warning tells of what may be done by somebody else than who warns and who is warned, so that nobody threatens with it."""
    if warning.type != "THREATEN" or feared.status not in ("possible", "planned") or not WARNED.fullmatch(warning.trigger):
        return False
    doing, told = feared.codes[0] - {"UNK"}, (warning.codes[0] | warning.codes[1]) - {"UNK"}
    return bool(doing and told) and doing.isdisjoint(told) and bool(CAUTION.fullmatch(text, warning.span[1], feared.span[0]))
