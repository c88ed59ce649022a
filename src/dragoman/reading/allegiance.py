"""Whose side a party is on where its own words don't say: *civilians*, *he*, *the two leaders*, *protesters*.

The network points from the party to names in the text, whose codes the codebook knows, or to a class (heads.CLASSES); a
code's probability is the sum over its names. The rules' answer stands where the words themselves give it.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dragoman.model import Span
from dragoman.reading.actors import Actors
from dragoman.reading.heads import CLASSES
from dragoman.reading.spans import softmax

OVERRULE = 0.9
"""Probability from which a code is taken against what the words themselves give."""

GUESS = 0.4
"""Probability from which a code is taken where the rules only guess, or know nothing."""

BESIDE = 0.3
"""Probability from which a further code is taken beside the likeliest one: *both sides* are two."""


@dataclass(slots=True)
class Side:
    """Logits of where a party's code stands: a window's tokens, with their characters, and classes."""

    offsets: list[Span]
    tokens: np.ndarray
    classes: np.ndarray


def probabilities(actors: Actors, side: Side) -> dict[str, float]:
    """Probability of each code that a name in the window has, and of each class."""
    logits, codes = [*side.classes.tolist()], [*CLASSES]
    begin, end = side.offsets[1][0], side.offsets[-2][1]
    token = 1
    for m in actors.mentions:
        if m.code == "UNK" or not begin <= m.start < end:
            continue
        while token < len(side.offsets) - 2 and side.offsets[token][1] <= m.start:
            token += 1
        logits.append(float(side.tokens[token]))
        codes.append(m.code)
    out: dict[str, float] = {}
    for code, p in zip(codes, softmax(np.array(logits)), strict=True):
        out[code] = out.get(code, 0.0) + float(p)
    return out


def allegiance(actors: Actors, span: Span, side: Side | None) -> tuple[str, ...]:
    """Codes of a party: the rules' where the words give them, else the likeliest that the network points to."""
    known = actors.code(span)
    if side is None:
        return known
    likely = probabilities(actors, side)
    best = max(likely, key=lambda c: likely[c])
    if best in known or likely[best] < (OVERRULE if actors.sure(span) else GUESS):
        return known
    return tuple(c for c in sorted(likely, key=lambda c: -likely[c]) if c == best or likely[c] >= BESIDE and c != "UNK")
