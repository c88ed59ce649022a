"""A text cut into pieces, each with the statements that it bears on: what a page marks, overlapping spans and all."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

ROLES = ("trigger", "actor", "recipient", "source")
"""What a span can be to a statement; where several meet, the first here gives the colour."""


class Piece(NamedTuple):
    """Characters that belong together: `role` and `statement` (its number, 0 first) say how they are marked, None where they are not;
    `begins` are the numbers of the statements whose trigger begins here, `others` of all that have a span over it.
    """

    text: str
    role: str | None
    statement: int | None
    begins: tuple[int, ...]
    others: tuple[int, ...]


def pieces(text: str, statements: Sequence[dict]) -> list[Piece]:
    """The text in pieces, in order; joined they are the text again. `statements` as briefing.pages.report gives them."""
    spans = [(begin, end, ROLES.index(role), n) for n, s in enumerate(statements) for role in ROLES for begin, end in s["spans"][role]
             if 0 <= begin < end <= len(text)]
    cuts = sorted({0, len(text), *(at for begin, end, _, _ in spans for at in (begin, end))})
    starts: dict[int, list[tuple[int, int, int, int]]] = {}
    for span in spans:
        starts.setdefault(span[0], []).append(span)
    made, held = [], []
    for begin, end in zip(cuts, cuts[1:], strict=False):
        held = [span for span in held if span[1] > begin] + starts.get(begin, [])
        # A trigger before a party, and of two the shorter: what lies within another is seen.
        best = min(held, key=lambda span: (span[2], span[1] - span[0], span[3]), default=None)
        made.append(Piece(text[begin:end], ROLES[best[2]] if best else None, best[3] if best else None,
                          tuple(sorted(n for b, _, role, n in held if role == 0 and b == begin)), tuple(sorted({n for _, _, _, n in held}))))
    return made


def paragraphs(found: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces by paragraph: a line that ends ends a paragraph, empty ones are left out."""
    out: list[list[Piece]] = [[]]
    for piece in found:
        first = True
        for line in piece.text.split("\n"):
            if not first:
                out.append([])
            if line:
                out[-1].append(piece._replace(text=line, begins=piece.begins if first else ()))
            elif first and piece.begins:
                out[-1].append(piece._replace(text=""))
            first = False
    return [p for p in out if any(x.text.strip() for x in p)]
