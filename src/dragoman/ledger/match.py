"""How likely it is that two statements of unlike days tell of one event: the one announced and the one that came about.

A logistic model over a few features that a person can check (`features`), fitted to pairs that people judged
(training/matching.py). It is asked only where both statements have a context; without one, the rules of `clusters` decide alone.
"""
from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from dragoman.ledger.context import known_by, likeness, weight
from dragoman.ledger.days import days, reported, width
from dragoman.ledger.kinds import MUTUAL, stems
from dragoman.model import Statement, cosine

KIN = frozenset(frozenset(pair.split()) for pair in (
    "CONSULT AGREE", "SUPPORT AGREE", "SUPPORT COOPERATE", "AGREE COOPERATE", "CONCEDE RETREAT", "CONCEDE AGREE", "SANCTION COERCE", "AID COOPERATE",
    "AID SUPPORT", "MOBILIZE ASSAULT", "MOBILIZE COOPERATE", "MOBILIZE AID", "SANCTION REJECT", "SANCTION RETREAT", "RETREAT COOPERATE",
    "ACCUSE SANCTION", "THREATEN SANCTION", "THREATEN COERCE", "THREATEN ASSAULT", "THREATEN MOBILIZE", "THREATEN RETREAT"))
"""Types that one act is often read as, now the one and now the other."""

LEAST = 0.55
"""Probability from which a statement is held to tell of what was announced."""

WARY = 0.8
"""The same where what was announced was only possible, or is an attack or a threat: of those any instance is easily taken for the one."""

_OWN_WEIGHTS = ("ASSAULT", "CONSULT", "SANCTION", "COERCE", "SUPPORT", "RETREAT")
"""Types whose likeness counts for more or less than that of others."""

_NARROW = 31
_NEAR = 3
_RARE = 5.5


def features(one: Statement, other: Statement, density: int = 0) -> dict[str, float]:
    """What the earlier statement `one` (an announcement) and the later `other` have in common; each from about 0 to about 1.

    `density` counts the statements of the 90 days before `other` that tell of the like between its parties.
    """
    mine, theirs = frozenset().union(*one.codes), frozenset().union(*other.codes)
    shared = mine & theirs
    spoken = _speakers(one) | _speakers(other)
    both = set(one.context) & set(other.context)
    here, there = set(one.context) - spoken, set(other.context) - spoken
    told = sorted((weight(w) for w in here & there), reverse=True)
    places = (stems(one.where) if one.where else frozenset(), stems(other.where) if other.where else frozenset())
    gap = max(0, (_day(other) or 0) - (_day(one) or 0))
    people, others = _people(one), _people(other)
    usual = math.log1p(density) / 4
    mutual = one.type in MUTUAL or other.type in MUTUAL
    found = {
        "same type": float(one.type == other.type),
        "kindred type": float(one.type != other.type and frozenset({one.type, other.type}) in KIN),
        "parties found": len(shared) / max(1, len(mine)),
        "parties shared": len(shared) / max(1, len(mine | theirs)),
        "two parties": float(len(shared) > 1),
        "other parties": float(len(mine) > 1 and len(theirs) > 1 and len(shared) < 2),
        "same actor": float(bool(one.codes[0] & other.codes[0])),
        "other actor": float(not mutual and bool(one.codes[0] and other.codes[0] and not one.codes[0] & other.codes[0])),
        "other recipient": float(not mutual and bool(one.codes[1] and other.codes[1] and not one.codes[1] & other.codes[1])),
        "like trigger": float(bool(stems(one.trigger) & stems(other.trigger))),
        "trigger told": float(bool(_known(one.trigger) & there) or bool(_known(other.trigger) & here)),
        "likeness": likeness(here, there),
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
        "off, like trigger": float(other.status == "called_off" and bool(stems(one.trigger) & stems(other.trigger))),
        "cosine": cosine(one.embedding, other.embedding) if one.embedding and other.embedding else 0.0,
        one.type: 1.0,
    }
    when = days(other.when) if other.when else None
    day = _day(other)
    if when and _day(one) is not None and when[1] < _day(one) - _NEAR and other.status in ("occurred", "ongoing"):
        found["before"] = 1.0
    if one.when and width(days(one.when)) <= _NARROW and (when or day is not None) and other.status in ("occurred", "ongoing"):
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
    return WARY if one.status == "possible" or one.type in ("ASSAULT", "THREATEN") else LEAST


@cache
def weights() -> dict[str, float]:
    """The weight of each feature, and of none (""), as codebook/matching.tsv has them."""
    lines = (files("dragoman.codebook") / "matching.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {name: float(weight) for name, weight in (line.split("\t") for line in lines)}


def probability(found: Mapping[str, float]) -> float:
    """The model's answer, 0 to 1: logistic in the features."""
    held = weights()
    return 1 / (1 + math.exp(-held[""] - sum(held.get(name, 0.0) * value for name, value in found.items())))


def _day(statement: Statement) -> int | None:
    return reported(statement)


@lru_cache(maxsize=65536)
def _words(surface: str) -> frozenset[str]:
    return frozenset(known_by(w) for w in re.findall(r"[^\W_]+", surface))


def _people(statement: Statement) -> frozenset[str]:
    """The rare words that name the parties: surnames, for the most part."""
    return frozenset(w for a in (*statement.actor, *statement.recipient) for w in _names(a.surface))


@lru_cache(maxsize=65536)
def _names(surface: str) -> frozenset[str]:
    return frozenset(w for w in map(known_by, re.findall(r"\b[A-Z][^\W_]+", surface)) if weight(w) > _RARE)


def _speakers(statement: Statement) -> frozenset[str]:
    """The words that name who says so."""
    return frozenset().union(*(_words(s.surface) for s in statement.said_by))


def _known(words: str) -> frozenset[str]:
    return frozenset(known_by(w) for w in words.split() if len(w) > 3)
