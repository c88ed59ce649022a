"""What tellings have in common: their days, whose reports they are, and the stages that they add up to."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from dragoman.ledger import last_day
from dragoman.model import Statement


def reported(s: Statement) -> str:
    """The day of the report, an ISO prefix; empty where nobody says."""
    return s.published or s.known or ""


class Telling(Protocol):
    """What one statement tells of an object that others tell of too."""

    @property
    def statement(self) -> Statement: ...


class Staged:
    """What tellings add up to that goes through stages."""

    tellings: Sequence[Telling]

    @property
    def stages(self) -> list[tuple[str, str, Statement]]:
        """Each stage reached, with the day and the statement that tells of it."""
        raise NotImplementedError

    @property
    def stage(self) -> str:
        """The stage reached last."""
        return self.stages[-1][0]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that tell of it, each once."""
        return tuple({t.statement.id: t.statement for t in self.tellings}.values())


def most_told(words: Sequence[str]) -> str:
    """The words most told; of several alike the longest."""
    return max(dict.fromkeys(words), key=lambda w: (words.count(w), len(w)))


def origin(s: Statement) -> str:
    """Whose report it is: a copy, or a line that credits an agency, counts as its original."""
    return s.origin or s.publisher or s.report


def reached(s: Statement, done: bool) -> str:
    """When what a statement tells came about: the day told where it is `done` and past, else that of the report.

    A month or year is taken only where it is over on the day of the report.
    """
    told, day = (s.when or "").partition("/")[0], reported(s)
    return told if told and done and told <= day and (len(told) == 10 or not day.startswith(told)) else day


def apart(one: str, other: str) -> int:
    """Days between two ISO prefixes; 0 where one is missing."""
    return abs((date.fromisoformat(last_day(one)) - date.fromisoformat(last_day(other))).days) if one and other else 0
