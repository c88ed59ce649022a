"""What an event is about in a report's own words: its trigger with what belongs to it in the clause, *signed a partnership treaty*."""
from __future__ import annotations

import re
from itertools import accumulate, dropwhile, takewhile

from dragoman.briefing.names import name_of
from dragoman.ledger import sentence
from dragoman.model import Statement

MOST = 64
"""Characters of a phrase, beside its trigger."""

_ENDS = re.compile(r"[,;:!?()\[\]—]|(?<![A-Z])\.(?!\w)|\s[-–]\s|\n\s*\n")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_BREAKS = frozenset(
    "after although amid as because before but despite during following if once since so that though unless until what when where whereas whereby which while "
    "who whom whose why according citing saying adding claiming calling accusing killing leaving including making whether is are was were has have had will "
    "would can could may might shall should must do does did says said told reported reports also then he she they it we".split())
"""Words with which another clause begins, or what stands behind the phrase in its own."""
_LOOSE = frozenset(
    "a an the and or of in on at to from for with by into over under about against between among within without near toward towards upon via per its their "
    "his her this these those some any all more most new first another other such not no very both each every last next than through around across past "
    "earlier later also".split())
"""Words that no phrase ends with."""
_JOINTS = frozenset("and in for to with from by on at over against of".split())
"""Words before which a phrase that is too long may end."""
_DAYS = re.compile(
    r"\s(?:(?:on|in|by|from|since|until|early|late|this|last|next|the|of|earlier|later)\s)*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|"
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?:\s\d{1,2})?|"
    r"(?:19|20)\d\d\b|today|yesterday|tomorrow|tonight|(?:this|last|next)\s(?:week|month|year|spring|summer|autumn|fall|winter|weekend)\b)"
    r"(?:\s(?:morning|afternoon|evening|night))?")


def phrase(statement: Statement, text: str) -> str:
    """The trigger of a statement with what follows it in the clause, in one line, without its date.

    The trigger alone where the text holds it elsewhere, and where nothing but a party follows (*warned Rwanda*), which stands in a line of its own.
    """
    start, end = statement.span
    trigger = " ".join(statement.trigger.split())
    if text[start:end] != statement.trigger or text[end:end + 1].isalnum() or text[end:end + 1] in "-’'":
        return trigger
    _, stop = sentence(text, statement.span)
    rest = _THOUSANDS.sub("\0", text[end:min(stop, end + 2 * MOST)])
    for ends in (_ENDS, _DAYS):
        if found := ends.search(rest):
            rest = rest[:found.start()]
    words = _quoted_whole(list(takewhile(lambda word: word.lower() not in _BREAKS, rest.split())))
    kept = words[:_fitting(words)]
    if len(kept) < len(words):
        if words[len(kept)] not in _JOINTS:
            kept = kept[:max((i for i, word in enumerate(kept) if word in _JOINTS and i > 2), default=len(kept))]
        if "and" in kept[-2:-1] and not kept[-1][0].isupper():  # *Canada and Mexico and 10%*, of which more was to be said
            kept = kept[:-2]
    kept = _quoted_whole(kept)
    while kept and kept[-1].lower() in _LOOSE:
        kept.pop()
    if _plain(kept) in {_plain(name.split()) for a in (*statement.actor, *statement.recipient) for name in (a.surface, name_of(a.code))}:
        return trigger
    return " ".join([trigger, *kept]).replace("\0", ",")


def _plain(words: list[str]) -> str:
    """Words without those that lead up to a name."""
    return " ".join(dropwhile(lambda word: word.lower() in _LOOSE, words)).casefold()


def _fitting(words: list[str]) -> int:
    """How many words from the first fit into MOST characters."""
    return sum(1 for length in accumulate(len(word) + 1 for word in words) if length <= MOST + 1)


def _quoted_whole(words: list[str]) -> list[str]:
    """Words up to the end of a quotation in which they begin, and none of one that does not end in them."""
    opened = None
    for i, word in enumerate(words):
        if word[0] in "\"“":
            opened = i
        if word[-1] in "\"”" and (len(word) > 1 or word == "”" or opened is None):
            if opened is None:
                return [*words[:i], *filter(None, [word[:-1]])]
            opened = None
    return words if opened is None else words[:opened]
