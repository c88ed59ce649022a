"""Lines broken at a fixed width, as by a mail program or a converter: which of their breaks are none of the text's own."""
from __future__ import annotations

import re

from dragoman.intake.documents import MAX_LINES

WIDTHS = range(45, 101)
"""Widths at which lines are broken."""

OVERLONG = 0.05
"""Share of the lines that may be longer: rows of tables."""

FULL, GOES_ON = 0.7, 0.25
"""Share of the breaks within blocks that must stand where the next word had no room, and share of the breaks after which a line goes on in lower case."""

_ITEM = re.compile(r"(?:[-*•–+]|#+|>+|\|)\s|\(?\d{1,3}[.)]\s|\[\d+\]|\d+:")
"""How a line begins that is one by itself: an item of a list, a heading, a note."""


def unwrapped(text: str) -> str:
    """The text with a blank for each break at its width, of as many characters as before, so that spans hold in both; as it is where it has no width.

    A break is one at the width where the next word would not have fitted on the line; nothing else is joined but what goes on in lower case. A text
    has a width where most breaks within its blocks (lines between empty ones) are such, and enough lines go on in lower case.
    """
    if text.count("\n") > MAX_LINES:
        return text
    lines = [m.span() for m in re.finditer(r"[^\n]+", text)]
    breaks = [(text[slice(*a)].rstrip(), text[slice(*b)].strip(), a[1]) for a, b in zip(lines, lines[1:], strict=False) if b[0] == a[1] + 1]
    breaks = [(line, then, at) for line, then, at in breaks if line and then and not _ITEM.match(then)]
    # a line of one word alone may be longer: an address, which cannot be broken
    lengths = [len(line) for line, _, _ in breaks if " " in _ITEM.sub("", line.lstrip(), count=1)]
    within = [n for n in lengths if n < WIDTHS.stop]
    width = max(within, default=0)
    if width not in WIDTHS or len(within) < (1 - OVERLONG) * len(lengths):
        return text
    full = [len(line) + 1 + len(then.split(" ", 1)[0]) > width for line, then, _ in breaks]
    goes_on = [then[0].islower() for _, then, _ in breaks]
    if sum(full) < FULL * len(breaks) or sum(goes_on) < GOES_ON * len(breaks):
        return text
    out = list(text)
    for (_, _, at), whole, lower in zip(breaks, full, goes_on, strict=True):
        if whole or lower:
            out[at] = " "
            if out[at - 1] == "\r":
                out[at - 1] = " "
    return "".join(out)
