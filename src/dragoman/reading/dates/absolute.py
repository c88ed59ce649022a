"""Makers of dates that name a day, month, season, quarter or year, and of weekdays and holidays."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

from dragoman.reading.dates.days import (
    MONTHS,
    SEASONS,
    WEEKDAYS,
    day_of,
    fixed_day,
    holiday,
    interval,
    last_day,
    month_prefix,
    quarter_of,
    shift,
    week,
)
from dragoman.reading.dates.grammar import Meaning, Place
from dragoman.reading.dates.words import NUMBERS, PARTS, ordinal


def month_number(p: Place) -> int:
    return MONTHS.get(p.g["Month"][:3].lower(), 0)


def _iso(p: Place) -> Meaning | None:
    value = p.g["iso"]
    return (value, "date", None) if len(value) == 7 or day_of(value) else None


def _slashes(p: Place) -> Meaning | None:
    a, b, y = (int(p.g[k]) for k in "aby")
    year = y + (0 if len(p.g["y"]) == 4 else 2000 if y < 50 else 1900)
    value = fixed_day(year, a, b) or fixed_day(year, b, a)
    return (value, "date", None) if value else None


def _dots(p: Place) -> Meaning | None:
    value = fixed_day(int(p.g["y"]), int(p.g["m"]), int(p.g["d"]))
    return (value, "date", None) if value else None


def _year(p: Place) -> int | None:
    """The year that stands in the words, or that 'last year' and the like mean."""
    if y := p.g.get("year"):
        return int(y)
    if y := p.g.get("yy"):
        return (2000 if int(y[1:]) < 50 else 1900) + int(y[1:])
    if p.has("whose", "that", "same") or p.g.get("rel", "").lower() == "that" and "dom" in p.g:
        return int(p.told[:4]) if p.told else None
    if p.g.get("whose") and p.today:
        return p.today.year - p.has("whose", "last") + p.has("whose", "next")
    if p.g.get("rel") and p.today and "dom" not in p.g:
        if p.has("rel", "that", "same") and p.told:
            return int(p.told[:4])
        return p.today.year + (
            -1 if p.has("rel", "last", "past", "previous") else p.has("rel", "next", "coming", "following")
        )
    return None


_FIRM = re.compile(r"\b(?:will|shall|(?:is|are)\s(?:to|due|set|expected|scheduled|planned|going))\b(?:\s\w+){0,6}\s$")


def _distance(away: float, direction: str | None, firm: bool) -> float:
    """Days from publication, where the future counts more than the past, and the side the verb speaks against threefold.

    A future that stands right before (`firm`) outweighs nearness.
    """
    if away > 0:
        return away * {"past": 3, "future": 1}.get(direction or "", 1.3)
    return -away * (30 if firm else 3 if direction == "future" else 1)


SOON = 35
"""Days within which a month or day to come can be what somebody has done something about: *invited them to a conference in January*, in December."""


def _near_year(p: Place, month: int, day: int) -> int | None:
    """The year in which a month or day without one falls: the nearest, where the tense of the verb weighs."""
    if not p.today:
        return int(p.told[:4]) if p.told else None
    direction = p.tense()
    known = p.verbs is not None and direction == "past"
    if re.search(r"\b(?:by|until|till|next|starting|beginning|effective)\s$", p.before()) and not (known and "by" in p.before(4)):
        direction, known = "future", False
    firm = direction == "future" and bool(p.verbs is not None and p.before(7) == "before " or _FIRM.search(p.before(60)))
    behind = p.has("rel", "last") or re.search(r"\bsince\s$", p.before())

    def cost(year: int) -> float:
        away = (year - p.today.year) * 365.25 + (month - p.today.month) * 30.4 + (day - p.today.day if day else 0)
        return 1000 * away if away > 0 and (behind or known and away > SOON) else _distance(away, direction, firm)

    return min((p.today.year + n for n in (-1, 0, 1)), key=cost)


def _on_day(p: Place) -> Meaning | None:
    month = month_number(p)
    day = ordinal(p.g["dom"])
    year = _year(p) or _near_year(p, month, day)
    if year and day == 29 and month == 2 and not p.g.get("year") and not calendar.isleap(year):
        year = next((y for y in (year - 1, year + 1, year - 2, year + 2) if calendar.isleap(y)), year)
    if year is None:
        return None, "date", f"XXXX-{month:02d}-{day:02d}"
    value = fixed_day(year, month, day)
    return (value, "date", None) if value else None


def _on_days(p: Place) -> Meaning | None:
    month, first, last = month_number(p), ordinal(p.g["first"]), ordinal(p.g["last"])
    year = _year(p) or _near_year(p, month, first)
    if not first < last:
        return None
    if year is None:
        return None, "date", None
    a, b = fixed_day(year, month, first), fixed_day(year, month, last)
    return (f"{a}/{b}", "date", None) if a and b else None


def _thirds(p: Place, prefix: str) -> str:
    """Early, mid and late parts of a month, as the guide has them."""
    edge = (p.g.get("edge") or p.g.get("mod", "")).lower()
    if "early" in edge:
        return f"{prefix}-01/{prefix}-10"
    if "mid" in edge and "middle" not in edge:
        return f"{prefix}-11/{prefix}-20"
    return f"{prefix}-21/{last_day(prefix)}" if "late" in edge and "later" not in edge else prefix


def _in_month(p: Place) -> Meaning | None:
    month = month_number(p)
    if p.has("rel", "each", "every"):
        return None, "set", f"XXXX-{month:02d}"
    year = None if p.g.get("rel") and "year" not in p.text[p.start : p.end] else _year(p)
    if year is None and p.told and p.has("rel", "that", "following", "same"):
        year = int(p.told[:4]) + (p.has("rel", "following") and month <= int(p.told[5:7] or 12))
    elif year is None and p.today:
        if p.has("rel", "last"):
            year = p.today.year - (month >= p.today.month)
        elif p.has("rel", "next", "coming"):
            year = p.today.year + (month <= p.today.month)
        elif p.has("rel", "past"):
            year = p.today.year - (month > p.today.month)
        elif p.has("rel", "this"):
            year = p.today.year
    year = year or _near_year(p, month, 0)
    if year is None:
        return None, "date", f"XXXX-{month:02d}"
    prefix = month_prefix(year, month)
    value = _thirds(p, prefix)
    return value, "date", prefix if value != prefix else None


def _season(p: Place) -> Meaning | None:
    month, letters = SEASONS[p.g["Season"].split()[-1].lower()]
    year = int(p.g["year"]) if p.g.get("year") else None
    if year is None and p.today:
        here = p.today.year * 12 + p.today.month
        starts = [(p.today.year + n) * 12 + month for n in (-2, -1, 0, 1)]
        if p.has("rel", "last", "past"):
            start = max(s for s in starts if s + 2 < here)
        elif p.has("rel", "next", "coming"):
            start = min(s for s in starts if s > here)
        elif p.has("rel", "this"):
            ahead = [s for s in starts if s + 2 >= here] if p.tense() == "future" else []
            start = min(ahead or starts, key=lambda s: (abs(s + 1 - here), -s))
        else:
            future = p.tense() == "future"
            start = (
                min((s for s in starts if s + 2 >= here), default=here)
                if future
                else max(s for s in starts if s <= here)
            )
        year = (start - 1) // 12
    if year is None:
        return None, "date", None
    return f"{month_prefix(year, month)}/{month_prefix(year, month + 2)}", "date", f"{year}-{letters}"


def _in_quarter(p: Place) -> Meaning | None:
    n, half = ordinal(p.g["qth"]), p.has("what", "half")
    half_or_final = 2 if half and p.has("qth", "final", "last") else n
    if p.has("what", "trimester") or half_or_final > (2 if half else 4):
        return None
    year, months = _year(p), 6 if half else 3
    if p.g.get("ago") and p.today:
        year = p.today.year - 1
    if year is None and p.has("poss", "last", "next", "this") and p.today:
        year = p.today.year + p.has("poss", "next") - p.has("poss", "last")
    if year is None and p.has("rel", "the") and p.today:
        year = p.today.year
    if year is None and p.today:
        begun = (half_or_final - 1) * months + 1 <= p.today.month
        year = p.today.year - (not begun and p.tense() != "future")
    if year is None:
        return None, "date", None
    if half:
        return (
            f"{month_prefix(year, 6 * half_or_final - 5)}/{month_prefix(year, 6 * half_or_final)}",
            "date",
            f"{year}-H{half_or_final}",
        )
    value, timex = quarter_of(year, half_or_final)
    return value, "date", timex


def _compared(p: Place) -> Meaning | None:
    words = p.text[p.start : p.end].lower()
    if not p.today:
        return None, "date", None
    if p.has("what", "month", "week"):
        back = -1 if re.search("year|latest", words) is None and re.search("previous|prior", words) else 0
        return (
            (*week(p.today, back)[:1], "date", week(p.today, back)[1])
            if p.has("what", "week")
            else (month_prefix(p.today.year - ("year" in words), p.today.month + back), "date", None)
        )
    now = (p.today.month - 1) // 3 + 1
    if p.g.get("year"):
        value, timex = quarter_of(int(p.g["year"]), (now - 2) % 4 + 1)
    elif "current" in words:
        value, timex = quarter_of(p.today.year, now)
    elif "year" in words:
        value, timex = quarter_of(p.today.year - 1, now - 1)
    else:
        value, timex = quarter_of(p.today.year, now - 1)
    return value, "date", timex


def _decade(p: Place) -> Meaning | None:
    if d := p.g.get("decade"):
        first = int(d)
    elif d := p.g.get("short"):
        first = 1900 + int(d[1:])
    else:
        first = 1900 + NUMBERS["fifty" if p.g["word"].lower() == "fifties" else p.g["word"].lower()[:-3] + "y"]
    return f"{first}/{first + 9}", "date", str(first)[:3]


def _century(p: Place) -> Meaning | None:
    n = ordinal(p.g["nth"])
    return (f"{100 * n - 99:04d}/{100 * n:04d}", "date", f"{n - 1:02d}") if 1 < n < 31 else None


def _years(p: Place) -> Meaning | None:
    first = int(p.g["first"])
    if p.g.get("last"):
        last = int(p.g["last"])
    elif p.g.get("tail"):
        last = first - first % 100 + int(p.g["tail"])
    elif p.today:
        last = p.today.year
    else:
        return f"{first}", "date", None
    return (f"{first}/{last}", "date", None) if first < last else None


def _in_year(p: Place) -> Meaning | None:
    if y := p.g.get("spelled"):
        head, *rest = re.split(r"[-\s]+", y.lower())
        low = sum(NUMBERS.get(w, 0) for w in rest)
        year = 2000 + low if head == "two" else 100 * NUMBERS[head] + low
    else:
        year = int(p.g["year"])
    return f"{year}", "date", None


_FORWARD = re.compile(r"\b(?:by|until|till|starting|beginning|from|effective|as\s(?:early|soon)\sas)\s(?:on\s)?$")
_BY, _FROM = re.compile(r"\bby\s(?:on\s)?$"), re.compile(r"\bfrom\s$")
_TO = re.compile(r"(?:\s(?:morning|afternoon|evening|night))?\s(?:to|until|till|through)\s")
_FROM_TO = re.compile(r"\bfrom\s(?:\w+\s){1,3}(?:until|till)\s$")
"""Around a weekday that is over where the act is known to be: *by Saturday they were out*, *was held from Sunday until Friday*."""


def _weekday_date(p: Place) -> date | None:
    """The day a weekday means: before or after publication as its verb, 'last', 'next' or a day of the month says."""
    target = WEEKDAYS[p.g["Weekday"][:3].lower()]
    if p.has("rel", "previous", "following", "that", "the next") and p.told and "week" not in p.text[p.start : p.end]:
        base = p.anchor
    else:
        base = p.today
    if base is None:
        return None
    back, ahead = (base.weekday() - target) % 7, (target - base.weekday()) % 7
    if p.has("rel", "last", "previous"):
        return shift(base, -(back + 7 if back == 1 and p.has("rel", "last") else back or 7))  # on a Friday, last Thursday is not yesterday
    if p.has("rel", "next", "coming", "following"):
        return shift(base, ahead or 7)
    if not back:
        return base
    if p.has("rel", "past"):
        return shift(base, -back)
    direction = p.tense()
    over = _BY.search(p.before()) or _FROM.search(p.before()) and _TO.match(p.text, p.end) or _FROM_TO.search(p.before(48))
    known = p.verbs is not None and direction == "past" and over
    if not known and _FORWARD.search(p.before()) and not (_FROM.search(p.before()) and p.text[p.end : p.end + 2] in ("'s", "’s")):
        direction = "future"  # but *the death toll from Friday's attack*
    elif re.search(r"\bsince\s$", p.before()):
        direction = "past"
    elif p.has("rel", "this") and direction is None:
        direction = "future"
    return shift(base, ahead if direction == "future" else -back)


def _weekday(p: Place) -> Meaning | None:
    words, part = p.text[p.start : p.end].lower(), PARTS.get(p.g.get("part", "").lower(), "")
    kind = "time" if part else "date"
    if p.g.get("hence") and p.today:
        day = shift(p.today, (WEEKDAYS[p.g["Weekday"][:3].lower()] - p.today.weekday()) % 7 + 7)
    elif re.search(r"\bweek$", words) and p.today:
        target = WEEKDAYS[p.g["Weekday"][:3].lower()]
        day = shift(p.today, target - p.today.weekday() + 7 * (p.has("rel", "next") - p.has("rel", "last")))
    else:
        day = _weekday_date(p)
    if dom := p.g.get("dom"):
        near = [
            d
            for n in range(-40, 41)
            if p.today
            and (d := shift(p.today, n))
            and d.day == ordinal(dom)
            and d.weekday() == WEEKDAYS[p.g["Weekday"][:3].lower()]
        ]
        day = min(near, key=lambda d: abs((d - p.today).days)) if near else day
    if "the day before" in words and day:
        day = shift(day, -1)
    if day is None:
        return None, kind, None
    if p.g.get("Through"):
        return interval(day, shift(day, (WEEKDAYS[p.g["Through"][:3].lower()] - day.weekday()) % 7)), "date", None
    return str(day), kind, f"{day}{part}" if part else None


def _weekly(p: Place) -> Meaning | None:
    m = re.search("(?i)mon|tue|wed|thu|fri|sat|sun", p.text[p.start : p.end])
    part = re.search("morning|afternoon|evening|night", p.text[p.start : p.end])
    return None, "set", f"XXXX-WXX-{WEEKDAYS[m[0].lower()] + 1}{PARTS[part[0]] if part else ''}"


def _holiday(p: Place) -> Meaning | None:
    name, year = p.g["Holiday"], int(p.g["year"]) if p.g.get("year") else None
    if year is None and p.today:
        days = [holiday(name, y) for y in range(p.today.year - 1, p.today.year + 2)]
        if p.has("rel", "last", "next"):
            last = [d for d in days if d < p.today][-1]
            return str(last if p.has("rel", "last") else next(d for d in days if d > p.today)), "date", None
        direction = "future" if re.search(r"\b(?:by|until|before)\s$", p.before()) else p.tense()
        firm = direction == "future" and bool(_FIRM.search(p.before(60)))
        return str(min(days, key=lambda d: _distance((d - p.today).days, direction, firm))), "date", None
    return (str(holiday(name, year)) if year else None), "date", None


def _monthday(p: Place) -> Meaning | None:
    if not p.today:
        return None, "date", None
    n, future = ordinal(p.g["nth"]), p.tense() == "future"
    for back in range(3):
        value = fixed_day(
            *map(int, month_prefix(p.today.year, p.today.month + (back if future else -back)).split("-")), n
        )
        if value and (value >= str(p.today) if future else value <= str(p.today)):
            return value, "date", None
    return None


def _month_told(p: Place) -> str | None:
    """The month that stands in the words, or that *the month*, *last month* and *next month* mean, as an ISO prefix."""
    if p.g.get("Month"):
        month = month_number(p)
        year = _year(p) or _near_year(p, month, 0)
        return month_prefix(year, month) if year else None
    return month_prefix(p.today.year, p.today.month - p.has("rel", "last") + p.has("rel", "next")) if p.today else None


def _day_of_month(p: Place) -> Meaning | None:
    prefix = _month_told(p)
    value = prefix and fixed_day(*map(int, prefix.split("-")), ordinal(p.g["dom"]))
    return (value, "date", None) if value else None


def _week_of_month(p: Place) -> Meaning | None:
    prefix = _month_told(p)
    if not prefix:
        return None, "date", None
    last, which = last_day(prefix), p.g["wth"].lower()
    if which in ("second", "third", "fourth"):
        return week(date(*map(int, prefix.split("-")), {"second": 10, "third": 17, "fourth": 24}[which]))[0], "date", None
    return (f"{prefix}-01/{prefix}-07" if which == "first" else f"{prefix}-{int(last[8:]) - 6}/{last}"), "date", None


def _half_of_month(p: Place) -> Meaning | None:
    prefix = _month_told(p)
    if not prefix:
        return None, "date", None
    return f"{prefix}-01/{prefix}-15" if p.has("qth", "first") else f"{prefix}-16/{last_day(prefix)}", "date", None


ABSOLUTE: dict[str, Callable[[Place], Meaning | None]] = {
    "iso": _iso,
    "slashes": _slashes,
    "dots": _dots,
    "day": _on_day,
    "days": _on_days,
    "month": _in_month,
    "season": _season,
    "quarter": _in_quarter,
    "compared": _compared,
    "decade": _decade,
    "century": _century,
    "years": _years,
    "year": _in_year,
    "weekday": _weekday,
    "weekly": _weekly,
    "holiday": _holiday,
    "monthday": _monthday,
    "day of a month": _day_of_month,
    "half of a month": _half_of_month,
    "week of a month": _week_of_month,
}
