"""The track record of sources: what each said would happen, or denied, and what came of it.

A source counts once for a docket item, by its earliest statement there. Nothing is a bare number: each count is a set of
credits, and each credit names its docket item and statement.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist, quantiles
from typing import NamedTuple

from dragoman.ledger.days import Window, days, is_assumed, overlap, reported, width
from dragoman.ledger.speakers import Key, Label, Speakers, shown
from dragoman.ledger.voices import voice
from dragoman.model import DONE, QUADS, DocketItem, Event, LedgerError, Statement, Step

CAME_TRUE = ("on_time", "early", "late")
FAILED = ("put_off", "called_off", "denied", "lapsed")
OUTCOMES = (*CAME_TRUE, *FAILED, "right", "wrong", "disputed", "open", "ambiguous")
"""Outcomes of what was announced or feared, then those of denials; the last two are of both."""

_STATES = {"pending": "open", "postponed": "put_off", "called_off": "called_off", "denied": "denied", "lapsed": "lapsed"}
_TRUE, _FALSE = frozenset({*CAME_TRUE, "right"}), frozenset({*FAILED, "wrong"})
_RECENT = 3
_DATED = 7


class Share(NamedTuple):
    """The share that came true, with the interval in which it lies at 95 per cent (Wilson 1927)."""

    value: float
    low: float
    high: float


class Lead(NamedTuple):
    """Days from statement to event: quartiles over `count` of what came true on a day that is known to the week."""

    first: float
    median: float
    third: float
    count: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What one statement of a source adds to its record: the docket item (or, where none was opened, the event), the day
    of the statement, the days it gave (ISO, None where nobody gave any), one of OUTCOMES, and the days it was ahead.
    """

    item: str
    event: str
    statement: str
    day: str | None
    window: str | None
    outcome: str
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Credits of one sort, by day. Every count is a set of them."""

    credits: tuple[Credit, ...] = ()

    def of(self, *outcomes: str) -> tuple[Credit, ...]:
        return tuple(c for c in self.credits if c.outcome in outcomes)

    def items(self, *outcomes: str) -> tuple[str, ...]:
        """Ids of the docket items behind a count."""
        return tuple(c.item for c in self.of(*outcomes))

    @property
    def true(self) -> int:
        """What was announced and happened, at whatever time; of denials, those that were right."""
        return sum(c.outcome in _TRUE for c in self.credits)

    @property
    def settled(self) -> int:
        """What came true or did not: neither open nor ambiguous nor disputed."""
        return sum(c.outcome in _TRUE or c.outcome in _FALSE for c in self.credits)

    @property
    def share(self) -> Share | None:
        """The share of the settled that came true; None where none is settled. What lapsed did not come true, as far as is known."""
        return _share(self.true, self.settled)

    @property
    def heard(self) -> Share | None:
        """The share among those of which something was heard again: what lapsed is left out, since silence is no proof."""
        return _share(self.true, self.settled - len(self.of("lapsed")))

    @property
    def lead(self) -> Lead | None:
        known = sorted(c.lead for c in self.credits if c.lead is not None)
        if not known:
            return None
        first, median, third = quantiles(known, n=4, method="inclusive") if len(known) > 1 else known * 3
        return Lead(first, median, third, len(known))


@dataclass(frozen=True, slots=True)
class Record:
    """The track record of a source at one of LEVELS; `code` and `kind` are "" where there is none.

    `announced` holds what it said is planned or expected, `warned` what it said may happen, `denials` what it said will
    not or did not.
    """

    level: str
    name: str
    code: str
    kind: str
    announced: Tally = Tally()
    warned: Tally = Tally()
    denials: Tally = Tally()


class Happening(NamedTuple):
    """The days on which an event took place, as closely as they are told; the day to count a lead to, where it is known to the
    week; and the statements that say it took place.
    """

    days: Window | None
    day: int | None
    told: tuple[Statement, ...]


def wilson(true: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a share (E. B. Wilson 1927, JASA 22: 209-212): (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle = true + z2 / 2
    half = (z2 * (true * (count - true) / count + z2 / 4)) ** 0.5
    low, high = (middle - half) / (count + z2), (middle + half) / (count + z2)
    return 0.0 if true == 0 else max(0.0, low), 1.0 if true == count else min(1.0, high)


def _share(true: int, count: int) -> Share | None:
    return Share(true / count, *wilson(true, count)) if count else None


def records(items: Iterable[DocketItem], statements: Mapping[str, Statement], as_of: str, events: Iterable[Event] = (),
            names: Mapping[tuple[str, str], int] | None = None) -> list[Record]:
    """The record of every source at every level, those with most announcements first; the same for any order of the input.

    `items` are all of the docket as of `as_of`, open and resolved; `statements` those of the ledger by then, from which surnames are
    told apart too, unless `names` gives the surfaces and codes of all sources with how often each occurs; `events` adds denials of what nobody
    had announced. LedgerError where an item has a state that is not known;
    KeyError where a statement is missing.
    """
    speakers, today = Speakers(statements.values(), names), days(as_of)[1]
    held: defaultdict[Key, dict[str, dict[str, Credit]]] = defaultdict(lambda: {"announced": {}, "warned": {}, "denials": {}})
    labels: defaultdict[Key, list[Label]] = defaultdict(list)
    listed = sorted(items, key=lambda i: i.id)
    opened = {i.event.id for i in listed}
    cases = [c for i in listed for c in _credits(i, statements, today)]
    cases += [c for e in sorted(events, key=lambda e: e.id) if e.id not in opened for c in _unannounced(e, statements)]
    for sort, credit in sorted(cases, key=lambda c: _order(statements[c[1].statement], c[1])):
        for key, label in speakers.labels(statements[credit.statement]):
            labels[key].append(label)
            held[key][sort].setdefault(credit.item, credit)
    made = [Record(key.level, *shown(labels[key]), **{sort: Tally(tuple(own.values())) for sort, own in sorts.items()})
            for key, sorts in held.items()]
    return sorted(made, key=lambda r: (-len(r.announced.credits), -len(r.denials.credits), -len(r.warned.credits), r.level, r.name, r.code, r.kind))


def _order(statement: Statement, credit: Credit) -> tuple:
    day = reported(statement)
    return day is None, day, statement.report, statement.span, statement.id, credit.item


def _credits(item: DocketItem, known: Mapping[str, Statement], today: int) -> Iterator[tuple[str, Credit]]:
    """Each statement that announces, fears or denies the item, with what came of it. A report after the fact foretells nothing."""
    happened = happening(known[e.statement] for e in item.evidence) if item.state == "fulfilled" else None
    for evidence in item.evidence:
        statement = known[evidence.statement]
        if evidence.step not in ("opened", "repeated") or not _foretells(statement, happened):
            continue
        window = statement.when or item.expected
        outcome = _outcome(item, window, happened)
        if outcome == "early" and not statement.when:  # who gives no days is early for none
            outcome = "on_time"
        day, sort = reported(statement), "warned" if statement.status == "possible" else "announced"
        ahead = outcome in CAME_TRUE and happened is not None and happened.day is not None and day is not None
        lead = max(0, happened.day - day) if ahead else None
        yield sort, Credit(item.id, item.event.id, statement.id, statement.published, window, outcome, lead)
    for step in _denying(item, known):
        statement = known[step.statement]
        if _tells_of_before(statement, happened):
            continue
        window = statement.when or item.expected
        if item.ambiguous:
            outcome = "ambiguous"
        elif happened:
            outcome = _belied(statement, happened, item.event)
        else:
            over = item.state == "lapsed" or window is not None and days(window)[1] < today
            outcome = "right" if over and _STATES.get(item.state) in FAILED else "open"
        yield "denials", Credit(item.id, item.event.id, statement.id, statement.published, window, outcome)


def _unannounced(event: Event, known: Mapping[str, Statement]) -> Iterator[tuple[str, Credit]]:
    """Denials of an event that others say took place, and nobody had announced."""
    if event.status in DONE:
        happened = happening(known[i] for i in event.statements)
        for step in event.history:
            statement = known[step.statement]
            if statement.status == "denied" and not _tells_of_before(statement, happened):
                yield "denials", Credit(event.id, event.id, statement.id, statement.published, statement.when, _belied(statement, happened, event))


def _foretells(statement: Statement, happened: Happening | None) -> bool:
    """Whether a statement tells of what is still to come when its report is out; a possibility needs somebody who says so."""
    if statement.status not in ("planned", "possible", "called_off") or statement.status == "called_off" and not statement.when:
        return False
    if statement.status == "possible" and not statement.said_by and statement.type != "THREATEN":
        return False
    day = reported(statement)
    if day is None:
        return True
    past = happened is not None and happened.days is not None and happened.days[1] < day
    return not past and (statement.when is None or days(statement.when)[1] >= day)


def _outcome(item: DocketItem, window: str | None, happened: Happening | None) -> str:
    if item.ambiguous:
        return "ambiguous"
    if happened is None:
        if item.state not in _STATES:
            raise LedgerError(f"docket item {item.id} has the state {item.state!r}: expected fulfilled or one of {', '.join(_STATES)}")
        return _STATES[item.state]
    if window is None or happened.days is None or overlap(days(window), happened.days):
        return "on_time"
    return "early" if happened.days[1] < days(window)[0] else "late"


def happening(told: Iterable[Statement]) -> Happening:
    """When an event took place: the narrowest days that a statement gives, the earliest of these; else the three days up to
    the first report that it had.
    """
    done = sorted((s for s in told if s.status in DONE), key=lambda s: (reported(s) is None, reported(s), s.id))
    dated = [days(s.when) for s in done if s.when and not is_assumed(s)]
    first = next((days(s.published) for s in done if s.published), None)
    if dated:
        least = min(dated, key=lambda d: (width(d), d))
        return Happening(least, least[0] if width(least) <= _DATED else None, tuple(done))
    if first is None:
        return Happening(None, None, tuple(done))
    return Happening((first[0] - _RECENT, first[1]), first[1] if width(first) <= _DATED else None, tuple(done))


def _denying(item: DocketItem, known: Mapping[str, Statement]) -> list[Step]:
    """Denials in the round of an item's event, those before it opened included."""
    within = {e.statement for e in item.evidence}
    first = next((s.round for s in item.event.history if item.evidence and s.statement == item.evidence[0].statement), 0)
    return [s for s in item.event.history if known[s.statement].status == "denied" and (s.round == first or s.statement in within)]


def _tells_of_before(denial: Statement, happened: Happening | None) -> bool:
    """Whether a reporter says in the own voice, before what was to happen did, that it has not: that tells of the days until then."""
    day = reported(denial)
    return not denial.said_by and day is not None and happened is not None and happened.days is not None and day < happened.days[0]


def _belied(denial: Statement, happened: Happening, event: Event) -> str:
    """wrong, where the denier later says itself that it happened, or where it denied beforehand what one who takes no part
    says happened on days that are told (what goes on may have begun before the denial); else who is right is an open dispute. Who says that it will not
    do what would be cooperation (talk, sign, resign) and does so later has given up a refusal: that is ambiguous.
    """
    (denier, code), day = voice(denial), reported(denial)
    ahead = day is not None and happened.days is not None and day < happened.days[0]
    if ahead and QUADS[denial.type].endswith("cooperation") and code in denial.codes[0]:
        return "ambiguous"
    if day is not None and any(voice(s)[0] == denier and (reported(s) or 0) > day for s in happened.told):
        return "wrong"
    dated = any(s.when for s in happened.told)
    free = any(code is None or code not in event.codes for code in (voice(s)[1] for s in happened.told if s.status == "occurred"))
    return "wrong" if ahead and dated and free else "disputed"
