"""Series of a pair: cooperation and conflict by day, week or month, counted in events and held against all that a coder saw.

Cooperation and conflict are never added up: a pair that talks and clashes more than before is not one that does neither.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import log2
from typing import Literal, NamedTuple, Protocol

from dragoman.ledger import day_of, dyad_pairs, side_of
from dragoman.model import DONE, OURS, QUADS

GOLDSTEIN = {"AGREE": 5.94, "CONSULT": 3.03, "SUPPORT": 5.28, "CONCEDE": 5.0, "COOPERATE": 6.84, "AID": 7.6, "RETREAT": 8.0, "REQUEST": -5.0,
             "ACCUSE": -2.0, "REJECT": -4.19, "THREATEN": -6.23, "PROTEST": -6.88, "SANCTION": -5.99, "MOBILIZE": -7.2, "COERCE": -6.72, "ASSAULT": -9.58}
"""A weight for each type, -10 (conflict) to 10: the mean of Goldstein's (1992) over the CAMEO codes that PLOVER's table of 2021 converts to it.

`python -m evals.goldstein` computes them from the tables.
"""

STANDINGS = {**dict.fromkeys(DONE, "done"), "planned": "ahead", "possible": "possible"}
"""As what an event of a status counts; what is denied or called off does not."""

PERIODS = ("day", "week", "month")

_OTHER_SIDE = {"040": "040", "041": "041", "042": "043", "043": "042", "044": "044", "046": "046", "057": "057"}
"""Codes of CAMEO for what two do together, with the code under which the other side has it: coders write down either."""

_QUADS = tuple(quad.replace(" ", "_") for quad in dict.fromkeys(QUADS.values()))

Side = Literal["cooperation", "conflict"]
Standing = Literal["done", "ahead", "possible"]


class EventLike(Protocol):
    """What `occurrences` asks of an event: an event of the ledger, whole (model.Event) or as a row (ledger.Told)."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def actor(self) -> tuple[str, ...]: ...
    @property
    def recipient(self) -> tuple[str, ...]: ...
    @property
    def when(self) -> str | None: ...
    @property
    def first_reported(self) -> str | None: ...
    @property
    def last_reported(self) -> str | None: ...
    @property
    def sources(self) -> tuple[str, ...]: ...


class CodedLike(Protocol):
    """What `coded_occurrences` asks of an event of another coder (model.CodedEvent)."""

    @property
    def coder(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def day(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def goldstein(self) -> float | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def actor_text(self) -> str | None: ...
    @property
    def recipient_text(self) -> str | None: ...


class _Parties(NamedTuple):
    actor: tuple[str, ...]
    recipient: tuple[str, ...]


class Occurrence(NamedTuple):
    """An event as the series of one pair sees it. `a`, `b` are the pair, sorted; where the event is `mutual` both act on each other.

    `day` is that on which the event counts (ledger.day_of). `goldstein` runs from -10 to 10 (GOLDSTEIN, or the coder's own). `again` is what
    the coder has already from the other side: a visit for the guest and for the host, a call for either who is on the line.
    """

    day: str
    a: str
    b: str
    actor: str
    recipient: str
    type: str
    side: Side
    standing: Standing
    goldstein: float
    id: str
    coder: str
    sources: int
    mutual: bool = False
    again: bool = False


def occurrences(events: Iterable[EventLike], coder: str = OURS) -> Iterator[Occurrence]:
    """Each event once for each pair between which it takes place (ledger.dyad_pairs); what is denied, called off or undated is left out."""
    for event in events:
        standing, day = STANDINGS.get(event.status), day_of(event)  # type: ignore[arg-type]
        if standing is None or day is None:
            continue
        for a, b in sorted(dyad_pairs(event)):  # type: ignore[arg-type]
            forth, back = (x in event.actor and y in event.recipient for x, y in ((a, b), (b, a)))
            actor, recipient = (b, a) if back and not forth else (a, b)
            yield Occurrence(day, a, b, actor, recipient, event.type, side_of(event.type), standing, GOLDSTEIN[event.type],  # type: ignore[arg-type]
                             event.id, coder, len(event.sources), forth == back)


def coded_occurrences(events: Iterable[CodedLike]) -> Iterator[Occurrence]:
    """Other coders' events, done all of them: what they call an intent to do something (PLOVER's AGREE) is a promise made, itself an act.

    Those inside one country, or of a party that is not known, are left out.
    """
    together: Counter[tuple] = Counter()
    for e in events:
        for a, b in dyad_pairs(_Parties((e.actor,), (e.recipient,))):  # type: ignore[arg-type]
            points = GOLDSTEIN[e.type] if e.goldstein is None else e.goldstein
            yield Occurrence(e.day, a, b, e.actor, e.recipient, e.type, side_of(e.type), "done", points, e.id, e.coder, 1, again=_again(e, together))


def _again(e: CodedLike, together: Counter[tuple]) -> bool:
    """Whether the other side's coding of it came before; `together` holds how often each act of two was coded on a day, and counts this one."""
    if e.code not in _OTHER_SIDE:
        return False
    one, other = (e.actor, e.actor_text), (e.recipient, e.recipient_text)
    here = e.coder, e.day, e.code, one, other
    together[here] += 1
    return together[here] <= together[e.coder, e.day, _OTHER_SIDE[e.code], other, one]


def done_by_day(events: Iterable[EventLike]) -> Iterator[tuple[str, int, int]]:
    """Of each event that is done its day (ISO), its number of sources, and 1: what a ledger counts by itself (Asked.done_by_day)."""
    return ((day, len(e.sources), 1) for e in events if e.status in DONE and (day := day_of(e)))  # type: ignore[arg-type]


def totals(done: Iterable[tuple[str, int, int]]) -> Counter[str]:
    """How many events are done on each day (see done_by_day), whoever takes part: what the share of a pair is counted from."""
    found: Counter[str] = Counter()
    for day, _, n in done:
        found[day] += n
    return found


def weight(sources: int) -> float:
    """How heavily an event counts as news: 1 for one source, and 1 more each time their number doubles."""
    return 1.0 + log2(max(1, sources))


def noticed(done: Iterable[tuple[str, int, int]]) -> dict[str, float]:
    """The weight of all that is done on each day (see done_by_day), whoever takes part: what `shifts` holds a pair against."""
    found: dict[str, float] = {}
    for day, sources, n in done:
        found[day] = found.get(day, 0.0) + n * weight(sources)
    return found


def series(occurrences: Iterable[Occurrence], totals: Mapping[str, int], by: str = "week", directed: bool = False,
           since: str | None = None, until: str | None = None) -> list[dict]:
    """A row for each period from the first to the last in which something occurs, those in between in which nothing does with zeros.

    The occurrences are of one pair and one coder; `totals` are that coder's done events by day. Weeks begin on Monday. Keys: `start` (ISO
    day), `coder`, counts of events done by side and by quad, of those ahead and possible by side, sums of the weights of those done (both
    positive), `total`, and shares per thousand of it, None where it is 0. With `directed` a row is of one side towards the other
    (`actor`, `recipient`), and a mutual event counts both ways. `since` and `until` are the first and last day that count.

    ValueError where `by` is no period or the occurrences are of several coders.
    """
    if by not in PERIODS:
        raise ValueError(f"no period {by!r}: give one of {', '.join(PERIODS)}")
    kept = [o for o in occurrences if (not since or o.day >= since) and (not until or o.day <= until)]
    if not kept:
        return []
    if len(coders := {o.coder for o in kept}) > 1:
        raise ValueError(f"a series is of one coder, not of {', '.join(sorted(coders))}: ask for each apart")
    start = _START[by]
    of: Counter[date] = Counter()
    for day, n in totals.items():
        if (not since or day >= since) and (not until or day <= until):
            of[start(date.fromisoformat(day))] += n
    ways: dict[tuple[str, str], list[Occurrence]] = {}
    for o in kept:
        for way in _ways(o) if directed else [(o.a, o.b)]:
            ways.setdefault(way, []).append(o)
    periods = list(_periods(start(date.fromisoformat(min(o.day for o in kept))), date.fromisoformat(max(o.day for o in kept)), by))
    return [{"start": period.isoformat(), **({"actor": way[0], "recipient": way[1]} if directed else {}), **row}
            for way, own in sorted(ways.items()) for period, row in _rows(own, periods, of, start)]


def _ways(o: Occurrence) -> list[tuple[str, str]]:
    return [(o.a, o.b), (o.b, o.a)] if o.mutual else [(o.actor, o.recipient)]


def _rows(own: list[Occurrence], periods: list[date], of: Mapping[date, int], start: Callable[[date], date]) -> Iterator[tuple[date, dict]]:
    within: dict[date, list[Occurrence]] = {}
    for o in own:
        within.setdefault(start(date.fromisoformat(o.day)), []).append(o)
    for period in periods:
        yield period, _row(within.get(period, ()), own[0].coder, of.get(period, 0))


def _row(within: Iterable[Occurrence], coder: str, total: int) -> dict:
    counts: Counter[str] = Counter()
    weights = {"cooperation": 0.0, "conflict": 0.0}
    for o in within:
        if o.standing == "done":
            counts[o.side] += 1
            counts[QUADS[o.type].replace(" ", "_")] += 1
            weights[o.side] += abs(o.goldstein)
        else:
            counts[f"{o.side}_{o.standing}"] += 1
    names = ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "cooperation_possible", "conflict_possible", *_QUADS)
    return {"coder": coder, **{name: counts[name] for name in names}, **{f"{name}_weight": round(weight, 2) for name, weight in weights.items()},
            "total": total, **{f"{name}_share": round(1000 * counts[name] / total, 3) if total else None for name in weights}}


def _week(day: date) -> date:
    return day - timedelta(day.weekday())


def _month(day: date) -> date:
    return day.replace(day=1)


_START: dict[str, Callable[[date], date]] = {"day": lambda day: day, "week": _week, "month": _month}


def _periods(first: date, last: date, by: str) -> Iterator[date]:
    step = timedelta({"month": 31, "week": 7}.get(by, 1))
    while first <= last:
        yield first
        if date.max - first < step:  # the last that there is
            return
        first = _month(first + step) if by == "month" else first + step
