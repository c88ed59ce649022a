"""Days as numbers: ISO prefixes and intervals, and the days a statement can mean.

A window is `(first, last)`, both included, in proleptic ordinals (`datetime.date.toordinal`).
"""
from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from dragoman.model import DONE, LedgerError, Statement

Window = tuple[int, int]

EXPECTED = 60
"""Days within which an event that is planned without a date is expected."""

_SLACK = {"occurred": (3, 1), "ongoing": (3, 1), "planned": (0, EXPECTED), "possible": (3, EXPECTED),
          "denied": (14, 14), "called_off": (3, EXPECTED)}
_SLACK_OF_RECURRING = _SLACK | {"occurred": (1, 0), "ongoing": (1, 0), "possible": (1, EXPECTED), "denied": (3, 1)}
_LAST = date.max.toordinal()
_PREFIX = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?")


def _prefix(iso: str) -> Window:
    match = _PREFIX.fullmatch(iso)
    try:
        year, month, day = (int(g) if g else None for g in match.groups()) if match else (0, 0, 0)
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError as error:
        raise LedgerError(f"{iso!r} is not a date: give an ISO prefix such as 2025, 2025-01 or 2025-01-17") from error
    return first.toordinal(), last.toordinal()


@lru_cache(maxsize=65536)
def days(iso: str) -> Window:
    """The days that an ISO prefix, or an interval of two, covers.

    LedgerError where it is neither, or ends before it begins.
    """
    begin, slash, end = iso.partition("/")
    if not slash:
        return _prefix(begin)
    first, last = _prefix(begin)[0], _prefix(end)[1]
    if last < first:
        raise LedgerError(f"the interval {iso!r} ends before it begins: give the earlier day first")
    return first, last


def iso(window: Window) -> str:
    """A window as a day, or as an interval of two days; what lies beyond the calendar is its first or last day."""
    first, last = (date.fromordinal(min(max(d, 1), _LAST)).isoformat() for d in window)
    return first if first == last else f"{first}/{last}"


def last_day(prefix: str) -> str:
    """The last day a prefix can mean: what is dated `2025-01` is known to all only at the end of January."""
    return date.fromordinal(days(prefix)[1]).isoformat()


def reported(statement: Statement) -> int | None:
    """The day the statement's report is out, at the latest; None where its date is not known."""
    return days(statement.published)[1] if statement.published else None


def counted(statement: Statement) -> int | None:
    """The day from which the statement counts: when the ledger knows it, else when its report is out."""
    return days(statement.known)[1] if statement.known else reported(statement)


def window(statement: Statement, recurring: bool) -> Window | None:
    """The days on which the event falls: those stated, else those that its status allows around the day of the report.

    None where neither the event nor the report has a date.
    """
    if statement.when:
        return days(statement.when)
    if not statement.published:
        return None
    before, after = (_SLACK_OF_RECURRING if recurring else _SLACK)["called_off" if is_refusal(statement) else statement.status]
    first, last = days(statement.published)
    return first - before, last + after


def is_refusal(statement: Statement) -> bool:
    """Whether the statement says that something will not be, or not by its day: it was planned for a day to come, however far."""
    return statement.status == "denied" and statement.outlook in ("ended", "put_off")


def is_assumed(statement: Statement) -> bool:
    """Whether the day is only that of the report: told as news, with no word of when. It was then, or some days before."""
    return (statement.when is not None and statement.when == statement.published and statement.when_text is None
            and statement.status in DONE)


def width(days_: Window) -> int:
    """How many days the window covers."""
    return days_[1] - days_[0] + 1


def overlap(one: Window, other: Window, slip: int = 0) -> bool:
    """Whether the windows share a day, or come within `slip` days of it."""
    return one[0] - slip <= other[1] and other[0] <= one[1] + slip
