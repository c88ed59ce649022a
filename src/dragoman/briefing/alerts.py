"""What a person who asked to be told is to be told now: what was announced, what came of it, who turns, who is newly on edge; each once.

An alert has words of a report, or it is none. What was told before is known by its id, and where ids change because events were put
together anew, by the statements that showed it.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from dragoman.briefing.digest import LOOKED_AT, busiest, is_unrest
from dragoman.briefing.dyads import shifts
from dragoman.briefing.headlines import spread
from dragoman.briefing.names import capital, headline, is_on_edge, name_of, pair_of, whom
from dragoman.briefing.view import View
from dragoman.ledger import Item, ToldAlert, last_day, parties
from dragoman.model import OURS, identity

KINDS = ("announced", "resolved", "contradicted", "shift", "on_edge")

FRESH = 7
"""Days back from today, or from the last report, that an alert may tell of: what is older is no news."""

TURNED = 30
"""The same for turns, which are seen some days after the day from which they hold."""

SAME_TURN, SAME_EDGE = 14, 90
"""Days within which a turn of the same pair in the same direction, and the same party on edge about the same others, is told once."""

QUOTED = 4

_SAID = {"fulfilled": "came true", "postponed": "put off", "called_off": "called off", "denied": "denied"}
"""What is said of an item that is settled. What lapsed is no news: nobody said anything."""


class Alert(NamedTuple):
    """What is told, as plain data in `body`, and what it is known by (ledger.ToldAlert)."""

    told: ToldAlert
    body: dict


def alerts(view: View, told: Sequence[ToldAlert]) -> list[Alert]:
    """What is to be told and was not, the earliest day first; `told` are the alerts of the last `remembered` days."""
    today = min(view.as_of, datetime.now(UTC).date().isoformat())
    since = _before(today, FRESH)
    known = _Known(told)
    found = [*_items(view, known, since), *_shifts(view, known, _before(today, TURNED)), *_edges(view, known, since, _before(today, LOOKED_AT))]
    return sorted((a for a in found if a.body["quotations"]), key=lambda a: (a.told.day, a.told.id))


def remembered(view: View) -> str:
    """The day (ISO) from which on alerts that were told must be known."""
    return _before(min(view.as_of, datetime.now(UTC).date().isoformat()), FRESH + SAME_EDGE + 30)


class _Known:
    """What was told."""

    def __init__(self, told: Sequence[ToldAlert]) -> None:
        self.ids = {t.id for t in told}
        self._shown = {(t.topic, s) for t in told for s in t.statements}
        self._days: dict[str, list[str]] = {}
        for t in told:
            self._days.setdefault(t.topic, []).append(t.day)

    def shown(self, topic: str, statements: Sequence[str]) -> bool:
        """Whether one of the statements showed what was told of the topic."""
        return any((topic, s) in self._shown for s in statements)

    def within(self, topic: str, day: str, days: int) -> bool:
        """Whether the topic was told of a day within so many days."""
        return any(abs((date.fromisoformat(d) - date.fromisoformat(day)).days) <= days for d in self._days.get(topic, ()))


def _items(view: View, known: _Known, since: str) -> Iterator[Alert]:
    opened = [d for d in view.asked.items("open", parties(2)) if _day(d.opened) >= since and _id(d) not in known.ids]
    closed = [d for d in view.asked.items("closed", parties(2), view.asked.since(since))
              if d.state in _SAID and _day(d.state_date) >= since and _id(d) not in known.ids]
    for row, d in zip([*opened, *closed], view.items([*opened, *closed]), strict=True):
        state = row.state
        kind = "announced" if state == "pending" else "contradicted" if state == "denied" else "resolved"
        step = "opened" if state == "pending" else state
        decisive = [q for q in d["evidence"] if q["step"] == step] or d["evidence"]
        topic, ids = f"docket {state}", [q["statement"] for q in decisive]
        if known.shown(topic, ids):
            continue
        line = headline(d if kind == "announced" else {**d, "status": ""}, view.as_of)
        when = f", expected {d['expected'].replace('/', ' to ')}" if d["dated"] else ""
        said = when if kind == "announced" else f": {_SAID[state]}" + (f" to {d['postponed_to']}" if d["postponed_to"] else "") + " (perhaps)" * d["ambiguous"]
        codes = [*d["actor"], *d["recipient"]]
        yield _made(_id(row), kind, topic, _day(row.opened if kind == "announced" else row.state_date), ids, line + said, codes, d["sources"],
                    [*decisive, *(q for q in d["evidence"] if q not in decisive)], item=d["id"], type=d["type"], state=state, expected=d["expected"],
                    postponed_to=d["postponed_to"], firmness=d["firmness"], ambiguous=d["ambiguous"])


def _shifts(view: View, known: _Known, since: str) -> Iterator[Alert]:
    pairs = busiest(view, _before(view.as_of, LOOKED_AT))
    if len(view.about) > 0:
        pairs = [pair for pair in pairs if set(view.about) <= set(pair)]
    for s in shifts(view, since, OURS, pairs):
        topic, id_ = f"shift {'-'.join(s['pair'])} {s['direction']}", identity("shift", *s["pair"], s["direction"], s["date"])
        if s["date"] > view.as_of or id_ in known.ids or known.within(topic, s["date"], SAME_TURN):
            continue
        ids = [q["statement"] for q in s["evidence"]]
        yield _made(id_, "shift", topic, s["date"], ids, f"{pair_of(s['names'])} are {s['direction']} since {s['start']}: {s['reason']}", list(s["pair"]),
                    s["sources"], s["evidence"], direction=s["direction"], since=s["start"], reason=s["reason"], events=s["events"])


def _edges(view: View, known: _Known, since: str, looked: str) -> Iterator[Alert]:
    for c in view.concerns(looked):
        who = c["who"] if c["name"] == name_of(c["who"]) else f"{c['who']} {c['name']}"  # a body of a shared code by its name too
        topic, id_ = f"edge {who} {'-'.join(c['of'])}", identity("edge", who, *c["of"], c["since"])
        day = _day(c["since"])
        if day < since or id_ in known.ids or known.within(topic, day, SAME_EDGE) or not is_unrest(c):
            continue
        line = f"{is_on_edge(c['name'])} about {whom(c)}: {c['stance']}"
        yield _made(id_, "on_edge", topic, day, c["statements"], line, [c["who"], *c["of"]], c["sources"], c["evidence"], who=c["who"], of=c["of"],
                    stance=c["stance"], strength=c["strength"], since=c["since"])


def _made(id_: str, kind: str, topic: str, day: str, statements: Sequence[str], line: str, codes: Sequence[str], sources: int | None,
          evidence: Sequence[dict], **more: object) -> Alert:
    codes = list(dict.fromkeys(codes))
    body = {"id": id_, "kind": kind, "day": day, "headline": capital(line), "codes": codes, "names": [name_of(c) for c in codes], "sources": sources, **more,
            "quotations": [{name: q[name] for name in ("quote", "source", "publisher", "published", "title", "url", "report", "statement")}
                           for q in spread((q for q in evidence if q.get("quote")), QUOTED)]}
    return Alert(ToldAlert(id_, kind, topic, day, tuple(statements)), body)


def _id(d: Item) -> str:
    return identity("docket", d.id, d.state)


def _day(value: str | None) -> str:
    """The last day of an ISO prefix; "" where there is none."""
    return last_day(value.rpartition("/")[2]) if value else ""


def _before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
