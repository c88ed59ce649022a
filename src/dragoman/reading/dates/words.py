"""Words of time: numbers, ordinals, units, and the tense of the verb beside an expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dragoman.reading.dates.days import shift
from dragoman.reading.text import SHORT

NUMBERS = {
    w: i
    for i, w in enumerate(
        (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen").split()
    )
}
NUMBERS |= {w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
ORDINALS = {
    w: i
    for i, w in enumerate(
        (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth").split(),
        1,
    )
} | {"thirtieth": 30, "final": 4, "last": 2}
PARTS = {
    "morning": "TMO",
    "afternoon": "TAF",
    "evening": "TEV",
    "night": "TNI",
    "nights": "TNI",
    "noon": "T12:00",
    "midday": "T12:00",
    "midnight": "T24:00",
    "dawn": "TMO",
    "dusk": "TEV",
}
UNITS = {
    "year": "Y",
    "quarter": "Q",
    "month": "M",
    "fortnight": "W",
    "weekend": "WE",
    "week": "W",
    "decade": "Y",
    "century": "Y",
    "centurie": "Y",
    "day": "D",
    "night": "D",
    "hour": "H",
    "minute": "M",
    "second": "S",
}
FACTORS = {"decade": 10, "century": 100, "centurie": 100, "fortnight": 2}


def number(words: str) -> float | None:
    """A count in words or figures; None for a vague one (several, a few)."""
    words = " ".join(words.lower().replace("-", " ").split())
    if m := re.match(r"(\d+(?:\.\d+)?)(?: (\d)/(\d))?", words):
        return (
            float(m[1]) + (int(m[2]) / int(m[3]) if m[2] and m[3] != "0" else 0) + (0.5 if "and a half" in words else 0)
        )
    if "few" in words or "couple" in words:
        return 2 if "couple" in words else None
    if words.startswith("half"):
        return 0.5
    total = 0.0
    for w in words.split():
        if w in NUMBERS:
            if total % 10 and NUMBERS[w] < 10 or w == "or":
                break
            total += NUMBERS[w]
        elif w in ("hundred", "thousand", "dozen"):
            total = (total or 1) * {"hundred": 100, "thousand": 1000, "dozen": 12}[w]
        elif w in ("a", "an"):
            total = total or 1
            if "half" in words and total > 1:
                return total + 0.5
        elif w in ("or", "to"):
            return None if w == "to" and total > 99 else total
    return total or None


def ordinal(word: str) -> int:
    word = word.lower().removeprefix("the ").strip()
    if m := re.match(r"\d+", word):
        return int(m[0])
    tens, _, ones = word.rpartition("-")
    return {"": 0, "twenty": 20, "thirty": 30}.get(tens, 0) + ORDINALS.get(ones, 0)


def duration_of(count: float | None, units: str) -> str:
    """A duration in TimeML's form: P3D, PT24H, PXW."""
    unit = units.lower().rstrip("s")
    letter, factor = UNITS.get(unit, "X"), FACTORS.get(unit, 1)
    head = "PT" if unit in ("hour", "minute", "second") else "P"
    if count is None:
        return f"{head}X{'E' if unit == 'decade' else 'C' if unit.startswith('centur') else letter}"
    count *= factor
    if count % 1 and letter in ("Y", "H"):
        whole, rest = int(count), "6M" if letter == "Y" else "30M"
        return f"{head}{f'{whole}{letter}' if whole else ''}{rest}"
    return f"{head}{int(count) if count % 1 == 0 else count}{letter}"


def moved(day: date, count: float, units: str) -> str | None:
    """An ISO prefix so many units after a day (before, where count is negative), as precise as the unit is."""
    unit = units.lower().rstrip("s")
    count *= FACTORS.get(unit, 1)
    letter = UNITS.get(unit)
    if unit in ("hour", "minute", "second"):
        hours = count / {"hour": 1, "minute": 60, "second": 3600}[unit]
        return str(shift(day, int(hours / 24)) or "") or None
    if letter in ("D", "W", "WE"):
        other = shift(day, round(count * (1 if letter == "D" else 7)))
        return str(other) if other else None
    months = round(count * {"Y": 12, "Q": 3, "M": 1}[letter])
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return f"{year:04d}" if letter == "Y" and count % 1 == 0 else f"{year:04d}-{month + 1:02d}"


def clock_time(words: str) -> str:
    words = words.lower()
    if words.startswith(("noon", "midday")):
        return "T12:00"
    m = re.match(r"(\d{1,2})(?:[:.](\d\d))?\s*([ap])?", words)
    if not m:
        return "T24:00"
    hour = int(m[1]) % 12 + 12 * (m[3] == "p") if m[3] else int(m[1])
    return f"T{hour:02d}:{m[2] or '00'}"


FUTURE = re.compile(
    r"\b(?:(?:will|shall|won['’]t|would|['’]ll|may|might|could|should|can|must)(?: (?:not|also|be|have))*(?: [a-z]+)?|"
    r"(?:is|are|was|were)(?: (?:all|also|both|each|now|still|then|[a-z]+ly))? "
    r"(?:to|due|set|expected|scheduled|slated|planned|likely|going)(?: to(?: be)?(?: [a-z]+)?)?|"
    r"plans?(?=\sto)|scheduled|expects?|upcoming|ahead of|due|deadline|postpon\w+|cancel\w*|intends?)\b"
)
TO = re.compile(
    r"(?<!tried)(?<!trying)(?<!attempting)(?<!attempted)(?<!began)(?<!continued)(?<!failed)(?<!managed)(?<!used)(?<!forced)(?<!according)"
    r"(?<!helped)(?<!able) to (?:be )?(?!the\b|a\b|an\b|his\b|her\b|its\b|their\b|this\b|that\b)[a-z]+(?<!s)(?<!ing)\b"
)
PAST = re.compile(
    r"\b(?:was|were|had|has|have|been|did|said|told|met|began|took|came|went|gave|left|made|held|fell|rose|won|lost|led|sent|shot|found|got|saw|"
    r"struck|fought|fled|hit|became|broke|brought|built|chose|drew|flew|grew|knew|kept|laid|paid|put|ran|read|sold|spoke|spent|stood|thought|"
    r"threw|wrote|withdrew|telling|saying|after|since|[a-z]{2,}ed(?!-))\b"
)
_TOLD = re.compile(r",\s(?:[^,.;]{1,60}\s)?(?:said|says|told|announced|added|reported)\b")
"""A clause right after an expression that says who told it: its verb says nothing of when (*will meet on Saturday, the ministry said*)."""
_BREAK = re.compile(r"[.!?;]\s|\n\s*\n")
"""Between sentences, where no initial, title or month in short goes before it."""


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before an expression in its sentence and after it, some words of each."""
    def breaks(*stretch: int) -> list[re.Match[str]]:
        return [m for m in _BREAK.finditer(text, *stretch) if m[0][0] != "." or not SHORT.search(text, max(0, m.start() - 6), m.start() + 1)]

    before, after = breaks(max(0, start - 120), start), breaks(end, end + 90)
    return text[before[-1].end() if before else max(0, start - 120):start], text[end:after[0].start() if after else end + 90]


def tense(text: str, start: int, end: int, verbs: Sequence[tuple[int, str]] | None = None) -> str | None:
    """'past' or 'future', as the nearest verb of the sentence has it; None where no verb tells.

    `verbs` are positions and tenses that the caller knows; without them, cue words serve. What stands before the
    expression counts more than what follows it.
    """
    left, right = _around(text, start, end)
    if verbs is not None:
        near = [
            (start - at if at < start else 2 * (at - end), t)
            for at, t in verbs
            if start - len(left) <= at <= end + len(right)
        ]
        return min(near)[1] if near else None
    near = [
        (len(left) - m.end() + far, t)
        for t, r, far in (("future", FUTURE, 0), ("future", TO, 60), ("past", PAST, 0))
        for m in r.finditer(left)
    ]
    if told := _TOLD.match(right):
        right = " " * told.end() + right[told.end():]
    near += [(2 * m.start() + 10, t) for t, r in (("future", FUTURE), ("past", PAST)) if (m := r.search(right))]
    return min(near)[1] if near else None
