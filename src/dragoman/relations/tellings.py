"""Days of what statements tell: when it was reported, when it came about, and how far two days are apart."""
from __future__ import annotations

from datetime import date

from dragoman.ledger import last_day
from dragoman.model import Statement


def reported(s: Statement) -> str:
    """The day of the report, an ISO prefix; empty where nobody says."""
    return s.published or s.known or ""


def reached(s: Statement, done: bool) -> str:
    """When what a statement tells came about: the day told where it is `done` and past, else that of the report.

    A month or year is taken only where it is another year's than the report's.
    """
    told, day = (s.when or "").partition("/")[0], reported(s)
    return told if told and done and told <= day and (len(told) == 10 or told[:4] < day[:4]) else day


def apart(one: str, other: str) -> int:
    """Days between two ISO prefixes; 0 where one is missing."""
    return abs((date.fromisoformat(last_day(one)) - date.fromisoformat(last_day(other))).days) if one and other else 0
