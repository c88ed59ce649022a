"""What a person's judgements come to: which statements are of one event, which never are, which are left out or changed.

A judgement holds for every day, whenever it was made: what the ledger says as of a day depends on the reports known by then
and on the judgements in force. Statements held to be of one event form groups by their ids alone, also by ids whose reports
are not known yet; so a group is in one event from its first statement on, and two events that are apart already are never
joined by a third statement that comes later.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dragoman.ledger.clusters import Cluster, Fit
from dragoman.ledger.corrections import Value, corrected
from dragoman.ledger.days import Window
from dragoman.model import Statement

State = Literal["in force", "overruled", "without a statement", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about statements, named by the ids they had then.

    merge: `statements` (an event's) and `others` (another's, the one that opens it first) are of one event. split: `statements`
    are of one event, and none of them of one with any of `others`. reject: the only statement is read wrongly, and left out.
    confirm: the only statement is read rightly; nothing that is derived depends on it. correct: the only statement
    has `value` for `field`. `id` counts up as judgements are made (0: not kept yet); `made` and `withdrawn` are UTC. `now` names `statements` by
    their ids in the last readings, those not found there left out; `state` is overruled where later judgements contradict all that this one says.
    """

    kind: Literal["merge", "split", "reject", "correct", "confirm"]
    statements: tuple[str, ...]
    others: tuple[str, ...] = ()
    field: str | None = None
    value: Value = None
    author: str = ""
    reason: str | None = None
    id: int = 0
    made: str = ""
    withdrawn: str | None = None
    state: State = "in force"
    now: tuple[str, ...] = ()


class _Links:
    """Groups of ids, and pairs of groups that stay apart. What contradicts what is already there is refused."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        self.members: dict[str, set[str]] = {}
        self.foes: dict[str, set[str]] = {}

    def find(self, id_: str) -> str:
        if id_ not in self.root:
            self.root[id_], self.members[id_], self.foes[id_] = id_, {id_}, set()
        return self.root[id_]

    def link(self, one: str, other: str) -> bool:
        big, small = sorted((self.find(one), self.find(other)), key=lambda r: -len(self.members[r]))
        if big == small:
            return True
        if small in self.foes[big]:
            return False
        for id_ in self.members[small]:
            self.root[id_] = big
        self.members[big] |= self.members.pop(small)
        for foe in self.foes.pop(small):
            self.foes[foe] = self.foes[foe] - {small} | {big}
            self.foes[big].add(foe)
        return True

    def part(self, one: str, other: str) -> bool:
        a, b = self.find(one), self.find(other)
        if a == b:
            return False
        self.foes[a].add(b)
        self.foes[b].add(a)
        return True

    def gather(self, ids: Iterable[str]) -> bool:
        """Link each id with the first before it that it may be of one event with; True where one was."""
        seen: list[str] = []
        found = False
        for id_ in ids:
            found |= any(self.link(id_, other) for other in seen)
            seen.append(id_)
        return found


class Rulings:
    """Judgements in force, made ready for the merging of statements.

    Of two that contradict each other the later holds, also where the contradiction runs through other judgements: they are
    taken the latest first, and of each what contradicts those taken before is passed over. `now` maps ids of superseded
    statements to those that stand in their place.
    """

    def __init__(self, judgements: Iterable[Judgement] = (), now: Mapping[str, str] | None = None) -> None:
        self._now = dict(now or {})
        self.judgements = tuple(sorted((j for j in judgements if not j.withdrawn), key=lambda j: j.id))
        self._links = _Links()
        self._about: dict[str, list[Judgement]] = {}
        self.rejected: frozenset[str] = frozenset(self.at(j.statements[0]) for j in self.judgements if j.kind == "reject")
        self.corrections: dict[str, dict[str, Value]] = {}
        overruled = []
        for judgement in reversed(self.judgements):
            if not self._take(judgement):
                overruled.append(judgement.id)
                continue
            about = (*judgement.statements, *(judgement.others if judgement.kind == "merge" else ()))
            for id_ in dict.fromkeys(map(self.at, about)):
                self._about.setdefault(id_, []).insert(0, judgement)
        self.overruled = frozenset(overruled)

    def __bool__(self) -> bool:
        return bool(self.judgements)

    def at(self, id_: str) -> str:
        """The id that a statement has in the last reading of its report, where that is known; else the id given."""
        return self._now.get(id_, id_)

    def of(self, id_: str) -> tuple[Judgement, ...]:
        """The judgements, not overruled, that are about the statement, the earliest first."""
        return tuple(self._about.get(id_, ()))

    def together(self, id_: str) -> frozenset[str]:
        """The other statements that are held to be of one event with this one."""
        return frozenset(self._links.members.get(self._links.root.get(id_, id_), ())) - {id_}

    def apart(self, id_: str) -> frozenset[str]:
        """The statements that are never of one event with this one, nor with any that is held to be of one with it."""
        foes = self._links.foes.get(self._links.root.get(id_, id_), ())
        return frozenset().union(*(self._links.members[foe] for foe in foes))

    def apply(self, statements: Iterable[Statement]) -> list[Statement]:
        """The statements, corrected, without those rejected; once or twice is the same."""
        return [corrected(s, self.corrections[s.id]) if s.id in self.corrections else s for s in statements if s.id not in self.rejected]

    def home(self, id_: str, homes: Mapping[str, Cluster]) -> Cluster | None:
        """The event that a person puts the statement into: `homes` holds the events made so far, by statement."""
        return next((homes[other] for other in self.together(id_) if other in homes), None)

    def barred(self, id_: str, homes: Mapping[str, Cluster]) -> frozenset[int]:
        """The numbers of the events that a person keeps the statement out of."""
        return frozenset(homes[other].number for other in self.apart(id_) if other in homes)

    def held(self, id_: str, cluster: Cluster, days_: Window | None, found: Fit | None) -> Fit:
        """The fit of a statement in the event a person puts it into: in the round that the rules found for it, else in that
        whose days it shares most with, else in the last.
        """
        last = len(cluster.rounds) - 1
        if found:
            round_ = found.round
        else:
            shares = [0 if not (r.days and days_) else min(r.days[1], days_[1]) - max(r.days[0], days_[0]) + 1 for r in cluster.rounds]
            round_ = max(range(last + 1), key=lambda n: (shares[n], n)) if max(shares) > 0 else last
        reason = next((j.reason for j in reversed(self.of(id_)) if j.kind in ("merge", "split")), None)
        return Fit(1.0, "a person's judgement" + (f": {reason}" if reason else ""), round_)

    def _take(self, judgement: Judgement) -> bool:
        """Take in what the judgement says, but for what contradicts later ones; False where that is all."""
        these, those = ([*dict.fromkeys(map(self.at, ids))] for ids in (judgement.statements, judgement.others))
        if judgement.kind == "merge":
            return self._links.gather(dict.fromkeys((*those, *these)))
        if judgement.kind == "split":
            found = self._links.gather(these)
            for one in these:
                for other in those:
                    found |= self._links.part(one, other)
            return found
        if judgement.kind == "correct":
            values = self.corrections.setdefault(these[0], {})
            if judgement.field in values:
                return False
            values[judgement.field] = judgement.value
        return judgement.kind != "confirm" or these[0] not in self.rejected
