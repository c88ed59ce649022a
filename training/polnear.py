"""PolNeAR's articles and attributions (brat standoff; offsets are code points). Needs no PyTorch: the evals read them too."""
from __future__ import annotations

import glob
import re
from pathlib import Path

Span = tuple[int, int]


def brat_spans(folder: Path, stem: str, text: str) -> dict[str, list[Span]] | None:
    """Character spans by layer of an article's attributions, discontinuous ones as their parts; None where it has no file of them."""
    ann = next((folder / "attributions").glob(glob.escape(stem) + "*.ann"), None)
    if ann is None:
        return None
    return standoff(ann.read_text(encoding="utf-8"), text)


_BIT = r"\d{1,9} \d{1,9}"
_ROW = re.compile(rf"T\d+\t(Source|Cue|Content) ({_BIT}(?:;{_BIT})*)\t", re.ASCII)


def standoff(rows: str, text: str) -> dict[str, list[Span]]:
    """Character spans by layer of brat's lines; those of other layers, or malformed ones, are passed over."""
    spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    for m in filter(None, map(_ROW.match, rows.splitlines())):
        bits = [(int(a), int(b)) for a, b in (bit.split() for bit in m[2].split(";"))]
        spans[m[1].lower()] += _joined(bits, text)
    return spans


def _joined(bits: list[Span], text: str) -> list[Span]:
    """Parts of a discontinuous span, those joined again that only white space parts."""
    out = [bits[0]]
    for a, b in bits[1:]:
        if not text[out[-1][1]:a].strip():
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def windows(text: str, most: int = 700) -> list[Span]:
    """Paragraphs as character ranges; long ones are cut after sentences."""
    out = []
    for m in re.finditer(r"[^\n]+", text):
        a, b = m.span()
        while b - a > most:
            cut = max((x.end() for x in re.finditer(r"[.!?][”\"’']?\s", text[a:a + most])), default=most)
            out.append((a, a + cut))
            a += cut
        if text[a:b].strip():
            out.append((a, b))
    return out
