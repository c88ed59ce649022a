"""Parties that a report names once and then takes as known: *the agreement would be signed*, *the talks resumed*.

An event told again shares its word with the one told before (the same-lemma baseline of event coreference). Where a mutual
event has lost a party, it takes the parties of the last one before it that has the same word, the same type and more parties, those
it has among them.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dragoman.model import Actor, Statement

MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})

WORDS = re.compile(r"\b(sign|agree|accord|deal|treat(?:y|ies)|pact|partnership|talk|negotiat|meet|summit|visit|dialogue)", re.I)
"""What two tellings of a mutual event share; stems count alike."""

ALIKE = {"accord": "agree", "deal": "agree", "treaty": "agree", "treaties": "agree", "pact": "agree", "partnership": "agree", "sign": "agree",
         "negotiat": "talk", "dialogue": "talk", "summit": "meet"}


def stem(trigger: str) -> str | None:
    found = WORDS.search(trigger)
    return ALIKE.get(found[1].lower(), found[1].lower()) if found else None


def codes(parties: Sequence[Actor]) -> frozenset[str]:
    return frozenset(p.code for p in parties) - {"UNK"}


def completed(statements: Sequence[Statement]) -> list[Statement]:
    """The statements in the order of the text, those that lost a party with the parties of the event they tell again."""
    whole: dict[tuple[str, str], Statement] = {}
    out = []
    for s in statements:
        word = stem(s.trigger)
        if s.type in MUTUAL and word:
            both = codes(s.actor) | codes(s.recipient)
            before = whole.get((s.type, word))
            if before and len(both) < 2 and both < codes(before.actor) | codes(before.recipient):
                s = replace(s, actor=before.actor, recipient=before.recipient)
            elif len(both) > 1:
                whole[s.type, word] = s
        out.append(s)
    return out
