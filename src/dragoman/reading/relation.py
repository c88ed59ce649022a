"""Two parties of a sentence in its tokens, as the relation head wants them; training and the shipped reader share it.

Token ranges here are [first, last], the last token theirs.
"""
from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]

NOBODY: Span = (0, 0)
"""[CLS], which stands for a party that the sentence does not name."""

MARKS = ("[unused1]", "[unused2]", "[unused3]", "[unused4]")
"""Tokens of BERT's vocabulary that no text holds: put before and after the actor, before and after the recipient."""


def inclusive(offsets: Sequence[Span], span: Span) -> Span | None:
    """Tokens that share a character with characters [start, end), or None where none does; offsets are character ranges."""
    hit = [i for i, (a, b) in enumerate(offsets) if max(a, span[0]) < min(b, span[1])]
    return (hit[0], hit[-1]) if hit else None


def mark(ids: Sequence[int], cases: Sequence[int], offsets: Sequence[Span], actor: Span, recipient: Span,
         marks: Sequence[int]) -> tuple[list[int], list[int], list[Span], Span, Span]:
    """Ids, cases and offsets with the four `marks` (token ids) around the parties, and where the parties are then.

    A marked party is its opening mark alone, whose hidden state stands for it (Baldini Soares et al. 2019). NOBODY gets no
    marks. Where one party holds the other (*Iraqi* in *Iraqi fighters*), its marks are the outer ones.
    """
    sides = sorted([s for s in ((actor, 0), (recipient, 1)) if s[0] != NOBODY], key=lambda s: s[0][0] - s[0][1])  # the longer first
    out: tuple[list[int], list[int], list[Span]] = ([], [], [])
    where = [NOBODY, NOBODY]

    def put(token: int, case: int, offset: Span) -> None:
        for column, value in zip(out, (token, case, offset), strict=True):
            column.append(value)

    for i, token in enumerate(zip(ids, cases, offsets, strict=True)):
        for span, side in sides:
            if span[0] == i:
                where[side] = (len(out[0]), len(out[0]))
                put(marks[2 * side], 0, (0, 0))
        put(*token)
        for span, side in reversed(sides):
            if span[1] == i:
                put(marks[2 * side + 1], 0, (0, 0))
    return *out, where[0], where[1]
