"""The calendar: days, weeks, quarters, holidays, as ISO prefixes and intervals."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
WEEKDAYS = {d: i for i, d in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
SEASONS = {"spring": (3, "SP"), "summer": (6, "SU"), "autumn": (9, "FA"), "fall": (9, "FA"), "winter": (12, "WI")}


def today(published: str | None) -> date | None:
    """The day of publication, or None where it is not known to the day or no report can be of it."""
    day = day_of(published[:10]) if published else None
    return day if day and 1000 <= day.year < 3000 else None


def day_of(value: str | None) -> date | None:
    if not value:
        return None
    value = value.partition("/")[0]
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def fixed_day(year: int, month: int, day: int) -> str | None:
    try:
        return str(date(year, month, day))
    except ValueError:
        return None


def month_prefix(year: int, month: int) -> str:
    return f"{year + (month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}"


def last_day(prefix: str) -> str:
    """The last day of an ISO prefix or interval."""
    prefix = prefix.rpartition("/")[2]
    if len(prefix) == 4:
        return prefix + "-12-31"
    return prefix if len(prefix) == 10 else f"{prefix}-{calendar.monthrange(int(prefix[:4]), int(prefix[5:]))[1]:02d}"


def shift(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def interval(first: date | None, last: date | None) -> str | None:
    return f"{first}/{last}" if first and last else None


def week(day: date, offset: int = 0) -> tuple[str | None, str | None]:
    """The week of a day, Monday to Sunday, as an interval and in TimeML's form."""
    monday = shift(day, 7 * offset - day.weekday())
    sunday = monday and shift(monday, 6)
    if not sunday:
        return None, None
    year, number, _ = monday.isocalendar()
    return f"{monday}/{sunday}", f"{year}-W{number:02d}"


def weekend(day: date, offset: int = 0) -> tuple[str | None, str | None]:
    value, timex = week(day, offset)
    return (f"{shift(day_of(value), 5)}/{value[11:]}", timex + "-WE") if value else (None, None)


def quarter_of(year: int, number: int) -> tuple[str, str]:
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    return f"{month_prefix(year, 3 * number - 2)}/{month_prefix(year, 3 * number)}", f"{year}-Q{number}"


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    n = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, n // 31, n % 31 + 1)


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The nth such weekday of a month; n = 0 is the last of the month before."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def holiday(name: str, year: int) -> date:
    name = name.lower().replace("’", "'")
    fixed = {
        "new year's eve": (12, 31),
        "new year": (1, 1),
        "christmas eve": (12, 24),
        "christmas": (12, 25),
        "boxing": (12, 26),
        "independence": (7, 4),
        "may day": (5, 1),
        "veterans": (11, 11),
        "armistice": (11, 11),
        "halloween": (10, 31),
        "valentine": (2, 14),
    }
    for start, (month, day) in fixed.items():
        if name.startswith(start):
            return date(year, month, day)
    if "thanksgiving" in name:
        return _nth_weekday(year, 11, 3, 4)
    if "labor" in name:
        return _nth_weekday(year, 9, 0, 1)
    if "memorial" in name:
        return _nth_weekday(year, 6, 0, 0)
    if "election" in name:
        return _nth_weekday(year, 11, 0, 1) + timedelta(days=1)
    return easter(year) + timedelta(days=1 if "monday" in name else -2 if "good" in name else 0)
