"""A month as weeks of days, and what is expected on each."""
from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date

from dragoman.model import FIRST, LATEST, InputError, within_years


def read(value: str | None, today: str) -> str:
    """A month (YYYY-MM), that of a day where none is given. InputError where it is none."""
    if not value:
        return today[:7]
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value, re.ASCII) and within_years(value, first=FIRST):
        return value
    raise InputError(f"month={value}: no month; expected YYYY-MM, such as 2025-01")


def beside(month: str, by: int) -> str:
    """The month so many later, or earlier."""
    year, at = int(month[:4]), int(month[5:]) - 1 + by
    return f"{min(int(LATEST) - 1, max(int(FIRST), year + at // 12)):04d}-{at % 12 + 1:02d}"


def span(month: str) -> tuple[str, str]:
    """First and last day of a month."""
    return f"{month}-01", f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]:02d}"


def grid(month: str, on: Mapping[str, dict], today: str) -> list[list[dict]]:
    """Weeks from Monday to Sunday; a day has `date`, `number`, `inside` (the month), `today`, `items` that a statement dates to it, and how many `more`
    there are; `on` has `items` and `total` of days (briefing.pages.month).
    """
    weeks = calendar.Calendar().monthdatescalendar(int(month[:4]), int(month[5:]))
    return [[_day(day, month, on, today) for day in week] for week in weeks]


def _day(day: date, month: str, on: Mapping[str, dict], today: str) -> dict:
    iso = day.isoformat()
    found = on.get(iso, {"items": [], "total": 0})
    return {"date": iso, "number": day.day, "inside": iso[:7] == month, "today": iso == today, "items": found["items"],
            "more": found["total"] - len(found["items"])}
