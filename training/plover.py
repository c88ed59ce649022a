"""PLV: sentences with a marked actor and recipient, and the PLOVER root of the act. Needs no PyTorch: the evals read them too."""
from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dragoman.model import QUADS, TYPES

Span = tuple[int, int]

YIELD = ("CONCEDE", "RETREAT")
"""What the manual of 2021 makes of YIELD, a root of PLOVER's earlier drafts that PLV keeps."""

ROOTS = {**{t: (t,) for t in TYPES}, "YIELD": YIELD}
"""The types that a root may be."""

QUAD = {**QUADS, "YIELD": "material cooperation"}
"""Quad class of a root; that of YIELD as PLV's own column `gold_penta` has it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence and its parties in characters of it, the first mention where several are marked; None where none is."""

    sentence: str
    actor: Span | None
    recipient: Span | None
    root: str


def plv(path: Path) -> list[Marked]:
    """Rows of a tab-separated file with columns `marked_sentence` and `gold_root`; ValueError where it lacks them."""
    with open(path, encoding="utf-8-sig", newline="") as f:
        reader = csv.DictReader(f, delimiter="\t")
        missing = {"marked_sentence", "gold_root"} - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path}: expected a tab-separated file in PLV's form; columns {', '.join(sorted(missing))} are missing")
        out = []
        for row in reader:
            sentence, marks = unmark(row["marked_sentence"])
            out.append(Marked(sentence, marks.get("s"), marks.get("t"), row["gold_root"].strip()))
    return out


def unmark(marked: str) -> tuple[str, dict[str, Span]]:
    """The sentence without `<s>..</s>` and `<t>..</t>`, and the first span of each, by letter; white space at a span's ends is left out."""
    text, marks, opened = "", {}, {}
    for part in re.split(r"(</?[st]>)", marked):
        if re.fullmatch(r"<[st]>", part):
            opened[part[1]] = len(text)
        elif re.fullmatch(r"</[st]>", part):
            start = opened.pop(part[2], None)
            inner = text[start:] if start is not None else ""
            if inner.strip():
                marks.setdefault(part[2], (len(text) - len(inner.lstrip()), len(text.rstrip())))
        else:
            text += part
    return text, marks


def likeliest(probabilities: Mapping[str, float], folded: bool) -> str:
    """The likeliest root of probabilities by type; where `folded`, CONCEDE and RETREAT are one, YIELD."""
    chances = dict(probabilities)
    if folded:
        chances["YIELD"] = sum(chances.pop(t) for t in YIELD)
    return max(chances, key=chances.__getitem__)
