"""Transfers as objects of their own: who supplies whom with what, and whether it is feared, asked for, agreed, delivered or refused.

A *telling* is a statement whose trigger hands something over and in whose clause a thing stands that can be handed over (`relations.handings`).
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dragoman.ledger import unlike
from dragoman.model import Report, Statement, identity
from dragoman.relations.handings import STAGES, Handing, handings
from dragoman.relations.tellings import Staged, apart, most_told, reported

GAP = 240
"""Days between two tellings of one transfer at most."""


@dataclass(slots=True)
class Transfer(Staged):
    """What the tellings of one transfer add up to; `stages` holds for each stage reached the day and the statement that tells of it."""

    supplier: frozenset[str]
    recipient: frozenset[str]
    kind: str
    tellings: list[Handing] = field(default_factory=list)
    events: dict[str, None] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return identity("transfer", self.tellings[0].statement.id)

    @property
    def item(self) -> str:
        """The words most told of the stage reached last, the longer of two: of ten tanks promised four may be delivered."""
        return most_told([t.item for t in self.tellings if t.stage == self.stage])

    @property
    def stages(self) -> list[tuple[str, str, Statement]]:
        out: list[tuple[str, str, Statement]] = []
        for t in sorted(self.tellings, key=lambda t: (reported(t.statement), STAGES.index(t.stage))):
            now = out[-1][0] if out else None
            if now is None or (t.stage in ("agreed", "delivered") if now == "refused" else STAGES.index(t.stage) > STAGES.index(now) and (
                    t.stage, now) != ("refused", "delivered")):
                out.append((t.stage, t.day, t.statement))
        return out


def transfers(event_of: Mapping[str, str], statements: Iterable[Statement], reports: Mapping[str, Report]) -> list[Transfer]:
    """The transfers that statements tell of, the latest told first; `event_of` gives the event of each statement, by ids.

    Tellings of the same supplier, recipient and kind join one transfer within 240 days, or at any time by a statement of the same event.
    """
    made: list[Transfer] = []
    alike: defaultdict[tuple[frozenset[str], frozenset[str], str], list[Transfer]] = defaultdict(list)
    for t in sorted(handings(statements, reports), key=lambda t: (reported(t.statement), t.statement.report, t.statement.span)):
        event, key = event_of.get(t.statement.id), (t.supplier, t.recipient, t.kind)
        found = next((x for x in reversed(alike[key]) if event in x.events or _goes_on(x.tellings[-1].statement, t.statement)), None)
        if not found:
            found = Transfer(*key)
            made.append(found)
            alike[key].append(found)
        found.tellings.append(t)
        if event:
            found.events[event] = None
    return sorted(made, key=lambda x: (max(reported(t.statement) for t in x.tellings), len(x.tellings), x.id), reverse=True)


def _goes_on(last: Statement, statement: Statement) -> bool:
    return apart(reported(last), reported(statement)) <= GAP and not unlike(last, statement)
