"""The docket: what is announced, expected or feared, and what is heard of it."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from dragoman.ledger.by_words import ANNOUNCED
from dragoman.ledger.days import EXPECTED, days, iso, reported, width, window
from dragoman.ledger.kinds import announces, is_threat, kind, means
from dragoman.ledger.voices import taken_back, voice
from dragoman.model import DONE, OPEN_STATES, QUADS, DocketItem, Event, Evidence, Firmness, Statement, Step, identity

_STATES = {"occurred": "fulfilled", "ongoing": "fulfilled", "denied": "denied", "called_off": "called_off"}
_GRACE = 7, 60
_SURE = 0.8
_SURE_BY_RULES = 0.6

Told = tuple[Step, Statement]


def docket(events: Iterable[Event], statements: Iterable[Statement], as_of: str,
           state: Literal["open", "resolved"] | None = "open") -> list[DocketItem]:
    """One item for each window that an event was announced, expected or feared for; the soonest first.

    `events` and `statements` hold what was reported by `as_of` (an ISO prefix, counted to its last day), which decides
    what has lapsed. `state` chooses the open items (pending), those resolved, or with None all. An item opens with a
    statement that announces the event (`kinds.announces`), or the first that is heard of it and calls it off; not where the
    event was done before. KeyError where a statement of an event is missing.
    """
    known = {s.id: s for s in statements}
    today = days(as_of)[1]
    found = [at(item, today) for event in events for item in items(event, known)]
    return sorted((i for i in found if state is None or (i.state in OPEN_STATES) == (state == "open")), key=soonest)


def soonest(item: DocketItem) -> tuple:
    """The order of items: by the end of the window expected, those without one last."""
    return item.expected is None, item.expected and days(item.expected)[::-1], item.opened or "9999", item.id


def at(item: DocketItem, today: int) -> DocketItem:
    """The item as of a day (an ordinal): lapsed where its window and grace have passed and nothing was heard."""
    if item.state == "pending" and item.lapses and days(item.lapses)[0] <= today:
        return replace(item, state="lapsed", state_date=item.lapses)
    return item


def firmness(event: Event, statements: Sequence[Statement]) -> Firmness:
    """How firm it is that the event is planned: confirmed by both sides, announced by one, reported, or rumoured; of a threat, that it was made, which
    the one who makes it announces. Who says that another will attack him announces nothing.
    """
    planned = [s for s in statements if s.status in ("planned", "called_off")]
    told = planned or [s for s in statements if is_threat(s)]
    if not told:
        return "rumoured"
    speakers = {voice(s)[1] for s in told if s.said_by and s.said_by[-1].kind in ("official", "document")}
    sides = speakers & set(event.actor), speakers & set(event.recipient) if planned else set()
    if all(sides) and len(sides[0] | sides[1]) > 1 or (kind(told[0]).mutual and len(sides[0] | sides[1]) > 1):
        return "confirmed"
    if sides[0] or sides[1] and "cooperation" in QUADS[event.type]:
        return "announced"
    heard = all(s.said_by and s.said_by[-1].kind in ("anonymous", "media") for s in told)
    return "rumoured" if heard else "reported"


def items(event: Event, known: Mapping[str, Statement]) -> Iterator[DocketItem]:
    """The items of an event, by round, as the evidence has them: no clock is looked at, so that none has lapsed yet.

    A report that tells of the event as done, or denies it, announces none. What its publisher took back was not done.
    """
    rounds: dict[int, list[Told]] = {}
    back = taken_back((known[step.statement], step.reason) for step in event.history)
    for step in event.history:
        if step.statement in back and known[step.statement].status in DONE and not is_threat(known[step.statement]):
            continue
        rounds.setdefault(step.round, []).append((step, known[step.statement]))
    for number, told in sorted(rounds.items()):
        following = rounds.get(number + 1)
        if following:
            told = [t for t in told if not _after(t[1], following[0][1])]
        told_of = {s.report for _, s in told if s.status in ("occurred", "ongoing", "denied") and not is_threat(s)}
        start = next((i for i, (step, s) in enumerate(told)
                      if s.report not in told_of and announces(s, _renewal(step, s)) or _ended_unheard(event, s)), None)
        if start is not None and not any(_end(t) == "fulfilled" for t in told[:start]):
            yield _item(event, number, told[start:], following)


def _item(event: Event, number: int, told: list[Told], following: list[Told] | None) -> DocketItem:
    opening = told[0][0].day
    state, decided = _state(told)
    openers = [s for step, s in told if announces(s, _renewal(step, s))] or [told[0][1]]
    expected = _expected(openers)
    evidence = [Evidence(s.id, step.day, _effect(event.type, i, step, s)) for i, (step, s) in enumerate(told)]
    postponed_to = None
    if following:
        step, statement = following[0]
        state, postponed_to = "postponed", statement.when
        decided = decided or step.day
        evidence.append(Evidence(statement.id, step.day, "postponed"))
    elif state == "called_off" and any(e.step == "postponed" for e in evidence):
        state = "postponed"
    return DocketItem(identity(event.id, number), event, opening, expected, state, decided, firmness(event, openers),
                      tuple(evidence), lapses(expected), postponed_to, _ambiguous(event.type, told, state, decided))


def _ended_unheard(event: Event, statement: Statement) -> bool:
    """Whether the statement is the first that is heard of a plan, and tells its end: what is called off was announced before."""
    return statement.type == event.type and statement.status == "called_off" and statement.outlook in ("off", "put_off")


def _ambiguous(type_: str, told: list[Told], state: str, decided: str | None) -> bool:
    """Whether the outcome is told both ways once it is decided, or the one statement that tells it may be of another event."""
    contrary = {"fulfilled": ("called_off",), "called_off": ("fulfilled",), "denied": ("fulfilled",)}.get(state, ())
    ends = [(step, _STATES.get(means(type_, s))) for step, s in told[1:] if not is_threat(s)]
    if any(end in contrary and (step.day or "") >= (decided or "") for step, end in ends):
        return True
    sure = [step.score >= (_SURE if step.reason.startswith(ANNOUNCED) else _SURE_BY_RULES) for step, end in ends if end == state]
    return bool(sure) and not any(sure)


def lapses(expected: str | None) -> str | None:
    """The first day on which an item lapses: after its window, a grace of half the window's width, a week at least, sixty days at most."""
    if expected is None:
        return None
    window_ = days(expected)
    last = window_[1] + max(_GRACE[0], min(_GRACE[1], width(window_) // 2)) + 1
    return iso((last, last))


def _end(told: Told) -> str | None:
    """The state that the event has once the statement is known; None for a threat made, which leaves the act ahead."""
    step, statement = told
    return None if is_threat(statement) else _STATES.get(step.step, "pending")


def _state(told: list[Told]) -> tuple[str, str | None]:
    """The state that the last status of the round gives, and the day of the report since which it holds."""
    state, since, denied = "pending", None, False
    for step, statement in told:
        now = _end((step, statement))
        if now is None:
            continue
        denied |= statement.status == "denied"
        if now == "denied" and not denied:  # what was denied before it was announced
            now = "pending"
        if now != state:
            state, since = now, step.day
    return state, since if state != "pending" else None


def _expected(openers: list[Statement]) -> str | None:
    """The narrowest days stated, by the latest word; where none are, the days that the latest word leaves open."""
    dated = [s.when for s in openers if gives_day(s)]
    if dated:
        least = min(width(days(when)) for when in dated)
        return [when for when in dated if width(days(when)) == least][-1]
    last = openers[-1]
    day = reported(last)
    open_ = window(replace(last, when=None) if _is_of_report(last) else last, kind(last).recurring)
    if is_threat(last):
        open_ = None if day is None else (day, day + EXPECTED)
    return None if open_ is None else iso((max(open_[0], day or 0), open_[1]))


def gives_day(statement: Statement) -> bool:
    """Whether the statement says when what it announces is to be: the day on which a threat was made is not that of what is threatened, nor is that of a
    report without a word of when.
    """
    return bool(statement.when) and not _is_of_report(statement) and not (is_threat(statement) and days(statement.when)[1] <= (reported(statement) or 0))


def _is_of_report(statement: Statement) -> bool:
    return statement.when == statement.published and statement.when_text is None


def _effect(type_: str, index: int, step: Step, statement: Statement) -> str:
    if is_threat(statement):
        return "opened" if index == 0 else "repeated"
    status = means(type_, statement, announced=index > 0)
    if index == 0 and status != "called_off":
        return "opened"
    if status == "called_off":
        if step.step == "planned":
            return "repeated"
        return "postponed" if statement.outlook == "put_off" else "called_off"
    effect = _STATES.get(status, "repeated")
    return "repeated" if effect == "fulfilled" != _STATES.get(step.step) else effect


def _renewal(step: Step, statement: Statement) -> str | None:
    """A call-off that leaves its event planned gives it a new date: it opens the next round."""
    return "planned" if statement.status == "called_off" and step.step == "planned" and step.round else None


def _after(one: Statement, other: Statement) -> bool:
    days_ = reported(one), reported(other)
    return None not in days_ and days_[0] > days_[1]
