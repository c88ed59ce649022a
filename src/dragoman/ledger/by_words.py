"""Whether a statement tells of what an event announced, or announces what an event has done: by the words of both."""
from __future__ import annotations

from dragoman.ledger import match
from dragoman.ledger.bearers import COLLECTIVE
from dragoman.ledger.clusters import MONTH, NARROW, Cluster, Fit, Member, awaits
from dragoman.ledger.context import weight
from dragoman.ledger.days import days, overlap, reported, width
from dragoman.ledger.kinds import means, names, one_body, parted, participants, stems
from dragoman.ledger.match import Traits, traits
from dragoman.model import DONE, Statement

ANNOUNCED = "what was announced on"
"""How the reason of a merge by words begins; its score is a probability, where that of a merge by rules is a sum of points."""

_OVER = (*DONE, "denied")

CARRIES_OUT = frozenset({"SANCTION", "COERCE", "MOBILIZE", "ASSAULT", "RETREAT", "REJECT"})
"""Types of what is done when a threat is carried out."""

_OF_ANY_ACT = frozenset("impo anno laun make made take took carr begi star orde rele retu".split())
"""Stems of triggers that do not say what is done, and of releases and returns, which no threat is about."""

_IN_RETURN = "retali"
"""Of *in retaliation*, which says whatever is done that it was threatened."""

_TELLS = 4.5
"""Weight from which a word beside the act's own, shared with a threat, says that it is the one threatened."""


def fit_by_words(cluster: Cluster, told_: Traits, density: int = 0) -> Fit | None:
    """Whether the statement tells of what the event announced, or announces what the event has done: by the words of both.

    None where it does not, or the words are not known.
    """
    statement = told_.statement
    if statement.status == "denied" and statement.outlook is None:
        return None
    best, words, announced = 0.0, frozenset(), ""
    for one, other in _pairs(cluster, told_):
        if match.comparable(one.statement.type, other.statement):
            chance = match.probability(match.features(one, other, density))
            if chance > best and chance >= match.least(one.statement):
                best, words, announced = chance, one.context & other.context, one.statement.published or "?"
    number = _round_announced(cluster, statement)
    ends = number == len(cluster.rounds) or means(cluster.kind.type, statement) in ("called_off", "denied")
    if not best or ends and best < match.WARY or parted(cluster.named, names(statement)):
        return None
    told = ", ".join(sorted(words, key=lambda w: (-weight(w), w))[:3])
    reason = f"{ANNOUNCED} {announced}" + (f"; words shared: {told}" if told else "")
    return Fit(round(best, 3), reason + (f"; put off to {statement.when}" if number == len(cluster.rounds) else ""), number)


def carried_out(cluster: Cluster, told: Traits, density: int = 0) -> Fit | None:
    """Whether the statement tells of what the event threatened with: done later by the same to the same, as its report says (*made good on its threat*), or in
    the word that the threat had for it and another, or in retaliation where that was threatened. An attack only where they did not attack before (`density`).
    """
    statement = told.statement
    if cluster.kind.type != "THREATEN" or statement.type not in CARRIES_OUT or statement.status not in DONE or not statement.context:
        return None
    ours = participants(statement, mutual=False)
    shared = {code.strip("<>") for code in ours & cluster.members}
    if len(shared - COLLECTIVE | one_body(cluster.named, names(statement))) < 2 or not (ours <= cluster.members or cluster.members <= ours):
        return None
    done = told.trigger | {word[:4] for word in told.context if word == _IN_RETURN}
    for threat in reversed(cluster.announced):
        if _over_before(threat, statement, slip=0) or threat.day >= told.day:
            continue
        words = {word[:4] for word in threat.context}
        act = done & words - _OF_ANY_ACT
        named = act and any(word[:4] in words - act and weight(word) > _TELLS for word in told.context)
        if statement.outlook == "carried_out" or named and (statement.type != "ASSAULT" or not density):
            return Fit(match.WARIEST, f"{ANNOUNCED} {threat.statement.published or '?'}; the act threatened", len(cluster.rounds) - 1)
    return None


def by_words(cluster: Cluster, statement: Statement) -> bool:
    """Whether one of them announces what the other may have done, in another report, and the words of both are known."""
    return statement.report not in cluster.reports and not both_threaten(cluster, statement) and _can_pair(cluster, statement)


def plainly_off(cluster: Cluster, statement: Statement) -> bool:
    """Whether the statement calls off or rules out, for the same two parties or more, what was announced or called off in a like word: then days decide."""
    refused = statement.status == "possible" and statement.outlook == "ended"
    ends = statement.status == "called_off" or refused or statement.status == "denied" and (
        statement.outlook is not None or _on_its_day(cluster, statement))
    return (ends and statement.type == cluster.kind.type and len(cluster.members) > 1
            and cluster.members == participants(statement, cluster.kind.mutual)
            and any(words & stems(statement.trigger) for words in (*(one.trigger for one in cluster.announced), *(
                stems(m.statement.trigger) for m in cluster.taken if m.status == "called_off"))))


def _on_its_day(cluster: Cluster, statement: Statement) -> bool:
    """Whether the statement is of the very day or days for which the event was announced: *did not sign on March 31*."""
    round_ = cluster.rounds[-1]
    return bool(statement.when and round_.dated and round_.days == days(statement.when) and width(round_.days) <= NARROW)


def both_threaten(cluster: Cluster, statement: Statement) -> bool:
    """Whether a threat is told again or anew: then days decide, not words."""
    return cluster.kind.type == statement.type == "THREATEN"


def _can_pair(cluster: Cluster, statement: Statement) -> bool:
    if not statement.context:
        return False
    if awaits(cluster):
        return any(one.context for one in cluster.announced)
    return statement.status in ("planned", "possible") and any(_may_be_of(statement, m) for m in cluster.taken[-3:])


def _may_be_of(statement: Statement, taken: Member) -> bool:
    """Whether what the statement announces may be what an event has done: not where it gives days after the report that told of it as done."""
    done, _, status = taken
    if status not in _OVER or not done.context:
        return False
    day = reported(done)
    return status == "denied" or not statement.when or day is None or days(statement.when)[0] <= day


def _over_before(one: Traits, told: Statement, slip: int = NARROW) -> bool:
    """Whether what is told was over before it was announced: *visited Egypt in January 2019* tells nothing of a visit announced in 2025."""
    return bool(told.status in DONE and told.when and one.day and days(told.when)[1] < one.day - slip)


def _pairs(cluster: Cluster, told: Traits) -> list[tuple[Traits, Traits]]:
    """Announcements with what may tell of their outcome."""
    if awaits(cluster):
        held = {one.statement.id: one for one in (cluster.announced[0], *cluster.announced[-2:])}
        return [(one, told) for one in held.values() if one.context and not _over_before(one, told.statement)]
    if told.statement.status in ("planned", "possible"):
        return [(told, traits(m.statement)) for m in cluster.taken[-3:] if _may_be_of(told.statement, m)]
    return []


def _round_announced(cluster: Cluster, statement: Statement) -> int:
    """The last round; the next where the statement gives what was dated a date after it; one before where it gives the old date of what was put off."""
    last, round_ = len(cluster.rounds) - 1, cluster.rounds[-1]
    if not statement.when or not round_.dated or round_.days is None or means(cluster.kind.type, statement) not in ("planned", "called_off"):
        return last
    days_ = days(statement.when)
    if not overlap(days_, round_.days):
        for number in range(last - 1, -1, -1):
            earlier = cluster.rounds[number]
            if earlier.dated and earlier.days and overlap(days_, earlier.days):
                return number
    if width(days_) > MONTH or width(round_.days) > MONTH or days_[0] <= round_.days[1] + NARROW:
        return last
    return last + 1
