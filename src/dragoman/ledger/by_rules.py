"""Whether a statement fits an event: by type, participants, days and place."""
from __future__ import annotations

from dragoman.ledger.clusters import ECHO, MONTH, NARROW, Cluster, Fit, Round
from dragoman.ledger.context import lands, likeness
from dragoman.ledger.days import EXPECTED, Window, is_refusal, iso, overlap, reported, width
from dragoman.ledger.kinds import DIFFUSE, alike, is_visit, names, stems
from dragoman.ledger.voices import speaker
from dragoman.model import DONE, Statement

LIKE = 0.08, 0.3
"""Likeness of contexts below which one known party is not enough, and from which another name of the place is none."""

_STANDING = 30


def fit(cluster: Cluster, statement: Statement, members: frozenset[str], days_: Window | None,
        routine: bool = False) -> Fit | None:
    """Whether and how well the statement fits the event; None where it does not.

    `routine` tells that the participants did the like in the month before: what is then done fulfils no undated plan.
    """
    share = alike(cluster.members, members)
    if not share or _told_apart(cluster, statement):
        return None
    like = _like(cluster, statement)
    if like is not None and like < LIKE[0] and len({code.strip("<>") for code in members & cluster.members}) < 2:
        return None  # one that acts upon itself is one party, too
    where = stems(statement.where) if statement.where else frozenset()
    place = bool(where & cluster.places)
    if cluster.kind.recurring and where and cluster.places and not place and (like or 0.0) < LIKE[1]:
        return None
    if _elsewhere(cluster, statement):
        return None
    found = _fit_days(cluster, statement, days_, place, routine)
    if found is None:
        return None
    round_, close, why = found
    word = bool(stems(statement.trigger) & stems(cluster.first.trigger))
    reasons = ["the same participants" if share == 1 else f"{share:.0%} of the participants", why]
    reasons += ["the same place"] * place + ["a like trigger"] * word
    return Fit(round(0.5 * share + 0.3 * close + 0.1 * place + 0.1 * word, 3), "; ".join(reasons), round_)


def _elsewhere(cluster: Cluster, statement: Statement) -> bool:
    """Whether people meet in a country that is none of those in which the event's statements have them meet."""
    if cluster.kind.type != "CONSULT" or not statement.where or not cluster.lands:
        return False
    there = lands(statement.where)
    return bool(there) and not there & cluster.lands


def _like(cluster: Cluster, statement: Statement) -> float | None:
    """The likeness (0 to 1) of the statement's words to those of the event's first and last statements; None where words are not known."""
    if not statement.context:
        return None
    held = {s.id: s.context for s in (cluster.first, *(m.statement for m in cluster.taken[-2:])) if s.context}
    return max((likeness(words, statement.context) for words in held.values()), default=None)


def _told_apart(cluster: Cluster, statement: Statement) -> bool:
    """Bodies that share a code but no word of their names; or one report that tells of both in other words.

    The annotation guide has an event of one status and source told once in a report: told twice in unlike words, it is
    two; a claim and its denial are one in any words. Aid and cooperation are two in unlike words whoever says so, unless both have dates.
    """
    for code, named in names(statement).items():
        if code in cluster.named and named.apart(cluster.named[code]):
            return True
    if statement.report in cluster.reports and not cluster.kind.mutual and any(
            (s.status in DONE) != (statement.status in DONE) and "denied" not in (s.status, statement.status)
            and not stems(s.trigger) & stems(statement.trigger)
            for s, _, _ in cluster.taken if s.report == statement.report):
        return True
    for other, _, _ in reversed(cluster.taken):
        if other.published != statement.published:
            return False
        if other.report != statement.report or stems(other.trigger) & stems(statement.trigger):
            continue
        if cluster.kind.type == "CONSULT" and is_visit(other.trigger) and is_visit(statement.trigger):
            continue  # *travelled to Beijing for a visit*
        if cluster.kind.variety in ("signing", "ratifying") and other.when and other.when == statement.when:
            continue  # two states sign one treaty on one day, whatever words tell it again
        if other.status == statement.status and speaker(other) == speaker(statement):
            return True
        if cluster.kind.type in DIFFUSE and not (other.when and statement.when):
            return True
    return False


def _fit_days(cluster: Cluster, statement: Statement, days_: Window | None, place: bool,
              routine: bool) -> tuple[int, float, str] | None:
    """The round whose days the statement fits, how closely (0 to 1), and why; None where it fits none."""
    day, last = reported(statement), len(cluster.rounds) - 1
    goes_on = statement.status == "ongoing" and cluster.last_ongoing is not None and day is not None
    if goes_on and day - cluster.last_ongoing <= _STANDING:
        return last, 0.5, f"still under way within {_STANDING} days"
    if cluster.standing or days_ is None:
        return None
    if cluster.kind.recurring and cluster.last_ongoing is not None and statement.status != "ongoing":
        return None
    if cluster.kind.recurring and statement.status == "ongoing" and not cluster.rounds[last].dated:
        return None
    if _renewed(cluster.rounds[last], statement, days_, day):
        return last + 1, 0.5, "planned anew after it was called off"
    for number in _rounds_to_try(cluster, statement, day):
        round_ = cluster.rounds[number]
        if round_.days and _meets(cluster, round_, statement, days_, place, routine):
            close = 1.0 if round_.dated and statement.when else 0.5
            return number, close, f"{iso(days_)} meets {iso(round_.days)}"
    return _put_off(cluster, statement, days_, day)


def _rounds_to_try(cluster: Cluster, statement: Statement, day: int | None) -> list[int]:
    """The latest round first; an undated call-off shortly after a known one is the same call-off."""
    numbers = list(range(len(cluster.rounds) - 1, -1, -1))
    if statement.status == "called_off" and not statement.when and day is not None:
        for number in numbers:
            off = cluster.rounds[number].off
            if off is not None and 0 <= day - off <= ECHO:
                return [number]
        return numbers[:1]
    return numbers


def _meets(cluster: Cluster, round_: Round, statement: Statement, days_: Window, place: bool,
           routine: bool) -> bool:
    done, dated = statement.status in DONE, bool(round_.dated and statement.when)
    if round_.done and _is_ahead(statement) and (reported(statement) or 0) > round_.days[1]:
        return False  # what was done is not put off or ruled out any more: the rest of it, or the next, is
    narrow = width(days_) <= NARROW and width(round_.days) <= NARROW
    if done and round_.done:
        if cluster.kind.recurring:
            if days_ != round_.days and not narrow:
                return False
            return overlap(days_, round_.days, slip=int(dated and place))
        # A month and one of its days may be two events. Days that only the report's date gives are no such claim.
        sizes = sorted((width(days_) + 3, width(round_.days) + 3))
        vague = not dated and sizes[1] <= MONTH + 3
        return overlap(days_, round_.days) and (vague or sizes[0] * 4 >= sizes[1])
    if cluster.kind.recurring and done and routine and not round_.dated and width(round_.days) > NARROW:
        return False
    return overlap(days_, round_.days, slip=int(dated and done != round_.done))


def _is_ahead(statement: Statement) -> bool:
    """Whether the statement puts off, or rules out, what is still to come."""
    return statement.status == "called_off" and statement.outlook == "put_off" or is_refusal(statement)


def _renewed(round_: Round, statement: Statement, days_: Window, day: int | None) -> bool:
    """Whether the statement plans for a new date what was called off within sixty days."""
    if statement.status != "planned" or not statement.when or day is None or round_.off is None:
        return False
    if not 0 <= day - round_.off <= EXPECTED or round_.done or round_.days is None:
        return False
    return days_[0] > round_.days[1] if round_.dated else round_.planned is not None or day > round_.off


def _put_off(cluster: Cluster, statement: Statement, days_: Window, day: int | None) -> tuple[int, float, str] | None:
    """A call-off that gives a date after the one planned opens the next round of the event."""
    round_ = cluster.rounds[-1]
    if statement.status != "called_off" or not statement.when or day is None or round_.days is None:
        return None
    if not round_.dated or round_.done or round_.planned is None or day > round_.days[1] + NARROW:
        return None
    if days_[0] <= round_.days[1]:
        return None
    return len(cluster.rounds), 0.5, f"put off from {iso(round_.days)} to {iso(days_)}"
