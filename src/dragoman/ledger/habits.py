"""How often the same parties do the like: what happens every week is less likely the one that was announced."""
from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence

from dragoman.ledger.days import reported
from dragoman.ledger.kinds import Pair, kind, pairs, participants
from dragoman.model import DONE, Statement


class Habits:
    """The days of the reports that tell of acts done, by type and pair of parties, in whatever order they are noted."""

    def __init__(self) -> None:
        self._days: defaultdict[tuple[str, Pair], list[int]] = defaultdict(list)

    def note(self, statement: Statement) -> None:
        """Remember what the statement tells as done or under way; what has no day is left out."""
        day, kind_ = reported(statement), kind(statement)
        if day is not None and statement.status in DONE:
            for pair in pairs(participants(statement, kind_.mutual)):
                insort(self._days[kind_.type, pair], day)

    def lately(self, type_: str, under: Sequence[Pair], day: int | None, within: int) -> int:
        """How many statements of the days before `day` tell that the parties did the like within so many days: of the rarest of their pairs."""
        if day is None or not under:
            return 0
        return min(bisect_left(held, day) - bisect_left(held, day - within) if (held := self._days.get((type_, pair))) else 0 for pair in under)
