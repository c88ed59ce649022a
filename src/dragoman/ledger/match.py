"""How likely it is that two statements of unlike days tell of one event: the one announced and the one that came about.

A logistic model over a few features that a person can check (`features`), fitted to pairs that people judged
(training/matching.py). It is asked only where both statements have a context; without one, the rules of `clusters` decide alone.
"""
from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman.ledger.codebook import first_two
from dragoman.ledger.context import cosine_of, known_by, size, weight
from dragoman.ledger.days import days, reported, width
from dragoman.ledger.kinds import MUTUAL, means, stems
from dragoman.model import DONE, Statement, cosine

KIN = frozenset(frozenset(pair.split()) for pair in (
    "CONSULT AGREE", "SUPPORT AGREE", "SUPPORT COOPERATE", "AGREE COOPERATE", "CONCEDE RETREAT", "CONCEDE AGREE", "SANCTION COERCE", "AID COOPERATE",
    "AID SUPPORT", "MOBILIZE ASSAULT", "MOBILIZE COOPERATE", "MOBILIZE AID", "SANCTION REJECT", "SANCTION RETREAT", "RETREAT COOPERATE",
    "ACCUSE SANCTION", "THREATEN SANCTION", "THREATEN COERCE", "THREATEN ASSAULT", "THREATEN MOBILIZE", "THREATEN RETREAT"))
"""Types that one act is often read as, now the one and now the other."""

LEAST = 0.55
"""Probability from which a statement is held to tell of what was announced."""

WARY = 0.7
"""The same where what was announced was only possible; and where the statement would end or put off what was announced."""

WARIEST = 0.8
"""The same where it is an attack or a threat: of those any instance is easily taken for the one."""

_OWN_WEIGHTS = ("ASSAULT", "CONSULT", "SANCTION", "COERCE", "SUPPORT", "RETREAT")
"""Types whose likeness counts for more or less than that of others."""

_NARROW = 31
_NEAR = 3
_RARE = 5.5
_UNKNOWN = 0.4
"""The cosine of two embeddings where one is missing: that of most pairs that are compared."""


class Traits(NamedTuple):
    """What of a statement is compared: parties, words of its context but those of who speaks, stems and names, worked out once.

    `size` is that of the context (`context.size`).
    """

    statement: Statement
    actors: frozenset[str]
    recipients: frozenset[str]
    parties: frozenset[str]
    context: frozenset[str]
    speakers: frozenset[str]
    people: frozenset[str]
    trigger: frozenset[str]
    place: frozenset[str]
    day: int
    size: float


def traits(statement: Statement) -> Traits:
    """The traits of a statement."""
    actors, recipients = statement.codes
    return Traits(
        statement, actors, recipients, actors | recipients, frozenset(statement.context),
        frozenset().union(*(_words(s.surface) for s in statement.said_by)),
        frozenset().union(*(_names(a.surface) for a in (*statement.actor, *statement.recipient))),
        stems(statement.trigger), stems(statement.where) if statement.where else frozenset(), reported(statement) or 0,
        size(frozenset(statement.context)))


def comparable(type_: str, statement: Statement) -> bool:
    """Whether a statement can tell of what an announcement of `type_` announced: it is of the type or a kindred one, or ends such plans."""
    return statement.type == type_ or frozenset((type_, statement.type)) in KIN or means(type_, statement) != statement.status


def features(first: Traits, second: Traits, density: int = 0) -> dict[str, float]:
    """What the earlier statement (an announcement) and the later have in common; each from about 0 to about 1.

    `density` counts the statements of the 90 days before the later that tell of the like between its parties.
    """
    one, other = first.statement, second.statement
    mine, theirs = first.parties, second.parties
    shared = mine & theirs
    spoken = first.speakers | second.speakers
    both = first.context & second.context
    here, there = first.context - spoken, second.context - spoken
    told = sorted((weight(w) for w in both - spoken), reverse=True)
    sizes = [t.size - size(t.context & spoken) for t in (first, second)]
    places = first.place, second.place
    gap = max(0, second.day - first.day)
    people, others = first.people, second.people
    usual = math.log1p(density) / 4
    mutual = one.type in MUTUAL or other.type in MUTUAL
    near = cosine(one.embedding, other.embedding)
    like = float(bool(first.trigger & second.trigger))
    found = {
        "same type": float(one.type == other.type),
        "kindred type": float(one.type != other.type and frozenset({one.type, other.type}) in KIN),
        "parties found": len(shared) / max(1, len(mine)),
        "parties shared": len(shared) / max(1, len(mine | theirs)),
        "two parties": float(len(shared) > 1),
        "other parties": float(len(mine) > 1 and len(theirs) > 1 and len(shared) < 2),
        "same actor": float(bool(first.actors & second.actors)),
        "other actor": float(not mutual and bool(first.actors and second.actors and not first.actors & second.actors)),
        "other recipient": float(not mutual and bool(first.recipients and second.recipients and not first.recipients & second.recipients)),
        "like trigger": like,
        "trigger told": float(not first.trigger.isdisjoint(w[:4] for w in there) or not second.trigger.isdisjoint(w[:4] for w in here)),
        "likeness": cosine_of(sum(w * w for w in told), *sizes),
        "shared words": min(1.0, sum(told) / 30),
        "rare words": sum(max(0.0, w - 4) for w in told[:3]) / 12,
        "same speaker": float(bool(both & spoken)),
        "same person": float(bool(people & others)),
        "other person": float(bool(people and others and not people & others)),
        "others on both sides": float(bool(mine - theirs and theirs - mine)),
        "same place": float(bool(places[0] & places[1])),
        "other place": float(bool(places[0] and places[1] and not places[0] & places[1])),
        "gap": math.log1p(gap) / 6,
        "on the day": 0.0, "too early": 0.0, "too late": 0.0, "before": 0.0,
        "when told alike": float(bool(one.when) and one.when == other.when),
        "density": usual, "density, same type": usual * (one.type == other.type), "density, one party": usual * (len(shared) < 2),
        "only possible": float(one.status == "possible"),
        "still ahead": float(other.status in ("planned", "possible")),
        "under way": float(other.status == "ongoing"),
        "off": float(other.status == "called_off"),
        "denied": float(other.status == "denied"),
        "sure": one.confidence * other.confidence,
        "off, like trigger": like * (other.status == "called_off"),
        "cosine": _UNKNOWN if near is None else near,
        one.type: 1.0,
    }
    when = days(other.when) if other.when else None
    day = second.day
    if when and first.day and when[1] < first.day - _NEAR and other.status in DONE:
        found["before"] = 1.0
    if one.when and width(days(one.when)) <= _NARROW and (when or day) and other.status in DONE:
        first, last = days(one.when)
        at = when if when and width(when) <= _NARROW else (day, day)
        if at[1] < first - _NEAR:
            found["too early"] = 1.0
        elif at[0] > last + _NEAR:
            found["too late"] = min(1.0, math.log1p(at[0] - last) / 5)
        else:
            found["on the day"] = 1.0
    found["planned, on the day"] = found["on the day"] * (one.status == "planned")
    found["like trigger, on the day"] = found["on the day"] * found["like trigger"]
    if one.type in _OWN_WEIGHTS:
        found |= {f"{name}, {one.type}": found[name] for name in ("cosine", "density", "rare words")}
    return found


def least(one: Statement) -> float:
    """The probability from which a statement is held to tell of what `one` announced."""
    return WARIEST if one.type in ("ASSAULT", "THREATEN") else WARY if one.status == "possible" else LEAST


@cache
def weights() -> dict[str, float]:
    """The weight of each feature, and of none (""), as codebook/matching.tsv has them."""
    return {name: float(weight) for name, weight in first_two("matching.tsv").items()}


def probability(found: Mapping[str, float]) -> float:
    """The model's answer, 0 to 1: logistic in the features."""
    held = weights()
    total = held[""]
    for name, value in found.items():
        if value:
            total += held.get(name, 0.0) * value
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=65536)
def _words(surface: str) -> frozenset[str]:
    return frozenset(known_by(w) for w in re.findall(r"[^\W_]+", surface))


@lru_cache(maxsize=65536)
def _names(surface: str) -> frozenset[str]:
    """The rare words of a name: surnames, for the most part."""
    return frozenset(w for w in map(known_by, re.findall(r"\b[A-Z][^\W_]+", surface)) if weight(w) > _RARE)
