"""Makers of what points from the day of publication or from the date told before; of durations and sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from dragoman.reading.dates.absolute import ABSOLUTE, _on_day, _thirds, _weekday
from dragoman.reading.dates.days import (
    SEASONS,
    WEEKDAYS,
    day_of,
    fixed_day,
    interval,
    last_day,
    month_prefix,
    quarter_of,
    shift,
    week,
    weekend,
)
from dragoman.reading.dates.grammar import EVENTS, Meaning, Place, match_at
from dragoman.reading.dates.words import FACTORS, PARTS, UNITS, clock_time, duration_of, moved, number, ordinal

DEICTICS = {"today": 0, "tonight": 0, "overnight": 0, "yesterday": -1, "tomorrow": 1}


def _deictic(p: Place) -> Meaning | None:
    word = p.g["deictic"].lower()
    night = {"tonight": "TNI", "overnight": "TNI"}.get(word, "")
    part = PARTS.get(p.g.get("part", p.g.get("early", "")).lower(), "") or night
    kind = "time" if part else "date"
    day = p.today and shift(p.today, DEICTICS[word])
    if not day:
        return None, kind, None
    return interval(shift(day, -1), day) if word == "overnight" else str(day), kind, f"{day}{part}" if part else None


def _beside(p: Place) -> Meaning | None:
    day = p.today and shift(p.today, 2 * DEICTICS[p.g["deictic"].lower()])
    return (str(day) if day else None), "date", None


def _daypart(p: Place) -> Meaning | None:
    part = PARTS[p.g["part"].lower()]
    if p.has("rel", "last", "this") or p.g.get("deictic"):
        night = p.has("rel", "last") or p.has("deictic", "yesterday")
        day = p.today and shift(p.today, -1 if night else 0)
    else:
        day = p.anchor and shift(p.anchor, p.has("rel", "next", "following") - p.has("rel", "previous"))
    return (str(day), "time", f"{day}{part}") if day else (None, "time", None)


def _clocked(p: Place) -> Meaning | None:
    if p.g.get("Month"):
        meaning = _on_day(p)
    else:
        meaning = _deictic(p) if p.g.get("deictic") else _weekday(p)
    if meaning is None or meaning[0] is None:
        return None, "time", None
    return meaning[0], "time", meaning[0] + clock_time(p.g["clock"])


def _clock(p: Place) -> Meaning | None:
    at = clock_time(p.g["clock"])
    if p.g.get("part") and not p.has("part", "morning") and (hour := int(at[1:3])) < 12:
        at = f"T{hour + 12}:00"
    base = p.anchor
    return (str(base), "time", f"{base}{at}") if base else (None, "time", at)


def _period(p: Place) -> Meaning | None:
    unit = "year" if p.g.get("yearend") else p.g["unit"].lower().split()[-1]
    mod, rel = (p.g.get("mod", "") + p.g.get("edge", "")).lower(), p.g.get("rel", "").lower()
    told = unit == "day" and rel.startswith("the next") or re.search("that|same|following|previous|preceding", rel)
    base = (day_of(last_day(p.told)) if p.told and unit != "day" else p.counted_from) if told else p.today
    if unit == "day" and not rel and re.match("earlier|later", mod) and p.today:
        base = min(p.counted_from, p.today)  # he left on Monday; later in the day he was back
    if base is None:
        return None, "date", None
    if unit == "day" and told and (month := _only_month_told(p)):
        return month, "date", None
    step = (
        -1
        if re.search(r"last|previous|preceding|(?<!this )\bpast", rel)
        else 1 if re.search(r"next|following|(?<!this )coming", rel) else 0
    )
    if unit in ("week", "month", "year", "day", "decade") and rel.strip() in ("the past", "past", "the last", "this past"):
        first = (
            moved(base, -1, unit)
            if unit in ("week", "day")
            else month_prefix(base.year - (10 if unit == "decade" else unit == "year"), base.month - (unit == "month"))
        )
        last = str(base) if unit in ("week", "day") else month_prefix(base.year, base.month)
        return (
            f"{first}/{last}",
            "duration" if unit != "year" else "date",
            str(base.year - 1) if unit == "year" else duration_of(1, unit),
        )
    if unit == "week":
        value, timex = week(base, step)
        if value and not step and re.search("earl", mod) and not mod.startswith("early") and base == p.today:
            value = f"{value[:10]}/{base}"
        elif value and not step and "later" in mod and base == p.today:
            value = f"{base}/{value[11:]}"
        return value, "date", timex
    if unit == "fortnight":
        other = shift(base, 14 * (step or 1))
        return interval(min(base, other), max(base, other)) if other else None, "duration", "P2W"
    if unit == "weekend":
        if not rel and base == p.today:
            step = 0 if p.tense() == "future" or base.weekday() > 4 else -1
        elif step == -1 and base.weekday() > 4 or rel.startswith("this") and base.weekday() < 3 and p.tense() == "past":
            step = -1
        value, timex = weekend(base, step)
        return value, "date", timex
    if unit == "day":
        day = shift(base, step)
        return (str(day) if day else None), "date", None
    if unit == "quarter":
        value, timex = quarter_of(base.year, (base.month - 1) // 3 + 1 + step - (not rel))
        return value, "date", timex
    if unit == "month":
        prefix = month_prefix(base.year, base.month + step)
        value = _thirds(p, prefix) if mod.startswith(("early", "late ", "mid")) else prefix
        return value, "date", prefix
    if unit == "year":
        return f"{base.year + step:04d}", "date", None
    size = 10 if unit == "decade" else 100
    first = (base.year // size + step) * size + (size == 100)
    return f"{first:04d}/{first + size - 1:04d}", "date", f"{first // 10 if size == 10 else first // 100:02d}"


def _counted(p: Place) -> Meaning | None:
    rel, units = p.g["rel"].lower(), p.g.get("units") or p.g["plain"]
    count = number(p.g["num"]) if p.g.get("num") else None
    timex = "PAST_REF" if "recent" in rel and p.g.get("pair") else duration_of(count, units)
    if count is None or not p.today or count > 9999:
        return None, "duration", timex
    unit, ahead = units.lower().rstrip("s"), bool(re.search("next|coming|following|upcoming", rel))
    if re.search("first|final", rel):
        return None, "duration", timex
    if unit in ("hour", "minute", "second"):
        other = shift(p.today, (1 if ahead else -1) * -int(-count // 24 if unit == "hour" else -1))
    elif unit in ("day", "night", "week", "weekend", "fortnight"):
        other = day_of(moved(p.today, count if ahead else -count, unit))
    else:
        months = count * FACTORS.get(unit, 1) * (12 if UNITS[unit] == "Y" else 3 if unit == "quarter" else 1)
        far = moved(p.today, months if ahead else -months, "month")
        near = str(p.today)[:7]
        return (f"{near}/{far}" if ahead else f"{far}/{near}") if far else None, "duration", timex
    return (interval(p.today, other) if ahead else interval(other, p.today)), "duration", timex


def _at_distance(base: date, count: float, units: str) -> Meaning:
    unit = units.lower().rstrip("s")
    value = moved(base, count, units)
    if value and UNITS.get(unit) == "W":
        whole, timex = week(day_of(value))
        return (value if unit == "week" and abs(count) == 1 else whole), "date", timex  # a week ago it was this weekday
    return value, "date", None


def _ago(p: Place) -> Meaning | None:
    count = number(p.g["num"]) if p.g.get("num") else None
    back = p.has("ago", "ago")
    if count is None and back and p.today and p.has("num", "few") and p.has("units", "day"):
        return interval(shift(p.today, -5), p.today), "date", "PAST_REF"
    if count is None or not p.today:
        return None, "date", "PAST_REF" if back else "FUTURE_REF"
    count = -count if back else count
    if p.g.get("deictic"):
        base = shift(p.today, DEICTICS[p.g["deictic"].lower()])
        return (moved(base, count, p.g["units"]) if base else None), "date", None
    if count == -1 and p.quarter and p.g["units"].lower() == "year":
        value, timex = quarter_of(p.today.year - 1, p.quarter)
        return value, "date", timex
    if count == -1 and p.g["units"].lower() == "year" and not p.g.get("about"):
        return moved(p.today, -12, "month"), "date", str(p.today.year - 1)
    return _at_distance(p.today, count, p.g["units"])


def _shifted(p: Place) -> Meaning | None:
    units, count = p.g.get("units") or p.g.get("unit") or "day", number(p.g["num"]) if p.g.get("num") else 1
    if "unit" not in p.g and "units" not in p.g:
        units = "year" if "year" in p.text[p.start : p.end].lower() else "day"
    words = p.text[p.start : p.end].lower()
    back = bool(re.search(r"before|earlier|prior|previous|preceding", words))
    side = re.match(r"\s+(before|after)\s", p.text[p.end : p.end + 12])
    base = None
    if side:
        p.end += side.end() - 1
        back, base = side[1] == "before", _anchor_after(p)
        p.end -= side.end() - 1
        if base is None and back and p.tense() == "past":
            base = p.counted_from
        elif base is None:
            back, base, p.aside = not back, p.told_here or p.today, True
    if back and base is None and p.quarter and p.today and count == 1 and units.lower() == "year":
        value, timex = quarter_of(p.today.year - 1, p.quarter)
        return value, "date", timex
    letter = UNITS.get(units.lower().rstrip("s"))
    if base is None and letter == "D" and (count or 0) <= 14 and (month := _only_month_told(p)):
        return month, "date", None
    if base is None and p.told and not day_of(p.told) and (letter in ("M", "Y") or letter in ("D", "W") and not back and not p.lately):
        return _from_told(p.told, count, units, back)
    base = base or (p.anchor if letter is None else p.counted_from)
    if count is None or base is None:
        return None, "date", None
    value, kind, timex = _at_distance(base, -count if back else count, units)
    return value, kind, duration_of(count, units) if side and p.g.get("units") else timex


def _only_month_told(p: Place) -> str | None:
    """The month told before, where no day was: some days earlier or later it was most often the same (*in July a crowd broke in; the next day he
    apologised*).
    """
    return p.told if p.told and len(p.told) == 7 and not p.lately else None


def _from_told(told: str, count: float | None, units: str, back: bool) -> Meaning:
    """So long after a month or a year that was told: *In June 1975 they signed; a month later he was overthrown*. None where the unit is finer."""
    last, letter = told.rpartition("/")[2], UNITS.get(units.lower().rstrip("s"))
    if count is None or letter not in ("M", "Y") or len(last) < (7 if letter == "M" else 4):
        return None, "date", None
    base = day_of(f"{last}-01-01"[:10])
    return (moved(base, -count if back else count, units) if base else None), "date", None


def _anchor_after(p: Place) -> date | None:
    """The day of what follows 'before' or 'after': a date in words, an event of the codebook, a noun dated elsewhere."""
    m = re.match(r"\s+(?:(?:the|his|her|its|their)\s+)?", p.text[p.end : p.end + 20])
    if not m:
        return None
    at = p.end + m.end()
    for e in EVENTS:
        if e.match(p.text, at):
            year = p.today.year if p.today else None
            if e.fixed != "inauguration":
                return day_of(e.fixed)
            return (
                min(
                    (date(y, 1, 20) for y in range(year - 4, year + 5) if y % 4 == 1),
                    key=lambda d: abs((d - p.today).days),
                )
                if year
                else None
            )
    if day := _day_at(p, at):
        return day
    noun = re.compile(r"[a-z]{5,20}").match(p.text, at)
    if noun and (dated := re.search(rf"\b{noun[0]}\s+(?:is\s+|was\s+|will\s+be\s+)?(?:on|of)\s+", p.text)):
        return _day_at(p, dated.end())
    return None


def _day_at(p: Place, at: int) -> date | None:
    hit = match_at(p.text, at, p.today, p.told, p.quarter, p.verbs)
    meaning = ABSOLUTE[hit[0].make](hit[1]) if hit and hit[0].make in ABSOLUTE else None
    return day_of(meaning[0]) if meaning else None


def _after_told(p: Place, count: float, units: str) -> str | None:
    """Within so long of the day told before: *on July 26 they seized power; the bloc imposed sanctions within four days*."""
    base, unit = day_of(p.lately) if p.lately else None, units.lower().rstrip("s")
    if not base or p.today and base > p.today:
        return None
    if UNITS.get(unit) in ("Y", "Q") or unit == "month":
        far = moved(base, count, units)
        return f"{str(base)[:len(far)]}/{far}" if far else None
    last = day_of(moved(base, count, units))
    return str(last) if unit == "day" and count == 1 or unit in ("hour", "minute", "second") else interval(base, last)


_ONE_OF = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latest|only)\b"
                     r"(?:(?! (?:will|would|is|are|may|should|could)\b| to (?!the\b|an?\b|its\b|his\b|her\b|their\b|[A-Z]))[^,.;])*$")
"""One of a number that is counted back from: *the second visit in six weeks*."""


def _ahead(p: Place) -> Meaning | None:
    count, units = number(p.g["num"]), p.g["units"]
    timex = duration_of(count, units)
    within = p.before(8).strip().endswith("within")
    if within and count and count < 999 and p.verbs is not None and p.tense() == "past":
        return _after_told(p, count, units), "duration", timex
    if count is None or not p.today or count > 9999 or not within and (p.tense() == "past" or _ONE_OF.search(p.before(80))):
        return None, "duration", timex
    if units.lower().startswith(("hour", "minute", "second")):
        hours = count if units.lower().startswith("hour") else 1
        value = str(shift(p.today, -int(-hours // 24) if within else int(hours // 24)))
    else:
        value = moved(p.today, count, units)
        if within and value and len(value) < 10:
            value = moved(p.today, count * (12 if len(value) == 4 else 1), "month")
            value = fixed_day(int(value[:4]), int(value[5:]), p.today.day) or last_day(value) if value else None
    return f"{p.today}/{value}" if within and value else value, "duration", timex


_ON_WEEKDAY = re.compile(r"(?:\srunning)?\s(?:on\s)?((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")
"""What ends a count of days: *for a third day on Monday*."""


def _row(p: Place) -> Meaning | None:
    last = p.today
    if last and (on := _ON_WEEKDAY.match(p.text, p.end)):
        last = shift(last, -((last.weekday() - WEEKDAYS[on[1][:3].lower()]) % 7))
    first = last and shift(last, 1 - ordinal(p.g["nth"]))
    return (str(last) if first == last else interval(first, last)) if first else None, "date", str(last) if last else None


def _set(p: Place) -> Meaning | None:
    words = " ".join(p.text[p.start : p.end].lower().split())
    for adverb, timex in (
        ("daily", "P1D"),
        ("nightly", "P1D"),
        ("hourly", "PT1H"),
        ("fortnightly", "P2W"),
        ("weekly", "P1W"),
        ("monthly", "P1M"),
        ("quarterly", "P1Q"),
        ("annually", "P1Y"),
    ):
        if words == adverb:
            return None, "set", timex
    m = re.search(r"(?:(other)|(\w+)) ([a-z]+)$|([a-z]+)$", words)
    unit = re.search(r"[a-z]+$", words)[0]
    if unit in SEASONS:
        return None, "set", f"XXXX-{SEASONS[unit][1]}"
    count = 2 if m and m[1] else number(m[2]) if m and m[2] else 1
    return None, "set", duration_of(count or 1, unit)


def _duration(p: Place) -> Meaning | None:
    if p.g.get("half"):
        return None, "duration", {"year": "P6M", "century": "P50Y", "hour": "PT30M"}[p.g["half"].lower()]
    if long := p.g.get("long"):
        return None, "duration", duration_of(1, long.split("-")[0])
    if units := p.g.get("units"):
        count = number(p.g["num"])
        if "and a half" in p.text[p.start : p.end].lower() and count and count % 1 == 0:
            count += 0.5
        value = None
        if (
            count
            and p.today
            and not p.g.get("about")
            and re.search(r"\bfor\s$", p.before())
            and re.search(r"\b(?:has|have|had)\s+been\b[^.;]*$", p.before(90))
        ):
            value = _counted(replace(p, g={"rel": "past", "num": p.g["num"], "units": units}))[0]
        return value, "duration", duration_of(count, units)
    plain = p.g.get("plain", "").lower().split()
    return None, "duration", duration_of(None, re.split(r"[\s-]", plain[-1])[0]) if plain else "PXX"


def _now(p: Place) -> Meaning | None:
    return (str(p.today) if p.today and not p.g.get("then") else None), "date", "PRESENT_REF"


def _past(p: Place) -> Meaning | None:
    return None, "date", "PAST_REF"


def _future(p: Place) -> Meaning | None:
    return None, "date", "FUTURE_REF"


RELATIVE: dict[str, Callable[[Place], Meaning | None]] = {
    "deictic": _deictic,
    "beside": _beside,
    "daypart": _daypart,
    "clocked": _clocked,
    "clock": _clock,
    "period": _period,
    "counted": _counted,
    "ago": _ago,
    "shifted": _shifted,
    "ahead": _ahead,
    "row": _row,
    "set": _set,
    "duration": _duration,
    "now": _now,
    "past": _past,
    "future": _future,
}
