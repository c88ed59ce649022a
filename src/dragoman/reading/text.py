"""Paragraphs and sentences of a report, as character ranges."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import TypeVar

Span = tuple[int, int]
T = TypeVar("T")

_END = re.compile(r"[.!?…][”\"’')\]]*(?=\s+[“\"‘'(\[]*[A-Z0-9])")
_ABBREVIATIONS = [line.split("\t")[0] for line in (files("dragoman.codebook") / "abbreviations.tsv").read_text(encoding="utf-8").splitlines()[1:]]
SHORT = re.compile(rf"\b(?:{'|'.join(_ABBREVIATIONS)}|[A-Z]|[A-Z]\.[A-Z]|[ap]\.m)\.$")

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’-]+(?:[ ,]{1,2}[A-Z][A-Z.'’-]+)*(?:, [A-Z][a-z.]+){0,2}"
    rf"(?P<date>,? {_MONTH}\.? \d{{1,2}}(?:, \d{{4}})?)?(?P<agency> ?\([^)\n]{{1,80}}\))?\s?(?:--|[-–—_])\s(?=[A-Z“\"‘'`])")
"""Examples: *MOSCOW, January 13, 2025 (Agency) - Iran*, *LONDON — The*. Counter-examples: *NATO - the alliance*, *US-led*."""


def beginning_in(stretch: Span, items: Sequence[T], begin: Callable[[T], int]) -> Sequence[T]:
    """Of items in the order of the text those that begin in a stretch of it."""
    return items[bisect_left(items, stretch[0], key=begin):bisect_left(items, stretch[1], key=begin)]


def paragraphs(text: str, skip: Sequence[Span] = ()) -> list[Span]:
    """Lines with letters in them, less their datelines; those that lie in a stretch to skip are left out."""
    out = []
    for m in re.finditer(r"[^\n]+", text):
        a, b = m.span()
        inner = text[a:b].strip()
        if len(inner) > 2 and any(c.isalpha() for c in inner) and not any(s <= a and b <= e for s, e in skip):
            a += len(text[a:b]) - len(text[a:b].lstrip())
            end = a + len(inner)
            dateline = _DATELINE.match(text, a, end)
            out.append((dateline.end() if dateline else a, end))
    return out


def sentences(text: str, stretch: Span) -> list[Span]:
    """Sentences of a stretch. An abbreviation or an initial ends none."""
    out, begin = [], stretch[0]
    for m in _END.finditer(text, stretch[0], stretch[1]):
        if SHORT.search(text, max(begin, m.start() - 6), m.start() + 1) and m.group()[0] == ".":
            continue
        out.append((begin, m.end()))
        begin = m.end() + len(text[m.end():stretch[1]]) - len(text[m.end():stretch[1]].lstrip())
    if begin < stretch[1]:
        out.append((begin, stretch[1]))
    return out


def overlap(a: Span, b: Span) -> bool:
    """Whether two ranges share a character."""
    return a[0] < b[1] and b[0] < a[1]


def pieces(text: str, stretches: Iterable[Span], most: int) -> list[Span]:
    """Paragraphs, those over `most` characters cut after sentences so that the parts are of about one length."""
    out = []
    for a, b in stretches:
        if b - a <= most:
            out.append((a, b))
            continue
        parts = -(-(b - a) // most)
        aim, begin = (b - a) / parts, a
        for s, e in sentences(text, (a, b)):
            if e - begin > aim * 1.15 and s > begin:
                out.append((begin, s))
                begin = s
        out.append((begin, b))
    return out
