"""An event in the making: the statements it has taken in, the days left open for it, and whether one more fits."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dragoman.ledger import match
from dragoman.ledger.context import likeness, weight
from dragoman.ledger.days import EXPECTED, Window, counted, days, iso, overlap, reported, width, window
from dragoman.ledger.kinds import DIFFUSE, Kind, alike, announces, is_threat, means, names, participants, stems
from dragoman.ledger.match import Traits, traits
from dragoman.ledger.voices import RANK, Verdict, speaker, voice
from dragoman.model import Event, Statement, Status, Step

_DONE = frozenset({"occurred", "ongoing"})
_OVER = _DONE | {"denied"}
_NARROW = 3
_MONTH = 31
_STANDING = 30
_ECHO = 7
_UNDATED = 1


class Fit(NamedTuple):
    """A judgement that a statement belongs to an event: how sure (0 to 1), why, and to which round of it."""

    score: float
    reason: str
    round: int


class Member(NamedTuple):
    """A statement in an event, with the judgement that put it there, and the status it is taken to give."""

    statement: Statement
    fit: Fit
    status: Status


@dataclass(slots=True)
class Round:
    """One window of an event: the first, or the next after it was put off. `dated` where a statement gives the days."""

    days: Window | None
    dated: bool
    opened: int | None = None
    done: bool = False
    off: int | None = None
    off_for: frozenset[str] = frozenset()
    planned: int | None = None


@dataclass(slots=True)
class Cluster:
    """Statements held to be of one event so far."""

    number: int
    kind: Kind
    first: Statement
    members: frozenset[str] = frozenset()
    rounds: list[Round] = field(default_factory=list)
    taken: list[Member] = field(default_factory=list)
    announced: list[Traits] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    places: frozenset[str] = frozenset()
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    last_ongoing: int | None = None
    standing: bool = False

    def __post_init__(self) -> None:
        self.rounds.append(Round(window(self.first, self.kind.recurring), bool(self.first.when)))
        self.join(self.first, Fit(1.0, "opens the event", 0))

    def join(self, statement: Statement, fit_: Fit) -> None:
        """Take the statement in, and narrow, move or stretch the days left open for the event."""
        days_ = window(statement, self.kind.recurring)
        self.members |= participants(statement, self.kind.mutual)
        self.reports.add(statement.report)
        for code, words in names(statement).items():
            self.named[code] = self.named.get(code, frozenset()) | words
        if statement.where:
            self.places |= stems(statement.where)
        day = reported(statement)
        if fit_.round == len(self.rounds):
            self.rounds.append(Round(days_, True, day))
        round_ = self.rounds[fit_.round]
        if days_ and round_.days:
            _settle(round_, statement, days_)
        status = _taken_as(means(self.kind.type, statement, bool(self.announced)), round_, fit_.round, statement, day)
        if announces(statement, status):
            self.announced.append(traits(statement))
        self.taken.append(Member(statement, fit_, status))
        round_.done |= status in _DONE and not is_threat(statement)
        if status == "called_off":
            round_.off, round_.off_for = day, frozenset().union(*statement.codes)
        if status == "planned":
            round_.planned = day
        if status == "ongoing" and day is not None:
            self.standing |= self.last_ongoing is not None and day - self.last_ongoing > _NARROW
            self.last_ongoing = day

    def event(self, id_: str, assumed: Mapping[str, str]) -> Event:
        """The event, with its history in the order of days and, within a day, of finality.

        `assumed` holds, by statement, days that only a report's date gives; the first of them is the event's where none is stated.
        """
        history = sorted(self.taken, key=lambda m: (_counted(m.statement), m.fit.round, RANK[m.status],
                                                    m.statement.report, m.statement.span, m.statement.id))
        statements = [m.statement for m in history]
        actors = frozenset().union(*(s.codes[0] for s in statements))
        recipients = frozenset().union(*(s.codes[1] for s in statements))
        named = _named(statements)
        mutual = self.kind.mutual
        verdict = self._verdict(0, actors, recipients)
        steps, round_, status, disputed = [], 0, self.first.status, False
        for statement, fit_, taken_as in history:
            if fit_.round > round_:
                round_ = fit_.round
                verdict = self._verdict(round_, actors, recipients)
            if fit_.round == round_:
                verdict.add(statement, _day(statement, _UNDATED), taken_as)
                status, disputed = verdict.status()
            steps.append(Step(statement.id, statement.published, status, fit_.round, fit_.score, fit_.reason))
        last = [m for m in history if m.fit.round == round_]
        reports = [s.published for s in statements if s.published]
        return Event(
            id=id_, type=self._type(last), status=status, actor=tuple(sorted(actors & named)),
            recipient=tuple(sorted(recipients & named - actors if mutual else recipients & named)),
            when=_when(last, status) or min((assumed[m.statement.id] for m in last if m.statement.id in assumed), default=None),
            where=_most([s.where for s in statements if s.where]),
            first_reported=min(reports, default=None), last_reported=max(reports, default=None),
            statements=tuple(s.id for s in statements), reports=tuple(dict.fromkeys(s.report for s in statements)),
            publishers=tuple(sorted({s.publisher for s in statements if s.publisher})), disputed=disputed,
            sources=tuple(sorted({voice(s)[0] for s in statements})), history=tuple(steps))

    def _type(self, members: Sequence[Member]) -> str:
        """The event's type: that of its kind; of a threat that is carried out or planned, the act's."""
        acts = [m.statement.type for m in members if m.statement.type != "THREATEN" and m.status in (*_DONE, "planned")]
        return acts[0] if acts and self.kind.type == "THREATEN" else self.kind.type

    def _verdict(self, round_: int, actors: frozenset[str], recipients: frozenset[str]) -> Verdict:
        done = [days(s.when)[0] for s, f, _ in self.taken if f.round == round_ and s.status in _DONE and s.when]
        return Verdict(actors | recipients if self.kind.mutual else actors, min(done, default=None))


def _named(statements: Sequence[Statement]) -> frozenset[str]:
    """Whom a third of the statements or more name: a party that one report of many adds is no party to the event."""
    count = Counter(code for s in statements for code in frozenset().union(*s.codes))
    return frozenset(code for code, n in count.items() if 3 * n >= len(statements))


def awaits(cluster: Cluster) -> bool:
    """Whether something announced is still waited for."""
    return bool(cluster.announced) and not cluster.rounds[-1].done


def until(cluster: Cluster) -> int | None:
    """The last day on which a report can still tell what came of the last announcement: half a year after its window at most."""
    days_ = cluster.rounds[-1].days
    if days_ is None:
        return None
    last = cluster.announced[-1].statement
    if is_threat(last):
        day = reported(last) or days_[1]
        days_ = day, max(day, days_[1]) + EXPECTED
    return days_[1] + min(180, 60 + width(days_))


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
    if not best or ends and best < match.WARY:
        return None
    told = ", ".join(sorted(words, key=lambda w: (-weight(w), w))[:3])
    reason = f"{ANNOUNCED} {announced}" + (f"; words shared: {told}" if told else "")
    return Fit(round(best, 3), reason + (f"; put off to {statement.when}" if number == len(cluster.rounds) else ""), number)


ANNOUNCED = "what was announced on"
"""How the reason of a merge by words begins; its score is a probability, where that of a merge by rules is a sum of points."""


def by_words(cluster: Cluster, statement: Statement) -> bool:
    """Whether one of them announces what the other may have done, in another report, and the words of both are known."""
    return statement.report not in cluster.reports and not both_threaten(cluster, statement) and _can_pair(cluster, statement)


def plainly_off(cluster: Cluster, statement: Statement) -> bool:
    """Whether the statement calls off or rules out, in a like word and for the same two parties or more, what was announced: then days decide."""
    ends = statement.status == "called_off" or statement.status == "denied" and statement.outlook is not None
    return (ends and statement.type == cluster.kind.type and len(cluster.members) > 1
            and cluster.members == participants(statement, cluster.kind.mutual)
            and any(one.trigger & stems(statement.trigger) for one in cluster.announced))


def both_threaten(cluster: Cluster, statement: Statement) -> bool:
    """Whether a threat is told again or anew: then days decide, not words."""
    return cluster.kind.type == statement.type == "THREATEN"


def _can_pair(cluster: Cluster, statement: Statement) -> bool:
    if not statement.context:
        return False
    if awaits(cluster):
        return any(one.context for one in cluster.announced)
    return statement.status in ("planned", "possible") and any(status in _OVER and s.context for s, _, status in cluster.taken[-3:])


def _pairs(cluster: Cluster, told: Traits) -> list[tuple[Traits, Traits]]:
    """Announcements with what may tell of their outcome."""
    if awaits(cluster):
        held = {one.statement.id: one for one in (cluster.announced[0], *cluster.announced[-2:])}
        return [(one, told) for one in held.values() if one.context]
    if told.statement.status in ("planned", "possible"):
        return [(told, traits(s)) for s, _, status in cluster.taken[-3:] if status in _OVER and s.context]
    return []


def _round_announced(cluster: Cluster, statement: Statement) -> int:
    """The last round, or the next where the statement gives what was dated a date after it."""
    last, round_ = len(cluster.rounds) - 1, cluster.rounds[-1]
    if not statement.when or not round_.dated or round_.days is None or means(cluster.kind.type, statement) not in ("planned", "called_off"):
        return last
    days_ = days(statement.when)
    if width(days_) > _MONTH or width(round_.days) > _MONTH or days_[0] <= round_.days[1] + _NARROW:
        return last
    return last + 1


def _settle(round_: Round, statement: Statement, days_: Window) -> None:
    """What the statement makes of the days left open: a date replaces those that no date gave; two dates share days."""
    shared = max(round_.days[0], days_[0]), min(round_.days[1], days_[1])
    done = statement.status in _DONE
    if statement.status == "denied":
        return
    if statement.when and not round_.dated:
        round_.days = shared if round_.done and shared[0] <= shared[1] else days_
        round_.dated = True
    elif statement.when or done:
        if shared[0] <= shared[1]:
            round_.days = shared
        elif done and not round_.done:
            round_.days = days_
    elif statement.status == "planned" and not (round_.dated or round_.done):
        round_.days = round_.days[0], max(round_.days[1], days_[1])


def _taken_as(status: Status, round_: Round, number: int, statement: Statement, day: int | None) -> Status:
    """The status that the statement gives the event, where that is not its own.

    A call-off that names the new date is the plan of the new round. A plan without a date, told within days of a
    call-off, is an echo of the old plan. What is done to others than those for whom it was called off does not bring it about for them.
    What is told as done before the day for which it is planned, without a day of its own, is still planned (*on the eve of the signing*).
    """
    if day is not None:
        if number and status == "called_off" and statement.when and round_.opened is not None \
                and day - round_.opened <= _ECHO:
            return "planned"
        undated = statement.status == "planned" and not statement.when
        if undated and round_.off is not None and 0 < day - round_.off <= _ECHO:
            return "possible"
        if status in _DONE and round_.planned is not None and not (statement.when or round_.done) and round_.dated \
                and width(round_.days) <= _NARROW and day < round_.days[0]:
            return "planned"
        if status in _DONE and round_.off is not None and day >= round_.off and not round_.off_for <= frozenset().union(*statement.codes):
            return "possible"
    return status


def fit(cluster: Cluster, statement: Statement, members: frozenset[str], days_: Window | None,
        routine: bool = False) -> Fit | None:
    """Whether and how well the statement fits the event; None where it does not.

    `routine` tells that the participants did the like in the month before: what is then done fulfils no undated plan.
    """
    share = alike(cluster.members, members)
    if not share or _told_apart(cluster, statement):
        return None
    like = _like(cluster, statement)
    if like is not None and like < LIKE[0] and len(members & cluster.members) < 2:
        return None
    where = stems(statement.where) if statement.where else frozenset()
    place = bool(where & cluster.places)
    if cluster.kind.recurring and where and cluster.places and not place and (like or 0.0) < LIKE[1]:
        return None
    found = _fit_days(cluster, statement, days_, place, routine)
    if found is None:
        return None
    round_, close, why = found
    word = bool(stems(statement.trigger) & stems(cluster.first.trigger))
    reasons = ["the same participants" if share == 1 else f"{share:.0%} of the participants", why]
    reasons += ["the same place"] * place + ["a like trigger"] * word
    return Fit(round(0.5 * share + 0.3 * close + 0.1 * place + 0.1 * word, 3), "; ".join(reasons), round_)


LIKE = 0.08, 0.3
"""Likeness of contexts below which one known party is not enough, and from which another name of the place is none."""


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
    for code, words in names(statement).items():
        if code in cluster.named and not words & cluster.named[code]:
            return True
    if statement.report in cluster.reports and not cluster.kind.mutual and any(
            (s.status in _DONE) != (statement.status in _DONE) and "denied" not in (s.status, statement.status)
            and not stems(s.trigger) & stems(statement.trigger)
            for s, _, _ in cluster.taken if s.report == statement.report):
        return True
    for other, _, _ in reversed(cluster.taken):
        if other.published != statement.published:
            return False
        if other.report != statement.report or stems(other.trigger) & stems(statement.trigger):
            continue
        if cluster.kind.variety == "signing" and other.when and other.when == statement.when:
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
            if off is not None and 0 <= day - off <= _ECHO:
                return [number]
        return numbers[:1]
    return numbers


def _meets(cluster: Cluster, round_: Round, statement: Statement, days_: Window, place: bool,
           routine: bool) -> bool:
    done, dated = statement.status in _DONE, bool(round_.dated and statement.when)
    narrow = width(days_) <= _NARROW and width(round_.days) <= _NARROW
    if done and round_.done:
        if cluster.kind.recurring:
            if days_ != round_.days and not narrow:
                return False
            return overlap(days_, round_.days, slip=int(dated and place))
        # A month and one of its days may be two events. Days that only the report's date gives are no such claim.
        sizes = sorted((width(days_) + 3, width(round_.days) + 3))
        vague = not dated and sizes[1] <= _MONTH + 3
        return overlap(days_, round_.days) and (vague or sizes[0] * 4 >= sizes[1])
    if cluster.kind.recurring and done and routine and not round_.dated and width(round_.days) > _NARROW:
        return False
    return overlap(days_, round_.days, slip=int(dated and done != round_.done))


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
    if not round_.dated or round_.done or round_.planned is None or day > round_.days[1] + _NARROW:
        return None
    if days_[0] <= round_.days[1]:
        return None
    return len(cluster.rounds), 0.5, f"put off from {iso(round_.days)} to {iso(days_)}"


def _day(statement: Statement, unknown: int) -> int:
    day = reported(statement)
    return unknown if day is None else day


def _counted(statement: Statement) -> int:
    day = counted(statement)
    return 10 ** 9 if day is None else day


def _most(values: list[str]) -> str | None:
    """The value given most often, the earliest of those."""
    return Counter(values).most_common(1)[0][0] if values else None


def _when(members: list[Member], status: str) -> str | None:
    """The narrowest date of those that make the status, else of any that does not deny; the most frequent of these."""
    dated = [m.statement.when for m in members if m.statement.when and m.status == status] or \
        [m.statement.when for m in members if m.statement.when and m.status != "denied"]
    if not dated:
        return None
    least = min(width(days(when)) for when in dated)
    return _most([when for when in dated if width(days(when)) == least])
