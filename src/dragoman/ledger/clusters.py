"""An event in the making: the statements it has taken in, the days left open for it, and what they add up to."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dragoman.ledger.context import lands
from dragoman.ledger.days import EXPECTED, Window, counted, days, reported, width, window
from dragoman.ledger.kinds import Kind, Names, announces, is_threat, kind, means, names, participants, stems
from dragoman.ledger.match import Traits, traits
from dragoman.ledger.voices import RANK, TAKES_BACK, Verdict, taken_back, voice
from dragoman.model import DONE, Event, Statement, Status, Step

NARROW = 3
"""Days that count as one date."""

MONTH = 31
ECHO = 7
"""Days within which the same call-off, or a plan that was called off, may still be told again."""

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
    """One window of an event: the first, or the next after it was put off. `dated` where a statement gives the days; `off_in` are the reports that tell that
    it was cancelled or put off before it came about.
    """

    days: Window | None
    dated: bool
    opened: int | None = None
    done: bool = False
    off: int | None = None
    off_for: frozenset[str] = frozenset()
    off_in: frozenset[str] = frozenset()
    planned: int | None = None


@dataclass(slots=True)
class Cluster:
    """Statements held to be of one event so far; `acts` are the kinds of what was done where a threat was carried out, which is then told again."""

    number: int
    kind: Kind
    first: Statement
    members: frozenset[str] = frozenset()
    rounds: list[Round] = field(default_factory=list)
    taken: list[Member] = field(default_factory=list)
    announced: list[Traits] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    places: frozenset[str] = frozenset()
    lands: frozenset[str] = frozenset()
    named: dict[str, Names] = field(default_factory=dict)
    last_ongoing: int | None = None
    standing: bool = False
    acts: frozenset[Kind] = frozenset()

    def __post_init__(self) -> None:
        self.rounds.append(Round(window(self.first, self.kind.recurring), bool(self.first.when)))
        self.join(self.first, Fit(1.0, "opens the event", 0))

    def join(self, statement: Statement, fit_: Fit) -> None:
        """Take the statement in, and narrow, move or stretch the days left open for the event."""
        days_ = window(statement, self.kind.recurring)
        self.members |= participants(statement, self.kind.mutual)
        self.reports.add(statement.report)
        for code, named in names(statement).items():
            self.named[code] = self.named.get(code, Names()) | named
        if statement.where:
            self.places |= stems(statement.where)
            self.lands |= lands(statement.where)
        day = reported(statement)
        if fit_.round == len(self.rounds):
            self.rounds.append(Round(days_, True, day))
        round_ = self.rounds[fit_.round]
        if days_ and fit_.reason.startswith(TAKES_BACK):
            round_.days, round_.dated = days_, bool(statement.when)
        elif days_ and round_.days:
            _settle(round_, statement, days_)
        status = _taken_as(means(self.kind.type, statement, bool(self.announced)), round_, fit_.round, statement, day)
        if announces(statement, status):
            self.announced.append(traits(statement))
        self.taken.append(Member(statement, fit_, status))
        round_.done |= status in DONE and not is_threat(statement)
        if self.kind.type == "THREATEN" != statement.type and status in DONE:
            self.acts |= {kind(statement)}
        if status == "called_off":
            round_.off, round_.off_for = day, frozenset().union(*statement.codes)
            if statement.outlook in ("off", "put_off"):
                round_.off_in |= {statement.report}
        if status == "planned":
            round_.planned = day
        if status == "ongoing" and day is not None:
            self.standing |= self.last_ongoing is not None and day - self.last_ongoing > NARROW
            self.last_ongoing = day

    def event(self, id_: str, assumed: Mapping[str, str]) -> Event:
        """The event, with its history in the order of days and, within a day, of finality; what its publisher takes back counts until then.

        `assumed` holds, by statement, days that only a report's date gives; the first of them is the event's where none is stated.
        """
        history = sorted(self.taken, key=_place)
        back = taken_back((m.statement, m.fit.reason) for m in history)
        standing = [m for m in history if m.statement.id not in back]
        statements = [m.statement for m in history]
        actors = frozenset().union(*(s.codes[0] for s in statements))
        recipients = frozenset().union(*(s.codes[1] for s in statements))
        by, to = _sides([m.statement for m in standing], _named(standing), self.kind.mutual)
        verdict = self._verdict(0, actors, recipients)
        steps, round_, status, disputed = [], 0, self.first.status, False
        for i, (statement, fit_, taken_as) in enumerate(history):
            if fit_.round > round_:
                round_ = fit_.round
                verdict = self._verdict(round_, actors, recipients)
            elif fit_.reason.startswith(TAKES_BACK):
                verdict = self._verdict(round_, actors, recipients)
                gone = taken_back((m.statement, m.fit.reason) for m in history[:i + 1])
                for m in history[:i]:
                    if m.fit.round == round_ and m.statement.id not in gone:
                        verdict.add(m.statement, _day(m.statement, _UNDATED), m.status)
            if fit_.round == round_:
                verdict.add(statement, _day(statement, _UNDATED), taken_as)
                status, disputed = verdict.status()
            steps.append(Step(statement.id, statement.published, status, fit_.round, fit_.score, fit_.reason))
        last = [m for m in standing if m.fit.round == round_]
        dated = [m for m in last if m.statement.type != "THREATEN"] if self.acts else last
        reports = [s.published for s in statements if s.published]
        return Event(
            id=id_, type=self._type(last), status=status, actor=tuple(sorted(by)), recipient=tuple(sorted(to)),
            when=_when(dated, status) or min((assumed[m.statement.id] for m in dated if m.statement.id in assumed), default=None),
            where=_most([m.statement.where for m in standing if m.statement.where]),
            first_reported=min(reports, default=None), last_reported=max(reports, default=None),
            statements=tuple(s.id for s in statements), reports=tuple(dict.fromkeys(s.report for s in statements)),
            publishers=tuple(sorted({s.publisher for s in statements if s.publisher})), disputed=disputed,
            sources=tuple(sorted({voice(m.statement)[0] for m in standing})), history=tuple(steps))

    def _type(self, members: Sequence[Member]) -> str:
        """The event's type: that of its kind; of a threat that is carried out or planned, the act's."""
        acts = [m.statement.type for m in members if m.statement.type != "THREATEN" and m.status in (*DONE, "planned")]
        return acts[0] if acts and self.kind.type == "THREATEN" else self.kind.type

    def _verdict(self, round_: int, actors: frozenset[str], recipients: frozenset[str]) -> Verdict:
        done = [days(s.when)[0] for s, f, _ in self.taken if f.round == round_ and s.status in DONE and s.when]
        return Verdict(actors | recipients if self.kind.mutual else actors, min(done, default=None))


def _place(member: Member) -> tuple:
    """The place of a statement in the history of its event: within a day and round what is taken back comes before the word that it was wrong, and that before
    what is said in its place.
    """
    statement, fit_, status = member
    correction = fit_.reason.startswith(TAKES_BACK)
    return (_counted(statement), fit_.round, correction, correction and statement.outlook != "retracted", RANK[status], statement.report, statement.span,
            statement.id)


def _sides(statements: Sequence[Statement], named: frozenset[str], mutual: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Who does it and to whom, of those named.

    Who does it in a statement that names others is not to whom it is done in that statement. A party that some tell of as doing it
    and others as the one to whom it is done is on the side that more tell of, on both where as many do, and where there is no other
    party: *police of a state hold its citizens*. What is done by all with all is done to nobody.
    """
    sides = [(s.codes[0] & named, s.codes[1] & named) for s in statements]
    done_by = Counter(code for by, _ in sides for code in by)
    done_to = Counter(code for by, to in sides for code in (to - by if len(by | to) > 1 else to))
    if mutual:
        return frozenset(done_by), frozenset(done_to) - frozenset(done_by)
    if len(done_by | done_to) < 2:
        return frozenset(done_by), frozenset(done_to)
    return frozenset(c for c, n in done_by.items() if n >= done_to[c]), frozenset(c for c, n in done_to.items() if n >= done_by[c])


def _named(members: Sequence[Member]) -> frozenset[str]:
    """Whom a third of the statements or more name: a party that one report of many adds is no party to the event.

    Nor is one that only announcements name, where what tells of the outcome names two others or more.
    """
    codes = [(frozenset().union(*m.statement.codes), m.status) for m in members]
    count = Counter(code for named, _ in codes for code in named)
    came = frozenset().union(*(named for named, status in codes if status in DONE))
    return frozenset(code for code, n in count.items() if 3 * n >= len(members) and (len(came) < 2 or code in came))


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


def _settle(round_: Round, statement: Statement, days_: Window) -> None:
    """What the statement makes of the days left open: a date replaces those that no date gave; two dates share days."""
    shared = max(round_.days[0], days_[0]), min(round_.days[1], days_[1])
    done = statement.status in DONE
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

    A call-off that names the new date is the plan of the new round, unless it calls that off as well on a later day. A plan without
    a date, told within days of a call-off, is an echo of the old plan. What is done to others than those for whom it was called off
    does not bring it about for them.
    A report that tells of a cancelled plan does not tell that it came about: *the meeting, which he had said was on, is cancelled*.
    What is told as done before the day for which it is planned, without a day of its own, is still planned (*on the eve of the signing*).
    """
    if status in DONE and statement.report in round_.off_in:
        return "possible"
    if day is not None:
        if number and status == "called_off" and statement.when and round_.opened is not None \
                and day - round_.opened <= ECHO and (day == round_.opened or statement.outlook != "off"):
            return "planned"
        undated = statement.status == "planned" and not statement.when
        if undated and round_.off is not None and 0 < day - round_.off <= ECHO:
            return "possible"
        if status in DONE and round_.planned is not None and not (statement.when or round_.done) and round_.dated \
                and width(round_.days) <= NARROW and day < round_.days[0]:
            return "planned"
        if status in DONE and round_.off is not None and day >= round_.off and not round_.off_for <= frozenset().union(*statement.codes):
            return "possible"
    return status


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
    """The narrowest date of those that make the status, else of any that does not deny; the most frequent of these.

    What is done was not done after the last report that tells so.
    """
    dated = [m.statement.when for m in members if m.statement.when and m.status == status]
    if not dated:
        told = max((reported(m.statement) or 0 for m in members if m.status == status), default=0) if status in DONE else 0
        dated = [m.statement.when for m in members if m.statement.when and m.status != "denied" and (not told or days(m.statement.when)[0] <= told)]
    if not dated:
        return None
    least = min(width(days(when)) for when in dated)
    return _most([when for when in dated if width(days(when)) == least])
