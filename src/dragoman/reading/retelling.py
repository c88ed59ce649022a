"""An event told more than once in one report: only the fullest telling is kept, as the annotation guide has it."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from dragoman.model import Statement

KNOWN = re.compile(r"\b(?:the|these|those|this|its|his|her|their)\s+(?:[\w.'-]+\s){0,2}$", re.I)
"""What stands before an act that is named as one the reader knows of: *the bombings*, *these two embassy attacks*, *its invasion*."""

BEFORE = 40
"""Characters before a trigger in which KNOWN and FURTHER are looked for."""

NEAR = 6
"""Characters between the parts of one phrase at most: room for a short word."""
ONE_PHRASE = re.compile(r"\s(?:(?:in|into|to|with|of)\s)?(?:(?:an?|the|its|our|his|her|their|no)\s)?", re.I)
"""What stands between a word and the noun or verb that it goes with: *artillery* shelling, *imposed a* freeze, *taken into* custody.
Counter-example: *seized and* shelled.
"""

FURTHER = re.compile(r"\b(?:also|another|second|third|fourth|separate|subsequent) (?:[\w-]+ ){0,2}$", re.I)
"""What goes before an act that is none told before: *also called for*, *a second car* bomb."""


def stem(trigger: str) -> str:
    """What two tellings of one event have in common: the start of the trigger's last word. *bombings*, *car bombing*: bombi."""
    return trigger.lower().split()[-1][:5] if trigger.split() else ""


class Mention(NamedTuple):
    """How a statement's event is named: whether one of its type and its word was told before it, and whether as one known (KNOWN)."""

    again: bool = False
    known: bool = False


ONCE = Mention()


def mentions(statements: Sequence[Statement], text: str) -> list[Mention]:
    """How each of a report's statements, in the order of its text, names its event."""
    told: set[tuple[str, str]] = set()
    out = []
    for s in statements:
        word, at = (s.type, stem(s.trigger)), s.span[0]
        out.append(Mention(word in told, bool(KNOWN.search(text[max(0, at - BEFORE):at]))))
        told.add(word)
    return out


def fullest(statements: Sequence[Statement], text: str = "") -> list[Statement]:
    """Statements of a text less those that tell again what another one tells as fully: same act, status and source, no other party or day."""
    kept: list[Statement] = []
    for s in sorted(statements, key=_fullness, reverse=True):
        further = FURTHER.search(text, max(0, s.span[0] - BEFORE), s.span[0])
        if not any(_same(s, k) and (not further or _side_by_side(s, k)) for k in kept):
            kept.append(s)
    return sorted(kept, key=lambda s: s.span)


def _fullness(s: Statement) -> tuple[int, float]:
    return sum(map(len, s.codes)) + bool(s.when_text) + bool(s.where), s.confidence


def _same(s: Statement, kept: Statement) -> bool:
    beside = _side_by_side(s, kept)
    return (s.type == kept.type and s.status == kept.status and (beside or stem(s.trigger) == stem(kept.trigger))
            and (s.codes[0] <= kept.codes[0] and s.codes[1] <= kept.codes[1] or beside and s.codes[0] | s.codes[1] <= kept.codes[0] | kept.codes[1])
            and [x.surface for x in s.said_by] == [x.surface for x in kept.said_by]
            and (not s.when or s.when == kept.when))


def _side_by_side(a: Statement, b: Statement) -> bool:
    """Whether two triggers are one phrase, found in two parts: *imposed* (new) *sanctions*."""
    return max(a.span[0] - b.span[1], b.span[0] - a.span[1]) <= NEAR


def phrased(kept: Statement, told: Sequence[Statement], text: str) -> Statement:
    """A statement with the whole phrase for its trigger, where the network found this in two parts, each a statement of those told: *artillery shelling*.

    An adverb is no part of it: *formally joined* is *joined*.
    """
    for other in told:
        a, b = sorted((kept.span, other.span))
        if a[1] < b[0] and ONE_PHRASE.fullmatch(text, a[1], b[0]) and _same(other, kept):
            begin = b[0] if text[slice(*a)].endswith("ly") else a[0]
            kept = replace(kept, trigger=text[begin:b[1]], span=(begin, b[1]), id="")
    return kept
