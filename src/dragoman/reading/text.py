"""Paragraphs and sentences of a report, as character ranges."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_END = re.compile(r"[.!?…][”\"’')\]]*(?=\s+[“\"‘'(\[]*[A-Z0-9])")
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sgt|Capt|Adm|Sen|Rep|Gov|Rev|St|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp)|"
    r"\b[A-Z]|\b[A-Z]\.[A-Z]|\b[ap]\.m)\.$")


def paragraphs(text: str, skip: Sequence[Span] = ()) -> list[Span]:
    """Lines with letters in them, those that lie in a stretch to skip left out."""
    out = []
    for m in re.finditer(r"[^\n]+", text):
        a, b = m.span()
        inner = text[a:b].strip()
        if len(inner) > 2 and any(c.isalpha() for c in inner) and not any(s <= a and b <= e for s, e in skip):
            a += len(text[a:b]) - len(text[a:b].lstrip())
            out.append((a, a + len(inner)))
    return out


def sentences(text: str, stretch: Span) -> list[Span]:
    """Sentences of a stretch. An abbreviation or an initial ends none."""
    out, begin = [], stretch[0]
    for m in _END.finditer(text, stretch[0], stretch[1]):
        if _SHORT.search(text, max(begin, m.start() - 6), m.start() + 1) and m.group()[0] == ".":
            continue
        out.append((begin, m.end()))
        begin = m.end() + len(text[m.end():stretch[1]]) - len(text[m.end():stretch[1]].lstrip())
    if begin < stretch[1]:
        out.append((begin, stretch[1]))
    return out


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
