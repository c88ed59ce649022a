"""How many: numbers in figures and words, with what stands around them (*at least*, *dozens*, *between 10 and 20*), as an interval.

`FIGURES` gives words with the interval that is read from them; tests run them.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

UNITS = {w: n for n, w in enumerate("""zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split())}
TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
LOOSE = {"several": (3, 9), "a few": (3, 9), "a dozen": (12, 12), "half a dozen": (6, 6), "dozens": (24, 99), "scores": (40, 199),
         "hundreds": (200, 999), "thousands": (2_000, 9_999), "tens of thousands": (20_000, 99_999), "hundreds of thousands": (200_000, 999_999),
         "millions": (2_000_000, 9_999_999), "no one": (0, 0), "nobody": (0, 0), "no": (0, 0)}
"""What words without a number leave open, both ends included."""

FIGURES = {
    "12": (12, 12), "1,200": (1200, 1200), "1.5 million": (1_500_000, 1_500_000), "twenty-one": (21, 21), "two hundred and six": (206, 206),
    "two dozen": (24, 24), "a dozen": (12, 12), "dozens": (24, 99), "tens of thousands": (20_000, 99_999), "at least 12": (12, None),
    "no fewer than ten": (10, None), "more than 30": (31, None), "over 1,000": (1001, None), "at least two dozen": (24, None), "over a dozen": (13, None),
    "fewer than 10": (0, 9), "up to 40": (0, 40), "as many as 40": (0, 40), "about 30": (27, 33), "nearly 50": (45, 50), "some 200": (180, 220),
    "between 10 and 20": (10, 20), "10 to 15": (10, 15), "10-15": (10, 15), "at least 10 to 15": (10, None), "12 or 13": (12, 13),
    "several": (3, 9), "no": (0, 0), "dozens more": None, "2024-03-12": None, "March 12": None, "12 percent": None,
    "a 34-year-old": None, "12th": None, "T-72": None, "3:30": None,
}
"""Words, and the interval of the one figure in them; None where there is none (dates, ages, shares, what comes on top of another figure)."""

_ONE = "|".join([*UNITS, *TENS])
_WORD = rf"(?:{_ONE})(?:[-\s](?:{'|'.join(list(UNITS)[1:10])}))?(?:\s(?:hundred|thousand|million)(?:\sand\s(?:{_ONE})(?:-(?:{_ONE}))?)?)?"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_NUMBER = rf"(?:(?:{_DIGITS})(?:\s(?:hundred|thousand|million))?|(?:{_WORD}|a hundred|a thousand)(?:\sdozen)?|\d+\sdozen)"
_LOOSE = "|".join(sorted(LOOSE, key=len, reverse=True))
_FLOOR = r"at least|no fewer than|no less than|not less than|a minimum of"
_ABOVE = r"more than|over|upwards? of|in excess of"
_BELOW = r"fewer than|less than|under"
_CEILING = r"up to|as many as|at most|no more than"
_AROUND = r"about|around|some|roughly|approximately|an estimated"
_ALMOST = r"nearly|almost|close to|just under"
_FIGURE = re.compile(
    rf"(?<![\w.,:/-])(?:(?P<mark>{_FLOOR}|{_ABOVE}|{_BELOW}|{_CEILING}|{_AROUND}|{_ALMOST})\s+)?"
    rf"(?:between\s+(?P<from>{_NUMBER})\s+and\s+(?P<until>{_NUMBER})|"
    rf"(?P<least>{_NUMBER})(?:\s(?:to|or)\s|(?<=\d)\s?[-–]\s?(?=\d))(?P<most>{_NUMBER})|"
    rf"(?P<loose>{_LOOSE})|(?P<number>{_NUMBER}))(?![\w%:/]|[.,]\d|-\w)", re.I)
_NOT_BEFORE = re.compile(r"(?:\b(?:aged?|article|resolution|chapter|page|top|"
                         r"january|february|march|april|may|june|july|august|september|october|november|december)|[$€£])\s*$", re.I)
_NOT_AFTER = re.compile(r"\s*(?:more\b|per ?cent\b|%|a\.?m\.?\b|p\.?m\.?\b|"
                        r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)", re.I)


class Figure(NamedTuple):
    """A figure: least and most (None where open), its words, and where they stand."""

    low: int
    high: int | None
    words: str
    span: tuple[int, int]


def figures(text: str, begin: int = 0, end: int | None = None) -> Iterator[Figure]:
    """The figures in a stretch of text, from left to right."""
    end = len(text) if end is None else end
    for m in _FIGURE.finditer(text, begin, end):
        if _NOT_BEFORE.search(text, max(begin, m.start() - 16), m.start()) or _NOT_AFTER.match(text, m.end(), end):
            continue
        yield Figure(*_interval(m), m.group(), m.span())


def _interval(m: re.Match[str]) -> tuple[int, int | None]:
    if m["loose"]:
        low, high = LOOSE[m["loose"].casefold()]
    else:
        low, high = (value(m[a]) for a in (("from", "until") if m["from"] else ("least", "most") if m["least"] else ("number", "number")))
    mark = (m["mark"] or "").casefold()
    if not mark:
        return min(low, high), max(low, high)
    if re.fullmatch(_FLOOR, mark):
        return low, None
    if re.fullmatch(_ABOVE, mark):
        return low + (low == high), None
    if re.fullmatch(_BELOW, mark):
        return 0, max(0, high - 1)
    if re.fullmatch(_CEILING, mark):
        return 0, high
    if re.fullmatch(_ALMOST, mark):
        return -(-9 * low // 10), high
    return 9 * low // 10, -(-11 * high // 10)


def value(words: str) -> int:
    """The number that figures or words give: *1,200*, *1.5 million*, *two hundred and six*, *two dozen*."""
    total, part = 0.0, 0.0
    for token in re.sub(r"[-\s]+|\band\b", " ", words.casefold()).replace(",", "").split():
        if token in UNITS or token in TENS:
            part += UNITS.get(token, TENS.get(token, 0))
        elif token == "a":
            part = 1
        elif token == "dozen":
            part = (part or 1) * 12
        elif token in SCALES:
            part = (part or 1) * SCALES[token]
            if SCALES[token] >= 1_000:
                total, part = total + part, 0.0
        else:
            part += float(token)
    return round(total + part)
