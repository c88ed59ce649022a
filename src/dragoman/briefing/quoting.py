"""Statements as quotations: the sentence, and who says so."""
from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.ledger import is_named
from dragoman.ledger import sentence as sentence_of
from dragoman.model import Statement


def chain_of(statement: Statement) -> str:
    """Who says so, the one who speaks last: *Izvestia ← an Iranian diplomatic source*; in its own voice otherwise whoever wrote the report."""
    if statement.said_by:
        return " ← ".join(s.surface for s in statement.said_by)
    return f"{statement.origin or statement.publisher or 'the report'}, in its own voice"


def parted(quotation: str, trigger: str) -> tuple[str, str, str]:
    """What stands before a trigger in a quotation, the trigger, and what stands after it; where it is not there, all stands before it.

    Whole words come first: *war* is not that of *warned*.
    """
    words = " ".join(trigger.split())
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", quotation)
    at = found.start() if found else quotation.find(words)
    return (quotation[:at], words, quotation[at + len(words):]) if words and at >= 0 else (quotation, "", "")


MOST = 240
"""Characters of a quotation."""


def sentence(text: str, span: tuple[int, int], most: int = MOST) -> str:
    """The sentence around a span, cut to `most` characters around it."""
    a, b = sentence_of(text, span)
    left, right = _cut(text, span, most)
    return ("…" if left > a else "") + " ".join(text[left:right].split()) + ("…" if right < b else "")


def quotation(statement: Statement, text: str) -> str:
    """The sentence of a statement; of a denial that only points back (*Moscow and Tehran deny it*) with the sentence of who denies."""
    told = sentence(text, statement.span)
    who = statement.said_by[-1].span if statement.status == "denied" and statement.said_by else None
    if who is None or who[0] < sentence_of(text, statement.span)[1]:
        return told
    return f"{told} {sentence(text, who)}"


def names_both(statement: Statement, text: str, pair: Sequence[str]) -> bool:
    """Whether the quotation of a statement names both of a pair (codes) as who does something and to whom, or as the sides of what they do together."""
    left, right = _cut(text, statement.span, MOST)
    actors, recipients = (frozenset(a.code for a in side if is_named(a) and (a.span is None or left <= a.span[0] and a.span[1] <= right))
                          for side in (statement.actor, statement.recipient))
    a, b = pair
    return a in actors and b in recipients or b in actors and a in recipients or not statement.recipient and {a, b} <= actors


def _cut(text: str, span: tuple[int, int], most: int) -> tuple[int, int]:
    """Characters of the text that stand in a quotation of `most`: of the sentence whole words around the span."""
    a, b = sentence_of(text, span)
    if b - a <= most:
        return a, b
    left = max(a, min(span[0] - most // 3, b - most))
    right = min(b, left + most)
    while left > a and text[left - 1].isalnum():
        left -= 1
    while right < b and text[right].isalnum():
        right += 1
    return left, right
