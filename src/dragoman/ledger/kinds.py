"""What sort of event a statement tells of, as far as merging cares, and who takes part in it.

Cue words tell signings, talks at a distance and visits apart; `SIGNING_EXAMPLES`, `REMOTE_EXAMPLES` and `VISITING_EXAMPLES` give triggers that they must
and must not match, and tests run them.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from dragoman.ledger.bearers import COLLECTIVE, bearer, told_as
from dragoman.ledger.days import days, reported
from dragoman.model import DONE, Statement, Status

RECURRING = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "COERCE", "ASSAULT"})
"""Acts that the same parties repeat within days: two of them are one only on the same day."""

MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types that the parties do together, whoever is named as actor."""

DIFFUSE = frozenset({"AID", "COOPERATE"})
"""Types of which a report may tell several between the same parties, each with its own content."""

COUNTERED_BY = {"SANCTION": frozenset({"RETREAT", "CONCEDE", "REJECT"}), "COERCE": frozenset({"RETREAT", "CONCEDE", "REJECT"}),
                "MOBILIZE": frozenset({"RETREAT", "REJECT"}), "ASSAULT": frozenset({"CONCEDE", "REJECT"}), "PROTEST": frozenset({"CONCEDE"}),
                "THREATEN": frozenset()}
"""Types of acts that end a plan of a type where their words say so (*halts new tariffs*); REJECT ends a plan of any other type."""

_NEVER_ANNOUNCES = frozenset({"REQUEST"})

_SIGNING = re.compile(r"\b(co-?sign|sign|initial|ratif|formali[sz]|accede|accession|joins?\b|joining|joined)",
                      re.IGNORECASE)
SIGNING_EXAMPLES = {"signed": True, "publicly sign": True, "ratification": True, "join": True,
                    "praised": False, "significant backing": False, "joint support": False, "design": False}
_NOT_SIGNING = re.compile(r"\bsigni|\binitially", re.IGNORECASE)

_RATIFYING = re.compile(r"\bratif", re.IGNORECASE)
"""What parliaments do with what was signed: a plan to ratify is not fulfilled by the signing, nor the other way round."""

_REMOTE = re.compile(r"\b(phone|phoned|telephone[ds]?|calls?|called|spoke|conversation|video ?(call|conference))\b",
                     re.IGNORECASE)
REMOTE_EXAMPLES = {"phone call": True, "spoke": True, "called": True,
                   "visit": False, "spokesman met": False, "talks": False}

_VISITING = re.compile(r"\b(visit|trip\b|travel|journey|tour(?!is)|arriv|host(?!ag|il)|receiv|welcom|flew|fl(?:y|ies)\b)", re.IGNORECASE)
VISITING_EXAMPLES = {"two-day visit": True, "trip": True, "travelled": True, "arrived": True, "hosts": True, "received": True, "toured": True,
                     "talks": False, "met": False, "hostages": False, "tourists": False}

MOST_CODES = 8
"""Parties of an event by which it is looked up, at most."""

Pair = tuple[str, ...]


class Kind(NamedTuple):
    """Statements of unlike kinds are never one event; `variety` tells signings, ratifications and talks at a distance apart."""

    type: str
    variety: str
    recurring: bool
    mutual: bool


def is_signing(trigger: str) -> bool:
    """Whether the trigger of a SUPPORT names the signing, ratifying or joining of something."""
    return bool(_SIGNING.search(_NOT_SIGNING.sub(" ", trigger)))


def is_remote(trigger: str) -> bool:
    """Whether the trigger of a CONSULT names talks at a distance, which no visit fulfils."""
    return bool(_REMOTE.search(trigger))


def is_visit(trigger: str) -> bool:
    """Whether the trigger of a CONSULT names a visit, in the guest's word for it or the host's."""
    return bool(_VISITING.search(trigger))


def kind(statement: Statement) -> Kind:
    """The kind of the statement's event."""
    type_ = statement.type
    if type_ == "SUPPORT":
        actors, recipients = statement.codes
        signing = is_signing(statement.trigger) or (len(actors) > 1 and not recipients)
        variety = "ratifying" if _RATIFYING.search(statement.trigger) else "signing" if signing else ""
        return _kind(type_, variety, not signing, signing)
    variety = "remote" if type_ == "CONSULT" and is_remote(statement.trigger) else ""
    return _kind(type_, variety, type_ in RECURRING, type_ in MUTUAL)


_kind = lru_cache(maxsize=None)(Kind)


def is_threat(statement: Statement) -> bool:
    """Whether the statement tells of a threat made, in words that are known: the act threatened is still to come, and another type's."""
    return statement.type == "THREATEN" and statement.status in DONE and bool(statement.context)


def announces(statement: Statement, taken_as: str | None = None) -> bool:
    """Whether the statement, taken to give the status `taken_as` (else its own), announces something that is still to come.

    What is only possible does so where its words look ahead; where they are not known, if somebody is named who says so, or it is a
    threat. A threat made announces the act, unless it is told as carried out, in a noun that says not of what, or as background (*had threatened*).
    A REQUEST announces nothing, nor does what was already over when the report came.
    """
    status = taken_as or statement.status
    if is_threat(statement):
        return statement.outlook not in ("carried_out", "named", "recalled")
    if statement.type in _NEVER_ANNOUNCES or status not in ("planned", "possible"):
        return False
    if status == "possible":
        if statement.context:
            if statement.outlook != "ahead":
                return False
        elif not statement.said_by and statement.type != "THREATEN":
            return False
    day = reported(statement)
    return day is None or not statement.when or days(statement.when)[1] >= day


def means(type_: str, statement: Statement, announced: bool = True) -> Status:
    """The status that the statement gives to an event of `type_`, `announced` before: its own, or `called_off` where it ends or delays the plan."""
    if announced and statement.outlook in ("off", "ended", "put_off") and statement.status in ("occurred", "ongoing", "planned"):
        if statement.type == type_:
            return "called_off" if statement.outlook == "put_off" and statement.status == "planned" else statement.status
        if statement.type in COUNTERED_BY.get(type_, frozenset({"REJECT"})):
            return "called_off"
    if announced and (statement.status, statement.outlook) in (("possible", "ended"), ("denied", "put_off")):
        return "called_off"
    if announced and statement.type == "REJECT" and type_ not in ("REJECT", "THREATEN") and statement.status in DONE:
        return "called_off"
    return statement.status


def participants(statement: Statement, mutual: bool) -> frozenset[str]:
    """Who takes part: codes for a mutual event, else codes marked as actor (`RUS>`) or recipient (`>UKR`)."""
    return _participants(*statement.codes, mutual)


@lru_cache(maxsize=65536)
def _participants(actors: frozenset[str], recipients: frozenset[str], mutual: bool) -> frozenset[str]:
    if mutual:
        return actors | recipients
    return frozenset({f"{code}>" for code in actors} | {f">{code}" for code in recipients})


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of participants share (0 to 1); 0 where they cannot be of one event.

    They can where they are the same, or where one is part of the other, shares two with it and at least half of all.
    """
    if one == other:
        return 1.0
    shared = len(one & other)
    if shared < 2 or shared < min(len(one), len(other)):
        return 0.0
    part = shared / len(one | other)
    return part if part >= 0.5 else 0.0


@lru_cache(maxsize=65536)
def pairs(members: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """The pairs of participants under which an event is looked up; of sets past eight, those of the first eight."""
    ordered = sorted(members)[:MOST_CODES]
    return tuple(combinations(ordered, 2)) if len(ordered) > 1 else tuple((one,) for one in ordered)


@lru_cache(maxsize=65536)
def stems(words: str) -> frozenset[str]:
    """The first four letters of each word of three letters or more: enough to match *signing* to *signed*."""
    return frozenset(w[:4] for w in re.findall(r"\w+", words.casefold()) if len(w) > 2) - {"the", "and", "for"}


class Names(NamedTuple):
    """The bodies of a shared code that statements name, as the codebook has them, and the stems of all words that stand for them."""

    bodies: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()

    def __or__(self, other: Names) -> Names:  # type: ignore[override]
        return Names(self.bodies | other.bodies, self.stems | other.stems)

    def apart(self, other: Names) -> bool:
        """Whether the two name unlike bodies: *Al-Shabaab militants* and *Boko Haram militants*; where the codebook does not know both, no word is shared."""
        return not told_as(self.bodies, other.bodies) if self.bodies and other.bodies else not self.stems & other.stems


def names(statement: Statement) -> dict[str, Names]:
    """For each code that many bodies share, the names of the one that takes part here."""
    named: dict[str, Names] = {}
    for actor in (*statement.actor, *statement.recipient):
        if actor.code in COLLECTIVE:
            named[actor.code] = named.get(actor.code, Names()) | _names(actor.surface, actor.code, statement.published)
    return named


def parted(first: Mapping[str, Names], second: Mapping[str, Names]) -> bool:
    """Whether two name unlike bodies by one code, both in the codebook."""
    return any(first[code].bodies and second[code].bodies and first[code].apart(second[code]) for code in first.keys() & second.keys())


def one_body(first: Mapping[str, Names], second: Mapping[str, Names]) -> frozenset[str]:
    """The codes that many bodies share by which both name one and the same body, which the codebook knows."""
    return frozenset(code for code in first.keys() & second.keys() if len(first[code].bodies) == 1 and first[code].bodies == second[code].bodies)


def unlike(one: Statement, other: Statement) -> bool:
    """Whether two statements name unlike bodies by one code, both in the codebook: *a truce with the FARC*, *a truce with the ELN*."""
    return parted(names(one), names(other))


@lru_cache(maxsize=65536)
def _names(surface: str, code: str, day: str | None) -> Names:
    name = bearer(surface, code, day)
    return Names(frozenset({name} if name else ()), stems(surface))
