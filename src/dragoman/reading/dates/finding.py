"""Time expressions of a text: rules find them, makers resolve them, neighbours are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.reading.dates.absolute import ABSOLUTE
from dragoman.reading.dates.days import day_of, last_day, shift, today
from dragoman.reading.dates.grammar import Place, match_at, openings
from dragoman.reading.dates.relative import RELATIVE


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that tell a time.

    `value` is an ISO prefix or interval, None where the words cannot be resolved; `kind` is date, time, duration or set;
    `timex` is TimeML's value where it differs from `value`.
    """

    span: tuple[int, int]
    text: str
    value: str | None
    kind: str
    timex: str | None


LATELY = 250
"""Characters within which a day that was told is that from which others are counted, though a month or a year was told after it."""

SINCE = re.compile(r"\bsince\s(?:the\s(?:[a-z]{3,20}\s)?|late\s|early\s|at least\s)?$", re.I)
"""What goes before days that open an interval (see `_bounded`)."""

_BEGINNING = re.compile(r"(?:the )?(?:very )?(?:start|beginning) of", re.I)
_UNTIL = re.compile(r"\b(?:by|until|till|through|before)\s(?:the\s)?$", re.I)


def _bounded(p: Place, value: str, kind: str) -> str:
    """'since' opens an interval that publication closes; 'by the end of' one that publication opens."""
    if p.today is None or kind not in ("date", "time"):
        return value
    before, last = p.before(), last_day(value)
    first = value.partition("/")[0]
    names_another = before.endswith("since the ") and re.fullmatch(r"\d{4}", p.text[p.start:p.end])  # since the 2008 war
    if SINCE.search(before) and _BEGINNING.match(p.text, p.start) and len(first) < 10:
        first += "-01-01"[len(first) - 4:]
    if SINCE.search(before) and not names_another and first < str(p.today)[: len(first)]:
        return f"{first}/{p.today}"
    if (
        re.match(r"(?:the )?(?:end|close) of", p.text[p.start : p.end], re.I)
        and _UNTIL.search(before)
        and last > str(p.today)
    ):
        return f"{p.today}/{last}"
    return value


_ODD = re.compile(r"[ſ\u212aİı]|(?![0-9])\d")
"""Letters that the grammar would take for s, k and i, and digits of other scripts."""

_JOIN = re.compile(r"\s?(?:to|until|till|through|and|–|-)\s(?:the\s)?|\s?[–—]\s?", re.I)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_AND = re.compile(r"\sand\s(?P<again>again\s)?(?:on\s|in\s)?", re.I)


def _adjoin(a: str, b: str) -> bool:
    """Whether b follows on a: the next day, year or decade, or a later month."""
    if len(a) == len(b) == 10:
        day = day_of(a)
        return bool(day) and b == str(shift(day, 1))
    if len(a) == len(b) == 9:
        return int(b[:4]) == int(a[:4]) + 10 == int(a[5:]) + 1
    return len(a) == len(b) == 4 and int(b) == int(a) + 1 or len(a) == len(b) == 7 and a < b


def _joined(text: str, a: TimeExpression, b: TimeExpression) -> TimeExpression | None:
    """'from X to Y', 'between X and Y', and 'X and Y' that follow one another, as one expression."""
    link = text[a.span[1] : b.span[0]]
    if (
        not a.value
        or not b.value
        or len(link) > 16
        or not {a.kind, b.kind} <= {"date", "time"}
        or "time" in (a.kind, b.kind) and (len(a.value) != 10 or len(b.value) != 10 or a.value == b.value)
        or "PRESENT_REF" in (a.timex, b.timex)
    ):
        return None
    opening = re.search(r"\b(from|between)\s(?:the\s)?$", text[max(0, a.span[0] - 13) : a.span[0]], re.I)
    span = a.span[0], b.span[1]
    year = re.compile(r"(?:19|20)\d\d")
    first, last = a.value.partition("/")[0], b.value.rpartition("/")[2]
    if len(first) == 7 and len(last) == 7 and year.search(b.text) and not year.search(a.text):
        first = f"{int(last[:4]) - (first[5:] > last[5:])}{first[4:]}"
    if (both := _AND.fullmatch(link)) and not opening:
        if both["again"]:  # on Sunday and again on Tuesday
            follows = len(a.value) == len(b.value) == 10 and first < last
        else:
            follows = _adjoin(first if len(a.value) == 7 else a.value, b.value)
        return TimeExpression(span, text[slice(*span)], f"{first}/{last}", "date", None) if follows else None
    if (
        not opening
        or not _JOIN.fullmatch(link)
        or (link.strip().lower().startswith("and") != (opening[1].lower() == "between"))
    ):
        return None
    if first > last and _WEEKDAY.search(a.text) and _WEEKDAY.search(b.text) and len(first) == len(last) == 10:
        first = str(shift(day_of(first), -7))  # *ran from Friday to Monday*, told on a Friday
    if first > last:
        return None
    return TimeExpression(span, text[slice(*span)], f"{first}/{last}", "date", None)


def matches(
    text: str, published: str | None, verbs: Sequence[tuple[int, str]] | None = None
) -> Iterator[tuple[str, TimeExpression]]:
    """Each expression with the name of the rule that finds it."""
    day, told, quarter, end = today(published), None, None, 0
    lately, where = None, 0
    plain = text if text.isascii() else _ODD.sub("\x00", text)
    for at in openings(plain):
        if at < end or not (hit := match_at(plain, at, day, told, quarter, verbs, lately if at - where < LATELY else None, where)):
            continue
        rule, p = hit
        meaning = (rule.fixed, "date", None) if rule.fixed else (ABSOLUTE.get(rule.make) or RELATIVE[rule.make])(p)
        if meaning is None:
            continue
        value, kind, timex = meaning
        end = p.end
        if value and kind in ("date", "time") and timex != "PRESENT_REF" and not p.aside:
            told = value
            if day_of(value):
                lately, where = value, at
            quarter = int(timex[-1]) if timex and timex[-2:-1] == "Q" else quarter
        bounded = _bounded(p, value, kind) if value else value
        timex = timex or (value if bounded != value else None)
        yield rule.name, TimeExpression((p.start, p.end), text[p.start : p.end], bounded, kind, timex)


def find(text: str, published: str | None, verbs: Sequence[tuple[int, str]] | None = None) -> list[TimeExpression]:
    """Time expressions of a text, in order and disjoint.

    `verbs` are positions and tenses ('past', 'future') of verbs, where the caller knows them.
    """
    found: list[TimeExpression] = []
    for _, e in matches(text, published, verbs):
        if found and (both := _joined(text, found[-1], e)):
            found[-1] = both
        else:
            found.append(e)
    return found
