"""A month as weeks of days, and what is expected on each."""
from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from dragoman.model import InputError


def read(value: str | None, today: str) -> str:
    """A month (YYYY-MM), that of a day where none is given. InputError where it is none."""
    if not value:
        return today[:7]
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value, re.ASCII) and "0002" <= value < "9999":
        return value
    raise InputError(f"month={value}: no month; expected YYYY-MM, such as 2025-01")


def beside(month: str, by: int) -> str:
    """The month so many later, or earlier."""
    year, at = int(month[:4]), int(month[5:]) - 1 + by
    return f"{min(9998, max(2, year + at // 12)):04d}-{at % 12 + 1:02d}"


def span(month: str) -> tuple[str, str]:
    """First and last day of a month."""
    return f"{month}-01", f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]:02d}"


def grid(month: str, items: Iterable[dict], today: str) -> list[list[dict]]:
    """Weeks from Monday to Sunday; a day has `date`, `number`, `inside` (the month), `today`, and the `items` that a statement dates to it."""
    on: defaultdict[str, list[dict]] = defaultdict(list)
    for item in items:
        if exact(item):
            on[item["expected"]].append(item)
    weeks = calendar.Calendar().monthdatescalendar(int(month[:4]), int(month[5:]))
    return [[_day(day, month, on, today) for day in week] for week in weeks]


def _day(day: date, month: str, on: dict[str, list[dict]], today: str) -> dict:
    iso = day.isoformat()
    return {"date": iso, "number": day.day, "inside": iso[:7] == month, "today": iso == today, "items": on.get(iso, [])}


def exact(item: dict) -> bool:
    """Whether a statement gives the one day for which an item is expected."""
    return bool(item["dated"] and item["expected"] and len(item["expected"]) == 10)
